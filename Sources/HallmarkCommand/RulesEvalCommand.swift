import ArgumentParser
import ContentFormats
import Monitor
import Pipeline
import Primitives
import RuleEvaluation
import Rules
import SystemIO

struct RulesEval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Precision, recall and false alarms on data of your own.",
        discussion: """
            Data is JSON Lines: {"text": …, "labels": [{"rule": …, "bytes": [start, end]}]}, where a label names a rule, \
            a category or a risk and an empty list says that nothing is to be found. With --benign it has no labels, \
            and everything that is found is a false alarm. Each also as .gz and .zst; - is standard input.

            Example:
              hallmark rules eval labelled.jsonl --rules Rules/ --spans
              hallmark rules eval --benign replies.jsonl --field response --max-fp-per-1000 enforce=0.5
              hallmark rules eval labelled.jsonl --rules new/ --against old/ --fail-on-regression
            """)

    @Argument(help: ArgumentHelp("Files and folders of data.", valueName: "data"))
    var data: [String]

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Rule files or folders. Default: the built-in packs", valueName: "path"))
    var rules: [String] = []

    @Flag(name: .long, help: "The data has no labels: everything that is found is wrong.")
    var benign = false

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "Where the text stands in a record. Default: text, and with --benign the usual fields; there it may be repeated",
            valueName: "path"))
    var field: [String] = []

    @Flag(name: .long, help: "Count labels with their bytes, and findings, in place of texts.")
    var spans = false

    @Option(name: .long, help: "Whose findings the table is of: detect (all), enforce (those that mask or block).")
    var level: EvalLevel = .detect

    @Option(
        name: .customLong("max-fp-per-1000"), parsing: .singleValue,
        help: ArgumentHelp(
            "Exit with 1 where more of a thousand texts have a false alarm: of any pack, at a level, of a pack; may be repeated.",
            valueName: "[pack:][level=]number"),
        transform: { text in
            guard let budget = FalseAlarmBudget(text) else {
                throw ValidationError("'\(text)' is no budget: write 0.5, enforce=0.5 or my-pack:detect=20")
            }
            return budget
        })
    var maxFalsePositives: [FalseAlarmBudget] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Rule files or folders to compare with; may be repeated.", valueName: "path"))
    var against: [String] = []

    @Flag(name: .long, help: "Exit with 1 where a label was found before, or a text without a false alarm has one now.")
    var failOnRegression = false

    @Option(name: .long, help: ArgumentHelp("How many false alarms, misses and changes are listed.", valueName: "number"))
    var list = 20

    @Flag(name: .long, help: "Show no text in the lists, for output that others read.")
    var noText = false

    @Option(name: .long, help: ArgumentHelp("How many batches are judged at once. Default: one a processor.", valueName: "number"))
    var jobs: Int?

    @Flag(name: .long, help: "Print all of it as one JSON object.")
    var json = false

    enum EvalLevel: String, ExpressibleByArgument, CaseIterable {
        case detect, enforce

        var level: Level { self == .detect ? .detect : .enforce }
    }

    func validate() throws {
        if data.isEmpty { throw ValidationError("name at least one file or folder of data") }
        if failOnRegression, against.isEmpty { throw ValidationError("--fail-on-regression needs --against") }
        if benign, spans { throw ValidationError("--spans is about labels, and --benign data has none") }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
        if !(0...1_000_000).contains(list) { throw ValidationError("--list takes a number from 0 to 1000000") }
    }

    func run() async throws {
        let now = try Self.ruleSet(rules)
        let old = against.isEmpty ? nil : try Self.ruleSet(against)
        let packs = now.packs.map(\.name)
        for budget in maxFalsePositives {
            guard let pack = budget.pack, !packs.contains(pack) else { continue }
            throw Failure(.configuration, "no pack \(Quote.short(pack)) to hold to \(budget)", hint: Quote.suggestion(for: pack, among: packs))
        }
        let options = try options()
        guard let evaluator = Evaluator(now, against: old, options: options) else {
            throw Failure(.usage, "labelled data has one text a line", hint: "one --field, and no [] in it")
        }
        let found = files()
        let report = await evaluator.run(found.files)
        let view = EvalReportView(
            report: report, options: options, packs: now.packs, level: level.level,
            excesses: report.excesses(maxFalsePositives, packs: packs), isCompared: old != nil)
        if json { try Terminal.json(view.json) } else { for line in view.lines { try Terminal.line(line) } }
        try leave(report, found.failures, isOver: !view.excesses.isEmpty)
    }

    private func options() throws -> Evaluator.Options {
        var options = Evaluator.Options()
        options.unit = spans ? .span : .line
        options.isBenign = benign
        options.fields = try FieldPath.list(field)
        options.jobs = jobs ?? ProcessEnvironment.processors
        options.listed = list
        options.showsText = !noText
        return options
    }

    private static func ruleSet(_ paths: [String]) throws -> RuleSet {
        do throws(RuleProblems) {
            let packs = try paths.isEmpty ? DefaultRules.load() : RuleFolder.load(paths)
            return try RuleSet(packs: packs.map(\.pack))
        } catch {
            throw Failure(rules: error)
        }
    }

    /// What is read of the paths: for labelled data only lines, whatever a file is called that is named itself.
    private func files() -> (files: [EvaluationFile], failures: [SystemError]) {
        var files: [EvaluationFile] = []
        var failures: [SystemError] = []
        for path in data {
            if path == "-" {
                files.append(EvaluationFile(path: "/dev/stdin", name: "-", kind: .jsonl))
                continue
            }
            let found = FileWalk.walk([path])
            failures += found.failures
            let isFolder = (try? FileTree.kind(path)) == .directory
            for file in found.files where benign || !isFolder || file.kind == .jsonl {
                files.append(
                    EvaluationFile(path: file.path, kind: benign ? file.kind : .jsonl, packing: file.packing))
            }
        }
        return (files, failures)
    }

    private func leave(_ report: EvaluationReport, _ failures: [SystemError], isOver: Bool) throws {
        for failure in failures { Terminal.note("hallmark: \(failure)") }
        for failure in report.failures { Terminal.note("hallmark: \(failure)") }
        for line in report.malformed.items.prefix(Self.mostNamed) { Terminal.note("hallmark: \(line)") }
        if report.malformed.total > Self.mostNamed {
            Terminal.note("hallmark: and \(report.malformed.total - Self.mostNamed) more malformed lines")
        }
        if failures.contains(where: \.isNotFound) || report.failures.contains(where: \.isMissing) {
            try ExitStatus.noInput.exit()
        }
        if !failures.isEmpty || !report.failures.isEmpty { try ExitStatus.inputOutput.exit() }
        if report.malformed.total > 0 { try ExitStatus.badInput.exit() }
        // Nothing keeps any budget: a folder that was emptied would go unnoticed.
        if report.texts == 0, !maxFalsePositives.isEmpty || failOnRegression {
            Terminal.note("hallmark: no text in the data: nothing was measured, and no budget was kept")
            try ExitStatus.noInput.exit()
        }
        let isWorse = failOnRegression && report.comparison.hasRegressed
        if isOver || isWorse { try ExitStatus.answerIsNo.exit() }
    }

    /// Malformed lines that are named one by one.
    private static let mostNamed = 50
}
