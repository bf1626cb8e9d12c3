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
public final class FilterEngine {
    /// What the engine needs to know beyond its parts.
    public struct Configuration {
        public var source: Source
        public var labels: LabelPlan
        public var enforcement: Enforcement
        /// Bytes of one streamed channel that may be held.
        public var holdLimit: Int
        /// `sha256:` and the digest of packs and overrides.
        public var packs: String
        public var environment: Environment

        public init(
            source: Source, labels: LabelPlan, enforcement: Enforcement, holdLimit: Int, packs: String,
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

    private let configuration: Configuration
    private let monitor: any TextMonitor
    private let ledger: Ledger
    private var codec: any ContentCodec
    private var groups: [Group.ID: OpenGroup] = [:]
    /// Where each channel stands: its group, and its place among the group's channels.
    private var places: [Channel.ID: (group: Group.ID, index: Int)] = [:]
    /// Records of streamed channels that are written once their text was delivered.
    private var closings: [ContentRecord] = []
    /// What was seen and done so far.
    public private(set) var tally = Tally()
    /// Sidecar files that are due: the label of a text that has no place for one inside.
    public private(set) var sidecars: [PendingSidecar] = []

    /// A label that goes into a file of its own.
    public struct PendingSidecar: Sendable {
        public let id: ContentID
        public let bytes: [UInt8]
    }

    public init(
        codec: any ContentCodec, monitor: any TextMonitor, ledger: Ledger, configuration: Configuration
    ) {
        self.codec = codec
        self.monitor = monitor
        self.ledger = ledger
        self.configuration = configuration
    }

    /// The format, once it is known.
    public var format: String { codec.format }
    /// Everything that was wrong with the input so far.
    public var faults: [InputFault] { codec.faults }
    /// Whether text of a channel is being held.
    public var isHolding: Bool { groups.values.contains { $0.channels.contains { !$0.text.isEmpty } } }

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
        for closing in closings { try ledger.append(closing.closingRecord) }
        closings = []
    }

    /// A signal or a closed output ends the run: what is held is dropped, what is open is logged as interrupted.
    public func interrupt() throws(LogError) {
        for var closing in closings {
            closing.ended = .interrupted
            try ledger.append(closing.closingRecord)
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
            case .text(let id, let bytes): take(bytes, of: id)
            case .closed: break
            case .ended(let id, let ending): try end(id, ending)
            }
            codec.answered()
        }
        try ledger.commit()
        return codec.takeOutput()
    }
}

// MARK: The life of a group

extension FilterEngine {
    private func begin(_ group: Group) throws(LogError) {
        let id = configuration.environment.newID()
        groups[group.id] = OpenGroup(group: group, id: id)
        let envelope =
            group.streamed ? configuration.labels.firstEnvelope(id: id, existing: group.existingLabel)?.fieldsJSON : nil
        if group.streamed {
            try ledger.append([
                "kind": "open", "id": .string(id.description), "time": now,
                "mode": "filter", "source": ["name": .string(configuration.source.name)],
                "channel": ["format": .string(codec.format), "name": .string(group.name)],
                "producer": .string(configuration.labels.producerName), "packs": .string(configuration.packs),
            ])
        }
        codec.begin(group.id, envelope: envelope)
    }

    private var now: JSONValue { .string(configuration.environment.now().rfc3339) }

    private func open(_ channel: Channel) {
        // The group is asked and changed where it lies: to hold it in a variable meanwhile would copy its channels,
        // and for a record with many of them that costs their square.
        guard let id = groups[channel.group]?.id, let index = groups[channel.group]?.channels.count,
            let streamed = groups[channel.group]?.group.streamed, let hasReply = groups[channel.group]?.hasReply
        else { return }
        let isReply = channel.kind == .reply
        // The group's id is its first reply's: from a label one finds the record.
        let isFirst = isReply && !hasReply
        let opened = OpenChannel(
            channel: channel, id: isFirst ? id : configuration.environment.newID(),
            gate: isReply && streamed ? configuration.labels.gate() : nil, digest: ledger.digest())
        groups[channel.group]?.channels.append(opened)
        if isFirst { groups[channel.group]?.hasReply = true }
        places[channel.id] = (channel.group, index)
    }

    private func take(_ bytes: [UInt8], of id: Channel.ID) {
        guard let (groupID, index) = places[id], let streamed = groups[groupID]?.group.streamed else { return }
        let limit = streamed ? configuration.holdLimit : Int.max
        // In place: a copy of the text for every piece of it would cost its square.
        let opens = groups[groupID]?.channels[index].take(bytes, holdLimit: limit) ?? false
        if opens { codec.open(id, label: configuration.labels.opening) }
        if let group = groups[groupID], group.channels[index].isCapped, group.givenUp == nil { giveUp(group) }
    }

    /// More of a channel came than may be held: nothing of its group can be decided any more. A block that is found
    /// in what is held still holds, whatever becomes of what cannot be judged.
    private func giveUp(_ group: OpenGroup) {
        let releasing =
            configuration.enforcement.onUndecided == .release
            && !group.channels.contains { monitor.judge($0.text).verdict == .blocked }
        groups[group.group.id]?.givenUp = releasing ? .released : .dropped
        codec.giveUp(group.group.id, releasing: releasing)
    }

    private func end(_ id: Group.ID, _ ending: Ending) throws(LogError) {
        guard var group = groups.removeValue(forKey: id) else { return }
        for channel in group.channels { places[channel.channel.id] = nil }
        var settlements: [Channel.ID: ChannelSettlement] = [:]
        for index in group.channels.indices {
            group.channels[index].judge(monitor, configuration.enforcement, group.givenUp)
            settlements[group.channels[index].channel.id] = settlement(group.channels[index], in: group)
        }
        var label: AIGCLabel?
        let delivered = codec.settle(id, settlements) { delivered in
            label = self.label(group, delivered)
            return label?.fieldsJSON
        }
        if codec.format == "text", let label, let reply = group.reply {
            sidecars.append(PendingSidecar(id: reply.id, bytes: Sidecar.bytes(label)))
        }
        for channel in group.channels {
            let record = record(
                channel, in: group, delivered: delivered[channel.channel.id] ?? [], ending, labelled: label != nil)
            tally.add(record)
            guard group.group.streamed else {
                try append(record)
                continue
            }
            // The parts are in the books before the text leaves, the record that closes it when it has left.
            for part in record.partRecords { try ledger.append(part) }
            closings.append(record)
        }
        if group.group.streamed, group.channels.isEmpty {
            closings.append(emptyRecord(group, ending))
        }
    }

    private func label(_ group: OpenGroup, _ delivered: [Channel.ID: [UInt8]]) -> AIGCLabel? {
        guard let reply = group.reply ?? group.labelBearer else { return nil }
        return configuration.labels.lastEnvelope(
            id: group.id, delivered: delivered[reply.channel.id] ?? [], existing: group.group.existingLabel)
    }

    private func settlement(_ channel: OpenChannel, in group: OpenGroup) -> ChannelSettlement {
        let decision = channel.judgement.decision
        var settlement = ChannelSettlement(
            edits: decision.edits.map { TextEdit(range: $0.bytes, replacement: Array($0.replacement.utf8)) },
            cut: decision.cut, notice: configuration.enforcement.blockNotice)
        if channel.channel.kind == .reply, group.givenUp == nil {
            let labels = configuration.labels.visible(for: channel.text, opened: channel.isOpened)
            settlement.opening = labels.opening
            settlement.closing = labels.closing
        }
        return settlement
    }
}

// MARK: Records

extension FilterEngine {
    private func append(_ record: ContentRecord) throws(LogError) {
        for members in record.records { try ledger.append(members) }
    }

    private func record(
        _ channel: OpenChannel, in group: OpenGroup, delivered: [UInt8], _ ending: Ending, labelled: Bool
    ) -> ContentRecord {
        let decision = channel.judgement.decision
        // What was let go past the cap is no longer there to compare: it went out as it came.
        let isWhole = group.givenUp == .released || (!channel.isCapped && delivered == channel.text)
        var record = base(channel, in: group, ending)
        if !isWhole {
            record.output = (delivered.count, ledger.digest(of: delivered))
            // Text can be kept back although nothing was found in it: a block elsewhere ended the choice.
            record.action = decision.cut != nil || decision.edits.isEmpty ? "block" : "mask"
            if decision.cut == nil, decision.edits.isEmpty { record.reason = "withheld" }
        }
        if channel.channel.kind == .reply {
            record.label = label(of: channel, in: group, aigc: labelled)
        }
        return record
    }

    private func label(of channel: OpenChannel, in group: OpenGroup, aigc: Bool) -> JSONValue {
        group.givenUp == nil
            ? configuration.labels.record(text: channel.text, aigc: aigc)
            : configuration.labels.record(opened: channel.isOpened, aigc: aigc)
    }

    private func base(_ channel: OpenChannel, in group: OpenGroup, _ ending: Ending) -> ContentRecord {
        ContentRecord(
            mode: .filter, id: channel.id, time: configuration.environment.now(), source: configuration.source,
            format: codec.format, channel: channel.channel,
            channelName: RecordName.channel(channel.channel, monitor), group: group.group,
            producer: configuration.labels.producerName, packs: configuration.packs, bytes: channel.bytes,
            chars: channel.chars, digest: channel.digest, output: nil, judgement: channel.judgement, action: nil,
            reason: nil, ended: ending, open: group.group.streamed ? group.id : nil,
            held: group.group.streamed ? channel.text.count : nil, label: nil)
    }

    /// A streamed group in which no channel ever opened still closes its open record.
    private func emptyRecord(_ group: OpenGroup, _ ending: Ending) -> ContentRecord {
        let channel = Channel(id: Channel.ID(number: -1), group: group.group.id, kind: .reply, name: group.group.name)
        return base(OpenChannel(channel: channel, id: group.id, gate: nil, digest: ledger.digest()), in: group, ending)
    }

    private func close(interrupted group: OpenGroup) throws(LogError) {
        if group.channels.isEmpty, group.group.streamed {
            try append(emptyRecord(group, .interrupted))
        }
        for var channel in group.channels {
            channel.judge(monitor, configuration.enforcement, group.givenUp)
            var record = base(channel, in: group, .interrupted)
            if channel.isOpened {
                record.label = configuration.labels.record(opened: true, aigc: configuration.labels.writesAIGC)
            }
            if channel.bytes > 0, group.givenUp != .released {
                record.output = (0, ledger.digest(of: []))
                record.action = "drop"
            }
            tally.add(record)
            try append(record)
        }
    }
}
