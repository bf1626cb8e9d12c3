import Primitives
import Rules
import TextMatching

/// Judges a text that is whole: gates first, and then only the rules for which something stands in the text, and only
/// where it stands.
struct BatchJudge {
    private let plan: Plan
    private let entrance: Entrance
    private let terms: DecisionTerms
    private let limits: MatchLimits

    init(_ plan: Plan, _ entrance: Entrance, _ terms: DecisionTerms, _ limits: MatchLimits) {
        self.plan = plan
        self.entrance = entrance
        self.terms = terms
        self.limits = limits
    }

    func judge(_ text: [UInt8]) -> Judgement {
        let look = entrance.gates.look(at: text)
        let due = dueRules(look)
        if due.isEmpty, (try? UTF8Span(validating: text.span)) != nil {
            return Judgement(findings: [], doubts: [], verdict: .clean, decision: Decision(edits: [], cut: nil))
        }
        let candidates = entrance.gates.candidates(look, in: text) { gate in
            gate < plan.leaves.count && due.contains(entrance.owners[gate])
        }
        var scan = ChannelScan(plan, limits, views: viewsNeeded(due))
        scan.feed(text)
        scan.finish()
        for number in due {
            for leaf in plan.rules[number].leaves where entrance.gates.isOpen[leaf] || candidates[leaf] != nil {
                if let found = candidates[leaf], entrance.gates.isExact[leaf] {
                    scan.takeWords(leaf, at: found)
                } else {
                    scan.tryLeaf(leaf, at: entrance.gates.isOpen[leaf] ? nil : candidates[leaf])
                }
            }
        }
        return decide(due, scan)
    }

    private func decide(_ due: [Int], _ scan: ChannelScan) -> Judgement {
        var findings: [Finding] = []
        var doubts = scan.firstInvalid.map { [Doubt(reason: .invalidUTF8, from: $0)] } ?? []
        var deciding = StreamDeciding(terms)
        for doubt in doubts { deciding.add(doubt, acts: true) }
        // Most of what gates let through comes to nothing.
        for number in due where plan.rules[number].leaves.contains(where: scan.knows) {
            var state = RuleProgress()
            let answer = state.advance(plan.rules[number], in: scan)
            for finding in answer.findings { deciding.add(finding) }
            for part in answer.swallowed { deciding.add(part) }
            findings += answer.findings
            if let doubt = answer.doubt {
                deciding.add(doubt, acts: plan.rules[number].acts)
                if !doubts.contains(doubt) { doubts.append(doubt) }
            }
        }
        findings.sort(by: Finding.precedes)
        doubts.sort { ($0.from, $0.reason.rawValue) < ($1.from, $1.reason.rawValue) }
        let edits = deciding.release(upTo: scan.decoded, scan.raw, isComplete: true, mayJoin: false)
        return Judgement(
            findings: findings, doubts: doubts, verdict: deciding.verdict,
            decision: Decision(edits: edits, cut: deciding.cut))
    }

    /// The rules that could find anything, given what their gates have found; in order.
    private func dueRules(_ look: Gates.Look) -> [Int] {
        guard !look.seen.isEmpty else { return entrance.openRules }
        let asked = (entrance.openRules + look.seen.map { entrance.owners[$0] }).sorted()
        var due: [Int] = []
        for rule in asked where rule != due.last && isDue(rule, look) { due.append(rule) }
        return due
    }

    private func isDue(_ number: Int, _ look: Gates.Look) -> Bool {
        let rule = plan.rules[number]
        guard isDue(rule.search, look) else { return false }
        // Without the word no hit is a finding. But an expression that can fail has to do so whatever else there is.
        guard let near = entrance.nearGates[number], !rule.leaves.contains(where: { entrance.gates.isOpen[$0] }) else {
            return true
        }
        return entrance.gates.isOpen[near] || look.isSeen[near]
    }

    /// Whether a search could find anything, given what its leaves' gates have found.
    private func isDue(_ search: PlanSearch, _ look: Gates.Look) -> Bool {
        switch search {
        case .leaf(let leaf): entrance.gates.isOpen[leaf] || look.isSeen[leaf]
        case .any(let members): members.contains { isDue($0, look) }
        case .all(let window): !window.fallible.isEmpty || window.members.allSatisfy { isDue($0, look) }
        }
    }

    private func viewsNeeded(_ due: [Int]) -> Set<Int> {
        var views: Set<Int> = [0]
        for number in due {
            let rule = plan.rules[number]
            views.insert(rule.view)
            for leaf in rule.leaves { views.insert(plan.leaves[leaf].view) }
        }
        return views
    }
}

extension ChannelScan {
    /// Whether a leaf has found something, or failed.
    func knows(_ leaf: Int) -> Bool { hits[leaf] != nil || failures[leaf] != nil || opens[leaf] != nil }

    /// Takes the hits of a gate that are those of its words: of each place the longest.
    mutating func takeWords(_ leaf: Int, at candidates: [Gates.Candidate]) {
        var last: Range<Int>?
        for bytes in candidates.lazy.map(\.bytes).sorted(by: { ($0.lowerBound, -$0.upperBound) < ($1.lowerBound, -$1.upperBound) })
        where bytes.lowerBound != last?.lowerBound {
            add(LeafHit(at: bytes.lowerBound, bytes: bytes), to: leaf)
            last = bytes
        }
    }

    /// Tries a leaf where candidates say, or everywhere.
    mutating func tryLeaf(_ leaf: Int, at candidates: [Gates.Candidate]?) {
        let text = views[plan.leaves[leaf].view]
        let count = text.scalars.count
        guard let candidates else { return tryLeaf(leaf, at: 0..<count, in: text) }
        var ranges: [Range<Int>] = []
        for candidate in candidates {
            let start = text.ordinal(at: candidate.bytes.lowerBound)
            let end = text.ordinal(at: candidate.bytes.upperBound)
            guard let least = candidate.item.least else {
                ranges.append(max(0, start - (candidate.item.greatest ?? 0))..<max(start, end))
                continue
            }
            // A run's hit may be longer than one occurrence: a match may begin before any place in it.
            let from = candidate.item.greatest.map { max(0, start - $0) } ?? 0
            let upper = min(count, max(from, max(start + 1, end) - least))
            if from < upper { ranges.append(from..<upper) }
        }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var tried = 0
        for range in ranges where range.upperBound > tried {
            tryLeaf(leaf, at: max(tried, range.lowerBound)..<range.upperBound, in: text)
            tried = range.upperBound
        }
    }
}
