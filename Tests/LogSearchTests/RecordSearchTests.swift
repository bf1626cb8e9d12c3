import AuditLog
import LogSearch
import Primitives
import SystemIO
import TestSupport
import Testing

/// The oracle: every record parsed, and asked one by one.
@Suite struct RecordSearchTests {
    /// Random queries give the same with the index, without it, and by looking at each record.
    private func compare(_ log: SearchedLog, rounds: Int, indexed: Int) throws {
        let records = try log.records()
        for round in 0..<rounds {
            let query = log.query(records)
            let all = records.filter { query.matches($0.value) }
            let wanted = Array(all.map(\.index).prefix(query.limit ?? .max))
            let newest = Array(all.map(\.index).reversed().prefix(query.limit ?? .max))
            for usesIndex in [true, false] {
                let search = try RecordSearch(log: log.directory, usingIndex: usesIndex, jobs: round % 3 + 1)
                #expect(search.indexed == (usesIndex ? indexed : 0), "\(String(describing: search.hindrance))")
                let found = try search.found(query)
                #expect(found == wanted, "\(query)")
                #expect(try search.found(query, newestFirst: true) == newest, "\(query)")
                #expect(try search.count(query).records == wanted.count, "\(query)")
            }
        }
        var query = LogQuery()
        query.verdict = "masked"
        try RecordSearch(log: log.directory, jobs: 2).run(query) { index, line in
            #expect(line == records[index].line)
            return true
        }
    }

    @Test func `an index answers as looking at every record does, also after more appends, a crash, and a log put back`() throws {
        let log = try SearchedLog(seed: 41)
        try log.append(2 * LogIndex.block + 3_000)
        try compare(log, rounds: 2 * Soak.factor, indexed: 0)
        #expect(try log.index.update(jobs: 2).records == 2 * LogIndex.block)
        try compare(log, rounds: 10 * Soak.factor, indexed: 2 * LogIndex.block)

        let earlier = try log.records().count
        let copy = log.folder.file("copy")
        #expect(try Command.run("cp", ["-a", log.directory, copy]).status == 0)
        try log.append(LogIndex.block, crashing: true)
        try compare(log, rounds: 3 * Soak.factor, indexed: 2 * LogIndex.block)
        try log.append(10)
        #expect(try log.index.update(jobs: 1).records == 3 * LogIndex.block)
        try compare(log, rounds: 4 * Soak.factor, indexed: 3 * LogIndex.block)

        // The log is put back, and its index with it stays the newer one: it does not fit and is made anew.
        let index = try FileTree.read(FileTree.join(log.directory, "index.sqlite"))
        #expect(try Command.run("rm", ["-r", log.directory]).status == 0)
        #expect(try Command.run("cp", ["-a", copy, log.directory]).status == 0)
        try FileTree.replace(FileTree.join(log.directory, "index.sqlite"), with: index)
        let search = try RecordSearch(log: log.directory, jobs: 2)
        #expect(search.hindrance == .doesNotFit)
        #expect(try log.records().count == earlier)
        try compare(log, rounds: 2 * Soak.factor, indexed: 0)
        #expect(try log.index.update(jobs: 2).records == 2 * LogIndex.block)
        try compare(log, rounds: 2 * Soak.factor, indexed: 2 * LogIndex.block)
    }

    @Test func `an index that grew on another log of the same name is not used`() throws {
        let one = try SearchedLog(seed: 1)
        let other = try SearchedLog(seed: 2)
        for log in [one, other] {
            try log.append(LogIndex.block + 100)
            try log.index.update(jobs: 2)
        }
        #expect(try RecordSearch(log: one.directory, jobs: 1).hindrance == nil)
        #expect(try RecordSearch(log: one.directory, index: other.index.path, jobs: 1).hindrance == .doesNotFit)
    }

    @Test func `a search stops where it is told to, and in a log that ends early says so`() throws {
        let log = try SearchedLog(seed: 3)
        try log.append(700)
        var seen = 0
        try RecordSearch(log: log.directory, jobs: 2).run(LogQuery()) { index, _ in
            #expect(index == seen)
            seen += 1
            return seen < 300
        }
        #expect(seen == 300)
        let segment = FileTree.join(log.directory, "segments/00000000000000000000.jsonl.zst")
        let bytes = try FileTree.read(segment)
        try FileTree.replace(segment, with: Array(bytes.prefix(bytes.count * 2 / 3)))
        let search = try RecordSearch(log: log.directory, jobs: 2)
        var found = 0
        #expect(throws: LogError.self) {
            try search.run(LogQuery()) { index, _ in
                #expect(index == found)
                found += 1
                return true
            }
        }
        #expect(found > 0 && found < 700)
    }

    @Test func `lines that are spelled unlike others are read as any`() throws {
        let lines = [
            #"{"id":"a","kind":"content","source":{"name":"x\"y"},"model":"m"}"#, #"{"kind":"content"}"#,
            #"{ "kind" : "content", "id":"a", "findings":[{"rule":"r","severity":"low"}]}"#,
            #"{"kind":"cont\u0065nt","id":"a"}"#, #"{"id":["a"],"kind":7,"findings":{"rule":"r"},"category":["s",1]}"#,
            #"{"findings":[{"rule":"r","category":["a","b"]},5,[{}]],"kind":"content","x":{"a":[1,{"kind":"part"}]}}"#,
            #"{"content":{"hmac":"00"},"output":"no","open":"b","of":"c","time":"2026-11-22T12:33:07.4Z"}"#, "no json", "{}", #"{"a"}"#,
        ]
        var queries = [LogQuery](repeating: LogQuery(), count: 12)
        (queries[0].id, queries[1].kind, queries[2].rule) = ("a", "content", "r")
        (queries[3].source, queries[4].category, queries[5].digests) = ("x\"y", "s", ["00", "01"])
        (queries[6].id, queries[7].since) = ("c", Timestamp("2026-11-22T12:33:07.400Z"))
        (queries[8].until, queries[9].severity) = (Timestamp("2026-11-22T12:33:07.400Z"), ["low"])
        (queries[10].model, queries[11].category) = ("m", "b")
        for line in lines {
            let bytes = Array(line.utf8)
            for query in queries {
                let wanted = (try? JSONValue(parsing: bytes)).map { query.matches($0) } ?? false
                let matcher = LineMatcher(query)
                #expect(matcher.matches(bytes, bytes.startIndex..<bytes.endIndex, RecordFields()) == wanted, "\(line) \(query)")
            }
        }
    }
}
