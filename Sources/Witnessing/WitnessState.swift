internal import Cryptography
internal import Primitives
internal import Synchronization
public import SystemIO
public import Transparency

/// What goes wrong around a witness.
public enum WitnessError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another witness works in this folder.
    case inUse(String)
    /// A file of the folder is not what this witness wrote.
    case corrupt(String)
    case system(SystemError)
    /// A URL that no checkpoint can be sent to.
    case badURL(String)
    /// The witness was not reached, or broke off.
    case unreachable(String)
    /// The witness said no.
    case refused(status: Int, String)
    /// The witness has seen more of this log than is here.
    case ahead(Int)
    /// The witness answered what is no answer.
    case badAnswer(String)

    public var description: String {
        switch self {
        case .inUse(let path): "\(path): in use by another witness"
        case .corrupt(let path): "\(path): not a checkpoint that this witness kept"
        case .system(let error): error.description
        case .badURL(let reason): reason
        case .unreachable(let reason): "not reached: \(reason)"
        case .refused(let status, let reason): "refused with \(status)" + (reason.isEmpty ? "" : ": \(reason)")
        case .ahead(let size): "has cosigned \(size) records of this log, more than are here"
        case .badAnswer(let reason): "answered what is no answer: \(reason)"
        }
    }
}

/// What a witness remembers: for each log the checkpoint that it cosigned last, in a file that is named by the SHA-256
/// of the log's origin.
///
///     let state = try WitnessState(directory: "/var/lib/witness")
///     let answer = try state.answer(request, by: witness, time: now)
///
/// To look, decide and keep is one step that no other request comes between, and what was kept is on the disk before
/// the answer is given. The folder must never be put back from a backup: the witness would cosign what contradicts
/// what it cosigned before.
public final class WitnessState: Sendable {
    private let directory: String
    private let files: any FileSystem
    private let lock: any OpenFile
    private let turn = Mutex<Void>(())

    /// Opens the folder, or makes it, and keeps others out for as long as this lives.
    public init(directory: String, files: any FileSystem = SystemFiles()) throws(WitnessError) {
        self.directory = directory
        self.files = files
        let isOurs: Bool
        do throws(SystemError) {
            try files.makeDirectories(directory, permissions: 0o700)
            lock = try files.open(FileTree.join(directory, "lock"), .update())
            isOurs = try lock.tryLock()
        } catch {
            throw .system(error)
        }
        guard isOurs else { throw .inUse(directory) }
    }

    /// The name of a log's file: 64 hexadecimal digits.
    public static func name(_ origin: String) -> String { Hex.encode(SHA256Hasher.hash(Array(origin.utf8))) }

    /// The checkpoint that was cosigned last for the log whose origin has this hash; `nil` for none.
    public func latest(_ name: String) throws(WitnessError) -> SignedNote? {
        guard name.utf8.count == 64, Hex.decode(name) != nil else { return nil }
        let path = FileTree.join(directory, name)
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try files.read(path, limit: AddCheckpointRequest.largest) } catch {
            if error.isNotFound { return nil }
            throw .system(error)
        }
        guard let note = SignedNote(parsing: bytes), let checkpoint = Checkpoint(parsing: note.text),
            Self.name(checkpoint.origin) == name
        else { throw .corrupt(path) }
        return note
    }

    /// The witness's answer. Where it is a cosignature, the checkpoint is durably the latest when this returns.
    public func answer(
        _ request: AddCheckpointRequest, by witness: Witness, time: Int64
    ) throws(WitnessError) -> Witness.Answer {
        let result: Result<Witness.Answer, WitnessError> = turn.withLock { _ in
            do throws(WitnessError) { return .success(try decide(request, witness, time)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func decide(
        _ request: AddCheckpointRequest, _ witness: Witness, _ time: Int64
    ) throws(WitnessError) -> Witness.Answer {
        let name = Self.name(request.checkpoint.origin)
        let path = FileTree.join(directory, name)
        var latest: Checkpoint?
        if let kept = try self.latest(name) {
            // What is not this witness's own word was put there by somebody else.
            guard kept.cosignatures(of: [witness.signer.verifier])?.isEmpty == false else { throw .corrupt(path) }
            latest = Checkpoint(parsing: kept.text)
        }
        let answer = witness.answer(request, latest: latest, time: time)
        guard case .cosigned(_, let note) = answer else { return answer }
        do throws(SystemError) { try files.replace(path, with: note.bytes) } catch { throw .system(error) }
        return answer
    }
}
