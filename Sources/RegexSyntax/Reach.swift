extension Node {
    /// Whether some match may take no text. `true` where that is not known.
    public var mayBeEmpty: Bool { width.leastScalars == 0 }

    /// How many scalars from its start can decide on a match, what look-ahead sees among them; `nil` without an end.
    public var reach: Int? {
        switch kind {
        case .empty, .keep, .lookBehind: return 0
        case .anchor(let anchor): return anchor.looksAhead ? 1 : 0
        case .sequence(let nodes):
            var reach: Int? = 0
            var width: Int? = 0
            for node in nodes {
                reach = greater(reach, sum(width, node.reach))
                width = sum(width, node.width.greatestScalars)
            }
            return reach
        case .alternation(let nodes): return nodes.reduce(0) { greater($0, $1.reach) }
        case .repetition(let node, let repetition):
            // All turns but the last take their width, the last reaches on.
            let turns = repetition.greatest.map { max($0 - 1, 0) }
            return repetition.greatest == 0 ? 0 : sum(product(node.width.greatestScalars, turns), node.reach)
        case .capture(let node, _), .atomic(let node), .lookAhead(let node, _): return node.reach
        case .one, .backreference, .absent, .lineBreak, .grapheme: return width.greatestScalars
        }
    }

    /// Whether what decides on a match can grow without end.
    public var isUnbounded: Bool { reach == nil }

    /// How many scalars before its start can matter to a match: those of look-behind, one for `\b`, `^` and `\A`.
    /// `Int.max` where a look-behind, made by hand, has no end.
    public var lookBehindReach: Int {
        switch kind {
        case .empty, .one, .keep, .backreference, .lineBreak, .grapheme: return 0
        case .anchor(let anchor): return anchor.looksBehind ? 1 : 0
        case .sequence(let nodes):
            var reach = 0
            var width = 0
            for node in nodes {
                // Asked once: a second time at each level would double what is asked below.
                let inner = node.lookBehindReach
                reach = max(reach, inner - min(width, inner))
                width = sum(width, node.width.leastScalars) ?? .max
            }
            return reach
        case .alternation(let nodes): return nodes.map(\.lookBehindReach).max() ?? 0
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .absent(let node):
            return node.lookBehindReach
        case .lookBehind(let node, _): return sum(node.width.greatestScalars, node.lookBehindReach) ?? .max
        }
    }

    /// The scalars that a match can take first. Where ``mayBeEmpty``, a match need not take any.
    public var firsts: ScalarSet {
        switch kind {
        case .empty, .anchor, .keep, .lookAhead, .lookBehind: return ScalarSet()
        case .one(let set): return set
        case .sequence(let nodes):
            var ranges: [ClosedRange<UInt32>] = []
            for node in nodes {
                ranges += node.firsts.ranges
                if !node.mayBeEmpty { break }
            }
            return ScalarSet(ranges)
        case .alternation(let nodes): return ScalarSet(nodes.flatMap(\.firsts.ranges))
        case .repetition(let node, let repetition): return repetition.greatest == 0 ? ScalarSet() : node.firsts
        case .capture(let node, _), .atomic(let node): return node.firsts
        case .backreference, .absent, .grapheme: return .all
        case .lineBreak: return .lineBreaks
        }
    }
}

extension ScalarSet {
    /// What `\R` takes, `\r\n` apart.
    static let lineBreaks = ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029])
}

extension Anchor {
    /// Whether the scalar behind it matters.
    fileprivate var looksAhead: Bool {
        switch self {
        case .textStart, .searchStart: false
        case .textEnd, .textEndOrLastLineFeed, .lineStart, .lineEnd, .wordEdge, .noWordEdge: true
        }
    }

    /// Whether the scalar before it matters.
    fileprivate var looksBehind: Bool {
        switch self {
        case .textEnd, .textEndOrLastLineFeed, .lineEnd, .searchStart: false
        case .textStart, .lineStart, .wordEdge, .noWordEdge: true
        }
    }
}
