extension Node {
    /// Whether a match could begin right behind some scalar of a set, as far as look-behind of one scalar at its head
    /// tells. Where it says no, none can; where it says yes, most still cannot.
    public func canFollow(_ set: ScalarSet) -> Bool {
        switch kind {
        case .capture(let node, _), .atomic(let node): return node.canFollow(set)
        case .alternation(let nodes): return nodes.contains { $0.canFollow(set) }
        case .repetition(let node, let repetition): return repetition.least > 0 ? node.canFollow(set) : !set.isEmpty
        case .lookBehind: return !admitted(set).isEmpty
        case .sequence(let nodes):
            var left = set
            for node in nodes {
                switch node.kind {
                case .lookBehind: left = node.admitted(left)
                case .empty, .anchor, .lookAhead, .keep: continue
                default: return !left.isEmpty && node.canFollow(left)
                }
            }
            return !left.isEmpty
        default: return !set.isEmpty
        }
    }

    /// Of the scalars that may stand before a place, those that a look-behind there admits.
    private func admitted(_ set: ScalarSet) -> ScalarSet {
        guard case .lookBehind(let body, let negative) = kind, case .one(let members) = body.kind else { return set }
        return set.intersection(negative ? members.inverted : members)
    }
}
