import Monitor
import RuleTools
import Rules
import Synchronization
import Testing

@Suite struct `Timing rules` {
    /// A clock of which each look costs as much as a rule is said to: nothing of it hangs on the machine.
    private final class Clock: Sendable {
        private let looks = Mutex(0)
        private let costs: [Int64]

        init(_ costs: [Int64]) { self.costs = costs }

        /// Every second look ends a judging.
        func now() -> Int64 {
            looks.withLock { looks in
                defer { looks += 1 }
                return looks % 2 == 0 ? 0 : costs[looks / 2 % costs.count]
            }
        }
    }

    private static func set(_ rules: String...) throws -> RuleSet {
        try RuleSet(packs: [try file(head + rules.joined()).load().pack])
    }

    @Test func `the slowest stand first, with their share`() throws {
        let set = try Self.set(
            rule("a", "{keywords: [黑火药]}"), rule("b", "{regex: 'a[0-9]b'}"), rule("c", "{keywords: [土炸弹]}"), rule("d", "{keywords: [bomb]}"))
        let texts = ["制造黑火药，黑火药", "a1b ab a2b", "无"].map { Array($0.utf8) }
        // No rule, all rules, and each; a second round in which one was faster and one slower.
        let clock = Clock([100, 900, 400, 200, 100, 400, 110, 950, 300, 250, 90, 500])
        let report = try RuleBench(texts: texts, rounds: 2) { clock.now() }.run(set)
        #expect(report.rows.map(\.rule) == ["my.d", "my.a", "my.b", "my.c"])
        #expect(report.rows.map(\.nanoseconds) == [300, 200, 100, 0])
        #expect(report.rows.map(\.share) == [0.5, 2.0 / 6, 1.0 / 6, 0])
        #expect(report.nothing == 100 && report.together == 900 && report.sum == 600)
        #expect(report.texts == 3 && report.bytes == texts.reduce(0) { $0 + $1.count } && report.rounds == 2)
    }

    @Test func `what is counted is counted for the rules together`() throws {
        let set = try Self.set(
            rule("a", "{keywords: [黑火药]}"), rule("b", "{regex: 'a[0-9]b'}"), rule("c", "{keywords: [土炸弹]}", ["near: {any: [如下], within: 9}"]),
            rule("d", "{regex: '[^a]', view: raw}"))
        let texts = ["制造黑火药，黑火药", "a1b a-b a2b", "土炸弹", "土炸弹如下"].map { Array($0.utf8) }
        let rows = try RuleBench(texts: texts, rounds: 1) { 0 }.run(set).rows
        // All took as long.
        #expect(rows.map(\.rule) == ["my.a", "my.b", "my.c", "my.d"])
        #expect(rows.map(\.tally.calls) == [1, 1, 1, 4])
        #expect(rows.map(\.tally.hits) == [2, 2, 1, texts.reduce(0) { $0 + String(decoding: $1, as: UTF8.self).count { $0 != "a" } }])
        #expect(rows[0].tally.candidates == 2 && rows[1].tally.candidates >= 2 && rows[3].tally.candidates == 0)
        #expect(rows.allSatisfy { $0.share == 0 })
    }

    @Test func `every finding is of a text that its rule was asked about`() throws {
        let set = try Self.set(rule("a", "{keywords: [黑火药]}"), rule("b", "{all: [{keywords: [黑火药]}, {regex: '[0-9]{2}克'}], within: 9}"))
        let monitor = StreamingMonitor(set)
        for text in ["黑火药", "黑火药10克", "20克", ""] {
            var tallies = set.rules.map { _ in RuleTally() }
            let judgement = monitor.judge(Array(text.utf8), counting: &tallies)
            #expect(judgement == monitor.judge(Array(text.utf8)))
            for (rule, tally) in zip(set.rules, tallies) {
                let hits = judgement.findings.count { $0.rule == rule.id }
                #expect(tally.hits == hits && (hits == 0 || tally.calls == 1))
            }
        }
    }
}
