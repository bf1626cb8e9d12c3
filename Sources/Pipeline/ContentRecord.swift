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

/// What a monitor said about a channel, as far as it is told in the record that closes the channel.
struct Outcome {
    /// All of them, or those that are in no part.
    var findings: [Finding] = []
    var findingsTotal = 0
    /// How many parts hold the findings; `nil` where none does.
    var parts: Int?
    var verdict = Verdict.clean
    /// The first doubt that arose.
    var doubt: Doubt.Reason?
}

/// How one channel went, told to the log: a record of kind `content`.
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
    var outcome: Outcome
    /// What was really done, where it is more than nothing.
    var action: String?
    var reason: String?
    var ended: Ending
    /// The id of the `open` record, for streamed channels.
    var open: ContentID?
    /// The most bytes that were held back at once, for streamed channels.
    var held: Int?
    var label: JSONValue?

    /// The record.
    var members: [String: JSONValue] {
        var record: [String: JSONValue] = [
            "kind": "content", "id": .string(id.description), "time": .string(time.rfc3339),
            "mode": .string(mode.rawValue), "source": sourceJSON,
            "channel": ["format": .string(format), "name": .string(channelName)],
            "producer": .string(producer), "packs": .string(packs),
            "content": Self.text(bytes: bytes, chars: chars, digest: digest),
            "findings": .array(outcome.findings.map(\.json)),
            "findings_total": .integer(Int64(outcome.findingsTotal)),
            "verdict": .string(outcome.verdict.rawValue), "ended": .string(ended.rawValue),
        ]
        record["model"] = group.model.map { .string(RecordName.short($0)) }
        record["parts"] = outcome.parts.map { .integer(Int64($0)) }
        record["action"] = action.map(JSONValue.string)
        record["reason"] = (reason ?? outcome.doubt?.rawValue).map(JSONValue.string)
        record["open"] = open.map { .string($0.description) }
        record["held"] = held.map { ["max": .integer(Int64($0))] }
        record["label"] = label
        if let output { record["output"] = Self.text(bytes: output.bytes, chars: nil, digest: output.digest) }
        return record
    }

    /// A record of kind `part`.
    /// - Parameter id: of the record that the part belongs to: the `open` record of a streamed channel's group.
    static func part(
        _ number: Int, of id: ContentID, channel: ContentID, time: Timestamp, findings: [Finding]
    ) -> [String: JSONValue] {
        [
            "kind": "part", "id": .string(channel.description), "time": .string(time.rfc3339),
            "of": .string(id.description), "part": .integer(Int64(number)), "findings": .array(findings.map(\.json)),
        ]
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
            "action": .string(action.rawValue), "view": .string(view.name),
            "bytes": [.integer(Int64(bytes.lowerBound)), .integer(Int64(bytes.upperBound))],
        ]
    }
}

/// Counts the characters (Unicode scalars) of text that comes in pieces: every byte that begins one.
func scalarCount(_ bytes: [UInt8]) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
}
