import Rules

/// The bytes of a file and where its lines begin, so that places become offsets and values have an end.
struct SourceIndex {
    let bytes: [UInt8]
    /// By line, from 0.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark is no column of its line.
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A || (byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)) {
                starts.append(index + 1)
            }
        }
        self.starts = starts
    }

    /// The offset of a place; `nil` where the file has no such place.
    func offset(of place: SourcePlace) -> Int? {
        guard starts.indices.contains(place.line - 1), place.column >= 1 else { return nil }
        var offset = starts[place.line - 1]
        for _ in 1..<place.column {
            guard offset < bytes.count, !isBreak(offset) else { return nil }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return offset
    }

    private func isBreak(_ offset: Int) -> Bool { bytes[offset] == 0x0A || bytes[offset] == 0x0D }

    /// The start of the line that an offset is in.
    func lineStart(_ offset: Int) -> Int {
        var start = offset
        while start > starts[0], !isBreak(start - 1) { start -= 1 }
        return start
    }

    /// The end of the line that an offset is in, its break left out.
    func lineEnd(_ offset: Int) -> Int {
        var end = offset
        while end < bytes.count, !isBreak(end) { end += 1 }
        return end
    }

    /// Behind the break that stands at an offset.
    func behindBreak(_ offset: Int) -> Int {
        guard offset < bytes.count, isBreak(offset) else { return offset }
        let isPair = bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        return offset + (isPair ? 2 : 1)
    }

    func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    /// Whether a comment begins in a range, or might: a `#` stands in it.
    func mayHoldComment(_ range: Range<Int>) -> Bool { bytes[range].contains(UInt8(ascii: "#")) }
}

// MARK: Where values end

extension SourceIndex {
    /// The bytes of a value; `nil` where it is spelled in a way of which the end is not known.
    func range(of document: Document) -> Range<Int>? {
        guard let start = offset(of: document.place), start < bytes.count else { return nil }
        switch document.content {
        case .text(let text, let bare): return textEnd(text, bare: bare, from: start).map { start..<$0 }
        case .list(let elements):
            return end(of: elements.last, from: start, opening: "[", closing: "]").map { start..<$0 }
        case .map(let entries):
            return end(of: entries.last?.value, from: start, opening: "{", closing: "}").map { start..<$0 }
        }
    }

    private func textEnd(_ text: String, bare: Bool, from start: Int) -> Int? {
        if bare {
            // On one line, as it is.
            guard !text.isEmpty, bytes[start...].starts(with: text.utf8) else { return nil }
            return start + text.utf8.count
        }
        switch bytes[start] {
        case UInt8(ascii: "'"): return quotedEnd(from: start + 1, quote: UInt8(ascii: "'"), doubles: true)
        case UInt8(ascii: "\""): return quotedEnd(from: start + 1, quote: UInt8(ascii: "\""), doubles: false)
        default: return nil
        }
    }

    private func quotedEnd(from start: Int, quote: UInt8, doubles: Bool) -> Int? {
        var at = start
        while at < bytes.count {
            if !doubles, bytes[at] == UInt8(ascii: "\\") {
                at += 2
            } else if bytes[at] != quote {
                at += 1
            } else if doubles, at + 1 < bytes.count, bytes[at + 1] == quote {
                at += 2
            } else {
                return at + 1
            }
        }
        return nil
    }

    private func end(
        of last: Document?, from start: Int, opening: Unicode.Scalar, closing: Unicode.Scalar
    ) -> Int? {
        guard let last, let end = range(of: last)?.upperBound else { return nil }
        guard bytes[start] == UInt8(ascii: opening) else { return end }
        var at = end
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: closing) { return at + 1 }
            if bytes[at] == UInt8(ascii: "#") {
                at = lineEnd(at)
            } else if isBreak(at) || bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == UInt8(ascii: ",") {
                at += 1
            } else {
                return nil
            }
        }
        return nil
    }
}
