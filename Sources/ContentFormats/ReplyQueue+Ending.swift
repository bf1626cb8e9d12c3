import Primitives

// MARK: The end of a group that was cut

extension ReplyQueue {
    /// Ends a group for its reader: what is released goes out, and the end.
    mutating func stop(
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
            let text = JSONString.escaped(notice)
            if speaksHere {
                items[end]?.shares[index].suffix = text
            } else if !notice.isEmpty {
                let copy = dialect.copy(item.frame, key: group.key, part: dialect.reply, text: text, envelope: nil)
                put(copy, before: end)
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
        var ending = ReplyEnding(
            key: group.key, part: part, blocks: blocks(id), shown: shown(group), notice: notice, envelope: envelope)
        ending.last = group.end.flatMap { released($0) }
        let end = dialect.endsInOneFrame ? nil : group.end.flatMap { items[$0]?.frame }
        let last = end.flatMap { $0.bytes.isEmpty ? nil : $0 }
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
            add(bytes)
        }
    }

    /// The last frame that has not left and spells text of the group that goes out.
    private func lastWithText(_ id: Group.ID) -> Int? {
        groups[id]?.pending.filter { number in
            items[number]?.shares.contains { $0.group == id && !$0.isWithdrawn && !$0.spans.isEmpty } ?? false
        }.max()
    }

    mutating func put(_ bytes: [UInt8], before number: Int) {
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
                let isCallOut = dialect.repeats && rest.isCallCut
                let keeps = rest.ends || !rest.spans.isEmpty || (!isCallOut && (rest.isWhole || isFirst))
                isFirst = false
                if keeps { continue }
                items[number]?.shares[share].isWithdrawn = true
                if isCallOut { continue }
                if !rest.starts.isEmpty || !rest.stops.isEmpty { bounds.append((number, share)) }
            }
        }
        if !bounds.isEmpty { keepBounds(id, bounds) }
    }

    /// Text that was released and still waits needs the beginning of its block, and the ends of those before it.
    private mutating func keepBounds(_ id: Group.ID, _ bounds: [(number: Int, share: Int)]) {
        guard let group = groups[id], let last = lastWithText(id) else { return }
        var blocks = Set(group.blocks.open)
        func need(_ block: [Int]) { for count in block.indices { blocks.insert(Array(block[...count])) } }
        for number in group.pending {
            for share in items[number]?.shares ?? [] where share.group == id && !share.isWithdrawn {
                for span in share.spans { need(strands[span.strand]?.part.block ?? []) }
            }
        }
        for bound in bounds where bound.number < last {
            guard let share = items[bound.number]?.shares[bound.share] else { continue }
            // What stops a block may say all that is in it, and is left to what ends the group.
            let bounds = dialect.repeats ? share.starts : share.starts + share.stops
            if bounds.contains(where: blocks.contains) {
                items[bound.number]?.shares[bound.share].isWithdrawn = false
            }
        }
    }

    private mutating func trim(_ number: Int, _ share: Int, keepsFrame: Bool) {
        guard let item = items[number] else { return }
        let whole = item.shares[share]
        for index in whole.repeats.indices { items[number]?.shares[share].repeats[index].isTrimmed = true }
        var isLeft = false
        var isCallCut = false
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
            isCallCut = isCallCut || strand.part.isWhole || (whole.isWhole && strand.part.kind == .argument)
        }
        items[number]?.shares[share].isCallCut = isCallCut
        if dialect.repeats {
            // Its end is asked for what it says up to there.
            if whole.ends || (!isCallCut && (isLeft || keepsFrame || whole.isWhole)) { return }
        } else if isLeft || keepsFrame || whole.isWhole {
            return
        }
        for span in whole.spans { unlink(span.strand, key: whole.key, from: number) }
        items[number]?.shares[share].spans = []
    }
}
