import ArgumentParser
import Monitor
import Primitives
import RuleTools
import Rules
import SystemIO

struct RulesCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Every problem of the packs with its place.",
        discussion: """
            With --fix, what a problem surely wants is done in the file: comments and layout stay, and a change that made \
            anything else different, or worse, is not written.

            Example:
              hallmark rules check Rules/cn-privacy.yaml
              hallmark rules check --fix --dry-run my.yaml | patch -p1
            """)

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Print one JSON object a problem.")
    var json = false
    @Flag(name: .long, help: "Fix what leaves no choice.")
    var fix = false
    @Flag(name: .long, help: "With --fix: change no file, print the changes as a unified diff.")
    var dryRun = false

    func validate() throws {
        if fix, rules.paths.isEmpty { throw ValidationError("--fix needs the files that it is to change") }
        if dryRun, !fix { throw ValidationError("--dry-run goes with --fix") }
    }

    func run() throws {
        let files: [RuleFile]
        do throws(RuleProblems) { files = try rules.files() } catch {
            for problem in error.problems { try show(RuleCheck.Problem(problem: problem), in: [:]) }
            try ExitStatus.configuration.exit()
        }
        guard fix else { return try conclude(RuleCheck.check(files), files) }
        let outcome = RuleFixer.fix(files)
        let changes = outcome.changes(from: files)
        if dryRun {
            for change in changes where !json {
                let diff = UnifiedDiff.text(path: change.path, before: change.before, after: change.after)
                for line in diff.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    try Terminal.line(Terminal.safe(String(line), for: .output))
                }
            }
        } else {
            for change in changes { try write(change.path, change.before, change.after) }
        }
        for step in outcome.done where json { try show(RuleCheck.Problem(problem: step.problem, fix: step.fix), in: [:], fixed: !dryRun) }
        let done = "\(counted(outcome.done.count, "problem")) in \(counted(changes.count, "file"))"
        Terminal.note("hallmark: \(dryRun ? "would fix" : "fixed") \(done)")
        // What a diff is read by takes nothing else.
        if dryRun, !json { return }
        try conclude(outcome.report, outcome.files)
    }

    private func conclude(_ report: RuleCheck.Report, _ files: [RuleFile]) throws {
        var texts: [String: [UInt8]] = [:]
        for file in files { texts.merge(file.texts) { first, _ in first } }
        for problem in report.problems { try show(problem, in: texts) }
        if report.hasErrors { try ExitStatus.configuration.exit() }
        let count = report.ruleSet?.rules.count ?? 0
        Terminal.note("hallmark: \(counted(count, "rule")), \(counted(report.problems.count, "warning"))")
    }

    private func write(_ path: String, _ before: [UInt8], _ after: [UInt8]) throws {
        guard try FileTree.kind(path, followingLinks: false) == .file else {
            throw Failure(.usage, "\(path): not a plain file", hint: "name the file that it leads to")
        }
        guard try FileTree.read(path, limit: 16 << 20) == before else {
            throw Failure(.inputOutput, "\(path): changed while it was checked", hint: "run it again")
        }
        try FileTree.replace(path, with: after, permissions: try FileTree.permissions(path))
    }

    private func show(_ item: RuleCheck.Problem, in texts: [String: [UInt8]], fixed: Bool = false) throws {
        let problem = item.problem
        guard json else {
            let fix = item.fix.map { "\n  fix: \($0.title) (--fix)" } ?? ""
            return try Terminal.line(problem.rendered(source: texts[problem.place.file]) + fix)
        }
        var members: [String: JSONValue] = [
            "gravity": .string(problem.gravity.rawValue), "code": .string(problem.code),
            "file": .string(problem.place.file), "line": .integer(Int64(problem.place.line)),
            "column": .integer(Int64(problem.place.column)), "message": .string(problem.message),
        ]
        members["hint"] = problem.hint.map(JSONValue.string)
        members["fix"] = item.fix.map { .string($0.title) }
        if fixed { members["fixed"] = true }
        try Terminal.json(JSONValue.object(members))
    }
}
