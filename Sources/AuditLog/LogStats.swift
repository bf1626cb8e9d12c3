public import Primitives

/// How many records there are of each sort.
///
/// Rules, categories and severities count findings; the others count records, verdicts and models those that have
/// one. An opened channel is counted where it is closed.
public struct LogStats: Sendable, Equatable {
    public private(set) var records = 0
    public private(set) var kinds: [String: Int] = [:]
    public private(set) var verdicts: [String: Int] = [:]
    public private(set) var rules: [String: Int] = [:]
    public private(set) var categories: [String: Int] = [:]
    public private(set) var severities: [String: Int] = [:]
    public private(set) var models: [String: Int] = [:]
    /// By the UTC date of `time`.
    public private(set) var days: [String: Int] = [:]

    public init() {}

    public mutating func add(_ record: JSONValue) {
        records += 1
        Self.count(record["kind"]?.string, &kinds)
        Self.count(record["verdict"]?.string, &verdicts)
        Self.count(record["model"]?.string, &models)
        Self.count(record["time"]?.string.flatMap { Timestamp($0) }.map { String($0.rfc3339.prefix(10)) }, &days)
        for finding in record["findings"]?.array ?? [] {
            Self.count(finding["rule"]?.string, &rules)
            Self.count(finding["severity"]?.string, &severities)
            for category in finding.texts("category") { Self.count(category, &categories) }
        }
    }

    /// `{categories, days, kinds, models, records, rules, severities, verdicts}`.
    public var json: JSONValue {
        [
            "records": .integer(Int64(records)), "kinds": Self.object(kinds), "verdicts": Self.object(verdicts),
            "rules": Self.object(rules), "categories": Self.object(categories),
            "severities": Self.object(severities), "models": Self.object(models), "days": Self.object(days),
        ]
    }

    private static func count(_ key: String?, _ counts: inout [String: Int]) {
        if let key { counts[key, default: 0] += 1 }
    }

    private static func object(_ counts: [String: Int]) -> JSONValue {
        .object(counts.mapValues { .integer(Int64($0)) })
    }
}
