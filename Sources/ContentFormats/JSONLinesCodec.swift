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
    private enum Entry {
        case settled([UInt8])
        case waiting(Group.ID)
    }

    private let paths: [FieldPath]?
    private let depth: Int
    private var lines: LineSplitter
    private var queue: [Entry] = []
    private var waiting: [Group.ID: LineRecord] = [:]
    private var ready: [Group.ID: [UInt8]] = [:]
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
        lines.feed(bytes).flatMap { take($0) }
    }

    public mutating func finish() -> [ContentEvent] {
        lines.finish().map { take($0) } ?? []
    }

    private mutating func take(_ line: LineSplitter.Line) -> [ContentEvent] {
        if line.bytes.isBlank, !line.isOverLimit {
            queue.append(.settled(line.bytes + line.terminator))
            return []
        }
        let record = LineRecord(
            line, paths: paths, depth: depth, group: Group.ID(number: groups), firstChannel: channels)
        groups += 1
        channels += record.channels.count
        if let fault = record.fault { faults.append(fault) }
        queue.append(.waiting(record.group.id))
        waiting[record.group.id] = record
        var events: [ContentEvent] = [.began(record.group)]
        for (channel, text) in record.channels {
            events.append(.opened(channel))
            if !text.isEmpty { events.append(.text(channel.id, text)) }
        }
        return events + [.ended(record.group.id, record.ending)]
    }

    /// A record takes its envelope when it is settled: it leaves as a whole.
    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {}

    /// A label is spliced into the record when it is settled.
    public mutating func open(_ channel: Channel.ID, label: String) {
        for (group, record) in waiting where record.channels.contains(where: { $0.channel.id == channel }) {
            waiting[group]?.labels[channel] = label
        }
    }

    /// A record is there as a whole and is never given up.
    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        guard let record = waiting.removeValue(forKey: group) else { return [:] }
        let (line, delivered) = record.settled(settlements, envelope: envelope)
        ready[group] = line
        return delivered
    }

    public mutating func takeOutput() -> [UInt8] {
        var output: [UInt8] = []
        var gone = 0
        scan: for entry in queue {
            switch entry {
            case .settled(let bytes): output += bytes
            case .waiting(let group):
                guard let bytes = ready.removeValue(forKey: group) else { break scan }
                output += bytes
            }
            gone += 1
        }
        queue.removeFirst(gone)
        return output
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
            id: group, name: "line \(line.number)", streamed: false, model: model, line: line.number, offset: line.offset, existingLabel: label)
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
            let node = try JSONNode.parse(bytes, depth: depth)
            guard node.isObject else {
                return (.unknown(.notJSON), JSONError(offset: node.range.lowerBound, reason: "not an object"))
            }
            let record = JSONRecord(bytes: bytes, node: node, paths: paths, depth: depth)
            if record.hasUnreadText { return (.unknown(.unknownFrame), nil) }
            return (record.fields.isEmpty ? .unknown(.noTextField) : .record(record), nil)
        } catch {
            return (.unknown(.notJSON), error)
        }
    }

    /// The line as it goes out, and what is delivered of each channel.
    func settled(
        _ settlements: [Channel.ID: ChannelSettlement], envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> (line: [UInt8], delivered: [Channel.ID: [UInt8]]) {
        let ordered = channels.map { channel, _ in
            var settlement = settlements[channel.id] ?? ChannelSettlement()
            settlement.opening = (labels[channel.id] ?? "") + settlement.opening
            return settlement
        }
        switch meaning {
        case .record(let record):
            var (splices, texts) = record.settled(ordered)
            let delivered = Dictionary(zip(channels.map(\.channel.id), texts)) { first, _ in first }
            if let value = envelope(delivered) { splices.append(record.node.labelled(with: value, in: record.bytes)) }
            return (line.bytes.applying(splices) + line.terminator, delivered)
        case .unknown(let reason):
            guard let settlement = ordered.first, let channel = channels.first?.channel.id else { return ([], [:]) }
            guard settlement.cut != nil || reason == .recordLimit else {
                return (line.bytes + line.terminator, [channel: line.bytes])
            }
            let notice = Array(settlement.notice.utf8)
            return (notice.quoted + line.terminator, [channel: notice])
        }
    }
}
