import AuditLog
import LogSearch
import Primitives
import SystemIO
import TestSupport
import Testing

@Suite struct LogIndexTests {
    private func log() throws -> SearchedLog {
        let log = try SearchedLog(seed: 9)
        try log.append(2 * LogIndex.block + 50)
        return log
    }

    @Test func `an index goes on where it was stopped, and is the same in the end`() throws {
        let log = try log()
        #expect(try log.index.update(blocks: 1, jobs: 1).records == LogIndex.block)
        #expect(try RecordSearch(log: log.directory, jobs: 1).indexed == LogIndex.block)
        var told: [[Int]] = []
        try log.index.update(jobs: 1) { progress in
            told.append([progress.records, progress.of])
            return true
        }
        #expect(told == [[2 * LogIndex.block, 2 * LogIndex.block]])
        let whole = LogIndex(log: log.directory, path: log.folder.file("elsewhere.sqlite"))
        try whole.update(jobs: 2)
        let dumps = try [log.index.path, whole.path].map { try Command.run("sqlite3", ["-readonly", $0, ".dump"]) }
        guard dumps.allSatisfy({ $0.status == 0 }) else { return }
        #expect(dumps[0].text.split(separator: "\n").sorted() == dumps[1].text.split(separator: "\n").sorted())
    }

    @Test func `two that make it do not come in each other's way`() throws {
        let log = try log()
        let lock = try SystemFiles().open(log.index.path + ".lock", .update())
        #expect(try lock.tryLock())
        #expect(throws: LogIndexError.busy(log.index.path)) { try log.index.update(jobs: 1) }
    }

    @Test func `the index holds no text of a record`() throws {
        let log = try log()
        try log.index.update(jobs: 2)
        let bytes = try FileTree.read(log.index.path)
        for secret in ["cn-privacy", "qwen3", "stdin", "content", "2026-1"] {
            #expect(ByteSearch.first(Array(secret.utf8), in: bytes) == nil, "\(secret)")
        }
    }

    @Test func `garbage, another version and a mutated index show no wrong record, and a new one is made`() throws {
        let log = try log()
        try log.index.update(jobs: 2)
        let good = try FileTree.read(log.index.path)
        let records = try log.records()
        var random = SeededGenerator(seed: 77)
        let garbage: [[UInt8]] = [[], random.bytes(5000), Array("SQLite format 3\0".utf8) + random.bytes(3000), Array(good.prefix(good.count / 2))]
        var noticed = 0
        for round in 0..<(garbage.count + 16 * Soak.factor) {
            var bytes = good
            if round < garbage.count { bytes = garbage[round] } else {
                for _ in 0..<Int.random(in: 1...400, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            try FileTree.replace(log.index.path, with: bytes)
            let search = try RecordSearch(log: log.directory, jobs: 2)
            if search.indexed == 0 { noticed += 1 }
            for _ in 0..<2 {
                let query = log.query(records)
                let wanted = records.filter { query.matches($0.value) }.map(\.index).prefix(query.limit ?? .max)
                #expect(try search.found(query) == Array(wanted), "round \(round): \(query)")
            }
            guard round < garbage.count else { continue }
            #expect(search.indexed == 0)
            #expect(try log.index.update(jobs: 2).records == 2 * LogIndex.block)
            #expect(try RecordSearch(log: log.directory, jobs: 2).hindrance == nil)
        }
        #expect(noticed > garbage.count)
    }

    @Test func `a log that cannot be written to is searched, and indexed elsewhere`() throws {
        let log = try log()
        let nowhere = LogIndex(log: log.directory, path: log.folder.file("no/folder/index.sqlite"))
        #expect(throws: LogIndexError.self) { try nowhere.update(jobs: 1) }
        let elsewhere = LogIndex(log: log.directory, path: log.folder.file("elsewhere.sqlite"))
        try elsewhere.update(jobs: 2)
        let search = try RecordSearch(log: log.directory, index: elsewhere.path, jobs: 1)
        #expect(search.indexed == 2 * LogIndex.block)
        #expect(try FileTree.kind(log.index.path) == nil)
    }

    @Test func `a text is recognised by who has the key of its month`() throws {
        let log = try log()
        let known = try TextRecognition(of: Array("some text".utf8), inLog: log.directory, keys: log.keys)
        #expect(known.missing.isEmpty && known.digests.count == 1)
        let none = try TextRecognition(
            of: Array("some text".utf8), inLog: log.directory, keys: KeyFolder(path: log.folder.file("other")))
        #expect(none.digests.isEmpty && none.missing == Array(known.digests.keys))
    }
}
