internal import SystemIO
public import Transparency

/// The file `cosigned` of a log: checkpoints with the signatures of witnesses, each followed by an empty line, in the
/// order in which they came. A log is whole without it; who asks for witnesses looks here.
///
///     let kept = try CosignedCheckpoints(directory: "audit")
///     try kept.append(note)
public struct CosignedCheckpoints: Sendable {
    private let folder: LogFolder

    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log.
    public init(directory: String) throws(LogError) {
        folder = LogFolder(path: directory)
        _ = try folder.read(folder.description, limit: LogFormat.smallFile)
    }

    /// The notes, the newest last; what a crash left behind the last whole one is passed over.
    public func notes() throws(LogError) -> [SignedNote] {
        do throws(LogError) { return CheckpointHistory(parsing: try folder.read(folder.cosigned)).notes } catch {
            if case .notFound = error { return [] }
            throw error
        }
    }

    /// Adds `note`, durably.
    /// - Throws: ``LogError/inUse(_:)`` where another process is just adding one.
    public func append(_ note: SignedNote) throws(LogError) {
        let files = folder.files
        let path = folder.cosigned
        try LogError.system { () throws(SystemError) in
            if try files.kind(path) == nil { try files.replace(path, with: []) }
        }
        let file = try LogError.system { () throws(SystemError) in try files.open(path, .update()) }
        guard try LogError.system({ () throws(SystemError) in try file.tryLock() }) else { throw .inUse(path) }
        // A crash may have cut the last note: what follows it could not be read.
        let bytes = try folder.read(path)
        let good = CheckpointHistory(parsing: bytes).goodBytes
        try LogError.system { () throws(SystemError) in
            if good < bytes.count { try file.truncate(to: Int64(good)) }
            try file.seek(to: Int64(good))
            try file.write(CheckpointHistory.entry(note))
            try file.synchronize()
        }
    }
}

extension Examination {
    /// What the policy's witnesses say of `latest`, and how far back the last checkpoint lies that has the quorum.
    func witnessing(of latest: Checkpoint?, _ policy: TrustPolicy) -> VerifyReport.Witnessing {
        let notes = CheckpointHistory(parsing: (try? folder.read(folder.cosigned)) ?? []).notes
        let published = (try? folder.read(folder.checkpoint, limit: LogFormat.smallFile)).flatMap {
            SignedNote(parsing: $0)
        }
        // One note may have one witness's word, another of the same text another's.
        var joined: [SignedNote] = []
        for note in notes + [published].compactMap({ $0 }) where (try? policy.standing(of: note)) != nil {
            if let place = joined.lastIndex(where: { $0.text == note.text }) {
                joined[place] = joined[place].joined(with: note)
            } else {
                joined.append(note)
            }
        }
        let standings = joined.compactMap { try? policy.standing(of: $0) }
        let last = standings.last { $0.checkpoint == latest }
        return VerifyReport.Witnessing(
            quorum: policy.quorumName, isReached: last?.hasQuorum ?? (policy.quorum == nil), seen: last?.cosigned ?? [],
            size: standings.filter(\.hasQuorum).map(\.checkpoint.size).max())
    }
}
