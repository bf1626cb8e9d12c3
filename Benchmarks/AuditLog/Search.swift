import AuditLog
import Foundation
import LogSearch
import Primitives
import SystemIO

/// Search with the index and without, beside decompression alone, `jq` and DuckDB on the same files.
///
/// Each figure is the time that went by and, behind it, the time that processors worked: where others use the machine
/// too, only the second compare.
struct SearchBenchmark {
    private let log: SyntheticLog
    private let count: Int
    private let jobs = ProcessEnvironment.processors
    private let segments: String
    /// The first segment, for peers that take minutes a million records, and how much of the log that is.
    private let part: (path: String, share: Double)

    /// - Parameter python: an interpreter that has `duckdb`; without one that peer is left out.
    static func run(_ log: SyntheticLog, python: String?) throws {
        let benchmark = try SearchBenchmark(log)
        let unpacked = try benchmark.decompression()
        try benchmark.build(unpacked)
        var first: (query: Query, answer: Spent)?
        for query in try benchmark.queries() {
            let answer = try benchmark.measure(query, unpacked)
            if first == nil { first = (query, answer) }
        }
        if let first { try benchmark.peers(first.query, first.answer, python) }
    }

    private init(_ log: SyntheticLog) throws {
        self.log = log
        segments = "'\(log.directory)'/segments/*.zst"
        count = try LogFrames(directory: log.directory).end
        let names = try FileTree.entries(log.directory + "/segments").filter { $0.hasSuffix(".zst") }
        let second = names.count > 1 ? Int(names[1].prefix(20)) ?? count : count
        part = (log.directory + "/segments/" + names[0], Double(second) / Double(count))
    }

    private static func text(_ spent: Spent) -> String {
        "\(Figures.ratio(spent.wall * 1000)) ms (\(Figures.ratio(spent.cpu * 1000)) of processor)"
    }

    /// `zstd` alone, one file after the other, and a file to each core.
    private func decompression() throws -> (one: Spent, all: Spent) {
        print("\(count) records, \(try Figures.shell("du -sm '\(log.directory)/segments' | cut -f1")) MiB packed, \(jobs) cores")
        _ = try Figures.shell("cat \(segments) | wc -c")
        let one = try Spent.median(of: 3) { _ = try Figures.shell("zstd -dcq \(segments) | wc -c") }
        let all = try Spent.median(of: 3) { _ = try Figures.shell("ls \(segments) | xargs -P \(jobs) -n 1 sh -c 'zstd -dcq $0 | wc -c'") }
        print("zstd -dc | wc -c: \(Self.text(one)); on all cores \(Self.text(all))")
        return (one, all)
    }

    private func build(_ unpacked: (one: Spent, all: Spent)) throws {
        let index = LogIndex(log: log.directory)
        let spent = try Spent.once { try index.update(rebuild: true, jobs: jobs) }
        print("index: \(Int(Double(count) / spent.wall)) records/s, \(Self.text(spent)) = \(Figures.ratio(spent.cpu / unpacked.one.cpu)) × the processor time of zstd -dc; \(Figures.ratio(Double(try FileTree.size(index.path)) / Double(count))) bytes a record")
    }

    private struct Query {
        let name: String
        var query = LogQuery()
        var newest = false
        /// Whether records are counted and not read.
        var counts = false
        /// The same for `jq`.
        var filter = ""
        var scans = true
    }

    private func measure(_ query: Query, _ unpacked: (one: Spent, all: Spent)) throws -> Spent {
        var (answer, scanned, first) = (0, 0, 0.0)
        let indexed = try Spent.median {
            let start = ContinuousClock().now
            answer = try RecordSearch(log: log.directory, jobs: jobs).collect(query.query, query.newest, query.counts) {
                let (whole, parts) = (ContinuousClock().now - start).components
                first = Double(whole) + Double(parts) / 1e18
            }
        }
        var line = "\(query.name): \(answer) records in \(Self.text(indexed))"
        if answer > 20, !query.counts { line += ", the first after \(Figures.ratio(first * 1000)) ms" }
        if query.scans {
            let scan = try Spent.median(of: 3) {
                scanned = try RecordSearch(log: log.directory, usingIndex: false, jobs: jobs).collect(query.query, query.newest, query.counts) {}
            }
            line += "; without the index \(Self.text(scan)) = \(Figures.ratio(scan.wall / unpacked.all.wall)) × zstd on all cores, \(Figures.ratio(scan.cpu / unpacked.one.cpu)) × its processor time"
            if scanned != answer { line += "; DIFFERENT: \(scanned)" }
        }
        print(line)
        return indexed
    }

    private func queries() throws -> [Query] {
        var some: JSONValue?
        let middle = count / 2
        if let text = try LogFrames(directory: log.directory).record(middle) { some = try JSONValue(parsing: text) }
        let time = some?["time"]?.string.flatMap { Timestamp($0) }?.milliseconds ?? 0
        func span(_ seconds: Int64) -> LogQuery {
            var query = LogQuery()
            (query.since, query.until) = (Timestamp(milliseconds: time), Timestamp(milliseconds: time + seconds * 1000))
            return query
        }
        var (id, digest, rule, both, critical) = (LogQuery(), LogQuery(), LogQuery(), LogQuery(), span(600))
        id.id = some?["id"]?.string
        digest.digests = Set([some?["content"]?["hmac"]?.string ?? ""])
        rule.rule = "cn-privacy.bank-card"
        (both.model, both.verdict) = ("glm-4.6", "masked")
        critical.severity = ["critical"]
        var (newest, nothing) = (rule, LogQuery())
        newest.limit = 20
        nothing.verdict = "blocked"
        let wanted = id.id ?? ""
        return [
            Query(name: "an id", query: id, filter: "select(.id==\"\(wanted)\" or .open==\"\(wanted)\")"),
            Query(name: "a digest", query: digest),
            Query(name: "the newest 20 of a seldom rule", query: newest, newest: true, scans: false),
            Query(name: "all of a seldom rule", query: rule),
            Query(name: "how many of a seldom rule", query: rule, counts: true, scans: false),
            Query(name: "severity critical in ten minutes", query: critical, scans: false),
            Query(name: "all of one hour", query: span(3600), scans: false),
            Query(name: "how many in five days", query: span(5 * 86_400), counts: true, scans: false),
            Query(name: "how many of a model and a verdict", query: both, counts: true),
            Query(name: "a verdict that nothing has", query: nothing),
        ]
    }

    /// Engines that read the same files, on a part of them where there is more.
    private func peers(_ query: Query, _ answer: Spent, _ python: String?) throws {
        func report(_ name: String, _ spent: Spent) {
            let whole = spent.wall / part.share
            print("  \(name), \(Figures.ratio(part.share * 100)) % of the log: \(Self.text(spent)); for all of it \(Figures.ratio(whole / answer.wall)) × the indexed answer, \(Figures.ratio(spent.cpu / part.share / answer.cpu)) × its processor time")
        }
        report("jq", try Spent.once { _ = try Figures.shell("zstd -dcq '\(part.path)' | jq -c '\(query.filter)' | wc -l") })
        guard let python, let id = query.query.id else { return }
        let script = """
            import duckdb
            print(duckdb.sql("select count(*) from read_ndjson('\(part.path)', columns={'id': 'VARCHAR', 'open': 'VARCHAR'}) where id='\(id)' or open='\(id)'").fetchall()[0][0])
            """
        report("DuckDB", try Spent.once { _ = try Figures.shell("\(python) -c \"$(cat <<'EOF'\n\(script)\nEOF\n)\"") })
    }
}

extension RecordSearch {
    /// Reads what is found and counts it, or counts it alone. `first` is called at the first one.
    func collect(_ query: LogQuery, _ newest: Bool, _ counts: Bool, first: () -> Void) throws -> Int {
        if counts { return try count(query).records }
        var found = 0
        try run(query, newestFirst: newest) { _, _ in
            if found == 0 { first() }
            found += 1
            return true
        }
        return found
    }
}

extension LogFrames {
    /// The line of record `index`.
    func record(_ index: Int) throws -> [UInt8]? {
        guard let place = try place(of: index), let text = try read([place]).first else { return nil }
        let lines = text.bytes.split(separator: 0x0a)
        return lines.indices.contains(index - text.first) ? Array(lines[index - text.first]) : nil
    }
}
