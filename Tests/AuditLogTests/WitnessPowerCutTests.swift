import Cryptography
import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing
import Transparency
import Witnessing

/// The power goes at every step of a witness's work: it never forgets what it gave its word for, and so never gives it
/// to two logs of one name.
@Suite struct WitnessPowerCutTests {
    private struct Moment: Sendable {
        let disk: SimulatedDisk.State
        /// The size of the last checkpoint whose cosignature had been given out.
        let given: Int
        /// The largest size that was being decided.
        let asked: Int
    }

    private final class Run: Sendable {
        let counts = Mutex((given: 0, asked: 0))
        let moments = Mutex<[Moment]>([])
    }

    private static let origin = "example.com/log"
    private static let hashes = (0..<120).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) }

    private static func node(_ level: Int, _ index: Int) -> [UInt8] {
        level == 0 ? hashes[index] : MerkleTree.nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1))
    }

    private let log: NoteSigner
    private let witness: Witness

    init() throws {
        let keys = try (UInt8(1)...2).map { try #require(SigningKey(seed: Array(repeating: $0, count: 32))) }
        log = try #require(NoteSigner(name: Self.origin, key: keys[0]))
        witness = Witness(
            signer: try #require(WitnessSigner(name: "w.example", key: keys[1])), logs: TrustPolicy(logs: [log.verifier]))
    }

    private func request(_ old: Int, _ new: Int) throws -> AddCheckpointRequest {
        let root = MerkleTree.root(of: Self.hashes[..<new])
        let note = try #require(log.sign(Checkpoint(origin: Self.origin, size: new, root: root).text))
        let hashes = ConsistencyProof.make(from: old, to: new, node: Self.node).hashes
        return try #require(AddCheckpointRequest(oldSize: old, hashes: hashes, note: note))
    }

    private func moments(syncs: Bool) throws -> [Moment] {
        let disk = SimulatedDisk(syncs: syncs)
        let run = Run()
        disk.observe { state in
            let counts = run.counts.withLock { $0 }
            run.moments.withLock { $0.append(Moment(disk: state, given: counts.given, asked: counts.asked)) }
        }
        let state = try WitnessState(directory: "/state", files: disk)
        var old = 0
        for new in stride(from: 3, to: 120, by: 4) {
            run.counts.withLock { $0.asked = new }
            guard case .cosigned = try state.answer(try request(old, new), by: witness, time: Int64(new)) else {
                Issue.record("refused \(new)")
                return []
            }
            run.counts.withLock { $0.given = new }
            old = new
        }
        disk.observe { _ in }
        return run.moments.withLock { $0 }
    }

    /// How many of the cuts the witness came out of with less than it had given its word for, or with none at all.
    private func losses(_ moments: [Moment], rounds: Int) throws -> (cuts: Int, losses: Int) {
        var generator = SeededGenerator(seed: 103)
        var count = (cuts: 0, losses: 0)
        for _ in 0..<rounds {
            for moment in moments {
                count.cuts += 1
                let disk = SimulatedDisk(moment.disk.cut(&generator))
                let size: Int?
                do {
                    let kept = try WitnessState(directory: "/state", files: disk).latest(WitnessState.name(Self.origin))
                    size = kept.flatMap { Checkpoint(parsing: $0.text)?.size } ?? 0
                } catch {
                    size = nil
                }
                guard let size, size >= moment.given, size <= moment.asked else {
                    count.losses += 1
                    continue
                }
            }
        }
        return count
    }

    @Test func `what was given out is remembered whenever the power goes`() throws {
        let count = try losses(try moments(syncs: true), rounds: 2 * Soak.factor)
        #expect(count.losses == 0 && count.cuts > 200, "\(count)")
    }

    @Test func `the campaign notices when nothing waits for the disk`() throws {
        let count = try losses(try moments(syncs: false), rounds: 1)
        #expect(count.losses > count.cuts / 8, "\(count)")
    }
}
