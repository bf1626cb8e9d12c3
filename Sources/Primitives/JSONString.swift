/// What a JSON string literal means, and how a text is written as one.
public enum JSONString {
    /// The text of the literal at `range` of `bytes`, quotes included in the range. The literal must have passed
    /// ``JSONNode/parse(_:depth:)``.
    ///
    /// A lone surrogate escape becomes the three bytes that UTF-8 forbids for it (as WTF-8 has it), and bytes that
    /// were no UTF-8 stay as they are: either way the text shows as ill-formed to whoever validates it.
    public static func decode(_ bytes: [UInt8], in range: Range<Int>) -> [UInt8] {
        var position = range.lowerBound + 1
        let end = range.upperBound - 1
        guard position < end else { return [] }
        guard let first = bytes[position..<end].firstIndex(of: UInt8(ascii: "\\")) else {
            return Array(bytes[position..<end])
        }
        var text: [UInt8] = []
        text.reserveCapacity(end - position)
        text += bytes[position..<first]
        position = first
        while position < end {
            guard bytes[position] == UInt8(ascii: "\\"), position + 1 < end else {
                text.append(bytes[position])
                position += 1
                continue
            }
            let (scalar, length) = escape(bytes, at: position, end: end)
            append(scalar, to: &text)
            position += length
        }
        return text
    }

    /// The value of the escape that begins at `position`, and its length in bytes; a surrogate pair counts as one.
    public static func escape(_ bytes: [UInt8], at position: Int, end: Int) -> (scalar: UInt32, length: Int) {
        switch bytes[position + 1] {
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0c, 2)
        case UInt8(ascii: "n"): return (0x0a, 2)
        case UInt8(ascii: "r"): return (0x0d, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"):
            guard let high = hexadecimal(bytes, at: position + 2, end: end) else { return (0xfffd, 2) }
            if (0xd800..<0xdc00).contains(high), position + 7 < end, bytes[position + 6] == UInt8(ascii: "\\"),
                bytes[position + 7] == UInt8(ascii: "u"),
                let low = hexadecimal(bytes, at: position + 8, end: end), (0xdc00..<0xe000).contains(low)
            {
                return (0x10000 + (high - 0xd800) << 10 + (low - 0xdc00), 12)
            }
            return (high, 6)
        case let unit: return (UInt32(unit), 2)
        }
    }

    /// Appends `scalar` in UTF-8; a surrogate takes the three bytes of WTF-8.
    public static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3f | 0x80) }
        switch scalar {
        case 0..<0x80: text.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            text.append(UInt8(truncatingIfNeeded: scalar >> 6 | 0xc0))
            text.append(tail(0))
        case 0x800..<0x10000:
            text.append(UInt8(truncatingIfNeeded: scalar >> 12 | 0xe0))
            text.append(tail(6))
            text.append(tail(0))
        default:
            text.append(UInt8(truncatingIfNeeded: scalar >> 18 | 0xf0))
            text.append(tail(12))
            text.append(tail(6))
            text.append(tail(0))
        }
    }

    /// `text` with the escapes that JSON demands (quote, backslash, below U+0020) and no others, as RFC 8785 has
    /// them; without quotes around it.
    public static func escaped(_ text: some Sequence<UInt8>) -> [UInt8] { escaped(Array(text)) }

    /// As ``escaped(_:)`` for any sequence: there a module that knows no types takes ten times as long.
    public static func escaped(_ text: [UInt8]) -> [UInt8] {
        if text.allSatisfy(isPlain) { return text }
        var output: [UInt8] = []
        output.reserveCapacity(text.count + text.count / 8)
        for unit in text { append(escaping: unit, to: &output) }
        return output
    }

    /// As ``escaped(_:)`` for any sequence.
    public static func escaped(_ text: String.UTF8View) -> [UInt8] {
        var output: [UInt8] = []
        append(escaping: String(text), to: &output)
        return output
    }

    /// Appends `text` as ``escaped(_:)`` has it.
    public static func append(escaping text: String, to output: inout [UInt8]) {
        if isPlain(text.utf8.span) { return output.append(contentsOf: text.utf8) }
        for unit in text.utf8 { append(escaping: unit, to: &output) }
    }

    /// Without a way out of the loop, which so takes many bytes at once.
    private static func isPlain(_ units: Span<UInt8>) -> Bool {
        var special: UInt8 = 0
        for index in units.indices {
            let unit = units[index]
            special |= unit < 0x20 ? 1 : 0
            special |= unit == UInt8(ascii: "\"") ? 1 : 0
            special |= unit == UInt8(ascii: "\\") ? 1 : 0
        }
        return special == 0
    }

    private static func isPlain(_ unit: UInt8) -> Bool {
        unit >= 0x20 && unit != UInt8(ascii: "\"") && unit != UInt8(ascii: "\\")
    }

    private static func append(escaping unit: UInt8, to output: inout [UInt8]) {
        if isPlain(unit) { return output.append(unit) }
        output.append(UInt8(ascii: "\\"))
        switch unit {
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0a: output.append(UInt8(ascii: "n"))
        case 0x0c: output.append(UInt8(ascii: "f"))
        case 0x0d: output.append(UInt8(ascii: "r"))
        case 0..<0x20: output += [UInt8(ascii: "u"), 0x30, 0x30, Hex.digits[Int(unit >> 4)], Hex.digits[Int(unit & 15)]]
        default: output.append(unit)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], at position: Int, end: Int) -> UInt32? {
        guard position + 4 <= end else { return nil }
        var value: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Hex.value(bytes[position + offset]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
