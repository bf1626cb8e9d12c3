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

    private struct Part {
        let part: FrameContent.Part
        let name: String
        let strand: Int
        var channel: Channel.ID?
        var told = 0
        var half: UInt32?
        var arguments: ToolArguments?
        var isClosed = false
        var hash = RunningHash()
    }

    private struct Open {
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
    private var channelCount = 0
    private var strandCount = 0

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

    private mutating func newChannel() -> Channel.ID {
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
        for text in share.texts {
            if text.telling == .again, let index = group.places[text.part] {
                let bytes = JSONString.decode(item.frame.data, in: text.literal)
                if group.parts[index].hash.matches(bytes) {
                    part.repeats.append(FrameItem.Repeat(strand: group.parts[index].strand, literal: text.literal))
                } else {
                    isUnknown = true
                }
            } else if text.literal.count > 2 {
                take(text, &group, item.frame.data, &part, &arrival, &events, &isUnknown)
            }
        }
        part.closes = !share.closes.isEmpty
        for name in share.closes {
            for index in group.parts.indices where group.parts[index].part.name == name {
                close(index, &group, isEnd: false, &arrival, &events)
            }
        }
        open[key] = group
        item.shares.append(part)
    }

    // MARK: Texts

    private mutating func take(
        _ text: FrameContent.Text, _ group: inout Open, _ data: [UInt8], _ share: inout FrameItem.Share,
        _ arrival: inout Arrival, _ events: inout [ContentEvent], _ isUnknown: inout Bool
    ) {
        let index = group.places[text.part] ?? addPart(text.part, &group, &arrival, &events)
        // What a part says after its end would be joined to what was decided without it.
        if group.parts[index].isClosed { isUnknown = true }
        let strand = group.parts[index].strand
        var position = text.literal.lowerBound + 1
        let stop = text.literal.upperBound - 1
        var new: [UInt8] = []
        var hasSecondHalf = false
        if let high = group.parts[index].half, position < stop {
            group.parts[index].half = nil
            if let low = Self.secondHalf(data, position, stop) {
                JSONString.append(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00), to: &new)
                hasSecondHalf = true
                position += 6
                arrival.notes.append(.tail(strand, .pair))
            } else {
                JSONString.append(high, to: &new)
                arrival.notes.append(.tail(strand, .lone))
            }
        }
        let before = new.count
        group.parts[index].half = Self.decode(data, position..<stop, into: &new)
        share.spans.append(
            TextSpan(
                strand: strand, literal: text.literal, start: group.parts[index].told + before,
                count: new.count - before, hasSecondHalf: hasSecondHalf,
                tail: group.parts[index].half == nil ? .none : .pending, raw: text.literal.lowerBound + 1,
                place: group.parts[index].told + before))
        tell(new, index, &group, &arrival, &events)
    }

    private mutating func addPart(
        _ part: FrameContent.Part, _ group: inout Open, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) -> Int {
        // A frame may spell the same part in two fields; they are two texts.
        let namesakes = group.parts.count { $0.part.name == part.name }
        let local = namesakes == 0 ? part.name : "\(part.name) \(namesakes + 1)"
        let name = local.isEmpty ? group.name : "\(group.name)/\(local)"
        var new = Part(part: part, name: name, strand: strandCount)
        strandCount += 1
        arrival.notes.append(.strand(new.strand, group.id, part))
        if part.kind == .argument, !part.isWhole { new.arguments = ToolArguments() } else {
            openChannel(&new, part.kind, group.id, &arrival, &events)
        }
        group.places[part] = group.parts.count
        group.parts.append(new)
        return group.parts.count - 1
    }

    private mutating func openChannel(
        _ part: inout Part, _ kind: Channel.Kind, _ group: Group.ID, _ arrival: inout Arrival,
        _ events: inout [ContentEvent]
    ) {
        let channel = Channel(id: newChannel(), group: group, kind: kind, name: part.name)
        part.channel = channel.id
        arrival.notes.append(.channel(part.strand, channel.id, kind))
        events.append(.opened(channel))
    }

    /// More text of a part. Arguments wait until they are whole; but when more than `limit` bytes of a group wait
    /// for that, the part that grows is told from then on as bytes of unknown meaning.
    private mutating func tell(
        _ new: [UInt8], _ index: Int, _ group: inout Open, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        guard !new.isEmpty else { return }
        group.parts[index].told += new.count
        if dialect.repeats { group.parts[index].hash.add(new) }
        arrival.notes.append(.text(group.parts[index].strand, new))
        if let channel = group.parts[index].channel { return events.append(.text(channel, new)) }
        group.parts[index].arguments?.append(new)
        group.waitingArguments += new.count
        guard group.waitingArguments > limit, let joined = group.parts[index].arguments?.text else { return }
        group.waitingArguments -= joined.count
        group.parts[index].arguments = nil
        openChannel(&group.parts[index], .unknown(.recordLimit), group.id, &arrival, &events)
        if let channel = group.parts[index].channel { events.append(.text(channel, joined)) }
    }

    private static func secondHalf(_ data: [UInt8], _ position: Int, _ stop: Int) -> UInt32? {
        guard data[position] == UInt8(ascii: "\\") else { return nil }
        let (low, length) = JSONString.escape(data, at: position, end: stop)
        return length == 6 && (0xdc00..<0xe000).contains(low) ? low : nil
    }

    /// - Returns: the first half of a pair at the end, which is not decoded.
    private static func decode(_ data: [UInt8], _ range: Range<Int>, into text: inout [UInt8]) -> UInt32? {
        var position = range.lowerBound
        while position < range.upperBound {
            let next = data[position..<range.upperBound].firstIndex(of: UInt8(ascii: "\\")) ?? range.upperBound
            text += data[position..<next]
            guard next < range.upperBound else { return nil }
            let (scalar, length) = JSONString.escape(data, at: next, end: range.upperBound)
            position = next + length
            if (0xd800..<0xdc00).contains(scalar), position >= range.upperBound { return scalar }
            JSONString.append(scalar, to: &text)
        }
        return nil
    }

    // MARK: Ends

    private mutating func close(
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

/// Whether a text is the one that was told in pieces, without keeping it: a polynomial over 2^61 − 1 at a random
/// place (Karp and Rabin 1987), so that nobody can prepare two texts that look alike.
struct RunningHash {
    private static let prime: UInt64 = (1 << 61) - 1
    private static let base = UInt64.random(in: 1 << 32..<(1 << 61) - 1)

    private var value: UInt64 = 0
    private var count = 0

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes {
            let product = value.multipliedFullWidth(by: Self.base)
            let folded = (product.high << 3 | product.low >> 61) &+ (product.low & Self.prime) &+ UInt64(byte) &+ 1
            let once = (folded >> 61) &+ (folded & Self.prime)
            value = once >= Self.prime ? once &- Self.prime : once
        }
        count += bytes.count
    }

    func matches(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == count else { return false }
        var other = RunningHash()
        other.add(bytes)
        return other.value == value
    }
}
