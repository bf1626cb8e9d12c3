import ArgumentParser
import Monitor
import Pipeline
import Primitives
import Rules
import SystemIO

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Check, test, list, explain, evaluate and import rules.",
        discussion: "Example:\n  hallmark rules check Rules/ && hallmark rules test Rules/",
        subcommands: [RulesCheck.self, RulesTest.self, RulesList.self, RulesExplain.self, RulesEval.self, RulesImport.self])
}

/// The packs a rules command is about; the built-in ones where none is named.
struct RulePaths: ParsableArguments {
    @Argument(help: ArgumentHelp("Rule files or folders. Default: the built-in packs", valueName: "path"))
    var paths: [String] = []

    func load() throws(RuleProblems) -> [LoadedPack] {
        paths.isEmpty ? try DefaultRules.load() : try RuleFolder.load(paths)
    }
}

struct RulesCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Every problem of the packs with its place.",
        discussion: "Example:\n  hallmark rules check Rules/cn-privacy.yaml")

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Print one JSON object a problem.")
    var json = false

    func run() throws {
        var problems: [RuleProblem] = []
        var count = 0
        do throws(RuleProblems) {
            let loaded = try rules.load()
            problems = loaded.flatMap(\.warnings) + RuleLint.check(loaded.map(\.pack))
            let set = try RuleSet(packs: loaded.map(\.pack))
            problems += set.notes
            count = set.rules.count
        } catch {
            problems += error.problems
        }
        for problem in problems { try show(problem) }
        if problems.contains(where: { $0.gravity == .error }) { try ExitStatus.configuration.exit() }
        Terminal.note("hallmark: \(counted(count, "rule")), \(counted(problems.count, "warning"))")
    }

    private func show(_ problem: RuleProblem) throws {
        if json {
            var members: [String: JSONValue] = [
                "gravity": .string(problem.gravity.rawValue), "code": .string(problem.code),
                "file": .string(problem.place.file), "line": .integer(Int64(problem.place.line)),
                "column": .integer(Int64(problem.place.column)), "message": .string(problem.message),
            ]
            members["hint"] = problem.hint.map(JSONValue.string)
            return try Terminal.json(JSONValue.object(members))
        }
        let source = rules.paths.isEmpty
            ? DefaultRules.source(problem.place.file) : try? FileTree.read(problem.place.file, limit: 16 << 20)
        try Terminal.line(problem.rendered(source: source))
    }
}

struct RulesTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run every rule on its own hits and near misses.",
        discussion: "Example:\n  hallmark rules test Rules/")

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Print the outcome as one JSON object.")
    var json = false

    func run() throws {
        let packs: [Pack]
        let outcomes: [RuleTestRunner.Outcome]
        do throws(RuleProblems) {
            packs = try rules.load().map(\.pack)
            outcomes = RuleTestRunner().run(try RuleSet(packs: packs))
        } catch {
            throw Failure(rules: error)
        }
        let failures = outcomes.filter { !$0.passed }
        if json {
            let summary: JSONValue = [
                "rules": .integer(Int64(packs.reduce(0) { $0 + $1.rules.count })),
                "passed": .integer(Int64(outcomes.count - failures.count)), "failed": .integer(Int64(failures.count)),
                "failures": .array(failures.map { ["rule": .string($0.rule), "kind": .string($0.kind.rawValue), "text": .string($0.text)] }),
            ]
            try Terminal.json(summary)
        } else {
            for failure in failures {
                let expected = failure.kind == .hit ? "finds nothing in" : "hits the near miss"
                try Terminal.line(Terminal.safe("\(failure.place): \(failure.rule) \(expected) «\(failure.text)»", for: .output))
            }
            try Terminal.line("\(counted(packs.count, "pack")), \(outcomes.count - failures.count) passed, \(failures.count) failed")
        }
        if !failures.isEmpty { try ExitStatus.answerIsNo.exit() }
    }
}

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
