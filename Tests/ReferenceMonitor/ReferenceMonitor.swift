public import Monitor
import Rules

/// The plain monitor: it holds the whole text, runs rule by rule, and decides at the end.
///
/// It is the measure that every faster way is compared with, so clearness goes before speed here.
public struct ReferenceMonitor: TextMonitor {
    /// The rules that it judges by.
    public let ruleSet: RuleSet
    let compiled: CompiledRules
    private let deciding: Deciding
    private let limits: MatchLimits

    /// A monitor for a rule set, whose rules it compiles by itself.
    public init(_ ruleSet: RuleSet, limits: MatchLimits = MatchLimits()) {
        self.ruleSet = ruleSet
        self.limits = limits
        var compiler = RuleCompiler()
        let rules = ruleSet.rules.compactMap { compiler.compile($0) }
        let enforcement = ruleSet.enforcement
        let ownTexts = compiler.addTexts(
            ruleSet.rules.compactMap(\.replacement) + [enforcement.defaultReplacement, enforcement.blockNotice])
        compiled = CompiledRules(rules: rules, lexicon: compiler.lexicon, ownTexts: ownTexts)
        deciding = Deciding(
            replacements: Dictionary(
                ruleSet.rules.compactMap { rule in rule.replacement.map { (rule.id, $0) } },
                uniquingKeysWith: { first, _ in first }),
            enforcement: enforcement)
    }

    public func judge(_ text: [UInt8]) -> Judgement {
        let source = SourceText(text)
        let scan = TextScan(source, compiled, limits)
        var findings: [Finding] = []
        var doubts = source.firstInvalidByte.map { [Doubt(reason: .invalidUTF8, from: $0)] } ?? []
        var acting = doubts
        var swallowed: [Swallowed] = []
        for rule in compiled.rules {
            let answer = rule.findings(in: scan)
            findings += answer.findings
            swallowed += answer.swallowed
            guard let doubt = answer.doubt else { continue }
            if !doubts.contains(doubt) { doubts.append(doubt) }
            // A rule that only observes would not have changed what leaves.
            if rule.rule.action != .observe { acting.append(doubt) }
        }
        findings.sort {
            ($0.bytes.lowerBound, $0.bytes.upperBound, $0.rule) < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.rule)
        }
        doubts.sort { ($0.from, $0.reason.rawValue) < ($1.from, $1.reason.rawValue) }
        let answer = deciding.decide(findings: findings, doubts: doubts, acting: acting, swallowed: swallowed) {
            Clusters(source)
        }
        return Judgement(findings: findings, doubts: doubts, verdict: answer.verdict, decision: answer.decision)
    }
}

extension CompiledRule {
    /// What the rule finds in a text; with a doubt, the rule was given up and the findings are those until then.
    func findings(in scan: TextScan) -> (findings: [Finding], swallowed: [Swallowed], doubt: Doubt?) {
        var findings: [Finding] = []
        var swallowed: [Swallowed] = []
        var from = 0
        func take(_ hit: Hit) -> Bool {
            guard let finding = finding(hit, in: scan) else { return false }
            findings.append(finding)
            from = hit.tail?.upperBound ?? hit.bytes.upperBound
            if let tail = hit.tail, finding.action == .mask { swallowed.append(Swallowed(rule: rule.id, bytes: tail)) }
            return true
        }
        do throws(SearchFailure) {
            if case .all(let window) = search {
                // An `all` goes by completion, so that a refused window gives way to the next that is complete.
                let complete = scan.completions(of: window)
                for hit in complete.hits where hit.bytes.lowerBound >= from { _ = take(hit) }
                return (findings, swallowed, complete.doubt)
            } else {
                _ = try scan.hits(search, passesTails: true, where: take)
            }
        } catch {
            return (findings, swallowed, error.doubt)
        }
        return (findings, swallowed, nil)
    }

    /// The finding that a hit makes; `nil` where the rule's own conditions refuse it.
    private func finding(_ hit: Hit, in scan: TextScan) -> Finding? {
        var action = rule.action
        if hit.tail != nil, action != .observe, rule.cap?.then == .block { action = .block }
        if let validator = rule.validate, !validator.accepts(scan.validatedText(hit)) { return nil }
        if let except, scan.spans(of: except).containsWhole(hit.bytes) { return nil }
        var severity = rule.severity
        if let condition = rule.near, let near {
            let isNear = scan.hasWord(of: near, near: hit.bytes, condition, in: rule.view)
            switch condition.effect {
            case .require: if !isNear { return nil }
            case .raise(let raised): if isNear { severity = raised }
            }
        }
        return Finding(
            rule: rule.id, category: rule.category, severity: severity, action: action, bytes: hit.bytes,
            view: hit.view)
    }
}

extension TextScan {
    /// Whether a word stands on the right side of a hit, beside it and not in it, at most `within` scalars away.
    /// Words inside text that the rule set itself puts in place do not count.
    func hasWord(of list: Lexicon.List, near hit: Range<Int>, _ condition: Near, in view: View) -> Bool {
        let text = self.view(view)
        let words = foreignSpans(of: list)
        let within = max(0, condition.within)
        if condition.side != .after {
            let ordinal = max(0, text.ordinal(at: hit.lowerBound) - within)
            // A word that ends where the nth scalar before the hit starts, or later, has at most n scalars after it.
            let from = ordinal > 0 ? text.ends[ordinal - 1] : 0
            if words.hasEnd(in: min(from, hit.lowerBound)...hit.lowerBound) { return true }
        }
        if condition.side != .before {
            let ordinal = text.ordinal(at: hit.upperBound)
            let (sum, overflow) = ordinal.addingReportingOverflow(within)
            let to = overflow || sum >= text.starts.count ? Int.max : text.starts[sum]
            if words.hasStart(in: hit.upperBound...max(to, hit.upperBound)) { return true }
        }
        return false
    }
}

/// Rules made ready for matching, and the words of all of them.
struct CompiledRules: Sendable {
    let rules: [CompiledRule]
    let lexicon: Lexicon
    /// Replacements and notice, looked for as they are.
    let ownTexts: Lexicon.List
}
