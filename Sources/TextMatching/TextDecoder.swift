/// Decodes UTF-8 that comes in pieces, cut anywhere.
///
/// What is not UTF-8 is U+FFFD, one for each maximal part of an ill-formed sequence (Unicode 15, section 3.9).
public struct TextDecoder: Sendable {
    /// How many bytes came in.
    public private(set) var count = 0
    /// Bytes of a character that has begun, and how many are missing; 0 outside of one.
    private var begun = 0
    private var missing = 0
    private var scalar: UInt32 = 0
    /// What the next byte must be for the character to go on.
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    public init() {}

    /// A decoder for what follows so many bytes, at a character's start.
    init(after bytes: Int) { count = bytes }

    /// How many bytes are decoded: all but those of a character that has only begun.
    public var decoded: Int { count - begun }

    /// Whether no character has begun that is not whole.
    var isBetweenCharacters: Bool { begun == 0 }

    /// Counts bytes that were decoded elsewhere, all of them whole characters.
    mutating func skip(_ bytes: Int) { count += bytes }

    /// Hands each scalar to `sink` with the bytes where it starts and ends, and whether it was UTF-8.
    public mutating func feed(
        _ bytes: some Collection<UInt8>, into sink: (_ scalar: UInt32, _ start: Int, _ end: Int, _ isValid: Bool) -> Void
    ) {
        for byte in bytes {
            if missing > 0 {
                if next.contains(byte) {
                    scalar = scalar << 6 | UInt32(byte & 0x3F)
                    (begun, missing, count, next) = (begun + 1, missing - 1, count + 1, 0x80...0xBF)
                    guard missing == 0 else { continue }
                    sink(scalar, count - begun, count, true)
                    begun = 0
                    continue
                }
                finish(into: sink)
            }
            begin(byte, into: sink)
        }
    }

    /// Says that the text is over: a character that has only begun is ill-formed.
    public mutating func finish(into sink: (_ scalar: UInt32, _ start: Int, _ end: Int, _ isValid: Bool) -> Void) {
        if begun > 0 { sink(0xFFFD, count - begun, count, false) }
        (begun, missing) = (0, 0)
    }

    private mutating func begin(_ byte: UInt8, into sink: (UInt32, Int, Int, Bool) -> Void) {
        count += 1
        next = 0x80...0xBF
        switch byte {
        case 0x00...0x7F: return sink(UInt32(byte), count - 1, count, true)
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF: missing = 2
        case 0xF0...0xF4: missing = 3
        default: return sink(0xFFFD, count - 1, count, false)
        }
        // RFC 3629: the second byte's range depends on the first, which rules out overlong forms and surrogates.
        switch byte {
        case 0xE0: next = 0xA0...0xBF
        case 0xED: next = 0x80...0x9F
        case 0xF0: next = 0x90...0xBF
        case 0xF4: next = 0x80...0x8F
        default: break
        }
        begun = 1
        scalar = UInt32(byte) & (missing == 1 ? 0x1F : missing == 2 ? 0x0F : 0x07)
    }
}
