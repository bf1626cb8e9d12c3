import Primitives

/// One choice of a streamed reply: its channels, and the frames in which they lie.
struct ChoiceStream {
    struct Strand {
        let channel: Channel
        let role: ChatFrame.Role
        /// Its carriers are positions of frames.
        var text = LiteralText()
    }

    struct Call {
        let tool: Int
        var arguments = ToolArguments()
        /// One for each value, or the one of malformed arguments.
        var channels: [Channel] = []
        var keys: Channel?
        /// Whether they have grown so long that they are told as they come, as one channel.
        var isTold = false
    }

    /// Where the choice stops.
    struct Cut {
        let place: LiteralText.Place
        let channel: Channel
        let notice: String
    }

    let group: Group.ID
    let index: Int
    var strands: [Strand] = []
    var calls: [Call] = []
    /// How much of arguments waits until they are whole.
    var waitingArguments = 0
    /// Of its frames.
    var positions: [Int] = []
    /// Of the frame with its finish reason.
    var finish: Int?
    /// Whether one of its frames waits for settlement.
    var isHeld = false
    /// A label that goes into the text's own literal.
    var label = ""

    var name: String { "choice \(index)" }
    var reply: Strand? { strands.first { $0.role == .reply } }
    var channels: [Channel] {
        strands.map(\.channel) + calls.flatMap { $0.channels + ($0.keys.map { [$0] } ?? []) }
    }

    func name(for role: ChatFrame.Role) -> (name: String, kind: Channel.Kind) {
        switch role {
        case .reply: return (name, .reply)
        case .refusal: return ("\(name)/refusal", .other)
        case .arguments(let tool): return ("\(name)/tool \(tool)", .argument)
        case .reasoning:
            // A frame may spell its reasoning in two fields; they are two texts.
            let earlier = strands.count { if case .reasoning = $0.role { true } else { false } }
            return (earlier == 0 ? "\(name)/reasoning" : "\(name)/reasoning \(earlier + 1)", .reasoning)
        }
    }

    /// The texts go through unchanged from here on, and need not be kept.
    mutating func forgetTexts() {
        for index in strands.indices { strands[index].text = LiteralText() }
        // What is told as it comes goes on being told.
        calls = calls.filter(\.isTold)
        for index in calls.indices { calls[index].arguments = ToolArguments() }
    }

    /// More of a call's arguments came. They are read when they are whole; but when more than `limit` bytes of a
    /// choice wait for that, the call that grows is told from then on as bytes of unknown meaning, so that the hold
    /// cap counts them.
    mutating func took(_ piece: [UInt8], call index: Int, limit: Int, channel: () -> Channel.ID) -> [ContentEvent] {
        if calls[index].isTold {
            return piece.isEmpty ? [] : calls[index].channels.map { .text($0.id, piece) }
        }
        waitingArguments += piece.count
        guard waitingArguments > limit else { return [] }
        let text = calls[index].arguments.joined.text
        let told = Channel(
            id: channel(), group: group, kind: .unknown(.recordLimit), name: "\(name)/tool \(calls[index].tool)")
        calls[index].isTold = true
        calls[index].arguments.takeAsOneText()
        calls[index].channels = [told]
        return [.opened(told), .text(told.id, text)]
    }

    /// All of its frames are there: what was waited with, and the channels inside the arguments of its calls.
    mutating func close(firstChannel: Int, depth: Int) -> [ContentEvent] {
        var events: [ContentEvent] = []
        for index in strands.indices {
            let rest = strands[index].text.finish()
            if !rest.isEmpty { events.append(.text(strands[index].channel.id, rest)) }
        }
        var number = firstChannel
        for index in calls.indices { events += open(&calls[index], &number, depth) }
        return events
    }

    private func open(_ call: inout Call, _ number: inout Int, _ depth: Int) -> [ContentEvent] {
        if call.isTold {
            let rest = call.arguments.joined.finish()
            return rest.isEmpty ? [] : call.channels.map { .text($0.id, rest) }
        }
        call.arguments.finish(depth: depth)
        let name = "\(name)/tool \(call.tool)"
        var events: [ContentEvent] = []
        func add(_ kind: Channel.Kind, _ name: String, _ text: [UInt8]) -> Channel {
            let channel = Channel(id: Channel.ID(number: number), group: group, kind: kind, name: name)
            number += 1
            events += [.opened(channel), .text(channel.id, text)]
            return channel
        }
        let arguments = call.arguments
        if arguments.isMalformed {
            call.channels = [add(.unknown(.malformedArguments), name, arguments.joined.text)]
        } else {
            call.channels = arguments.values.map { add(.argument, "\(name)/\($0.path)", $0.text.text) }
            if !arguments.keys.isEmpty { call.keys = add(.names, name + "/keys", arguments.keys) }
        }
        return events
    }

    /// The first cut in the order of the stream; all channels of the choice end there.
    func cut(_ settlements: [Channel.ID: ChannelSettlement]) -> Cut? {
        var cuts: [Cut] = []
        func add(_ channel: Channel, _ place: (Int) -> LiteralText.Place?) {
            guard let settlement = settlements[channel.id], let offset = settlement.cut else { return }
            let last = LiteralText.Place(carrier: positions.last ?? 0, raw: Int.max)
            cuts.append(Cut(place: place(offset) ?? last, channel: channel, notice: settlement.notice))
        }
        for strand in strands { add(strand.channel) { strand.text.place(of: $0) } }
        for call in calls {
            let arguments = call.arguments
            for (index, channel) in call.channels.enumerated() {
                add(channel) {
                    arguments.joined.place(of: arguments.isMalformed ? $0 : arguments.place(ofValue: index, $0))
                }
            }
            if let keys = call.keys { add(keys) { arguments.joined.place(of: arguments.place(ofKey: $0)) } }
        }
        return cuts.min { $0.place < $1.place }
    }
}
