/// What must stand in a text for an expression to be worth trying, and how far from the start of a match.
public enum ExpressionGate: Hashable, Sendable {
    /// One of these texts.
    case literals([RequiredLiteral])
    /// One of these windows: sets of ASCII in a row, or a single set of few scalars.
    case windows([RequiredWindow])
    /// Nothing that is rare enough to be looked for.
    case none
}

extension Node {
    /// The rarest thing to look for instead of the expression itself.
    public var gate: ExpressionGate { gate(within: nil) }

    /// As ``gate``, out of what stands among a match's first scalars: as many as `cap` says, all where it says nothing.
    public func gate(within cap: Int?) -> ExpressionGate {
        func isWithin(_ distance: Int?, _ count: Int) -> Bool {
            guard let cap else { return true }
            return distance.map { $0 <= cap - count } ?? false
        }
        let requirements = Requirements(self)
        var best: (gate: ExpressionGate, bits: Double) = (.none, 0)
        func consider(_ gate: ExpressionGate, _ bits: Double) {
            if bits > best.bits { best = (gate, bits) }
        }
        if let literals = requirements.literals,
            literals.items.allSatisfy({ !$0.scalars.isEmpty && isWithin($0.greatestDistance, $0.scalars.count) })
        {
            let isLong = literals.items.allSatisfy { $0.scalars.reduce(0) { $0 + ($1 < 0x80 ? 1 : 3) } >= 6 }
            consider(.literals(literals.items), literals.score + (isLong ? Self.longTextsAhead : 0))
        }
        if let windows = requirements.windows,
            windows.items.allSatisfy({ isWithin($0.greatestDistance, $0.sets.count) && $0.canBeSought })
        {
            consider(.windows(windows.items), windows.score)
        }
        let firsts = mayBeEmpty ? ScalarSet.all : firsts
        if firsts.count <= ScalarSet.mostSought {
            let window = RequiredWindow(sets: [firsts], leastDistance: 0, greatestDistance: 0)
            consider(.windows([window]), Rarity.bits(window.sets))
        }
        return best.gate
    }

    /// By how many bits a long text may be more common than a window that is looked for in its place: it is found
    /// faster.
    private static let longTextsAhead = 2.0
}

extension RequiredWindow {
    fileprivate var canBeSought: Bool { sets.count > 1 || sets[0].count <= ScalarSet.mostSought }
}

extension ScalarSet {
    /// How many scalars are worth looking for one by one.
    fileprivate static let mostSought = 512
}
