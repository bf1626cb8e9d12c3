import Inspection
import Primitives
import TestSupport
import Testing

@Suite struct StatsTests {
    static func record(_ day: Int, _ rule: String?, _ severity: String, _ verdict: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": "content", "time": .string("2026-11-0\(day)T08:00:00.000Z"), "verdict": .string(verdict),
            "model": "qwen3-max", "findings": [],
        ]
        if let rule {
            members["findings"] = [
                ["rule": .string(rule), "category": "privacy", "severity": .string(severity), "action": "mask"]
            ]
        }
        return .object(members)
    }

    static let records = [
        record(1, "cn-privacy.resident-id", "high", "masked"), record(2, nil, "", "clean"),
        record(3, "ad-law.best", "low", "observed"), ["kind": "content", "time": "not a time"],
    ]

    @Test func `the counts are those of the records`() {
        var stats = LogStats(by: .rule)
        for record in Self.records { stats.add(record) }
        #expect(stats.records == 4)
        #expect(stats.kinds == ["content": 4])
        #expect(stats.verdicts == ["masked": 1, "clean": 1, "observed": 1])
        #expect(stats.rules == ["cn-privacy.resident-id": 1, "ad-law.best": 1])
        #expect(stats.severities == ["high": 1, "low": 1])
        #expect(stats.categories == ["privacy": 2])
        #expect(stats.days == ["2026-11-01": 1, "2026-11-02": 1, "2026-11-03": 1])
        #expect(stats.first == "2026-11-01T08:00:00.000Z" && stats.last == "2026-11-03T08:00:00.000Z")
        #expect(stats.json["models"] == ["qwen3-max": 3])
        #expect(stats.groups.mapValues(\.decisions) == ["cn-privacy.resident-id": 1, "ad-law.best": 1])
        #expect(stats.groups["ad-law.best"]?.verdicts == ["observed": 1])
    }

    @Test func `groups of every dimension add up to the decisions that have one`() {
        var generator = SeededGenerator(seed: 11)
        let records = (0..<400).map { _ in
            Self.record(
                Int.random(in: 1...9, using: &generator), ["a.one", "b.two", nil].randomElement(using: &generator) ?? nil,
                ["low", "high"].randomElement(using: &generator) ?? "", ["clean", "masked"].randomElement(using: &generator) ?? "")
        }
        for dimension in LogStats.Dimension.allCases {
            var stats = LogStats(by: dimension)
            for record in records { stats.add(record) }
            let perFinding = [.rule, .category, .severity].contains(dimension)
            let expected = perFinding ? records.filter { $0["findings"]?.array?.isEmpty == false }.count : 400
            #expect(stats.groups.values.reduce(0) { $0 + $1.decisions } == expected, "\(dimension)")
            #expect(stats.groups.values.reduce(0) { $0 + $1.findings } == stats.findings, "\(dimension)")
            #expect(stats.groups.values.allSatisfy { $0.verdicts.values.reduce(0, +) == $0.decisions })
        }
    }

    @Test func `names from outside are counted together when there are too many`() {
        var stats = LogStats(by: .model)
        for number in 0..<(LogStats.mostNames + 500) {
            stats.add(["kind": "content", "verdict": "clean", "model": .string("m\(number)")])
        }
        #expect(stats.models.count == LogStats.mostNames + 1)
        #expect(stats.models[LogStats.others] == 500)
        #expect(stats.groups[LogStats.others]?.decisions == 500)
    }
}
