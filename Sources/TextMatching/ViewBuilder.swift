/// One view of a text that comes scalar by scalar.
struct ViewBuilder: Sendable {
    private let folding: Folding
    private let splits: Bool
    private(set) var text = ViewText()
    /// What may still be part of a split: the last scalars that came, before they are joined.
    private var pending = ViewText()
    /// How many scalars at the end of `text` show `pending` as it would be were the text over.
    private var provisional = 0

    init(_ folding: Folding) {
        self.folding = folding
        splits = folding.foldings.contains(.split)
    }

    /// Scalars from this ordinal on may still change.
    var settled: Int { text.scalars.count - provisional }

    /// Takes the text's next scalar.
    mutating func add(_ scalar: UInt32, from start: Int, to end: Int) {
        guard let mapped = folding.mapBeforeSplit(scalar) else { return }
        guard splits else { return text.append(folding.mapAfterSplit(mapped), from: start, to: end) }
        if pending.scalars.isEmpty, SplitParts.shared.reach(of: mapped) == 1 {
            return text.append(folding.mapAfterSplit(mapped), from: start, to: end)
        }
        withdraw()
        pending.append(mapped, from: start, to: end)
        settle(all: false)
        show()
    }

    /// Takes many scalars.
    mutating func add(_ run: DecodedRun) {
        guard !splits, !folding.foldings.contains(.pinyin) else {
            for index in run.scalars.indices {
                add(run.scalars[index], from: run.starts[index], to: run.starts[index + 1])
            }
            return
        }
        text.append(run, folding)
    }

    /// Says that the text is over.
    mutating func finish() {
        withdraw()
        settle(all: true)
    }

    /// Drops what ends at or before an original byte, but nothing that may still change.
    mutating func forget(before byte: Int) {
        var low = 0
        var high = settled
        while low < high {
            let middle = (low + high) / 2
            if text.ends[middle] <= byte { low = middle + 1 } else { high = middle }
        }
        // Moving what stays costs as much as it is long: wait until there is as much to drop.
        guard low >= text.scalars.count - low else { return }
        text.removeFirst(low)
    }

    private mutating func withdraw() {
        text.removeLast(provisional)
        provisional = 0
    }

    private mutating func show() {
        var at = 0
        while at < pending.scalars.count {
            at += emit(at)
            provisional += 1
        }
    }

    /// Moves what no further scalar can change from `pending` to `text`.
    private mutating func settle(all: Bool) {
        var at = 0
        while at < pending.scalars.count {
            guard all || pending.scalars.count - at >= SplitParts.shared.reach(of: pending.scalars[at]) else { break }
            at += emit(at)
        }
        pending.removeFirst(at)
    }

    /// Appends what begins at a place of `pending`; answers how many of its scalars that stands for.
    private mutating func emit(_ at: Int) -> Int {
        let joined = SplitParts.shared.join(pending.scalars[at...])
        let count = joined?.count ?? 1
        let scalar = folding.mapAfterSplit(joined?.whole ?? pending.scalars[at])
        text.append(scalar, from: pending.starts[at], to: pending.ends[at + count - 1])
        return count
    }
}

extension ViewText {
    /// Appends what a mapping of one to one or none makes of many scalars.
    mutating func append(_ run: DecodedRun, _ folding: Folding) {
        let count = run.scalars.count
        if folding.foldings.isDisjoint(with: [.folded, .confusables]) {
            if scalars.isEmpty {
                scalars = run.scalars
            } else {
                scalars += run.scalars
            }
            starts.append(contentsOf: run.starts[..<count])
            ends.append(contentsOf: run.starts[1...])
            return
        }
        let room = scalars.count + run.scalars.count
        if scalars.capacity < room {
            // Grown by halves, or a text that comes in pieces would be copied with each.
            scalars.reserveCapacity(max(room, scalars.count * 3 / 2))
            starts.reserveCapacity(max(room, scalars.count * 3 / 2))
            ends.reserveCapacity(max(room, scalars.count * 3 / 2))
        }
        for index in run.scalars.indices {
            guard let mapped = folding.mapBeforeSplit(run.scalars[index]) else { continue }
            scalars.append(mapped)
            starts.append(run.starts[index])
            ends.append(run.starts[index + 1])
        }
    }

    mutating func removeLast(_ count: Int) {
        scalars.removeLast(count)
        starts.removeLast(count)
        ends.removeLast(count)
    }
}
