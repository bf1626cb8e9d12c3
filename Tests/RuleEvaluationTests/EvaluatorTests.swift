import Monitor
import Pipeline
import Primitives
import RuleEvaluation
import Rules
import TestSupport
import Testing

@Suite struct EvaluatorTests {
    static let rules = [
        WordRule(id: "p.one", category: .privacy, word: "kite", action: .mask, risk: "A.4.a"),
        WordRule(id: "p.two", category: .privacy, word: "lamp"), WordRule(id: "q.key", category: .secret, word: "key"),
    ]

    private func score(_ report: EvaluationReport, _ key: ScoredClass) -> [Int] {
        let score = report.detect.scores[key] ?? Score()
        return [score.right, score.wrong, score.missed]
    }

    @Test func `a label names a rule, a category or a risk, and each explains`() async throws {
        let data =
            line("kite", [["rule": "p.one"]]) + line("kite", [["category": "privacy"]]) + line("kite", [["risk": "A.4.a"]])
            + line("lamp", [["rule": "p.one"]]) + line("key", []) + line("nothing", [["category": "secret"]])
        let report = try await evaluate(WordRule.set(Self.rules), data)
        #expect(report.texts == 6 && report.labelledTexts == 5 && report.labels == 5)
        #expect(score(report, .rule("p.one")) == [3, 0, 1])
        // p.two found what only a label of another rule stands for.
        #expect(score(report, .rule("p.two")) == [0, 1, 0])
        #expect(score(report, .category(.privacy)) == [4, 0, 0])
        #expect(score(report, .category(.secret)) == [0, 1, 1])
        #expect(score(report, .risk("A.4.a")) == [3, 0, 1])
        #expect(score(report, .all) == [4, 1, 1])
        #expect(report.falseAlarms.items.map(\.rule) == ["p.two", "q.key"])
        #expect(report.misses.items.map(\.label.target) == [.rule("p.one"), .category(.secret)])
        #expect(report.misses.items.map(\.place.line) == [4, 6])
    }

    @Test func `at the level of enforcement only what acts is found`() async throws {
        let data = line("kite lamp key", []) + line("lamp", []) + line("kite", [["rule": "p.one"]])
        let report = try await evaluate(WordRule.set(Self.rules), data)
        #expect(report.detect.falseAlarms[nil]?.texts == 2 && report.detect.falseAlarms[nil]?.findings == 4)
        #expect(report.detect.falseAlarms["p"]?.findings == 3 && report.detect.falseAlarms["q"]?.texts == 1)
        #expect(report.enforce.falseAlarms[nil] == report.enforce.falseAlarms["p"])
        #expect(report.enforce.falseAlarms["p"]?.texts == 1 && report.enforce.falseAlarms["q"] == nil)
        #expect(report.enforce.scores[.rule("p.one")]?.right == 1)
        #expect(report.enforce.scores[.rule("p.two")] == nil)
    }

    @Test func `with spans a finding has to touch its label`() async throws {
        let data =
            line("kite and kite", [["rule": "p.one", "bytes": [0, 4]]])
            + line("kite key", [["rule": "p.one", "bytes": [5, 8]], ["category": "secret", "bytes": [7, 8]]])
            + line("key key", [["rule": "q.key"]]) + line("lamp kite", [["category": "privacy", "bytes": [0, 9]]])
        let report = try await evaluate(WordRule.set(Self.rules), data) { $0.unit = .span }
        // First line: one found, one too many; second: beside it; last: one label, two rules.
        #expect(score(report, .rule("p.one")) == [2, 2, 1])
        #expect(score(report, .rule("p.two")) == [1, 0, 0])
        #expect(score(report, .rule("q.key")) == [2, 0, 0])
        #expect(score(report, .category(.privacy)) == [2, 2, 1])
        let lines = try await evaluate(WordRule.set(Self.rules), data)
        #expect(score(lines, .rule("p.one")) == [3, 0, 0])
    }

    /// The definition of spans once more, label by label and finding by finding.
    @Test func `spans are counted as defined`() async throws {
        var generator = SeededGenerator(seed: 5)
        let words = ["kite", "lamp", "key", "x"]
        var data = ""
        var expected: [String: [Int]] = [:]
        for _ in 0..<300 {
            let parts = (0..<4).map { _ in words.randomElement(using: &generator) ?? "" }
            let text = parts.joined(separator: " ")
            var labels: [(rule: String, bytes: Range<Int>)] = []
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let start = Int.random(in: 0..<text.utf8.count, using: &generator)
                let end = Int.random(in: start + 1...text.utf8.count, using: &generator)
                labels.append((["p.one", "p.two", "q.key"].randomElement(using: &generator) ?? "", start..<end))
            }
            data += line(
                text, labels.map { ["rule": .string($0.rule), "bytes": [.integer(Int64($0.bytes.lowerBound)), .integer(Int64($0.bytes.upperBound))]] })
            var offset = 0
            var found: [(rule: String, bytes: Range<Int>)] = []
            for part in parts {
                let rule = ["kite": "p.one", "lamp": "p.two", "key": "q.key"][part]
                if let rule { found.append((rule, offset..<offset + part.utf8.count)) }
                offset += part.utf8.count + 1
            }
            for label in labels {
                let isFound = found.contains { $0.rule == label.rule && $0.bytes.overlaps(label.bytes) }
                expected[label.rule, default: [0, 0, 0]][isFound ? 0 : 2] += 1
            }
            for finding in found where !labels.contains(where: { $0.rule == finding.rule && $0.bytes.overlaps(finding.bytes) }) {
                expected[finding.rule, default: [0, 0, 0]][1] += 1
            }
        }
        let report = try await evaluate(WordRule.set(Self.rules), data) { $0.unit = .span }
        for (rule, counts) in expected { #expect(score(report, .rule(rule)) == counts, "\(rule)") }
        #expect(expected.count == 3 && expected.values.allSatisfy { !$0.contains(0) })
    }

    @Test func `the number of workers and the cutting into batches change nothing`() async throws {
        let data = String(repeating: ScoreTests.data(seed: 9, lines: 500) + "not json\n", count: 60)
        #expect(data.utf8.count > 3 * 1 << 19)
        let set = try WordRule.set(ScoreTests.rules)
        let one = try await evaluate(set, data) { $0.jobs = 1 }
        let eight = try await evaluate(set, data) { $0.jobs = 8 }
        #expect(one.detect == eight.detect && one.enforce == eight.enforce)
        #expect(one.falseAlarms == eight.falseAlarms && one.misses == eight.misses && one.malformed == eight.malformed)
        #expect(one.texts == 30_000 && one.malformed.total == 60)
        #expect(one.malformed.items.map(\.place.line) == (1...60).map { $0 * 501 })
        // Without the line feed that ends the last line, with carriage returns, and with blank lines.
        let other = try await evaluate(set, String(data.dropLast()).replacing("\n", with: "\r\n"))
        #expect(other.detect == one.detect && other.texts == one.texts)
    }

    @Test(arguments: [
        ("{", "no JSON"), ("[]", "no JSON object"), (#"{"labels":[]}"#, "no text in 'text'"), (#"{"text":1,"labels":[]}"#, "no text in 'text'"),
        (#"{"text":"a"}"#, "no labels (--benign is for data without any)"), (#"{"text":"a","labels":{}}"#, "'labels' is no list"),
        (#"{"text":"a","labels":["x"]}"#, "a label that is no object"),
        (#"{"text":"a","labels":[{}]}"#, "a label names one of 'rule', 'category' and 'risk'"),
        (#"{"text":"a","labels":[{"rule":"p.one","risk":"A.1.a"}]}"#, "a label names one of 'rule', 'category' and 'risk'"),
        (#"{"text":"a","labels":[{"rule":"one"}]}"#, "no rule is called 'one'"),
        (#"{"text":"a","labels":[{"category":"x"}]}"#, "no category is called 'x'"),
        (#"{"text":"a","labels":[{"risk":"A.9.a"}]}"#, "no risk is called 'A.9.a'"),
        (#"{"text":"a","labels":[{"rules":"p.one"}]}"#, "a label has no member 'rules'"),
        (#"{"text":"a","labels":[{"rule":"p.one","bytes":[0]}]}"#, "'bytes' is no pair of whole numbers"),
        (#"{"text":"a","labels":[{"rule":"p.one","bytes":[0,1.5]}]}"#, "'bytes' is no pair of whole numbers"),
        (#"{"text":"a","labels":[{"rule":"p.one","bytes":[0,2]}]}"#, "'bytes' [0, 2] lie outside of the text's 1"),
        (#"{"text":"a","labels":[{"rule":"p.one","bytes":[1,1]}]}"#, "'bytes' [1, 1] lie outside of the text's 1"),
        (#"{"text":"水","labels":[{"rule":"p.one","bytes":[0,1]}]}"#, "'bytes' [0, 1] cut a character"),
        (#"{"text":"\ud800","labels":[]}"#, "the text is no Unicode"),
    ]) func `a malformed line is named, and the others count`(bad: String, message: String) async throws {
        let data = line("kite", [["rule": "p.one"]]) + "\n" + bad + "\n" + line("kite", [])
        let report = try await evaluate(WordRule.set(Self.rules), data)
        #expect(report.texts == 2)
        let named = report.malformed.items.map { $0.description }
        #expect(named.count == 1 && named[0].hasPrefix("data.jsonl:3: \(message)"), "\(named)")
    }

    @Test func `rules that are not loaded are missed, and named`() async throws {
        let report = try await evaluate(WordRule.set(Self.rules), line("kite", [["rule": "z.other"]]))
        #expect(report.unknownRules == ["z.other"])
        #expect(score(report, .rule("z.other")) == [0, 0, 1] && score(report, .rule("p.one")) == [0, 1, 0])
    }

    @Test func `a line that is too long is named, and what follows has its number`() async throws {
        let long = #"{"text":"\#(String(repeating: "x", count: 3 << 19))","labels":[]}"# + "\n"
        let data = line("kite", []) + long + line("key", []) + "bad\n"
        let report = try await evaluate(WordRule.set(Self.rules), data) { $0.recordLimit = 1 << 20 }
        #expect(report.texts == 2)
        #expect(report.malformed.items.map(\.place.line) == [2, 4], "\(report.malformed.items)")
        #expect(report.falseAlarms.items.map(\.place.line) == [1, 3])
    }

    @Test func `in data without labels everything is wrong, whatever its form`() async throws {
        let folder = try TemporaryFolder()
        let records = #"{"response":"a kite","prompt":"key"}"# + "\n" + #"{"x":1}"# + "\nno json\n"
        let files = [
            EvaluationFile(path: try folder.write(records, to: "a.jsonl"), name: "a", kind: .jsonl),
            EvaluationFile(path: try folder.write("two lines\nkite kite\n", to: "b.txt"), name: "b", kind: .text),
            EvaluationFile(path: try folder.write(#"[{"text":"lamp"},{"text":"oil"}]"#, to: "c.json"), name: "c", kind: .json),
            EvaluationFile(path: folder.file("none"), name: "none", kind: .text),
        ]
        var options = Evaluator.Options()
        options.isBenign = true
        let evaluator = try #require(Evaluator(try WordRule.set(Self.rules), options: options))
        let report = await evaluator.run(files)
        #expect(report.texts == 4)
        #expect(report.falseAlarms.items.map(\.place.description) == ["a:1", "b", "b", "c"])
        #expect(report.falseAlarms.items.first?.place.field == "$.response")
        #expect(report.malformed.items.map(\.place.description) == ["a:2", "a:3"])
        #expect(report.failures.map(\.isMissing) == [true])
        #expect(report.falseTextsPerThousand("p", .detect) == 750)
    }

    @Test func `packed data is unpacked, and a cut file is told`() async throws {
        let data = Array(ScoreTests.data(seed: 3, lines: 2_000).utf8)
        let packed = try Peer.run("zstd", ["-q", "-c"], input: data).output
        let folder = try TemporaryFolder()
        let evaluator = try #require(Evaluator(try WordRule.set(ScoreTests.rules), options: Evaluator.Options()))
        let whole = await evaluator.run([EvaluationFile(path: try folder.write(packed, to: "a"), kind: .jsonl, packing: .zstd)])
        #expect(whole.texts == 2_000 && whole.failures.isEmpty)
        let cut = Array(packed.prefix(packed.count / 2))
        let part = await evaluator.run([EvaluationFile(path: try folder.write(cut, to: "b"), kind: .jsonl, packing: .zstd)])
        #expect(part.failures.count == 1)
    }

    @Test func `an excerpt is short, whole characters, and steers nothing`() async throws {
        let text = "一二三四五六七八九十一二三四五\u{1b}[2J\u{202e}kite\u{0}" + String(repeating: "é", count: 50)
        let report = try await evaluate(WordRule.set(Self.rules), line(text, []))
        let excerpt = try #require(report.falseAlarms.items.first?.excerpt)
        #expect(excerpt == #"九十一二三四五\u{1b}[2J\u{202e}«kite»\u{0}"# + String(repeating: "é", count: 11), "\(excerpt)")
        let none = try await evaluate(WordRule.set(Self.rules), line(text, [])) { $0.showsText = false }
        #expect(none.falseAlarms.items.first?.excerpt == nil)
    }

    @Test func `lists hold as many as asked for and count the rest`() async throws {
        let data = String(repeating: line("kite", []) + line("x", [["rule": "p.one"]]), count: 50)
        let report = try await evaluate(WordRule.set(Self.rules), data) { $0.listed = 7 }
        #expect(report.falseAlarms.items.map(\.place.line) == (0..<7).map { $0 * 2 + 1 } && report.falseAlarms.total == 50)
        #expect(report.misses.items.count == 7 && report.misses.total == 50)
    }
}
