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
        while let end = bytes[position...].firstIndex(of: 0x0a) {
            keep(bytes[position...end])
            lines.append(take())
            position = end + 1
        }
        keep(bytes[position...])
        return lines
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
        let line = Line(
            bytes: isOver ? [] : Array(pending[..<content]), terminator: end, number: number, offset: offset,
            isOverLimit: isOver)
        offset += length
        number += 1
        length = 0
        pending = []
        return line
    }
}
