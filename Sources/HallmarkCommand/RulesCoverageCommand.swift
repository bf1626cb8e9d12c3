import ArgumentParser
import Primitives
import RuleTools
import Rules

struct RulesCoverage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "How many keywords and rules there are for each risk of GB/T 45654.",
        discussion: """
            Counts the keywords and rules of each of the 31 risks of GB/T 45654-2025 annex A and says what the standard \
            asks for and is missing: 10,000 keywords in all, 200 for each risk of A.1, 100 for each of A.2. 关键词覆盖情况

            Example:
              hallmark rules coverage Rules/
              hallmark rules coverage --strict my-words/ || echo 不足
            """)

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Exit with 1 when keywords are missing.")
    var strict = false
    @Flag(name: .long, help: "Print it as one JSON object.")
    var json = false

    func run() throws {
        let packs: [Pack]
        do throws(RuleProblems) { packs = try rules.load().map(\.pack) } catch { throw Failure(rules: error) }
        let coverage = RiskCoverage(packs)
        if json {
            try Terminal.json(coverage.json)
        } else {
            for line in coverage.lines { try Terminal.line(line) }
        }
        if strict, !coverage.isMet { try ExitStatus.answerIsNo.exit() }
    }
}

extension RiskCoverage {
    fileprivate var lines: [String] {
        var table = TextTable([.left, .left, .right, .right, .right, .right, .right])
        table.add(["risk", "风险", "keywords", "needed", "missing", "combined", "rules"])
        for row in rows {
            table.add([
                row.risk.id, row.risk.zh, "\(row.keywords)", row.risk.leastKeywords.map { "\($0)" } ?? "-",
                row.risk.leastKeywords == nil ? "-" : row.missing == 0 ? "0" : "\(row.missing)", "\(row.combined)", "\(row.rules)",
            ])
        }
        table.add(["all", "合计", "\(keywords)", "\(RiskName.leastInAll)", "\(missing)", "", "\(rows.reduce(0) { $0 + $1.rules })"])
        return table.lines + [""] + conclusion
    }

    private var conclusion: [String] {
        let short = rows.filter { $0.missing > 0 }
        let without = rows.filter { $0.rules == 0 }
        var lines: [String] = []
        if missing > 0 {
            lines.append("词库共 \(keywords) 词，不足 \(RiskName.leastInAll) 词，缺 \(missing) 词。 \(missing) keywords are missing of \(RiskName.leastInAll) in all.")
        }
        if !short.isEmpty {
            lines.append("\(short.count) 项风险的词数不足。 Too few keywords for \(counted(short.count, "risk")): \(list(short)).")
        }
        if !without.isEmpty {
            lines.append("\(without.count) 项风险没有任何规则。 No rule at all for \(counted(without.count, "risk")): \(list(without)).")
        }
        if isMet { lines.append("词数已达到标准的要求；词是否合适，标准另有要求。 There are as many keywords as the standard asks for.") }
        return lines
    }

    private func list(_ rows: [Row]) -> String { rows.map(\.risk.id).joined(separator: ", ") }

    fileprivate var json: JSONValue {
        [
            "standard": "GB/T 45654-2025", "keywords": .integer(Int64(keywords)),
            "needed": .integer(Int64(RiskName.leastInAll)), "missing": .integer(Int64(missing)), "met": .bool(isMet),
            "rules_without_risk": .integer(Int64(rulesWithoutRisk)),
            "risks": .array(rows.map { row in
                var members: [String: JSONValue] = [
                    "risk": .string(row.risk.id), "title": ["zh": .string(row.risk.zh), "en": .string(row.risk.en)],
                    "keywords": .integer(Int64(row.keywords)), "combined": .integer(Int64(row.combined)),
                    "rules": .integer(Int64(row.rules)), "expressions": .integer(Int64(row.expressions)),
                    "missing": .integer(Int64(row.missing)),
                ]
                members["needed"] = row.risk.leastKeywords.map { .integer(Int64($0)) }
                return .object(members)
            }),
        ]
    }
}
