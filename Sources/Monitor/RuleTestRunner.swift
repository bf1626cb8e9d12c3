public import Rules

/// Runs the tests that rules carry.
public struct RuleTestRunner: Sendable {
    /// What a text of a rule's tests is there for.
    public enum Kind: String, CaseIterable, Sendable {
        /// The rule must find something in it.
        case hit
        /// The rule must find nothing in it.
        case clean
    }

    /// One text tried.
    public struct Outcome: Hashable, Sendable {
        public var rule: String
        public var kind: Kind
        public var text: String
        public var passed: Bool
        /// What the rule found.
        public var findings: [Finding]
        /// Why the text, or a part of it, could not be judged; a text with a doubt never passes.
        public var doubts: [Doubt]
        /// Where the rule begins in its file.
        public var place: SourcePlace
    }

    private let limits: MatchLimits

    public init(limits: MatchLimits = MatchLimits()) {
        self.limits = limits
    }

    /// Tries every rule of a pack on its own texts, in the order of the file.
    /// - Throws: the rules that do not compile.
    public func run(_ pack: Pack) throws(RuleProblems) -> [Outcome] {
        run(try RuleSet(packs: [pack]))
    }

    /// Tries every rule of a set on its own texts, each rule by itself.
    public func run(_ ruleSet: RuleSet) -> [Outcome] {
        let monitor = StreamingMonitor(ruleSet, limits: limits)
        monitor.prepare()
        return ruleSet.rules.flatMap { rule in
            rule.tests.hit.map { run(rule, .hit, $0, monitor) } + rule.tests.clean.map { run(rule, .clean, $0, monitor) }
        }
    }

    private func run(_ rule: Rule, _ kind: Kind, _ text: String, _ monitor: StreamingMonitor) -> Outcome {
        let judgement = monitor.judge(Array(text.utf8))
        let findings = judgement.findings.filter { $0.rule == rule.id }
        let passed = judgement.doubts.isEmpty && findings.isEmpty == (kind == .clean)
        return Outcome(
            rule: rule.id, kind: kind, text: text, passed: passed, findings: findings, doubts: judgement.doubts,
            place: rule.place)
    }
}
