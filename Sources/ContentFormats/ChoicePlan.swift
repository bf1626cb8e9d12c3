import Primitives

extension Channel.Kind {
    /// Whether a cut leaves nothing in its place.
    var takesNoNotice: Bool {
        switch self {
        case .argument, .names, .unknown: true
        case .reply, .reasoning, .other: false
        }
    }
}

/// What settling one choice of a stream does to the text in its frames.
struct ChoicePlan {
    private let stream: ChoiceStream
    private let settlements: [Channel.ID: ChannelSettlement]
    private let cut: ChoiceStream.Cut?
    /// The frames that do not go out at all.
    private let dropped: Set<Int>
    var notice: [UInt8] = []
    /// Whether the notice goes into the reply's own text, where that ends.
    var isNoticeInline = false
    private(set) var splices: [(carrier: Int, splice: Splice)] = []
    private(set) var delivered: [Channel.ID: [UInt8]] = [:]

    init(
        _ stream: ChoiceStream, _ settlements: [Channel.ID: ChannelSettlement], cut: ChoiceStream.Cut?,
        dropped: Set<Int>
    ) {
        self.stream = stream
        self.settlements = settlements
        self.cut = cut
        self.dropped = dropped
    }

    mutating func work() {
        // A notice is ordinary content to whoever reads the stream, wherever the cut was.
        let speaker = stream.reply?.channel.id ?? cut?.channel.id
        for strand in stream.strands {
            let id = strand.channel.id
            let isInline = isNoticeInline && id == speaker
            let limit = cut.map { strand.text.length(before: $0.place) }
            let operations = strand.text.operations(
                settlements[id]?.edits ?? [], limit: limit, notice: isInline ? notice : [])
            splices += strand.text.splices(operations)
            delivered[id] = strand.text.delivered(operations, dropping: dropped)
            if id == speaker, !isInline { delivered[id]? += notice }
        }
        for call in stream.calls { work(on: call) }
    }

    private mutating func work(on call: ChoiceStream.Call) {
        let arguments = call.arguments
        let joined = arguments.joined
        let limit = cut.map { joined.length(before: $0.place) }
        let isLost = joined.pieces.contains { dropped.contains($0.carrier) }
        if arguments.isMalformed {
            let id = call.channels.first?.id
            let edits = id.flatMap { settlements[$0]?.edits } ?? []
            let operations = joined.operations(edits, limit: limit)
            splices += joined.splices(operations)
            if let id { delivered[id] = joined.delivered(operations, dropping: dropped) }
            return
        }
        var inner: [[LiteralText.Operation]] = []
        for (index, channel) in call.channels.enumerated() {
            let text = arguments.values[index].text
            let stop = limit.map { arguments.length(ofValue: index, before: $0) }
            let operations = text.operations(settlements[channel.id]?.edits ?? [], limit: stop)
            inner.append(operations)
            delivered[channel.id] = isLost ? [] : text.delivered(operations)
        }
        let operations = joined.operations(arguments.edits(inner), limit: limit)
        splices += joined.splices(operations)
        if let keys = call.keys {
            let stop = limit.map { arguments.keyLength(before: $0) } ?? arguments.keys.count
            delivered[keys.id] = isLost ? [] : Array(arguments.keys.prefix(stop))
        }
    }
}
