import Primitives

/// JSONL: one JSON object a line, each a group of channels, one for every field with text.
///
/// A change is spliced into its string; every other byte of the line stays, the escapes of unchanged parts included.
/// Lines go out in the order in which they came.
public struct JSONLinesCodec: ContentCodec {
    public let format = "jsonl"
    public private(set) var faults: [InputFault] = []

    /// 64 MiB.
    public static let defaultLimit = 64 << 20
    /// 64 arrays and objects inside each other.
    public static let defaultDepth = 64

    /// A line on its way.
    private struct Entry {
        /// Until it is settled.
        var record: LineRecord?
        var bytes: [UInt8] = []
        /// The blank lines that follow it.
        var blank: [UInt8] = []
    }

    private let paths: [FieldPath]?
    private let depth: Int
    private var lines: LineSplitter
    /// The lines of the groups from `first` on; those before `front` have left.
    private var queue: [Entry] = []
    private var front = 0
    private var first = 0
    private var output: [UInt8] = []
    private var groups = 0
    private var channels = 0

    /// - Parameters:
    ///   - fields: where text stands; empty for the fields that are commonly used.
    ///   - limit: the longest line that is read, in bytes without its end. A longer one is replaced.
    ///   - depth: how many arrays and objects may stand inside each other.
    public init(
        fields: [FieldPath] = [], limit: Int = JSONLinesCodec.defaultLimit, depth: Int = JSONLinesCodec.defaultDepth
    ) {
        self.depth = depth
        paths = fields.isEmpty ? nil : fields
        lines = LineSplitter(limit: limit)
    }

    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        var events: [ContentEvent] = []
        for line in lines.feed(bytes) { take(line, &events) }
        return events
    }

    public mutating func finish() -> [ContentEvent] {
        var events: [ContentEvent] = []
        if let line = lines.finish() { take(line, &events) }
        return events
    }

    private mutating func take(_ line: LineSplitter.Line, _ events: inout [ContentEvent]) {
        if line.bytes.isBlank, !line.isOverLimit {
            let bytes = line.bytes + line.terminator
            if queue.isEmpty { output += bytes } else { queue[queue.count - 1].blank += bytes }
            return
        }
        let record = LineRecord(
            line, paths: paths, depth: depth, group: Group.ID(number: groups), firstChannel: channels)
        groups += 1
        channels += record.channels.count
        if let fault = record.fault { faults.append(fault) }
        events.append(.began(record.group))
        for (channel, text) in record.channels {
            events.append(.opened(channel))
            if !text.isEmpty { events.append(.text(channel.id, text)) }
        }
        events.append(.ended(record.group.id, record.ending))
        queue.append(Entry(record: record))
    }

    /// A record takes its envelope when it is settled: it leaves as a whole.
    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {}

    /// A label is spliced into the record when it is settled.
    public mutating func open(_ channel: Channel.ID, label: String) {
        for index in queue.indices.dropFirst(front) {
            guard queue[index].record?.channels.contains(where: { $0.channel.id == channel }) ?? false else { continue }
            queue[index].record?.labels[channel] = label
        }
    }

    /// A record is there as a whole and is never given up.
    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        let index = group.number - first
        guard queue.indices.contains(index), let record = queue[index].record else { return [:] }
        queue[index].record = nil
        guard index == front else { return record.settle(settlements, envelope: envelope, to: &queue[index].bytes) }
        defer { leave() }
        return record.settle(settlements, envelope: envelope, to: &output)
    }

    /// Lets go the lines that wait for none before them.
    private mutating func leave() {
        while front < queue.count, queue[front].record == nil {
            output += queue[front].bytes
            output += queue[front].blank
            queue[front] = Entry()
            front += 1
        }
        guard front == queue.count || front > 4096 && front * 2 > queue.count else { return }
        queue.removeFirst(front)
        first += front
        front = 0
    }

    public mutating func takeOutput() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &output)
        return taken
    }
}

/// One line of JSONL that is not blank: a record, or something that is none.
struct LineRecord {
    enum Meaning {
        case record(JSONRecord)
        case unknown(UnknownReason)
    }

    let line: LineSplitter.Line
    let meaning: Meaning
    let group: Group
    let channels: [(channel: Channel, text: [UInt8])]
    let ending: Ending
    let fault: InputFault?
    /// Labels that were put out ahead of settlement.
    var labels: [Channel.ID: String] = [:]

    /// - Parameter firstChannel: the number of the first channel; the others follow.
    init(_ line: LineSplitter.Line, paths: [FieldPath]?, depth: Int, group: Group.ID, firstChannel: Int) {
        self.line = line
        let (meaning, error) = Self.read(line, paths, depth)
        self.meaning = meaning
        var fields: [(name: String, kind: Channel.Kind, field: String?, text: [UInt8])] = []
        var model: String?
        var label: [UInt8]?
        switch meaning {
        case .record(let record):
            fields = record.fields.map { ($0.name, $0.kind, $0.name, record.text(of: $0)) }
            model = record.model
            label = record.existingLabel
        case .unknown(let reason): fields = [("line \(line.number)", .unknown(reason), nil, line.bytes)]
        }
        channels = fields.enumerated().map { index, field in
            let id = Channel.ID(number: firstChannel + index)
            let channel = Channel(id: id, group: group, kind: field.kind, name: field.name, field: field.field)
            return (channel, field.text)
        }
        self.group = Group(
            id: group, name: "line \(line.number)", streamed: false, model: model, line: line.number,
            offset: line.offset, existingLabel: label)
        let isCut = error != nil && line.terminator.isEmpty
        ending = isCut ? .interrupted : .complete
        fault = error.map {
            let message = isCut ? "the input ends inside a record" : "no JSON object: \($0.reason)"
            return InputFault(offset: line.offset + $0.offset, line: line.number, message: message)
        }
    }

    private static func read(
        _ line: LineSplitter.Line, _ paths: [FieldPath]?, _ depth: Int
    ) -> (Meaning, JSONError?) {
        if line.isOverLimit { return (.unknown(.recordLimit), nil) }
        var bytes = line.bytes
        // A mark at the start of the file is no part of the record; spaces keep every offset as it is.
        if line.number == 1, bytes.starts(with: [UInt8].byteOrderMark) {
            bytes.replaceSubrange(0..<3, with: [0x20, 0x20, 0x20])
        }
        do {
            let outline = try JSONOutline(bytes, depth: depth)
            guard outline.kind(of: outline.root) == .object else {
                let start = outline.range(of: outline.root).lowerBound
                return (.unknown(.notJSON), JSONError(offset: start, reason: "not an object"))
            }
            let record = JSONRecord(outline, at: outline.root, paths: paths, depth: depth)
            if record.hasUnreadText { return (.unknown(.unknownFrame), nil) }
            return (record.fields.isEmpty ? .unknown(.noTextField) : .record(record), nil)
        } catch {
            return (.unknown(.notJSON), error)
        }
    }

    /// Appends the line as it goes out.
    /// - Returns: what is delivered of each channel.
    func settle(
        _ settlements: [Channel.ID: ChannelSettlement], envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?,
        to output: inout [UInt8]
    ) -> [Channel.ID: [UInt8]] {
        let ordered = channels.map { channel, _ in
            var settlement = settlements[channel.id] ?? ChannelSettlement()
            if let label = labels[channel.id] { settlement.opening = label + settlement.opening }
            return settlement
        }
        switch meaning {
        case .record(let record):
            var (splices, texts) = record.settled(ordered)
            var delivered: [Channel.ID: [UInt8]] = [:]
            delivered.reserveCapacity(texts.count)
            for (channel, text) in zip(channels, texts) { delivered[channel.channel.id] = text }
            if let value = envelope(delivered) { splices.append(record.labelled(with: value)) }
            line.bytes.apply(splices, to: &output)
            output += line.terminator
            return delivered
        case .unknown(let reason):
            guard let settlement = ordered.first, let channel = channels.first?.channel.id else { return [:] }
            guard settlement.cut != nil || reason == .recordLimit else {
                output += line.bytes
                output += line.terminator
                return [channel: line.bytes]
            }
            let notice = Array(settlement.notice.utf8)
            output += notice.quoted
            output += line.terminator
            return [channel: notice]
        }
    }
}
