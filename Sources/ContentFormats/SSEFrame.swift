/// One frame of a stream of server-sent events (WHATWG HTML §9.2.6), with its bytes as they came.
struct SSEFrame {
    /// To the end of the blank line that ends it.
    let bytes: [UInt8]
    /// Of its first byte in the source.
    let offset: Int
    /// The values of its `data` lines, joined by LF.
    private(set) var data: [UInt8] = []
    private(set) var hasData = false
    /// It has `event`, `id` or `retry` lines.
    private(set) var hasFields = false
    /// It says what kind of event it is.
    private(set) var isNamed = false
    /// It has a line that is neither a field that the standard knows nor a comment.
    private(set) var hasForeignLine = false
    /// Where each `data` line's value begins, in ``data`` and in ``bytes``.
    private var segments: [(data: Int, frame: Int)] = []

    /// - Parameter lines: the ranges of its lines without their ends.
    init(bytes: [UInt8], offset: Int, lines: [Range<Int>]) {
        self.bytes = bytes
        self.offset = offset
        for line in lines { read(line) }
    }

    /// A line of JSON with its end, without the `data:` that a server-sent event has.
    init(line bytes: [UInt8], offset: Int, _ range: Range<Int>) {
        self.bytes = bytes
        self.offset = offset
        guard !Array(bytes[range]).isBlank else { return }
        data = Array(bytes[range])
        hasData = true
        segments = [(0, range.lowerBound)]
    }

    private mutating func read(_ line: Range<Int>) {
        let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
        switch String(decoding: bytes[line.lowerBound..<colon], as: UTF8.self) {
        case "": hasForeignLine = hasForeignLine || (colon == line.upperBound && !line.isEmpty)
        case "data":
            var start = min(colon + 1, line.upperBound)
            if start < line.upperBound, bytes[start] == 0x20 { start += 1 }
            if hasData { data.append(0x0a) }
            hasData = true
            segments.append((data.count, start))
            data += bytes[start..<line.upperBound]
        case "event", "id", "retry":
            hasFields = true
            isNamed = isNamed || bytes[line].starts(with: "event".utf8)
        default: hasForeignLine = true
        }
    }

    /// How much further on in the frame lies what is at `offset` of the data.
    func shift(at offset: Int) -> Int {
        segments.last { $0.data <= offset }.map { $0.frame - $0.data } ?? 0
    }

    /// A change to the data as a change to the frame. One that spans lines joins them.
    func placed(_ splice: Splice) -> Splice {
        let lower = splice.range.lowerBound
        let start = lower + shift(at: lower)
        guard let last = splice.range.last else {
            // What is put in belongs to the line that it follows.
            let edge = lower + shift(at: max(0, lower - 1))
            return Splice(range: edge..<edge, bytes: splice.bytes)
        }
        return Splice(range: start..<last + 1 + shift(at: last), bytes: splice.bytes)
    }

    var isDone: Bool { hasData && !hasForeignLine && data.filter { $0 != 0x20 } == Array("[DONE]".utf8) }
}

/// Cuts bytes into frames: lines end in LF, CR LF or CR, a frame at a blank line. The LF after a CR may come with the
/// next bytes, so a line that ends in CR is over only when one more byte is there.
struct SSEFramer {
    enum Part {
        case frame(SSEFrame)
        /// A frame over the limit, of which nothing was kept.
        case overLong(offset: Int)
    }

    let limit: Int
    /// Whether each line is a frame.
    let isLines: Bool
    private var pending: [UInt8] = []
    private var lines: [Range<Int>] = []
    private var lineStart = 0
    private var lineLength = 0
    private var length = 0
    private var offset = 0
    private var isAfterCR = false

    init(limit: Int, isLines: Bool = false) {
        self.limit = max(1, limit)
        self.isLines = isLines
    }

    /// How much of the source is in frames that were handed out.
    var consumed: Int { offset }

    mutating func feed(_ bytes: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var position = 0
        while position < bytes.count {
            if isAfterCR {
                isAfterCR = false
                if bytes[position] == 0x0a {
                    keep(bytes[position...position])
                    position += 1
                }
                endLine(&parts)
                continue
            }
            let end = bytes[position...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
            lineLength += end - position
            keep(bytes[position..<end])
            guard end < bytes.count else { break }
            keep(bytes[end...end])
            position = end + 1
            if bytes[end] == 0x0d { isAfterCR = true } else { endLine(&parts) }
        }
        return parts
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        length += bytes.count
        if length <= limit { pending += bytes } else { pending = [] }
    }

    private mutating func endLine(_ parts: inout [Part]) {
        let isBlank = lineLength == 0
        addLine()
        if isBlank || isLines { parts.append(take()) }
    }

    private mutating func addLine() {
        var start = lineStart
        if length <= limit, lineLength > 0 {
            if offset == 0, start == 0, pending.starts(with: [UInt8].byteOrderMark) { start = 3 }
            lines.append(start..<lineStart + lineLength)
        }
        lineStart = length
        lineLength = 0
    }

    private mutating func take() -> Part {
        let part: Part =
            if length > limit {
                .overLong(offset: offset)
            } else if isLines {
                .frame(SSEFrame(line: pending, offset: offset, lines.first ?? 0..<0))
            } else {
                .frame(SSEFrame(bytes: pending, offset: offset, lines: lines))
            }
        offset += length
        length = 0
        lineStart = 0
        lines = []
        pending = []
        return part
    }

    /// What is left when the input has ended: a frame, if a CR was all that it waited for, or the beginning of one.
    mutating func finish() -> (whole: [Part], rest: Part?) {
        var whole: [Part] = []
        if isAfterCR {
            isAfterCR = false
            endLine(&whole)
        }
        guard length > 0 else { return (whole, nil) }
        if lineLength > 0 { addLine() }
        return (whole, take())
    }
}
