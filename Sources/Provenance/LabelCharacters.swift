/// The characters that GB 45438-2025 Annex E j) allows in a label's values: printable ASCII without space, quotation
/// mark and backslash. (The clause also names `\"`; we read it and never write it of our own accord.)
enum LabelCharacters {
    static func isLegal(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c
    }

    static func isLegal(_ text: String) -> Bool {
        text.utf8.allSatisfy(isLegal)
    }

    /// As ``isLegal(_:)``, with the `\"` that a nested JSON text needs let through.
    static func isReadable(_ text: String) -> Bool {
        text.utf8.allSatisfy { isLegal($0) || $0 == 0x22 }
    }
}
