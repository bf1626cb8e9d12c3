import Foundation

/// Measures the audit log, each figure beside a peer or a physical limit of the same run.
///
///     swift run -c release HallmarkLogBenchmark append [RECORDS]
///     swift run -c release HallmarkLogBenchmark size [RECORDS]
///     swift run -c release HallmarkLogBenchmark verify [RECORDS]
///     swift run -c release HallmarkLogBenchmark search [RECORDS [PYTHON [FOLDER]]]
///     swift run -c release HallmarkLogBenchmark make RECORDS FOLDER
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
        let more = Array(arguments.dropFirst(2))
        switch arguments.first {
        case "append": try AppendBenchmark.run(scratch, records: count ?? 50_000)
        case "size": try SizeBenchmark.run(scratch, records: count ?? 50_000)
        case "verify": try VerifyBenchmark.run(scratch, records: count ?? 300_000)
        case "make" where more.count == 1:
            try FileManager.default.createDirectory(atPath: more[0], withIntermediateDirectories: true)
            _ = try SyntheticLog(more[0], records: count ?? 1_000_000)
        case "search":
            // A log that `make` made is used as it is.
            let log = try more.count > 1 ? SyntheticLog(existing: more[1]) : SyntheticLog(scratch, records: count ?? 1_000_000)
            try SearchBenchmark.run(log, python: more.first)
        case "start": try StartBenchmark.run(scratch, records: count ?? 560_000)
        default:
            FileHandle.standardError.write(
                Data("usage: HallmarkLogBenchmark append|size|verify|start|search [RECORDS [PYTHON [FOLDER]]] | make RECORDS FOLDER\n".utf8))
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

/// Seconds that went by, and seconds that processors worked for it: on a busy machine only the second compare.
struct Spent {
    let wall: Double
    let cpu: Double

    static func once(_ body: () throws -> Void) rethrows -> Spent {
        let before = processorSeconds()
        let wall = try Figures.seconds(body)
        return Spent(wall: wall, cpu: processorSeconds() - before)
    }

    static func median(of rounds: Int = 5, _ body: () throws -> Void) rethrows -> Spent {
        let spent = try (0..<rounds).map { _ in try once(body) }
        return Spent(wall: spent.map(\.wall).sorted()[rounds / 2], cpu: spent.map(\.cpu).sorted()[rounds / 2])
    }

    /// Of this process and those that it ran.
    private static func processorSeconds() -> Double {
        [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue].reduce(0) { sum, who in
            var usage = rusage()
            unsafe getrusage(__rusage_who_t(who), &usage)
            return [usage.ru_utime, usage.ru_stime].reduce(sum) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
    }
}
