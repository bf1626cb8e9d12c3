import Primitives
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

@Suite struct ParallelReadingTests {
    private func filled(_ count: Int, closing: Bool, seed: UInt64 = 101) throws -> (TestLog, LogWriter) {
        let log = try TestLog(seed: seed)
        var options = LogOptions()
        options.segmentBytes = 9000
        let writer = try log.open(options)
        for number in 0..<count {
            try writer.append(log.record(number))
            if number.isMultiple(of: 31) { try writer.commit() }
        }
        try writer.commit()
        if closing { try writer.close(reason: "end") }
        return (log, writer)
    }

    @Test(arguments: [0, 1, 252, 253, 300, 2000], [true, false])
    func `many threads hand over the same lines in the same order`(count: Int, closing: Bool) throws {
        let (log, writer) = try filled(count, closing: closing)
        let plain = try log.lines()
        #expect(plain.count == writer.size)
        let reader = try LogReader(directory: log.directory)
        for jobs in [1, 2, 5] {
            for from in [0, 1, 255, 256, 257, count - 1, count + 3, count + 100] where from >= 0 {
                var found: [[UInt8]] = []
                var start: Int?
                try reader.map(from: from, jobs: jobs, { frame in frame.lines.indices.map { frame.line($0) } }) { first, lines in
                    if start == nil { start = first }
                    #expect(first == (start ?? 0) + found.count)
                    found += lines
                    return true
                }
                if from < plain.count {
                    let start = try #require(start)
                    #expect(start <= from && from < start + 256)
                    #expect(found == Array(plain[start...]))
                } else {
                    #expect(found.isEmpty)
                }
            }
        }
        withExtendedLifetime(writer) {}
    }

    @Test func `reading ends where the taker has enough`() throws {
        let (log, _) = try filled(3000, closing: true)
        for jobs in [1, 3] {
            var taken = 0
            try LogReader(directory: log.directory).map(jobs: jobs, { $0.lines.count }) { _, count in
                taken += count
                return taken < 700
            }
            #expect(taken == 768)
        }
    }

    @Test func `what a closure throws comes out, from whichever thread`() throws {
        struct Enough: Error {}
        let (log, _) = try filled(3000, closing: true)
        let reader = try LogReader(directory: log.directory)
        for jobs in [1, 3] {
            var taken: [Int] = []
            #expect(throws: Enough.self) {
                try reader.map(
                    jobs: jobs,
                    { frame in
                        if frame.first == 1024 { throw Enough() }
                        return frame.first
                    },
                    inOrder: { _, first in
                        taken.append(first)
                        return true
                    })
            }
            #expect(taken == [0, 256, 512, 768])
        }
    }

    @Test func `all before a damaged frame is handed over, and the damage named`() throws {
        let (log, _) = try filled(3000, closing: true)
        let plain = try log.lines()
        let names = try FileTree.entries(log.directory + "/segments")
        #expect(names.count > 2)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            let name = try #require(names.randomElement(using: &generator))
            let path = log.directory + "/segments/" + name
            let bytes = try FileTree.read(path)
            var bad = bytes
            bad[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << Int.random(in: 0..<8, using: &generator)
            try FileTree.replace(path, with: bad)
            var found: [[UInt8]] = []
            for jobs in [1, 3] {
                found = []
                do {
                    try LogReader(directory: log.directory).map(
                        jobs: jobs, { frame in frame.lines.indices.map { frame.line($0) } },
                        inOrder: { _, lines in
                            found += lines
                            return true
                        })
                    #expect(found == plain, "a bit that carries no meaning")
                } catch let error as LogError {
                    guard case .corrupt(let index, let file, _) = error else {
                        Issue.record("\(error)")
                        continue
                    }
                    #expect(index == found.count && file.hasSuffix(name))
                    #expect(plain.starts(with: found))
                }
            }
            let report = LogVerifier.verify(directory: log.directory, trust: .folder(log.keys), jobs: 3)
            #expect(report == log.verify(), "one thread and three say the same")
            #expect(report.verdict == .failed || found == plain)
            try FileTree.replace(path, with: bytes)
        }
        #expect(log.verify().verdict == .verified)
    }
}
