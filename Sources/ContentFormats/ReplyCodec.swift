/// A streamed reply in one of the protocols: frames in, text released as it is decided, frames out.
///
/// Every frame that is not changed comes out as it came, and those of one group in their order; but a comment
/// overtakes what is held, and frames that hold nothing but text follow only those of the same text and those of
/// the group that hold something else. What is released of a frame before the rest leaves in it, or in a copy of it,
/// and the rest in copies.
///
/// At most `held` bytes of frames wait beside the last that came. Beyond that the group that has waited longest is
/// given up: what of it was not released is dropped with what still comes, a fault is noted, and it ends as one that
/// was cut when it is settled.
public struct ReplyCodec: ContentCodec {
    /// The bytes of frames that may wait where nothing else is asked for.
    public static let defaultHeld = 8 << 20

    private let dialect: any ReplyDialect
    private var framer: SSEFramer
    private var reader: ReplyReader
    private var queue: ReplyQueue
    /// What was told and not answered yet, from `next`.
    private var arrivals: [Arrival] = []
    private var next = 0
    /// How many events of the arrival before `next` are not answered.
    private var unanswered = 0
    /// Whether the caller says when it has answered an event.
    private var isTold = false

    /// - Parameters:
    ///   - language: the protocol that is read.
    ///   - limit: the longest frame that is read, in bytes; a longer one is dropped. Also how many bytes of one
    ///     call's arguments are waited for until they are whole.
    ///   - depth: how many arrays and objects may stand inside each other.
    ///   - held: how many bytes of frames may wait.
    public init(
        _ language: ReplyLanguage, limit: Int = JSONLinesCodec.defaultLimit, depth: Int = JSONLinesCodec.defaultDepth,
        held: Int = ReplyCodec.defaultHeld
    ) {
        self.init(language.dialect, limit: limit, depth: depth, held: held)
    }

    init(_ dialect: any ReplyDialect, limit: Int, depth: Int, held: Int) {
        self.dialect = dialect
        framer = SSEFramer(limit: limit, isLines: dialect.isLines)
        reader = ReplyReader(dialect, depth: depth, limit: max(1, limit))
        queue = ReplyQueue(dialect, limit: held)
    }

    public var format: String { dialect.format }
    public var faults: [InputFault] { reader.faults }

    /// A frame that keeps a reader waiting while text is held; empty where the protocol has none.
    public var heartbeat: [UInt8] { dialect.heartbeat }

    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        take(framer.feed(bytes))
    }

    public mutating func finish() -> [ContentEvent] {
        let (whole, rest) = framer.finish()
        var events = take(whole)
        var last: SSEFrame?
        if let rest {
            if case .frame(let frame) = rest, !dialect.endsStream(frame), !endsInLine(frame) {
                last = frame
            } else {
                events += take([rest])
            }
        }
        let (more, arrival) = reader.finish(last, at: framer.consumed)
        add(arrival)
        return events + more
    }

    /// Whether a last line without a line end is the whole end of a reply. Any other is taken as cut, since nothing
    /// could be put behind it.
    private func endsInLine(_ frame: SSEFrame) -> Bool {
        guard dialect.isLines, let content = dialect.read(frame.data, depth: reader.depth) else { return false }
        return !content.isUnknown && !content.shares.isEmpty && content.shares.allSatisfy(\.ends)
    }

    /// How much is kept between steps, in entries of every table: what must not grow with the stream.
    var size: Int { arrivals.count + queue.size + reader.size }

    private mutating func take(_ parts: [SSEFramer.Part]) -> [ContentEvent] {
        var events: [ContentEvent] = []
        for part in parts {
            let (new, arrival) = reader.take(part)
            events += new
            add(arrival)
        }
        return events
    }

    private mutating func add(_ arrival: Arrival) {
        arrivals.append(arrival)
        advance()
    }

    /// Lets the next frames arrive, up to one whose events are to be answered.
    private mutating func advance() {
        if unanswered == 0 { queue.answered() }
        while unanswered == 0, next < arrivals.count {
            arrive()
            if unanswered == 0 { queue.answered() }
        }
    }

    private mutating func arrive() {
        queue.take(arrivals[next])
        unanswered = arrivals[next].events
        arrivals[next] = Arrival()
        next += 1
        if next == arrivals.count {
            arrivals = []
            next = 0
        }
        for offset in queue.takeOverruns() {
            reader.note("more was held than may be, and the reply was cut there", at: offset)
        }
    }

    public mutating func answered() {
        isTold = true
        if unanswered > 0 { unanswered -= 1 }
        advance()
    }

    /// For a caller that answers without saying so: all that it has been told has arrived.
    private mutating func catchUp(while isMissing: (ReplyQueue) -> Bool) {
        while next < arrivals.count, isMissing(queue) { arrive() }
    }

    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {
        catchUp { $0.groups[group] == nil && $0.singles[group] == nil }
        queue.begin(group, envelope)
    }

    public mutating func open(_ channel: Channel.ID, label: String) {
        catchUp { $0.targets[channel] == nil }
        queue.open(channel, label)
    }

    public mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8] {
        catchUp { !$0.holds(channel, through) }
        return queue.release(channel, through, edits)
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        cut(channel, notice: notice, closing: "", envelope: envelope)
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, closing: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        catchUp { $0.targets[channel] == nil }
        return queue.cut(channel, notice, closing, envelope)
    }

    public var labelsCuts: Bool { true }

    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        catchUp { !$0.hasEnded(group) }
        return queue.settle(group, settlements, envelope)
    }

    public mutating func takeOutput() -> [UInt8] {
        if !isTold {
            catchUp { _ in true }
            unanswered = 0
            queue.answered()
        }
        defer { queue.output = [] }
        return queue.output
    }
}

/// A streamed reply in OpenAI's chat format: server-sent events with one JSON object each, and `[DONE]`.
///
/// Each choice is a group; the order and the hold are those of ``ReplyCodec``.
public struct OpenAISSECodec: ContentCodec {
    private var codec: ReplyCodec

    /// - Parameters:
    ///   - limit: the longest frame that is read, in bytes; a longer one is dropped. Also how many bytes of one
    ///     tool call's arguments are waited for until they are whole.
    ///   - depth: how many arrays and objects may stand inside each other.
    ///   - held: how many bytes of frames may wait.
    public init(
        limit: Int = JSONLinesCodec.defaultLimit, depth: Int = JSONLinesCodec.defaultDepth,
        held: Int = ReplyCodec.defaultHeld
    ) {
        codec = ReplyCodec(OpenAIDialect(), limit: limit, depth: depth, held: held)
    }

    var size: Int { codec.size }

    public var format: String { codec.format }
    public var faults: [InputFault] { codec.faults }
    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] { codec.feed(bytes) }
    public mutating func answered() { codec.answered() }
    public mutating func finish() -> [ContentEvent] { codec.finish() }
    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) { codec.begin(group, envelope: envelope) }
    public mutating func open(_ channel: Channel.ID, label: String) { codec.open(channel, label: label) }
    public mutating func takeOutput() -> [UInt8] { codec.takeOutput() }

    public mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8] {
        codec.release(channel, through: through, edits: edits)
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        codec.cut(channel, notice: notice, envelope: envelope)
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, closing: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        codec.cut(channel, notice: notice, closing: closing, envelope: envelope)
    }

    public var labelsCuts: Bool { codec.labelsCuts }

    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        codec.settle(group, settlements, envelope: envelope)
    }
}
