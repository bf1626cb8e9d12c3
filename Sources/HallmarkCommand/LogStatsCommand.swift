import ArgumentParser
import AuditLog
import Inspection
import Primitives
import SystemIO

struct LogStatistics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts by kind, verdict, severity, category, rule, model and day.",
        discussion: """
            Counts the records that the latest checkpoint covers and that meet every condition; what is said of the \
            checkpoint, the query and this program suffices to count them again. Shares come with the 95 % interval of \
            Wilson.

            Example:
              hallmark log stats audit --by day --since 2026-11-01
              hallmark log stats audit --json | jq .rules
            """)

    @OptionGroup var folder: LogFolder
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Group decisions by: " + LogStats.Dimension.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "what"),
        transform: Self.dimension)
    var by: LogStats.Dimension?
    @OptionGroup var conditions: LogQueryOptions
    @Flag(name: .long, help: "Print the counts as one JSON object.")
    var json = false

    static func dimension(_ text: String) throws -> LogStats.Dimension {
        guard let dimension = LogStats.Dimension(rawValue: text) else {
            throw ValidationError("one of " + LogStats.Dimension.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return dimension
    }

    func run() throws {
        let query = try conditions.query()
        var stats = LogStats(by: by)
        let log: InspectedLog
        do {
            log = try InspectedLog(directory: folder.directory, jobs: ProcessEnvironment.processors)
            try log.map(matching: query, { try $0.value() }) { stats.add($0) }
        } catch let error as LogError {
            throw Failure(error)
        }
        if json {
            var members = stats.json.object ?? [:]
            members["query"] = query.json
            members["checkpoint"] = log.checkpoint.json
            members["beyond_checkpoint"] = .integer(Int64(log.beyondCheckpoint))
            members["tool"] = Tool.this.json
            return try Terminal.json(.object(members))
        }
        try show(stats, log)
    }

    private func show(_ stats: LogStats, _ log: InspectedLog) throws(SystemError) {
        let beyond = log.beyondCheckpoint > 0 ? ", and \(log.beyondCheckpoint) that no checkpoint covers yet" : ""
        try Terminal.line("\(counted(stats.records, "record"))\(beyond)")
        let tables = [
            ("kind", stats.kinds), ("verdict", stats.verdicts), ("severity", stats.severities),
            ("category", stats.categories), ("rule", stats.rules), ("model", stats.models), ("day", stats.days),
        ]
        for (title, counts) in tables where !counts.isEmpty {
            try Terminal.line(Terminal.coloured("by " + title, .bold, on: .output))
            let notes = title == "verdict" ? counts.reduce(into: [:]) { $0[$1.key] = stats.rate($1.key).text } : [:]
            try Self.show(counts, notes: notes, byName: title == "day")
        }
        if let by { try show(stats.groups, by: by) }
    }

    /// One row a name, the most first (days in their order), with a bar as long as its share.
    private static func show(
        _ counts: [String: Int], notes: [String: String], byName: Bool
    ) throws(SystemError) {
        let widest = max(1, counts.values.max() ?? 1)
        let rows = counts.sorted { byName ? $0.key < $1.key : ($1.value, $0.key) < ($0.value, $1.key) }
        for (name, number) in rows {
            let bar = String(repeating: "█", count: max(1, number * 24 / widest))
            let note = notes[name].map { "  " + $0 } ?? ""
            try Terminal.line(
                padded(String(number), 10) + "  " + bar + String(repeating: " ", count: 26 - bar.count)
                    + Terminal.safe(name, for: .output) + note)
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.utf8.count)) + text
    }

    /// A table: a group a row, a verdict a column, and the share that is not clean.
    private func show(_ groups: [String: LogStats.Group], by dimension: LogStats.Dimension) throws(SystemError) {
        let verdicts = ["clean", "observed", "masked", "undecided", "blocked"]
        let head = (["decisions"] + verdicts).map { Self.padded($0, 11) }.joined()
        try Terminal.line(Terminal.coloured("decisions by \(dimension.rawValue)", .bold, on: .output))
        try Terminal.line(head + "  not clean")
        let rows = groups.sorted {
            dimension == .day ? $0.key < $1.key : ($1.value.decisions, $0.key) < ($0.value.decisions, $1.key)
        }
        for (name, group) in rows {
            let numbers = [group.decisions] + verdicts.map { group.verdicts[$0, default: 0] }
            let share = group.notClean.text
            try Terminal.line(
                numbers.map { Self.padded(String($0), 11) }.joined() + "  " + share
                    + String(repeating: " ", count: max(2, 24 - share.count)) + Terminal.safe(name, for: .output))
        }
    }
}
