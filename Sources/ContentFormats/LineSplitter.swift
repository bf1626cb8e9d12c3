/// Cuts bytes into lines that end in LF, whatever way they are cut when they arrive.
struct LineSplitter {
    /// One line with its end.
    struct Line {
        /// Without the line end; empty where the line is longer than the limit.
        var bytes: [UInt8]
        /// LF, CR LF, or nothing at the end of the input.
        var terminator: [UInt8]
        /// From 1.
        let number: Int
        /// Of its first byte in the source.
        let offset: Int
        /// Longer than the limit: its bytes were read and not kept.
        let isOverLimit: Bool
    }

    let limit: Int
    private var pending: [UInt8] = []
    private var length = 0
    private var number = 1
    private var offset = 0

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func feed(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var position = 0
        while let end = Self.lineFeed(bytes, from: position) {
            if length == 0, end - position <= limit {
                // A line that lies in one piece is copied once.
                length = end + 1 - position
                let hasReturn = end > position && bytes[end - 1] == 0x0d
                lines.append(
                    line(Array(bytes[position..<(hasReturn ? end - 1 : end)]), hasReturn ? Self.returnFeed : Self.feed))
            } else {
                keep(bytes[position...end])
                lines.append(take())
            }
            position = end + 1
        }
        if position < bytes.count { keep(bytes[position...]) }
        return lines
    }

    private static let feed: [UInt8] = [0x0a]
    private static let returnFeed: [UInt8] = [0x0d, 0x0a]

    private static func lineFeed(_ bytes: [UInt8], from position: Int) -> Int? {
        let span = bytes.span
        var place = position
        while place < span.count {
            if span[place] == 0x0a { return place }
            place += 1
        }
        return nil
    }

    /// The last line, where it has no end of its own.
    mutating func finish() -> Line? { length > 0 ? take() : nil }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        length += bytes.count
        // Two more for the line end, which does not count.
        if length <= limit + 2 {
            pending += bytes
        } else {
            pending = Array((pending.suffix(2) + bytes).suffix(2))
        }
    }

    private mutating func take() -> Line {
        var content = pending.count
        if content > 0, pending[content - 1] == 0x0a {
            content -= 1
            if content > 0, pending[content - 1] == 0x0d { content -= 1 }
        }
        let end = Array(pending[content...])
        let isOver = length - end.count > limit
        var kept: [UInt8] = []
        swap(&kept, &pending)
        kept.removeLast(kept.count - content)
        return line(isOver ? [] : kept, end, isOverLimit: isOver)
    }

    /// The line that was read, and the next begins.
    private mutating func line(_ bytes: [UInt8], _ terminator: [UInt8], isOverLimit: Bool = false) -> Line {
        defer {
            offset += length
            number += 1
            length = 0
        }
        return Line(bytes: bytes, terminator: terminator, number: number, offset: offset, isOverLimit: isOverLimit)
    }
}
