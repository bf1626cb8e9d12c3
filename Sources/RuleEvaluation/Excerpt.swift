internal import Rules

/// What lists show of a text: a place in it and a little around it, on one line, nothing in it that a terminal acts on.
enum Excerpt {
    /// In characters.
    static let around = 12
    static let within = 40

    /// `…before «match» after…`, with the middle of a long match left out.
    static func around(_ bytes: Range<Int>, of text: [UInt8]) -> String {
        let before = scalars(text[..<bytes.lowerBound].suffix(around * 4), fromEnd: true)
        let after = scalars(text[bytes.upperBound...].prefix(around * 4), fromEnd: false)
        return before + "«" + middle(text[bytes]) + "»" + after
    }

    private static func scalars(_ part: ArraySlice<UInt8>, fromEnd: Bool) -> String {
        let whole = fromEnd ? part.drop { $0 & 0xC0 == 0x80 } : part
        var shown = Array(String(decoding: whole, as: UTF8.self).unicodeScalars)
        if !fromEnd, shown.last == "\u{FFFD}" { shown.removeLast() }
        let kept = fromEnd ? shown.suffix(around) : shown.prefix(around)
        return Quote.escaped(String(String.UnicodeScalarView(kept)))
    }

    private static func middle(_ part: ArraySlice<UInt8>) -> String {
        let long = part.count > within * 8
        let head = String(decoding: long ? part.prefix(within * 4) : part, as: UTF8.self).unicodeScalars
        guard long || head.count > within else { return Quote.escaped(String(head)) }
        let tail = String(decoding: part.suffix(within * 4), as: UTF8.self).unicodeScalars
        let half = within / 2
        return Quote.escaped(String(String.UnicodeScalarView(head.prefix(half)))) + "…"
            + Quote.escaped(String(String.UnicodeScalarView(tail.suffix(half))))
    }
}
