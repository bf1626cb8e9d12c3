/// Tells most places of a text at which no keyword can stand, by up to four scalars.
struct KeywordFilter: Sendable {
    private let isBounded: Bool
    private let isSpaced: Bool
    private let skipsRuns: Bool
    /// Whether a way of one scalar is among them: then it tells nothing.
    private let isOpen: Bool
    /// Bits for the hashes of the first three scalars of ways, and of the two of those that have no more; their number
    /// is a power of two.
    private let bits: [UInt64]
    /// The same for the first four scalars of ways, and all of those that have no more than three: fewer places pass
    /// it, but it looks further.
    private let further: [UInt64]
    private let shift: UInt64

    init(_ ways: [[UInt32]], _ foldings: Foldings) {
        isBounded = !foldings.isEmpty
        isSpaced = foldings.contains(.separators)
        skipsRuns = foldings.contains(.repeats)
        isOpen = ways.contains { $0.count == 1 }
        var log: UInt64 = 9
        // Sixteen bits for each; more than a quarter of a cache is not worth it.
        while log < 20, 1 << log < ways.count * 16 { log += 1 }
        shift = 64 - log
        var bits = [UInt64](repeating: 0, count: 1 << Int(log - 6))
        var further = bits
        for way in ways where way.count > 1 {
            let hash = Self.hash(way[0], way[1], way.count > 2 ? way[2] : Self.none)
            Self.set(hash >> shift, in: &bits)
            Self.set((way.count > 3 ? Self.hash(hash, way[3]) : hash) >> shift, in: &further)
        }
        self.bits = bits
        self.further = further
    }

    /// In the place of a third scalar.
    private static let none: UInt32 = 0x1F_FFFF

    @inline(__always)
    private static func hash(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> UInt64 {
        (UInt64(first) << 42 ^ UInt64(second) << 21 ^ UInt64(third)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// With a fourth scalar.
    @inline(__always)
    private static func hash(_ three: UInt64, _ fourth: UInt32) -> UInt64 {
        (three ^ three >> 29 ^ UInt64(fourth)) &* 0xD1B5_4A32_D192_ED03
    }

    private static func set(_ bit: UInt64, in bits: inout [UInt64]) { bits[Int(bit >> 6)] |= 1 << (bit & 63) }

    /// The first of some places at which a keyword may stand; `nil` where none does.
    func next(in text: ViewText, _ places: Range<Int>) -> Int? {
        let place = unsafe text.scalars.withUnsafeBufferPointer { scalars in
            unsafe bits.withUnsafeBufferPointer { bits in
                unsafe further.withUnsafeBufferPointer {
                    unsafe next(scalars, places.clamped(to: 0..<scalars.count), bits, $0)
                }
            }
        }
        return place < places.upperBound ? place : nil
    }

    private func next(
        _ scalars: UnsafeBufferPointer<UInt32>, _ places: Range<Int>, _ bits: UnsafeBufferPointer<UInt64>,
        _ further: UnsafeBufferPointer<UInt64>
    ) -> Int {
        var place = places.lowerBound
        while place < places.upperBound {
            let first = unsafe scalars[place]
            if isBounded, place > 0, Scalars.isWord(first), unsafe Scalars.isWord(scalars[place - 1]) {
                place += 1
                continue
            }
            // Near the end, and where something is looked over, it takes more to tell.
            guard !isOpen, place + 2 < scalars.count else { return place }
            let second = unsafe scalars[place + 1]
            let third = unsafe scalars[place + 2]
            if isNext(second, first), isNext(third, second) {
                let two = Self.hash(first, second, Self.none)
                let three = Self.hash(first, second, third)
                if unsafe Self.has(two >> shift, in: bits) || Self.has(three >> shift, in: bits) {
                    guard place + 3 < scalars.count, case let fourth = unsafe scalars[place + 3], isNext(fourth, third)
                    else { return place }
                    let four = Self.hash(three, fourth)
                    if unsafe Self.has(four >> shift, in: further) || Self.has(three >> shift, in: further)
                        || Self.has(two >> shift, in: further)
                    {
                        return place
                    }
                }
            } else {
                return place
            }
            place += 1
        }
        return place
    }

    @inline(__always)
    private static func has(_ bit: UInt64, in bits: UnsafeBufferPointer<UInt64>) -> Bool {
        unsafe bits[Int(bit >> 6)] >> (bit & 63) & 1 != 0
    }

    @inline(__always)
    private func isNext(_ scalar: UInt32, _ last: UInt32) -> Bool {
        !(skipsRuns && scalar == last) && !(isSpaced && Scalars.isSeparator(scalar))
    }
}
