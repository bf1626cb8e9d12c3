import Cryptography
import Primitives
import Transparency

/// What comes from other logs, witnesses and operators.
enum TransparencyTarget {
    /// What is read is written again as the same bytes, and proves nothing but its own extra data.
    static func proof(_ bytes: [UInt8]) throws(FuzzFault) {
        guard let proof = try? TransparencyProof(parsing: bytes) else { return }
        guard proof.bytes == bytes else { throw FuzzFault("a proof is written otherwise than it was read") }
        guard !proof.includes(Array("no record".utf8)) else { throw FuzzFault("a proof of what nobody logged") }
        guard let read = Checkpoint(parsing: proof.note.text), read == proof.checkpoint else {
            throw FuzzFault("a checkpoint that is read in two ways")
        }
    }

    /// A policy is read with groups that can be reached from above, or refused with lines that are there.
    static func policy(_ bytes: [UInt8]) throws(FuzzFault) {
        let result: Result<TrustPolicy, TrustPolicy.Malformed>
        do throws(TrustPolicy.Malformed) { result = .success(try TrustPolicy(parsing: bytes)) } catch {
            result = .failure(error)
        }
        switch result {
        case .success(let policy):
            for (place, group) in policy.groups.enumerated() {
                guard (1...group.members.count).contains(group.threshold) else { throw FuzzFault("a threshold out of reach") }
                for case .group(let member) in group.members where member >= place {
                    throw FuzzFault("a group that stands above its members")
                }
            }
            _ = policy.quorumName
        case .failure(let error):
            let lines = bytes.count { $0 == 0x0a } + 1
            guard !error.problems.isEmpty, error.problems.allSatisfy({ (1...lines).contains($0.line) }) else {
                throw FuzzFault("a problem on a line that is not there")
            }
        }
    }

    /// Nothing but the seed's own text carries the seed's signatures.
    static func cosignature(_ bytes: [UInt8]) throws(FuzzFault) {
        guard let note = SignedNote(parsing: bytes) else { return }
        guard note.bytes == bytes else { throw FuzzFault("a note is written otherwise than it was read") }
        guard let log, let witness else { throw FuzzFault("the test keys are no keys") }
        let found = note.cosignatures(of: [witness.verifier]) ?? []
        let signers = note.signers(among: [log.verifier])
        guard note.text == text || (found.isEmpty && signers.isEmpty) else { throw FuzzFault("a signature over another text") }
        guard found.allSatisfy({ $0.time == 1_700_000_000 }) else { throw FuzzFault("a time that was not signed") }
    }

    static func request(_ bytes: [UInt8]) throws(FuzzFault) {
        guard let request = try? AddCheckpointRequest(parsing: bytes) else { return }
        guard request.bytes == bytes else { throw FuzzFault("a request is written otherwise than it was read") }
        guard !request.follows(stranger) else { throw FuzzFault("a checkpoint follows a root that nobody made") }
    }

    // Test keys: 32 equal bytes.
    private static let log = SigningKey(seed: Array(repeating: 1, count: 32)).flatMap {
        NoteSigner(name: "log.example", key: $0)
    }
    private static let witness = SigningKey(seed: Array(repeating: 2, count: 32)).flatMap {
        WitnessSigner(name: "w.example", key: $0)
    }
    private static let stranger = SHA256Hasher.hash(Array("stranger".utf8))

    static let hash = Base64.encode(MerkleTree.leafHash([1]))
    private static let leaves = (0..<5).map { MerkleTree.leafHash([UInt8($0)]) }
    private static let text = Checkpoint(origin: "log.example", size: 5, root: MerkleTree.root(of: leaves)).text

    static let noteSeed: String = {
        let note = log?.sign(text)
        let line = witness?.cosign(text, time: 1_700_000_000)
        return String(decoding: note.flatMap { note in line.map { note.adding($0).bytes } } ?? [], as: UTF8.self)
    }()

    static let proofSeed: String = {
        func node(_ level: Int, _ index: Int) -> [UInt8] {
            level == 0 ? leaves[index] : MerkleTree.nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1))
        }
        let hashes = InclusionProof.make(index: 2, size: 5, node: node).hashes
        let note = SignedNote(parsing: Array(noteSeed.utf8))
        let proof = note.flatMap { TransparencyProof(index: 2, hashes: hashes, extra: [2], note: $0) }
        return String(decoding: proof?.bytes ?? [], as: UTF8.self)
    }()

    static let policySeed = """
        log \(log?.verifier.vkey ?? "") https://log.example
        witness a \(witness?.verifier.vkey ?? "")\thttp://127.0.0.1:1
        group g 1 a
        group h all g
        # comment
        quorum h

        """
}
