import Primitives
import Rules
import TextMatching

/// Judges texts while they come in: it lets go what no continuation can change, and holds nothing else.
///
/// Immutable; one for all threads and channels. How it works is on the page `docs/engine.md`.
public struct StreamingMonitor: TextMonitor {
    /// The rules that it judges by.
    public let ruleSet: RuleSet
    private let limits: MatchLimits

    /// A monitor for a rule set; cheap, since the rules are compiled already.
    public init(_ ruleSet: RuleSet, limits: MatchLimits = MatchLimits()) {
        self.ruleSet = ruleSet
        self.limits = limits
    }

    public func judge(_ text: [UInt8]) -> Judgement {
        guard let entrance = ruleSet.plan.entrance(for: text.count) else { return judgeAtOnce(text) }
        return BatchJudge(ruleSet.plan, entrance, ruleSet.terms, limits).judge(text)
    }

    private func judgeAtOnce(_ text: [UInt8]) -> Judgement {
        var channel = StreamingChannel(ruleSet.plan, ruleSet.terms, limits)
        channel.take(text)
        let all = channel.finish()
        return Judgement(
            findings: all.findings, doubts: all.doubts, verdict: channel.verdict,
            decision: Decision(edits: all.edits, cut: all.cut))
    }

    public func prepare() {
        _ = ruleSet.plan.entrance.value
        for heads in ruleSet.plan.heads { _ = heads?.value }
    }

    public func open() -> any ChannelMonitor {
        StreamingChannel(ruleSet.plan, ruleSet.terms, limits)
    }
}

/// One channel of the streaming monitor.
struct StreamingChannel: ChannelMonitor {
    private let plan: Plan
    private var scan: ChannelScan
    /// Of the rules of which there is something to remember.
    private var rules: [Int: RuleProgress] = [:]
    private var deciding: StreamDeciding
    /// Findings that are certain and wait for one that may begin earlier.
    private var waiting: [Finding] = []
    private var doubts: Set<Doubt> = []
    private var forgotten = 0
    /// Whether nothing was found that still matters, so that it is enough to know where something may begin.
    private(set) var isAtRest = true
    private(set) var count = 0

    init(_ plan: Plan, _ terms: DecisionTerms, _ limits: MatchLimits) {
        self.plan = plan
        scan = ChannelScan(plan, limits)
        deciding = StreamDeciding(terms)
    }

    var released: Int { deciding.released }
    var verdict: Verdict { deciding.verdict }

    /// Takes text without deciding about it.
    mutating func take(_ bytes: some Collection<UInt8>) {
        count += bytes.count
        scan.feed(bytes)
    }

    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress {
        take(bytes)
        return advance()
    }

    mutating func finish() -> Progress {
        scan.finish()
        return advance()
    }

    /// Goes on where nothing was found; `nil` where more has to be looked at.
    private mutating func advanceAtRest() -> Progress? {
        guard isAtRest, let first = scan.settle() else { return nil }
        deciding.release(atRestUpTo: first.acting, scan.raw, mayJoin: plan.joining.mayJoin(scan.raw))
        forget(before: min(first.any, deciding.released))
        return progress([], [])
    }

    private mutating func advance() -> Progress {
        if let progress = advanceAtRest() { return progress }
        scan.scan()
        var fresh: [Doubt] = []
        if let byte = scan.firstInvalid { note(Doubt(reason: .invalidUTF8, from: byte), acts: true, &fresh) }
        for number in dueRules() {
            let rule = plan.rules[number]
            var state = rules[number] ?? RuleProgress()
            let answer = state.advance(rule, in: scan)
            if state.open == nil, state.isIdle(rule, in: scan) {
                rules[number] = nil
                for leaf in rule.leaves { scan.forgetHits(leaf) }
            } else {
                rules[number] = state
            }
            for finding in answer.findings {
                waiting.append(finding)
                deciding.add(finding)
            }
            for part in answer.swallowed { deciding.add(part) }
            if let doubt = answer.doubt { note(doubt, acts: rule.acts, &fresh) }
        }
        forgetIdle()
        var (all, acting) = frontiers()
        let edits = deciding.release(
            upTo: acting, scan.raw, isComplete: scan.isComplete,
            mayJoin: plan.joining.mayJoin(scan.raw))
        let certain = takeFindings(before: scan.isComplete ? .max : all)
        if !scan.isComplete {
            all = min(all, deciding.pending ?? all, deciding.cut == nil ? deciding.released : all)
            forget(before: all)
            isAtRest = rest()
        }
        return progress(certain, edits, fresh)
    }

    /// Whether nothing is left but places that are found again; then it is forgotten.
    private mutating func rest() -> Bool {
        guard waiting.isEmpty, doubts.isEmpty, deciding.isAtRest,
            rules.allSatisfy({ $0.value.isIdle(plan.rules[$0.key], in: scan) }), scan.rest()
        else { return false }
        rules.removeAll(keepingCapacity: true)
        return true
    }

    /// Forgets the rules of which nothing is left to remember by now.
    private mutating func forgetIdle() {
        for number in rules.keys where !plan.rules[number].isPlain {
            guard let state = rules[number], state.open == nil, state.isIdle(plan.rules[number], in: scan) else {
                continue
            }
            rules[number] = nil
            for leaf in plan.rules[number].leaves { scan.forgetHits(leaf) }
        }
    }

    private mutating func note(_ doubt: Doubt, acts: Bool, _ fresh: inout [Doubt]) {
        deciding.add(doubt, acts: acts && doubts.insert(doubt).inserted)
        if !fresh.contains(doubt) { fresh.append(doubt) }
    }

    /// The rules for which something has changed, or that wait for more text.
    private mutating func dueRules() -> [Int] {
        let touched = scan.takeTouched()
        guard !touched.isEmpty || !rules.isEmpty else { return [] }
        var due = Set(touched.map { plan.leaves[$0].rule })
        for (number, state) in rules where state.open != nil { due.insert(number) }
        return due.sorted()
    }

    /// The first byte at which a finding may still begin, and the first at which one that acts may.
    private func frontiers() -> (all: Int, acting: Int) {
        let opens = scan.firstOpens(rules)
        var all = min(scan.decoded, opens.all ?? .max)
        var acting = min(scan.decoded, opens.acting ?? .max)
        for (number, state) in rules {
            guard let open = state.open else { continue }
            all = min(all, open)
            if plan.rules[number].acts { acting = min(acting, open) }
        }
        return (all, acting)
    }

    private mutating func takeFindings(before byte: Int) -> [Finding] {
        guard !waiting.isEmpty else { return [] }
        waiting.sort(by: Finding.precedes)
        let count = waiting.partitioningIndex { $0.bytes.lowerBound >= byte }
        defer { waiting.removeFirst(count) }
        return Array(waiting[..<count])
    }

    private func progress(_ findings: [Finding], _ edits: [Edit], _ doubts: [Doubt] = []) -> Progress {
        var progress = Progress()
        progress.findings = findings
        progress.doubts = doubts.isEmpty ? doubts : doubts.sorted { ($0.from, $0.reason.rawValue) < ($1.from, $1.reason.rawValue) }
        progress.edits = edits
        progress.released = deciding.released
        progress.cut = deciding.cut
        return progress
    }

    private mutating func forget(before byte: Int) {
        guard byte - forgotten >= 256 else { return }
        forgotten = byte
        let safe = ClusterBounds(text: scan.raw, isComplete: false).safe(before: scan.raw.ordinal(at: byte))
        let from = min(byte, safe < scan.raw.starts.count ? scan.raw.starts[safe] : byte)
        scan.forget(before: from)
        for number in rules.keys {
            guard var state = rules.removeValue(forKey: number) else { continue }
            state.forget(before: from, plan.rules[number], in: scan)
            rules[number] = state
        }
    }
}

extension Finding {
    /// By start, then end, then rule id.
    static func precedes(_ one: Finding, _ other: Finding) -> Bool {
        (one.bytes.lowerBound, one.bytes.upperBound, one.rule)
            < (other.bytes.lowerBound, other.bytes.upperBound, other.rule)
    }
}

extension StreamingChannel {
    /// What the channel's own state takes, in bytes, about: its parts, and what they have set aside for elements.
    var size: Int {
        MemoryLayout<Self>.size + scan.size + deciding.size + rules.capacity * 2 * MemoryLayout<RuleProgress>.stride
            + rules.values.reduce(0) { $0 + $1.size } + waiting.capacity * MemoryLayout<Finding>.stride
            + doubts.capacity * 2 * MemoryLayout<Doubt>.stride
    }
}
