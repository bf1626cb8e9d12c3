import AuditLog
import Primitives
import SystemIO
import TestSupport
import Testing

@testable import LogSearch

/// Counting by the index alone, after a sample.
@Suite struct RecordCountTests {
    @Test func `many are counted by the index, few are all looked at, and both are right`() throws {
        let log = try BulkLog(6 * LogIndex.block + 700)
        try log.index.update(jobs: 2)
        for jobs in [1, 3] {
            let search = try RecordSearch(log: log.directory, jobs: jobs)
            #expect(search.indexed == 6 * LogIndex.block)
            for question in BulkLog.questions {
                let query = question.query
                let wanted = log.numbers(question.meets)
                let count = try search.count(query)
                #expect(count.records == wanted.count)
                // Up to 256 frames are all read.
                let named = Set(wanted.filter { $0 < search.indexed }.map { $0 / 256 }).count
                #expect(count.checked <= count.records && (count.checked == count.records) == (named <= 256), "\(count)")
                let read = try RecordSearch(log: log.directory, usingIndex: false, jobs: jobs).count(query)
                #expect(read == RecordSearch.Count(records: wanted.count, checked: wanted.count))
                #expect(try search.found(query) == wanted)
                #expect(try search.found(query, newestFirst: true) == wanted.reversed())
                var limited = query
                limited.limit = 3
                #expect(try search.count(limited).records == min(3, wanted.count))
            }
            #expect(try search.count(LogQuery()).records == log.count)
        }
    }

    /// Rows with good checksums that say something else than the log: as somebody would write them who wants a wrong
    /// number. One that adds a record to a frame that is not drawn is not found out, as the manual says.
    @Test func `an index that lies all over the log is found out by the sample`() throws {
        let log = try BulkLog(6 * LogIndex.block)
        let frames = try LogFrames(directory: log.directory)
        for step in [1, 5, 300] {
            let path = log.folder.file("lying-\(step).sqlite")
            let file = try IndexFile(path, writing: true)
            try file.create(origin: frames.origin)
            for number in 0..<6 {
                var builder = IndexBlockBuilder(number: number)
                let first = number * LogIndex.block
                var honest = BlockTerms()
                try frames.forEach(try frames.places(from: first, to: first + LogIndex.block)[...]) { builder.add($0) }
                let block = builder.finish()
                for record in 0..<UInt16(LogIndex.block) {
                    honest.begin(record)
                    let isMasked = (first + Int(record)) % 10 == 0 || Int(record) % step == 0
                    honest.add(IndexTerm(.verdict, isMasked ? "masked" : "clean"), isName: true)
                    honest.keep()
                }
                let lie = IndexBlock(number: number, leaf: block.summary.leaf, times: block.summary.times, terms: &honest)
                #expect(try file.append([lie], at: number))
            }
            var query = LogQuery()
            query.verdict = "masked"
            let search = try RecordSearch(log: log.directory, index: path, jobs: 2)
            #expect(search.hindrance == nil && search.indexed == log.count)
            let count = try search.count(query)
            #expect(count == RecordSearch.Count(records: log.count / 10 + 1, checked: log.count / 10 + 1) || log.count % 10 == 0)
            #expect(count.records == log.numbers { $0 % 10 == 0 }.count && count.checked == count.records)
            #expect(try search.found(query) == log.numbers { $0 % 10 == 0 })
        }
    }

    @Test func `a number of a term that is in a row and in a bucket is that of both`() {
        // Ids of one hash as a name's cannot be found; the table and the list are given the same bits instead.
        var terms = BlockTerms()
        for record in 0..<UInt16(100) {
            terms.begin(record)
            terms.add(IndexTerm(bits: 77), isName: record < 60)
            terms.add(IndexTerm(bits: 5), isName: true)
            terms.add(IndexTerm(bits: 1 << 40 | UInt64(record)), isName: false)
            terms.keep()
        }
        var seen: [UInt64: [UInt16]] = [:]
        var order: [UInt64] = []
        terms.forEach { bits, records in
            order.append(bits)
            seen[bits] = records
        }
        #expect(order == order.sorted() && Set(order).count == order.count)
        #expect(seen[77] == Array(0..<100) && seen[5] == Array(0..<100) && seen.count == 102)
    }

    @Test func `more names than the table takes are kept all the same`() {
        var terms = BlockTerms()
        for record in 0..<UInt16(8000) {
            terms.begin(record)
            terms.add(IndexTerm(.source, "file-\(record % 4000)"), isName: true)
            terms.add(IndexTerm(.source, "file-\(record % 4000)"), isName: true)
            terms.keep()
        }
        var count = 0
        terms.forEach { _, records in
            count += 1
            #expect(records.count == 2 && records[0] + 4000 == records[1])
        }
        #expect(count == 4000)
    }
}
