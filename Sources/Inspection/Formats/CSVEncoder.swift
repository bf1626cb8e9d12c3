internal import Primitives
internal import Transparency

/// A table for a spreadsheet: UTF-8 with a byte order mark, without which Excel takes Chinese for something else, line
/// ends CR LF, quotes as in RFC 4180. A view, no evidence: cells are protected, which changes them.
struct CSVEncoder: RecordEncoder {
    private(set) var rows = 0

    private static let columns = [
        "seq", "time", "kind", "verdict", "action", "reason", "ended", "mode", "source", "line", "field", "format",
        "channel", "model", "producer", "severity", "categories", "rules", "findings", "bytes", "chars", "hmac",
        "epoch", "output_bytes", "label_visible", "label_aigc", "id", "open", "packs", "leaf_sha256",
    ]
    /// What a spreadsheet can show, its header row among it.
    private static let mostRows = 1_048_576

    mutating func begin() -> [UInt8] {
        [0xef, 0xbb, 0xbf] + Array((Self.columns.joined(separator: ",") + "\r\n").utf8)
    }

    mutating func encode(_ record: InspectedRecord) -> [UInt8] {
        rows += 1
        return Array((Self.cells(record).joined(separator: ",") + "\r\n").utf8)
    }

    var remarks: [String] {
        var remarks = [
            "a view for spreadsheets: cells that a spreadsheet would take for a formula or a number have an apostrophe before them; export jsonl for evidence"
        ]
        if rows >= Self.mostRows {
            remarks.append("\(rows) rows: a spreadsheet shows the first \(Self.mostRows - 1); export day by day")
        }
        return remarks
    }

    private static func cells(_ record: InspectedRecord) -> [String] {
        let value = record.value
        let source = value["source"]
        let findings = record.findings
        func text(_ value: JSONValue?) -> String { SpreadsheetCell.quoted(value?.string ?? "") }
        func number(_ value: JSONValue?) -> String { value?.integer.map { String($0) } ?? "" }
        func names(_ key: String) -> String {
            SpreadsheetCell.quoted(Set(findings.compactMap { $0[key]?.string }).sorted().joined(separator: " "))
        }
        let worst = findings.compactMap { $0["severity"]?.string }.max { Severity.order($0) < Severity.order($1) }
        return [
            String(record.index), text(value["time"]), text(value["kind"]), text(value["verdict"]),
            text(value["action"]), text(value["reason"]), text(value["ended"]), text(value["mode"]),
            text(source?["name"] ?? source?["name_b64"]), number(source?["line"]), text(source?["field"]),
            text(value["channel"]?["format"]), text(value["channel"]?["name"]), text(value["model"]),
            text(value["producer"]), SpreadsheetCell.quoted(worst ?? ""), names("category"), names("rule"),
            number(value["findings_total"]), number(value["content"]?["bytes"]), number(value["content"]?["chars"]),
            text(value["content"]?["hmac"]), text(value["content"]?["key"]), number(value["output"]?["bytes"]),
            text(value["label"]?["visible"]), value["label"]?["aigc"]?.bool.map { $0 ? "true" : "false" } ?? "",
            text(value["id"]), text(value["open"]), text(value["packs"]),
            SpreadsheetCell.quoted(Hex.encode(MerkleTree.leafHash(record.line))),
        ]
    }
}

/// The four severities of a rule.
enum Severity {
    static let names = ["low", "medium", "high", "critical"]

    /// 1 for low to 4 for critical; 0 for anything else.
    static func order(_ name: String) -> Int { (names.firstIndex(of: name) ?? -1) + 1 }
}
