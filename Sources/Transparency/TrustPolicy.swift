/// Whose word counts: which logs' keys are taken for true, which witnesses are known, and how many of them must have
/// cosigned a checkpoint (C2SP tlog-policy).
///
///     let policy = try TrustPolicy(parsing: bytes)
///     let standing = try policy.standing(of: note)
///     standing.hasQuorum
///
/// A file:
///
///     log audit.example.com/chat+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx
///     witness first  witness.example/a+… http://127.0.0.1:7380
///     witness second witness.example/b+…
///     group either any first second
///     quorum either
public struct TrustPolicy: Equatable, Sendable {
    public struct Log: Equatable, Sendable {
        /// Its name is the log's origin.
        public let verifier: NoteVerifier
        public let url: String?
    }

    public struct Witness: Equatable, Sendable {
        /// The name inside the policy, which need not be that of the key.
        public let name: String
        public let verifier: WitnessVerifier
        /// Where checkpoints are sent: the submission prefix of C2SP tlog-witness.
        public let url: String?
    }

    /// Something that has witnessed a checkpoint, or has not.
    public enum Member: Equatable, Sendable {
        /// The place in ``TrustPolicy/witnesses``.
        case witness(Int)
        /// The place in ``TrustPolicy/groups``.
        case group(Int)
    }

    /// Has witnessed a checkpoint when `threshold` of its members have.
    public struct Group: Equatable, Sendable {
        public let name: String
        public let threshold: Int
        /// Groups among them stand before this one.
        public let members: [Member]
    }

    public internal(set) var logs: [Log] = []
    public internal(set) var witnesses: [Witness] = []
    public internal(set) var groups: [Group] = []
    /// Who must have witnessed a checkpoint; `nil` for nobody.
    public internal(set) var quorum: Member?

    /// These logs, and no witnesses.
    public init(logs: [NoteVerifier]) {
        self.logs = logs.map { Log(verifier: $0, url: nil) }
    }

    /// The name of the quorum in the policy, `none` for no one.
    public var quorumName: String { quorum.map { name(of: $0) } ?? "none" }

    func name(of member: Member) -> String {
        switch member {
        case .witness(let index): witnesses[index].name
        case .group(let index): groups[index].name
        }
    }
}

// MARK: What a note is worth

extension TrustPolicy {
    /// What a checkpoint that one of the policy's logs signed is worth.
    public struct Standing: Equatable, Sendable {
        public let checkpoint: Checkpoint
        public let log: NoteVerifier
        /// Who cosigned, in the order of the policy, and when.
        public let cosigned: [Seen]
        /// Whether the quorum is reached. Always where none is asked for.
        public let hasQuorum: Bool
    }

    public struct Seen: Equatable, Sendable {
        /// The witness's name in the policy.
        public let name: String
        /// Seconds since 1970, by the witness's clock.
        public let time: Int64

        public init(name: String, time: Int64) {
            self.name = name
            self.time = time
        }
    }

    /// Why a note is worth nothing.
    public enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        case noCheckpoint
        /// No log of the policy has this origin.
        case unknownLog(String)
        /// No key that the policy has for this origin signed it.
        case unsigned(String)
        /// A signature in the name of a known key that is not that key's.
        case wrongSignature

        public var description: String {
            switch self {
            case .noCheckpoint: "the note is no checkpoint"
            case .unknownLog(let origin): "the log \(origin) is none of those that are trusted"
            case .unsigned(let origin): "not signed by a trusted key of \(origin)"
            case .wrongSignature: "a signature in the name of a known key is not that key's"
            }
        }
    }

    /// Who signed and cosigned `note`. Signatures of keys that the policy does not name are passed over.
    public func standing(of note: SignedNote) throws(Refusal) -> Standing {
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .noCheckpoint }
        let keys = logs.map(\.verifier).filter { $0.name == checkpoint.origin }
        guard !keys.isEmpty else { throw .unknownLog(checkpoint.origin) }
        guard let log = note.signers(among: keys).first else {
            let claims = note.signatures.contains { signature in
                keys.contains { $0.name == signature.name && $0.keyID == signature.keyID }
            }
            throw claims ? .wrongSignature : .unsigned(checkpoint.origin)
        }
        guard let found = note.cosignatures(of: witnesses.map(\.verifier)) else { throw .wrongSignature }
        let seen = witnesses.map { witness in found.first { $0.witness == witness.verifier }?.time }
        return Standing(
            checkpoint: checkpoint, log: log,
            cosigned: zip(witnesses, seen).compactMap { witness, time in
                time.map { Seen(name: witness.name, time: $0) }
            }, hasQuorum: isReached(seen.map { $0 != nil }))
    }

    /// Whether those witnesses are the quorum, or more.
    /// - Parameter seen: for each of ``witnesses``, whether it has cosigned.
    func isReached(_ seen: [Bool]) -> Bool {
        var reached: [Bool] = []
        func has(_ member: Member) -> Bool {
            switch member {
            case .witness(let index): seen[index]
            case .group(let index): reached[index]
            }
        }
        // A group names only what stands before it.
        for group in groups { reached.append(group.members.count(where: has) >= group.threshold) }
        return quorum.map(has) ?? true
    }
}
