import Primitives

// MARK: Leaving

extension ReplyQueue {
    /// Lets go what has become ready, from one frame on.
    mutating func attempt(_ number: Int) {
        var ready = [number]
        var position = 0
        while position < ready.count {
            let number = ready[position]
            position += 1
            guard let item = items[number], item.waits == 0, isBegun(item) else { continue }
            putLabels(number)
            guard isComplete(number) else {
                if number != fresh { putParts(number) }
                continue
            }
            emit(number)
            add(item.after)
            leave(number)
            for follower in item.followers {
                items[follower]?.waits -= 1
                ready.append(follower)
            }
        }
    }

    /// The blocks of a group when all of it that goes out has left.
    func blocks(_ id: Group.ID) -> ReplyBlocks {
        guard let group = groups[id] else { return ReplyBlocks() }
        var blocks = group.blocks
        for number in group.pending.sorted() {
            guard let item = items[number], !item.isDropped else { continue }
            for share in item.shares where share.group == id && !share.isWithdrawn {
                blocks.take(starts: share.starts, stops: share.stops)
                // One with texts in it is not known before it leaves.
                guard let block = share.keeps, share.spans.isEmpty, share.repeats.isEmpty, !group.isForgetful
                else { continue }
                _ = blocks.keep(item.frame.data, of: block, isAll: share.stops.contains(block))
            }
        }
        return blocks
    }

    mutating func attemptAll(_ id: Group.ID) {
        for number in groups[id]?.pending.sorted() ?? [] { attempt(number) }
    }

    private func isBegun(_ item: FrameItem) -> Bool {
        item.shares.allSatisfy { share in share.group.flatMap { groups[$0]?.hasBegun } ?? true }
    }

    private func isComplete(_ number: Int) -> Bool {
        guard let item = items[number] else { return false }
        guard item.needs.allSatisfy({ groups[$0] == nil && singles[$0] == nil }) else { return false }
        return item.shares.allSatisfy { share in
            share.isWithdrawn
                || share.spans.allSatisfy { strands[$0.strand]?.isComplete($0) ?? true }
                    && share.repeats.allSatisfy { again in
                        again.isTrimmed || strands[again.strand].map { $0.through >= again.end } ?? true
                    }
        }
    }

    private mutating func leave(_ number: Int) {
        guard let item = items.removeValue(forKey: number) else { return }
        weight -= item.weight
        if allTail == number { allTail = nil }
        for share in item.shares {
            if groupTails[share.key] == number { groupTails[share.key] = nil }
            for span in share.spans {
                unlink(span.strand, key: share.key, from: number)
                release(span.strand)
            }
            for again in share.repeats {
                strands[again.strand]?.repeats -= 1
                release(again.strand)
            }
            if let id = share.group {
                groups[id]?.pending.remove(number)
                if !share.isWithdrawn, !item.isDropped {
                    groups[id]?.blocks.take(starts: share.starts, stops: share.stops)
                    if let block = share.keeps, share.stops.contains(block) { forgetShown(id, in: block) }
                }
                if share.spans.contains(where: { strands[$0.strand]?.kind == .reply }) || !share.spans.isEmpty {
                    groups[id]?.template = item.frame
                }
            }
        }
    }

    /// A frame says nothing more of a strand. It may still wait for others, and is followed no more.
    mutating func unlink(_ strand: Int, key: Int, from number: Int) {
        strands[strand]?.left(number)
        guard strandTails[key]?[strand] == number else { return }
        strandTails[key]?[strand] = nil
        if strandTails[key]?.isEmpty == true { strandTails[key] = nil }
    }

    /// Forgets a strand that is out.
    mutating func release(_ number: Int) {
        guard let strand = strands[number], strand.front == nil, strand.repeats == 0, groups[strand.group] == nil else {
            return
        }
        texts[number] = nil
        strands[number] = nil
    }

    /// The value of `AIGC` for the first frame of a group that leaves.
    mutating func takeEnvelope(_ id: Group.ID?) -> [UInt8]? {
        guard let id else { return nil }
        groups[id]?.hasSpoken = true
        defer { groups[id]?.envelope = nil }
        return groups[id]?.envelope
    }
}
