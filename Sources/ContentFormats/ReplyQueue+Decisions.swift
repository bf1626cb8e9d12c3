import Primitives

// MARK: Answers to events

extension ReplyQueue {
    mutating func begin(_ id: Group.ID, _ envelope: [UInt8]?) {
        guard groups[id] != nil else { return }
        groups[id]?.hasBegun = true
        groups[id]?.envelope = envelope
        attemptAll(id)
    }

    mutating func open(_ channel: Channel.ID, _ label: String) {
        guard !label.isEmpty, case .strand(let number)? = targets[channel], let strand = strands[number],
            groups[strand.group].map({ !$0.isCut && !$0.isOverrun }) ?? false
        else { return }
        strands[number]?.label += Array(label.utf8)
        if let front = strand.front { attempt(front) }
    }

    mutating func release(_ channel: Channel.ID, _ through: Int, _ edits: [TextEdit]) -> [UInt8] {
        guard let target = targets[channel] else { return [] }
        switch target {
        case .strand(let number):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.release(through, edits) ?? []
            attemptFront(number)
            return delivered
        case .value(let number, let index):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.arguments?.release(index, through, edits) ?? []
            completeArguments(number)
            return delivered
        case .keys(let number):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.arguments?.releaseKeys(through) ?? []
            completeArguments(number)
            return delivered
        case .single: return []
        }
    }

    private func isLive(_ number: Int) -> Bool {
        guard let id = strands[number]?.group, let group = groups[id] else { return false }
        return !group.isCut && !group.isOverrun
    }

    /// The first frame of a strand, and with it those that follow.
    private mutating func attemptFront(_ number: Int) {
        while let front = strands[number]?.front {
            attempt(front)
            guard strands[number]?.front != front else { return }
        }
    }

    private mutating func completeArguments(_ number: Int) {
        guard strands[number]?.arguments?.isComplete ?? false else { return }
        releaseArguments(number)
        attemptFront(number)
    }

    /// What is released of a call's strings and names is released of its arguments.
    mutating func releaseArguments(_ number: Int) {
        guard let strand = strands[number], let release = strand.arguments?.release else { return }
        // Those before were made already.
        let edits = release.edits.filter { $0.range.lowerBound >= strand.through }
        _ = strands[number]?.release(release.through, edits)
    }

    mutating func cut(
        _ channel: Channel.ID, _ notice: String, _ closing: String, _ envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        guard let number = strand(of: channel), let strand = strands[number], let group = groups[strand.group],
            !group.isCut
        else { return [:] }
        for other in group.strands where strands[other]?.arguments != nil { releaseArguments(other) }
        var delivered: [Channel.ID: [UInt8]] = [:]
        let text = speak(notice, for: channel, number, in: group, &delivered)
        stop(strand.group, part: strand.part, text + closing.utf8, envelope(delivered))
        return delivered
    }

    func strand(of channel: Channel.ID) -> Int? {
        switch targets[channel] {
        case .strand(let number), .value(let number, _), .keys(let number): number
        case .single, nil: nil
        }
    }

    /// The notice, where the channel takes one; it counts as the reply's text, or the channel's own.
    private func speak(
        _ notice: String, for channel: Channel.ID, _ number: Int, in group: Out, _ delivered: inout [Channel.ID: [UInt8]]
    ) -> [UInt8] {
        guard let strand = strands[number], strand.channel == channel, !strand.kind.takesNoNotice, !notice.isEmpty else {
            return []
        }
        let reply = group.strands.first { strands[$0]?.kind == .reply }.flatMap { strands[$0]?.channel }
        delivered[reply ?? channel, default: []] += Array(notice.utf8)
        return Array(notice.utf8)
    }

    /// Ends a group for its reader: what is released goes out, and the end.
    private mutating func stop(
        _ id: Group.ID, part: FrameContent.Part?, _ notice: [UInt8], _ envelope: [UInt8]?
    ) {
        guard let group = groups[id] else { return }
        groups[id]?.isCut = true
        groups[id]?.hasBegun = true
        blocked.insert(group.key)
        for strand in group.strands { strands[strand]?.forget() }
        trim(id)
        if dialect.endsInOneFrame, let end = group.end, let item = items[end], !item.frame.bytes.isEmpty,
            !item.isDropped, let index = item.shares.firstIndex(where: { $0.group == id })
        {
            items[end]?.shares[index].isFiltered = true
            items[end]?.shares[index].envelope = envelope
            let speaksHere = item.shares[index].spans.contains { strands[$0.strand]?.kind == .reply }
            if speaksHere { items[end]?.shares[index].suffix = JSONString.escaped(notice) } else if !notice.isEmpty {
                put(dialect.copy(
                    item.frame, key: group.key, part: dialect.reply, text: JSONString.escaped(notice), envelope: nil), before: end)
            }
            items[end]?.needs.remove(id)
            return attemptAll(id)
        }
        if let end = group.end, let item = items[end], !item.isDropped, !item.frame.bytes.isEmpty {
            for index in item.shares.indices where item.shares[index].group == id {
                items[end]?.shares[index].isWithdrawn = true
            }
        }
        attemptAll(id)
        let ending = ReplyEnding(
            key: group.key, open: group.strands.compactMap { number in strands[number].flatMap { $0.isClosed ? nil : $0.part } },
            part: part, blocks: blocks(id), notice: notice, envelope: envelope)
        let last = dialect.endsInOneFrame ? nil : group.end.flatMap { items[$0]?.frame }.flatMap { $0.bytes.isEmpty ? nil : $0 }
        let frame = last ?? groups[id]?.template ?? SSEFrame(bytes: [], offset: 0, lines: [])
        let bytes = dialect.ending(frame, ending)
        if let end = group.end, items[end] != nil {
            put(bytes, before: end)
            items[end]?.needs.remove(id)
            attempt(end)
        } else if let last = lastWithText(id) {
            // Text that was released still waits behind the text of others; the end follows it.
            items[last]?.after += bytes
        } else {
            output += bytes
        }
    }

    /// The last frame that has not left and spells text of the group that goes out.
    private func lastWithText(_ id: Group.ID) -> Int? {
        groups[id]?.pending.filter { number in
            items[number]?.shares.contains { $0.group == id && !$0.isWithdrawn && !$0.spans.isEmpty } ?? false
        }.max()
    }

    private mutating func put(_ bytes: [UInt8], before number: Int) {
        items[number]?.before += bytes
    }

    /// Nothing of a group's text goes out past what is released, and no frame that says nothing else.
    mutating func trim(_ id: Group.ID) {
        // The first frame of all says who speaks; it goes out without its text.
        var isFirst = groups[id].map { $0.isCut && !$0.hasSpoken } ?? false
        var bounds: [(number: Int, share: Int)] = []
        for number in groups[id]?.pending.sorted() ?? [] {
            guard let item = items[number] else { continue }
            for share in item.shares.indices where item.shares[share].group == id {
                trim(number, share, keepsFrame: isFirst)
                guard let rest = items[number]?.shares[share], !rest.isWithdrawn else { continue }
                let keeps = rest.ends || rest.isWhole || !rest.spans.isEmpty || isFirst
                isFirst = false
                if keeps { continue }
                items[number]?.shares[share].isWithdrawn = true
                if !rest.starts.isEmpty || !rest.stops.isEmpty { bounds.append((number, share)) }
            }
        }
        if !bounds.isEmpty { keepBounds(id, bounds) }
    }

    /// Text that was released and still waits needs the beginning of its block, and the ends of those before it.
    private mutating func keepBounds(_ id: Group.ID, _ bounds: [(number: Int, share: Int)]) {
        guard let group = groups[id], let last = lastWithText(id) else { return }
        var blocks = Set(group.blocks.open)
        for number in group.pending {
            for share in items[number]?.shares ?? [] where share.group == id && !share.isWithdrawn {
                for span in share.spans { blocks.formUnion(strands[span.strand].flatMap { Int($0.part.field) }.map { [$0] } ?? []) }
            }
        }
        for bound in bounds where bound.number < last {
            guard let share = items[bound.number]?.shares[bound.share] else { continue }
            if (share.starts + share.stops).contains(where: blocks.contains) {
                items[bound.number]?.shares[bound.share].isWithdrawn = false
            }
        }
    }

    private mutating func trim(_ number: Int, _ share: Int, keepsFrame: Bool) {
        guard let item = items[number] else { return }
        let whole = item.shares[share]
        items[number]?.shares[share].repeats = []
        var isLeft = false
        for index in whole.spans.indices {
            let span = whole.spans[index]
            guard let strand = strands[span.strand], !strand.isComplete(span) else {
                isLeft = true
                continue
            }
            isLeft = isLeft || strand.through > span.place || (span.hasSecondHalf && strand.through >= span.start)
            items[number]?.shares[share].spans[index].count = max(0, strand.through - span.start)
            items[number]?.shares[share].spans[index].tail = .none
            items[number]?.shares[share].spans[index].isTrimmed = true
            if strand.part.isWhole { items[number]?.shares[share].isCallCut = true }
        }
        guard !isLeft, !keepsFrame, !whole.isWhole else { return }
        for span in whole.spans { unlink(span.strand, key: whole.key, from: number) }
        items[number]?.shares[share].spans = []
    }

    // MARK: Settlement

    mutating func settle(
        _ id: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        _ envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        if let (number, single) = singles.removeValue(forKey: id) {
            defer {
                targets[single.channel] = nil
                if let number { attempt(number) }
            }
            let settlement = settlements[single.channel] ?? ChannelSettlement()
            return [single.channel: settle(single, number, settlement)]
        }
        guard let group = groups[id] else { return [:] }
        groups[id]?.hasBegun = true
        var delivered: [Channel.ID: [UInt8]] = [:]
        if !group.isCut { delivered = settle(id, group, settlements, envelope) }
        if let end = group.end { items[end]?.needs.remove(id) }
        attemptAll(id)
        forget(id)
        return delivered
    }

    private mutating func forget(_ id: Group.ID) {
        guard let group = groups[id] else { return }
        let pending = group.pending.sorted()
        for number in group.strands {
            if let channel = strands[number]?.channel { targets[channel] = nil }
            for channel in strands[number]?.arguments?.values ?? [] { targets[channel] = nil }
            if let keys = strands[number]?.arguments?.keys { targets[keys] = nil }
        }
        if group.strands.contains(where: { strands[$0]?.isChanged ?? false }) {
            for number in pending {
                for share in items[number]?.shares.indices ?? 0..<0 where items[number]?.shares[share].group == id {
                    items[number]?.shares[share].isChanged = true
                }
            }
        }
        // The value for its first frame stays with that frame.
        if let value = group.envelope {
            for number in pending {
                guard let index = items[number]?.shares.firstIndex(where: { $0.group == id && !$0.isWithdrawn }) else { continue }
                if items[number]?.shares[index].envelope == nil { items[number]?.shares[index].envelope = value }
                break
            }
        }
        groups[id] = nil
        for number in pending { attempt(number) }
        for strand in group.strands { release(strand) }
    }

    private mutating func settle(_ single: FrameItem.Single, _ number: Int?, _ settlement: ChannelSettlement) -> [UInt8] {
        guard let number, let item = items[number] else { return [] }
        switch single.meaning {
        case .overLong: return []
        case .unknown, .rest:
            guard settlement.cut != nil || item.isDropped else { return item.frame.bytes }
            items[number]?.isDropped = true
            for share in item.shares {
                for span in share.spans { strands[span.strand]?.drop(span.place..<max(span.place, span.end)) }
            }
            return []
        case .error(let text):
            let operations = text.operations(
                settlement.edits, limit: settlement.cut, notice: Array(settlement.notice.utf8))
            items[number]?.texts += text.splices(operations).map(\.splice)
            return text.delivered(operations)
        }
    }

    private mutating func settle(
        _ id: Group.ID, _ group: Out, _ settlements: [Channel.ID: ChannelSettlement],
        _ envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        var delivered: [Channel.ID: [UInt8]] = [:]
        let cut = firstCut(group, settlements)
        for number in group.strands {
            if group.isOverrun { continue }
            releaseRest(number, settlements, before: cut?.place, &delivered)
        }
        if let cut {
            let text = speak(cut.notice, for: cut.channel, cut.strand, in: group, &delivered)
            putOpening(group, settlements)
            stop(id, part: strands[cut.strand]?.part, text + closing(group, settlements).utf8, envelope(delivered))
        } else if group.isOverrun {
            let notice = settlements.values.first { !$0.notice.isEmpty }?.notice ?? ""
            let reply = group.strands.first { strands[$0]?.kind == .reply }
            var text = Array(notice.utf8)
            if let channel = reply.flatMap({ strands[$0]?.channel }) { delivered[channel] = text } else { text = [] }
            groups[id]?.isOverrun = false
            stop(id, part: nil, text + closing(group, settlements).utf8, envelope(delivered))
        } else {
            putOpening(group, settlements)
            close(id, group, settlements, envelope(delivered))
        }
        return delivered
    }

    /// The visible label that goes behind the reply.
    private func closing(_ group: Out, _ settlements: [Channel.ID: ChannelSettlement]) -> String {
        let reply = group.strands.first { strands[$0]?.kind == .reply }
        return reply.flatMap { strands[$0]?.channel }.flatMap { settlements[$0]?.closing } ?? ""
    }

    private mutating func putOpening(_ group: Out, _ settlements: [Channel.ID: ChannelSettlement]) {
        for number in group.strands {
            guard let channel = strands[number]?.channel, let label = settlements[channel]?.opening else { continue }
            strands[number]?.label += Array(label.utf8)
            if let front = strands[number]?.front { attempt(front) }
        }
    }

    /// Decides what is left of one strand, up to a place where the group was cut.
    private mutating func releaseRest(
        _ number: Int, _ settlements: [Channel.ID: ChannelSettlement], before place: ReplyPlace?,
        _ delivered: inout [Channel.ID: [UInt8]]
    ) {
        guard let strand = strands[number] else { return }
        let limit = place.map { length(of: number, before: $0) } ?? strand.told
        guard let arguments = strand.arguments else {
            guard let channel = strand.channel else { return }
            let settlement = settlements[channel]
            let stop = min(limit, settlement?.cut ?? strand.told)
            let edits = (settlement?.edits ?? []).filter { $0.range.lowerBound < stop || place == nil }
            delivered[channel] = strands[number]?.release(stop, edits.map { edit in
                let upper = place == nil ? edit.range.upperBound : min(stop, edit.range.upperBound)
                return TextEdit(range: edit.range.lowerBound..<max(edit.range.lowerBound, upper), replacement: edit.replacement)
            })
            return
        }
        for (index, channel) in arguments.values.enumerated() {
            let settlement = settlements[channel]
            let whole = arguments.count(index)
            let length = place == nil ? whole : arguments.arguments.length(ofValue: index, before: limit)
            let stop = min(settlement?.cut ?? whole, length)
            let edits = (settlement?.edits ?? []).filter { $0.range.lowerBound < stop || place == nil }
            let text = strands[number]?.arguments?.release(index, stop, edits) ?? []
            delivered[channel] = isLost(number) ? [] : text
        }
        if let keys = arguments.keys {
            let length = place == nil ? Int.max : arguments.arguments.keyLength(before: limit)
            let text = strands[number]?.arguments?.releaseKeys(min(settlements[keys]?.cut ?? Int.max, length)) ?? []
            delivered[keys] = isLost(number) ? [] : text
        }
        releaseArguments(number)
    }

    /// Whether a part of the text lies in frames that do not go out.
    private func isLost(_ number: Int) -> Bool {
        strands[number]?.waiting.contains { items[$0]?.isDropped ?? false } ?? false
    }

    /// The end of a group that goes out as its protocol has it: the closing label, the last value of `AIGC`.
    private mutating func close(
        _ id: Group.ID, _ group: Out, _ settlements: [Channel.ID: ChannelSettlement], _ envelope: [UInt8]?
    ) {
        guard let end = group.end, let item = items[end],
            let index = item.shares.firstIndex(where: { $0.group == id })
        else { return }
        let reply = group.strands.first { strands[$0]?.kind == .reply }
        let label = closing(group, settlements)
        let speaksHere = !item.isDropped && item.shares[index].spans.contains { $0.strand == reply }
        var text = JSONString.escaped(label.utf8)
        var blocks = blocks(id)
        if speaksHere {
            items[end]?.shares[index].suffix += text
            text = []
        }
        for number in group.strands {
            guard let strand = strands[number], let rest = strands[number]?.takeLeftovers(), !rest.isEmpty else { continue }
            if number == reply, speaksHere {
                items[end]?.shares[index].suffix.insert(contentsOf: JSONString.escaped(rest), at: 0)
            } else {
                put(dialect.closing(
                    item.frame.bytes.isEmpty ? group.template ?? item.frame : item.frame, key: group.key,
                    part: strand.part, text: JSONString.escaped(rest), envelope: nil, &blocks), before: end)
            }
        }
        var frame = item.frame
        if frame.bytes.isEmpty, let template = group.template { frame = template }
        if !text.isEmpty {
            put(dialect.closing(frame, key: group.key, part: nil, text: text, envelope: nil, &blocks), before: end)
        }
        if item.isDropped, !item.frame.bytes.isEmpty {
            put(dialect.bareEnd(item.frame, key: group.key, envelope: envelope), before: end)
        } else if !item.frame.bytes.isEmpty {
            items[end]?.shares[index].envelope = envelope
        } else if let envelope {
            putLast(envelope, id, group, at: end, frame, &blocks)
        }
    }

    /// The last value of `AIGC` where the input ended before the group did: in its last frame, if that is still here.
    private mutating func putLast(
        _ value: [UInt8], _ id: Group.ID, _ group: Out, at end: Int, _ frame: SSEFrame, _ blocks: inout ReplyBlocks
    ) {
        for number in group.pending.sorted().reversed() where number != end {
            guard let index = items[number]?.shares.firstIndex(where: { $0.group == id && !$0.isWithdrawn }),
                items[number]?.isDropped == false, items[number]?.isSent == false
            else { continue }
            items[number]?.shares[index].envelope = value
            return
        }
        put(dialect.closing(frame, key: group.key, part: nil, text: [], envelope: value, &blocks), before: end)
    }
}

extension Channel.Kind {
    /// Whether a cut leaves nothing in its place.
    var takesNoNotice: Bool {
        switch self {
        case .argument, .names, .unknown: true
        case .reply, .reasoning, .other: false
        }
    }
}

/// A place in the frames that are held, ordered as they came.
struct ReplyPlace: Comparable {
    let item: Int
    let raw: Int

    static func < (left: ReplyPlace, right: ReplyPlace) -> Bool { (left.item, left.raw) < (right.item, right.raw) }
}

// MARK: Places

extension ReplyQueue {
    struct Cut {
        let place: ReplyPlace
        let channel: Channel.ID
        let strand: Int
        let notice: String
    }

    /// The first cut in the order of the stream; all channels of the group end there.
    private func firstCut(_ group: Out, _ settlements: [Channel.ID: ChannelSettlement]) -> Cut? {
        var cuts: [Cut] = []
        func add(_ channel: Channel.ID?, _ number: Int, _ offset: (Int) -> Int) {
            guard let channel, let settlement = settlements[channel], let cut = settlement.cut else { return }
            let place = place(of: offset(cut), in: number)
            cuts.append(Cut(place: place, channel: channel, strand: number, notice: settlement.notice))
        }
        for number in group.strands {
            guard let arguments = strands[number]?.arguments else {
                add(strands[number]?.channel, number) { $0 }
                continue
            }
            for (index, channel) in arguments.values.enumerated() {
                add(channel, number) { arguments.arguments.place(ofValue: index, $0) }
            }
            add(arguments.keys, number) { arguments.arguments.place(ofKey: $0) }
        }
        return cuts.min { $0.place < $1.place }
    }

    private func spans(of strand: Int) -> [(item: Int, span: TextSpan, data: [UInt8])] {
        (strands[strand]?.waiting ?? []).flatMap { number in
            (items[number]?.shares ?? []).flatMap(\.spans).filter { $0.strand == strand }
                .map { (number, $0, items[number]?.frame.data ?? []) }
        }
    }

    /// Where the character at `offset` of a strand is spelt.
    private func place(of offset: Int, in strand: Int) -> ReplyPlace {
        let spans = spans(of: strand)
        guard let (item, span, data) = spans.first(where: { $0.span.end > offset }) else {
            return ReplyPlace(item: spans.last?.item ?? -1, raw: Int.max)
        }
        return ReplyPlace(item: item, raw: span.walked(data) { place, _ in place < offset }.raw)
    }

    /// How much of a strand is spelt before `place`.
    private func length(of strand: Int, before place: ReplyPlace) -> Int {
        var length = strands[strand]?.through ?? 0
        for (item, span, data) in spans(of: strand) {
            if item > place.item { break }
            if item < place.item || place.raw == Int.max {
                length = max(length, span.end)
                continue
            }
            length = max(length, span.walked(data) { _, raw in raw < place.raw }.place)
        }
        return length
    }
}

extension TextSpan {
    /// The first place of what is left at which `goesOn` no longer holds.
    fileprivate func walked(_ data: [UInt8], _ goesOn: (_ place: Int, _ raw: Int) -> Bool) -> (place: Int, raw: Int) {
        var place = place
        var raw = hasSecondHalf && raw == literal.lowerBound + 1 ? raw + 6 : raw
        let stop = literal.upperBound - 1
        while place < end, raw < stop, goesOn(place, raw) {
            guard data[raw] == UInt8(ascii: "\\") else {
                raw += 1
                place += 1
                continue
            }
            let (scalar, length) = JSONString.escape(data, at: raw, end: stop)
            var bytes: [UInt8] = []
            JSONString.append(scalar, to: &bytes)
            raw += length
            place = raw >= stop && tail != .none ? end : place + bytes.count
        }
        return (place, raw)
    }
}
