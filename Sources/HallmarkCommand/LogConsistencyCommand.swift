import ArgumentParser
import AuditLog
import Primitives
import SystemIO
import Transparency

struct LogConsistency: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consistency", abstract: "Whether the log still begins with what an earlier checkpoint signs.",
        discussion: """
            Keep the file checkpoint of a log today, and ask again in half a year: whatever was changed, dropped or \
            moved before it since then shows. The proof has the form of a request to a witness (C2SP tlog-witness).

            Example:
              hallmark log consistency audit --from kept.checkpoint --key operator.vkey
              hallmark log consistency audit --from 1000 --to 2000 --output proof.txt
            """)

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: ArgumentHelp("The earlier state: a checkpoint that was kept, or a number of records.", valueName: "file|size"))
    var from: String
    @Option(name: .long, help: ArgumentHelp("The later state: a checkpoint, or the size of one of the log's. Default: the latest", valueName: "file|size"))
    var to: String?
    @OptionGroup var keys: KeyArguments
    @Option(name: [.short, .long], help: ArgumentHelp("Where the proof goes.", valueName: "file"))
    var output: String?
    @Flag(name: .long, help: "Print the answer as one JSON object.")
    var json = false

    func validate() throws { try keys.validate() }

    func run() throws {
        let policy = try keys.policy()
        let answer: Answer
        do throws(LogError) {
            let prover = try LogProver(directory: folder.directory, rehashing: true)
            answer = try compare(prover, policy)
            if let output, let proof = answer.proof {
                do throws(SystemError) { try FileTree.replace(output, with: proof.bytes) } catch { throw .system(error) }
            }
        } catch {
            throw Failure(error)
        }
        if json { try Terminal.json(answer.json) } else { try show(answer) }
        if !answer.isConsistent { try ExitStatus.answerIsNo.exit() }
    }

    /// One of the two states.
    struct State {
        let size: Int
        let root: [UInt8]?
        let note: SignedNote?

        var json: JSONValue {
            ["size": .integer(Int64(size)), "root": root.map { .string(Hex.encode($0)) } ?? .null]
        }
    }

    struct Answer {
        let from: State
        let to: State
        var hashes: [[UInt8]] = []
        var proof: AddCheckpointRequest?
        /// Why the answer is no.
        var reason: String?
        /// Whether a key from outside was brought for the checkpoints.
        let isTrusted: Bool

        var isConsistent: Bool { reason == nil }

        var json: JSONValue {
            [
                "verdict": .string(isConsistent ? "consistent" : "inconsistent"),
                "reason": reason.map { .string($0) } ?? .null, "from": from.json, "to": to.json,
                "signatures": .string(isTrusted ? "checked" : "not-checked"),
                "proof": .array(hashes.map { .string(Base64.encode($0)) }),
            ]
        }
    }

    private func compare(_ prover: LogProver, _ policy: TrustPolicy?) throws(LogError) -> Answer {
        let older = try state(from, prover)
        let newer = if let to { try state(to, prover) } else { Self.state(try prover.note()) }
        var answer = Answer(from: older, to: newer, isTrusted: policy != nil)
        answer.reason = fault(older, newer, prover, policy)
        guard answer.reason == nil else { return answer }
        for state in [older, newer] {
            guard let root = state.root else { continue }
            guard try prover.root(state.size) == root else {
                answer.reason = "the log's first \(state.size) records are not those that the checkpoint signs"
                return answer
            }
        }
        answer.hashes = try prover.consistencyProof(from: older.size, to: newer.size)
        let proof = ConsistencyProof(from: older.size, to: newer.size, hashes: answer.hashes)
        let (first, last) = (try prover.root(older.size), try prover.root(newer.size))
        if !proof.holds(older: first, newer: last) { answer.reason = "the proof does not lead from one to the other" }
        if let note = newer.note {
            answer.proof = AddCheckpointRequest(oldSize: older.size, hashes: answer.hashes, note: note)
        }
        if output != nil, answer.proof == nil { throw .noCheckpoint(newer.size) }
        return answer
    }

    /// What needs no look at the records.
    private func fault(
        _ older: State, _ newer: State, _ prover: LogProver, _ policy: TrustPolicy?
    ) -> String? {
        let origin = prover.notes.last.flatMap { Checkpoint(parsing: $0.text)?.origin }
        for note in [older.note, newer.note].compactMap({ $0 }) {
            if let other = Checkpoint(parsing: note.text)?.origin, other != origin {
                return "a checkpoint of another log: \(other)"
            }
            guard let policy else { continue }
            do throws(TrustPolicy.Refusal) { _ = try policy.standing(of: note) } catch { return error.description }
        }
        if older.size > newer.size { return "the earlier state has \(older.size) records, the later one \(newer.size)" }
        for state in [older, newer] where state.size > prover.size {
            return "the log has \(prover.size) records, the checkpoint signs \(state.size): its end is gone"
        }
        return nil
    }

    /// A size, or the checkpoint of a file.
    private func state(_ text: String, _ prover: LogProver) throws(LogError) -> State {
        guard let size = Int(text) else { return Self.state(try SignedNote(checkpointFile: text)) }
        guard size >= 0 else { throw .noRecord(size) }
        guard let note = try? prover.note(size: size) else { return State(size: size, root: nil, note: nil) }
        return Self.state(note)
    }

    private static func state(_ note: SignedNote) -> State {
        let checkpoint = Checkpoint(parsing: note.text)
        return State(size: checkpoint?.size ?? 0, root: checkpoint?.root, note: note)
    }

    private func show(_ answer: Answer) throws {
        let colour: Terminal.Colour = answer.isConsistent ? .green : .red
        try Terminal.line(
            Terminal.coloured(answer.isConsistent ? "CONSISTENT" : "INCONSISTENT", colour, on: .output) + "  "
                + Terminal.safe(folder.directory, for: .output))
        try Terminal.line("  from        \(counted(answer.from.size, "record"))")
        try Terminal.line("  to          \(counted(answer.to.size, "record"))")
        if !answer.isTrusted { try Terminal.line("  signatures  not checked: bring a key with --key or --trust") }
        if let reason = answer.reason { try Terminal.line("  because     " + Terminal.safe(reason, for: .output)) }
    }
}
