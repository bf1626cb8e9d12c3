internal import ContentFormats
public import Monitor
public import Primitives
public import Rules

/// What a run saw and did, in numbers.
public struct Tally: Sendable {
    public private(set) var channels = 0
    public private(set) var bytes = 0
    public private(set) var findings = 0
    public private(set) var byVerdict: [Verdict: Int] = [:]
    public private(set) var byRule: [String: Int] = [:]
    public private(set) var bySeverity: [Severity: Int] = [:]
    /// Findings by their severity, which a condition near them may have raised above their rule's.
    public private(set) var byRuleOfSeverity: [Severity: [String: Int]] = [:]
    public private(set) var byReason: [String: Int] = [:]
    /// Channels whose text was kept back from some byte on.
    public private(set) var withheld = 0

    public init() {}

    /// Counts a channel that is done; its findings were counted as they came.
    mutating func add(_ record: ContentRecord) {
        add(record.outcome.verdict, record.outcome.doubt, bytes: record.bytes)
        if record.action == "block" { withheld += 1 }
    }

    /// Counts one channel.
    public mutating func add(_ judgement: Judgement, bytes: Int) {
        add(judgement.verdict, judgement.doubts.first?.reason, bytes: bytes)
        add(judgement.findings)
    }

    private mutating func add(_ verdict: Verdict, _ doubt: Doubt.Reason?, bytes: Int) {
        channels += 1
        self.bytes += bytes
        byVerdict[verdict, default: 0] += 1
        if let doubt { byReason[doubt.rawValue, default: 0] += 1 }
    }

    /// Counts findings.
    mutating func add(_ found: [Finding]) {
        findings += found.count
        for finding in found {
            byRule[finding.rule, default: 0] += 1
            bySeverity[finding.severity, default: 0] += 1
            byRuleOfSeverity[finding.severity, default: [:]][finding.rule, default: 0] += 1
        }
    }

    /// The worst severity that was found.
    public var worst: Severity? { bySeverity.keys.max() }

    /// For `--json` output.
    public var json: JSONValue {
        [
            "channels": .integer(Int64(channels)), "bytes": .integer(Int64(bytes)),
            "findings": .integer(Int64(findings)), "withheld": .integer(Int64(withheld)),
            "by_verdict": Self.counts(byVerdict.map { ($0.key.rawValue, $0.value) }),
            "by_rule": Self.counts(byRule.map { ($0.key, $0.value) }),
            "by_severity": Self.counts(bySeverity.map { ($0.key.rawValue, $0.value) }),
            "by_reason": Self.counts(byReason.map { ($0.key, $0.value) }),
        ]
    }

    private static func counts(_ counts: [(String, Int)]) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.0, .integer(Int64($0.1))) }))
    }
}
