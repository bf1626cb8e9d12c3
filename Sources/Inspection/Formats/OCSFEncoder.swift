internal import AuditLog
internal import Primitives
internal import Transparency

/// Events of the Open Cybersecurity Schema Framework, one a line: for each decision an API Activity (6003) with the
/// profiles `ai_operation`, `security_control` and `record_integrity`, and for each rule that hit a Detection Finding
/// (2004), or a Data Security Finding (2006) where it is about personal data or secrets. Records of the log's own are
/// API Activities too, with the activity Other.
struct OCSFEncoder: RecordEncoder {
    private(set) var rows = 0
    private let context: ExportContext

    init(_ context: ExportContext) {
        self.context = context
    }

    var remarks: [String] { ["OCSF 1.8.0 with the profile record_integrity of 1.9.0: raw_data is the record as logged"] }

    func piece(of record: InspectedRecord) throws(LogError) -> (events: Int, bytes: [UInt8]) {
        let record = try record.parsed()
        var events = [activity(record)]
        let rules = Dictionary(grouping: record.findings) { $0["rule"]?.string ?? "" }
        for (rule, findings) in rules.sorted(by: { $0.key < $1.key }) where !rule.isEmpty {
            events.append(finding(record, rule, findings))
        }
        return (events.count, events.flatMap { $0.canonical + [0x0a] })
    }

    mutating func take(_ piece: (events: Int, bytes: [UInt8])) -> [UInt8] {
        rows += piece.events
        return piece.bytes
    }

    // MARK: What a decision is

    /// Action and disposition by the verdict: what was let through, corrected, held up, refused.
    private static func control(_ verdict: String, _ mode: String) -> (action: Int64, disposition: Int64, name: String) {
        switch (verdict, mode) {
        case ("clean", _): (1, 1, "Allowed")
        case ("observed", _): (3, 17, "Logged")
        case (_, "audit"): (3, 17, "Logged")
        case ("masked", _): (4, 11, "Corrected")
        case ("blocked", _): (2, 2, "Blocked")
        case ("undecided", _): (2, 2, "Blocked")
        default: (99, 99, "Other")
        }
    }

    private func activity(_ record: ParsedRecord) -> JSONValue {
        let value = record.value
        let isDecision = value["kind"]?.string == "content"
        let severity = Self.severityID(record.findings)
        var event = common(record, classUID: 6003, className: "API Activity", activity: 99, severity: severity)
        event["category_uid"] = 6
        event["category_name"] = "Application Activity"
        event["activity_name"] = .string(isDecision ? "Judge" : record.text("kind"))
        event["actor"] = ["app_name": .string(Tool.name), "app_uid": .string(context.checkpoint.origin)]
        event["api"] = [
            "operation": .string(isDecision ? "judge" : record.text("kind")),
            "service": ["name": .string(value["channel"]?["format"]?.string ?? "log")],
            "request": ["uid": .string(value["open"]?.string ?? record.text("id"))],
        ]
        event["src_endpoint"] = ["name": .string(value["source"]?["name"]?.string ?? Tool.name)]
        guard isDecision else { return .object(event) }
        let control = Self.control(record.text("verdict"), record.text("mode"))
        event["action_id"] = .integer(control.action)
        event["disposition_id"] = .integer(control.disposition)
        event["disposition"] = .string(control.name)
        event["is_alert"] = .bool(!record.findings.isEmpty)
        event["policy"] = ["uid": .string(record.text("packs")), "name": "rule packs", "is_applied": true]
        if let model = value["model"]?.string { event["ai_model"] = ["name": .string(model), "ai_provider": "unknown"] }
        event["message_context"] = ["ai_role_id": 3]
        event["status"] = .string(record.text("verdict"))
        if let reason = value["reason"]?.string { event["status_detail"] = .string(reason) }
        return .object(event)
    }

    // MARK: What a rule found

    private func finding(_ record: ParsedRecord, _ rule: String, _ findings: [JSONValue]) -> JSONValue {
        let category = findings.first?["category"]?.string ?? ""
        let isData = category == "privacy" || category == "secret"
        var event = common(
            record, classUID: isData ? 2006 : 2004, className: isData ? "Data Security Finding" : "Detection Finding",
            activity: 1, severity: Self.severityID(findings))
        event["category_uid"] = 2
        event["category_name"] = "Findings"
        event["activity_name"] = "Create"
        event["status_id"] = 1
        event["count"] = .integer(Int64(findings.count))
        event["finding_info"] = [
            "uid": .string(record.text("id") + "/" + rule), "title": .string(rule),
            "types": [.string(category)],
            "created_time_dt": .string(record.text("time")),
            "analytic": ["uid": .string(rule), "name": .string(rule), "type_id": 1, "type": "Rule"],
            "product": ["name": .string(Tool.name), "vendor_name": .string(Tool.name)],
        ]
        if isData { event["data_security"] = ["category_id": 1, "pattern_match": .string(rule)] }
        event["is_alert"] = true
        return .object(event)
    }

    /// The members that every event has.
    private func common(
        _ record: ParsedRecord, classUID: Int64, className: String, activity: Int64, severity: Int64
    ) -> [String: JSONValue] {
        let leaf = Hex.encode(record.leaf)
        let names = ["Unknown", "Informational", "Low", "Medium", "High", "Critical"]
        return [
            "class_uid": .integer(classUID), "class_name": .string(className), "activity_id": .integer(activity),
            "type_uid": .integer(classUID * 100 + activity), "severity_id": .integer(severity),
            "severity": .string(names[Int(severity)]),
            "time": .integer(Timestamp(record.text("time"))?.milliseconds ?? 0),
            "message": .string(Self.message(record)),
            "metadata": [
                "version": "1.8.0", "uid": .string(record.text("id")), "sequence": .integer(Int64(record.index)),
                "logged_time": .integer(Timestamp(record.text("time"))?.milliseconds ?? 0),
                "log_name": .string(context.checkpoint.origin),
                "profiles": ["ai_operation", "security_control", "record_integrity"],
                "product": [
                    "name": .string(Tool.name), "vendor_name": .string(Tool.name),
                    "version": .string(context.tool.version),
                ],
            ],
            "raw_data": .string(String(decoding: record.line, as: UTF8.self)),
            "attestation_list": [
                [
                    "uid": .string("\(context.checkpoint.origin)#\(record.index)"),
                    "chain_uid": .string(context.checkpoint.origin),
                    "fingerprint": ["algorithm_id": 3, "algorithm": "SHA-256", "value": .string(leaf)],
                ]
            ],
        ]
    }

    private static func message(_ record: ParsedRecord) -> String {
        let verdict = record.value["verdict"]?.string ?? record.text("kind")
        let rules = Set(record.findings.compactMap { $0["rule"]?.string }).sorted()
        return rules.isEmpty ? verdict : verdict + ": " + rules.joined(separator: ", ")
    }

    /// 1 informational, 2 low … 5 critical: the worst finding.
    private static func severityID(_ findings: [JSONValue]) -> Int64 {
        Int64(1 + (findings.map { Severity.order($0["severity"]?.string ?? "") }.max() ?? 0))
    }
}
