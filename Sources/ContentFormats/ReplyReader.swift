import Primitives

/// A literal of one text in a frame that is on its way, and how much of it has gone out.
struct TextSpan {
    /// The first half of a surrogate pair at the literal's end.
    enum Tail { case none, pending, pair, lone }

    let strand: Int
    /// In the data, quotes included.
    let literal: Range<Int>
    /// Where its text begins in the text of its strand; the pair whose second half it begins with lies before.
    let start: Int
    /// Bytes of its text.
    var count: Int
    let hasSecondHalf: Bool
    var tail: Tail
    /// The first byte of the data that has not gone out.
    var raw: Int
    /// The first byte of the strand's text that has not gone out.
    var place: Int
    /// The group was cut inside it: what is past ``end`` stays out.
    var isTrimmed = false

    var end: Int { start + count }
}

/// What the queue is to know of one frame before the frame's events are answered.
struct Arrival {
    enum Note {
        case began(Group.ID, key: Int)
        case strand(Int, Group.ID, FrameContent.Part)
        /// The strand's text is what this channel tells.
        case channel(Int, Channel.ID, Channel.Kind)
        case text(Int, [UInt8])
        /// What became of the half at the end of the strand's last literal.
        case tail(Int, TextSpan.Tail)
        case arguments(Int, ToolArguments, values: [Channel.ID], keys: Channel.ID?)
        case closed(Int)
        case item(FrameItem)
        case ended(Group.ID)
    }

    var notes: [Note] = []
    /// How many events were told with it.
    var events = 0
}

/// Reads the frames of a streamed reply into events. What is told depends on the frames alone, never on answers.
struct ReplyReader {
    /// How many groups a stream may have, and how many parts a group.
    static let partLimit = 1024
    private static let faultLimit = 256

    struct Part {
        let part: FrameContent.Part
        let name: String
        let strand: Int
        var channel: Channel.ID?
        var told = 0
        var half: UInt32?
        var arguments: ToolArguments?
        var isClosed = false
        var hash = RunningHash()

        /// Whether `bytes` are all that was told.
        /// - Parameter isOver: whether nothing follows, so that half a pair that is waited with counts.
        func tells(_ bytes: [UInt8], isOver: Bool) -> Bool {
            guard isOver, let half else { return hash.matches(bytes) }
            var rest: [UInt8] = []
            JSONString.append(half, to: &rest)
            var hash = hash
            hash.add(rest)
            return hash.matches(bytes)
        }
    }

    struct Open {
        let id: Group.ID
        let name: String
        var parts: [Part] = []
        var places: [FrameContent.Part: Int] = [:]
        var waitingArguments = 0
    }

    let dialect: any ReplyDialect
    let depth: Int
    let limit: Int
    private(set) var faults: [InputFault] = []
    private var position = 0
    private var open: [Int: Open] = [:]
    private var known: Set<Int> = []
    /// The groups that have ended since the stream did.
    private var finished: Set<Int> = []
    private var closed: Set<Int> = []
    private var groupCount = 0
    var channelCount = 0
    var strandCount = 0

    init(_ dialect: any ReplyDialect, depth: Int, limit: Int) {
        self.dialect = dialect
        self.depth = depth
        self.limit = limit
    }

    private mutating func fault(_ offset: Int, _ message: String) {
        if faults.count < Self.faultLimit { faults.append(InputFault(offset: offset, line: nil, message: message)) }
    }

    /// What was wrong elsewhere on the way.
    mutating func note(_ message: String, at offset: Int) { fault(offset, message) }

    var size: Int { faults.count + open.values.reduce(0) { $0 + $1.parts.count } + known.count }

    private mutating func newGroup() -> Group.ID {
        defer { groupCount += 1 }
        return Group.ID(number: groupCount)
    }

    mutating func newChannel() -> Channel.ID {
        defer { channelCount += 1 }
        return Channel.ID(number: channelCount)
    }

    // MARK: Frames

    mutating func take(_ part: SSEFramer.Part) -> (events: [ContentEvent], arrival: Arrival) {
        position += 1
        var events: [ContentEvent] = []
        var arrival = Arrival()
        switch part {
        case .overLong(let offset):
            var item = FrameItem(frame: SSEFrame(bytes: [], offset: offset, lines: []), scope: .all)
            single(.overLong, .unknown(.recordLimit), [], .complete, &item, &arrival, &events)
            arrival.notes.append(.item(item))
        case .frame(let frame): read(frame, &arrival, &events)
        }
        arrival.events = events.count
        return (events, arrival)
    }

    private mutating func read(_ frame: SSEFrame, _ arrival: inout Arrival, _ events: inout [ContentEvent]) {
        guard frame.hasData || frame.hasForeignLine else {
            return arrival.notes.append(.item(FrameItem(frame: frame, scope: .none)))
        }
        if dialect.endsStream(frame) {
            endAll(.truncated, &arrival, &events)
            finished = []
            return arrival.notes.append(.item(FrameItem(frame: frame, scope: .all)))
        }
        if !frame.hasForeignLine, let content = dialect.read(frame.data, depth: depth) {
            return read(content, frame, &arrival, &events)
        }
        var item = FrameItem(frame: frame, scope: .all)
        single(.unknown, .unknown(.unknownFrame), frame.bytes, .complete, &item, &arrival, &events)
        fault(frame.offset, "a frame that is no JSON object")
        arrival.notes.append(.item(item))
    }

    private mutating func read(
        _ content: FrameContent, _ frame: SSEFrame, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        if content.isHeartbeat { return arrival.notes.append(.item(FrameItem(frame: frame, scope: .none))) }
        var item = FrameItem(frame: frame, scope: content.shares.isEmpty ? .all : .groups)
        item.model = content.model
        item.number = content.number
        var isUnknown = content.isUnknown
        // Readers join what a group says after its end to what it said before; that text was decided without this.
        isUnknown = isUnknown || content.shares.contains { finished.contains($0.key) && $0.hasText }
        for share in content.shares where !admits(share) { isUnknown = true }
        var told = Arrival()
        var later: [ContentEvent] = []
        for share in content.shares where admits(share) {
            read(share, content, &item, &told, &later, &isUnknown)
        }
        // The frame as a whole is decided before its texts, for what is not let out is not delivered either.
        if isUnknown {
            single(.unknown, .unknown(.unknownFrame), frame.bytes, .complete, &item, &arrival, &events)
        }
        if let range = content.error {
            var text = LiteralText()
            _ = text.append(frame.data, literal: range, shift: frame.shift(at: range.lowerBound), carrier: 0)
            _ = text.finish()
            single(.error(text), .other, text.text, .complete, &item, &arrival, &events)
        }
        arrival.notes += told.notes
        events += later
        arrival.notes.append(.item(item))
        for share in content.shares where share.ends && open[share.key] != nil {
            end(share.key, .complete, &arrival, &events)
        }
    }

    private func admits(_ share: FrameContent.Share) -> Bool {
        guard known.contains(share.key) || known.count < Self.partLimit else { return false }
        let parts = open[share.key]?.places ?? [:]
        let new = share.texts.count { parts[$0.part] == nil }
        return parts.count + new <= Self.partLimit
    }

    private mutating func read(
        _ share: FrameContent.Share, _ content: FrameContent, _ item: inout FrameItem, _ arrival: inout Arrival,
        _ events: inout [ContentEvent], _ isUnknown: inout Bool
    ) {
        let key = share.key
        var part = FrameItem.Share(key: key, group: open[key]?.id)
        part.isWhole = share.isWhole
        part.isInOnePiece = share.isInOnePiece
        part.probabilities = share.probabilities
        part.foreign = share.foreign
        part.starts = share.starts
        part.stops = share.stops
        part.keeps = share.keeps
        part.ends = share.ends
        // What comes after a group has ended and says nothing follows its frames.
        let isLate = open[key] == nil && closed.contains(key) && !share.hasText
        if isLate {
            part.ends = false
            return item.shares.append(part)
        }
        if open[key] == nil {
            known.insert(key)
            let group = Open(id: newGroup(), name: dialect.name(ofGroup: key))
            open[key] = group
            part.group = group.id
            arrival.notes.append(.began(group.id, key: key))
            events.append(
                .began(
                    Group(
                        id: group.id, name: group.name, streamed: true, model: content.model,
                        offset: item.frame.offset, existingLabel: content.existingLabel)))
        }
        guard var group = open.removeValue(forKey: key) else { return }
        part.closes = !share.closes.isEmpty
        let said = Set(share.texts.filter { $0.telling == .piece }.map(\.part.name))
        close(share.closes.filter { !said.contains($0) }, &group, &arrival, &events)
        for text in share.texts where text.literal.count > 2 {
            if text.telling == .piece {
                take(text, &group, item.frame.data, &part, &arrival, &events, &isUnknown)
            } else {
                takeAgain(text, share, &group, item.frame.data, &part, &arrival, &events, &isUnknown)
            }
        }
        close(share.closes, &group, &arrival, &events)
        open[key] = group
        item.shares.append(part)
    }

    // MARK: Ends

    mutating func close(
        _ index: Int, _ group: inout Open, isEnd: Bool, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        guard !group.parts[index].isClosed else { return }
        group.parts[index].isClosed = true
        if let half = group.parts[index].half {
            group.parts[index].half = nil
            var bytes: [UInt8] = []
            JSONString.append(half, to: &bytes)
            arrival.notes.append(.tail(group.parts[index].strand, .lone))
            tell(bytes, index, &group, &arrival, &events)
        }
        let first = events.count
        if var arguments = group.parts[index].arguments {
            group.parts[index].arguments = nil
            group.waitingArguments -= arguments.text.count
            arguments.finish(depth: depth)
            open(arguments, &group.parts[index], group.id, &arrival, &events)
        }
        arrival.notes.append(.closed(group.parts[index].strand))
        guard !isEnd else { return }
        if let channel = group.parts[index].channel { return events.append(.closed(channel)) }
        for case .opened(let channel) in events[first...] { events.append(.closed(channel.id)) }
    }

    private mutating func open(
        _ arguments: ToolArguments, _ part: inout Part, _ group: Group.ID, _ arrival: inout Arrival,
        _ events: inout [ContentEvent]
    ) {
        if arguments.isMalformed {
            openChannel(&part, .unknown(.malformedArguments), group, &arrival, &events)
            if let channel = part.channel { events.append(.text(channel, arguments.text)) }
            return
        }
        func add(_ kind: Channel.Kind, _ name: String, _ text: [UInt8]) -> Channel.ID {
            let channel = Channel(id: newChannel(), group: group, kind: kind, name: name)
            events += [.opened(channel), .text(channel.id, text)]
            return channel.id
        }
        let values = arguments.values.map { add(.argument, "\(part.name)/\($0.path)", $0.text.text) }
        let keys = arguments.keys.isEmpty ? nil : add(.names, part.name + "/keys", arguments.keys)
        arrival.notes.append(.arguments(part.strand, arguments, values: values, keys: keys))
    }

    private mutating func end(
        _ key: Int, _ ending: Ending, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        guard var group = open.removeValue(forKey: key) else { return }
        // Halves that were waited with belong to what was told before the arguments.
        for isArgument in [false, true] {
            for index in group.parts.indices where (group.parts[index].arguments != nil) == isArgument {
                close(index, &group, isEnd: true, &arrival, &events)
            }
        }
        closed.insert(key)
        finished.insert(key)
        arrival.notes.append(.ended(group.id))
        events.append(.ended(group.id, ending))
    }

    private mutating func endAll(_ ending: Ending, _ arrival: inout Arrival, _ events: inout [ContentEvent]) {
        for key in open.keys.sorted() { end(key, ending, &arrival, &events) }
    }

    private mutating func single(
        _ meaning: FrameItem.Single.Meaning, _ kind: Channel.Kind, _ text: [UInt8], _ ending: Ending,
        _ item: inout FrameItem, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        let isError = if case .error = meaning { true } else { false }
        let name = isError ? "error" : "frame \(position)"
        let group = Group(id: newGroup(), name: name, streamed: false, model: item.model, offset: item.frame.offset)
        let channel = Channel(id: newChannel(), group: group.id, kind: kind, name: name)
        item.singles.append(FrameItem.Single(group: group.id, channel: channel.id, meaning: meaning))
        events += [.began(group), .opened(channel)]
        if !text.isEmpty { events.append(.text(channel.id, text)) }
        events.append(.ended(group.id, ending))
    }

    // MARK: The end of the input

    /// - Parameter rest: the beginning of a frame, where the input ends inside one.
    mutating func finish(_ rest: SSEFrame?, at offset: Int) -> (events: [ContentEvent], arrival: Arrival) {
        position += 1
        var events: [ContentEvent] = []
        var arrival = Arrival()
        var ending = Ending.truncated
        let saysMore = rest.map { $0.hasData || $0.hasFields || $0.hasForeignLine } ?? false
        if let rest {
            if saysMore {
                ending = .interrupted
            } else {
                arrival.notes.append(.item(FrameItem(frame: rest, scope: .none)))
            }
        }
        if !saysMore, !open.isEmpty { fault(offset, "the input ends before the reply does") }
        endAll(ending, &arrival, &events)
        if let rest, saysMore {
            var item = FrameItem(frame: rest, scope: .all)
            single(.rest, .unknown(.unknownFrame), rest.bytes, .interrupted, &item, &arrival, &events)
            fault(rest.offset, "the input ends inside a frame")
            arrival.notes.append(.item(item))
        }
        arrival.events = events.count
        return (events, arrival)
    }
}
