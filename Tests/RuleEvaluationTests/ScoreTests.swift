import Primitives
import RuleEvaluation
import Rules
import TestSupport
import Testing

@Suite struct ScoreTests {
    static let script = Command.package + "/Tests/RuleEvaluationTests/peers.py"

    @Test func `figures are those of the counts`() throws {
        let score = Score(right: 8, wrong: 2, missed: 24)
        #expect(score.precision?.ppm == 800_000)
        #expect(score.recall?.ppm == 250_000)
        #expect(score.f1?.ppm == 380_952)
        #expect(Score(wrong: 3).recall == nil && Score(wrong: 3).f1?.ppm == 0)
        #expect(Score(missed: 3).precision == nil && Score().f1 == nil)
    }

    @Test func `the interval of F1 holds it, and narrows with the counts`() throws {
        for score in [Score(right: 1), Score(right: 3, wrong: 1, missed: 2), Score(wrong: 5), Score(right: 500, wrong: 9, missed: 70)] {
            let f1 = try #require(score.f1)
            #expect(f1.low <= f1.ppm && f1.ppm <= f1.high)
            let more = try #require(Score(right: score.right * 50, wrong: score.wrong * 50, missed: score.missed * 50).f1)
            #expect(more.ppm == f1.ppm && more.high - more.low < f1.high - f1.low)
        }
    }

    @Test(arguments: [(900, 40, 60), (300, 300, 100), (50, 10, 400), (1_200, 3, 2)])
    func `the interval of F1 is about what resampling gives`(right: Int, wrong: Int, missed: Int) throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "intervals of F1") else { return }
        let finished = try Command.run(python, ["-B", Self.script, "f1", "\(right)", "\(wrong)", "\(missed)"])
        let bounds = try JSONValue(parsing: finished.output).array?.compactMap(\.integer) ?? []
        let f1 = try #require(Score(right: right, wrong: wrong, missed: missed).f1)
        try #require(bounds.count == 2, "\(finished.error)")
        #expect(abs(Int64(f1.low) - bounds[0]) < 6_000 && abs(Int64(f1.high) - bounds[1]) < 6_000, "\(f1) \(bounds)")
    }

    static let rules = [
        WordRule(id: "a.one", category: .privacy, word: "kite"), WordRule(id: "a.two", category: .privacy, word: "lamp"),
        WordRule(id: "b.three", category: .secret, word: "钥匙"), WordRule(id: "b.four", category: .custom, word: "never"),
    ]

    /// Words that hit, words that do not, labels that are right, missing and invented.
    static func data(seed: UInt64, lines: Int) -> String {
        var generator = SeededGenerator(seed: seed)
        let words = ["kite", "lamp", "钥匙", "stone", "水", "lam", "kit", "e"]
        var data = ""
        for _ in 0..<lines {
            let text = (0..<Int.random(in: 1...5, using: &generator)).map { _ in words.randomElement(using: &generator) ?? "" }
                .joined(separator: [" ", "，", ""].randomElement(using: &generator) ?? "")
            var labels: [JSONValue] = []
            for rule in rules {
                let isThere = text.contains(rule.word)
                let isLabelled = Int.random(in: 0..<10, using: &generator) < (isThere ? 8 : 1)
                if isLabelled { labels.append(["rule": .string(rule.id)]) }
            }
            data += line(text, labels)
        }
        return data
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `every figure is that of scikit-learn and statsmodels`(seed: UInt64) async throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "scores") else { return }
        let data = Self.data(seed: seed, lines: 400)
        let report = try await evaluate(WordRule.set(Self.rules), data)
        let folder = try TemporaryFolder()
        let rules: JSONValue = .array(
            Self.rules.map { ["id": .string($0.id), "category": .string($0.category.rawValue), "word": .string($0.word)] })
        let finished = try Command.run(
            python,
            [
                "-B", Self.script, "scores", try folder.write(rules.canonical, to: "rules.json"),
                try folder.write(data, to: "data.jsonl"),
            ])
        let peers = try #require(try JSONValue(parsing: finished.output).object, "\(finished.error)")
        #expect(peers.count == 8)
        for (name, peer) in peers {
            let key: ScoredClass = name == "all" ? .all : Category(rawValue: name).map { .category($0) } ?? .rule(name)
            let own = report.detect.scores[key] ?? Score()
            #expect(peer["right"]?.integer == Int64(own.right), "\(name)")
            #expect(peer["wrong"]?.integer == Int64(own.wrong), "\(name)")
            #expect(peer["missed"]?.integer == Int64(own.missed), "\(name)")
            let plain = [own.precision?.ppm ?? 0, own.recall?.ppm ?? 0, own.f1?.ppm ?? 0].map { JSONValue.integer(Int64($0)) }
            #expect(peer["sklearn"] == .array(plain), "\(name)")
            #expect(peer["precision"] == Self.figures(own.precision), "\(name)")
            #expect(peer["recall"] == Self.figures(own.recall), "\(name)")
            let share = peer["jaccard"]?.array?.compactMap(\.integer).map { Double($0) / 1e6 } ?? []
            guard share.count == 3, let f1 = own.f1 else { continue }
            for (bound, peer) in zip([f1.low, f1.high], share.dropFirst()) {
                #expect(abs(Double(bound) / 1e6 - 2 * peer / (1 + peer)) < 2e-6, "\(name)")
            }
        }
    }

    private static func figures(_ share: Proportion?) -> JSONValue {
        guard let share else { return .null }
        return .array([share.ppm, share.interval.lowerBound, share.interval.upperBound].map { .integer(Int64($0)) })
    }
}
