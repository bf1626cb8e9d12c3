import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

/// What becomes of a run whose disk is full (28) or fails (5), at a write or at a wait for the disk.
@Suite struct FailurePolicyTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let call: String
        let code: Int32
        var testDescription: String { "\(call) \(code)" }
    }

    static let faults = ["write", "fdatasync"].flatMap { call in [5, 28].map { Fault(call: call, code: $0) } }

    private struct Books {
        let log: TestLog
        let disk = SimulatedDisk()
        var keys: KeyFolder { KeyFolder(path: "/keys", files: disk) }

        init(seed: UInt64) throws {
            log = try TestLog(seed: seed, creating: false)
            try disk.makeDirectories("/keys")
            for (name, bytes) in try snapshot(log.keys.path) {
                try disk.replace("/keys/" + name, with: bytes, permissions: 0o600)
            }
            try LogWriter.create(
                directory: "/audit", origin: TestLog.origin, producer: "", keys: keys, environment: log.environment,
                host: "h")
        }

        func open(_ policy: LogOptions.FailurePolicy, wait: @escaping @Sendable () -> Bool = { false }) throws -> LogWriter {
            var options = LogOptions()
            (options.onFull, options.onError, options.wait) = (policy, policy, { _ in wait() })
            return try LogWriter(
                opening: "/audit", keys: keys, packs: [], environment: log.environment, options: options)
        }

        /// The records, of a log that must verify.
        func records() throws -> [JSONValue] {
            let copy = log.folder.file("copy")
            try restore(try disk.state.files(below: "/audit"), to: copy)
            let keys = log.folder.file("copied-keys")
            try restore(try disk.state.files(below: "/keys"), to: keys, folder: "epoch")
            let report = LogVerifier.verify(directory: copy, trust: .folder(KeyFolder(path: keys)))
            #expect(report.verdict == .verified, "\(report)")
            return try log.lines(copy).map { try JSONValue(parsing: $0) }
        }
    }

    private func numbers(_ records: [JSONValue]) -> [Int64] { records.compactMap { $0["number"]?.integer } }

    @Test(arguments: faults)
    func `degrade goes on, and a record says what is missing`(fault: Fault) throws {
        let books = try Books(seed: 103)
        let writer = try books.open(.degrade)
        for number in 0..<300 { try writer.append(books.log.record(number)) }
        try writer.commit()
        books.disk.fail(fault.call, code: fault.code)
        for number in 300..<310 {
            try writer.append(books.log.record(number))
            if number > 303 { try writer.commit() }
        }
        books.disk.fail(fault.call, code: nil)
        books.log.advance(seconds: 2)
        try writer.commit()
        for number in 310..<900 { try writer.append(books.log.record(number)) }
        try writer.commit()
        try writer.close(reason: "end")
        let records = try books.records()
        #expect(numbers(records) == Array(0..<300) + Array(310..<900))
        let gaps = records.filter { $0["kind"] == "log.gap" }
        #expect(gaps.count == 1)
        #expect(gaps.first?["count"] == 10)
        #expect(gaps.first?["reason"]?.string == (fault.code == 28 ? "full" : "error"))
        let times = ["first", "last", "time"].compactMap { gaps.first?[$0]?.string }
        #expect(times.count == 3 && times == times.sorted())
    }

    @Test(arguments: faults)
    func `block waits, and loses nothing`(fault: Fault) throws {
        let books = try Books(seed: 107)
        let disk = books.disk
        // A reference that the closure may hold.
        final class Count: Sendable { let value = Mutex(0) }
        let count = Count()
        let writer = try books.open(.block) {
            if count.value.withLock({ $0 += 1; return $0 }) == 3 { disk.fail(fault.call, code: nil) }
            return true
        }
        for number in 0..<300 { try writer.append(books.log.record(number)) }
        try writer.commit()
        for number in 300..<900 { try writer.append(books.log.record(number)) }
        disk.fail(fault.call, code: fault.code)
        try writer.commit()
        #expect(count.value.withLock { $0 } == 3)
        // What the commit promised is on the disk.
        var generator = SeededGenerator(seed: 109)
        let after = SimulatedDisk(disk.state.cut(&generator))
        let again = try LogWriter(
            opening: "/audit", keys: KeyFolder(path: "/keys", files: after), packs: [], environment: books.log.environment)
        #expect(again.size >= 900)
        try writer.close(reason: "end")
        #expect(numbers(try books.records()) == Array(0..<900))
    }

    @Test(arguments: faults)
    func `block that nobody waits for, reject and halt acknowledge nothing more`(fault: Fault) throws {
        for policy in [LogOptions.FailurePolicy.block, .reject, .halt] {
            let books = try Books(seed: 113)
            let writer = try books.open(policy)
            for number in 0..<300 { try writer.append(books.log.record(number)) }
            try writer.commit()
            books.disk.fail(fault.call, code: fault.code)
            try writer.append(books.log.record(300))
            #expect(throws: LogError.self) { try writer.commit() }
            books.disk.fail(fault.call, code: nil)
            let before = try books.disk.state.files(below: "/audit")
            #expect(throws: LogError.self) { try writer.append(books.log.record(301)) }
            #expect(throws: LogError.self) { try writer.commit() }
            #expect(throws: LogError.self) { try writer.close(reason: "end") }
            #expect(try books.disk.state.files(below: "/audit") == before)
            if policy == .reject, fault.code == 28 {
                try writer.prepareToClose()
                try writer.close(reason: "log-full")
                #expect(numbers(try books.records()) == Array(0..<300))
            } else {
                #expect(throws: LogError.self) { try writer.prepareToClose() }
            }
        }
    }
}
