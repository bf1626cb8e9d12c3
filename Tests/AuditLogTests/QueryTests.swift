import AuditLog
import Primitives
import Testing

@Suite struct QueryTests {
    static func record(_ id: String, _ day: Int, _ rule: String?, _ severity: String, _ verdict: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": "content", "id": .string(id), "time": .string("2026-11-0\(day)T08:00:00.000Z"),
            "verdict": .string(verdict), "model": "qwen3-max", "category": ["safety"], "findings": [],
        ]
        if let rule {
            members["findings"] = [
                ["rule": .string(rule), "category": "privacy", "severity": .string(severity), "action": "mask"]
            ]
        }
        return .object(members)
    }

    static let records = [
        record("a", 1, "cn-privacy.resident-id", "high", "masked"), record("b", 2, nil, "", "clean"),
        record("c", 3, "ad-law.best", "low", "observed"),
        ["kind": "content", "id": "d", "open": "a", "time": "not a time"],
    ]

    static func found(_ change: (inout LogQuery) -> Void) -> [String] {
        var query = LogQuery()
        change(&query)
        return records.filter { query.matches($0) }.compactMap { $0["id"]?.string }
    }

    @Test func `each member narrows the search`() {
        #expect(Self.found { _ in } == ["a", "b", "c", "d"])
        #expect(Self.found { $0.since = Timestamp("2026-11-02T08:00:00.000Z") } == ["b", "c"])
        #expect(Self.found { $0.until = Timestamp("2026-11-02T08:00:00.000Z") } == ["a"])
        #expect(Self.found { $0.rule = "ad-law.best" } == ["c"])
        #expect(Self.found { $0.category = "privacy" } == ["a", "c"])
        #expect(Self.found { $0.category = "safety" } == ["a", "b", "c"])
        #expect(Self.found { $0.severity = ["high", "critical"] } == ["a"])
        #expect(Self.found { $0.verdict = "clean" } == ["b"])
        #expect(Self.found { $0.model = "qwen3-max" } == ["a", "b", "c"])
        #expect(Self.found { $0.id = "a" } == ["a", "d"])
        #expect(Self.found { $0.kind = "open" } == [])
    }
}
