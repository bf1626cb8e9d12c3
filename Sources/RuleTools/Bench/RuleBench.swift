public import Monitor
public import Rules

/// What each rule costs on some texts.
///
/// A rule's time is that of judging all texts with it alone, less that of judging them with no rule: best of some rounds,
/// which go over all rules in turn, so that a slow moment hits one round of many rules and not all rounds of one. Rules
/// together cost less than the sum, since they share the look for what must stand in a text; shares are of the sum.
public struct RuleBench: Sendable {
    /// One rule.
    public struct Row: Sendable {
        public var rule: String
        /// In nanoseconds, alone; at least 0.
        public var nanoseconds: Int64
        /// Of the sum over all rules, 0 to 1.
        public var share: Double
        /// Counted while all rules judge together.
        public var tally: RuleTally
    }

    /// What was measured.
    public struct Report: Sendable {
        /// The slowest first; of equals, by id.
        public var rows: [Row]
        public var texts: Int
        public var bytes: Int
        public var rounds: Int
        /// Judging all texts with all rules, and with none, in nanoseconds.
        public var together: Int64
        public var nothing: Int64
        /// The sum of the rows.
        public var sum: Int64
    }

    private let texts: [[UInt8]]
    private let rounds: Int
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - rounds: at least one.
    ///   - now: nanoseconds since some moment.
    public init(texts: [[UInt8]], rounds: Int, now: @escaping @Sendable () -> Int64) {
        self.texts = texts
        self.rounds = max(1, rounds)
        self.now = now
    }

    /// Measures the rules of a set.
    /// - Parameter progress: called with the number of judgings done and to do.
    /// - Throws: what keeps a rule from being compiled alone.
    public func run(
        _ set: RuleSet, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(RuleProblems) -> Report {
        let together = StreamingMonitor(set)
        let nothing = StreamingMonitor(try RuleSet(packs: []))
        var alone: [StreamingMonitor] = []
        for rule in set.rules { alone.append(StreamingMonitor(try Self.set(of: rule))) }
        var tallies = set.rules.map { _ in RuleTally() }
        for text in texts { _ = together.judge(text, counting: &tallies) }
        var best = alone.map { _ in Int64.max }
        var (bestTogether, bestNothing) = (Int64.max, Int64.max)
        for round in 0..<rounds {
            bestNothing = min(bestNothing, time(nothing))
            bestTogether = min(bestTogether, time(together))
            for index in alone.indices {
                best[index] = min(best[index], time(alone[index]))
                progress(round * alone.count + index + 1, rounds * alone.count)
            }
        }
        let times = best.map { max(0, $0 - bestNothing) }
        let sum = times.reduce(0, +)
        let rows = set.rules.indices.map { index in
            Row(
                rule: set.rules[index].id, nanoseconds: times[index],
                share: sum > 0 ? Double(times[index]) / Double(sum) : 0, tally: tallies[index])
        }
        return Report(
            rows: rows.sorted { (-$0.nanoseconds, $0.rule) < (-$1.nanoseconds, $1.rule) }, texts: texts.count,
            bytes: texts.reduce(0) { $0 + $1.count }, rounds: rounds, together: bestTogether, nothing: bestNothing, sum: sum)
    }

    private func time(_ monitor: StreamingMonitor) -> Int64 {
        monitor.prepare()
        let start = now()
        for text in texts { _ = monitor.judge(text) }
        return now() - start
    }

    private static func set(of rule: Rule) throws(RuleProblems) -> RuleSet {
        try RuleSet(packs: [Pack(name: "alone", version: "1.0.0", title: rule.title, rules: [rule], digest: "")])
    }
}
