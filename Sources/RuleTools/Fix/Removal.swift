import Rules

/// Takes an entry of a mapping, or an element of a list, out of a file: whole lines where it has lines of its own,
/// otherwise its stretch of a line with the comma. Comments stay.
struct Removal {
    private let index: SourceIndex

    init(_ index: SourceIndex) {
        self.index = index
    }

    /// The bytes that go and what takes their place; `nil` where the layout is none that this knows.
    func of(_ steps: [DocumentStep], in root: Document) -> (range: Range<Int>, replacement: String)? {
        guard let last = steps.last, let home = root.part(steps.dropLast()) else { return nil }
        switch (home.content, last) {
        case (.map(let entries), .key(let key)):
            guard let number = entries.firstIndex(where: { $0.key == key }) else { return nil }
            return of(number, among: entries.map { ($0.keyPlace, $0.value) }, in: home, opening: UInt8(ascii: "{"))
        case (.list(let elements), .index(let number)):
            return of(number, among: elements.map { ($0.place, $0) }, in: home, opening: UInt8(ascii: "["))
        default: return nil
        }
    }

    private func of(
        _ number: Int, among members: [(start: SourcePlace, value: Document)], in home: Document, opening: UInt8
    ) -> (range: Range<Int>, replacement: String)? {
        guard members.indices.contains(number), members.count > 1, let homeStart = index.offset(of: home.place),
            let start = index.offset(of: members[number].start),
            let end = index.range(of: members[number].value)?.upperBound
        else { return nil }
        guard index.bytes[homeStart] == opening else {
            return lines(start..<end, isElement: opening == UInt8(ascii: "["))
        }
        if number + 1 < members.count, let next = index.offset(of: members[number + 1].start) {
            return index.mayHoldComment(end..<next) ? nil : (start..<next, "")
        }
        guard let before = index.range(of: members[number - 1].value)?.upperBound, before <= start,
            !index.mayHoldComment(before..<start)
        else { return nil }
        return (before..<end, "")
    }

    /// Something that begins its line, behind a dash where it is an element of a list, and ends it.
    private func lines(_ range: Range<Int>, isElement: Bool) -> (range: Range<Int>, replacement: String)? {
        let lineStart = index.lineStart(range.lowerBound)
        let lineEnd = index.lineEnd(range.upperBound)
        var head = index.bytes[lineStart..<range.lowerBound]
        let margin = head.prefix { $0 == 0x20 }
        head = head.dropFirst(margin.count)
        if isElement {
            guard head.first == UInt8(ascii: "-"), head.count > 1 else { return nil }
            head = head.dropFirst()
        }
        guard head.allSatisfy({ $0 == 0x20 }), !isSpread(range) || !index.mayHoldComment(range) else { return nil }
        let comment = index.bytes[range.upperBound..<lineEnd].drop { $0 == 0x20 || $0 == 0x09 }
        guard comment.isEmpty || comment.first == UInt8(ascii: "#") else { return nil }
        guard comment.isEmpty else {
            return (lineStart..<lineEnd, String(decoding: margin, as: UTF8.self) + String(decoding: comment, as: UTF8.self))
        }
        return (lineStart..<index.behindBreak(lineEnd), "")
    }

    /// Whether it takes more than one line.
    private func isSpread(_ range: Range<Int>) -> Bool { index.lineEnd(range.lowerBound) < range.upperBound }
}
