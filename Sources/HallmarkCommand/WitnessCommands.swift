import ArgumentParser
import AuditLog
import Cryptography
import Dispatch
import Pipeline
import Primitives
import SystemIO
import Transparency
import Witnessing

struct LogWitness: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Be a witness of others' logs, or have one's own witnessed.",
        discussion: """
            A witness cosigns a log's checkpoints as long as each follows the one before. It may be a regulator's own \
            machine, a second data centre (serve), or a laptop that a USB stick is carried to (request, sign, accept).

            Example:
              hallmark log witness serve --state /var/lib/witness --key witness.skey --trust logs.policy
              hallmark log witness request audit --output stick/request
            """,
        subcommands: [WitnessServe.self, WitnessRequest.self, WitnessSign.self, WitnessAccept.self, WitnessPushCommand.self])
}

/// What a witness works with.
struct WitnessArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The folder in which the witness remembers.", valueName: "dir"))
    var state: String
    @Option(name: .long, help: ArgumentHelp("The file of the witness's private key, from keygen --witness.", valueName: "file"))
    var key: String
    @Option(name: .long, help: ArgumentHelp("The trust policy whose log lines say which logs are known.", valueName: "file"))
    var trust: String

    func open() throws -> (witness: Witness, state: WitnessState) {
        let signer: WitnessSigner
        do throws(LogError) { signer = try KeyFolder.witnessSigner(file: key) } catch { throw Failure(error) }
        let policy = try TrustPolicy(file: trust)
        do throws(WitnessError) {
            return (Witness(signer: signer, logs: policy), try WitnessState(directory: state))
        } catch {
            throw Failure(error)
        }
    }

    static var now: Int64 { Environment.system.now().milliseconds / 1000 }
}

struct WitnessServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Cosign checkpoints that come by HTTP (C2SP tlog-witness).",
        discussion: """
            Clear text, and by default for this machine alone: in front of a network stands a proxy that speaks TLS. \
            Ends with SIGTERM or SIGINT after the request at hand.

            Example:
              hallmark log witness serve --state /var/lib/witness --key witness.skey --trust logs.policy --listen 127.0.0.1:7380
            """)

    @OptionGroup var arguments: WitnessArguments
    @Option(name: .long, help: ArgumentHelp("Where to listen; port 0 lets the system choose.", valueName: "host:port"))
    var listen = "127.0.0.1:7380"

    func run() async throws {
        let (host, port) = try Self.address(listen)
        let (witness, state) = try arguments.open()
        let service = WitnessService(
            witness: witness, state: state, now: { WitnessArguments.now }, tell: { Terminal.note("hallmark: \($0)") })
        // Before the first request: a signal that comes now is not lost.
        let (signals, sources) = Self.signals()
        let server: WitnessServer
        do throws(WitnessError) { server = try await WitnessServer.start(service, host: host, port: port) } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
        Terminal.note("hallmark: witness \(witness.signer.name) at http://\(host):\(server.port)")
        for await _ in signals { break }
        withExtendedLifetime(sources) {}
        await server.stop()
        Terminal.note("hallmark: witness stopped")
    }

    private static func signals() -> (AsyncStream<Int32>, [any DispatchSourceSignal]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let numbers: [Int32] = [2, 15]
        ProcessSignals.ignore(numbers)
        let sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        return (stream, sources)
    }

    private static func address(_ text: String) throws -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { throw Failure(.usage, "--listen \(text): expected HOST:PORT", hint: "as in --listen 127.0.0.1:7380") }
        let host = text[..<colon]
        return (host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host), port)
    }
}

struct WitnessRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Write the latest checkpoint as a file for a witness.",
        discussion: """
            The file is what goes by HTTP otherwise. It says from which size on the witness is to check: the last one \
            that any witness is known to have cosigned, unless --from says another.

            Example:
              hallmark log witness request audit --output stick/request
            """)

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: "The size that the witness saw last; 0 for a witness that never saw the log.")
    var from: Int?
    @Option(name: [.short, .long], help: ArgumentHelp("Where the request goes. Default: standard output", valueName: "file"))
    var output: String?

    func run() throws {
        do throws(LogError) {
            let prover = try LogProver(directory: folder.directory)
            let note = try prover.note()
            guard let size = Checkpoint(parsing: note.text)?.size else { throw .noCheckpoint(0) }
            let known = try CosignedCheckpoints(directory: folder.directory).notes().last
            let old = from ?? known.flatMap { Checkpoint(parsing: $0.text)?.size } ?? 0
            guard (0...size).contains(old) else { throw .noCheckpoint(old) }
            let hashes = try prover.consistencyProof(from: old, to: size)
            guard let request = AddCheckpointRequest(oldSize: old, hashes: hashes, note: note) else {
                throw .noCheckpoint(size)
            }
            do throws(SystemError) {
                if let output { try FileTree.replace(output, with: request.bytes) } else {
                    _ = try StandardStream.output.write(request.bytes)
                }
            } catch {
                throw .system(error)
            }
            Terminal.note("hallmark: request for the checkpoint of \(counted(size, "record")), from \(old) on")
        } catch {
            throw Failure(error)
        }
    }
}

struct WitnessSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Cosign the checkpoint of a request that came as a file.",
        discussion: """
            Example:
              hallmark log witness sign stick/request --state state --key witness.skey --trust logs.policy --output stick/answer
            """)

    @Argument(help: ArgumentHelp("The request.", valueName: "file"))
    var file: String
    @OptionGroup var arguments: WitnessArguments
    @Option(name: [.short, .long], help: ArgumentHelp("Where the cosigned checkpoint goes. Default: standard output", valueName: "file"))
    var output: String?

    func run() throws {
        let request: AddCheckpointRequest
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileTree.read(file, limit: AddCheckpointRequest.largest) } catch {
            throw Failure(error)
        }
        do throws(TransparencyProof.Malformed) { request = try AddCheckpointRequest(parsing: bytes) } catch {
            throw Failure(.badInput, "\(file): \(error)")
        }
        let (witness, state) = try arguments.open()
        let answer: Witness.Answer
        do throws(WitnessError) {
            answer = try state.answer(request, by: witness, time: WitnessArguments.now)
        } catch {
            throw Failure(error)
        }
        switch answer {
        case .cosigned(_, let note):
            if let output { try FileTree.replace(output, with: note.bytes) } else {
                _ = try StandardStream.output.write(note.bytes)
            }
            Terminal.note(
                "hallmark: cosigned \(request.checkpoint.origin), \(counted(request.checkpoint.size, "record"))")
        case .refused(let refusal):
            Terminal.note("hallmark: not cosigned: \(refusal)")
            if case .conflict(let size) = refusal {
                Terminal.note("  ask for a request that is made with --from \(size)")
            }
            try ExitStatus.answerIsNo.exit()
        }
    }
}

struct WitnessAccept: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Keep a witness's cosignature with the log.",
        discussion: """
            The witness must be one of the trust policy's, its signature good, and the checkpoint this log's.

            Example:
              hallmark log witness accept audit stick/answer --trust trust.policy
            """)

    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("The cosigned checkpoint.", valueName: "file"))
    var file: String
    @Option(name: .long, help: ArgumentHelp("The trust policy that names the witness. Default: log.trust of the policy", valueName: "file"))
    var trust: String?
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
        let policy = try keyOptions.trustPolicy(trust)
        do throws(LogError) {
            let note = try SignedNote(checkpointFile: file)
            guard let size = Checkpoint(parsing: note.text)?.size else { throw .noCheckpoint(0) }
            let own = try LogProver(directory: directory).notes.last { $0.text == note.text }
            guard let own else { throw .noCheckpoint(size) }
            guard let found = note.cosignatures(of: policy.witnesses.map(\.verifier)), !found.isEmpty else {
                throw .corrupt(index: 0, file: file, reason: "no good cosignature of a witness of the trust policy")
            }
            let known = own.cosignatures(of: policy.witnesses.map(\.verifier)) ?? []
            let lines = note.signatures.filter { line in
                found.contains { cosignature in
                    cosignature.witness.name == line.name && cosignature.witness.keyID == line.keyID
                        && !known.contains { $0.witness == cosignature.witness }
                }
            }
            if !lines.isEmpty {
                try CosignedCheckpoints(directory: directory).append(lines.reduce(own) { $0.adding($1) })
            }
            for cosignature in found {
                Terminal.note(
                    "hallmark: \(cosignature.witness.name) has cosigned \(counted(size, "record")), "
                        + VerifyReport.Witnessing.text(cosignature.time))
            }
        } catch {
            throw Failure(error)
        }
    }
}

struct WitnessPushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send the latest checkpoint to the witnesses that have a URL, now.",
        discussion: """
            Exits with 0 where the policy's quorum is reached afterwards.

            Example:
              hallmark log witness push audit --trust trust.policy
            """)

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: ArgumentHelp("The trust policy. Default: log.trust of the policy", valueName: "file"))
    var trust: String?
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
        let policy = try keyOptions.trustPolicy(trust)
        let outcome: WitnessSubmission.Outcome
        do throws(LogError) {
            outcome = try WitnessSubmission(policy: policy, directory: folder.directory).send()
        } catch {
            throw Failure(error)
        }
        for failure in outcome.failures { Terminal.note("hallmark: witness \(failure.name): \(failure.reason)") }
        switch outcome.standing {
        case .success(let standing):
            for seen in standing.cosigned {
                try Terminal.line("witness  \(seen.name), \(VerifyReport.Witnessing.text(seen.time))")
            }
            try Terminal.line("quorum   \(policy.quorumName): \(standing.hasQuorum ? "" : "not ")reached")
        case .failure(let refusal): Terminal.note("hallmark: \(refusal)")
        }
        if !outcome.hasQuorum { try ExitStatus.answerIsNo.exit() }
    }
}

extension KeyOptions {
    /// The trust policy of a flag, else that of the policy file.
    func trustPolicy(_ named: String?) throws -> TrustPolicy {
        guard let file = try named ?? load().log.trust else {
            throw Failure(.usage, "no trust policy", hint: "name one with --trust, or in the policy file (log.trust)")
        }
        return try TrustPolicy(file: file)
    }
}

extension Failure {
    init(_ error: WitnessError) {
        switch error {
        case .inUse: self.init(.inUse, "\(error)")
        case .corrupt: self.init(.badInput, "\(error)")
        case .system(let error): self.init(error)
        case .badURL: self.init(.configuration, "\(error)")
        case .unreachable, .refused, .ahead, .badAnswer: self.init(.unavailable, "\(error)")
        }
    }
}
