import ArgumentParser
import AuditLog
import ContentFormats
import Cryptography
import Monitor
import Pipeline
import Primitives
import Provenance
import Rules
import SystemIO

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Look through files and folders, say what was found, and log it.",
        discussion: """
            Reads .txt, .md, .jsonl and .json, each also as .gz and .zst. The verdict is what the policy would have \
            done; nothing is changed.

            Example:
              hallmark audit archive/ --jobs 2 --fail-on high
              hallmark audit replies.jsonl.zst --field answer.text --json | jq .by_rule
            """)

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case low, medium, high, critical

        var severity: Severity { Severity(rawValue: rawValue) ?? .low }
    }

    @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
    var paths: [String]

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Where the text stands in a JSON record; may be repeated.", valueName: "path"))
    var field: [String] = []

    @Option(name: .long, help: "How many batches are judged at once. Default: one a processor.")
    var jobs: Int?

    @Option(name: .long, help: "Exit with 1 when a finding is at least this severe: low, medium, high or critical.")
    var failOn: FailOn?

    @OptionGroup var policyOptions: PolicyOptions

    @Option(name: .long, help: ArgumentHelp("The folder of the audit log. Default: audit", valueName: "dir"))
    var log: String?

    @Flag(name: .long, help: "Keep no log.")
    var noLog = false

    @Flag(name: .long, help: "Print the summary as one JSON object.")
    var json = false

    @Flag(name: [.short, .long], help: "Print every channel in which something was found.")
    var verbose = false

    func validate() throws {
        if noLog, log != nil { throw ValidationError("--log and --no-log exclude each other") }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
        if paths.isEmpty { throw ValidationError("name at least one file or folder") }
    }

    func run() async throws {
        let policy = try policyOptions.load()
        let fields = try FieldPath.list(field)
        let early = policyOptions.noCache ? nil : await EarlyRules.rules(of: policy)
        let rules = try early?.rules ?? policy.ruleSet(policyOptions.cache).rules
        let found = FileWalk.walk(paths)
        let environment = Environment.system
        let signals = InputEvents()
        let books = Books(policy: policy, named: log, environment: environment, patience: signals.patience)
        let trust = noLog ? nil : try WitnessPush.trust(of: policy)
        let opened = noLog ? nil : try books.open(try books.find(), packs: rules.packsRecord)
        let writer = opened?.writer
        let witnesses = opened.flatMap { WitnessPush.begin(trust, policy, directory: $0.folder) }
        let indexing = opened.map { IndexAfterwards($0.folder, $0.writer) }
        var configuration = AuditEngine.Configuration(
            jobs: jobs ?? ProcessEnvironment.processors, fields: fields, recordLimit: policy.limits.record,
            depth: policy.limits.depth, enforcement: policy.enforcement, producerName: policy.producer.value,
            packs: "sha256:" + rules.digest, environment: environment)
        configuration.excerpts = policy.sealer(writer)
        let engine = AuditEngine(
            monitor: StreamingMonitor(rules, limits: policy.limits.match), configuration: configuration)
        let report = try await look(engine, found.files, writer, environment, signals)
        try tell(report, found)
        if let number = signals.signal {
            Terminal.note("hallmark: stopped after \(report.filesDone) of \(found.files.count) files")
            throw Failure.signal(number)
        }
        try witnesses?.finish()
        indexing?.run()
        try leave(report, found)
    }

    private func look(
        _ engine: AuditEngine, _ files: [AuditedFile], _ writer: LogWriter?, _ environment: Environment,
        _ signals: InputEvents
    ) async throws -> AuditReport {
        var bar = ProgressBar(isWanted: !json, now: environment.now)
        do throws(LogError) {
            let report = try await engine.run(
                files, ledger: Ledger(writer), progress: { bar.update($0) },
                found: { channel in
                    guard verbose else { return }
                    bar.clear()
                    Self.show(channel)
                }, shouldStop: { signals.signal != nil })
            bar.clear()
            try writer?.close(reason: report.wasStopped ? "signal" : "end-of-input")
            return report
        } catch {
            bar.clear()
            try? writer?.prepareToClose()
            try? writer?.close(reason: "log-full")
            throw Failure(error)
        }
    }

    private func leave(_ report: AuditReport, _ found: FileWalk.Outcome) throws {
        for failure in found.failures { Terminal.note("hallmark: \(failure)") }
        for failure in report.failures { Terminal.note("hallmark: \(failure)") }
        if found.failures.contains(where: \.isNotFound) || report.failures.contains(where: { $0.cause == .missing }) {
            try ExitStatus.noInput.exit()
        }
        if !found.failures.isEmpty || !report.failures.isEmpty { try ExitStatus.inputOutput.exit() }
        if let failOn, let worst = report.tally.worst, worst >= failOn.severity { try ExitStatus.answerIsNo.exit() }
    }
}

// MARK: Words

extension AuditCommand {
    private static func show(_ channel: AuditedChannel) {
        let place = channel.path + (channel.line.map { ":\($0)" } ?? "")
        let rules = Dictionary(grouping: channel.judgement.findings, by: \.rule)
            .map { "\($0.key)×\($0.value.count)" }.sorted().joined(separator: " ")
        let doubts = channel.judgement.doubts.map(\.reason.rawValue).joined(separator: " ")
        let line = "\(place)  \(channel.channel)  \(channel.judgement.verdict.rawValue)  \(rules) \(doubts)"
        try? Terminal.line(Terminal.safe(line, for: .output))
    }

    private func tell(_ report: AuditReport, _ found: FileWalk.Outcome) throws {
        for fault in report.faults {
            Terminal.note("hallmark: \(fault.path): \(fault.fault.place): \(fault.fault.message)")
        }
        if found.files.isEmpty, !found.failures.isEmpty { return }
        if json { return try Terminal.json(report.json) }
        let tally = report.tally
        try Terminal.line(
            "\(counted(tally.channels, "text")) in \(counted(report.filesDone, "file")), "
                + counted(tally.findings, "finding")
                + (found.passedOver > 0 ? ", \(counted(found.passedOver, "file")) passed over" : ""))
        let verdicts = Verdict.allCases.compactMap { verdict in
            tally.byVerdict[verdict].map { "\(verdict.rawValue) \($0)" }
        }
        if !verdicts.isEmpty { try Terminal.line("verdicts: " + verdicts.joined(separator: ", ")) }
        for severity in Severity.allCases.reversed() {
            guard let rules = tally.byRuleOfSeverity[severity] else { continue }
            try Terminal.line(Terminal.coloured(severity.rawValue, severity.colour, on: .output))
            for (id, number) in rules.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
                let count = String(number)
                try Terminal.line(String(repeating: " ", count: max(1, 8 - count.utf8.count)) + count + "  " + id)
            }
        }
        for (reason, count) in tally.byReason.sorted(by: { $0.key < $1.key }) {
            try Terminal.line("undecided: \(count) × \(reason)")
        }
    }
}

extension Severity {
    var colour: Terminal.Colour {
        switch self {
        case .critical, .high: .red
        case .medium: .yellow
        case .low: .blue
        }
    }
}
