import ArgumentParser
import AuditLog
import Primitives
import SystemIO
import Transparency

struct LogCheckProof: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-proof", abstract: "Whether a proof shows a record to be in a log.",
        discussion: """
            Needs the proof and a key, and never opens a log. The record is the one that the proof carries, unless \
            another is brought with --record.

            Example:
              hallmark log check-proof 41873.tlog-proof --key operator.vkey
            """)

    @Argument(help: ArgumentHelp("The proof (C2SP tlog-proof).", valueName: "file"))
    var file: String
    @OptionGroup var keys: KeyArguments
    @Option(name: .long, help: ArgumentHelp("A file with the record's line.", valueName: "file"))
    var record: String?
    @Flag(name: .long, help: "Print the answer as one JSON object.")
    var json = false

    func validate() throws {
        try keys.validate()
        if keys.key == nil, keys.trust == nil {
            throw ValidationError("name whom you trust with --key or --trust: a proof alone proves nothing")
        }
    }

    func run() throws {
        guard let policy = try keys.policy() else { return }
        let proof: TransparencyProof
        let bytes = try read(file, TransparencyProof.largestFile)
        do throws(TransparencyProof.Malformed) { proof = try TransparencyProof(parsing: bytes) } catch {
            throw Failure(.badInput, "\(file): \(error)")
        }
        let brought = try record.map { try read($0, 1 << 20) }
        guard let line = brought.map({ $0.last == 0x0a ? Array($0.dropLast()) : $0 }) ?? proof.extra else {
            throw Failure(.usage, "\(file): the proof carries no record", hint: "bring the record's line with --record FILE")
        }
        let check = ProofCheck(proof, line, policy)
        if json { try Terminal.json(check.json(file)) } else { try show(check) }
        if !check.isProven { try ExitStatus.answerIsNo.exit() }
    }

    private func read(_ path: String, _ limit: Int) throws -> [UInt8] {
        do throws(SystemError) { return try FileTree.read(path, limit: limit) } catch { throw Failure(error) }
    }

    private func show(_ check: ProofCheck) throws {
        let colour: Terminal.Colour = check.isProven ? .green : .red
        try Terminal.line(
            Terminal.coloured(check.isProven ? "PROVEN" : "NOT PROVEN", colour, on: .output) + "  "
                + Terminal.safe(file, for: .output))
        for (name, value) in check.facts {
            let padded = name + String(repeating: " ", count: max(1, 12 - name.utf8.count))
            try Terminal.line("  " + padded + Terminal.safe(value, for: .output))
        }
    }
}

/// A proof held against a record and a policy.
struct ProofCheck {
    let proof: TransparencyProof
    /// Why the record is not proven; `nil` where it is.
    private(set) var reason: String?
    private(set) var standing: TrustPolicy.Standing?
    private let line: [UInt8]
    private let quorum: String

    init(_ proof: TransparencyProof, _ line: [UInt8], _ policy: TrustPolicy) {
        self.proof = proof
        self.line = line
        quorum = policy.quorumName
        do throws(TrustPolicy.Refusal) {
            let standing = try policy.standing(of: proof.note)
            self.standing = standing
            if !proof.includes(line) {
                reason = "the record is not the one at this place of the tree that was signed"
            } else if !standing.hasQuorum {
                reason = "the quorum \(policy.quorumName) has not cosigned the checkpoint"
            }
        } catch {
            reason = error.description
        }
    }

    var isProven: Bool { reason == nil }

    /// What was found, and on whose word.
    var facts: [(String, String)] {
        var facts = [
            ("record", "\(proof.index) of \(proof.checkpoint.size)"), ("origin", proof.checkpoint.origin),
            ("root", Hex.encode(proof.checkpoint.root)),
        ]
        if isProven, let record = try? JSONValue(parsing: line) {
            for name in ["id", "time", "kind", "verdict"] {
                if let value = record[name]?.string { facts.append((name, value)) }
            }
        }
        if let standing {
            facts.append(("key", standing.log.vkey))
            for seen in standing.cosigned {
                facts.append(("witness", "\(seen.name), \(VerifyReport.Witnessing.text(seen.time))"))
            }
            if quorum != "none" { facts.append(("quorum", "\(quorum): \(standing.hasQuorum ? "" : "not ")reached")) }
        }
        if let reason { facts.append(("because", reason)) }
        return facts
    }

    /// `{verdict, reason, file, index, checkpoint, key, witnesses, record}`.
    func json(_ file: String) -> JSONValue {
        let seen = (standing?.cosigned ?? []).map { seen in
            JSONValue.object([
                "name": .string(seen.name), "time": .string(VerifyReport.Witnessing.text(seen.time)),
            ])
        }
        return [
            "verdict": .string(isProven ? "proven" : "not-proven"), "reason": reason.map { .string($0) } ?? .null,
            "file": .string(file), "index": .integer(Int64(proof.index)), "checkpoint": proof.checkpoint.json,
            "key": standing.map { .string($0.log.vkey) } ?? .null,
            "witnesses": [
                "quorum": .string(quorum), "reached": .bool(standing?.hasQuorum ?? false), "cosigned": .array(seen),
            ],
            "record": isProven ? (try? JSONValue(parsing: line)) ?? .null : .null,
        ]
    }
}
