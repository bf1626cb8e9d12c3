/// A channel's text as it came in, taken apart: what is not UTF-8 is U+FFFD, marked with its place.
struct SourceText {
    /// The bytes as they came in.
    let bytes: [UInt8]
    /// The scalars, with U+FFFD for each maximal part of an ill-formed sequence (Unicode 15, section 3.9).
    let scalars: [UInt32]
    /// The first byte of each scalar, and the number of bytes at the end.
    let starts: [Int]
    /// Ordinals (into `scalars`) of what was not UTF-8, in order.
    let invalid: [Int]

    /// Takes any bytes.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var scalars: [UInt32] = []
        var starts: [Int] = []
        var invalid: [Int] = []
        scalars.reserveCapacity(bytes.count)
        starts.reserveCapacity(bytes.count + 1)
        var at = 0
        while at < bytes.count {
            let step = Self.decode(bytes, at)
            if step.scalar == nil { invalid.append(scalars.count) }
            starts.append(at)
            scalars.append(step.scalar ?? 0xFFFD)
            at += step.length
        }
        starts.append(bytes.count)
        self.scalars = scalars
        self.starts = starts
        self.invalid = invalid
    }

    /// The first byte that is not part of a scalar; `nil` where all is UTF-8.
    var firstInvalidByte: Int? { invalid.first.map { starts[$0] } }

    /// One scalar, or the length of the maximal ill-formed part (1 to 3 bytes).
    private static func decode(_ bytes: [UInt8], _ at: Int) -> (scalar: UInt32?, length: Int) {
        let first = bytes[at]
        if first < 0x80 { return (UInt32(first), 1) }
        // RFC 3629: the second byte's range depends on the first, which rules out overlong forms and surrogates.
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return (nil, 1)
        }
        var scalar = UInt32(first) & (count == 2 ? 0x1F : count == 3 ? 0x0F : 0x07)
        for index in 1..<count {
            guard at + index < bytes.count else { return (nil, index) }
            let byte = bytes[at + index]
            guard (index == 1 ? second : 0x80...0xBF).contains(byte) else { return (nil, index) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, count)
    }
}

extension SourceText {
    /// The bytes at which grapheme clusters begin, and the number of bytes at the end.
    ///
    /// Clusters are Swift's characters over the text as a reader sees it, with U+FFFD for what is not UTF-8.
    func graphemeBoundaries() -> [Int] {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
        var boundaries: [Int] = []
        var ordinal = 0
        for character in String(text) {
            boundaries.append(starts[ordinal])
            ordinal += character.unicodeScalars.count
        }
        return boundaries + [bytes.count]
    }
}
