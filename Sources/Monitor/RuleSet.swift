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
    /// (`M010`), with which filtering twice may differ from filtering once.
    public let notes: [RuleProblem]

    let compiled: CompiledRules
    let deciding: Deciding

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
        var compiler = RuleCompiler()
        let compiledRules = rules.compactMap { compiler.compile($0) }
        let replacements = rules.compactMap(\.replacement)
        let ownTexts = compiler.addTexts(replacements + [enforcement.defaultReplacement, enforcement.blockNotice])
        let problems = compiler.problems + Self.idsTwice(rules)
        guard problems.isEmpty else { throw RuleProblems(problems) }

        self.packs = packs
        self.overrides = overrides
        self.enforcement = enforcement
        self.rules = rules
        digest = effective.packsDigest
        packsRecord = effective.packsRecord
        compiled = CompiledRules(rules: compiledRules, lexicon: compiler.lexicon, ownTexts: ownTexts)
        deciding = Deciding(
            replacements: Dictionary(
                rules.compactMap { rule in rule.replacement.map { (rule.id, $0) } },
                uniquingKeysWith: { first, _ in first }),
            enforcement: enforcement)
        notes = Self.notes(compiled, enforcement)
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
    private static func notes(_ compiled: CompiledRules, _ enforcement: Enforcement) -> [RuleProblem] {
        var texts = compiled.rules.compactMap { rule in
            rule.rule.replacement.map { ("the replacement of \(rule.rule.id)", $0) }
        }
        texts.append(("the default replacement", enforcement.defaultReplacement))
        texts.append(("the block notice", enforcement.blockNotice))
        var notes: [RuleProblem] = []
        for (name, text) in texts {
            let scan = TextScan(SourceText(Array(text.utf8)), compiled, MatchLimits())
            for rule in compiled.rules where !rule.findings(in: scan).findings.isEmpty {
                notes.append(
                    RuleProblem(
                        gravity: .warning, code: "M010", place: rule.rule.place,
                        message: "\(rule.rule.id) hits \(name), «\(text)»",
                        hint: "a text that is filtered twice would be changed twice: word the replacement differently"))
            }
        }
        return notes
    }
}

/// Rules made ready for matching, and the words of all of them.
struct CompiledRules: Sendable {
    let rules: [CompiledRule]
    let lexicon: Lexicon
    /// Replacements and notice, looked for as they are.
    let ownTexts: Lexicon.List
}
