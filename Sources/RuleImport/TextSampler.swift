internal import RegexSyntax

/// Makes texts that an expression is likely to match: what stands around a place is guessed, so that each has to be tried.
struct TextSampler {
    private var generator: NumberSequence
    private var captured: [Int: [UInt32]] = [:]

    init(seed: UInt64) { generator = NumberSequence(seed: seed) }

    /// In scalars; longer texts make no tests.
    static let longest = 4_000

    /// A text; `nil` where it would be too long.
    mutating func text(_ node: Node) -> String? {
        captured = [:]
        guard let scalars = scalars(node), scalars.count <= Self.longest else { return nil }
        return String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar($0) }))
    }

    private mutating func scalars(_ node: Node) -> [UInt32]? {
        switch node.kind {
        case .one(let set): return scalar(of: set).map { [$0] }
        case .sequence(let nodes): return sequence(nodes)
        case .alternation(let nodes): return nodes.isEmpty ? [] : scalars(nodes[generator.next(below: nodes.count)])
        case .repetition(let body, let repetition): return repeated(body, repetition)
        case .capture(let body, let number):
            let own = scalars(body)
            captured[number] = own
            return own
        case .atomic(let body): return scalars(body)
        case .lookAhead(let body, false), .lookBehind(let body, false):
            return generator.next(below: 4) == 0 ? [] : scalars(body)
        case .backreference(let groups, _): return groups.compactMap { captured[$0] }.first ?? []
        case .lineBreak: return [0x0A]
        case .grapheme: return [0x78]
        case .empty, .anchor, .keep, .absent, .lookAhead, .lookBehind: return []
        }
    }

    private mutating func sequence(_ nodes: [Node]) -> [UInt32]? {
        var all: [UInt32] = []
        for node in nodes {
            guard let own = scalars(node), all.count + own.count <= Self.longest else { return nil }
            all += own
        }
        return all
    }

    private mutating func repeated(_ body: Node, _ repetition: Repetition) -> [UInt32]? {
        let room = min(3, (repetition.greatest ?? .max) - repetition.least)
        let count = repetition.least + generator.next(below: max(0, room) + 1)
        guard count <= Self.longest else { return nil }
        var all: [UInt32] = []
        for _ in 0..<count {
            guard let own = scalars(body), all.count + own.count <= Self.longest else { return nil }
            all += own
        }
        return all
    }

    /// A letter or digit where there is one, then what is printable, then anything.
    private mutating func scalar(of set: ScalarSet) -> UInt32? {
        // Where anything may stand, words have ends.
        if set.count > 1_000, set.contains(0x20), generator.next(below: 3) == 0 { return 0x20 }
        let plain = (0x30...0x7A as ClosedRange<UInt32>).filter { ScalarSet.plain.contains($0) && set.contains($0) }
        if !plain.isEmpty { return plain[generator.next(below: plain.count)] }
        let printable = (0x20...0x7E as ClosedRange<UInt32>).filter(set.contains)
        if !printable.isEmpty { return printable[generator.next(below: printable.count)] }
        for _ in 0..<8 where !set.ranges.isEmpty {
            let range = set.ranges[generator.next(below: set.ranges.count)]
            let value = range.lowerBound + UInt32(generator.next(below: Int(range.upperBound - range.lowerBound) + 1))
            if Unicode.Scalar(value) != nil { return value }
        }
        return nil
    }
}

extension ScalarSet {
    fileprivate static let plain = ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
}

/// Numbers that are the same at every run (SplitMix64).
struct NumberSequence {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 up to `bound`, which is at least 1, `bound` not among them.
    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(max(1, bound)))
    }
}
