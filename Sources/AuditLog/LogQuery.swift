public import Primitives

/// Which records are asked for: those that meet every member that is set.
///
///     var query = LogQuery()
///     query.severity = ["high", "critical"]
///     if query.matches(record) { … }
public struct LogQuery: Sendable, Equatable {
    /// The earliest `time`.
    public var since: Timestamp?
    /// The first moment that is too late.
    public var until: Timestamp?
    /// The id of a rule of which there is a finding.
    public var rule: String?
    /// A category of the record or of one of its findings.
    public var category: String?
    /// A finding's severity is one of these.
    public var severity: Set<String>?
    public var verdict: String?
    public var model: String?
    /// The record's own id, or one that it cites as `open` or `of`.
    public var id: String?
    public var kind: String?
    /// How many records are wanted; counting is the caller's.
    public var limit: Int?

    public init() {}

    public func matches(_ record: JSONValue) -> Bool {
        guard verdict == nil || record["verdict"]?.string == verdict, model == nil || record["model"]?.string == model,
            kind == nil || record["kind"]?.string == kind, matchesTime(record), matchesID(record)
        else { return false }
        guard rule != nil || category != nil || severity != nil else { return true }
        return matchesFindings(record)
    }

    private func matchesTime(_ record: JSONValue) -> Bool {
        guard since != nil || until != nil else { return true }
        guard let time = record["time"]?.string.flatMap({ Timestamp($0) }) else { return false }
        return since.map { time >= $0 } ?? true && until.map { time < $0 } ?? true
    }

    private func matchesID(_ record: JSONValue) -> Bool {
        guard let id else { return true }
        return ["id", "open", "of"].contains { record[$0]?.string == id }
    }

    private func matchesFindings(_ record: JSONValue) -> Bool {
        let findings = record["findings"]?.array ?? []
        if let rule, !findings.contains(where: { $0["rule"]?.string == rule }) { return false }
        if let category, !([record] + findings).contains(where: { $0.texts("category").contains(category) }) {
            return false
        }
        if let severity, !findings.contains(where: { $0["severity"]?.string.map(severity.contains) ?? false }) {
            return false
        }
        return true
    }
}

extension JSONValue {
    /// The texts at `key`, be it one text or a list of them.
    func texts(_ key: String) -> [String] {
        guard let value = self[key] else { return [] }
        return value.string.map { [$0] } ?? (value.array ?? []).compactMap(\.string)
    }
}
