import ArgumentParser
import Monitor
import Primitives
import RuleTools
import Rules
import SystemIO

struct RulesTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run every rule on its own hits and near misses.",
        discussion: """
            Each text is tried as it is, in every spelling that the rule's view folds away, and as a stream that is cut at \
            every byte.

            Example:
              hallmark rules test Rules/
              hallmark rules test --format junit my.yaml > report.xml
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, tap, junit }

    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Try the texts as they are and no further.")
    var quick = false
    @Option(name: .long, help: ArgumentHelp("text, tap or junit. Default: text", valueName: "format"))
    var format: Format = .text
    @Flag(name: .long, help: "Print the outcome as one JSON object.")
    var json = false

    func validate() throws {
        if json, format != .text { throw ValidationError("--json and --format exclude each other") }
    }

    func run() async throws {
        let watch = Stopwatch()
        let files: [RuleFile]
        let set: RuleSet
        do throws(RuleProblems) {
            files = try rules.files()
            var packs: [Pack] = []
            for file in files { packs.append(try file.load().pack) }
            set = try RuleSet(packs: packs)
        } catch {
            throw Failure(rules: error)
        }
        var trials = await RuleTrials(isQuick: quick, now: { watch.nanoseconds }).run(set)
        let homes = Dictionary(zip(set.packs.map(\.name), files)) { first, _ in first }
        for index in trials.indices {
            let trial = trials[index]
            let place = homes[trial.pack]?.place(ofTest: trial.index, under: trial.kind.rawValue, of: trial.rule)
            trials[index].place = place ?? trial.place
        }
        try show(trials, of: set)
        if trials.contains(where: { !$0.passed }) { try ExitStatus.answerIsNo.exit() }
    }

    private func show(_ trials: [TextTrial], of set: RuleSet) throws {
        if json { return try Terminal.json(summary(trials, set)) }
        switch format {
        case .tap: try Terminal.line(String(TestReports.tap(trials).dropLast()))
        case .junit: try Terminal.line(String(TestReports.junit(trials).dropLast()))
        case .text:
            for trial in trials {
                for failure in trial.failures { try Terminal.line(Terminal.safe(line(trial, failure), for: .output)) }
            }
            let failed = trials.count { !$0.passed }
            let tried = quick ? "" : "; tried in \(Self.sum(trials, \.spellings)) more spellings and \(Self.sum(trials, \.cuts)) cuts"
            try Terminal.line("\(counted(set.packs.count, "pack")), \(trials.count - failed) passed, \(failed) failed\(tried)")
        }
    }

    private static func sum(_ trials: [TextTrial], _ count: (TextTrial) -> Int) -> Int { trials.reduce(0) { $0 + count($1) } }

    private func line(_ trial: TextTrial, _ failure: TrialFailure) -> String {
        let expected = trial.kind == .hit ? "the hit" : "the near miss"
        let start = "\(trial.place): \(trial.rule) \(failure.reason)"
        switch failure.way {
        case .asItIs: return "\(start): \(expected) «\(trial.text)»"
        case .spelled(_, let text): return "\(start): \(expected) «\(trial.text)», \(failure.way.name): «\(text)»"
        case .cut, .byteByByte: return "\(start): \(expected) «\(trial.text)», \(failure.way.name)"
        }
    }

    private func summary(_ trials: [TextTrial], _ set: RuleSet) -> JSONValue {
        let failed = trials.filter { !$0.passed }
        return [
            "rules": .integer(Int64(set.rules.count)), "passed": .integer(Int64(trials.count - failed.count)),
            "failed": .integer(Int64(failed.count)), "spellings": .integer(Int64(Self.sum(trials, \.spellings))),
            "cuts": .integer(Int64(Self.sum(trials, \.cuts))), "failures": .array(failed.map(\.json)),
        ]
    }
}

extension TextTrial {
    fileprivate var json: JSONValue {
        [
            "rule": .string(rule), "kind": .string(kind.rawValue), "text": .string(text), "file": .string(place.file),
            "line": .integer(Int64(place.line)), "column": .integer(Int64(place.column)),
            "ways": .array(failures.map(\.json)),
        ]
    }
}

extension TrialFailure {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["reason": .string(reason)]
        switch way {
        case .asItIs: members["way"] = "as-it-is"
        case .spelled(let spelling, let text):
            members["way"] = "spelled"
            members["spelling"] = .string(spelling.rawValue)
            members["text"] = .string(text)
        case .cut(let byte):
            members["way"] = "cut"
            members["byte"] = .integer(Int64(byte))
        case .byteByByte: members["way"] = "byte-by-byte"
        }
        return .object(members)
    }
}
