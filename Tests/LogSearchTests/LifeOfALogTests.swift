import Cryptography
import Foundation
import LogSearch
import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

/// Search in logs that were pruned, whose keys and epochs changed, and that are written meanwhile.
@Suite struct LifeOfALogTests {
    private func open(_ log: SearchedLog, segmentBytes: Int = 1 << 20) throws -> LogWriter {
        var options = LogOptions(segmentBytes: segmentBytes)
        options.durability = .async
        // A test that starts a process at this moment holds the lock until that begins its own program.
        for _ in 0..<2000 {
            do {
                return try LogWriter(
                    opening: log.directory, keys: log.keys, packs: [], environment: log.environment, options: options)
            } catch LogError.inUse { continue }
        }
        return try LogWriter(
            opening: log.directory, keys: log.keys, packs: [], environment: log.environment, options: options)
    }

    private func compare(_ log: SearchedLog, rounds: Int, indexed: Int, _ what: String) throws {
        let records = try log.records()
        for round in 0..<rounds {
            let query = log.query(records)
            let all = records.filter { query.matches($0.value) }.map(\.index)
            let wanted = Array(all.prefix(query.limit ?? .max))
            for usesIndex in [true, false] {
                let search = try RecordSearch(log: log.directory, usingIndex: usesIndex, jobs: round % 3 + 1)
                #expect(search.indexed == (usesIndex ? indexed : 0), "\(what): \(String(describing: search.hindrance))")
                #expect(try search.found(query) == wanted, "\(what): \(query)")
                #expect(try search.found(query, newestFirst: true) == Array(all.reversed().prefix(query.limit ?? .max)), "\(what): \(query)")
                #expect(try search.count(query).records == wanted.count, "\(what): \(query)")
            }
        }
    }

    @Test func `what was pruned is found no more, whether the index was made before or after`() throws {
        let log = try SearchedLog(seed: 61)
        let writer = try open(log, segmentBytes: 100_000)
        for _ in 0..<(2 * LogIndex.block) { try writer.append(log.record()) }
        try writer.close(reason: "end")
        let before = try log.records()
        try log.index.update(jobs: 2)
        let again = try open(log)
        try again.prune([256..<1024, 5120..<9216, 16_384..<16_640], reason: "due", who: "officer", retain: Retention().json)
        try again.close(reason: "end")
        let after = try log.records()
        #expect(after.count < before.count - 4000)
        try compare(log, rounds: 12 * Soak.factor, indexed: 2 * LogIndex.block, "index of before")
        let gone = try #require(before.first { $0.index == 300 })
        var query = LogQuery()
        query.id = gone.value["id"]?.string
        #expect(try RecordSearch(log: log.directory, jobs: 2).found(query) == [])
        #expect(try RecordSearch(log: log.directory, jobs: 2).count(query).records == 0)
        try log.index.update(rebuild: true, jobs: 2)
        try compare(log, rounds: 12 * Soak.factor, indexed: 2 * LogIndex.block, "index of after")
        // The last record of a block, by which an index is told from another's, may go as well.
        let third = try open(log)
        try third.prune([16_128..<16_384], reason: "due", who: "officer", retain: Retention().json)
        try third.close(reason: "end")
        try compare(log, rounds: 4 * Soak.factor, indexed: 2 * LogIndex.block, "without the end of a block")
    }

    @Test func `new keys and new epochs change no answer, and a destroyed epoch is named`() throws {
        let log = try SearchedLog(seed: 67)
        let text = Array("一段文字 some text".utf8)
        /// A record of the text.
        func content(_ writer: LogWriter) throws -> [String: JSONValue] {
            var code = writer.contentHMAC()
            code.update(text)
            var record = log.record()
            let digest = Hex.encode(Array(code.finish().prefix(16)))
            record["content"] = ["bytes": 1, "hmac": .string(digest), "key": .string(writer.epochKeyID)]
            return record
        }
        var numbers: [Int] = []
        var epochs: [String] = []
        for turn in 0..<3 {
            let writer = try open(log)
            if turn > 0 {
                try writer.rotateKey(keepingOld: turn == 1)
                try writer.rotateEpoch()
            }
            epochs.append(writer.epochKeyID)
            for place in 0..<(LogIndex.block / 2 + 500) {
                let index = try writer.append(place % 5000 == 7 ? content(writer) : log.record())
                if place % 5000 == 7 { numbers.append(index) }
            }
            try writer.close(reason: "end")
        }
        try log.index.update(jobs: 2)
        try compare(log, rounds: 8 * Soak.factor, indexed: LogIndex.block, "three keys")
        func recognised() throws -> (found: [Int], recognition: TextRecognition) {
            let recognition = try TextRecognition(of: text, inLog: log.directory, keys: log.keys)
            var query = LogQuery()
            query.digests = Set(recognition.digests.values)
            return (try RecordSearch(log: log.directory, jobs: 2).found(query), recognition)
        }
        let all = try recognised()
        #expect(all.found == numbers && numbers.count == 6 && Set(epochs).count == 3)
        #expect(all.recognition.missing.isEmpty && all.recognition.destroyed.isEmpty)

        let writer = try open(log)
        try writer.destroyEpoch(epochs[1], reason: "due", who: "officer")
        try writer.close(reason: "end")
        let rest = try recognised()
        #expect(rest.found == [0, 1, 4, 5].map { numbers[$0] })
        #expect(rest.recognition.missing == [epochs[1]] && rest.recognition.destroyed == [epochs[1]])
        let file = try log.folder.write(text, to: "text")
        let told = try Command.run(
            Command.hallmark, ["log", "search", log.directory, "--text", file, "--count"],
            environment: ["HALLMARK_KEYS": log.keys.path])
        #expect(told.text == "4\n" && told.error.contains("the key of \(epochs[1]) was destroyed"), "\(told.error)")
        // Who has no keys is told which are destroyed, and which somebody may still have.
        let nobody = try Command.run(
            Command.hallmark, ["log", "search", log.directory, "--text", file, "--count"],
            environment: ["HALLMARK_KEYS": log.folder.file("none")])
        #expect(nobody.status == 69 && nobody.error.contains("\(epochs[1]), destroyed"), "\(nobody.error)")
    }

    /// How far the writer of a log is.
    private final class Writing: Sendable {
        let durable: Atomic<Int>
        let ended = Atomic<Bool>(false)

        init(durable: Int) { self.durable = Atomic(durable) }
    }

    /// What a search found, and how many records were durable when it began.
    private struct Answer: Sendable {
        let durable: Int
        let found: [Int]
        let count: Int
    }

    private func write(_ log: SearchedLog, _ writing: Writing) throws {
        defer { writing.ended.store(true, ordering: .sequentiallyConsistent) }
        let writer = try open(log, segmentBytes: 60_000)
        for number in 0..<(LogIndex.block + 3000) {
            try writer.append(log.record())
            if number % 97 == 0 {
                try writer.commit()
                writing.durable.store(writer.size, ordering: .sequentiallyConsistent)
            }
        }
        try writer.close(reason: "end")
    }

    /// Asks until the writer has ended, and once more.
    private func ask(_ log: SearchedLog, _ query: LogQuery, _ writing: Writing) throws -> [Answer] {
        var answers: [Answer] = []
        var isLast = false
        while !isLast {
            isLast = writing.ended.load(ordering: .sequentiallyConsistent)
            let durable = writing.durable.load(ordering: .sequentiallyConsistent)
            let found = try RecordSearch(log: log.directory, jobs: 2).found(query)
            let count = try RecordSearch(log: log.directory, jobs: 1).count(query).records
            answers.append(Answer(durable: durable, found: found, count: count))
        }
        return answers
    }

    @Test func `two that search and one that makes the index see all that was there when they began`() async throws {
        let log = try SearchedLog(seed: 71)
        try log.append(LogIndex.block - 200)
        let writing = Writing(durable: LogIndex.block - 200)
        var (masked, modelled) = (LogQuery(), LogQuery())
        masked.verdict = "masked"
        modelled.model = SearchedLog.models[0]
        let queries = [masked, modelled]

        async let written: Void = onThread { try self.write(log, writing) }
        async let indexed: Void = onThread {
            while !writing.ended.load(ordering: .sequentiallyConsistent) { _ = try log.index.update(jobs: 1) }
            _ = try log.index.update(jobs: 1)
        }
        async let first = onThread { try self.ask(log, queries[0], writing) }
        async let second = onThread { try self.ask(log, queries[1], writing) }
        let answers = [try await first, try await second]
        _ = try await (written, indexed)

        let records = try log.records()
        for (query, answers) in zip(queries, answers) {
            // Each answer has all that was durable when it was asked for, and nothing that is not there.
            let all = records.filter { query.matches($0.value) }.map(\.index)
            #expect(answers.count > 2 && answers.last?.found == all)
            for answer in answers {
                #expect(all.starts(with: answer.found) && answer.found.starts(with: all.prefix { $0 < answer.durable }))
                #expect(answer.count >= answer.found.count)
            }
        }
        #expect(try RecordSearch(log: log.directory, jobs: 1).indexed == 2 * LogIndex.block)
    }

    /// Runs `body` on a thread of its own: tests that run at the same time may take every thread of the pool.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
