internal import AuditLog
internal import Primitives
internal import Transparency

/// The findings of judged files and lines as SARIF 2.1.0 (OASIS), which code hosts and reviewers' tools read. Written
/// as it comes: the rules, which are known only at the end, stand behind the results.
struct SARIFEncoder: RecordEncoder {
    private(set) var rows = 0
    private let context: ExportContext
    /// How often a rule hit, and its category.
    private var rules: [String: (count: Int, category: String)] = [:]

    init(_ context: ExportContext) {
        self.context = context
    }

    var remarks: [String] { ["a view of the findings: records without a finding are not in it"] }

    mutating func begin() -> [UInt8] {
        Array("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"results\":[".utf8)
    }

    /// A result of a finding.
    struct Finding: Sendable {
        let rule: String
        let category: String
        let bytes: [UInt8]
    }

    func piece(of record: InspectedRecord) throws(LogError) -> [Finding] {
        let record = try record.parsed()
        return record.findings.enumerated().compactMap { number, finding in
            finding["rule"]?.string.map { rule in
                Finding(
                    rule: rule, category: finding["category"]?.string ?? "",
                    bytes: result(record, finding, rule, number).canonical)
            }
        }
    }

    mutating func take(_ piece: [Finding]) -> [UInt8] {
        var output: [UInt8] = []
        for finding in piece {
            if rows > 0 { output.append(UInt8(ascii: ",")) }
            output.append(0x0a)
            output += finding.bytes
            rows += 1
            rules[finding.rule] = ((rules[finding.rule]?.count ?? 0) + 1, finding.category)
        }
        return output
    }

    mutating func end() -> [UInt8] {
        let described = rules.sorted { $0.key < $1.key }.map { id, rule -> JSONValue in
            [
                "id": .string(id), "name": .string(id), "shortDescription": ["text": .string("\(rule.category): \(id)")],
                "properties": ["category": .string(rule.category), "tags": [.string(rule.category)]],
            ]
        }
        let tool: JSONValue = [
            "driver": [
                "name": "Hallmark", "version": .string(context.tool.version),
                "semanticVersion": .string(context.tool.version),
                "rules": .array(described),
            ]
        ]
        let properties: JSONValue = [
            "checkpoint": context.checkpoint.json, "query": context.query.json, "tool": context.tool.json,
        ]
        return Array("\n],\"columnKind\":\"unicodeCodePoints\",\"properties\":".utf8) + properties.canonical
            + Array(",\"tool\":".utf8) + tool.canonical + Array("}]}\n".utf8)
    }

    private func result(_ record: ParsedRecord, _ finding: JSONValue, _ rule: String, _ number: Int) -> JSONValue {
        let severity = finding["severity"]?.string ?? ""
        var region: [String: JSONValue] = [:]
        let source = record.value["source"]
        if let line = source?["line"]?.integer, line > 0 { region["startLine"] = .integer(line) }
        // Places inside a whole file are places in the file; inside a field of a line, or a stream, they are not.
        let range = (finding["bytes"]?.array ?? []).compactMap(\.integer)
        if region.isEmpty, range.count == 2, record.value["channel"]?["format"]?.string == "text", range[1] >= range[0] {
            region["byteOffset"] = .integer(range[0])
            region["byteLength"] = .integer(range[1] - range[0])
        }
        var place: [String: JSONValue] = [
            "artifactLocation": ["uri": .string(Self.uri(source?["name"]?.string ?? "unnamed"))]
        ]
        if !region.isEmpty { place["region"] = .object(region) }
        return [
            "ruleId": .string(rule), "kind": "fail",
            "level": .string(["note", "note", "warning", "error", "error"][Severity.order(severity)]),
            "message": ["text": .string("\(rule) (\(severity)): \(finding["action"]?.string ?? "observe"); record \(record.index)")],
            "locations": [["physicalLocation": .object(place)]],
            "partialFingerprints": [
                "hallmarkRecord/v1": .string(Hex.encode(record.leaf) + ":\(number)")
            ],
            "properties": [
                "seq": .integer(Int64(record.index)), "severity": .string(severity),
                "bytes": .array(range.map { .integer($0) }), "time": .string(record.text("time")),
                "verdict": .string(record.text("verdict")),
            ],
        ]
    }

    /// A path as a relative reference of RFC 3986: everything but unreserved characters and slashes is percent-encoded.
    static func uri(_ path: String) -> String {
        var output = ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, scalar.properties.isAlphabetic || "0123456789-._~/".unicodeScalars.contains(scalar) {
                output.unicodeScalars.append(scalar)
            } else {
                output += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return output
    }
}
