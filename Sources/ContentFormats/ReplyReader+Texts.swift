import Primitives

// MARK: Texts

extension ReplyReader {
    /// A text that the part has said before goes out as that did. One that says anything else is a text of its own.
    mutating func takeAgain(
        _ text: FrameContent.Text, _ frame: FrameContent.Share, _ group: inout Open, _ data: [UInt8],
        _ share: inout FrameItem.Share, _ arrival: inout Arrival, _ events: inout [ContentEvent],
        _ isUnknown: inout Bool
    ) {
        let bytes = JSONString.decode(data, in: text.literal)
        if let index = teller(of: bytes, text.part, group, isOver: frame.ends) {
            let teller = group.parts[index]
            let again = FrameItem.Repeat(strand: teller.strand, literal: text.literal, end: teller.told)
            return share.repeats.append(again)
        }
        var part = text.part
        while group.places[part] != nil { part.version += 1 }
        if part.isWhole { share.isInOnePiece = true } else { share.isWhole = true }
        let fresh = FrameContent.Text(part: part, literal: text.literal)
        take(fresh, &group, data, &share, &arrival, &events, &isUnknown)
    }

    /// The part that has told all of `bytes`: the same, or another of its kind, as servers count differently.
    private func teller(of bytes: [UInt8], _ part: FrameContent.Part, _ group: Open, isOver: Bool) -> Int? {
        if let same = group.places[part], group.parts[same].tells(bytes, isOver: isOver) { return same }
        return group.parts.indices.first {
            group.parts[$0].part.kind == part.kind && group.parts[$0].part.isPlain == part.isPlain
                && group.parts[$0].tells(bytes, isOver: isOver)
        }
    }

    mutating func close(
        _ names: [String], _ group: inout Open, _ arrival: inout Arrival, _ events: inout [ContentEvent]
    ) {
        for name in names {
            for index in group.parts.indices where group.parts[index].part.name == name {
                close(index, &group, isEnd: false, &arrival, &events)
            }
        }
    }

    mutating func take(
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
        if part.kind == .argument, !part.isWhole, !part.isPlain { new.arguments = ToolArguments() } else {
            openChannel(&new, part.kind, group.id, &arrival, &events)
        }
        group.places[part] = group.parts.count
        group.parts.append(new)
        return group.parts.count - 1
    }

    mutating func openChannel(
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
    mutating func tell(
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
}
