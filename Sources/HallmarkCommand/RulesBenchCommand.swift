import ArgumentParser
import ContentFormats
import Monitor
import Pipeline
import Primitives
import RuleTools
import Rules
import SystemIO

struct RulesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "The slowest rules on texts of yours.",
        discussion: """
            Times each rule alone, less what judging with no rule takes; the best of some rounds. Says how many texts a \
            rule was asked about, at how many places in them it was tried, and what it hit. Reads what audit reads.

            Example:
              hallmark rules bench archive/ --rules my.yaml
              hallmark rules bench replies.jsonl --json | jq .rules[0]
            """)

    @Argument(help: ArgumentHelp("Files and folders with texts.", valueName: "path"))
    var corpus: [String]
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Rule files or folders. Default: the built-in packs", valueName: "path"))
    var rules: [String] = []
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Where the text stands in a JSON record; may be repeated.", valueName: "path"))
    var field: [String] = []
    @Option(name: .long, help: "How often everything is timed. Default: 3")
    var rounds = 3
    @Option(name: .long, help: "At most so many MiB of text. Default: 16")
    var mebibytes = 16
    @Option(name: .long, help: "Print so many rules, the slowest first. Default: 20")
    var top = 20
    @Flag(name: .long, help: "Print all rules as one JSON object.")
    var json = false

    func validate() throws {
        if !(1...1_000).contains(rounds) { throw ValidationError("--rounds takes a number from 1 to 1000") }
        if !(1...4_096).contains(mebibytes) { throw ValidationError("--mebibytes takes a number from 1 to 4096") }
        if top < 1 { throw ValidationError("--top takes a number from 1") }
    }

    func run() throws {
        let found = FileWalk.walk(corpus)
        if let failure = found.failures.first { throw Failure(failure) }
        let texts = CorpusTexts(found.files, fields: try FieldPath.list(field), limit: mebibytes << 20)
        if let failure = texts.failures.first { throw Failure(.inputOutput, "\(failure)") }
        guard texts.bytes > 0 else { throw Failure(.noInput, "no text in \(corpus.joined(separator: ", "))") }
        let watch = Stopwatch()
        let report: RuleBench.Report
        do throws(RuleProblems) {
            let packs = rules.isEmpty ? try DefaultRules.load() : try RuleFolder.load(rules)
            let bench = RuleBench(texts: texts.texts, rounds: rounds) { watch.nanoseconds }
            report = try bench.run(try RuleSet(packs: packs.map(\.pack)), progress: progress)
        } catch {
            throw Failure(rules: error)
        }
        if texts.isCut { Terminal.note("hallmark: only the first \(mebibytes) MiB of text (--mebibytes)") }
        if json { return try Terminal.json(report.json) }
        for line in report.lines(top) { try Terminal.line(line) }
    }

    private func progress(_ done: Int, _ all: Int) {
        guard !json, StandardStream.error.isTerminal, done % 8 == 0 || done == all else { return }
        Terminal.write(done == all ? "\r\u{1b}[K" : "\rround \(done * rounds / max(1, all) + 1) of \(rounds): \(done) of \(all)", to: .error)
    }
}

extension RuleBench.Report {
    fileprivate func lines(_ top: Int) -> [String] {
        var table = TextTable([.left, .right, .right, .right, .right, .right])
        table.add(["rule", "ms", "share", "texts asked", "places tried", "hits"])
        for row in rows.prefix(top) {
            table.add([
                row.rule, Self.milliseconds(row.nanoseconds), Self.percent(row.share), "\(row.tally.calls)",
                "\(row.tally.candidates)", "\(row.tally.hits)",
            ])
        }
        let head = "\(counted(texts, "text")), \(bytes) bytes, \(counted(rows.count, "rule")), best of \(counted(rounds, "round"))"
        return [head, ""] + table.lines + [
            "",
            "all rules together \(Self.milliseconds(together)) ms, no rule \(Self.milliseconds(nothing)) ms; each rule alone, in sum \(Self.milliseconds(sum)) ms",
        ]
    }

    /// With three digits behind the point.
    private static func milliseconds(_ nanoseconds: Int64) -> String {
        let micro = String((nanoseconds + 500) / 1_000)
        let padded = String(repeating: "0", count: max(0, 4 - micro.count)) + micro
        return padded.dropLast(3) + "." + padded.suffix(3)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    fileprivate var json: JSONValue {
        [
            "texts": .integer(Int64(texts)), "bytes": .integer(Int64(bytes)), "rounds": .integer(Int64(rounds)),
            "together_ns": .integer(together), "nothing_ns": .integer(nothing), "sum_ns": .integer(sum),
            "rules": .array(rows.map { row in
                [
                    "rule": .string(row.rule), "ns": .integer(row.nanoseconds),
                    "share_permille": .integer(Int64((row.share * 1_000).rounded())),
                    "calls": .integer(Int64(row.tally.calls)), "candidates": .integer(Int64(row.tally.candidates)),
                    "hits": .integer(Int64(row.tally.hits)),
                ]
            }),
        ]
    }
}
