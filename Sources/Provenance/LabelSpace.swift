/// White space around labels: the four bytes that JSON knows (RFC 8259 §2).
enum LabelSpace {
    /// How many bytes of white space are looked through for a label or for the beginning of data. Without a bound, a
    /// text of nothing but spaces would be held back for ever.
    static let limit = 1024

    static let newline = UInt8(ascii: "\n")

    static func contains(_ byte: UInt8) -> Bool {
        byte == newline || byte == UInt8(ascii: "\r") || isHorizontal(byte)
    }

    /// A space or tab.
    static func isHorizontal(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// `text` without white space at its ends.
    static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !contains($0) }),
            let last = text.lastIndex(where: { !contains($0) })
        else { return [] }
        return text[first...last]
    }
}
