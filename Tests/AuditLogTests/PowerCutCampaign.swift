import Cryptography
import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

/// A run on a simulated disk whose power goes at every step, and what must be there afterwards.
struct PowerCutCampaign {
    /// The disk at one moment of a run, and what had been promised by then.
    struct Moment: Sendable {
        let disk: SimulatedDisk.State
        let promise: Promise
    }

    struct Promise: Sendable {
        /// How many numbered records were appended, and how many of them acknowledged.
        var appended = 0
        var acknowledged = 0
        /// The numbers that somebody was told to remove, whether it has happened or not.
        var removable = 0..<0
    }

    /// What a campaign counts.
    struct Outcome {
        var cuts = 0
        var failures: [String] = []
    }

    /// What a run writes with.
    final class Run: Sendable {
        let disk: SimulatedDisk
        let promise = Mutex(Promise())
        let log: TestLog

        init(_ log: TestLog, _ disk: SimulatedDisk) { (self.log, self.disk) = (log, disk) }

        func open(_ options: LogOptions) throws -> LogWriter {
            try LogWriter(
                opening: PowerCutCampaign.directory, keys: KeyFolder(path: PowerCutCampaign.keys, files: disk),
                packs: [], environment: log.environment, options: options)
        }

        /// Appends the next numbered record.
        func append(_ writer: LogWriter) throws {
            let number = promise.withLock { promise in
                promise.appended += 1
                return promise.appended - 1
            }
            try writer.append(log.record(number))
        }

        /// All that was appended is acknowledged.
        func acknowledge() { promise.withLock { $0.acknowledged = $0.appended } }
    }

    static let keys = "/keys"
    static let directory = "/audit"

    let log: TestLog
    /// Without, nothing ever waits for the disk: the control that has to fail.
    let syncs: Bool
    private let moments: [Moment]

    /// Keeps the disk after every step of `body`.
    init(_ log: TestLog, syncs: Bool = true, body: (Run) throws -> Void) throws {
        (self.log, self.syncs) = (log, syncs)
        let run = Run(log, SimulatedDisk(syncs: syncs))
        try Self.prepare(run.disk, log)
        let moments = Mutex<[Moment]>([])
        run.disk.observe { state in
            let promise = run.promise.withLock { $0 }
            moments.withLock { $0.append(Moment(disk: state, promise: promise)) }
        }
        try body(run)
        run.disk.observe { _ in }
        self.moments = moments.withLock { $0 }
    }

    private static func prepare(_ disk: SimulatedDisk, _ log: TestLog) throws {
        try disk.makeDirectories(keys)
        for (name, bytes) in try snapshot(log.keys.path) {
            try disk.replace(keys + "/" + name, with: bytes, permissions: 0o600)
        }
        try LogWriter.create(
            directory: directory, origin: TestLog.origin, producer: "", keys: KeyFolder(path: keys, files: disk),
            environment: log.environment, host: "h")
    }

    /// Cuts the power at every `step`-th moment, `rounds` times each with other losses.
    func cut(rounds: Int, stride step: Int) -> Outcome {
        var generator = SeededGenerator(seed: 97)
        var outcome = Outcome()
        for round in 0..<rounds {
            for index in stride(from: round % step, to: moments.count, by: step) {
                outcome.cuts += 1
                do { try survive(moments[index], &generator) } catch {
                    outcome.failures.append("round \(round), step \(index): \(error)")
                }
            }
        }
        return outcome
    }

    private struct Loss: Error, CustomStringConvertible {
        let description: String
    }

    private func check(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
        if !condition { throw Loss(description: reason()) }
    }

    /// Cuts the power, perhaps once more while the log is being repaired, and expects all that was promised.
    private func survive(_ moment: Moment, _ generator: inout SeededGenerator) throws {
        var state = moment.disk.cut(&generator)
        if Int.random(in: 0..<3, using: &generator) == 0 {
            let steps = try reopen(state).steps
            if let again = steps.randomElement(using: &generator) { state = again.cut(&generator) }
        }
        let (report, before) = try read(state)
        try check(report.verdict != .failed, "verify after the cut: \(report)")
        let (kept, promise) = (before.filter { $0 >= 0 }, moment.promise)
        try check(kept == kept.sorted() && Set(kept).count == kept.count, "not in order")
        let end = (kept.last ?? -1) + 1
        let missing = Set(0..<max(end, promise.acknowledged)).subtracting(kept)
        try check(
            missing.allSatisfy(promise.removable.contains),
            "\(missing.count) of \(promise.acknowledged) acknowledged records are missing")
        try check(end <= promise.appended, "\(end) of \(promise.appended) appended")
        let (after, numbers) = try read(try reopen(state).state)
        try check(after.verdict == .verified && after.beyondCheckpoint == 0, "verify after the repair: \(after)")
        let left = numbers.filter { $0 >= 0 }
        // The start finishes a removal that was signed for.
        try check(
            numbers.last == -1 && left.filter { !promise.removable.contains($0) }
                == kept.filter { !promise.removable.contains($0) }, "\(numbers.count) after the repair")
    }

    /// Opens the log, appends a record, and closes it.
    private func reopen(
        _ state: SimulatedDisk.State
    ) throws -> (state: SimulatedDisk.State, steps: [SimulatedDisk.State]) {
        let run = Run(log, SimulatedDisk(state, syncs: syncs))
        let steps = Mutex<[SimulatedDisk.State]>([])
        run.disk.observe { state in steps.withLock { $0.append(state) } }
        let writer = try run.open(LogOptions())
        try writer.append(log.record(-1))
        try writer.close(reason: "end")
        return (run.disk.state, steps.withLock { $0 })
    }

    /// What the verifier says of the disk, and the numbers of the records on it.
    private func read(_ state: SimulatedDisk.State) throws -> (VerifyReport, [Int]) {
        let copy = log.folder.file("copy")
        try restore(try state.files(below: Self.directory), to: copy)
        let keys = log.folder.file("copied-keys")
        try restore(try state.files(below: Self.keys), to: keys, folder: "epoch")
        let report = LogVerifier.verify(directory: copy, trust: .folder(KeyFolder(path: keys)))
        var numbers: [Int] = []
        do {
            try LogReader(directory: copy).forEach { _, line in
                if let number = try JSONValue(parsing: line)["number"]?.integer { numbers.append(Int(number)) }
                return true
            }
        } catch LogError.torn {}
        return (report, numbers)
    }
}
