internal import AuditLog
internal import Primitives

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

    func piece(of record: InspectedRecord) throws(LogError) -> [UInt8] {
        CSVRow(record, try record.outline()).bytes
    }

    mutating func take(_ piece: [UInt8]) -> [UInt8] {
        rows += 1
        return piece
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
}

/// One row, made of the parts of a line that it shows.
private struct CSVRow {
    private(set) var bytes: [UInt8] = []
    private let outline: JSONOutline

    init(_ record: InspectedRecord, _ outline: JSONOutline) {
        self.outline = outline
        bytes.reserveCapacity(record.line.count + 200)
        let source = value("source")
        let findings = (value("findings").map { Array(outline.elements(of: $0)) } ?? [])
        bytes += String(record.index).utf8
        for name in ["time", "kind", "verdict", "action", "reason", "ended", "mode"] { text(value(name)) }
        text(value("name", source) ?? value("name_b64", source))
        number(value("line", source))
        text(value("field", source))
        text(value("format", value("channel")))
        text(value("name", value("channel")))
        text(value("model"))
        text(value("producer"))
        text(worst(findings))
        names("category", findings)
        names("rule", findings)
        number(value("findings_total"))
        number(value("bytes", value("content")))
        number(value("chars", value("content")))
        text(value("hmac", value("content")))
        text(value("key", value("content")))
        number(value("bytes", value("output")))
        text(value("visible", value("label")))
        flag(value("aigc", value("label")))
        for name in ["id", "open", "packs"] { text(value(name)) }
        text(Hex.encode(record.leaf))
        bytes += [0x0d, 0x0a]
    }

    private func value(_ name: String) -> JSONOutline.Place? { outline.value(name, in: outline.root) }

    private func value(_ name: String, _ place: JSONOutline.Place?) -> JSONOutline.Place? {
        place.flatMap { outline.value(name, in: $0) }
    }

    private func string(_ place: JSONOutline.Place?) -> [UInt8]? {
        place.flatMap { outline.kind(of: $0) == .string ? outline.text($0) : nil }
    }

    private mutating func text(_ place: JSONOutline.Place?) { cell(string(place) ?? []) }

    private mutating func text(_ text: String) { cell(Array(text.utf8)) }

    private mutating func cell(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: ","))
        SpreadsheetCell.append(quoting: text, to: &bytes)
    }

    private mutating func number(_ place: JSONOutline.Place?) {
        bytes.append(UInt8(ascii: ","))
        guard let place, outline.kind(of: place) == .number,
            let number = Int64(String(decoding: outline.bytes[outline.range(of: place)], as: UTF8.self))
        else { return }
        bytes += String(number).utf8
    }

    private mutating func flag(_ place: JSONOutline.Place?) {
        bytes.append(UInt8(ascii: ","))
        switch place.map({ outline.kind(of: $0) }) {
        case .yes?: bytes += "true".utf8
        case .no?: bytes += "false".utf8
        default: break
        }
    }

    /// The texts at `key` of the findings, each once, in order.
    private mutating func names(_ key: String, _ findings: [JSONOutline.Place]) {
        let names = Set(findings.compactMap { string(value(key, $0)).map { String(decoding: $0, as: UTF8.self) } })
        text(names.sorted().joined(separator: " "))
    }

    private func worst(_ findings: [JSONOutline.Place]) -> String {
        findings.compactMap { string(value("severity", $0)).map { String(decoding: $0, as: UTF8.self) } }
            .max { Severity.order($0) < Severity.order($1) } ?? ""
    }
}

/// The four severities of a rule.
enum Severity {
    static let names = ["low", "medium", "high", "critical"]

    /// 1 for low to 4 for critical; 0 for anything else.
    static func order(_ name: String) -> Int { (names.firstIndex(of: name) ?? -1) + 1 }
}
