internal import AuditLog
internal import Primitives
internal import Transparency

/// OpenTelemetry log records in OTLP/JSON, one request a line, as collectors read files. A decision is an event
/// `gen_ai.evaluation.result` of the GenAI semantic conventions (in development as of November 2026): its name is
/// `hallmark.verdict`, its label the verdict; one more for each rule that hit. Records of the log's own keep their kind
/// as the event's name.
struct OTelEncoder: RecordEncoder {
    private(set) var rows = 0
    private let context: ExportContext
    /// Events, each in its canonical form.
    private var waiting: [[UInt8]] = []

    private static let batch = 256

    init(_ context: ExportContext) {
        self.context = context
    }

    var remarks: [String] { ["GenAI semantic conventions of OpenTelemetry are in development; names are those of November 2026"] }

    func piece(of record: InspectedRecord) throws(LogError) -> [[UInt8]] {
        events(try record.parsed()).map(\.canonical)
    }

    mutating func take(_ piece: [[UInt8]]) -> [UInt8] {
        rows += piece.count
        waiting += piece
        return waiting.count >= Self.batch ? end() : []
    }

    mutating func end() -> [UInt8] {
        guard !waiting.isEmpty else { return [] }
        let resource: JSONValue = [
            "attributes": .array([
                Self.attribute("service.name", .string(Tool.name)),
                Self.attribute("service.version", .string(context.tool.version)),
                Self.attribute("hallmark.origin", .string(context.checkpoint.origin)),
            ])
        ]
        let scope: JSONValue = ["name": "hallmark.audit-log", "version": .string(context.tool.version)]
        // A request in canonical form, around events that have theirs.
        let request =
            Array("{\"resourceLogs\":[{\"resource\":".utf8) + resource.canonical
            + Array(",\"scopeLogs\":[{\"logRecords\":[".utf8) + waiting.joined(separator: [UInt8(ascii: ",")])
            + Array("],\"scope\":".utf8) + scope.canonical + Array("}]}]}\n".utf8)
        waiting.removeAll(keepingCapacity: true)
        return request
    }

    private func events(_ record: ParsedRecord) -> [JSONValue] {
        let value = record.value
        let base = shared(record)
        guard value["kind"]?.string == "content" else {
            return [event(record, name: "hallmark." + record.text("kind"), severity: 0, base)]
        }
        let verdicts = ["clean", "observed", "masked", "undecided", "blocked"]
        let verdict = record.text("verdict")
        let worst = record.findings.map { Severity.order($0["severity"]?.string ?? "") }.max() ?? 0
        var attributes = base
        attributes["gen_ai.evaluation.name"] = "hallmark.verdict"
        attributes["gen_ai.evaluation.score.label"] = .string(verdict)
        attributes["gen_ai.evaluation.score.value"] = .integer(Int64(verdicts.firstIndex(of: verdict) ?? 0))
        if let reason = value["reason"]?.string { attributes["gen_ai.evaluation.explanation"] = .string(reason) }
        var events = [event(record, name: Self.evaluation, severity: worst, attributes)]
        let rules = Dictionary(grouping: record.findings) { $0["rule"]?.string ?? "" }
        for (rule, findings) in rules.sorted(by: { $0.key < $1.key }) where !rule.isEmpty {
            let severity = findings.map { Severity.order($0["severity"]?.string ?? "") }.max() ?? 0
            var attributes = base
            attributes["gen_ai.evaluation.name"] = .string(rule)
            attributes["gen_ai.evaluation.score.label"] = .string(findings.first?["action"]?.string ?? "observe")
            attributes["gen_ai.evaluation.score.value"] = .integer(Int64(severity))
            attributes["gen_ai.evaluation.explanation"] = .string("\(findings.count) × \(findings.first?["category"]?.string ?? "")")
            events.append(event(record, name: Self.evaluation, severity: severity, attributes))
        }
        return events
    }

    private static let evaluation = "gen_ai.evaluation.result"

    /// The attributes of every event of a record.
    private func shared(_ record: ParsedRecord) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "hallmark.seq": .integer(Int64(record.index)), "hallmark.kind": .string(record.text("kind")),
            "hallmark.leaf": .string(Hex.encode(record.leaf)),
            "gen_ai.response.id": .string(record.value["open"]?.string ?? record.text("id")),
        ]
        if let model = record.value["model"]?.string { attributes["gen_ai.response.model"] = .string(model) }
        if let format = record.value["channel"]?["format"]?.string {
            attributes["gen_ai.operation.name"] = .string(format == "text" ? "text_completion" : "chat")
            attributes["hallmark.channel.format"] = .string(format)
        }
        return attributes
    }

    private func event(
        _ record: ParsedRecord, name: String, severity: Int, _ attributes: [String: JSONValue]
    ) -> JSONValue {
        let nanoseconds = String(Timestamp(record.text("time"))?.milliseconds ?? 0) + "000000"
        // INFO, INFO2 for low, WARN, ERROR, FATAL.
        let numbers: [Int64] = [9, 10, 13, 17, 21]
        let names = ["INFO", "INFO2", "WARN", "ERROR", "FATAL"]
        return [
            "timeUnixNano": .string(nanoseconds), "observedTimeUnixNano": .string(nanoseconds),
            "severityNumber": .integer(numbers[severity]), "severityText": .string(names[severity]),
            "eventName": .string(name),
            "body": ["stringValue": .string(String(decoding: record.line, as: UTF8.self))],
            "attributes": .array(attributes.sorted { $0.key < $1.key }.map { Self.attribute($0.key, $0.value) }),
        ]
    }

    /// 64-bit integers are strings in OTLP/JSON; a score is a double.
    private static func attribute(_ key: String, _ value: JSONValue) -> JSONValue {
        let wrapped: JSONValue
        if let number = value.integer {
            wrapped = key.hasSuffix(".score.value") ? ["doubleValue": value] : ["intValue": .string(String(number))]
        } else {
            wrapped = ["stringValue": value]
        }
        return ["key": .string(key), "value": wrapped]
    }
}
