import Primitives
import Rules

/// How often a rule is looked at while whole texts are judged.
public struct RuleTally: Hashable, Sendable {
    /// Texts in which what the rule needs stands somewhere, so that it is asked.
    public var calls = 0
    /// Places in these texts at which something of it may begin; of a rule that nothing rare announces, none are told.
    public var candidates = 0
    /// What it found.
    public var hits = 0

    public init() {}
}

extension StreamingMonitor {
    /// Judges a text, and counts for each rule of the set how often it was looked at. Slower than ``judge(_:)``.
    /// - Parameter tallies: by rule, in the order of the set.
    public func judge(_ text: [UInt8], counting tallies: inout [RuleTally]) -> Judgement {
        let plan = ruleSet.plan
        let entrance = plan.entrance.value
        var look = Gates.Look(entrance.gates)
        entrance.gates.look(at: text, &look)
        var due = Set(entrance.openRules)
        for gate in look.seen {
            let number = entrance.owners[gate]
            if entrance.isDueWhenSeen[number] || entrance.isDue(number, look, in: plan) { due.insert(number) }
        }
        for number in due { tallies[number].calls += 1 }
        var candidates: [Gates.Candidate] = []
        entrance.gates.candidates(look, in: text, into: &candidates) { gate in
            entrance.isPlaced[gate] && due.contains(entrance.owners[gate])
        }
        for candidate in candidates { tallies[entrance.owners[candidate.item.leaf]].candidates += 1 }
        let judgement = judge(text)
        let numbers = Dictionary(ruleSet.rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        for finding in judgement.findings {
            if let number = numbers[finding.rule] { tallies[number].hits += 1 }
        }
        return judgement
    }
}
