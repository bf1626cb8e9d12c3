import Primitives
import RuleEvaluation
import Rules
import SystemIO

/// What `rules eval` prints.
struct EvalReportView {
    let report: EvaluationReport
    let options: Evaluator.Options
    let packs: [Pack]
    let level: Level
    let excesses: [BudgetExcess]
    let isCompared: Bool

    var json: JSONValue {
        var members = report.json(options, packs: packs.map { ($0.name, $0.version) }, isCompared: isCompared).object ?? [:]
        members["over_budget"] = .array(
            excesses.map { excess in
                [
                    "pack": .string(excess.pack), "level": .string(excess.budget.level.rawValue),
                    "allowed_ppm": .integer(Int64((excess.budget.perThousand * 1000).rounded())),
                    "found_ppm": .integer(Int64((excess.perThousand * 1000).rounded())),
                ]
            })
        return .object(members)
    }

    var lines: [String] {
        var lines = [summary]
        if !report.unknownRules.isEmpty {
            lines.append("not loaded, so missed: " + report.unknownRules.sorted().map(Quote.escaped).joined(separator: ", "))
        }
        lines += section("false alarms of a thousand texts", alarmTable)
        let unit = options.unit == .line ? "texts" : "labels and findings"
        let title = level == .detect ? "all findings" : "findings that mask or block"
        lines += section("\(title), in \(unit)", options.isBenign ? benignTable : scoreTable)
        lines += section("false alarms", listed(report.falseAlarms) { Self.cells($0) })
        lines += section("missed", listed(report.misses) { Self.cells($0) })
        if isCompared { lines += comparison }
        for excess in excesses {
            let words = "over budget: \(excess.pack) has \(EvaluationReport.shown(excess.perThousand)) of a thousand"
            lines.append(Terminal.coloured(words + ", allowed are \(excess.budget)", .red, on: .output))
        }
        return lines
    }

    private var summary: String {
        var parts = [counted(report.texts, "text")]
        if !options.isBenign {
            parts += ["\(report.labelledTexts) with labels", counted(report.labels, "label")]
        }
        if report.undecided > 0 { parts.append("\(report.undecided) undecided") }
        if report.malformed.total > 0 { parts.append(counted(report.malformed.total, "malformed line")) }
        return parts.joined(separator: ", ")
    }

    private func section(_ title: String, _ table: [String]) -> [String] {
        table.isEmpty ? [] : ["", Terminal.coloured(title, .bold, on: .output)] + table
    }

    // MARK: Figures

    private var alarmTable: [String] {
        var table = TextTable([.left, .right, .left, .right, .left, .left])
        table.add(["", "enforce", "", "detect", "", ""])
        for pack in packs.sorted(by: { $0.name < $1.name }) {
            table.add([pack.name] + alarms(pack.name, .enforce) + alarms(pack.name, .detect) + [pack.title.zh])
        }
        if packs.count > 1 { table.add(["all"] + alarms(nil, .enforce) + alarms(nil, .detect) + [""]) }
        return table.lines
    }

    /// The figure for a thousand, and its interval.
    private func alarms(_ pack: String?, _ level: Level) -> [String] {
        let count = report.scores(level).falseAlarms[pack]?.texts ?? 0
        let interval = Proportion(count: count, of: report.texts).interval
        let bounds = [interval.lowerBound, interval.upperBound].map { EvaluationReport.shown(Double($0) / 1000) }
        return [
            EvaluationReport.shown(report.falseTextsPerThousand(pack, level)), "(\(bounds.joined(separator: "–")))",
        ]
    }

    private var scoreTable: [String] {
        var table = TextTable([.left, .right, .right, .right, .left, .left, .left])
        table.add(["", "right", "wrong", "missed", "precision", "recall", "F1"])
        for (name, score) in rows {
            table.add([
                name, String(score.right), String(score.wrong), String(score.missed), score.precision?.text ?? "–",
                score.recall?.text ?? "–", score.f1?.text ?? "–",
            ])
        }
        return table.lines
    }

    private var benignTable: [String] {
        var table = TextTable([.right, .left])
        let found = rows.filter { $0.score.wrong > 0 }
        for (name, score) in found { table.add([String(score.wrong), name]) }
        return found.isEmpty ? ["nothing"] : table.lines
    }

    /// All, categories, risks, packs, rules; each by name.
    private var rows: [(name: String, score: Score)] {
        let named = report.scores(level).scores.map { key, score -> (order: Int, name: String, score: Score) in
            switch key {
            case .all: (0, "all", score)
            case .category(let category): (1, category.rawValue, score)
            case .risk(let risk): (2, risk, score)
            case .pack(let pack): (3, pack, score)
            case .rule(let rule): (4, Quote.escaped(rule), score)
            }
        }
        return named.sorted { ($0.order, $0.name) < ($1.order, $1.name) }.map { ($0.name, $0.score) }
    }

    // MARK: Lists

    private func listed<Item>(_ list: Listed<Item>, _ cells: (Item) -> [String]) -> [String] {
        guard !list.items.isEmpty else { return [] }
        var table = TextTable([.left, .left, .left])
        for item in list.items { table.add(cells(item)) }
        let more = list.total - list.items.count
        return table.lines + (more > 0 ? ["and \(more) more (--list)"] : [])
    }

    private static func place(_ place: DataPlace) -> String {
        Quote.escaped(place.description + (place.field.map { " " + $0 } ?? ""))
    }

    private static func cells(_ alarm: FalseAlarm) -> [String] {
        let bytes = "\(alarm.bytes.lowerBound)–\(alarm.bytes.upperBound)"
        return [place(alarm.place), alarm.rule, alarm.excerpt ?? "bytes \(bytes)"]
    }

    private static func cells(_ miss: Miss) -> [String] {
        let name =
            switch miss.label.target {
            case .rule(let id): id
            case .category(let category): category.rawValue
            case .risk(let risk): risk
            }
        return [place(miss.place), Quote.escaped(name), miss.excerpt ?? ""]
    }

    // MARK: Two versions

    private var comparison: [String] {
        let all = report.comparison
        var table = TextTable([.left, .right, .right, .right, .right])
        table.add(["texts by rule", "found now", "of them wrong", "lost", "of them wrong"])
        for (rule, change) in all.rules.sorted(by: { $0.key < $1.key }) {
            table.add([
                rule, String(change.gainedRight + change.gainedWrong), String(change.gainedWrong),
                String(change.lostRight + change.lostWrong), String(change.lostWrong),
            ])
        }
        let total = [
            "labels: \(all.labelsGained) found now, \(all.labelsLost) lost",
            "texts with a false alarm: \(all.falseTextsGained) new, \(all.falseTextsLost) gone",
        ]
        let verdict = all.hasRegressed ? Terminal.coloured("regressed", .red, on: .output) : "no regression"
        return section("compared with the old rules", all.rules.isEmpty ? ["no rule differs"] : table.lines) + total
            + [verdict] + section("changes", listed(report.changes) { Self.cells($0) })
    }

    private static func cells(_ change: ChangedText) -> [String] {
        let words = (change.isGained ? "+ " : "- ") + change.rule + (change.isRight ? "" : " (wrong)")
        return [place(change.place), words, change.excerpt ?? ""]
    }
}

extension Estimate {
    /// `96.0 % (95.3–96.6)`, as a `Proportion` is shown.
    fileprivate var text: String {
        "\(Proportion.percent(ppm)) % (\(Proportion.percent(low))–\(Proportion.percent(high)))"
    }
}
