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
