import AuditLog
import Cryptography
import Foundation
import Monitor
import Pipeline
import Primitives
import Rules
import SystemIO

/// Measures what the project claims, each figure beside a peer or a physical limit of the same run.
///
///     swift run -c release HallmarkBenchmark TEXT-FILE
///
/// Prints medians of five rounds. Machines are noisy: quote ratios, not seconds.
@main
enum Benchmark {
    static func main() throws {
        guard CommandLine.arguments.count == 2, let data = FileManager.default.contents(atPath: CommandLine.arguments[1])
        else {
            FileHandle.standardError.write(Data("usage: HallmarkBenchmark TEXT-FILE\n".utf8))
            exit(64)
        }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "hallmark-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        try monitor(Array(data.prefix(1 << 20)))
        try log(scratch.path)
    }

    /// The reference monitor with the built-in packs, beside a SHA-256 over the same bytes.
    private static func monitor(_ text: [UInt8]) throws {
        let rules = try RuleSet(packs: try DefaultRules.load().map(\.pack))
        let monitor = StreamingMonitor(rules)
        monitor.prepare()
        var pieces: [[UInt8]] = []
        var start = 0
        while start < text.count {
            // Records of about 2 KiB, cut at line ends, as replies are.
            var end = min(text.count, start + 2048)
            while end < text.count, text[end - 1] != 0x0a { end += 1 }
            pieces.append(Array(text[start..<end]))
            start = end
        }
        var findings = 0
        let judged = median { findings = pieces.reduce(0) { $0 + monitor.judge($1).findings.count } }
        let hashed = median { for piece in pieces { _ = SHA256Hasher.hash(piece) } }
        report("reference monitor, \(rules.rules.count) rules, \(pieces.count) texts, \(findings) findings",
            judged, bytes: text.count, beside: ("SHA-256 of the same bytes", hashed))
    }

    /// Durable appends beside one `fdatasync` a record, and verification beside `zstd -dc | sha256sum`.
    private static func log(_ folder: String) throws {
        let keys = KeyFolder(path: folder + "/keys")
        let directory = folder + "/audit"
        try LogWriter.create(
            directory: directory, origin: nil, producer: "benchmark", keys: keys, environment: .system, host: "localhost")
        let writer = try LogWriter(opening: directory, keys: keys, packs: .array([]), environment: .system)
        let count = 20_000
        let appended = try seconds {
            for number in 0..<count {
                try writer.append(record(number))
                if number % 64 == 63 { try writer.commit() }
            }
            try writer.commit()
        }
        try writer.close(reason: "end")
        let single = try seconds {
            let file = try File(folder + "/single", .replace())
            for number in 0..<1000 {
                try file.write(JSONValue.object(record(number)).canonical)
                try file.synchronize()
            }
        }
        let perSecond = Double(count) / appended
        print("durable appends, groups of 64: \(Int(perSecond)) records/s, \(ratio(perSecond / (1000 / single))) × one fdatasync a record")
        let verified = median { _ = LogVerifier.verify(directory: directory, trust: .folder(keys)) }
        let shell = median {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "zstd -dcq '\(directory)'/segments/*.zst | sha256sum > /dev/null"]
            try? process.run()
            process.waitUntilExit()
        }
        print("verify \(count) records: \(milliseconds(verified)), \(ratio(shell / verified)) × the speed of zstd -dc | sha256sum (\(milliseconds(shell)))")
        let size = (try FileManager.default.contentsOfDirectory(atPath: directory + "/segments")).reduce(0) {
            $0 + ((try? Int(FileTree.size(directory + "/segments/" + $1))) ?? 0)
        }
        print("sealed size: \(size / count) bytes a record")
    }

    private static func record(_ number: Int) -> [String: JSONValue] {
        let id = Environment.system.newID()
        return [
            "kind": "content", "id": .string(id.description), "time": .string(id.time.rfc3339), "mode": "filter",
            "source": ["name": "stdin", "line": .integer(Int64(number))], "producer": "benchmark",
            "channel": ["format": "jsonl", "name": "$.content"], "verdict": "clean", "findings": [],
            "findings_total": 0, "ended": "complete", "packs": "sha256:none",
            "content": ["bytes": .integer(Int64(number % 4096)), "hmac": .string(Hex.encode(SecureRandom.bytes(16)))],
        ]
    }
}

// MARK: Figures

extension Benchmark {
    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        let (whole, parts) = (clock.now - start).components
        return Double(whole) + Double(parts) / 1e18
    }

    private static func median(_ body: () -> Void) -> Double {
        (0..<5).map { _ in seconds(body) }.sorted()[2]
    }

    private static func report(_ name: String, _ time: Double, bytes: Int, beside peer: (name: String, time: Double)) {
        let rate = Double(bytes) / time / 1e6
        print("\(name): \(ratio(rate)) MB/s, \(ratio(peer.time / time)) × \(peer.name)")
    }

    private static func ratio(_ value: Double) -> String {
        let digits = value < 0.1 ? 10_000.0 : 100.0
        return String((value * digits).rounded() / digits)
    }

    private static func milliseconds(_ value: Double) -> String { "\(Int(value * 1000)) ms" }
}
