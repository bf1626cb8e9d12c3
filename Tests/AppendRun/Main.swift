import AuditLog
import Cryptography
import Primitives
import SystemIO

/// Appends records to a log and prints the number of each once it is acknowledged: what tests break system calls of,
/// and kill.
///
///     AppendRun DIRECTORY KEYS FIRST COUNT
@main
enum AppendRun {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        guard arguments.count == 4, let first = Int(arguments[2]), let count = Int(arguments[3]) else { return }
        let writer = try LogWriter(
            opening: arguments[0], keys: KeyFolder(path: arguments[1]), packs: [], environment: .system,
            options: LogOptions(segmentBytes: 1))
        var waiting = ""
        for number in first..<(first + count) {
            try writer.append(["kind": "content", "number": .integer(Int64(number))])
            waiting += "\(number)\n"
            guard number % 12 == 11 else { continue }
            if number % 60 == 59 { try writer.checkpoint() } else { try writer.commit() }
            _ = try StandardStream.output.write(Array(waiting.utf8))
            waiting = ""
        }
        try writer.close(reason: "end")
        _ = try StandardStream.output.write(Array(waiting.utf8))
    }
}
