/// Fragments and runs of up to four bytes, dealt out to eight buckets so that as little as possible of real text is
/// admitted by one. (The idea is Hyperscan's «Teddy»; Wang et al., NSDI 2019.)
struct ShortBuckets {
    struct Bucket {
        /// For each of four positions, the values that some member admits there; all of them past a member's end.
        var values: [ByteClass] = Array(repeating: ByteClass(), count: 4)
        /// Bit `n` where a fragment of `n` bytes is in it.
        var lengths: UInt32 = 0
        var members: [Int] = []
        /// About the share of a text's places that it admits.
        var cost = 0.0
        /// Its runs, as places in `runOrder`.
        var runs: Range<Int> = 0..<0

        func admits(_ classes: [ByteClass]) -> Bool {
            (0..<4).allSatisfy { position in
                let needed = position < classes.count ? classes[position] : .all
                return values[position].union(needed) == values[position]
            }
        }

        /// About the share of a text's places that it admits, judged by halves of bytes, as the shuffle does.
        func cost(adding classes: [ByteClass]) -> Double {
            var cost = 1.0
            for position in 0..<4 {
                let all = values[position].union(position < classes.count ? classes[position] : .all)
                cost *= ShortBuckets.share(all)
            }
            return cost
        }
    }

    private(set) var buckets = Array(repeating: Bucket(), count: 8)
    /// The runs in the order of their buckets.
    private(set) var runOrder: [Int] = []
    /// How many bytes must be looked at; 0 where there is nothing.
    private(set) var length = 0
    private(set) var startsWithASCII = true

    init(fragments: [LiteralPlan.Fragment], runs: [[ByteClass]]) {
        let members = fragments.map(\.classes) + runs.map { Array($0.prefix(4)) }
        for (index, classes) in members.enumerated() {
            let place = cheapest(for: classes)
            buckets[place].cost = buckets[place].cost(adding: classes)
            for position in 0..<4 {
                let more = position < classes.count ? classes[position] : .all
                buckets[place].values[position] = buckets[place].values[position].union(more)
            }
            buckets[place].members.append(index)
            if index < fragments.count { buckets[place].lengths |= 1 << UInt32(classes.count) }
            length = max(length, classes.count)
            if let first = classes.first, first.union(.ascii) != .ascii { startsWithASCII = false }
        }
        for index in buckets.indices {
            let start = runOrder.count
            runOrder += buckets[index].members.filter { $0 >= fragments.count }.map { $0 - fragments.count }
            buckets[index].runs = start..<runOrder.count
        }
    }

    /// The bucket to which it adds least.
    private func cheapest(for classes: [ByteClass]) -> Int {
        var best = 0
        var least = Double.infinity
        for (index, bucket) in buckets.enumerated() {
            // What it admits already, it admits for nothing.
            if !bucket.members.isEmpty, bucket.admits(classes) { return index }
            let added = bucket.cost(adding: classes) - (bucket.members.isEmpty ? 0 : bucket.cost)
            if added < least {
                least = added
                best = index
            }
        }
        return best
    }

    /// The share of text bytes whose halves are both in the set's.
    private static func share(_ set: ByteClass) -> Double {
        let words = set.words
        // Sixteen bits of a word are the values of one high half.
        var low: UInt64 = 0
        var high: [Int] = []
        for half in 0..<16 {
            let values = words[half >> 2] >> UInt64(16 * (half & 3)) & 0xFFFF
            if values != 0 { high.append(half) }
            low |= values
        }
        guard low != 0xFFFF || high.count < 16 else { return 1 }
        var share = 0.0
        for half in high {
            var rest = low
            while rest != 0 {
                share += WindowFrequency.shared.byte(UInt8(half << 4 | rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return share
    }

    func admitted(_ value: UInt8, at position: Int) -> UInt8 { mask { $0.values[position].contains(value) } }

    func low(_ half: Int, at position: Int) -> UInt8 {
        mask { bucket in (0..<16).contains { bucket.values[position].contains(UInt8($0 << 4 | half)) } }
    }

    func high(_ half: Int, at position: Int) -> UInt8 {
        mask { bucket in (0..<16).contains { bucket.values[position].contains(UInt8(half << 4 | $0)) } }
    }

    /// A bit for each bucket.
    private func mask(_ isIn: (Bucket) -> Bool) -> UInt8 {
        var mask: UInt8 = 0
        for (index, bucket) in buckets.enumerated() where isIn(bucket) { mask |= 1 << UInt8(index) }
        return mask
    }
}

extension ByteClass {
    static let all = ByteClass(0...255)
    static let ascii = ByteClass(0...127)
}
