import Monitor
import Rules
import TextMatching

/// Two rules that look for the same, however they are written.
struct SameMatches {
    /// The later rule and the earlier one.
    var rule: String
    var other: String
    var problem: RuleProblem

    static func find(in rules: [Rule]) -> [SameMatches] {
        var first: [Sought: Rule] = [:]
        return rules.compactMap { rule in
            let sought = Sought(rule)
            guard let other = first[sought] else {
                first[sought] = rule
                return nil
            }
            // One id in two packs is another problem.
            guard other.id != rule.id else { return nil }
            let problem = RuleProblem(
                .sameMatch, at: rule.place, "'\(rule.id)' looks for the same as '\(other.id)'",
                hint: "one of them is enough; the other is at \(other.place)", gravity: .warning,
                subject: ProblemSubject(rule: rule.id, part: .key("match")))
            return SameMatches(rule: rule.id, other: other.id, problem: problem)
        }
    }
}

/// What a rule looks for, in a form in which two that find the same in every text are equal: words as their view has
/// them, in no order. (Expressions are compared as they are written.)
private struct Sought: Hashable {
    private let match: SoughtMatch
    private let conditions: [String]

    init(_ rule: Rule) {
        match = SoughtMatch(rule.match)
        var conditions = [rule.validate?.rawValue ?? ""]
        let folding = Folding(rule.view.foldings)
        func words(_ list: [String]) -> String { Set(list.map { "\(folding.scalars(of: $0))" }).sorted().joined() }
        if let near = rule.near {
            // Words that raise a severity leave what is found as it is.
            if case .require = near.effect {
                conditions.append("near \(near.within) \(near.side) \(rule.view) \(words(near.any))")
            }
        }
        if !rule.except.isEmpty { conditions.append("except \(rule.view) \(words(rule.except.map(\.phrase)))") }
        if let cap = rule.cap { conditions.append("cap \(cap.chars)") }
        self.conditions = conditions
    }
}

private indirect enum SoughtMatch: Hashable {
    case keywords(Set<[UInt32]>, View)
    case regex(String, View)
    case any([SoughtMatch])
    case all([SoughtMatch: Int], within: Int, cover: Cover)

    init(_ match: Match) {
        switch match {
        case .keywords(let words, let view):
            let folding = Folding(view.foldings)
            self = .keywords(Set(words.map(folding.scalars)), view)
        case .regex(let source, let view): self = .regex(source, view)
        case .any(let members) where members.count == 1: self = SoughtMatch(members[0])
        case .any(let members): self = .any(members.map(SoughtMatch.init))
        case .all(let members, let within, let cover):
            let counts = Dictionary(members.map { (SoughtMatch($0), 1) }, uniquingKeysWith: +)
            self = .all(counts, within: within, cover: cover)
        }
    }
}

/// Keywords of one rule that are one in their view.
enum KeywordTwice {
    static func find(in rules: [Rule]) -> [RuleProblem] {
        rules.flatMap { rule in rule.match.leaves.flatMap { find($0, rule) } }
    }

    private static func find(_ leaf: Match, _ rule: Rule) -> [RuleProblem] {
        guard case .keywords(let words, let view) = leaf else { return [] }
        let folding = Folding(view.foldings)
        var first: [[UInt32]: String] = [:]
        return words.compactMap { word in
            let scalars = folding.scalars(of: word)
            guard let other = first[scalars] else {
                first[scalars] = word
                return nil
            }
            guard !scalars.isEmpty, !other.unicodeScalars.elementsEqual(word.unicodeScalars) else { return nil }
            return RuleProblem(
                .keywordTwice, at: rule.place,
                "'\(rule.id)' lists \(Quote.short(word)), which is \(Quote.short(other)) in the view '\(view)'",
                hint: "one of them is enough", gravity: .warning,
                subject: ProblemSubject(rule: rule.id, part: .keyword(word)))
        }
    }
}
