import Cryptography
import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import Witnessing

/// A log that is a list of lines, and a witness of it. Keys are test keys.
struct SmallLog {
    static let origin = "example.com/log"
    let signer: NoteSigner
    let hashes: [[UInt8]]

    init(_ count: Int = 600, salt: String = "") throws {
        let key = try #require(SigningKey(seed: Array(repeating: 7, count: 32)))
        signer = try #require(NoteSigner(name: Self.origin, key: key))
        hashes = (0..<count).map { MerkleTree.leafHash(Array("\(salt)leaf \($0)".utf8)) }
    }

    func root(_ size: Int) -> [UInt8] { MerkleTree.root(of: hashes[..<size]) }

    func note(_ size: Int) throws -> SignedNote {
        try #require(signer.sign(Checkpoint(origin: Self.origin, size: size, root: root(size)).text))
    }

    func proof(_ old: Int, _ new: Int) -> [[UInt8]] {
        func node(_ level: Int, _ index: Int) -> [UInt8] {
            level == 0 ? hashes[index] : MerkleTree.nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1))
        }
        return ConsistencyProof.make(from: old, to: new, node: node).hashes
    }

    func request(_ old: Int, _ new: Int) throws -> AddCheckpointRequest {
        try #require(AddCheckpointRequest(oldSize: old, hashes: old > new ? [] : proof(old, new), note: note(new)))
    }

    static func witness(_ policy: [NoteVerifier]) throws -> Witness {
        let key = try #require(SigningKey(seed: Array(repeating: 8, count: 32)))
        return Witness(
            signer: try #require(WitnessSigner(name: "witness.example/w", key: key)), logs: TrustPolicy(logs: policy))
    }
}

@Suite struct WitnessTests {
    private let log: SmallLog
    private let witness: Witness
    private let latest: Checkpoint

    init() throws {
        log = try SmallLog()
        witness = try SmallLog.witness([log.signer.verifier])
        latest = Checkpoint(origin: SmallLog.origin, size: 100, root: log.root(100))
    }

    private func refusal(_ request: AddCheckpointRequest, _ latest: Checkpoint?) -> Witness.Refusal? {
        if case .refused(let refusal) = witness.answer(request, latest: latest, time: 5) { refusal } else { nil }
    }

    @Test func `a checkpoint that follows is cosigned, and only the log's own signature is kept with it`() throws {
        let stray = SignedNote.Signature(name: "stray", keyID: [1, 2, 3, 4], signature: [5])
        let plain = try log.request(100, 300)
        let request = try #require(
            AddCheckpointRequest(oldSize: 100, hashes: plain.hashes, note: plain.note.adding(stray)))
        guard case .cosigned(let line, let note) = witness.answer(request, latest: latest, time: 1_700_000_000) else {
            Issue.record("refused")
            return
        }
        #expect(note.signatures == plain.note.signatures + [line])
        let found = try #require(note.cosignatures(of: [witness.signer.verifier]))
        #expect(found.map(\.time) == [1_700_000_000])
        #expect(witness.answer(try log.request(0, 1), latest: nil, time: 1) != .refused(.inconsistent))
        #expect(refusal(try log.request(100, 100), latest) == nil)
    }

    @Test func `what does not follow is refused with the reason`() throws {
        #expect(refusal(try log.request(99, 300), latest) == .conflict(100))
        #expect(refusal(try log.request(0, 300), latest) == .conflict(100))
        #expect(refusal(try log.request(50, 300), nil) == .conflict(0))
        #expect(refusal(try log.request(301, 300), latest) == .backwards)
        // An older checkpoint, of which the witness has seen more.
        #expect(refusal(try log.request(50, 80), latest) == .conflict(100))
        let other = try SmallLog(600, salt: "other ")
        #expect(refusal(try other.request(100, 300), latest) == .inconsistent)
        #expect(refusal(try other.request(100, 100), latest) == .inconsistent)
        let bare = try #require(AddCheckpointRequest(oldSize: 100, hashes: [], note: try log.note(300)))
        #expect(refusal(bare, latest) == .inconsistent)
        let extra = try #require(
            AddCheckpointRequest(oldSize: 0, hashes: [log.hashes[0]], note: try log.note(300)))
        #expect(refusal(extra, nil) == .inconsistent)
    }

    @Test func `a log that is not known, and a signature that is not its key's, are refused`() throws {
        let stranger = try #require(NoteSigner(name: "example.com/other", key: SigningKey()))
        let checkpoint = Checkpoint(origin: "example.com/other", size: 1, root: log.root(1))
        let foreign = try #require(stranger.sign(checkpoint.text))
        let unknown = try #require(AddCheckpointRequest(oldSize: 0, hashes: [], note: foreign))
        #expect(refusal(unknown, nil) == .unknownOrigin("example.com/other"))
        let impostor = try #require(NoteSigner(name: SmallLog.origin, key: SigningKey()))
        let forged = try #require(impostor.sign(try log.note(1).text))
        #expect(refusal(try #require(AddCheckpointRequest(oldSize: 0, hashes: [], note: forged)), nil) == .badSignature)
        let swapped = SignedNote(text: try log.note(2).text, signatures: try log.note(1).signatures)
        #expect(refusal(try #require(AddCheckpointRequest(oldSize: 0, hashes: [], note: swapped)), nil) == .badSignature)
    }

    @Test func `a request reads back as it was written, and what is none is named with its line`() throws {
        let request = try log.request(100, 300)
        #expect(try AddCheckpointRequest(parsing: request.bytes) == request)
        for (text, line) in [
            ("", 1), ("old 1", 1), ("old -1\n\n", 1), ("old 01\n\n", 1), ("new 1\n\n", 1), ("old 1\nAA==\n\n", 2),
            ("old 1\n", 2), ("old 1\n\nx\n", 2),
        ] {
            #expect { try AddCheckpointRequest(parsing: Array(text.utf8)) } throws: {
                ($0 as? TransparencyProof.Malformed)?.line == line
            }
        }
    }
}

@Suite struct WitnessStateTests {
    private let folder: TemporaryFolder
    private let log: SmallLog
    private let witness: Witness

    init() throws {
        folder = try TemporaryFolder()
        log = try SmallLog()
        witness = try SmallLog.witness([log.signer.verifier])
    }

    private func isCosigned(_ answer: Witness.Answer) -> Bool {
        if case .cosigned = answer { true } else { false }
    }

    @Test func `what was cosigned is remembered, also by the next process, and one alone works in the folder`() throws {
        var state: WitnessState? = try WitnessState(directory: folder.file("state"))
        #expect(throws: WitnessError.inUse(folder.file("state"))) { try WitnessState(directory: folder.file("state")) }
        let first = try state?.answer(try log.request(0, 10), by: witness, time: 1)
        #expect(first.map(isCosigned) == true)
        #expect(try state?.answer(try log.request(0, 10), by: witness, time: 1) == .refused(.conflict(10)))
        state = nil
        let again = try WitnessState(directory: folder.file("state"))
        #expect(isCosigned(try again.answer(try log.request(10, 20), by: witness, time: 2)))
        let name = WitnessState.name(SmallLog.origin)
        #expect(try again.latest(name).flatMap { Checkpoint(parsing: $0.text)?.size } == 20)
        #expect(try again.latest("..") == nil)
    }

    @Test func `a file that was changed is no memory to go on from`() throws {
        let path = folder.file("state/" + WitnessState.name(SmallLog.origin))
        let state = try WitnessState(directory: folder.file("state"))
        _ = try state.answer(try log.request(0, 10), by: witness, time: 1)
        let kept = try FileTree.read(path)
        for bytes in [[], try log.note(5).bytes, Array(kept.dropLast(9)) + Array("AAAAAAA=\n".utf8)] {
            try FileTree.replace(path, with: bytes)
            #expect(throws: WitnessError.corrupt(path)) { try state.answer(log.request(10, 20), by: witness, time: 1) }
        }
    }

    /// A hundred requests at once for checkpoints that contradict each other.
    @Test func `of requests at the same time those that are cosigned form one chain`() async throws {
        let state = try WitnessState(directory: folder.file("state"))
        let (log, witness) = (log, witness)
        let cosigned: [(Int, Int)] = try await withThrowingTaskGroup(of: (Int, Int)?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let old = number % 10 * 10
                    let new = old + 10 + number % 7
                    let answer = try state.answer(try log.request(old, new), by: witness, time: 1)
                    if case .cosigned = answer { return (old, new) } else { return nil }
                }
            }
            var found: [(Int, Int)] = []
            for try await one in group { if let one { found.append(one) } }
            return found
        }
        let sorted = cosigned.sorted { $0.1 < $1.1 }
        #expect(!sorted.isEmpty && sorted[0].0 == 0)
        for (before, after) in zip(sorted, sorted.dropFirst()) { #expect(after.0 == before.1) }
    }
}
