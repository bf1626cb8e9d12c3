public import AuditLog
public import ContentFormats
public import Monitor
public import Primitives
internal import Provenance

/// One source on its way: bytes in, decided bytes out, every channel in the books.
///
/// The engine touches no file and no terminal. Whoever drives it reads the source, calls ``feed(_:)``, writes what
/// comes back, calls ``delivered()``, and so on to ``finish()`` or ``interrupt()``. What ``feed(_:)`` returns may
/// leave: the records that must be durable before it are. One thread at a time.
///
/// Of a streamed channel it keeps no text: what the monitor lets go leaves at once, so the memory that an endless
/// input takes is bounded by what the monitor holds.
public final class FilterEngine {
    /// What the engine needs to know beyond its parts.
    public struct Configuration {
        public var source: Source
        public var labels: LabelPlan
        public var enforcement: Enforcement
        /// Bytes of one streamed channel that may be held, for a monitor that does not bound that itself.
        public var holdLimit: Int?
        /// `sha256:` and the digest of packs and overrides.
        public var packs: String
        public var environment: Environment
        /// Seals excerpts into the records; `nil` where no text may get into the log.
        public var excerpts: ExcerptSealer?

        public init(
            source: Source, labels: LabelPlan, enforcement: Enforcement, holdLimit: Int?, packs: String,
            environment: Environment
        ) {
            self.source = source
            self.labels = labels
            self.enforcement = enforcement
            self.holdLimit = holdLimit
            self.packs = packs
            self.environment = environment
        }
    }

    let source: Source
    let labels: LabelPlan
    let environment: Environment
    let ledger: Ledger
    let excerpts: ExcerptSealer?
    /// What the groups that begin from now on are judged by.
    private(set) var rules: RulesInForce
    var codec: any ContentCodec
    private var groups: [Group.ID: OpenGroup] = [:]
    /// Where each channel stands.
    private var places: [Channel.ID: (group: OpenGroup, channel: OpenChannel)] = [:]
    /// Records of streamed channels that are written once their text was delivered.
    private var closings: [(record: ContentRecord, excerpts: ExcerptWindow?)] = []
    /// The last bytes that were handed out.
    private var tail: [UInt8] = []
    /// What was seen and done so far.
    public internal(set) var tally = Tally()
    /// Sidecar files that are due: the label of a text that has no place for one inside.
    public private(set) var sidecars: [PendingSidecar] = []

    /// A label that goes into a file of its own.
    public struct PendingSidecar: Sendable {
        public let id: ContentID
        public let bytes: [UInt8]
    }

    /// The `open` records of this step, with their numbers in the log: no commit has kept them yet.
    private var openings: [(index: Int, record: [String: JSONValue])] = []

    public init(
        codec: any ContentCodec, monitor: any TextMonitor, ledger: Ledger, configuration: Configuration
    ) {
        self.codec = codec
        self.ledger = ledger
        source = configuration.source
        labels = configuration.labels
        environment = configuration.environment
        excerpts = configuration.excerpts
        rules = RulesInForce(
            monitor: monitor, enforcement: configuration.enforcement, packs: configuration.packs,
            holdLimit: configuration.holdLimit)
    }

    /// The format, once it is known.
    public var format: String { codec.format }
    /// Everything that was wrong with the input so far.
    public var faults: [InputFault] { codec.faults }
    /// Whether text of a channel is being held.
    public var isHolding: Bool {
        groups.values.contains { group in !group.isCut && group.channels.contains { $0.isHolding } }
    }

    /// From now on groups are judged by `rules`; those that are open go on with the rules they began with. Where
    /// packs or overrides differ, a durable record `rules.changed` says so first.
    /// - Parameter packs: what the record spells out, as `log.open` does: name, version and digest of each pack, and
    ///   the overrides.
    /// - Returns: whether they differ.
    @discardableResult
    public func use(_ rules: RulesInForce, packs: JSONValue) throws(LogError) -> Bool {
        defer { self.rules = rules }
        guard rules.packs != self.rules.packs else { return false }
        try ledger.append([
            "kind": "rules.changed", "id": .string(environment.newID().description), "time": now,
            "from": .string(self.rules.packs), "to": .string(rules.packs), "packs": packs,
        ])
        try ledger.commit()
        return true
    }

    /// Takes the next bytes of the source and returns those that may leave.
    public func feed(_ bytes: [UInt8]) throws(LogError) -> [UInt8] {
        try handle(codec.feed(bytes))
    }

    /// The source has ended: held text is decided.
    public func finish() throws(LogError) -> [UInt8] {
        try handle(codec.finish())
    }

    /// All that was returned so far has been written.
    public func delivered() throws(LogError) {
        for closing in closings { try append(closing.record, closing.excerpts) }
        closings = []
    }

    /// Appends a record of a content, with the excerpts that the policy asks for.
    func append(_ record: ContentRecord, _ found: ExcerptWindow?) throws(LogError) {
        try ledger.append(excerpts?.seal(found, into: record.members) ?? record.members)
    }

    /// A signal, a closed output or a full log ends the run: what is held is dropped, what is open is logged as
    /// interrupted.
    public func interrupt() throws(LogError) {
        // A commit that failed may have lost these, and the records that close them cite them.
        for opening in openings where !ledger.holds(opening.index) { try ledger.append(opening.record) }
        openings = []
        for var closing in closings {
            closing.record.ended = .interrupted
            try append(closing.record, closing.excerpts)
        }
        closings = []
        for group in groups.values.sorted(by: { $0.group.id.number < $1.group.id.number }) {
            try close(interrupted: group)
        }
        groups = [:]
        places = [:]
        try ledger.commit()
    }

    private func handle(_ events: [ContentEvent]) throws(LogError) -> [UInt8] {
        for event in events {
            switch event {
            case .began(let group): try begin(group)
            case .opened(let channel): open(channel)
            case .text(let id, let bytes): try take(bytes, of: id)
            case .closed(let id): try close(id)
            case .ended(let id, let ending): try end(id, ending)
            }
            codec.answered()
        }
        try ledger.commit()
        openings = []
        let output = codec.takeOutput()
        tail = Array((tail + output.suffix(4)).suffix(4))
        return output
    }
}

// MARK: Signs of life

extension FilterEngine {
    /// The formats of server-sent events, in which a comment says nothing and keeps a connection open.
    private static let eventStreams: Set = ["openai-sse", "openai-responses", "anthropic-sse", "llamacpp"]

    /// A comment that may be written now to a reader who has waited long; `nil` where no text is held, in the middle
    /// of a frame, and in formats that have no comments.
    public var heartbeat: [UInt8]? {
        guard isHolding, Self.eventStreams.contains(codec.format), isBetweenFrames else { return nil }
        return Array(": keep-alive\n\n".utf8)
    }

    /// Whether what was handed out ends with an empty line, or nothing was.
    private var isBetweenFrames: Bool {
        var tail = tail[...]
        guard let last = tail.popLast() else { return true }
        if last == UInt8(ascii: "\n"), tail.last == UInt8(ascii: "\r") { tail.removeLast() }
        let ends = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        return ends.contains(last) && tail.last.map(ends.contains) ?? true
    }
}

// MARK: The life of a group

extension FilterEngine {
    private func begin(_ group: Group) throws(LogError) {
        let id = environment.newID()
        groups[group.id] = OpenGroup(group: group, id: id, rules: rules)
        let envelope =
            group.streamed ? labels.firstEnvelope(id: id, existing: group.existingLabel)?.fieldsJSON : nil
        if group.streamed {
            let opening: [String: JSONValue] = [
                "kind": "open", "id": .string(id.description), "time": now,
                "mode": "filter", "source": ["name": .string(source.name)],
                "channel": ["format": .string(codec.format), "name": .string(group.name)],
                "producer": .string(labels.producerName), "packs": .string(rules.packs),
            ]
            if let index = try ledger.append(opening) { openings.append((index, opening)) }
        }
        codec.begin(group.id, envelope: envelope)
    }

    private var now: JSONValue { .string(environment.now().rfc3339) }

    private func open(_ channel: Channel) {
        guard let group = groups[channel.group] else { return }
        let isReply = channel.kind == .reply
        // The group's id is its first reply's: from a label one finds the record.
        let isFirst = isReply && group.reply == nil
        let isWatched = group.group.streamed && Doubt(channel.kind) == nil
        let opened = OpenChannel(
            channel: channel, id: isFirst ? group.id : environment.newID(),
            opening: isReply ? labels.openingGate() : nil, mayBeOpened: !labels.opening.isEmpty && !group.isLabelled,
            closing: isReply ? labels.closingGate() : nil,
            digest: ledger.digest(), code: channel.kind.isGenerated ? labels.code() : nil,
            monitor: isWatched ? group.rules.open() : nil, excerpts: excerpts.map { ExcerptWindow($0.policy) })
        group.channels.append(opened)
        places[channel.id] = (group, opened)
    }

    private func take(_ bytes: [UInt8], of id: Channel.ID) throws(LogError) {
        guard let (group, channel) = places[id] else { return }
        try file(channel.take(bytes), of: channel, in: group)
        guard channel.isWatched else { return }
        release(channel, in: group)
        channel.measure()
    }

    /// All of a channel's text is there, and its group goes on.
    private func close(_ id: Channel.ID) throws(LogError) {
        guard let (group, channel) = places[id], group.group.streamed else { return }
        try file(channel.end(group.rules), of: channel, in: group)
        release(channel, in: group)
    }

    /// Lets go what the monitor lets go, the visible label first.
    private func release(_ channel: OpenChannel, in group: OpenGroup) {
        guard !group.isCut else { return }
        if channel.needsLabel {
            codec.open(channel.channel.id, label: labels.opening)
            channel.isOpened = true
        }
        noteLabel(of: channel, in: group)
        if let step = channel.release() {
            channel.deliver(codec.release(channel.channel.id, through: step.through, edits: step.edits))
        }
        guard channel.cut != nil, !channel.awaitsLabel else { return }
        group.isCut = true
        let notice = group.rules.enforcement.blockNotice
        let delivered = codec.cut(channel.channel.id, notice: notice, closing: closing(of: group)) { delivered in
            label(group, delivered)?.fieldsJSON
        }
        deliver(delivered, in: group)
    }

    /// Once one text of a streamed reply bears the visible label, no other waits for it.
    private func noteLabel(of channel: OpenChannel, in group: OpenGroup) {
        guard group.group.streamed, !group.isLabelled, channel.isLabelled else { return }
        group.isLabelled = true
        for other in group.channels where other !== channel && other.standWithout() { release(other, in: group) }
    }

    /// The visible label behind a reply that is cut, where the format has a place for it.
    private func closing(of group: OpenGroup) -> String {
        guard codec.labelsCuts, let reply = group.reply else { return "" }
        let closing = labels.visible(reply.opening?.answer, isOpened: reply.isOpened, false).closing
        group.isClosed = !closing.isEmpty
        return closing
    }

    private func end(_ id: Group.ID, _ ending: Ending) throws(LogError) {
        guard let group = groups.removeValue(forKey: id) else { return }
        var settlements: [Channel.ID: ChannelSettlement] = [:]
        for channel in group.channels {
            places[channel.channel.id] = nil
            try file(channel.end(group.rules), of: channel, in: group)
            let isOpened = channel.isOpened || group.isLabelled
            let visible = labels.visible(channel.opening?.answer, isOpened: isOpened, channel.hasClosingLabel)
            if group.group.streamed, !visible.opening.isEmpty { group.isLabelled = true }
            settlements[channel.channel.id] = channel.settlement(
                notice: group.isCut ? "" : group.rules.enforcement.blockNotice, labels: visible)
        }
        let delivered = codec.settle(id, settlements) { delivered in label(group, delivered)?.fieldsJSON }
        deliver(delivered, in: group)
        if codec.format == "text", let label = group.label, let reply = group.reply {
            sidecars.append(PendingSidecar(id: reply.id, bytes: Sidecar.bytes(label)))
        }
        for channel in group.channels { try close(channel, in: group, ending) }
        if group.group.streamed, group.channels.isEmpty {
            closings.append((emptyRecord(group, ending), nil))
        }
    }

    private func deliver(_ delivered: [Channel.ID: [UInt8]], in group: OpenGroup) {
        for channel in group.channels {
            if let piece = delivered[channel.channel.id] { channel.deliver(piece) }
        }
    }

    /// The machine-readable label at the end of a group, made once, when `delivered` is the last that goes out of it.
    private func label(_ group: OpenGroup, _ delivered: [Channel.ID: [UInt8]]) -> AIGCLabel? {
        if let label = group.label { return label }
        guard let bearer = group.labelBearer else { return nil }
        var text = bearer.delivered
        text.take(delivered[bearer.channel.id] ?? [])
        group.label = labels.lastEnvelope(id: group.id, code: text.code, existing: group.group.existingLabel)
        return group.label
    }

    private func close(_ channel: OpenChannel, in group: OpenGroup, _ ending: Ending) throws(LogError) {
        // The parts are in the books before the text leaves, the record that closes it when it has left.
        try append(channel.lastPart(), of: channel, in: group)
        let record = record(channel, in: group, ending)
        tally.add(record)
        if group.group.streamed { closings.append((record, channel.excerpts)) } else { try append(record, channel.excerpts) }
    }
}
