/// Whether a label stands as a paragraph of its own at an edge of a text.
enum LabelParagraph {
    /// Whether `text` begins with `label`; `nil` where the bytes so far do not tell and more may come.
    /// - Parameter alone: a blank line or the end of the text must follow.
    static func atStart(_ text: ArraySlice<UInt8>, label: [UInt8], alone: Bool, ended: Bool) -> Bool? {
        if text.count < label.count { return label.starts(with: text) && !ended ? nil : false }
        guard text.starts(with: label) else { return false }
        return alone ? endsParagraph(text.dropFirst(label.count).prefix(LabelSpace.limit), text, ended) : true
    }

    /// Whether white space with two line feeds in it, or one or none and then the end of the text, stands at the
    /// beginning of `rest`.
    private static func endsParagraph(_ rest: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ ended: Bool) -> Bool? {
        var lines = 0
        for byte in rest {
            guard LabelSpace.contains(byte) else { return false }
            if byte == LabelSpace.newline { lines += 1 }
            if lines == 2 { return true }
        }
        if rest.count == LabelSpace.limit { return false }
        return ended ? true : nil
    }

    /// Whether `text` ends with `label`, white space behind it left out, and a blank line or the beginning of the
    /// text stands before it.
    /// - Parameter text: the whole text, or at least so much of its end as two limits of white space and the label
    ///   take; less than one limit before the label then means that the text begins there.
    static func atEnd(_ text: [UInt8], label: [UInt8]) -> Bool {
        let space = text.suffix(LabelSpace.limit).reversed().prefix { LabelSpace.contains($0) }.count
        let body = text.dropLast(space)
        guard body.count >= label.count, body.suffix(label.count).elementsEqual(label) else { return false }
        let before = body.dropLast(label.count)
        var lines = 0
        for byte in before.suffix(LabelSpace.limit).reversed() {
            guard LabelSpace.contains(byte) else { return false }
            if byte == LabelSpace.newline { lines += 1 }
            if lines == 2 { return true }
        }
        return before.count < LabelSpace.limit
    }
}
