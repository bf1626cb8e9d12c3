import Primitives

/// Looks at the beginning of the input and leaves the rest to the codec for it.
///
/// A first line that begins as server-sent events do is a stream: Anthropic's where it names `message_start` or `ping`,
/// OpenAI's Responses where it names an event that begins with `response.`, llama.cpp's own where its data has
/// `content` and `stop`, OpenAI's chat otherwise. One that is a whole JSON object is JSONL, or Ollama's where it has
/// `model`, `created_at` and `done`; anything else is text. White space and a byte order mark before it do not count.
/// Nothing is decided before a full line, 64 KiB or the end of the input is there.
public struct AutoCodec: ContentCodec {
    private static let window = 64 << 10

    private let fields: [FieldPath]
    private let limit: Int
    private let depth: Int
    private var head: [UInt8] = []
    private var chosen: (any ContentCodec)?

    /// - Parameters:
    ///   - fields: where text stands in a record of JSONL; empty for the fields that are commonly used.
    ///   - limit: the longest record or frame that is read, in bytes.
    ///   - depth: how many arrays and objects may stand inside each other.
    public init(
        fields: [FieldPath] = [], limit: Int = JSONLinesCodec.defaultLimit, depth: Int = JSONLinesCodec.defaultDepth
    ) {
        self.fields = fields
        self.limit = limit
        self.depth = depth
    }

    /// The format that was chosen; `auto` before there is one.
    public var format: String { chosen?.format ?? "auto" }

    public var faults: [InputFault] { chosen?.faults ?? [] }

    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        if chosen != nil { return chosen?.feed(bytes) ?? [] }
        head += bytes
        return decide(atEnd: false)
    }

    public mutating func finish() -> [ContentEvent] {
        let events = chosen == nil ? decide(atEnd: true) : []
        return events + (chosen?.finish() ?? [])
    }

    /// Whether to decide depends on the first 64 KiB alone, so not on how the input is cut.
    private mutating func decide(atEnd: Bool) -> [ContentEvent] {
        let seen = head.prefix(Self.window)
        let mark = seen.starts(with: [UInt8].byteOrderMark) ? 3 : 0
        let line = seen.dropFirst(mark).drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        let end = line.firstIndex { $0 == 0x0a || $0 == 0x0d }
        guard atEnd || end != nil || head.count >= Self.window else { return [] }
        let whole = Array(line[..<(end ?? line.endIndex)])
        chosen = codec(for: whole, isCut: end == nil && head.count >= Self.window)
        defer { head = [] }
        return head.isEmpty ? [] : chosen?.feed(head) ?? []
    }

    private func codec(for line: [UInt8], isCut: Bool) -> any ContentCodec {
        let starts = ["data:", "event:", "id:", "retry:", ":"]
        if starts.contains(where: { line.starts(with: $0.utf8) }) {
            return ReplyCodec(language(of: line), limit: limit, depth: depth)
        }
        if !isCut, let node = try? JSONNode.parse(line, depth: depth), node.isObject {
            let isOllama = node["model"] != nil && node["created_at"] != nil && node["done"] != nil
            if isOllama { return ReplyCodec(.ollama, limit: limit, depth: depth) }
            return JSONLinesCodec(fields: fields, limit: limit, depth: depth)
        }
        // A record may be longer than what is looked at; as text its escapes would go unread.
        if isCut, line.first == UInt8(ascii: "{") { return JSONLinesCodec(fields: fields, limit: limit, depth: depth) }
        return TextCodec()
    }

    /// The protocol of a stream whose first line is an event's name or data; OpenAI's chat where that does not say.
    private func language(of line: [UInt8]) -> ReplyLanguage {
        if line.starts(with: "event:".utf8) {
            let name = String(decoding: line.dropFirst(6).drop { $0 == 0x20 }, as: UTF8.self)
            return language(ofEvent: name) ?? .chat
        }
        guard line.starts(with: "data:".utf8) else { return .chat }
        let data = Array(line.dropFirst(5))
        guard let node = try? JSONNode.parse(data, depth: depth), node["choices"] == nil else {
            // The first frame says the whole request again, and may be longer than what is looked at.
            let start = data.filter { $0 != 0x20 }.prefix(18)
            return start.elementsEqual("{\"type\":\"response.".utf8) ? .responses : .chat
        }
        if let named = node.string("type", in: data).flatMap(language(ofEvent:)) { return named }
        return node["content"] != nil && node["stop"] != nil ? .llamaCpp : .chat
    }

    private func language(ofEvent name: String) -> ReplyLanguage? {
        if name.hasPrefix("response.") { return .responses }
        return name == "message_start" || name == "ping" ? .anthropic : nil
    }

    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {
        chosen?.begin(group, envelope: envelope)
    }

    public mutating func answered() { chosen?.answered() }

    public mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8] {
        chosen?.release(channel, through: through, edits: edits) ?? []
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        chosen?.cut(channel, notice: notice, envelope: envelope) ?? [:]
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, closing: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        chosen?.cut(channel, notice: notice, closing: closing, envelope: envelope) ?? [:]
    }

    public var labelsCuts: Bool { chosen?.labelsCuts ?? false }

    public mutating func open(_ channel: Channel.ID, label: String) {
        chosen?.open(channel, label: label)
    }

    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        chosen?.settle(group, settlements, envelope: envelope) ?? [:]
    }

    public mutating func takeOutput() -> [UInt8] {
        chosen?.takeOutput() ?? []
    }
}
