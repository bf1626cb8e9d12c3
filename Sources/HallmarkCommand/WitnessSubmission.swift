import AuditLog
import SystemIO
import Transparency
import Witnessing

/// Sends a log's latest checkpoint to the witnesses of a trust policy that have a URL, and keeps what they answer.
struct WitnessSubmission: Sendable {
    let policy: TrustPolicy
    let directory: String

    /// How it went.
    struct Outcome: Sendable {
        /// The checkpoint that was sent.
        let checkpoint: Checkpoint
        /// What the policy says of it now.
        let standing: Result<TrustPolicy.Standing, TrustPolicy.Refusal>
        /// The witnesses that did not cosign: their names in the policy, and why.
        let failures: [(name: String, reason: String)]

        var hasQuorum: Bool { (try? standing.get())?.hasQuorum ?? false }
    }

    var hasAddresses: Bool { policy.witnesses.contains { $0.url != nil } }

    /// Asks every witness that has not cosigned the checkpoint yet. Waits for the network.
    func send() throws(LogError) -> Outcome {
        let prover = try LogProver(directory: directory)
        var note = try prover.note()
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .noCheckpoint(0) }
        var failures: [(name: String, reason: String)] = []
        for witness in policy.witnesses {
            guard let url = witness.url, !Self.has(note, witness.verifier) else { continue }
            do {
                let line = try WitnessClient(url: url).cosign(
                    note, by: witness.verifier, since: Self.last(prover, witness.verifier),
                    proof: { try prover.consistencyProof(from: $0, to: checkpoint.size) })
                note = note.adding(line)
                try CosignedCheckpoints(directory: directory).append(note)
            } catch {
                failures.append((witness.name, "\(error)"))
            }
        }
        let standing: Result<TrustPolicy.Standing, TrustPolicy.Refusal>
        do throws(TrustPolicy.Refusal) { standing = .success(try policy.standing(of: note)) } catch {
            standing = .failure(error)
        }
        return Outcome(checkpoint: checkpoint, standing: standing, failures: failures)
    }

    private static func has(_ note: SignedNote, _ witness: WitnessVerifier) -> Bool {
        note.cosignatures(of: [witness])?.isEmpty == false
    }

    /// The size of the last checkpoint that this witness is known to have cosigned.
    private static func last(_ prover: LogProver, _ witness: WitnessVerifier) -> Int {
        prover.notes.last { has($0, witness) }.flatMap { Checkpoint(parsing: $0.text)?.size } ?? 0
    }
}
