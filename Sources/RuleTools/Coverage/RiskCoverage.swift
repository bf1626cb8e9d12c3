public import Rules
import TextMatching

/// How many keywords and rules there are for each risk of GB/T 45654-2025 annex A, and what the standard asks for.
///
/// A keyword counts where it hits on its own. Those of an `all`, which hit only together, are counted apart; so are
/// expressions, as rules. Keywords that are one when folded count once for a risk, and once in all; words of rules that
/// name no risk are no part of the library that the standard means.
public struct RiskCoverage: Sendable {
    /// One risk.
    public struct Row: Sendable {
        public var risk: RiskName
        public var keywords = 0
        /// Words that count only beside others.
        public var combined = 0
        public var rules = 0
        /// Rules of these that look for an expression.
        public var expressions = 0

        /// How many keywords are missing; 0 where the standard names no number.
        public var missing: Int { max(0, (risk.leastKeywords ?? 0) - keywords) }
    }

    /// In the standard's order.
    public private(set) var rows: [Row]
    /// Different keywords of all risks together.
    public let keywords: Int
    public var missing: Int { max(0, RiskName.leastInAll - keywords) }
    /// Rules that name no risk.
    public let rulesWithoutRisk: Int

    /// Whether there are as many keywords as the standard asks for, in all and for each risk.
    public var isMet: Bool { missing == 0 && rows.allSatisfy { $0.missing == 0 } }

    public init(_ packs: [Pack]) {
        let rules = packs.flatMap(\.rules)
        var all: Set<[UInt32]> = []
        rows = RiskName.all.map { risk in
            let own = rules.filter { $0.risk == risk.id }
            var alone: Set<[UInt32]> = []
            var combined: Set<[UInt32]> = []
            for rule in own { Self.collect(rule.match, insideAll: false, &alone, &combined) }
            all.formUnion(alone)
            return Row(
                risk: risk, keywords: alone.count, combined: combined.subtracting(alone).count, rules: own.count,
                expressions: own.count { rule in
                    rule.match.leaves.contains { if case .regex = $0 { true } else { false } }
                })
        }
        keywords = all.count
        rulesWithoutRisk = rules.count { $0.risk == nil }
    }

    private static func collect(
        _ match: Match, insideAll: Bool, _ alone: inout Set<[UInt32]>, _ combined: inout Set<[UInt32]>
    ) {
        switch match {
        case .keywords(let words, _):
            let folding = Folding(.folded)
            for word in words {
                let scalars = folding.scalars(of: word)
                if insideAll { combined.insert(scalars) } else { alone.insert(scalars) }
            }
        case .regex: break
        case .any(let members): for member in members { collect(member, insideAll: insideAll, &alone, &combined) }
        case .all(let members, _, _): for member in members { collect(member, insideAll: true, &alone, &combined) }
        }
    }
}
