public import Primitives

/// Which records are asked for: those that meet every member that is set.
///
///     var query = LogQuery()
///     query.severity = ["high", "critical"]
///     if query.matches(record) { … }
///
/// Texts are compared byte by byte.
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
    /// What was done with the text: the record's own `action`, not those of its findings.
    public var action: String?
    public var model: String?
    /// The name of the source: `stdin`, or a path as it was given.
    public var source: String?
    /// The record's own id, or one that it cites as `open` or `of`.
    public var id: String?
    /// The keyed digest of the text as it came, or as it was delivered, is one of these.
    public var digests: Set<String>?
    public var kind: String?
    /// How many records are wanted; counting is the caller's.
    public var limit: Int?

    public init() {}

    /// Every record that matches has one of `values` in `field`, for each of these.
    public var conditions: [(field: RecordFields.Field, values: [String])] {
        // The rarest first, as far as one can know.
        [
            (.digest, digests.map(Array.init)), (.id, id.map { [$0] }), (.rule, rule.map { [$0] }),
            (.source, source.map { [$0] }), (.model, model.map { [$0] }), (.severity, severity.map(Array.init)),
            (.category, category.map { [$0] }), (.action, action.map { [$0] }), (.verdict, verdict.map { [$0] }),
            (.kind, kind.map { [$0] }),
        ].compactMap { field, values in values.map { (field, $0) } }
    }

    public func matches(_ record: JSONValue) -> Bool {
        guard Self.same(verdict, record["verdict"]), Self.same(action, record["action"]),
            Self.same(model, record["model"]), Self.same(kind, record["kind"]),
            Self.same(source, record["source"]?["name"] ?? record["source"]), matchesTime(record),
            matchesID(record), matchesDigest(record)
        else { return false }
        guard rule != nil || category != nil || severity != nil else { return true }
        return matchesFindings(record)
    }

    private static func same(_ wanted: String?, _ value: JSONValue?) -> Bool {
        guard let wanted else { return true }
        return value?.string.map { same($0, wanted) } ?? false
    }

    private static func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    private func matchesTime(_ record: JSONValue) -> Bool {
        guard since != nil || until != nil else { return true }
        guard let time = record["time"]?.string.flatMap({ Timestamp($0) }) else { return false }
        return since.map { time >= $0 } ?? true && until.map { time < $0 } ?? true
    }

    private func matchesID(_ record: JSONValue) -> Bool {
        id == nil || ["id", "open", "of"].contains { Self.same(id, record[$0]) }
    }

    private func matchesDigest(_ record: JSONValue) -> Bool {
        guard let digests else { return true }
        return ["content", "output"].contains { name in
            record[name]?["hmac"]?.string.map { value in digests.contains { Self.same($0, value) } } ?? false
        }
    }

    private func matchesFindings(_ record: JSONValue) -> Bool {
        let findings = record["findings"]?.array ?? []
        if let rule, !findings.contains(where: { Self.same(rule, $0["rule"]) }) { return false }
        if let category,
            !([record] + findings).contains(where: { $0.texts("category").contains { Self.same($0, category) } })
        {
            return false
        }
        if let severity,
            !findings.contains(where: { finding in severity.contains { Self.same($0, finding["severity"]) } })
        {
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
