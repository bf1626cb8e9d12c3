import ArgumentParser
import AuditLog
import Primitives
import SystemIO

struct LogCat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Every record in order, one line of JSON each, byte for byte as logged.",
        discussion: "Example:\n  hallmark log cat audit | jq -c 'select(.verdict==\"blocked\")'")

    @OptionGroup var folder: LogFolder

    func run() throws {
        try folder.reader().reading { _, line in
            _ = try StandardStream.output.write(line + [0x0a])
            return true
        }
    }
}

struct LogShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One record, by its id or its number.",
        discussion: "Example:\n  hallmark log show audit 019a5c1e-7d7b-7c3e-8f2b-0c9b3a3f1d10\n  hallmark log show audit 41873")

    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("A record's id, or its number (seq).", valueName: "id"))
    var record: String
    @Flag(name: .long, help: "Print the record as it is logged.")
    var json = false

    func run() throws {
        let reader: LogReader
        do throws(LogError) { reader = try LogReader(directory: directory) } catch { throw Failure(error) }
        var shown = 0
        let number = Int(record)
        try reader.reading { index, line in
            let value = try? JSONValue(parsing: line)
            let isMeant = number == index || (number == nil && value?["id"]?.string == record)
            guard isMeant else { return true }
            shown += 1
            if json {
                _ = try StandardStream.output.write(line + [0x0a])
            } else {
                try Self.show(value, index: index)
            }
            return number == nil
        }
        if shown == 0 { throw Failure(.noInput, "\(directory): no record \(record)") }
    }

    /// The members of a record, one a line, nested ones under their paths.
    private static func show(_ value: JSONValue?, index: Int) throws(SystemError) {
        try Terminal.line(Terminal.coloured("record \(index)", .bold, on: .output))
        for (path, text) in flattened(value ?? .null, path: "") {
            let padded = path + String(repeating: " ", count: max(2, 24 - path.utf8.count))
            try Terminal.line("  " + padded + Terminal.safe(text, for: .output))
        }
    }

    private static func flattened(_ value: JSONValue, path: String) -> [(String, String)] {
        switch value {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { flattened($1, path: path.isEmpty ? $0 : "\(path).\($0)") }
        case .array(let elements) where elements.allSatisfy { $0.object != nil } && !elements.isEmpty:
            elements.enumerated().flatMap { flattened($1, path: "\(path)[\($0)]") }
        case .string(let text): [(path, text)]
        default: [(path, String(decoding: value.canonical, as: UTF8.self))]
        }
    }
}

struct LogStatistics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts by kind, verdict, severity, category, rule, model and day.",
        discussion: "Example:\n  hallmark log stats audit --json | jq .rules")

    @OptionGroup var folder: LogFolder
    @Flag(name: .long, help: "Print the counts as one JSON object.")
    var json = false

    func run() throws {
        var stats = LogStats()
        try folder.reader().reading { _, line in
            if let value = try? JSONValue(parsing: line) { stats.add(value) }
            return true
        }
        if json { return try Terminal.json(stats.json) }
        try Terminal.line("\(stats.records) records")
        let tables = [
            ("kind", stats.kinds), ("verdict", stats.verdicts), ("severity", stats.severities),
            ("category", stats.categories), ("rule", stats.rules), ("model", stats.models), ("day", stats.days),
        ]
        for (title, counts) in tables where !counts.isEmpty {
            try Terminal.line(Terminal.coloured("by " + title, .bold, on: .output))
            try Self.show(counts, byName: title == "day")
        }
    }

    /// One row a name, the most first (days in their order), with a bar as long as its share.
    private static func show(_ counts: [String: Int], byName: Bool) throws(SystemError) {
        let widest = max(1, counts.values.max() ?? 1)
        let rows = counts.sorted { byName ? $0.key < $1.key : ($1.value, $0.key) < ($0.value, $1.key) }
        for (name, number) in rows {
            let count = String(number)
            let bar = String(repeating: "█", count: max(1, number * 24 / widest))
            let padding = String(repeating: " ", count: 26 - bar.count)
            try Terminal.line(
                String(repeating: " ", count: max(1, 10 - count.utf8.count)) + count + "  " + bar + padding
                    + Terminal.safe(name, for: .output))
        }
    }
}

extension LogReader {
    /// Reads every record; a reader of ours that went away ends it quietly.
    func reading(_ body: (Int, [UInt8]) throws -> Bool) throws {
        do {
            try forEach(body)
        } catch let error as LogError {
            throw Failure(error)
        } catch let error as SystemError {
            if error.isBrokenPipe { try ExitStatus.done.exit() }
            throw Failure(error)
        }
    }
}
