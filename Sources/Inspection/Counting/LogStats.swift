public import Primitives

/// How many records there are of each sort.
///
///     var stats = LogStats(by: .day)
///     try log.map(matching: query, { try $0.value() }) { stats.add($0) }
///
/// Rules, categories and severities count findings, those of `part` records too; verdicts and models count decisions, which are the records
/// `content`; kinds and days count all records. An opened channel is counted where it is closed. Names come from
/// outside: after ``mostNames`` of a sort, further ones are counted together under ``others``.
public struct LogStats: Sendable, Equatable {
    /// What decisions can be grouped by.
    public enum Dimension: String, Sendable, CaseIterable {
        case day, rule, category, severity, model, verdict, format
    }

    /// The decisions of one group.
    public struct Group: Sendable, Equatable {
        public internal(set) var decisions = 0
        public internal(set) var findings = 0
        public internal(set) var verdicts: [String: Int] = [:]

        /// Of these decisions, those whose verdict is not clean.
        public var notClean: Proportion {
            Proportion(count: decisions - verdicts["clean", default: 0], of: decisions)
        }
    }

    public static let mostNames = 10_000
    public static let others = "(others)"

    public private(set) var records = 0
    /// Records `content`.
    public private(set) var decisions = 0
    public private(set) var findings = 0
    public private(set) var kinds: [String: Int] = [:]
    public private(set) var verdicts: [String: Int] = [:]
    public private(set) var actions: [String: Int] = [:]
    public private(set) var rules: [String: Int] = [:]
    public private(set) var categories: [String: Int] = [:]
    public private(set) var severities: [String: Int] = [:]
    public private(set) var models: [String: Int] = [:]
    /// By the UTC date of `time`.
    public private(set) var days: [String: Int] = [:]
    /// The first and last `time`, in the order of the clock.
    public private(set) var first: String?
    public private(set) var last: String?

    public let dimension: Dimension?
    public private(set) var groups: [String: Group] = [:]

    public init(by dimension: Dimension? = nil) {
        self.dimension = dimension
    }

    public mutating func add(_ record: JSONValue) {
        records += 1
        Self.count(record["kind"]?.string, &kinds)
        let day = note(record["time"]?.string)
        Self.count(day, &days)
        let found = record["findings"]?.array ?? []
        findings += found.count
        for finding in found {
            Self.count(finding["rule"]?.string, &rules)
            Self.count(finding["severity"]?.string, &severities)
            Self.count(finding["category"]?.string, &categories)
        }
        guard record["kind"]?.string == "content" else { return }
        decisions += 1
        Self.count(record["verdict"]?.string, &verdicts)
        Self.count(record["action"]?.string, &actions)
        Self.count(record["model"]?.string, &models)
        if let dimension { group(record, found, dimension, day) }
    }

    private mutating func note(_ time: String?) -> String? {
        guard let time, let moment = Timestamp(time) else { return nil }
        let text = moment.rfc3339
        first = first.map { min($0, text) } ?? text
        last = last.map { max($0, text) } ?? text
        return String(text.prefix(10))
    }

    private mutating func group(_ record: JSONValue, _ found: [JSONValue], _ dimension: Dimension, _ day: String?) {
        var names: [String: Int] = [:]
        switch dimension {
        case .day: names[day ?? "-"] = found.count
        case .model: names[record["model"]?.string ?? "-"] = found.count
        case .verdict: names[record["verdict"]?.string ?? "-"] = found.count
        case .format: names[record["channel"]?["format"]?.string ?? "-"] = found.count
        case .rule, .category, .severity:
            for finding in found { names[finding[dimension.rawValue]?.string ?? "-", default: 0] += 1 }
        }
        let verdict = record["verdict"]?.string ?? "-"
        for (name, count) in names {
            let name = groups[name] == nil && groups.count >= Self.mostNames ? Self.others : name
            groups[name, default: Group()].decisions += 1
            groups[name, default: Group()].findings += count
            groups[name, default: Group()].verdicts[verdict, default: 0] += 1
        }
    }

    private static func count(_ key: String?, _ counts: inout [String: Int]) {
        guard let key else { return }
        counts[counts[key] == nil && counts.count >= mostNames ? others : key, default: 0] += 1
    }

    /// What part of the decisions has `verdict`.
    public func rate(_ verdict: String) -> Proportion {
        Proportion(count: verdicts[verdict, default: 0], of: decisions)
    }

    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "records": .integer(Int64(records)), "decisions": .integer(Int64(decisions)),
            "findings": .integer(Int64(findings)), "kinds": Self.object(kinds), "verdicts": Self.object(verdicts),
            "actions": Self.object(actions), "rules": Self.object(rules), "categories": Self.object(categories),
            "severities": Self.object(severities), "models": Self.object(models), "days": Self.object(days),
            "rates": .object(verdicts.keys.reduce(into: [:]) { $0[$1] = rate($1).json }),
        ]
        members["first"] = first.map { .string($0) }
        members["last"] = last.map { .string($0) }
        if let dimension {
            members["by"] = [
                "dimension": .string(dimension.rawValue),
                "groups": .object(
                    groups.mapValues { group in
                        [
                            "decisions": .integer(Int64(group.decisions)), "findings": .integer(Int64(group.findings)),
                            "verdicts": Self.object(group.verdicts), "not_clean": group.notClean.json,
                        ]
                    }),
            ]
        }
        return .object(members)
    }

    private static func object(_ counts: [String: Int]) -> JSONValue {
        .object(counts.mapValues { .integer(Int64($0)) })
    }
}
