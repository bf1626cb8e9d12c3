import Primitives

// MARK: What leaves of one frame

extension ReplyQueue {
    /// The label that goes before the text that begins in the frame.
    mutating func putLabels(_ number: Int) {
        guard let item = items[number], !item.isSent else { return }
        for share in item.shares where !share.isWithdrawn && !share.isWhole {
            for span in share.spans {
                guard let strand = strands[span.strand], !strand.label.isEmpty,
                    let label = strands[span.strand]?.takeLabel()
                else { continue }
                putCopy(item, share.key, span.strand, label)
            }
        }
    }

    /// A frame like this one with nothing but `text`.
    private mutating func putCopy(_ item: FrameItem, _ key: Int, _ strand: Int, _ text: [UInt8]) {
        guard let part = strands[strand]?.part else { return }
        show(text, strand)
        let envelope = takeEnvelope(strands[strand]?.group)
        add(dialect.copy(item.frame, key: key, part: part, text: text, envelope: envelope))
    }

    /// What is released of a frame that cannot leave yet.
    mutating func putParts(_ number: Int) {
        guard let item = items[number], !item.isDropped else { return }
        for share in item.shares.indices where !item.shares[share].isWithdrawn && !item.shares[share].isWhole {
            if item.shares[share].isInOnePiece { continue }
            for span in item.shares[share].spans.indices { putPart(number, share, span) }
        }
    }

    private mutating func putPart(_ number: Int, _ share: Int, _ span: Int) {
        guard let item = items[number], var text = items[number]?.shares[share].spans[span],
            let strand = strands[text.strand], min(strand.through, text.end) > text.place
        else { return }
        let only = item.shares[0]
        let isFirst =
            !item.isSent && item.shares.count == 1 && only.spans.count == 1 && !only.ends && !only.closes
            && item.singles.isEmpty && only.repeats.isEmpty && text.raw == text.literal.lowerBound + 1
        let part = strands[text.strand]?.walk(&text, item.frame.data) ?? []
        items[number]?.shares[share].spans[span] = text
        guard !part.isEmpty else { return }
        let key = item.shares[share].key
        guard isFirst else { return putCopy(item, key, text.strand, part) }
        items[number]?.isSent = true
        show(part, text.strand)
        var changes = [Splice(range: text.literal.lowerBound + 1..<text.literal.upperBound - 1, bytes: part)]
        changes += (only.probabilities + only.foreign).map(withoutProbabilities) + counted(item)
        if let value = takeEnvelope(only.group) {
            changes += dialect.labelled(item.frame, key: key, with: value).map { [$0] } ?? []
        }
        output += item.frame.bytes.applying(changes.map { item.frame.placed($0) })
    }

    private func withoutProbabilities(_ range: Range<Int>) -> Splice {
        Splice(range: range, bytes: Array(dialect.noProbabilities.utf8))
    }

    /// All that is left of a frame that is complete, and what goes before it.
    mutating func emit(_ number: Int) {
        guard let item = items[number] else { return }
        if !item.isSent { add(item.before) }
        var changes: [Splice] = []
        for share in item.shares.indices where !item.shares[share].isWithdrawn {
            for span in item.shares[share].spans.indices { splice(number, share, span, &changes) }
        }
        if item.isSent { return }
        let shares = item.shares
        let gone = shares.filter(\.isWithdrawn)
        guard !item.isDropped, shares.isEmpty || gone.count < shares.count, !item.frame.bytes.isEmpty else { return }
        for share in shares {
            if share.isWithdrawn {
                changes += dialect.emptied(item.frame, key: share.key)
            } else {
                finish(share, item.frame, &changes)
            }
        }
        changes += counted(item)
        keep(item, changes)
        output += item.frame.bytes.applying(changes.map { item.frame.placed($0) } + item.texts)
    }

    /// What becomes of one literal.
    private mutating func splice(_ number: Int, _ share: Int, _ span: Int, _ changes: inout [Splice]) {
        guard let item = items[number], let strand = strands[item.shares[share].spans[span].strand] else { return }
        var text = item.shares[share].spans[span]
        let part = item.shares[share]
        let suffix = strand.kind == .reply ? part.suffix : []
        let isLabelled = part.isWhole && !strand.label.isEmpty
        let inside = text.literal.lowerBound + 1..<text.literal.upperBound - 1
        if strand.isUntouched(text), !isLabelled, suffix.isEmpty, !text.isTrimmed {
            if !item.isDropped { show(item.frame.data[inside], text.strand) }
            return strands[text.strand]?.pass(&text) ?? ()
        }
        let prefix = isLabelled ? strands[text.strand]?.takeLabel() ?? [] : []
        strands[text.strand]?.label = []
        let rest = strands[text.strand]?.walk(&text, item.frame.data) ?? []
        items[number]?.shares[share].spans[span] = text
        if item.isSent { return rest.isEmpty ? () : putCopy(item, part.key, text.strand, rest) }
        if !item.isDropped { show(prefix + rest + suffix, text.strand) }
        changes.append(Splice(range: inside, bytes: prefix + rest + suffix))
    }

    /// What becomes of a share but for its text.
    private mutating func finish(_ share: FrameItem.Share, _ frame: SSEFrame, _ changes: inout [Splice]) {
        // Before anything is added that changes no text.
        let isCut = share.group.flatMap { groups[$0]?.isCut } ?? false
        let isChanged =
            isCut || !changes.isEmpty || share.isFiltered || share.isChanged
            || share.spans.contains { strands[$0.strand]?.isChanged ?? true }
            || (share.group.flatMap { groups[$0]?.strands } ?? []).contains { strands[$0]?.isChanged ?? true }
        changes += share.foreign.map(withoutProbabilities)
        if isChanged { changes += share.probabilities.map(withoutProbabilities) }
        if share.isCallCut { changes += dialect.withheld(frame, key: share.key) }
        if share.isFiltered {
            changes += dialect.filtered(frame, key: share.key, emptied: share.spans.isEmpty)
        }
        changes += share.repeats.compactMap { repeated($0, frame) }
        if !share.added.isEmpty { changes += dialect.naming(share.added, in: frame) }
        let first = takeEnvelope(share.group)
        if let value = share.envelope ?? first, let change = dialect.labelled(frame, key: share.key, with: value) {
            changes.append(change)
        }
    }

    /// The change that says again what left, where that is not what was told.
    private func repeated(_ again: FrameItem.Repeat, _ frame: SSEFrame) -> Splice? {
        let inside = again.literal.lowerBound + 1..<again.literal.upperBound - 1
        guard let strand = strands[again.strand] else { return Splice(range: inside, bytes: []) }
        if strand.isRepeatedAsTold(to: again.end) { return nil }
        let text = strand.repeated(JSONString.decode(frame.data, in: again.literal))
        return Splice(range: inside, bytes: JSONString.escaped(text).withEscapedHalves)
    }

    /// The data of the frame that ends a group, with no more of its texts than what is released.
    func released(_ number: Int) -> [UInt8]? {
        guard dialect.repeats, let item = items[number], !item.isDropped, !item.frame.bytes.isEmpty,
            !item.shares.contains(where: \.isStripped)
        else { return nil }
        var changes: [Splice] = []
        var now = strands
        for share in item.shares {
            for span in share.spans {
                var text = span
                let label = share.isWhole ? now[span.strand]?.takeLabel() ?? [] : []
                let rest = now[span.strand]?.walk(&text, item.frame.data) ?? []
                let inside = text.literal.lowerBound + 1..<text.literal.upperBound - 1
                changes.append(Splice(range: inside, bytes: label + rest))
            }
            changes += share.repeats.compactMap { repeated($0, item.frame) }
            changes += (share.probabilities + share.foreign).map(withoutProbabilities)
        }
        return item.frame.data.applying(changes)
    }
}

// MARK: Numbers

extension ReplyQueue {
    /// Puts out frames of the filter's own, numbered where those of the stream are.
    mutating func add(_ bytes: [UInt8]) {
        guard let name = dialect.numbering, !bytes.isEmpty else { return output += bytes }
        var framer = SSEFramer(limit: .max)
        for case .frame(let frame) in framer.feed(bytes) {
            let root = dialect.root(frame)
            guard let member = root?.members.first(where: { $0.key == name }) else {
                output += frame.bytes
                continue
            }
            var change = Splice(range: member.value.range, bytes: [])
            if let number = nextNumber {
                change.bytes = Array(String(number).utf8)
                nextNumber = number + 1
            } else {
                change.range = member.keyRange.lowerBound..<member.value.range.upperBound + 1
            }
            output += frame.bytes.applying([frame.placed(change)])
        }
    }

    /// The change that gives a frame the number after the one that left before it.
    private mutating func counted(_ item: FrameItem) -> [Splice] {
        guard let range = item.number, let number = nextNumber else { return [] }
        nextNumber = number + 1
        let digits = Array(String(number).utf8)
        return item.frame.data[range].elementsEqual(digits) ? [] : [Splice(range: range, bytes: digits)]
    }
}

// MARK: What is kept of what left

extension ReplyQueue {
    /// More of a text has left.
    private mutating func show(_ text: some Collection<UInt8>, _ number: Int) {
        guard dialect.repeats, let id = strands[number]?.group, keeps(id) else { return }
        texts[number, default: []] += text
        keep(id, text.count)
    }

    /// The frame leaves, and says what a block of its group is.
    private mutating func keep(_ item: FrameItem, _ changes: [Splice]) {
        for share in item.shares where !share.isWithdrawn {
            guard let id = share.group, let block = share.keeps, keeps(id) else { continue }
            let data = item.frame.data.applying(changes)
            let isAll = share.stops.contains(block)
            keep(id, groups[id]?.blocks.keep(data, of: block, isAll: isAll) ?? 0)
        }
    }

    private func keeps(_ id: Group.ID) -> Bool { groups[id].map { !$0.isForgetful } ?? false }

    private mutating func keep(_ id: Group.ID, _ count: Int) {
        groups[id]?.kept += count
        guard let group = groups[id], group.kept > limit else { return }
        groups[id]?.isForgetful = true
        groups[id]?.blocks.forget()
        for number in group.strands { texts[number] = nil }
    }

    /// What left of the texts in a block is kept with the block.
    mutating func forgetShown(_ id: Group.ID, in block: [Int]) {
        for number in groups[id]?.strands ?? [] where strands[number]?.part.block.starts(with: block) ?? false {
            groups[id]?.kept -= texts.removeValue(forKey: number)?.count ?? 0
        }
    }

    /// The texts of a group when all that is released of them has left.
    func shown(_ group: Out) -> [ReplyEnding.Shown] {
        guard dialect.repeats, !group.isForgetful else { return [] }
        return group.strands.compactMap { number in
            guard var strand = strands[number], strand.part.version == 0 else { return nil }
            var text = texts[number] ?? []
            for waiting in strand.waiting {
                guard let item = items[waiting], !item.isDropped else { continue }
                for share in item.shares where !share.isWithdrawn {
                    for span in share.spans where span.strand == number {
                        var span = span
                        text += strand.walk(&span, item.frame.data)
                    }
                }
            }
            return ReplyEnding.Shown(part: strand.part, text: text)
        }
    }
}
