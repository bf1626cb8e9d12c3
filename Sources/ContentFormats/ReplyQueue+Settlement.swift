import Primitives

// MARK: Settlement

extension ReplyQueue {
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
                guard let index = items[number]?.shares.firstIndex(where: { $0.group == id && !$0.isWithdrawn })
                else { continue }
                if items[number]?.shares[index].envelope == nil { items[number]?.shares[index].envelope = value }
                break
            }
        }
        groups[id] = nil
        for number in pending { attempt(number) }
        for strand in group.strands { release(strand) }
    }

    private mutating func settle(
        _ single: FrameItem.Single, _ number: Int?, _ settlement: ChannelSettlement
    ) -> [UInt8] {
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
            if item.isDropped { return [] }
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
                let lower = edit.range.lowerBound
                let upper = place == nil ? edit.range.upperBound : min(stop, edit.range.upperBound)
                return TextEdit(range: lower..<max(lower, upper), replacement: edit.replacement)
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
            guard let strand = strands[number], let rest = strands[number]?.takeLeftovers(), !rest.isEmpty
            else { continue }
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
        items[end]?.shares[index].added = blocks.added
        if item.isDropped, !item.frame.bytes.isEmpty {
            let ending = ReplyEnding(
                key: group.key, part: nil, blocks: blocks, shown: shown(group), notice: [], envelope: envelope)
            put(dialect.bareEnd(item.frame, ending), before: end)
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
