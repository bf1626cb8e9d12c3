import AuditLog
import Cryptography
import Foundation
import Primitives
import SystemIO

/// Bytes per record beside `zstd -19` of the same lines in one piece.
enum SizeBenchmark {
    static func run(_ folder: String, records count: Int) throws {
        let records = SampleRecords.make(count)
        let usual = try write(records, LogOptions(), folder + "/usual")
        let peer = Double(try Figures.shell("zstd -dcq '\(folder)'/usual/segments/*.zst | zstd -19 -cq | wc -c")) ?? 0
        func report(_ name: String, _ written: Written) {
            print(
                "\(name): \(Figures.ratio(Double(written.size) / Double(count))) bytes a record, \(Figures.ratio(Double(written.size) / peer)) × zstd -19 of the same lines (\(Figures.ratio(peer / Double(count)))); \(Int(Double(count) / written.seconds)) records/s, close \(Int(written.close * 1000)) ms"
            )
        }
        report("size", usual)
        for level: Int32 in [1, 2, 3, 6, 9, 12, 15, 19] {
            report("  level \(level)", try write(records, LogOptions(level: level), folder + "/level-\(level)"))
        }
    }

    private struct Written {
        let size: Int64
        let seconds: Double
        let close: Double
    }

    private static func write(_ records: [[String: JSONValue]], _ options: LogOptions, _ log: String) throws -> Written {
        let keys = KeyFolder(path: FileTree.parent(of: log) + "/keys")
        try LogWriter.create(
            directory: log, origin: nil, producer: "benchmark", keys: keys, environment: .system, host: "localhost")
        let writer = try LogWriter(
            opening: log, keys: keys, packs: .array([]), environment: .system, options: options)
        let seconds = try Figures.seconds {
            for (number, record) in records.enumerated() {
                try writer.append(record)
                if number % 1024 == 1023 { try writer.commit() }
            }
            try writer.commit()
        }
        let close = try Figures.seconds { try writer.close(reason: "end") }
        var size: Int64 = 0
        for name in try FileTree.entries(log + "/segments") { size += try FileTree.size(log + "/segments/" + name) }
        return Written(size: size, seconds: seconds, close: close)
    }
}
