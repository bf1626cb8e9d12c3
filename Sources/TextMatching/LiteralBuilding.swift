extension LiteralTables {
    /// Makes the tables of a plan; `nil` where they would be too large.
    convenience init?(_ plan: LiteralPlan) {
        guard plan.entries.reduce(0, { $0 + 2 * $1.bytes.count }) <= 1 << 30 else { return nil }
        var pool: [UInt8] = []
        var starts: [UInt32] = []
        for entry in plan.entries {
            starts.append(UInt32(pool.count))
            pool += entry.bytes
            pool += entry.masks
        }
        let keys = plan.windows.count + plan.shorts.count
        let buckets = ShortBuckets(fragments: plan.fragments, runs: plan.runs)
        var sizes = LiteralLayout.Sizes()
        sizes.longest = plan.longest
        // 16 bits and more for each window, so that about one place in a hundred passes by chance; but no less than the
        // 8 KB that any first-level cache has to spare.
        sizes.bitsLog = min(18, max(11, Self.log2(plan.windows.count / 2)))
        sizes.slotsLog = max(4, Self.log2(2 * keys))
        sizes.entries = plan.windows.values.reduce(0) { $0 + $1.count } + plan.shorts.values.reduce(0) { $0 + $1.count }
        sizes.bytes = pool.count
        sizes.runs = plan.runs.count
        sizes.classes = plan.runs.reduce(0) { $0 + $1.count }
        sizes.runIDs = plan.runIDs.reduce(0) { $0 + $1.count }
        sizes.shortBytes = buckets.length
        sizes.shortASCII = buckets.startsWithASCII ? 1 : 0
        sizes.hasLong = plan.windows.isEmpty ? 0 : 1
        guard let layout = LiteralLayout(sizes) else { return nil }
        unsafe self.init(layout) { (block: UnsafeMutableRawBufferPointer) in
            let writer = unsafe LiteralWriter(block: block, layout: layout)
            writer.bytes(pool, at: layout.bytes)
            writer.keys(plan, starts)
            writer.runs(plan, order: buckets.runOrder)
            writer.buckets(buckets)
            writer.bytes(buckets.pairs, at: layout.pairs)
        }
    }

    /// The exponent of the least power of two that is not less.
    static func log2(_ value: Int) -> Int {
        value <= 1 ? 0 : Int.bitWidth - (value - 1).leadingZeroBitCount
    }
}

/// Writes tables into their block. What it writes lies within: the layout was made from the same plan, and every
/// store is checked by the buffer's own bounds.
@safe private struct LiteralWriter {
    private let block: UnsafeMutableRawBufferPointer
    private let layout: LiteralLayout

    init(block: UnsafeMutableRawBufferPointer, layout: LiteralLayout) {
        unsafe self.block = block
        self.layout = layout
    }

    private func store<Value: BitwiseCopyable>(_ value: Value, at place: Int) {
        precondition(place >= 0 && place + MemoryLayout<Value>.size <= layout.total)
        unsafe block.storeBytes(of: value, toByteOffset: place, as: Value.self)
    }

    func bytes(_ bytes: [UInt8], at place: Int) {
        for (index, byte) in bytes.enumerated() { store(byte, at: place + index) }
    }

    /// The table of bits, the window table and the entries, group by group.
    func keys(_ plan: LiteralPlan, _ starts: [UInt32]) {
        var tags = [UInt8](repeating: 0, count: 1 << layout.sizes.slotsLog)
        var bits = [UInt32](repeating: 0, count: 1 << layout.sizes.bitsLog)
        var written = 0
        for (key, places, isLong) in
            plan.windows.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value, true) })
            + plan.shorts.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value, false) })
        {
            let hash = LiteralHash.of(key)
            if isLong {
                let short = LiteralHash.short(key)
                let word = Int(short >> UInt32(32 - layout.sizes.bitsLog))
                bits[word] |= 1 &<< LiteralHash.first(short) | 1 &<< LiteralHash.second(short) | 1 &<< short
            }
            // The first free place of the first bucket that has one.
            var slot = Int(hash >> UInt64(64 - (layout.sizes.slotsLog - 3))) * 8
            while tags[slot] != 0 { slot = (slot + 1) & (tags.count - 1) }
            tags[slot] = UInt8(truncatingIfNeeded: LiteralHash.tags(hash))
            let window = isLong ? (key >> 40 == 0 ? 5 : 6) : Int(key >> 56)
            let checks = places.map { place in
                let entry = plan.entries[place.entry]
                return LiteralCheck(entry.bytes, entry.masks, offset: place.offset, window: window)
            }
            let isCommon = checks.allSatisfy { $0 == checks[0] }
            store(
                LiteralSlot(
                    mark: LiteralHash.mark(hash), first: UInt32(written), count: UInt32(places.count),
                    check: isCommon ? checks[0] : .none),
                at: layout.slots + LiteralLayout.slotSize * slot)
            for (place, check) in zip(places, checks) {
                let entry = plan.entries[place.entry]
                store(
                    LiteralEntry(
                        offset: UInt32(place.offset), count: UInt32(entry.bytes.count), bytes: starts[place.entry],
                        id: entry.id, check: check),
                    at: layout.entries + LiteralLayout.entrySize * written)
                written += 1
            }
        }
        bytes(tags, at: layout.tags)
        for (index, word) in bits.enumerated() { store(word, at: layout.bits + 4 * index) }
    }

    func runs(_ plan: LiteralPlan, order: [Int]) {
        var classes = 0
        var ids = 0
        for (index, run) in order.enumerated() {
            store(
                LiteralRun(
                    firstClass: UInt32(classes), classes: UInt32(plan.runs[run].count), firstID: UInt32(ids),
                    ids: UInt32(plan.runIDs[run].count)),
                at: layout.runs + LiteralLayout.runSize * index)
            for item in plan.runs[run] {
                for (word, value) in item.words.enumerated() {
                    store(value, at: layout.classes + LiteralLayout.classSize * classes + 8 * word)
                }
                classes += 1
            }
            for id in plan.runIDs[run] {
                store(id, at: layout.runIDs + 4 * ids)
                ids += 1
            }
        }
    }

    func buckets(_ buckets: ShortBuckets) {
        for position in 0..<4 {
            for value in 0..<256 {
                let admitted = buckets.admitted(UInt8(value), at: position)
                store(admitted, at: layout.values + 256 * position + value)
            }
            for half in 0..<16 {
                store(buckets.low(half, at: position), at: layout.halves + 32 * position + half)
                store(buckets.high(half, at: position), at: layout.halves + 32 * position + 16 + half)
            }
        }
        for (index, bucket) in buckets.buckets.enumerated() {
            store(bucket.lengths, at: layout.buckets + 12 * index)
            store(UInt32(bucket.runs.lowerBound), at: layout.buckets + 12 * index + 4)
            store(UInt32(bucket.runs.upperBound), at: layout.buckets + 12 * index + 8)
        }
    }
}
