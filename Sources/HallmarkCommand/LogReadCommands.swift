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

struct LogSearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "The records that meet every condition.",
        discussion: "Example:\n  hallmark log search audit --rule cn-privacy.resident-id --since 2026-11-01 --json")

    @OptionGroup var folder: LogFolder
    @OptionGroup var conditions: LogQueryOptions
    @Option(name: .long, help: "At most so many records.")
    var limit: Int?
    @Flag(name: .long, help: "Print the records as they are logged.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1") }
    }

    func run() throws {
        let query = try conditions.query()
        var found = 0
        try folder.reader().reading { index, line in
            guard let value = try? JSONValue(parsing: line), query.matches(value) else { return true }
            found += 1
            if json {
                _ = try StandardStream.output.write(line + [0x0a])
            } else {
                try Terminal.line(Terminal.safe(Self.summary(value, index: index), for: .output))
            }
            return limit.map { found < $0 } ?? true
        }
    }

    /// `41873  2026-11-22T12:33:07.412Z  masked  stdin choice 0  cn-privacy.resident-id`
    private static func summary(_ value: JSONValue, index: Int) -> String {
        let rules = Set((value["findings"]?.array ?? []).compactMap { $0["rule"]?.string }).sorted()
        let parts = [
            value["time"]?.string, value["verdict"]?.string ?? value["kind"]?.string, value["source"]?["name"]?.string,
            value["source"]?["line"]?.integer.map { "line \($0)" }, value["channel"]?["name"]?.string,
            rules.isEmpty ? nil : rules.joined(separator: " "),
        ]
        return ([String(index)] + parts.compactMap { $0 }).joined(separator: "  ")
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
