import ArgumentParser
import AuditLog
import Cryptography
import Pipeline
import Primitives
import SystemIO

struct LogRetention: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "What a log still has, what is due, and what stays in spite of it.",
        discussion: "Changes nothing. The bounds are those of the policy (log.retain).\n\nExample:\n  hallmark log retention audit --json")

    @OptionGroup var folder: LogFolder
    @OptionGroup var keyOptions: KeyOptions
    @Flag(name: .long, help: "Print the answer as one JSON object.")
    var json = false

    func run() throws {
        let report = try RetentionReport.of(folder.directory, try keyOptions.load())
        if json { return try Terminal.json(report.json) }
        try report.show()
    }
}

struct LogPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove whole frames of records that are past their time.",
        discussion: """
            A record log.prune under a signed checkpoint comes first, and says what goes and why. The hashes of what \
            went stay: what remains still proves, and so does a removed record that somebody holds with its proof. \
            Minimum and legal hold outrank the maximum.

            Example:
              hallmark log prune audit --dry-run
              hallmark log prune audit --reason "retention 2026" --who privacy-officer
            """)

    @OptionGroup var custody: Custody
    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason = "past the maximum of the retention policy"
    @Option(name: .long, help: ArgumentHelp("Who decided it, for the record.", valueName: "name"))
    var who: String?
    @Flag(name: .long, help: "Only say what would go.")
    var dryRun = false

    func validate() throws {
        if !dryRun, who == nil { throw ValidationError("--who is needed: the record says who decided it") }
    }

    func run() throws {
        let policy = try custody.keyOptions.load()
        let report = try RetentionReport.of(custody.folder.directory, policy)
        try report.show()
        guard !dryRun, let who, !report.removable.isEmpty else { return }
        let removed = report.removable.reduce(0) { $0 + $1.count }
        try custody.writing(as: "prune") { (log) throws(LogError) in
            guard log.holds == report.holds else { throw .notPrunable("legal holds changed meanwhile; run it again") }
            try log.prune(report.removable, reason: reason, who: who, retain: policy.log.retain.json)
        }
        try Terminal.line("pruned \(counted(removed, "record"))")
    }
}

struct LogHold: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Legal holds: records that must not be pruned.",
        discussion: "Example:\n  hallmark log hold add audit --since 2026-05-01 --until 2026-05-31 --reason \"case 7\" --who counsel",
        subcommands: [Add.self, List.self, Release.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Place a hold; prints its id.",
            discussion: "Example:\n  hallmark log hold add audit --records 512..<1024 --reason \"case 7\" --who counsel")

        @OptionGroup var custody: Custody
        @Option(name: .long, help: ArgumentHelp("By number, the second not in it: 512..<1024.", valueName: "range"))
        var records: String?
        @Option(name: .long, help: "By time, from this moment on.")
        var since: String?
        @Option(name: .long, help: "Before this moment; a date means its end.")
        var until: String?
        @Option(name: .long, help: "The record of this id, and those that cite it.")
        var id: String?
        @OptionGroup var account: Account

        func run() throws {
            let scope = try scope()
            try custody.writing(as: "hold") { (log) throws(LogError) in
                try line(try log.placeHold(scope, reason: account.reason, who: account.who).id)
            }
        }

        private func scope() throws -> LegalHold.Scope {
            guard [records, since, id].compactMap({ $0 }).count == 1, until == nil || since != nil else {
                throw Failure(.usage, "name what is held by one of --records, --since (with --until) and --id")
            }
            if let id { return .id(id) }
            if let records {
                let ends = records.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
                guard records.contains("..<"), ends.count == 2, let start = Int(ends[0]), let end = Int(ends[1].dropFirst()),
                    start >= 0, start < end
                else { throw Failure(.usage, "--records \(records): write 512..<1024") }
                return .records(start..<end)
            }
            guard let start = Timestamp(since ?? "") else { throw Failure(.usage, "--since: write 2026-11-22 or 2026-11-22T12:30:00Z") }
            guard let until else { return .time(start, nil) }
            guard let end = Timestamp(until) else { throw Failure(.usage, "--until: write 2026-11-22 or 2026-11-22T12:30:00Z") }
            let isDate = until.utf8.count == 10
            return .time(start, isDate ? Timestamp(milliseconds: end.milliseconds + 86_400_000) : end)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "The holds in force.", discussion: "Example:\n  hallmark log hold list audit")

        @OptionGroup var folder: LogFolder
        @Flag(name: .long, help: "One JSON object a line.")
        var json = false

        func run() throws {
            let holds: [LegalHold]
            do throws(LogError) { holds = try LegalHold.inForce(folder.directory) } catch { throw Failure(error) }
            for hold in holds {
                if json { try Terminal.json(hold.json) } else { try Terminal.line(Terminal.safe(hold.words, for: .output)) }
            }
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release", abstract: "Release a hold.",
            discussion: "Example:\n  hallmark log hold release audit 019a5c1e-7d7b-7c3e-8f2b-0c9b3a3f1d10 --reason closed --who counsel")

        @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
        var directory: String
        @Argument(help: ArgumentHelp("The id of the hold.", valueName: "id"))
        var hold: String
        @OptionGroup var account: Account
        @OptionGroup var keyOptions: KeyOptions

        func run() throws {
            var custody = Custody()
            custody.folder = LogFolder()
            custody.folder.directory = directory
            custody.keyOptions = keyOptions
            try custody.writing(as: "hold") { (log) throws(LogError) in
                try log.releaseHold(hold, reason: account.reason, who: account.who)
            }
        }
    }
}

extension LegalHold {
    /// One line for people.
    var words: String {
        let what: String =
            switch scope {
            case .records(let range): "records \(range.lowerBound)..<\(range.upperBound)"
            case .time(let since, let until): "from \(since.rfc3339)" + (until.map { " until \($0.rfc3339)" } ?? "")
            case .id(let id): "record \(id)"
            }
        return "\(id)  \(what)  \(reason)  \(who)"
    }
}

extension RetentionReport {
    static func of(_ directory: String, _ policy: Policy) throws -> RetentionReport {
        do {
            return try RetentionReport(
                directory: directory, retention: policy.log.retain, now: Environment.system.now())
        } catch let error as LogError {
            throw Failure(error)
        }
    }

    func show() throws {
        if let oldest { try Terminal.line("oldest record    \(oldest.index)  \(oldest.time)") }
        if let unbrokenSince { try Terminal.line("unbroken since   \(unbrokenSince)") }
        try Terminal.line("last 184 days    \(coversArticle9 ? "nothing of them was pruned" : "records of them were pruned")")
        for range in pruned { try Terminal.line("pruned           records \(range.lowerBound) to \(range.upperBound - 1)") }
        for range in removable { try Terminal.line("may go           records \(range.lowerBound) to \(range.upperBound - 1)") }
        if removable.isEmpty { try Terminal.line("may go           nothing") }
        for frame in overdue {
            try Terminal.line(
                "overdue          records \(frame.records.lowerBound) to \(frame.records.upperBound - 1): "
                    + "\(frame.count) past their maximum stay: \(frame.reason)")
        }
        for epoch in epochs { try Terminal.line("epoch due        \(epoch): hallmark log destroy-epoch") }
        for hold in holds { try Terminal.line(Terminal.safe("legal hold       \(hold.words)", for: .output)) }
    }
}
