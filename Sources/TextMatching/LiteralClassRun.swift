/// A set of byte values.
public struct ByteClass: Hashable, Sendable {
    /// Bit `value % 64` of word `value / 64`.
    var words: [UInt64] { [w0, w1, w2, w3] }
    private var w0: UInt64 = 0
    private var w1: UInt64 = 0
    private var w2: UInt64 = 0
    private var w3: UInt64 = 0

    /// Nothing.
    public init() {}

    /// All values in the ranges.
    public init(_ ranges: ClosedRange<UInt8>...) {
        for range in ranges {
            for value in range { insert(value) }
        }
    }

    /// `0` to `9`.
    public static let digits = ByteClass(0x30...0x39)
    /// `A` to `Z` and `a` to `z`.
    public static let letters = ByteClass(0x41...0x5a, 0x61...0x7a)

    /// Adds a value.
    public mutating func insert(_ value: UInt8) {
        let bit = 1 as UInt64 &<< UInt64(value & 63)
        switch value >> 6 {
        case 0: w0 |= bit
        case 1: w1 |= bit
        case 2: w2 |= bit
        default: w3 |= bit
        }
    }

    public func contains(_ value: UInt8) -> Bool {
        let word = value < 128 ? (value < 64 ? w0 : w1) : (value < 192 ? w2 : w3)
        return word &>> UInt64(value & 63) & 1 == 1
    }

    /// What is in either.
    public func union(_ other: ByteClass) -> ByteClass {
        var both = self
        both.w0 |= other.w0
        both.w1 |= other.w1
        both.w2 |= other.w2
        both.w3 |= other.w3
        return both
    }

    public var isEmpty: Bool { w0 | w1 | w2 | w3 == 0 }

    /// The least value in it; 256 where there is none.
    var least: Int {
        for (index, word) in words.enumerated() where word != 0 { return 64 * index + word.trailingZeroBitCount }
        return 256
    }

    /// How many values.
    public var count: Int {
        w0.nonzeroBitCount + w1.nonzeroBitCount + w2.nonzeroBitCount + w3.nonzeroBitCount
    }
}
