internal import AuditLog
internal import Primitives
internal import Transparency

/// A page with charts in English and Chinese: one file, nothing from the network, readable on paper and in the dark.
/// A view, no evidence; it says from which checkpoint, query and program its numbers come, and how to take them again.
struct HTMLReport: RecordEncoder {
    private let context: ExportContext
    private var stats = LogStats(by: .day)

    init(_ context: ExportContext) {
        self.context = context
    }

    var rows: Int { stats.records }
    var remarks: [String] { ["a view: take the numbers again with hallmark log stats --json"] }

    func piece(of record: InspectedRecord) throws(LogError) -> JSONValue { try record.value() }

    mutating func take(_ piece: JSONValue) -> [UInt8] {
        stats.add(piece)
        return []
    }

    mutating func end() -> [UInt8] {
        let page = [
            Self.head, heading, summary, verdicts, overTime,
            ranking(stats.rules, id: "rules", Words("Findings by rule", "按规则统计的命中"), style: "other"),
            ranking(stats.categories, id: "categories", Words("Findings by category", "按类别统计的命中"), style: "other"),
            severities,
            ranking(stats.models, id: "models", Words("Decisions by model", "按模型统计的判定"), style: "clean"),
            ranking(stats.kinds, id: "kinds", Words("Records by kind", "按类型统计的记录"), style: "other"),
            provenance, "</main></body></html>\n",
        ].joined(separator: "\n")
        return Array(page.utf8)
    }

    /// The same in English and Chinese.
    struct Words {
        let english: String
        let chinese: String

        init(_ english: String, _ chinese: String) {
            self.english = english
            self.chinese = chinese
        }

        var html: String { "\(english) <span lang=\"zh-Hans\">\(chinese)</span>" }
        var text: String { "\(english) \(chinese)" }
    }

    private static let verdictNames = ["clean", "observed", "masked", "undecided", "blocked"]
    private static let chineseVerdicts = [
        "clean": "通过", "observed": "已记录", "masked": "已屏蔽", "undecided": "无法判定", "blocked": "已拦截",
    ]
    private static let chineseSeverities = ["low": "低", "medium": "中", "high": "高", "critical": "严重"]

    // MARK: The parts of the page

    private var heading: String {
        """
        <header><h1>Audit log report <span lang="zh-Hans">审计日志报告</span></h1>
        <p>\(Markup.escaped(context.checkpoint.origin))</p>
        <p class="note">A view of the log, not evidence: the records themselves are. \
        <span lang="zh-Hans">本页是日志的视图，不是证据；证据是日志记录本身。</span></p></header>
        """
    }

    private var summary: String {
        let none = "–"
        let facts: [(Words, String)] = [
            (Words("Records that were counted", "统计的记录"), Markup.grouped(stats.records)),
            (Words("Decisions among them", "其中的判定"), Markup.grouped(stats.decisions)),
            (Words("Findings", "命中"), Markup.grouped(stats.findings)),
            (Words("From", "起"), stats.first ?? none), (Words("To", "止"), stats.last ?? none),
        ]
        return "<section><h2>\(Words("At a glance", "概要").html)</h2>\(Self.table(facts))</section>"
    }

    private var verdicts: String {
        let bars = Self.verdictNames.map { name in
            let rate = stats.rate(name)
            return Charts.Bar(
                name: "\(name) \(Self.chineseVerdicts[name] ?? "")", count: rate.count, style: name,
                note: stats.decisions > 0 ? rate.text : "")
        }
        let title = Words("Decisions by verdict", "按结论统计的判定")
        let rows = Self.verdictNames.map { name in
            let rate = stats.rate(name)
            return "<tr><th scope=\"row\">\(name) <span lang=\"zh-Hans\">\(Self.chineseVerdicts[name] ?? "")</span></th>"
                + "<td>\(Markup.grouped(rate.count))</td><td>\(stats.decisions > 0 ? rate.text : "–")</td></tr>"
        }
        return """
            <section><h2>\(title.html)</h2>\(Charts.bars(bars, id: "verdicts", title: title.text))
            <table><thead><tr><th>\(Words("Verdict", "结论").html)</th><th>\(Words("Decisions", "判定").html)</th>\
            <th>\(Words("Share, with the 95 % interval of Wilson", "占比及 95 % 威尔逊区间").html)</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></section>
            """
    }

    /// By day; by month where there are more days than a page has room for.
    private var overTime: String {
        let byMonth = stats.groups.count > 92
        var periods: [String: LogStats.Group] = [:]
        for (day, group) in stats.groups {
            let name = byMonth ? String(day.prefix(7)) : day
            periods[name, default: LogStats.Group()].decisions += group.decisions
            periods[name, default: LogStats.Group()].findings += group.findings
            for (verdict, count) in group.verdicts {
                periods[name, default: LogStats.Group()].verdicts[verdict, default: 0] += count
            }
        }
        let sorted = periods.sorted { $0.key < $1.key }
        let columns = sorted.map { name, group in
            (name: name, parts: Self.verdictNames.map { (style: $0, count: group.verdicts[$0, default: 0]) })
        }
        let title = byMonth ? Words("Decisions by month, UTC", "按月统计的判定（UTC）") : Words("Decisions by day, UTC", "按日统计的判定（UTC）")
        let head = Self.verdictNames.map { "<th>\($0) <span lang=\"zh-Hans\">\(Self.chineseVerdicts[$0] ?? "")</span></th>" }
        let rows = sorted.map { name, group in
            let cells = Self.verdictNames.map { "<td>\(Markup.grouped(group.verdicts[$0, default: 0]))</td>" }
            return "<tr><th scope=\"row\">\(Markup.escaped(name))</th>\(cells.joined())<td>\(group.notClean.text)</td></tr>"
        }
        return """
            <section><h2>\(title.html)</h2>\(Charts.columns(columns, id: "time", title: title.text))
            <table class="wide"><thead><tr><th>UTC</th>\(head.joined())<th>\(Words("Not clean", "非通过").html)</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></section>
            """
    }

    private var severities: String {
        let title = Words("Findings by severity", "按严重程度统计的命中")
        let bars = Severity.names.reversed().map {
            Charts.Bar(
                name: "\($0) \(Self.chineseSeverities[$0] ?? "")", count: stats.severities[$0, default: 0], style: "s-\($0)")
        }
        return "<section><h2>\(title.html)</h2>\(Charts.bars(bars, id: "severities", title: title.text))</section>"
    }

    private static let mostBars = 25

    private func ranking(_ counts: [String: Int], id: String, _ title: Words, style: String) -> String {
        guard !counts.isEmpty else { return "" }
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let bars = sorted.prefix(Self.mostBars).map { Charts.Bar(name: $0.key, count: $0.value, style: style) }
        let rest = sorted.dropFirst(Self.mostBars)
        let sum = rest.reduce(0) { $0 + $1.value }
        let more = rest.isEmpty ? "" : "<p class=\"note\">\(Words("and \(rest.count) more, together \(Markup.grouped(sum))", "另有 \(rest.count) 项，共 \(Markup.grouped(sum))").html)</p>"
        let rows = sorted.prefix(Self.mostBars).map {
            "<tr><th scope=\"row\">\(Markup.escaped($0.key))</th><td>\(Markup.grouped($0.value))</td></tr>"
        }
        return """
            <section><h2>\(title.html)</h2>\(Charts.bars(bars, id: id, title: title.text))
            <details><summary>\(Words("As a table", "表格").html)</summary><table><tbody>\(rows.joined(separator: "\n"))\
            </tbody></table></details>\(more)</section>
            """
    }

    private var provenance: String {
        let query = context.query.text
        let facts: [(Words, String)] = [
            (Words("Log", "日志"), context.checkpoint.origin),
            (Words("Checkpoint: records", "检查点：记录数"), String(context.checkpoint.size)),
            (Words("Checkpoint: root", "检查点：根哈希"), Hex.encode(context.checkpoint.root)),
            (Words("Query", "查询条件"), query.isEmpty ? "– (all records 全部记录)" : query),
            (Words("Program", "程序"), "\(Tool.name) \(context.tool.version)"),
            (Words("Program's SHA-256", "程序的 SHA-256"), context.tool.digest ?? "–"),
            (Words("Made", "生成时间"), context.time.rfc3339),
            (Words("The same numbers", "复算命令"), "hallmark log stats DIR --by day --json" + (query.isEmpty ? "" : " " + query)),
        ]
        let note = Words(
            "Every number on this page counts the records that this checkpoint covers and this query takes. All of them were hashed while they were counted, and gave the root above. Whose signature is on the checkpoint: hallmark log verify.",
            "本页所有数字均统计自上述检查点所覆盖、且符合查询条件的记录；统计时全部记录均已计算哈希，并与上述根哈希一致。检查点由谁签名，请用 hallmark log verify 查验。")
        return """
            <section><h2>\(Words("Where the numbers come from", "数字的来源").html)</h2>\(Self.table(facts))
            <p class="note">\(note.english)</p><p class="note" lang="zh-Hans">\(note.chinese)</p></section>
            """
    }

    private static func table(_ facts: [(Words, String)]) -> String {
        let rows = facts.map { "<tr><th scope=\"row\">\($0.0.html)</th><td class=\"text\">\(Markup.escaped($0.1))</td></tr>" }
        return "<table><tbody>\(rows.joined(separator: "\n"))</tbody></table>"
    }
}
