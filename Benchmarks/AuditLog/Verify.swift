import AuditLog
import Cryptography
import Foundation
import Primitives
import SystemIO

/// Verification of a whole log, beside what a machine needs at the very least to read and hash its bytes.
enum VerifyBenchmark {
    static func run(_ folder: String, records count: Int) throws {
        let log = folder + "/log"
        let keys = KeyFolder(path: folder + "/keys")
        try write(count, log, keys)
        let segments = "'\(log)'/segments/*.zst"
        _ = try Figures.shell("zstd -dcq \(segments) > '\(folder)/plain.jsonl'")
        let bytes = Double(try Figures.shell("wc -c < '\(folder)/plain.jsonl'")) ?? 0
        let cores = ProcessEnvironment.processors
        let trust = LogVerifier.Trust.folder(keys)
        var size = 0
        func verify(_ jobs: Int) throws -> Spent {
            try Spent.median {
                let report = LogVerifier.verify(directory: log, trust: trust, jobs: jobs)
                guard report.verdict == .verified else { throw CocoaError(.fileReadCorruptFile) }
                size = report.records
            }
        }
        let one = try verify(1)
        let all = try verify(cores)
        let hashed = try Spent.median { _ = try Figures.shell("sha256sum '\(folder)/plain.jsonl'") }
        let piped = try Spent.median { _ = try Figures.shell("zstd -dcq \(segments) | sha256sum") }
        let reader = try LogReader(directory: log)
        let unpacked = try Spent.median {
            var sum = 0
            try reader.map(jobs: cores, { $0.content.count }) { _, bytes in
                sum += bytes
                return true
            }
            guard sum == Int(bytes) else { throw CocoaError(.fileReadCorruptFile) }
        }
        func report(_ name: String, _ spent: Spent) {
            let speed = "\(Int(Double(size) / spent.wall)) records/s, \(Int(bytes / spent.wall / 1e6)) MB/s"
            let ratios = "\(Figures.ratio(piped.wall / spent.wall)) × zstd | sha256sum, \(Figures.ratio(hashed.wall / spent.wall)) × sha256sum"
            let work = "\(Int(spent.cpu / Double(size) * 1e9)) ns of processor a record, \(Figures.ratio(spent.cpu / piped.cpu)) × that of zstd | sha256sum"
            print("\(name): \(speed); \(ratios); \(work)")
        }
        print("\(size) records, \(Int(bytes)) bytes unpacked, \(cores) cores")
        report("verify, all cores", all)
        report("verify, one thread", one)
        report("LogReader.map, all cores", unpacked)
        report("zstd -dc | sha256sum", piped)
        report("sha256sum of the plain bytes", hashed)
    }

    /// Records as `filter` writes them: mostly clean, some masked, digests that nothing compresses.
    private static func write(_ count: Int, _ log: String, _ keys: KeyFolder) throws {
        try LogWriter.create(
            directory: log, origin: nil, producer: "benchmark", keys: keys, environment: .system, host: "localhost")
        let writer = try LogWriter(
            opening: log, keys: keys, packs: .array([]), environment: .system, options: LogOptions(durability: .async))
        let digest = String(repeating: "5a", count: 32)
        for number in 0..<count {
            let random = SecureRandom.bytes(16)
            let length = 200 + Int(random[0]) * 7
            var record: [String: JSONValue] = [
                "kind": "content", "id": .string(Environment.system.newID().description),
                "time": .string(Environment.system.now().rfc3339), "mode": "filter",
                "source": ["name": "stdin", "offset": .integer(Int64(number) * 900)],
                "channel": ["format": "openai-sse", "name": "choice 0"], "model": "qwen3-max", "producer": "benchmark",
                "packs": .string("sha256:" + digest),
                "content": [
                    "bytes": .integer(Int64(length * 3)), "chars": .integer(Int64(length)),
                    "hmac": .string(Hex.encode(random)), "key": "2026-11",
                ], "findings": [], "findings_total": 0, "verdict": "clean", "ended": "complete",
                "label": ["aigc": true, "c2pa": false, "visible": "start"],
            ]
            if number % 10 == 0 {
                record["verdict"] = "masked"
                record["action"] = "mask"
                record["findings_total"] = 1
                record["findings"] = [
                    [
                        "rule": "cn-privacy.mobile", "category": "privacy", "severity": "high", "action": "mask",
                        "bytes": [.integer(Int64(random[1])), .integer(Int64(random[1]) + 11)], "view": "folded",
                    ]
                ]
            }
            try writer.append(record)
            if number % 1024 == 1023 { try writer.commit() }
        }
        try writer.close(reason: "end-of-input")
    }
}
