import AuditLog
import Cryptography
import Foundation
import LogSearch
import Primitives

/// A log with an index that was changed: what is found is what the records say, whatever the index says.
struct IndexTarget: Sendable {
    private let directory: String
    private let good: [UInt8]
    /// Queries, and the numbers of the records that meet them.
    private let queries: [(LogQuery, [Int])]

    /// Made once a process, which takes about a second.
    private static let shared: Result<IndexTarget, FuzzFault> = {
        do { return .success(try IndexTarget()) } catch { return .failure(FuzzFault("no log to search: \(error)")) }
    }()

    /// Changes of four bytes each: three say where and one what; bytes that begin with `!` are the whole index.
    static let seeds = ["", "!", "!SQLite format 3\0", "abcd", "aaa\u{1}bbb\u{2}zz9\u{3}"]

    static func check(_ bytes: [UInt8]) throws(FuzzFault) {
        let target = try shared.get()
        var index = target.good
        if bytes.first == UInt8(ascii: "!") { index = Array(bytes.dropFirst()) } else {
            for start in stride(from: 0, to: bytes.count - 3, by: 4) {
                let place = bytes[start..<(start + 3)].reduce(0) { $0 << 8 | Int($1) }
                index[place % index.count] ^= bytes[start + 3]
            }
        }
        try target.check(index)
    }

    private func check(_ index: [UInt8]) throws(FuzzFault) {
        let path = directory + "/index-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for (query, wanted) in queries {
            var found: [Int] = []
            do {
                try Data(index).write(to: URL(fileURLWithPath: path))
                try RecordSearch(log: directory + "/log", index: path, jobs: 1).run(query) { index, _ in
                    found.append(index)
                    return true
                }
            } catch {
                throw FuzzFault("the search ends with \(error)")
            }
            guard found == wanted else { throw FuzzFault("\(found.count) of \(wanted.count) records are found by \(query)") }
        }
    }

    private init() throws {
        directory = NSTemporaryDirectory() + "hallmark-fuzz-index-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let log = directory + "/log"
        let keys = KeyFolder(path: directory + "/keys")
        try LogWriter.create(
            directory: log, origin: "test/fuzz", producer: "", keys: keys, environment: .system, host: "host")
        var options = LogOptions()
        options.durability = .async
        let writer = try LogWriter(opening: log, keys: keys, packs: [], environment: .system, options: options)
        let start = Timestamp(milliseconds: 1_795_000_000_000)
        for number in 0..<(LogIndex.block + 300) {
            let time = Timestamp(milliseconds: start.milliseconds + Int64(number))
            try writer.append([
                "kind": "content", "id": .string("id-\(number)"), "time": .string(time.rfc3339),
                "verdict": number % 50 == 0 ? "masked" : "clean", "model": .string("model-\(number % 900)"),
            ])
        }
        try writer.close(reason: "end-of-input")
        let index = LogIndex(log: log)
        try index.update(jobs: 1)
        good = Array(try Data(contentsOf: URL(fileURLWithPath: index.path)))
        var queries = [LogQuery](repeating: LogQuery(), count: 4)
        (queries[0].verdict, queries[1].model, queries[2].id) = ("masked", "model-7", "id-9000")
        queries[3].since = Timestamp(milliseconds: start.milliseconds + 500)
        queries[3].until = Timestamp(milliseconds: start.milliseconds + 530)
        var found: [[Int]] = Array(repeating: [], count: queries.count)
        try LogReader(directory: log).forEach { index, line in
            let record = try JSONValue(parsing: line)
            for (place, query) in queries.enumerated() where query.matches(record) { found[place].append(index) }
            return true
        }
        self.queries = Array(zip(queries, found))
    }
}
