import Primitives

/// A streamed reply in OpenAI's chat format: server-sent events with one JSON object each, and `[DONE]`.
///
/// Each choice is a group; its frames with text are held until it is settled, then go out in their order. A frame
/// without text goes through byte for byte, as soon as the frames that it must follow are gone. So every frame that
/// is not changed comes out as it came, and those of one choice in their order; a comment, or a choice that ends
/// first, may overtake what is held.
///
/// ``takeOutput()`` is to be called when all events of a ``feed(_:)`` are answered; then the order of output does not
/// depend on how the input was cut.
public struct OpenAISSECodec: ContentCodec {
    public let format = "openai-sse"
    public internal(set) var faults: [InputFault] = []

    struct GroupState {
        var hasBegun = false
        var isSettled = false
        /// The position at which all of its text was there.
        var end: Int?
        /// What becomes of its frames since more of it came than may be held.
        var givenUp: GivenUp?

        enum GivenUp { case releasing, dropping }
    }

    /// A group of one frame, or of a part of one.
    struct Single {
        enum Meaning {
            case unknown
            /// A beginning of a frame, at the end of the input.
            case rest
            case overLong
            case error(LiteralText)
        }

        let channel: Channel
        let position: Int
        let meaning: Meaning
    }

    var framer: SSEFramer
    private let depth: Int
    var position = 0
    var queue: [FrameItem] = []
    var open: [Int: ChoiceStream] = [:]
    var ended: [Group.ID: ChoiceStream] = [:]
    var singles: [Group.ID: Single] = [:]
    var states: [Group.ID: GroupState] = [:]
    /// The choices that have ended once.
    var closed: Set<Int> = []
    /// The choices that have ended since the last `[DONE]`.
    var finished: Set<Int> = []
    /// The choices that were cut: nothing more of them goes out.
    var blocked: Set<Int> = []
    var channelCount = 0
    var isDirty = false
    private var output: [UInt8] = []

    /// - Parameters:
    ///   - limit: the longest frame that is read, in bytes; a longer one is dropped. Also how many bytes of one
    ///     tool call's arguments are waited for until they are whole.
    ///   - depth: how many arrays and objects may stand inside each other.
    public init(limit: Int = JSONLinesCodec.defaultLimit, depth: Int = JSONLinesCodec.defaultDepth) {
        framer = SSEFramer(limit: limit)
        self.depth = depth
    }

    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        framer.feed(bytes).flatMap { take($0) }
    }

    public mutating func finish() -> [ContentEvent] {
        let (whole, rest) = framer.finish()
        var events = whole.flatMap { take($0) }
        guard case .frame(let frame) = rest, !frame.isDone else {
            if let rest { events += take(rest) }
            return events + endAll(.truncated, at: position, fault: true)
        }
        position += 1
        var item = FrameItem(position: position, frame: frame)
        guard frame.hasData || frame.hasFields || frame.hasForeignLine else {
            queue.append(item)
            isDirty = true
            return events + endAll(.truncated, at: position, fault: true)
        }
        waitForAll(&item)
        events += endAll(.interrupted, at: position, fault: false)
        events += addSingle(&item, .rest, .unknown(.unknownFrame), "frame \(position)", frame.bytes, .interrupted)
        faults.append(InputFault(offset: frame.offset, line: nil, message: "the input ends inside a frame"))
        queue.append(item)
        return events
    }

    /// Takes the next part of the stream.
    private mutating func take(_ part: SSEFramer.Part) -> [ContentEvent] {
        position += 1
        switch part {
        case .overLong(let offset):
            var item = FrameItem(position: position, frame: SSEFrame(bytes: [], offset: offset, lines: []))
            item.isDropped = true
            waitForAll(&item)
            let events = addSingle(
                &item, .overLong, .unknown(.recordLimit), "frame \(position)", [], .complete)
            queue.append(item)
            return events
        case .frame(let frame):
            var item = FrameItem(position: position, frame: frame)
            guard frame.hasData || frame.hasForeignLine else {
                queue.append(item)
                isDirty = true
                return []
            }
            if frame.isDone {
                waitForAll(&item)
                queue.append(item)
                isDirty = true
                let events = endAll(.truncated, at: position, fault: false)
                finished = []
                return events
            }
            if !frame.hasForeignLine, let chat = ChatFrame(frame.data, depth: depth) { return take(chat, of: frame) }
            waitForAll(&item)
            let events = addSingle(
                &item, .unknown, .unknown(.unknownFrame), "frame \(position)", frame.bytes, .complete)
            faults.append(InputFault(offset: frame.offset, line: nil, message: "a frame that is no JSON object"))
            queue.append(item)
            return events
        }
    }

    private mutating func take(_ chat: ChatFrame, of frame: SSEFrame) -> [ContentEvent] {
        var item = FrameItem(position: position, frame: frame, chat: chat)
        var events: [ContentEvent] = []
        if chat.choices.isEmpty { waitForAll(&item) }
        for choice in chat.choices { events += take(choice, chat, &item) }
        if let range = chat.errorMessage {
            var text = LiteralText()
            _ = text.append(frame.data, literal: range, shift: frame.shift(at: range.lowerBound), carrier: position)
            _ = text.finish()
            events += addSingle(&item, .error(text), .other, "error", text.text, .complete)
        }
        // Readers join what a choice says after its end to what it said before; that text was decided without this.
        let isBelated = chat.choices.contains { finished.contains($0.index) && $0.hasText }
        if chat.isUnknown || isBelated {
            events += addSingle(
                &item, .unknown, .unknown(.unknownFrame), "frame \(position)", frame.bytes, .complete)
        }
        // Behind a frame that is held nothing of the same choice can leave.
        isDirty = isDirty || (item.needs.isEmpty && !item.choices.contains { open[$0]?.isHeld ?? false })
        // A frame of several choices stays for the others; what a forgotten choice says in it does not.
        if !(item.isForgotten && chat.choices.count == 1) { queue.append(item) }
        for choice in chat.choices where choice.finish != nil {
            guard let stream = open[choice.index],
                stream.positions.last == position || states[stream.group]?.givenUp == .releasing
            else { continue }
            open[choice.index]?.finish = position
            events += end(choice.index, .complete, at: position)
        }
        return events
    }

    private mutating func take(
        _ choice: ChatFrame.Choice, _ chat: ChatFrame, _ item: inout FrameItem
    ) -> [ContentEvent] {
        let hasText = choice.hasText
        item.choices.insert(choice.index)
        if blocked.contains(choice.index) { item.withdrawn.insert(choice.index) }
        // What comes after a choice has ended and says nothing follows its frames.
        if open[choice.index] == nil, closed.contains(choice.index), !hasText { return [] }
        var events: [ContentEvent] = []
        var stream: ChoiceStream
        if let known = open[choice.index] {
            stream = known
        } else {
            stream = ChoiceStream(group: newGroup(), index: choice.index)
            events.append(
                .began(
                    Group(
                        id: stream.group, name: stream.name, streamed: true, model: chat.model, offset: item.frame.offset,
                        existingLabel: chat.existingLabel)))
        }
        // One copy of the texts alone: they grow with every frame.
        open[choice.index] = nil
        let givenUp = states[stream.group]?.givenUp
        if givenUp == .dropping, choice.finish == nil { item.isForgotten = true } else if givenUp != .releasing,
            stream.positions.last != position
        {
            stream.positions.append(position)
        }
        item.begins.insert(stream.group)
        if choice.finish != nil || (hasText && givenUp == nil) {
            item.needs.insert(stream.group)
            stream.isHeld = true
        }
        for text in choice.texts where text.literal.count > 2 {
            events += append(text, to: &stream, item.frame)
        }
        open[choice.index] = stream
        return events
    }

    private mutating func append(
        _ text: ChatFrame.Text, to stream: inout ChoiceStream, _ frame: SSEFrame
    ) -> [ContentEvent] {
        let shift = frame.shift(at: text.literal.lowerBound)
        let isGivenUp = states[stream.group]?.givenUp != nil
        // Once given up, the text is still told but no longer kept.
        var passing = LiteralText()
        if case .arguments(let tool) = text.role {
            let index = stream.calls.firstIndex { $0.tool == tool } ?? stream.calls.count
            guard !isGivenUp || (index < stream.calls.count && stream.calls[index].isTold) else { return [] }
            if index == stream.calls.count { stream.calls.append(ChoiceStream.Call(tool: tool)) }
            let piece =
                isGivenUp
                ? passing.append(frame.data, literal: text.literal, shift: shift, carrier: position) + passing.finish()
                : stream.calls[index].arguments.joined.append(
                    frame.data, literal: text.literal, shift: shift, carrier: position)
            return stream.took(piece, call: index, limit: framer.limit) { newChannel() }
        }
        var events: [ContentEvent] = []
        let index = stream.strands.firstIndex { $0.role == text.role } ?? stream.strands.count
        if index == stream.strands.count {
            let (name, kind) = stream.name(for: text.role)
            let channel = Channel(id: newChannel(), group: stream.group, kind: kind, name: name)
            stream.strands.append(ChoiceStream.Strand(channel: channel, role: text.role))
            events.append(.opened(channel))
        }
        let new =
            isGivenUp
            ? passing.append(frame.data, literal: text.literal, shift: shift, carrier: position) + passing.finish()
            : stream.strands[index].text.append(frame.data, literal: text.literal, shift: shift, carrier: position)
        if !new.isEmpty { events.append(.text(stream.strands[index].channel.id, new)) }
        return events
    }

    private mutating func end(_ index: Int, _ ending: Ending, at position: Int) -> [ContentEvent] {
        guard var stream = open.removeValue(forKey: index) else { return [] }
        let events = stream.close(firstChannel: channelCount, depth: depth)
        channelCount += events.count
        closed.insert(index)
        finished.insert(index)
        ended[stream.group] = stream
        states[stream.group]?.end = position
        return events + [.ended(stream.group, ending)]
    }

    private mutating func endAll(_ ending: Ending, at position: Int, fault: Bool) -> [ContentEvent] {
        let indices = open.keys.sorted()
        if fault, !indices.isEmpty {
            let offset = framer.consumed
            faults.append(InputFault(offset: offset, line: nil, message: "the input ends before the reply does"))
        }
        return indices.flatMap { end($0, ending, at: position) }
    }

    /// A frame of no choice goes out when all choices that are open have ended.
    private func waitForAll(_ item: inout FrameItem) {
        item.needs.formUnion(open.values.map(\.group))
        item.choices.formUnion(open.keys)
    }

    private mutating func addSingle(
        _ item: inout FrameItem, _ meaning: Single.Meaning, _ kind: Channel.Kind, _ name: String, _ text: [UInt8],
        _ ending: Ending
    ) -> [ContentEvent] {
        let group = Group(
            id: newGroup(), name: name, streamed: false, model: item.chat?.model, offset: item.frame.offset)
        let channel = Channel(id: newChannel(), group: group.id, kind: kind, name: name)
        item.needs.insert(group.id)
        item.begins.insert(group.id)
        singles[group.id] = Single(channel: channel, position: position, meaning: meaning)
        states[group.id]?.end = position
        let pieces: [ContentEvent] = text.isEmpty ? [] : [.text(channel.id, text)]
        return [.began(group), .opened(channel)] + pieces + [.ended(group.id, ending)]
    }

    private mutating func newGroup() -> Group.ID {
        let id = Group.ID(number: states.count)
        states[id] = GroupState()
        return id
    }

    private mutating func newChannel() -> Channel.ID {
        defer { channelCount += 1 }
        return Channel.ID(number: channelCount)
    }

    public mutating func takeOutput() -> [UInt8] {
        if isDirty { release() }
        isDirty = false
        defer { output = [] }
        return output
    }

    /// Lets go what may leave, in turn. What has no turn yet comes after all that has.
    private mutating func release() {
        var steps: [(turn: Int, position: Int, isEarly: Bool, index: Int)] = []
        var latest: [Int: Int?] = [:]
        for (index, item) in queue.enumerated() {
            var turns: [Int?] = [item.position]
            turns += item.needs.map { states[$0]?.end }
            turns += item.choices.compactMap { latest[$0] }
            let known = turns.compactMap(\.self)
            let turn = known.count == turns.count ? known.max() : nil
            for choice in item.choices { latest[choice] = .some(turn) }
            if !item.early.isEmpty { steps.append((item.position, item.position, true, index)) }
            if let turn { steps.append((turn, item.position, false, index)) }
        }
        steps.sort { ($0.turn, $0.position, $0.isEarly ? 0 : 1) < ($1.turn, $1.position, $1.isEarly ? 0 : 1) }
        var gone: Set<Int> = []
        for step in steps {
            let item = queue[step.index]
            guard item.begins.allSatisfy({ states[$0]?.hasBegun ?? true }) else { break }
            if step.isEarly {
                output += item.early
                queue[step.index].early = []
                continue
            }
            guard item.needs.allSatisfy({ states[$0]?.isSettled ?? true }) else { break }
            output += item.output
            gone.insert(item.position)
        }
        queue.removeAll { gone.contains($0.position) }
    }
}
