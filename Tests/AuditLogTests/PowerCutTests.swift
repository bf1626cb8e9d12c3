import Cryptography
import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import AuditLog

/// The power goes at every step of a run: what was acknowledged is there, and the log goes on.
@Suite struct PowerCutTests {
    /// The disk at one moment of a run, and what had been promised by then.
    struct Moment: Sendable {
        let disk: SimulatedDisk.State
        let acknowledged: Int
        let appended: Int
    }

    /// What a campaign counts.
    struct Outcome: Equatable {
        var cuts = 0
        var failures: [String] = []
    }

    final class Promise: Sendable {
        let counts = Mutex((acknowledged: 0, appended: 0))
        let moments = Mutex<[Moment]>([])
    }

    @Test(arguments: LogOptions.Durability.allCases)
    func `a power cut at any step loses nothing that was acknowledged`(durability: LogOptions.Durability) throws {
        // A run in which every record is waited for has many more steps.
        let step = Soak.factor > 1 ? 1 : durability == .sync ? 12 : 2
        let outcome = try campaign(durability, rounds: Soak.factor, syncs: true, stride: step)
        #expect(outcome.failures.isEmpty, "\(outcome.failures.count) of \(outcome.cuts) cuts: \(outcome.failures.prefix(3))")
        #expect(outcome.cuts > 80)
    }

    @Test func `the campaign notices when nothing waits for the disk`() throws {
        let outcome = try campaign(.group, rounds: 1, syncs: false, stride: 8)
        #expect(outcome.failures.count > outcome.cuts / 4, "\(outcome.failures.count) of \(outcome.cuts)")
    }

    private func campaign(
        _ durability: LogOptions.Durability, rounds: Int, syncs: Bool, stride step: Int
    ) throws -> Outcome {
        let log = try TestLog(seed: 89, creating: false)
        let moments = try run(log, durability, syncs: syncs)
        var generator = SeededGenerator(seed: 97)
        var outcome = Outcome()
        for round in 0..<rounds {
            for index in stride(from: round % step, to: moments.count, by: step) {
                outcome.cuts += 1
                do {
                    try survive(moments[index], log, syncs: syncs, &generator)
                } catch {
                    outcome.failures.append("round \(round), step \(index): \(error)")
                }
            }
        }
        return outcome
    }

    private static let keys = "/keys"
    private static let directory = "/audit"

    /// Two runs over more than two frames each, with commits, checkpoints and closes; the disk after every step.
    private func run(_ log: TestLog, _ durability: LogOptions.Durability, syncs: Bool) throws -> [Moment] {
        let disk = SimulatedDisk(syncs: syncs)
        let keys = KeyFolder(path: Self.keys, files: disk)
        try prepare(disk, log)
        let promise = Promise()
        disk.observe { state in
            let counts = promise.counts.withLock { $0 }
            promise.moments.withLock {
                $0.append(Moment(disk: state, acknowledged: counts.acknowledged, appended: counts.appended))
            }
        }
        var generator = SeededGenerator(seed: 101)
        for _ in 0..<2 {
            let writer = try LogWriter(
                opening: Self.directory, keys: keys, packs: [], environment: log.environment,
                options: LogOptions(durability: durability, segmentBytes: 20_000))
            for _ in 0..<40 {
                for _ in 0..<Int.random(in: 1...30, using: &generator) {
                    let number = promise.counts.withLock { counts in
                        counts.appended += 1
                        return counts.appended - 1
                    }
                    try writer.append(log.record(number))
                    if durability == .sync { promise.counts.withLock { $0.acknowledged = $0.appended } }
                }
                let signs = Int.random(in: 0..<6, using: &generator) == 0
                if signs { try writer.checkpoint() } else { try writer.commit() }
                if signs || durability != .async { promise.counts.withLock { $0.acknowledged = $0.appended } }
            }
            try writer.close(reason: "end")
            promise.counts.withLock { $0.acknowledged = $0.appended }
        }
        disk.observe { _ in }
        return promise.moments.withLock { $0 }
    }

    private func prepare(_ disk: SimulatedDisk, _ log: TestLog) throws {
        try disk.makeDirectories(Self.keys)
        for (name, bytes) in try snapshot(log.keys.path) {
            try disk.replace(Self.keys + "/" + name, with: bytes, permissions: 0o600)
        }
        try LogWriter.create(
            directory: Self.directory, origin: TestLog.origin, producer: "", keys: KeyFolder(path: Self.keys, files: disk),
            environment: log.environment, host: "h")
    }

    private struct Loss: Error, CustomStringConvertible {
        let description: String
    }

    private func check(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
        if !condition { throw Loss(description: reason()) }
    }

    /// Cuts the power, perhaps once more while the log is being repaired, and expects all that was promised.
    private func survive(
        _ moment: Moment, _ log: TestLog, syncs: Bool, _ generator: inout SeededGenerator
    ) throws {
        var state = moment.disk.cut(&generator)
        if Int.random(in: 0..<3, using: &generator) == 0 {
            let steps = try reopen(state, log, syncs: syncs).steps
            if let again = steps.randomElement(using: &generator) { state = again.cut(&generator) }
        }
        let (report, before) = try read(state, log)
        try check(report.verdict != .failed, "verify after the cut: \(report)")
        let kept = before.filter { $0 >= 0 }
        try check(kept == Array(0..<kept.count), "not in order")
        try check(kept.count >= moment.acknowledged, "\(kept.count) of \(moment.acknowledged) acknowledged")
        try check(kept.count <= moment.appended, "\(kept.count) of \(moment.appended) appended")
        let (after, numbers) = try read(try reopen(state, log, syncs: syncs).state, log)
        try check(after.verdict == .verified && after.beyondCheckpoint == 0, "verify after the repair: \(after)")
        try check(numbers.filter { $0 >= 0 } == kept && numbers.last == -1, "\(numbers.count) after the repair")
    }

    /// Opens the log, appends a record, and closes it.
    private func reopen(
        _ state: SimulatedDisk.State, _ log: TestLog, syncs: Bool
    ) throws -> (state: SimulatedDisk.State, steps: [SimulatedDisk.State]) {
        let disk = SimulatedDisk(state, syncs: syncs)
        let steps = Promise()
        disk.observe { state in
            steps.moments.withLock { $0.append(Moment(disk: state, acknowledged: 0, appended: 0)) }
        }
        let writer = try LogWriter(
            opening: Self.directory, keys: KeyFolder(path: Self.keys, files: disk), packs: [],
            environment: log.environment)
        try writer.append(log.record(-1))
        try writer.close(reason: "end")
        return (disk.state, steps.moments.withLock { $0.map(\.disk) })
    }

    /// What the verifier says of the disk, and the numbers of the records on it.
    private func read(_ state: SimulatedDisk.State, _ log: TestLog) throws -> (VerifyReport, [Int]) {
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
