import Primitives

// MARK: What leaves of one frame

extension ReplyQueue {
    /// The label that goes before the text that begins in the frame.
    mutating func putLabels(_ number: Int) {
        guard let item = items[number], !item.isSent else { return }
        for share in item.shares where !share.isWithdrawn && !share.isWhole {
            for span in share.spans {
                guard let strand = strands[span.strand], !strand.label.isEmpty else { continue }
                strands[span.strand]?.label = []
                output += dialect.copy(
                    item.frame, key: share.key, part: strand.part, text: JSONString.escaped(strand.label),
                    envelope: takeEnvelope(share.group))
            }
        }
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
        let isFirst =
            !item.isSent && item.shares.count == 1 && item.shares[0].spans.count == 1 && !item.shares[0].ends
            && !item.shares[0].closes && item.singles.isEmpty && item.shares[0].repeats.isEmpty && text.raw == text.literal.lowerBound + 1
        let part = strands[text.strand]?.walk(&text, item.frame.data) ?? []
        items[number]?.shares[share].spans[span] = text
        guard !part.isEmpty else { return }
        let key = item.shares[share].key
        if isFirst {
            items[number]?.isSent = true
            var changes = [Splice(range: text.literal.lowerBound + 1..<text.literal.upperBound - 1, bytes: part)]
            changes += (item.shares[0].probabilities + item.shares[0].foreign).map { Splice(range: $0, bytes: Array("null".utf8)) }
            if let value = takeEnvelope(item.shares[0].group) {
                changes += dialect.labelled(item.frame, key: key, with: value).map { [$0] } ?? []
            }
            output += item.frame.bytes.applying(changes.map { item.frame.placed($0) })
        } else {
            output += dialect.copy(
                item.frame, key: key, part: strand.part, text: part, envelope: takeEnvelope(item.shares[share].group))
        }
    }

    /// All that is left of a frame that is complete.
    mutating func emit(_ number: Int) -> [UInt8] {
        guard let item = items[number] else { return [] }
        var changes: [Splice] = []
        var copies: [UInt8] = []
        for share in item.shares.indices where !item.shares[share].isWithdrawn {
            for span in item.shares[share].spans.indices {
                splice(number, share, span, &changes, &copies)
            }
        }
        if item.isSent { return copies }
        let shares = item.shares
        let gone = shares.filter(\.isWithdrawn)
        guard !item.isDropped, shares.isEmpty || gone.count < shares.count, !item.frame.bytes.isEmpty else {
            return item.before
        }
        for share in shares {
            if share.isWithdrawn {
                changes += dialect.emptied(item.frame, key: share.key)
            } else {
                finish(share, item.frame, &changes)
            }
        }
        let placed = changes.map { item.frame.placed($0) } + item.texts
        return item.before + item.frame.bytes.applying(placed)
    }

    /// What becomes of one literal.
    private mutating func splice(
        _ number: Int, _ share: Int, _ span: Int, _ changes: inout [Splice], _ copies: inout [UInt8]
    ) {
        guard let item = items[number], let strand = strands[item.shares[share].spans[span].strand] else { return }
        var text = item.shares[share].spans[span]
        let part = item.shares[share]
        let prefix = part.isWhole ? JSONString.escaped(strand.label) : []
        let suffix = strand.kind == .reply ? part.suffix : []
        if strand.isUntouched(text), prefix.isEmpty, suffix.isEmpty, !text.isTrimmed {
            return strands[text.strand]?.pass(&text) ?? ()
        }
        strands[text.strand]?.label = []
        let rest = strands[text.strand]?.walk(&text, item.frame.data) ?? []
        items[number]?.shares[share].spans[span] = text
        if item.isSent {
            guard !rest.isEmpty else { return }
            return copies += dialect.copy(
                item.frame, key: part.key, part: strand.part, text: rest, envelope: takeEnvelope(part.group))
        }
        let inside = text.literal.lowerBound + 1..<text.literal.upperBound - 1
        changes.append(Splice(range: inside, bytes: prefix + rest + suffix))
    }

    /// What becomes of a share but for its text.
    private mutating func finish(_ share: FrameItem.Share, _ frame: SSEFrame, _ changes: inout [Splice]) {
        // Before anything is added that changes no text.
        let isChanged =
            share.group.flatMap { groups[$0]?.isCut } ?? false || !changes.isEmpty || share.isFiltered || share.isChanged
            || share.spans.contains { strands[$0.strand]?.isChanged ?? true }
            || (share.group.flatMap { groups[$0]?.strands } ?? []).contains { strands[$0]?.isChanged ?? true }
        changes += share.foreign.map { Splice(range: $0, bytes: Array("null".utf8)) }
        if isChanged { changes += share.probabilities.map { Splice(range: $0, bytes: Array("null".utf8)) } }
        if share.isCallCut { changes += dialect.withheld(frame, key: share.key) }
        if share.isFiltered {
            changes += dialect.filtered(frame, key: share.key, emptied: share.spans.isEmpty)
        }
        for again in share.repeats {
            guard let strand = strands[again.strand], strand.isChanged else { continue }
            let text = strand.repeated(JSONString.decode(frame.data, in: again.literal)) ?? []
            let inside = again.literal.lowerBound + 1..<again.literal.upperBound - 1
            changes.append(Splice(range: inside, bytes: JSONString.escaped(text)))
        }
        let first = takeEnvelope(share.group)
        if let value = share.envelope ?? first, let change = dialect.labelled(frame, key: share.key, with: value) {
            changes.append(change)
        }
    }
}
