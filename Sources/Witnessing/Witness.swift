public import Transparency

/// What a witness decides, without files, sockets or a clock (C2SP tlog-witness v1.0.0).
///
///     let witness = Witness(signer: signer, logs: policy)
///     switch witness.answer(request, latest: latest, time: now) { … }
///
/// It cosigns what follows the checkpoint that it cosigned last for that log, and nothing else: whoever has the word
/// of a witness knows that every earlier checkpoint with its word is a beginning of this one.
public struct Witness: Sendable {
    public let signer: WitnessSigner
    private let logs: TrustPolicy

    /// - Parameter policy: whose `log` lines say which logs are known. Its witnesses are no matter here.
    public init(signer: WitnessSigner, logs policy: TrustPolicy) {
        self.signer = signer
        logs = TrustPolicy(logs: policy.logs.map(\.verifier))
    }

    public enum Answer: Equatable, Sendable {
        /// The line, and the checkpoint with the log's signature and the line: what is to be kept before anybody
        /// gets the line.
        case cosigned(SignedNote.Signature, SignedNote)
        case refused(Refusal)
    }

    /// Why a checkpoint is not cosigned; nothing changes then.
    public enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        case malformed(String)
        case unknownOrigin(String)
        case badSignature
        /// The old size is greater than the checkpoint's.
        case backwards
        /// The old size is not that of the checkpoint that was cosigned last, which is this.
        case conflict(Int)
        /// The checkpoint does not follow the last one.
        case inconsistent
        /// The key cannot sign.
        case cannotSign

        /// The status of HTTP that C2SP tlog-witness has for it.
        public var status: Int {
            switch self {
            case .malformed, .backwards: 400
            case .badSignature: 403
            case .unknownOrigin: 404
            case .conflict: 409
            case .inconsistent: 422
            case .cannotSign: 500
            }
        }

        public var description: String {
            switch self {
            case .malformed(let reason): "malformed: \(reason)"
            case .unknownOrigin(let origin): "this witness does not know the log \(origin)"
            case .badSignature: "not signed by the log's key"
            case .backwards: "the old size is greater than the checkpoint's"
            case .conflict(let size): "the last checkpoint that was cosigned is of \(size) records"
            case .inconsistent: "the checkpoint does not follow the one that was cosigned last"
            case .cannotSign: "the witness's key does not sign"
            }
        }
    }

    /// - Parameters:
    ///   - latest: the checkpoint of this log that was cosigned last; `nil` for none.
    ///   - time: seconds since 1970.
    public func answer(_ request: AddCheckpointRequest, latest: Checkpoint?, time: Int64) -> Answer {
        do throws(TrustPolicy.Refusal) { _ = try logs.standing(of: request.note) } catch {
            switch error {
            case .noCheckpoint: return .refused(.malformed(error.description))
            case .unknownLog(let origin): return .refused(.unknownOrigin(origin))
            case .unsigned, .wrongSignature: return .refused(.badSignature)
            }
        }
        guard request.oldSize <= request.checkpoint.size else { return .refused(.backwards) }
        guard request.oldSize == latest?.size ?? 0 else { return .refused(.conflict(latest?.size ?? 0)) }
        guard request.follows(latest?.root ?? MerkleTree().root) else { return .refused(.inconsistent) }
        guard let line = signer.cosign(request.note.text, time: time) else { return .refused(.cannotSign) }
        // Of the other signatures only the log's own is kept: nobody checked the rest.
        let own = request.note.signatures.filter { signature in
            logs.logs.contains { $0.verifier.name == signature.name && $0.verifier.keyID == signature.keyID }
        }
        return .cosigned(line, SignedNote(text: request.note.text, signatures: own + [line]))
    }
}
