import AuditLog
import Cryptography
import Primitives
import SystemIO

/// Durable appends beside one `fdatasync` a record, in the same run and on the same disk.
enum AppendBenchmark {
    static func run(_ folder: String, records count: Int) throws {
        let keys = KeyFolder(path: folder + "/keys")
        try LogWriter.create(
            directory: folder + "/audit", origin: nil, producer: "benchmark", keys: keys, environment: .system,
            host: "localhost")
        let records = SampleRecords.make(count)
        let lines = records.map { JSONValue.object($0).canonical + [0x0a] }
        for group in [64, 256, 1024] {
            let single = try single(folder, lines)
            let writer = try LogWriter(
                opening: folder + "/audit", keys: keys, packs: .array([]), environment: .system)
            let took = try Figures.seconds {
                for (number, record) in records.enumerated() {
                    try writer.append(record)
                    if number % group == group - 1 { try writer.commit() }
                }
                try writer.commit()
            }
            let closed = try Figures.seconds { try writer.close(reason: "end") }
            let rate = Double(count) / took
            print(
                "append, groups of \(group): \(Int(rate)) records/s, \(Figures.ratio(rate / single)) × one fdatasync a record (\(Int(single))/s); close \(Int(closed * 1000)) ms"
            )
        }
    }

    /// Records per second where each is waited for.
    private static func single(_ folder: String, _ lines: [[UInt8]]) throws -> Double {
        let file = try File(folder + "/single", .replace())
        let count = min(lines.count, 1000)
        let took = try Figures.seconds {
            for line in lines.prefix(count) {
                try file.write(line)
                try file.synchronize()
            }
        }
        return Double(count) / took
    }
}

/// Records like those of `filter`, the same in every run but for their ids, times and digests.
enum SampleRecords {
    static func make(_ count: Int) -> [[String: JSONValue]] {
        (0..<count).map { record($0) }
    }

    private static func record(_ number: Int) -> [String: JSONValue] {
        let id = Environment.system.newID()
        var record: [String: JSONValue] = [
            "kind": "content", "id": .string(id.description), "time": .string(id.time.rfc3339), "mode": "filter",
            "source": ["name": "stdin", "line": .integer(Int64(number)), "field": "$.response", "offset": .integer(Int64(number * 713))],
            "producer": "benchmark", "model": "qwen3-max", "channel": ["format": "jsonl", "name": "$.response"],
            "verdict": "clean", "findings": [], "findings_total": 0, "ended": "complete",
            "packs": "sha256:1f0e6a3b0c5d4e2f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f",
            "content": [
                "bytes": .integer(Int64(number * 37 % 4096)), "chars": .integer(Int64(number * 13 % 1400)), "key": "2026-11",
                "hmac": .string(Hex.encode(SecureRandom.bytes(16))),
            ],
            "label": ["aigc": true, "c2pa": false, "visible": "start"],
        ]
        if number % 10 == 0 {
            record["verdict"] = "masked"
            record["action"] = "mask"
            record["findings_total"] = 1
            let start = Int64(number % 901)
            record["findings"] = [[
                "rule": .string(["cn-privacy.mobile", "cn-privacy.resident-id", "intl-privacy.email"][number / 10 % 3]),
                "category": ["privacy"], "severity": "high", "action": "mask",
                "bytes": [.integer(start), .integer(start + 11)], "view": "folded",
            ]]
            record["output"] = ["bytes": .integer(Int64(number * 37 % 4096)), "hmac": .string(Hex.encode(SecureRandom.bytes(16)))]
        }
        return record
    }
}
