import ArgumentParser
import AuditLog
import Primitives
import SystemIO
import Transparency

struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Write the proof that a record is in the log.",
        discussion: """
            A proof is a file of some hundred bytes (C2SP tlog-proof) that holds the record, its path in the tree, and \
            the signed checkpoint. Whoever has it and the public key needs nothing else: hallmark log check-proof.

            Example:
              hallmark log prove audit 41873 --output 41873.tlog-proof
              hallmark log prove audit 41800..41899 --output proofs/
            """)

    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("A record's number (seq) or id, or the first and the last number: FROM..TO.", valueName: "record"))
    var record: String
    @Option(name: .long, help: "Prove under the checkpoint over this many records. Default: the latest.")
    var size: Int?
    @Option(name: .long, help: ArgumentHelp("Prove under the checkpoint in this file.", valueName: "file"))
    var checkpoint: String?
    @Option(name: [.short, .long], help: ArgumentHelp("Where the proof goes; for FROM..TO a folder. Default for one record: standard output", valueName: "path"))
    var output: String?
    @Flag(name: .long, help: "Leave the record itself out of the proof.")
    var withoutRecord = false
    @Flag(name: .long, help: "Print what was written as one JSON object.")
    var json = false

    func validate() throws {
        if size != nil, checkpoint != nil { throw ValidationError("--size and --checkpoint exclude each other") }
        if json, output == nil { throw ValidationError("--json needs --output for the proof itself") }
        if output == nil, record.contains("..") { throw ValidationError("FROM..TO needs --output with a folder") }
    }

    func run() throws {
        do throws(LogError) {
            let prover = try LogProver(directory: directory)
            let range = try Self.range(record)
            let note = try note(prover)
            guard let range else { return try one(prover, try find(record), note) }
            try many(prover, range, note)
        } catch {
            throw Failure(error)
        }
    }

    private func one(_ prover: LogProver, _ index: Int, _ note: SignedNote) throws(LogError) {
        let proof = try prover.proof(of: index, extra: !withoutRecord, under: note)
        guard let output else {
            do throws(SystemError) { _ = try StandardStream.output.write(proof.bytes) } catch { throw .system(error) }
            return
        }
        try write(proof, to: output)
        try tell([(index, output)], proof.checkpoint)
    }

    private func many(_ prover: LogProver, _ range: ClosedRange<Int>, _ note: SignedNote) throws(LogError) {
        guard let output else { return }
        do throws(SystemError) { try FileTree.makeDirectories(output) } catch { throw .system(error) }
        var written: [(Int, String)] = []
        var checkpoint: Checkpoint?
        for index in range {
            let proof = try prover.proof(of: index, extra: !withoutRecord, under: note)
            let path = FileTree.join(output, "\(index).tlog-proof")
            try write(proof, to: path)
            written.append((index, path))
            checkpoint = proof.checkpoint
        }
        if let checkpoint { try tell(written, checkpoint) }
    }

    private func write(_ proof: TransparencyProof, to path: String) throws(LogError) {
        // Not waited for: a proof that a power cut took half of is refused, and made again.
        do throws(SystemError) { try File(path, .replace()).write(proof.bytes) } catch { throw .system(error) }
    }

    private func tell(_ written: [(index: Int, file: String)], _ checkpoint: Checkpoint) throws(LogError) {
        guard json else {
            let what = written.count == 1 ? "proof of record \(written[0].index)" : "\(written.count) proofs"
            return Terminal.note("hallmark: \(what) under the checkpoint of \(counted(checkpoint.size, "record"))")
        }
        let proofs = written.map { JSONValue.object(["index": .integer(Int64($0.index)), "file": .string($0.file)]) }
        do throws(SystemError) {
            try Terminal.json(["checkpoint": checkpoint.json, "proofs": .array(proofs)])
        } catch {
            throw .system(error)
        }
    }

    /// The checkpoint that was asked for.
    private func note(_ prover: LogProver) throws(LogError) -> SignedNote {
        guard let checkpoint else { return try prover.note(size: size) }
        let note = try SignedNote(checkpointFile: checkpoint)
        return prover.notes.last { $0.text == note.text }?.joined(with: note) ?? note
    }

    /// The numbers of FROM..TO; `nil` where `text` is not of that form.
    private static func range(_ text: String) throws(LogError) -> ClosedRange<Int>? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let first = Int(parts[0]), let last = Int(parts[2]) else { return nil }
        guard first >= 0, first <= last else { throw .noRecord(min(first, last)) }
        return first...last
    }

    /// The number of a record that is named by number or id.
    private func find(_ record: String) throws(LogError) -> Int {
        if let number = Int(record) { return number }
        var found: Int?
        do {
            // Only a line that has the id anywhere is looked at closely.
            let wanted = Array(record.utf8)
            try LogReader(directory: directory).forEach { index, line in
                guard line.contains(wanted), (try? JSONValue(parsing: line))?["id"]?.string == record else { return true }
                found = index
                return false
            }
        } catch let error as LogError {
            throw error
        } catch {
            throw .badRecord("\(error)")
        }
        guard let found else { throw .notFound("\(directory): record \(record)") }
        return found
    }
}

extension SignedNote {
    /// The checkpoint of a file that somebody kept.
    init(checkpointFile path: String) throws(LogError) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileTree.read(path, limit: 1 << 20) } catch { throw .system(error) }
        guard let note = SignedNote(parsing: bytes), Checkpoint(parsing: note.text) != nil else {
            throw .corrupt(index: 0, file: path, reason: "not a signed checkpoint")
        }
        self = note
    }
}

extension Checkpoint {
    /// `{origin, root, size}`.
    var json: JSONValue {
        ["origin": .string(origin), "size": .integer(Int64(size)), "root": .string(Hex.encode(root))]
    }
}
