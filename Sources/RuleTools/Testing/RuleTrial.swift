public import Monitor
public import Rules

/// What became of one text of a rule's tests.
public struct TextTrial: Sendable {
    public let rule: String
    public let pack: String
    public let kind: RuleTestRunner.Kind
    /// From 0, among the rule's texts of its kind.
    public let index: Int
    public let text: String
    /// Where the text stands, or its rule where that is not known.
    public var place: SourcePlace
    /// In how many other spellings, and in how many ways of cutting, it was tried.
    public var spellings = 0
    public var cuts = 0
    /// What went wrong; nothing where the text is as it has to be.
    public var failures: [TrialFailure] = []
    /// How long it took, in nanoseconds.
    public var nanoseconds: Int64 = 0

    public var passed: Bool { failures.isEmpty }
}

/// One way in which a text did not come out right.
public struct TrialFailure: Hashable, Sendable {
    /// How the text was given.
    public enum Way: Hashable, Sendable {
        case asItIs
        case spelled(Spelling, text: String)
        /// In two pieces, the second beginning with this byte.
        case cut(before: Int)
        case byteByByte
    }

    public var way: Way
    /// What was wrong, as in `finds nothing`.
    public var reason: String
}

/// Runs the texts that rules carry: each as it is, in the other spellings that the rule promises to see through, and as a
/// stream that is cut at every place.
///
///     let trials = await RuleTrials(now: clock).run(ruleSet)
public struct RuleTrials: Sendable {
    private let isQuick: Bool
    private let limits: MatchLimits
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - isQuick: whether texts are tried as they are and no further.
    ///   - now: nanoseconds since some moment.
    public init(isQuick: Bool = false, limits: MatchLimits = MatchLimits(), now: @escaping @Sendable () -> Int64) {
        self.isQuick = isQuick
        self.limits = limits
        self.now = now
    }

    /// Tries the rules of a set, several at once; the answers are in the order of the rules, and of their texts.
    public func run(_ ruleSet: RuleSet) async -> [TextTrial] {
        let monitor = StreamingMonitor(ruleSet, limits: limits)
        monitor.prepare()
        var packs: [String] = []
        for pack in ruleSet.packs { packs += pack.rules.map { _ in pack.name } }
        let found = await withTaskGroup(of: (Int, [TextTrial]).self) { group in
            for (number, rule) in ruleSet.rules.enumerated() {
                let pack = packs.indices.contains(number) ? packs[number] : ""
                group.addTask { (number, self.run(rule, pack, monitor)) }
            }
            var found: [Int: [TextTrial]] = [:]
            for await (number, trials) in group { found[number] = trials }
            return found
        }
        return ruleSet.rules.indices.flatMap { found[$0] ?? [] }
    }

    private func run(_ rule: Rule, _ pack: String, _ monitor: StreamingMonitor) -> [TextTrial] {
        let alone = isQuick ? nil : RuleAlone(rule, limits)
        func run(_ texts: [String], _ kind: RuleTestRunner.Kind) -> [TextTrial] {
            texts.enumerated().map { index, text in
                let start = now()
                var trial = TextTrial(rule: rule.id, pack: pack, kind: kind, index: index, text: text, place: rule.place)
                let judgement = monitor.judge(Array(text.utf8))
                trial.judge(judgement, of: rule.id, .asItIs)
                // What goes wrong as it is does so in every other way.
                if trial.passed { alone?.run(&trial) }
                trial.nanoseconds = now() - start
                return trial
            }
        }
        return run(rule.tests.hit, .hit) + run(rule.tests.clean, .clean)
    }
}

/// A rule in a set of its own, for the spellings and cuts of its texts.
private struct RuleAlone {
    private let monitor: StreamingMonitor
    private let rule: Rule
    private let spelled: SpelledTexts

    init?(_ rule: Rule, _ limits: MatchLimits) {
        let pack = Pack(name: "alone", version: "1.0.0", title: rule.title, rules: [rule], digest: "")
        guard let set = try? RuleSet(packs: [pack]) else { return nil }
        monitor = StreamingMonitor(set, limits: limits)
        self.rule = rule
        spelled = SpelledTexts(rule)
    }

    func run(_ trial: inout TextTrial) {
        let bytes = Array(trial.text.utf8)
        let findings = monitor.judge(bytes).findings
        let variants = trial.kind == .hit ? spelled.ofHit(trial.text, findings) : spelled.ofNearMiss(trial.text)
        trial.spellings = variants.count
        for variant in variants {
            trial.judge(
                monitor.judge(Array(variant.text.utf8)), of: rule.id, .spelled(variant.spelling, text: variant.text))
        }
        let (cuts, faults) = CutTrial(monitor, bytes).faults()
        trial.cuts = cuts
        for (cut, fault) in faults {
            let way: TrialFailure.Way = if case .at(let byte) = cut { .cut(before: byte) } else { .byteByByte }
            trial.failures.append(TrialFailure(way: way, reason: fault.rawValue))
        }
    }
}

extension TextTrial {
    /// Takes what was said about the text, given in some way.
    fileprivate mutating func judge(_ judgement: Judgement, of rule: String, _ way: TrialFailure.Way) {
        let findings = judgement.findings.filter { $0.rule == rule }
        if let doubt = judgement.doubts.first {
            failures.append(TrialFailure(way: way, reason: "cannot judge (\(doubt.reason.rawValue))"))
        } else if findings.isEmpty, kind == .hit {
            failures.append(TrialFailure(way: way, reason: "finds nothing"))
        } else if let finding = findings.first, kind == .clean {
            failures.append(TrialFailure(way: way, reason: "hits at byte \(finding.bytes.lowerBound)"))
        }
    }
}
