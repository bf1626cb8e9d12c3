/// What must stand in a text for an expression to be worth trying, and how far from the start of a match.
public enum ExpressionGate: Hashable, Sendable {
    /// One of these texts.
    case literals([RequiredLiteral])
    /// One of these windows: sets of ASCII in a row, or a single set of few scalars.
    case windows([RequiredWindow])
    /// Nothing that is rare enough to be looked for.
    case none
}

/// What must stand in a text for an expression to be worth trying.
public struct ExpressionGates: Sendable {
    /// The rarest thing to look for instead of the expression itself.
    public let gate: ExpressionGate
    /// Texts of which a match holds one besides what the gate looks for: where none of them stands, or none at its
    /// distance, the expression need not be tried. Empty where there are none that are rare enough.
    public let companions: [RequiredLiteral]
    /// Whether what the gate looks for stands in every other line: whoever knows anything else that must stand in a text
    /// does better to look for that.
    public let isCommon: Bool
}

extension Node {
    /// The rarest thing to look for instead of the expression itself.
    public var gate: ExpressionGate { gate(within: nil) }

    /// As ``gate``, out of what stands among a match's first scalars: as many as `cap` says, all where it says nothing.
    public func gate(within cap: Int?) -> ExpressionGate { rarest(Requirements(self), cap).gate }

    /// As ``gate(within:)``, with what else must stand there.
    public func gates(within cap: Int?) -> ExpressionGates {
        let requirements = Requirements(self)
        let (best, bits) = rarest(requirements, cap)
        let isCommon = best == .none || bits < Self.leastOfOwn
        guard best != .none, bits < Self.mostWithCompanions else {
            return ExpressionGates(gate: best, companions: [], isCommon: isCommon)
        }
        for literals in requirements.ranked where .literals(literals.items) != best {
            guard literals.score >= Self.leastOfCompanions, Self.isSought(literals, cap) else { continue }
            return ExpressionGates(gate: best, companions: literals.items, isCommon: isCommon)
        }
        return ExpressionGates(gate: best, companions: [], isCommon: isCommon)
    }

    /// In bits, how rare at a place what is looked for besides must be: to find it often costs more than it spares.
    private static let leastOfCompanions = 13.0
    /// What is rarer than that needs no company.
    private static let mostWithCompanions = 18.0

    /// In bits.
    private static let leastOfOwn = 6.0

    private static func isWithin(_ distance: Int?, _ count: Int, _ cap: Int?) -> Bool {
        guard let cap else { return true }
        return distance.map { $0 <= cap - count } ?? false
    }

    private static func isSought(_ literals: Gate<RequiredLiteral>, _ cap: Int?) -> Bool {
        literals.items.allSatisfy { !$0.scalars.isEmpty && isWithin($0.greatestDistance, $0.scalars.count, cap) }
    }

    private func rarest(_ requirements: Requirements, _ cap: Int?) -> (gate: ExpressionGate, bits: Double) {
        var best: (gate: ExpressionGate, bits: Double) = (.none, 0)
        func consider(_ gate: ExpressionGate, _ bits: Double) {
            if bits > best.bits { best = (gate, bits) }
        }
        if let literals = requirements.literals, Self.isSought(literals, cap) {
            let isLong = literals.items.allSatisfy { $0.scalars.reduce(0) { $0 + ($1 < 0x80 ? 1 : 3) } >= 6 }
            consider(.literals(literals.items), literals.score + (isLong ? Self.longTextsAhead : 0))
        }
        if let windows = requirements.windows,
            windows.items.allSatisfy({ Self.isWithin($0.greatestDistance, $0.sets.count, cap) && $0.canBeSought })
        {
            consider(.windows(windows.items), windows.score)
        }
        let firsts = mayBeEmpty ? ScalarSet.all : firsts
        if firsts.count <= ScalarSet.mostSought {
            let window = RequiredWindow(sets: [firsts], leastDistance: 0, greatestDistance: 0)
            consider(.windows([window]), Rarity.bits(window.sets))
        }
        return best
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
