import AuditLog
import Primitives
import SystemIO
import TestSupport
import Testing

@Suite(.enabled(if: SmallDisk.canMount, "mounting a small file system needs root"))
struct FullDiskTests {
    @Test(arguments: [96, 100, 140, 200, 256])
    func `a full disk ends the writer, loses nothing that was kept, and leaves a good log`(size: Int) throws {
        let log = try TestLog(seed: UInt64(size), creating: false)
        let disk = try #require(SmallDisk(log.folder.file("disk"), kibibytes: size))
        let directory = disk.path + "/audit"
        try LogWriter.create(
            directory: directory, origin: TestLog.origin, producer: "", keys: log.keys,
            environment: log.environment, host: "h")
        let kept = try fill(log, directory, size: size)
        let report = log.verify(directory)
        #expect(report.verdict != .failed, "\(report)")
        #expect(try log.numbers(directory).starts(with: 0..<kept))
        // Room again: the log goes on.
        #expect(try disk.grow(toKibibytes: 4096))
        let again = try log.open(directory: directory)
        try again.append(log.record(-1))
        try again.close(reason: "end")
        #expect(log.verify(directory).verdict == .verified)
        #expect(try log.numbers(directory).filter { $0 >= 0 }.starts(with: 0..<kept))
    }

    /// Appends until the disk is full.
    /// - Returns: how many records were kept.
    private func fill(_ log: TestLog, _ directory: String, size: Int) throws -> Int {
        let writer = try log.open(LogOptions(checkpointSeconds: 1), directory: directory)
        var generator = SeededGenerator(seed: UInt64(size))
        var kept = 0
        var number = 0
        var failure: LogError?
        while failure == nil, number < 5000 {
            do throws(LogError) {
                for _ in 0..<7 {
                    var record = log.record(number)
                    record["noise"] = .string(Hex.encode(generator.bytes(60)))
                    try writer.append(record)
                    number += 1
                }
                try writer.commit()
                kept = number
            } catch {
                failure = error
            }
        }
        let error = try #require(failure)
        guard case .full = error else {
            Issue.record("\(error)")
            return kept
        }
        #expect(throws: error) { try writer.append(log.record(0)) }
        #expect(throws: error) { try writer.commit() }
        #expect(throws: error) { try writer.close(reason: "end") }
        if size >= 140 {
            // The room that was kept takes the end of the run.
            try writer.prepareToClose()
            try writer.append(log.record(-2))
            try writer.close(reason: "log-full")
            let report = log.verify(directory)
            #expect(report.verdict == .verified && report.beyondCheckpoint == 0, "\(report)")
            let numbers = try log.numbers(directory)
            // A commit that failed after its records were on the disk kept them, and did not say so.
            #expect(numbers.count > kept && numbers == Array(0..<(numbers.count - 1)) + [-2])
        }
        return kept
    }
}
