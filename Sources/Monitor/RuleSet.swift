public import Primitives
public import Rules

/// The rules that a text is judged by: packs with the policy's changes, compiled once. Immutable.
public struct RuleSet: Sendable {
    /// The packs as they were loaded.
    public let packs: [Pack]
    public let overrides: [Override]
    public let enforcement: Enforcement
    /// The rules in the order of the packs, with the overrides applied.
    public let rules: [Rule]
    /// SHA-256 over the canonical form of the packs' references and the overrides, in lower-case hexadecimal: the
    /// `packs` of a record.
    public let digest: String
    /// What the digest is taken of: a list of `[name, version, digest]` for each pack, and the overrides.
    public let packsRecord: JSONValue
    /// What deserves a look, and does not keep the rules from working: a replacement or a notice that a rule hits
    /// (`M010`), with which filtering twice may differ from filtering once; a rule that can make a stream wait for long
    /// (`M011`); a part of an expression that nothing in its view matches (`M012`). Every rule is looked at anew.
    public var notes: [RuleProblem] { Self.notes(rules, plan, terms) + RuleNotes.find(in: rules) }

    let plan: Plan
    let terms: DecisionTerms

    /// Compiles rules.
    /// - Throws: every rule whose expression does not compile (`M003`, `M002` where it asks for `folded+`), whose
    ///   keyword is empty in its view (`M001`), or whose id is taken (`M005`); an override that changes nothing (`M004`).
    public init(
        packs: [Pack], overrides: [Override] = [], enforcement: Enforcement = Enforcement()
    )
        throws(RuleProblems)
    {
        let effective = try Self.effective(packs, overrides)
        let rules = effective.rules
        var planner = Planner(ReadExpressions(of: rules))
        for rule in rules { planner.add(rule) }
        let replacements = rules.compactMap(\.replacement)
        let problems = planner.problems + Self.idsTwice(rules)
        guard problems.isEmpty else { throw RuleProblems(problems) }

        self.packs = packs
        self.overrides = overrides
        self.enforcement = enforcement
        self.rules = rules
        digest = effective.packsDigest
        packsRecord = effective.packsRecord
        plan = planner.plan(ownTexts: replacements + [enforcement.defaultReplacement, enforcement.blockNotice])
        terms = DecisionTerms(
            replacements: Dictionary(
                rules.compactMap { rule in rule.replacement.map { (rule.id, $0) } },
                uniquingKeysWith: { first, _ in first }),
            enforcement: enforcement)
    }

    private static func effective(_ packs: [Pack], _ overrides: [Override]) throws(RuleProblems) -> EffectiveRules {
        do throws(OverrideProblem) {
            return try EffectiveRules(packs, overrides: overrides)
        } catch {
            throw RuleProblems([
                RuleProblem(
                    code: "M004", place: SourcePlace(file: "overrides", line: error.index + 1, column: 1),
                    message: "\(error)")
            ])
        }
    }

    private static func idsTwice(_ rules: [Rule]) -> [RuleProblem] {
        var seen = Set<String>()
        return rules.filter { !seen.insert($0.id).inserted }.map {
            RuleProblem(code: "M005", place: $0.place, message: "rule id \($0.id) is taken by another pack's rule")
        }
    }

    /// Tries every rule on every text that the rules put in place.
    private static func notes(_ rules: [Rule], _ plan: Plan, _ terms: DecisionTerms) -> [RuleProblem] {
        var texts = rules.compactMap { rule in rule.replacement.map { ("the replacement of \(rule.id)", $0) } }
        texts.append(("the default replacement", terms.enforcement.defaultReplacement))
        texts.append(("the block notice", terms.enforcement.blockNotice))
        var notes: [RuleProblem] = []
        for (name, text) in texts {
            var channel = StreamingChannel(plan, terms, MatchLimits())
            channel.take(Array(text.utf8))
            let hit = Set(channel.finish().findings.map(\.rule))
            for rule in rules where hit.contains(rule.id) {
                notes.append(
                    RuleProblem(
                        gravity: .warning, code: "M010", place: rule.place,
                        message: "\(rule.id) hits \(name), «\(text)»",
                        hint: "a text that is filtered twice would be changed twice: word the replacement differently"))
            }
        }
        return notes
    }
}

/// What a decision needs to know beyond the findings.
struct DecisionTerms: Sendable {
    /// What each rule's mask puts in place; the default where a rule is missing.
    var replacements: [String: String]
    var enforcement: Enforcement
}
