import ArgumentParser
import AuditLog
import Cryptography
import Pipeline
import Primitives
import Provenance
import SystemIO
import Transparency

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Make, verify and read audit logs.",
        discussion: """
            A log is a folder that anybody can read without this program: zstd -dc segments/*.zst | jq

            Example:
              hallmark log verify audit --key "$(cat operator.vkey)"
              hallmark log search audit --since 2026-11-01 --severity critical --json
            """,
        subcommands: [
            LogInit.self, LogVerify.self, LogCat.self, LogShow.self, LogSearchCommand.self, LogIndexCommand.self,
            LogStatistics.self, LogSampleCommand.self, LogProve.self, LogCheckProof.self, LogConsistency.self,
            LogWitness.self, LogExportCommand.self,
            LogRetention.self, LogPrune.self, LogHold.self, LogRotateKey.self, LogRevokeKey.self,
            LogRotateEpoch.self, LogDestroyEpoch.self, LogOpenExcerpt.self,
        ])
}

/// The folder of a log; `audit` where none is named.
struct LogFolder: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory = "audit"

    func reader() throws -> LogReader {
        do throws(LogError) { return try LogReader(directory: directory) } catch { throw Failure(error) }
    }
}

struct LogInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty log and its keys.",
        discussion: "Example:\n  hallmark log init /srv/audit --origin audit.example.com/chat")

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: ArgumentHelp("The log's name in its checkpoints. Default: a fresh one", valueName: "name"))
    var origin: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of a log that this one goes on from, its key being lost: its last checkpoint goes into the first record.",
            valueName: "dir"))
    var continues: String?
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
        let policy = try keyOptions.load()
        let keys = try policy.keyFolder()
        try Books.keepApart(folder.directory, keys)
        do throws(LogError) {
            let origin = try LogWriter.create(
                directory: folder.directory, origin: origin, producer: policy.producer.value, keys: keys,
                environment: .system, host: ProcessEnvironment.hostName, continues: continues)
            let signer = try keys.signer(origin)
            Terminal.note("hallmark: new log \(folder.directory), keys in \(keys.path)")
            try line(signer.verifier.vkey)
        } catch {
            throw Failure(error)
        }
    }
}

/// One line on standard output, in functions that throw the log's errors.
func line(_ text: String) throws(LogError) {
    do throws(SystemError) { try Terminal.line(text) } catch { throw .system(error) }
}

struct LogVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Find any changed, missing, reordered or added byte.",
        discussion: """
            Says how many records there are, which root they hash to, whose signature vouches for it and since when. \
            Without a key that you brought, the log can only be held against itself, and the answer is inconclusive.

            Example:
              hallmark log verify audit --key operator.vkey
            """)

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: ArgumentHelp("A verifier key (name+hash+key), or a file that holds one.", valueName: "vkey"))
    var key: String?
    @Option(name: .long, help: ArgumentHelp("A trust policy (C2SP tlog-policy).", valueName: "file"))
    var trust: String?
    @OptionGroup var keyOptions: KeyOptions
    @Flag(name: .long, help: "Print the answer as one JSON object.")
    var json = false

    func validate() throws {
        if key != nil, trust != nil { throw ValidationError("--key and --trust exclude each other") }
    }

    func run() throws {
        // A folder with a part of a log is a damaged log; one with none is no log.
        let parts = ["log.json", "checkpoint", "checkpoints", "segments", "wal", "roots"]
        guard parts.contains(where: { (try? FileTree.kind(FileTree.join(folder.directory, $0))) != .some(nil) }) else {
            throw Failure(LogError.notFound(folder.directory))
        }
        let report = LogVerifier.verify(
            directory: folder.directory, trust: try trusted(), jobs: ProcessEnvironment.processors)
        if json {
            try Terminal.json(report.json)
        } else {
            try show(report)
        }
        if report.verdict != .verified { try ExitStatus.answerIsNo.exit() }
    }

    private func trusted() throws -> LogVerifier.Trust {
        if let key { return .keys([try NoteVerifier(argument: key)]) }
        let policy = try keyOptions.load()
        if let trust = trust ?? policy.log.trust { return .policy(try TrustPolicy(file: trust)) }
        let isNamed = policy.log.keys != nil || Terminal.environment("HALLMARK_KEYS") != nil
        if !isNamed, Terminal.environment("HOME") == nil, Terminal.environment("XDG_CONFIG_HOME") == nil { return .none }
        return .folder(try policy.keyFolder())
    }

    private func show(_ report: VerifyReport) throws {
        let colour: Terminal.Colour =
            switch report.verdict {
            case .verified: .green
            case .failed: .red
            case .inconclusive: .yellow
            }
        try Terminal.line(Terminal.coloured(report.verdict.rawValue.uppercased(), colour, on: .output) + "  " + folder.directory)
        for (name, value) in Self.facts(report) {
            let padded = name + String(repeating: " ", count: max(1, 12 - name.utf8.count))
            try Terminal.line("  " + padded + Terminal.safe(value, for: .output))
        }
    }

    /// What was found, and on whose word.
    private static func facts(_ report: VerifyReport) -> [(String, String)] {
        var facts = [("records", String(report.records))]
        if let root = report.root { facts.append(("root", root)) }
        if let origin = report.origin { facts.append(("origin", origin)) }
        if let key = report.key {
            facts.append(("key", report.trusted ? key : key + " (key taken from the log itself: not trusted)"))
        }
        for key in report.keys where report.keys.count > 1 {
            let through = key.through.map { "through \($0) records" } ?? "in force"
            facts.append(("signed by", "\(key.key) \(through)" + (key.revokedFrom.map { ", revoked from \($0) on" } ?? "")))
        }
        for range in report.pruned {
            facts.append(("pruned", "records \(range.lowerBound) to \(range.upperBound - 1), as the log states"))
        }
        if let since = report.since { facts.append(("since", since)) }
        if report.beyondCheckpoint > 0 {
            facts.append(("beyond", "\(report.beyondCheckpoint) records that no checkpoint vouches for"))
        }
        if let witnessing = report.witnessing { facts += Self.facts(witnessing, report) }
        if let bad = report.firstBad {
            facts.append(("first bad", "record \(bad.index) in \(bad.segment): \(bad.reason)"))
            if let expected = bad.expected { facts.append(("expected", expected)) }
            if let got = bad.got { facts.append(("got", got)) }
        }
        if !report.unknownFiles.isEmpty { facts.append(("not ours", report.unknownFiles.joined(separator: ", "))) }
        return facts
    }

    /// Who else saw the checkpoint.
    private static func facts(
        _ witnessing: VerifyReport.Witnessing, _ report: VerifyReport
    ) -> [(String, String)] {
        var facts = witnessing.seen.map {
            ("witness", "\($0.name), \(VerifyReport.Witnessing.text($0.time))")
        }
        if witnessing.isReached {
            if witnessing.quorum != "none" { facts.append(("quorum", "\(witnessing.quorum): reached")) }
        } else {
            let earlier = witnessing.size.map { "; the last checkpoint that has it is of \(counted($0, "record"))" }
            facts.append(
                ("quorum", "\(witnessing.quorum): not reached by the latest checkpoint" + (earlier ?? "; none has it")))
        }
        return facts
    }
}

extension String {
    /// Without white space at either end.
    var trimmingWhitespace: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
