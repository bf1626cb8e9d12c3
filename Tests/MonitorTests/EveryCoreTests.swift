import Primitives
import Rules
import Synchronization
import TestSupport
import Testing

@testable import Monitor

/// What is made on every core is what one core makes, and what is made late changes no answer.
@Suite struct EveryCoreTests {
    @Test(arguments: [0, 1, 31, 32, 33, 40, 1000]) func `what is made stands in the order of what it was made of`(_ count: Int) {
        let besides = Atomic<Int>(0)
        let made = EveryCore.map(Array(0..<count), besides: { besides.add(1, ordering: .relaxed) }) { "\($0 * $0)" }
        #expect(made == (0..<count).map { "\($0 * $0)" })
        #expect(besides.load(ordering: .relaxed) == 1)
    }

    private static func pack(_ rules: [Rule]) -> Pack {
        Pack(name: "word", version: "1.0.0", title: Title(zh: "词", en: "words"), rules: rules, digest: "00")
    }

    @Test func `of many expressions those that do not compile are named as those of few are`() {
        let sources = (0..<60).map { $0 % 20 == 7 ? "a(\($0)" : "word\($0)x?" }
        let rules = sources.enumerated().map { rule("word.\($0)", .regex($1, view: .folded), view: .folded) }
        func problems(_ rules: [Rule]) -> [String] {
            do throws(RuleProblems) { _ = try RuleSet(packs: [Self.pack(rules)]) } catch { return error.problems.map(\.message) }
            return []
        }
        #expect(problems(rules) == rules.flatMap { problems([$0]) })
        #expect(problems(rules).count == 3)
    }

    @Test func `gates are made once enough short texts were judged without, and change no answer`() throws {
        let packs = try ShippedPacks.load()
        let (late, early) = (StreamingMonitor(try RuleSet(packs: packs)), StreamingMonitor(try RuleSet(packs: packs)))
        early.prepare()
        let text = Array((String(repeating: "一段无害的话 some harmless words. ", count: 20) + "手机13800138000，a@b.cn").utf8)
        var judged = 0
        while judged < 40 << 10 {
            #expect(late.ruleSet.plan.entrance.isMade == (judged >= 32 << 10), "\(judged)")
            #expect(late.judge(text) == early.judge(text))
            judged += text.count
        }
        #expect(late.judge(text).findings.count >= 2)
    }
}
