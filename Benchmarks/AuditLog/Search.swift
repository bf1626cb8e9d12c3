import AuditLog
import Foundation
import LogSearch
import Primitives
import SystemIO

/// Search with the index and without, beside decompression alone, `jq` and DuckDB on the same files.
enum SearchBenchmark {
    /// - Parameters:
    ///   - python: an interpreter that has `duckdb`; without one that peer is left out.
    ///   - keeps: whether the log stays for a look at it.
    static func run(_ folder: String, records count: Int, python: String?) throws {
        var log: SyntheticLog?
        let making = try Figures.seconds { log = try SyntheticLog(folder, records: count) }
        guard let log else { return }
        print("a log of \(count) records made in \(Figures.ratio(making)) s, \(try Figures.shell("du -sm '\(log.directory)/segments' | cut -f1")) MiB packed")
        let jobs = ProcessEnvironment.processors
        let segments = "'\(log.directory)'/segments/*.zst"
        _ = try Figures.shell("cat \(segments) | wc -c")
        let packed = try median { _ = try Figures.shell("zstd -dcq \(segments) | wc -c") }
        let inParallel = try median { _ = try Figures.shell("ls \(segments) | xargs -P \(jobs) -n 1 sh -c 'zstd -dcq $0 | wc -c'") }
        let index = LogIndex(log: log.directory)
        let building = try Figures.seconds { try index.update(jobs: jobs) }
        print("index: \(Int(Double(count) / building)) records/s, \(Figures.ratio(building / packed)) × zstd -dc | wc -c; \(Figures.ratio(Double(try FileTree.size(index.path)) / Double(count))) bytes a record")
        var rare: (jq: Double, index: Double)?
        for (name, query, filter) in try queries(log) {
            var (answer, scanned) = (0, 0)
            let indexed = try median { answer = try RecordSearch(log: log.directory, jobs: jobs).collect(query) }
            let scan = try median {
                scanned = try RecordSearch(log: log.directory, usingIndex: false, jobs: jobs).collect(query)
            }
            print("\(name): \(answer) records (scan \(scanned)); with the index \(Figures.ratio(indexed * 1000)) ms; full scan \(Figures.ratio(scan * 1000)) ms = \(Figures.ratio(scan / packed)) × zstd -dc | wc -c (\(Figures.ratio(scan / inParallel)) × the same on \(jobs) cores)")
            guard rare == nil else { continue }
            let jq = try Figures.seconds { _ = try Figures.shell("zstd -dcq \(segments) | jq -c '\(filter)' | wc -l") }
            rare = (jq, indexed)
            print("  jq: \(Figures.ratio(jq / indexed)) × the indexed answer, \(Figures.ratio(jq / scan)) × the full scan")
            guard let python else { continue }
            let duck = try duckDB(log, python, answer)
            print("  DuckDB: \(Figures.ratio(duck / indexed)) × the indexed answer, \(Figures.ratio(duck / scan)) × the full scan")
        }
    }

    private static func queries(_ log: SyntheticLog) throws -> [(String, LogQuery, String)] {
        var (rule, id, digest, span, text) = (LogQuery(), LogQuery(), LogQuery(), LogQuery(), LogQuery())
        rule.rule = "cn-privacy.bank-card"
        rule.limit = 20
        var some: JSONValue?
        try LogReader(directory: log.directory).forEach { index, line in
            some = try JSONValue(parsing: line)
            return index < 100_000
        }
        id.id = some?["id"]?.string
        digest.digests = Set([some?["content"]?["hmac"]?.string ?? ""])
        span.since = some?["time"]?.string.flatMap { Timestamp($0) }
        span.until = span.since.map { Timestamp(milliseconds: $0.milliseconds + 600_000) }
        span.severity = ["critical"]
        text.verdict = "blocked"
        var all = rule
        all.limit = nil
        return [
            ("an id", id, "select(.id==\"\(id.id ?? "")\" or .open==\"\(id.id ?? "")\")"),
            ("a digest", digest, ""), ("the newest 20 of a rule", rule, ""), ("all of a seldom rule", all, ""),
            ("severity critical in ten minutes", span, ""), ("a verdict that nothing has", text, ""),
        ]
    }

    /// Seconds for the count of the first query in an engine that reads the same files.
    private static func duckDB(_ log: SyntheticLog, _ python: String, _ count: Int) throws -> Double {
        guard let id = try queries(log).first?.1.id else { return 0 }
        let script = """
            import duckdb
            print(duckdb.sql("select count(*) from read_ndjson('\(log.directory)/segments/*.zst', columns={'id': 'VARCHAR', 'open': 'VARCHAR'}) where id='\(id)' or open='\(id)'").fetchall()[0][0])
            """
        var answer = ""
        let seconds = try Figures.seconds { answer = try Figures.shell("\(python) -c \"$(cat <<'EOF'\n\(script)\nEOF\n)\"") }
        if answer != String(count) { print("  DuckDB counts \(answer), we \(count)") }
        return seconds
    }

    private static func median(_ body: () throws -> Void) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<3 { times.append(try Figures.seconds(body)) }
        return times.sorted()[1]
    }
}

extension RecordSearch {
    /// Reads what is found, and counts it.
    func collect(_ query: LogQuery) throws -> Int {
        var found = 0
        try run(query, newestFirst: query.limit != nil) { _, _ in
            found += 1
            return true
        }
        return found
    }
}
