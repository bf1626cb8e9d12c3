internal import ContentFormats
public import Monitor
public import Primitives
internal import Rules

/// Where a text came from, as a record names it.
public struct Source: Hashable, Sendable {
    /// `stdin`, or a path as it was given.
    public var name: String

    public init(name: String) {
        self.name = name
    }
}

/// How one channel went, told to the log: a record of kind `content` and, for many findings, `part` records.
struct ContentRecord {
    enum Mode: String { case filter, audit }

    var mode: Mode
    var id: ContentID
    var time: Timestamp
    var source: Source
    var format: String
    var channel: Channel
    /// The channel's name as it may be logged.
    var channelName: String
    var group: Group
    var producer: String
    var packs: String
    var bytes: Int
    var chars: Int
    var digest: TextDigest?
    /// What was delivered, where that is not the text as it came.
    var output: (bytes: Int, digest: TextDigest?)?
    var judgement: Judgement
    /// What was really done, where it is more than nothing.
    var action: String?
    var reason: String?
    var ended: Ending
    /// The id of the `open` record, for streamed channels.
    var open: ContentID?
    /// The most bytes that were held back at once, for streamed channels.
    var held: Int?
    var label: JSONValue?

    /// A record is at most 65,535 bytes; a part of 256 findings stays below that, whatever the rules are called.
    static let findingsPerRecord = 256
    /// What findings may take in a record that has names from the content beside them.
    private static let findingBytes = 36 << 10

    private var hasParts: Bool {
        let findings = judgement.findings
        return findings.count > Self.findingsPerRecord
            || findings.reduce(0) { $0 + $1.rule.utf8.count + 112 } > Self.findingBytes
    }

    /// The parts that many findings take, and the record that closes the channel.
    var records: [[String: JSONValue]] { partRecords + [closingRecord] }

    /// Where there are more findings than a record holds, all of them, in order.
    var partRecords: [[String: JSONValue]] {
        let findings = judgement.findings
        guard hasParts else { return [] }
        return stride(from: 0, to: findings.count, by: Self.findingsPerRecord).enumerated().map { part, start in
            let slice = findings[start..<min(start + Self.findingsPerRecord, findings.count)]
            return [
                "kind": "part", "id": .string(id.description), "time": .string(time.rfc3339),
                "of": .string((open ?? id).description), "part": .integer(Int64(part)),
                "findings": .array(slice.map(\.json)),
            ]
        }
    }

    /// The record of kind `content`.
    var closingRecord: [String: JSONValue] {
        guard hasParts else { return members(findings: judgement.findings.map(\.json), parts: nil) }
        let parts = (judgement.findings.count + Self.findingsPerRecord - 1) / Self.findingsPerRecord
        return members(findings: [], parts: parts)
    }

    private func members(findings: [JSONValue], parts: Int?) -> [String: JSONValue] {
        var record: [String: JSONValue] = [
            "kind": "content", "id": .string(id.description), "time": .string(time.rfc3339),
            "mode": .string(mode.rawValue), "source": sourceJSON,
            "channel": ["format": .string(format), "name": .string(channelName)],
            "producer": .string(producer), "packs": .string(packs),
            "content": Self.text(bytes: bytes, chars: chars, digest: digest),
            "findings": .array(findings), "findings_total": .integer(Int64(judgement.findings.count)),
            "verdict": .string(judgement.verdict.rawValue), "ended": .string(ended.rawValue),
        ]
        record["model"] = group.model.map { .string(RecordName.short($0)) }
        record["parts"] = parts.map { .integer(Int64($0)) }
        record["action"] = action.map(JSONValue.string)
        record["reason"] = (reason ?? judgement.doubts.first?.reason.rawValue).map(JSONValue.string)
        record["open"] = open.map { .string($0.description) }
        record["held"] = held.map { ["max": .integer(Int64($0))] }
        record["label"] = label
        if let output { record["output"] = Self.text(bytes: output.bytes, chars: nil, digest: output.digest) }
        return record
    }

    private var sourceJSON: JSONValue {
        var members: [String: JSONValue] = ["name": .string(RecordName.short(source.name, to: 4096))]
        members["line"] = group.line.map { .integer(Int64($0)) }
        if channel.field != nil { members["field"] = .string(channelName) }
        if group.offset > 0 || group.line != nil { members["offset"] = .integer(Int64(group.offset)) }
        return .object(members)
    }

    private static func text(bytes: Int, chars: Int?, digest: TextDigest?) -> JSONValue {
        var members: [String: JSONValue] = ["bytes": .integer(Int64(bytes))]
        members["chars"] = chars.map { .integer(Int64($0)) }
        members["hmac"] = digest.map { .string($0.value) }
        if chars != nil { members["key"] = digest.map { .string($0.key) } }
        return .object(members)
    }
}

extension Finding {
    /// The one shape of a finding, in records and in `--json` output alike.
    public var json: JSONValue {
        [
            "rule": .string(rule), "category": .string(category.rawValue), "severity": .string(severity.rawValue),
            "action": .string(action.rawValue), "view": .string(view.rawValue),
            "bytes": [.integer(Int64(bytes.lowerBound)), .integer(Int64(bytes.upperBound))],
        ]
    }
}

/// Counts the characters (Unicode scalars) of text that comes in pieces: every byte that begins one.
func scalarCount(_ bytes: [UInt8]) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
}
