import Primitives
import Synchronization
import TestSupport
import Testing

@testable import AuditLog

/// The power goes at every step of a run: what was acknowledged is there, and the log goes on.
@Suite struct PowerCutTests {
    @Test(arguments: LogOptions.Durability.allCases)
    func `a power cut at any step loses nothing that was acknowledged`(durability: LogOptions.Durability) throws {
        // A run in which every record is waited for has many more steps.
        let step = Soak.factor > 1 ? 1 : durability == .sync ? 24 : 5
        let outcome = try campaign(durability).cut(rounds: Soak.factor, stride: step)
        #expect(outcome.failures.isEmpty, "\(outcome.failures.count) of \(outcome.cuts) cuts: \(outcome.failures.prefix(3))")
        #expect(outcome.cuts > 50)
    }

    @Test func `the campaign notices when nothing waits for the disk`() throws {
        let outcome = try campaign(.group, syncs: false).cut(rounds: 1, stride: 8)
        #expect(outcome.failures.count > outcome.cuts / 4, "\(outcome.failures.count) of \(outcome.cuts)")
    }

    /// Two runs over more than two frames each, with commits, checkpoints and closes.
    private func campaign(_ durability: LogOptions.Durability, syncs: Bool = true) throws -> PowerCutCampaign {
        try PowerCutCampaign(try TestLog(seed: 89, creating: false), syncs: syncs) { run in
            var generator = SeededGenerator(seed: 101)
            // A frame is written as soon as it is full, then while others are in work.
            for framesInWork in [0, 2] {
                var options = LogOptions(durability: durability, segmentBytes: 20_000)
                options.framesInWork = framesInWork
                let writer = try run.open(options)
                for _ in 0..<(framesInWork == 0 ? 40 : 70) {
                    for _ in 0..<Int.random(in: 1...30, using: &generator) {
                        try run.append(writer)
                        if durability == .sync { run.acknowledge() }
                    }
                    let signs = Int.random(in: 0..<6, using: &generator) == 0
                    if signs { try writer.checkpoint() } else { try writer.commit() }
                    if signs || durability != .async { run.acknowledge() }
                }
                try writer.close(reason: "end")
                run.acknowledge()
            }
        }
    }

    /// What the keeper does with keys, epochs and the oldest records is as safe as an append.
    @Test(arguments: Custody.allCases)
    func `a power cut at any step of the keeper's work loses nothing else`(work: Custody) throws {
        let campaign = try PowerCutCampaign(try TestLog(seed: 103, creating: false)) { run in
            let writer = try run.open(LogOptions(segmentBytes: 2_000))
            for number in 0..<800 {
                try run.append(writer)
                if number % 90 == 0 { try writer.commit() }
            }
            try writer.checkpoint()
            run.acknowledge()
            try work.perform(writer, run)
            for _ in 0..<3 { try run.append(writer) }
            try writer.commit()
            run.acknowledge()
            try work.perform(writer, run)
            try writer.close(reason: "end")
            run.acknowledge()
        }
        let outcome = campaign.cut(rounds: Soak.factor, stride: Soak.factor > 1 ? 1 : 9)
        #expect(outcome.failures.isEmpty, "\(outcome.failures.count) of \(outcome.cuts) cuts: \(outcome.failures.prefix(3))")
        #expect(outcome.cuts > 10)
    }

    enum Custody: String, CaseIterable, Sendable {
        case rotateKey, rotateEpoch, destroyEpoch, hold, prune

        func perform(_ writer: LogWriter, _ run: PowerCutCampaign.Run) throws {
            switch self {
            case .rotateKey: try writer.rotateKey(keepingOld: false)
            case .rotateEpoch: try writer.rotateEpoch()
            case .destroyEpoch: try writer.destroyEpoch(writer.epochKeyID, reason: "r", who: "w")
            case .hold:
                let hold = try writer.placeHold(.records(0..<100), reason: "r", who: "w")
                try writer.releaseHold(hold.id, reason: "r", who: "w")
            case .prune:
                // The first records of the log are its own: `log.init`, `log.open` and `epoch.begun`.
                run.promise.withLock { $0.removable = 256 - 5..<512 }
                try writer.prune([256..<512], reason: "r", who: "w", retain: [:])
            }
        }
    }
}
