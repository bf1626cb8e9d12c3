import Primitives
@testable import RuleEvaluation
import Rules
import Testing

@Suite struct ComparisonTests {
    static let old = [
        WordRule(id: "p.one", category: .privacy, word: "kite"), WordRule(id: "p.two", category: .privacy, word: "lamp"),
    ]

    @Test func `what became found and what no longer, right and wrong`() async throws {
        let now = [
            WordRule(id: "p.one", category: .privacy, word: "kit"), WordRule(id: "p.two", category: .privacy, word: "lamps"),
        ]
        let data =
            line("kit", [["rule": "p.one"]]) + line("kit", []) + line("lamp", [["rule": "p.two"]]) + line("lamp", [])
            + line("kite lamps", [["category": "privacy"]])
        let report = try await evaluate(WordRule.set(now), data, against: WordRule.set(Self.old))
        let one = try #require(report.comparison.rules["p.one"])
        let two = try #require(report.comparison.rules["p.two"])
        #expect([one.gainedRight, one.gainedWrong, one.lostRight, one.lostWrong] == [1, 1, 0, 0])
        #expect([two.gainedRight, two.gainedWrong, two.lostRight, two.lostWrong] == [0, 0, 1, 1])
        #expect(report.comparison.labelsGained == 1 && report.comparison.labelsLost == 1)
        #expect(report.comparison.falseTextsGained == 1 && report.comparison.falseTextsLost == 1)
        #expect(report.comparison.hasRegressed)
        #expect(report.changes.items.map(\.place.line) == [1, 2, 3, 4])
    }

    @Test func `a rule that has another name is no regression`() async throws {
        let now = [WordRule(id: "p.new", category: .privacy, word: "kite"), Self.old[1]]
        let data = line("kite", [["category": "privacy"]]) + line("lamp", [["rule": "p.two"]]) + line("x", [])
        let report = try await evaluate(WordRule.set(now), data, against: WordRule.set(Self.old))
        #expect(report.comparison.rules.keys.sorted() == ["p.new", "p.one"])
        #expect(!report.comparison.hasRegressed)
    }

    @Test func `the same rules differ in nothing`() async throws {
        let set = try WordRule.set(ScoreTests.rules)
        let report = try await evaluate(set, ScoreTests.data(seed: 4, lines: 200), against: set)
        #expect(report.comparison == Comparison() && report.changes.total == 0)
    }

    @Test(arguments: [
        ("0.5", "detect=0.50"), ("enforce=2", "enforce=2"), ("my-pack:detect=20", "my-pack:detect=20"),
        ("my-pack:1.25", "my-pack:detect=1.25"),
    ]) func `a budget is read`(text: String, shown: String) throws {
        #expect(FalseAlarmBudget(text)?.description == shown)
    }

    @Test(arguments: ["", "x", "-1", "1e3", "level=2", ":2", "1001", "enforce=", "nan", "0x1"])
    func `what is no budget is refused`(text: String) { #expect(FalseAlarmBudget(text) == nil) }

    @Test func `a budget holds for each pack, or for one, at its level`() async throws {
        let rules = [
            WordRule(id: "a.x", category: .custom, word: "kite", action: .block), WordRule(id: "b.y", category: .custom, word: "lamp"),
        ]
        let data = String(repeating: line("nothing", []), count: 97) + line("kite", []) + String(repeating: line("lamp", []), count: 2)
        let report = try await evaluate(WordRule.set(rules), data)
        func over(_ budgets: String...) -> [String] {
            report.excesses(budgets.compactMap { FalseAlarmBudget($0) }, packs: ["a", "b"]).map { "\($0.pack) \($0.budget)" }
        }
        #expect(over("20") == [] && over("10") == ["b detect=10"] && over("5") == ["a detect=5", "b detect=5"])
        #expect(over("enforce=5") == ["a enforce=5"] && over("enforce=10") == [])
        #expect(over("b:detect=19", "a:enforce=9.99") == ["a a:enforce=9.99", "b b:detect=19"])
    }
}
