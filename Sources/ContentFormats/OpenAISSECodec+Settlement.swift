import Primitives

extension OpenAISSECodec {
    private func index(of position: Int) -> Int? {
        var low = 0
        var high = queue.count
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low < queue.count && queue[low].position == position ? low : nil
    }

    private func item(_ position: Int) -> FrameItem? { index(of: position).map { queue[$0] } }

    private mutating func change(_ position: Int, _ body: (inout FrameItem) -> Void) {
        if let index = index(of: position) { body(&queue[index]) }
    }

    private func stream(of group: Group.ID) -> ChoiceStream? {
        ended[group] ?? open.values.first { $0.group == group }
    }

    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {
        states[group]?.hasBegun = true
        isDirty = true
        guard let envelope, let stream = stream(of: group), let first = stream.positions.first else { return }
        change(first) { $0.label(stream.index, with: envelope) }
    }

    public mutating func open(_ channel: Channel.ID, label: String) {
        guard !label.isEmpty else { return }
        let streams = Array(open.values) + Array(ended.values)
        for stream in streams {
            guard let reply = stream.reply, reply.channel.id == channel, let start = reply.text.start,
                let item = item(start.carrier)
            else { continue }
            guard item.choice(stream.index)?.shape != .message else {
                open[stream.index]?.label += label
                ended[stream.group]?.label += label
                return
            }
            // A first frame that waits for its text leaves the value to the label, which is out before it.
            var envelope: [UInt8]?
            if let first = stream.positions.first, let index = index(of: first),
                queue[index].needs.contains(stream.group)
            {
                envelope = queue[index].withdrawLabel(stream.index)
            }
            change(start.carrier) {
                $0.early += $0.copy(stream.index, content: label, envelope: envelope)
            }
            isDirty = true
        }
    }

    /// Frames that were held for the choice alone are not held any more. Without release its first frame with text
    /// stays, from which the notice and the end of the choice are made.
    public mutating func giveUp(_ group: Group.ID, releasing: Bool) {
        guard let index = open.first(where: { $0.value.group == group })?.key, var stream = open[index] else { return }
        states[group]?.hasBegun = true
        states[group]?.givenUp = releasing ? .releasing : .dropping
        isDirty = true
        if releasing {
            open[index]?.positions = []
            open[index]?.isHeld = false
            open[index]?.forgetTexts()
            return
        }
        let texts = stream.strands.map(\.text) + stream.calls.map(\.arguments.joined)
        let first = texts.compactMap(\.start?.carrier).min()
        queue.removeAll { item in
            item.choices == [index] && item.needs.isSubset(of: [group]) && item.position != first
                && item.position != stream.positions.first && item.early.isEmpty
        }
        stream.positions.removeAll { position in self.index(of: position) == nil }
        open[index] = stream
    }

    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        states[group]?.hasBegun = true
        states[group]?.isSettled = true
        isDirty = true
        if let single = singles.removeValue(forKey: group) {
            let settlement = settlements[single.channel.id] ?? ChannelSettlement()
            return [single.channel.id: settle(single, settlement)]
        }
        if states[group]?.givenUp == .releasing {
            ended[group] = nil
            _ = envelope([:])
            return [:]
        }
        guard let stream = ended.removeValue(forKey: group) else { return [:] }
        guard !blocked.contains(stream.index) else {
            return withdraw(stream)
        }
        return settle(stream, settlements, envelope)
    }

    /// More of a choice that was cut before: nothing of it goes out.
    private mutating func withdraw(_ stream: ChoiceStream) -> [Channel.ID: [UInt8]] {
        for position in stream.positions { change(position) { $0.withdrawn.insert(stream.index) } }
        guard let channel = stream.channels.first else { return [:] }
        let start = ChoiceStream.Cut(place: LiteralText.Place(carrier: 0, raw: 0), channel: channel, notice: "")
        var plan = ChoicePlan(stream, [:], cut: start, dropped: [])
        plan.work()
        for (position, splice) in plan.splices { change(position) { $0.texts.append(splice) } }
        return plan.delivered
    }

    private mutating func settle(_ single: Single, _ settlement: ChannelSettlement) -> [UInt8] {
        let position = single.position
        switch single.meaning {
        case .overLong: return []
        case .unknown, .rest:
            var isCut = settlement.cut != nil
            // The beginning of a frame may belong to a choice that was cut.
            if case .rest = single.meaning, let item = item(position) {
                isCut = isCut || !item.choices.isDisjoint(with: blocked)
            }
            guard isCut else { return item(position)?.frame.bytes ?? [] }
            change(position) { $0.isDropped = true }
            return []
        case .error(let text):
            let operations = text.operations(
                settlement.edits, limit: settlement.cut, notice: Array(settlement.notice.utf8))
            change(position) { $0.texts += text.splices(operations).map(\.splice) }
            return text.delivered(operations)
        }
    }

    private mutating func settle(
        _ stream: ChoiceStream, _ settlements: [Channel.ID: ChannelSettlement],
        _ envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        let cut = stream.cut(settlements)
        let dropped = Set(stream.positions.filter { item($0)?.isDropped ?? false })
        var plan = ChoicePlan(stream, settlements, cut: cut, dropped: dropped)
        let closing = closing(of: stream, cut, settlements, &plan)
        plan.work()
        for (position, splice) in plan.splices { change(position) { $0.texts.append(splice) } }
        if !plan.splices.isEmpty || cut != nil { dropProbabilities(stream) }
        if let cut { block(stream, at: cut.place.carrier) }
        putOpening(stream, settlements)
        putClosing(closing, stream, cut, envelope(plan.delivered))
        return plan.delivered
    }

    /// What is put behind the last text of a choice.
    private struct Closing {
        /// Into the text's own literal, where the frame with the end of the text is the one that ends the choice.
        var inline: Splice?
        /// In frames of their own.
        var frames: [UInt8] = []
        /// The frame with the last text.
        var last: Int
    }

    private func closing(
        of stream: ChoiceStream, _ cut: ChoiceStream.Cut?, _ settlements: [Channel.ID: ChannelSettlement],
        _ plan: inout ChoicePlan
    ) -> Closing {
        let reply = stream.reply
        var closing = Closing(last: cut?.place.carrier ?? reply?.text.end?.carrier ?? stream.positions.last ?? 0)
        guard let item = item(closing.last) else { return closing }
        let isOneFrame = item.choice(stream.index)?.shape == .message || closing.last == stream.finish
        if let cut, !cut.channel.kind.takesNoNotice, !cut.notice.isEmpty {
            plan.notice = Array(cut.notice.utf8)
            let speaksHere = reply?.text.pieces.contains { $0.carrier == closing.last } ?? false
            plan.isNoticeInline = isOneFrame && speaksHere && !item.isDropped
            if !plan.isNoticeInline { closing.frames += item.copy(stream.index, content: cut.notice) }
        }
        guard let reply, let label = settlements[reply.channel.id]?.closing, !label.isEmpty else { return closing }
        if isOneFrame, !item.isDropped, let end = reply.text.end, end.carrier == closing.last {
            closing.inline = Splice(range: end.raw..<end.raw, bytes: JSONString.escaped(label.utf8))
        } else {
            closing.frames += item.copy(stream.index, content: label)
        }
        return closing
    }

    /// Nothing of the choice goes out behind `position` but its last frame.
    private mutating func block(_ stream: ChoiceStream, at position: Int) {
        blocked.insert(stream.index)
        for index in queue.indices where queue[index].position > position {
            if queue[index].position != stream.finish, queue[index].choices.contains(stream.index) {
                queue[index].withdrawn.insert(stream.index)
            }
        }
    }

    private mutating func putOpening(_ stream: ChoiceStream, _ settlements: [Channel.ID: ChannelSettlement]) {
        guard let reply = stream.reply, let start = reply.text.start else { return }
        let opening = settlements[reply.channel.id]?.opening ?? ""
        if item(start.carrier)?.choice(stream.index)?.shape == .message {
            let label = JSONString.escaped((stream.label + opening).utf8)
            change(start.carrier) { $0.texts.insert(Splice(range: start.raw..<start.raw, bytes: label), at: 0) }
        } else if !opening.isEmpty {
            change(start.carrier) { $0.before += $0.copy(stream.index, content: opening) }
        }
    }

    private mutating func putClosing(
        _ closing: Closing, _ stream: ChoiceStream, _ cut: ChoiceStream.Cut?, _ envelope: [UInt8]?
    ) {
        if let inline = closing.inline { change(closing.last) { $0.texts.append(inline) } }
        let filtered = Array("\"content_filter\"".utf8)
        guard let finish = stream.finish, let item = item(finish), let choice = item.choice(stream.index),
            let reason = choice.finish
        else {
            // The input ended without the frame that ends the choice; a cut makes one.
            let held = stream.positions.last { self.item($0)?.needs.contains(stream.group) ?? false }
            let last = cut?.place.carrier ?? held
            guard let last else { return }
            change(last) {
                $0.after += closing.frames
                if cut != nil { $0.after += $0.copy(stream.index, content: nil, finish: filtered, envelope: envelope) }
                if cut == nil, let envelope { $0.label(stream.index, with: envelope) }
            }
            return
        }
        change(finish) {
            $0.before += closing.frames
            if $0.isDropped {
                let reason = cut == nil ? Array(item.frame.data[reason]) : filtered
                $0.before += $0.copy(stream.index, content: nil, finish: reason, envelope: envelope)
                return
            }
            if let cut {
                if finish > cut.place.carrier { $0.splices += FrameItem.emptied(choice) }
                $0.splices.append(Splice(range: reason, bytes: filtered))
            }
            if let envelope { $0.label(stream.index, with: envelope) }
        }
    }

    /// They spell the text a second time, and a server may send them with another frame than their text.
    private mutating func dropProbabilities(_ stream: ChoiceStream) {
        for position in stream.positions {
            guard let range = item(position)?.choice(stream.index)?.logprobs else { continue }
            change(position) { $0.splices.append(Splice(range: range, bytes: Array("null".utf8))) }
        }
    }
}
