import Foundation

/// Measures the audit log, each figure beside a peer or a physical limit of the same run.
///
///     swift run -c release HallmarkLogBenchmark append [RECORDS]
///     swift run -c release HallmarkLogBenchmark size [RECORDS]
///     swift run -c release HallmarkLogBenchmark verify [RECORDS]
///     swift run -c release HallmarkLogBenchmark search [RECORDS [PYTHON]]
///     swift run -c release HallmarkLogBenchmark start [RECORDS]
///
/// Machines are noisy: quote ratios, not seconds.
@main
enum LogBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let scratch = FileManager.default.currentDirectoryPath + "/log-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let count = arguments.dropFirst().first.flatMap { Int($0) }
        switch arguments.first {
        case "append": try AppendBenchmark.run(scratch, records: count ?? 50_000)
        case "size": try SizeBenchmark.run(scratch, records: count ?? 50_000)
        case "verify": try VerifyBenchmark.run(scratch, records: count ?? 300_000)
        case "search":
            try SearchBenchmark.run(scratch, records: count ?? 1_000_000, python: arguments.dropFirst(2).first)
        case "start": try StartBenchmark.run(scratch, records: count ?? 560_000)
        default:
            FileHandle.standardError.write(
                Data("usage: HallmarkLogBenchmark append|size|verify|search|start [RECORDS [PYTHON]]\n".utf8))
            exit(64)
        }
    }
}

/// Figures as they are printed.
enum Figures {
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        let (whole, parts) = (clock.now - start).components
        return Double(whole) + Double(parts) / 1e18
    }

    static func ratio(_ value: Double) -> String { String((value * 100).rounded() / 100) }

    /// What `command`, run by a shell, prints, without its last newline.
    static func shell(_ command: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
