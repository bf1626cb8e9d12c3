import ArgumentParser
import Primitives
import Rules
import SystemIO

struct RulesList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every rule with severity, action and title.",
        discussion: "Example:\n  hallmark rules list --json | jq -r .id")

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Print one JSON object a rule.")
    var json = false

    func run() throws {
        let loaded: [LoadedPack]
        do throws(RuleProblems) { loaded = try rules.load() } catch { throw Failure(rules: error) }
        for pack in loaded.map(\.pack) {
            if !json {
                try Terminal.line(Terminal.coloured("\(pack.name) \(pack.version)", .bold, on: .output) + "  \(pack.title.zh) / \(pack.title.en)")
            }
            for rule in pack.rules { try show(rule, pack) }
        }
    }

    private func show(_ rule: Rule, _ pack: Pack) throws {
        if json {
            let members: JSONValue = [
                "id": .string(rule.id), "pack": .string(pack.name), "category": .string(rule.category.rawValue),
                "severity": .string(rule.severity.rawValue), "action": .string(rule.action.rawValue),
                "level": .string(rule.level.rawValue), "title": ["zh": .string(rule.title.zh), "en": .string(rule.title.en)],
            ]
            return try Terminal.json(members)
        }
        func column(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.utf8.count))
        }
        let row = "  " + column(rule.id, 40) + column(rule.severity.rawValue, 10) + column(rule.action.rawValue, 9)
        try Terminal.line(row + "\(rule.title.zh) / \(rule.title.en)")
    }
}
