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

        init() {}

        init(_ indices: [Int], _ members: [[ByteClass]]) {
            for index in indices { take(index, members[index]) }
            if !indices.isEmpty { cost = values.reduce(1) { $0 * ShortBuckets.share($1) } }
        }

        mutating func add(_ index: Int, _ classes: [ByteClass]) {
            cost = cost(adding: classes)
            take(index, classes)
        }

        private mutating func take(_ index: Int, _ classes: [ByteClass]) {
            for position in 0..<4 {
                values[position] = values[position].union(position < classes.count ? classes[position] : .all)
            }
            members.append(index)
        }

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
    /// A bit for each two bytes, the first one lower, that a member begins with; all that its one byte does where it
    /// has no more.
    private(set) var pairs = [UInt8](repeating: 0, count: LiteralLayout.pairsSize)

    init(fragments: [LiteralPlan.Fragment], runs: [[ByteClass]]) {
        let members = fragments.map(\.classes) + runs.map { Array($0.prefix(4)) }
        for (index, classes) in members.enumerated() {
            buckets[cheapest(for: classes)].add(index, classes)
            notePairs(classes)
            length = max(length, classes.count)
            if let first = classes.first, first.union(.ascii) != .ascii { startsWithASCII = false }
        }
        improve(members)
        for index in buckets.indices {
            for member in buckets[index].members where member < fragments.count {
                buckets[index].lengths |= 1 << UInt32(members[member].count)
            }
            let start = runOrder.count
            runOrder += buckets[index].members.filter { $0 >= fragments.count }.map { $0 - fragments.count }
            buckets[index].runs = start..<runOrder.count
        }
    }

    private mutating func notePairs(_ classes: [ByteClass]) {
        guard let first = classes.first else { return }
        for low in 0..<256 where first.contains(UInt8(low)) {
            for high in 0..<256 where classes.count == 1 || classes[1].contains(UInt8(high)) {
                pairs[(high << 8 | low) >> 3] |= 1 << UInt8(low & 7)
            }
        }
    }

    /// Moves members to other buckets as long as that admits less: where each was dealt to hung on those before it.
    private mutating func improve(_ members: [[ByteClass]]) {
        for _ in 0..<Self.rounds {
            var moved = false
            for (index, classes) in members.enumerated() {
                guard let old = buckets.firstIndex(where: { $0.members.contains(index) }) else { continue }
                let without = Bucket(buckets[old].members.filter { $0 != index }, members)
                let saved = buckets[old].cost - without.cost
                var best: (place: Int, gain: Double)?
                for place in buckets.indices where place != old {
                    let bucket = buckets[place]
                    let gain = saved - (bucket.cost(adding: classes) - bucket.cost)
                    if gain > (best?.gain ?? Self.leastGain) { best = (place, gain) }
                }
                guard let best else { continue }
                buckets[old] = without
                buckets[best.place].add(index, classes)
                moved = true
            }
            if !moved { return }
        }
    }

    /// A few rounds do most of it.
    private static let rounds = 6
    /// In shares of a text's places: what is less is not worth a move.
    private static let leastGain = 1e-6

    /// The bucket to which it adds least.
    private func cheapest(for classes: [ByteClass]) -> Int {
        var best = 0
        var least = Double.infinity
        for (index, bucket) in buckets.enumerated() {
            // What it admits already, it admits for nothing.
            if !bucket.members.isEmpty, bucket.admits(classes) { return index }
            let added = bucket.cost(adding: classes) - bucket.cost
            if added < least {
                least = added
                best = index
            }
        }
        return best
    }

    /// The share of text bytes whose halves are both in the set's.
    fileprivate static func share(_ set: ByteClass) -> Double { HalfShares.shared.share(set) }

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

/// How often bytes stand in text whose halves are each one of some: asked thousands of times for one table, and made
/// of sums that are taken once.
private struct HalfShares {
    static let shared = HalfShares()

    /// By high half, and by which of the lower eight and then of the upper eight low halves there are, their share.
    private let lower: [Double]
    private let upper: [Double]

    init() {
        let frequency = WindowFrequency.shared
        func sums(from first: UInt8) -> [Double] {
            (0..<16 * 256).map { place in
                let (half, lows) = (UInt8(place >> 8), UInt8(truncatingIfNeeded: place))
                return (0..<8 as Range<UInt8>).reduce(0) { sum, low in
                    lows >> low & 1 == 0 ? sum : sum + frequency.byte(half << 4 | (first + low))
                }
            }
        }
        lower = sums(from: 0)
        upper = sums(from: 8)
    }

    func share(_ set: ByteClass) -> Double {
        // Sixteen bits of a word are the values of one high half.
        var low: UInt64 = 0
        var high = 0
        for (index, word) in set.words.enumerated() {
            for half in 0..<4 {
                let values = word >> UInt64(16 * half) & 0xFFFF
                if values != 0 { high |= 1 << (4 * index + half) }
                low |= values
            }
        }
        guard low != 0xFFFF || high != 0xFFFF else { return 1 }
        var share = 0.0
        while high != 0 {
            let row = high.trailingZeroBitCount << 8
            share += lower[row + Int(low & 0xFF)] + upper[row + Int(low >> 8)]
            high &= high - 1
        }
        return share
    }
}
