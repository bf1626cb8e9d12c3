public import Primitives
internal import SystemIO
internal import Transparency

extension LogWriter {
    /// Makes a log in `directory`, which must be empty or not there, and a signing key for it unless `keys` has one.
    ///
    /// It is made beside its place and moved there whole: a crash leaves no half of a log.
    /// - Parameters:
    ///   - origin: the log's name; `nil` for `hallmark.local/<producer or host>/<UUIDv7>`.
    ///   - producer: who answers for the content, as in the labels; may be empty.
    ///   - host: the machine's name, for the origin where the producer is empty.
    ///   - continues: the folder of a log that this one goes on from, since its key is lost: its last checkpoint stands
    ///     in the first record.
    /// - Returns: the origin.
    /// - Throws: ``LogError/exists(_:)`` where something lies in `directory`, or a log of this origin was signed
    ///   before: its key must never sign a second one.
    @discardableResult
    public static func create(
        directory: String, origin: String?, producer: String, keys: KeyFolder, environment: Environment, host: String,
        continues: String? = nil
    ) throws(LogError) -> String {
        let path = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let files = keys.files
        try checkFree(path, files)
        let origin = origin ?? defaultOrigin(producer.isEmpty ? host : producer, environment)
        guard NoteVerifier.isName(origin), origin.utf8.count <= 80 else { throw .badOrigin(origin) }
        guard try keys.lastSigned(origin) == nil else { throw .exists("a log of origin \(origin)") }
        if try !keys.hasSigningKey(origin) { try KeyFolder.makeSigningKey(origin: origin, in: keys) }
        let signer = try keys.signer(origin)

        var members: [String: JSONValue] = [
            "format": .integer(LogFormat.version), "frame": .integer(Int64(LogFormat.frame)),
            "origin": .string(origin), "producer": .string(producer), "key": .string(signer.verifier.vkey),
        ]
        if let continues { members["continues"] = .string(try lastCheckpoint(LogFolder(path: continues, files: files))) }
        let line = try RecordLine.encode(RecordLine.entry("log.init", members, environment), index: 0)
        let checkpoint = Checkpoint(
            origin: origin, size: 1, root: MerkleTree.root(of: [MerkleTree.leafHash(line)]))
        guard let note = signer.sign(checkpoint.text), let record = try? JSONValue(parsing: line),
            let description = LogDescription(first: record)
        else { throw .badKey(keys.signingKeyPath(origin)) }
        try build(LogFolder(path: "\(path).new-\(environment.newID())", files: files), line, description, note)
        { (made) throws(LogError) in
            try keys.setLastSigned(checkpoint)
            try LogError.system { () throws(SystemError) in
                try files.rename(made, to: path)
                try files.synchronizeDirectory(FileTree.parent(of: path))
            }
        }
        return origin
    }

    /// The checkpoint of a log whose records are those that it was signed for.
    private static func lastCheckpoint(_ folder: LogFolder) throws(LogError) -> String {
        let report = LogVerifier.verify(directory: folder.path, trust: .none)
        if report.verdict == .failed {
            let bad = report.firstBad
            throw .corrupt(
                index: bad?.index ?? 0, file: bad?.segment ?? "log.json", reason: bad?.reason ?? "does not verify")
        }
        return String(decoding: try folder.read(folder.checkpoint, limit: LogFormat.smallFile), as: UTF8.self)
    }

    private static func checkFree(_ path: String, _ files: any FileSystem) throws(LogError) {
        switch try LogError.system({ () throws(SystemError) in try files.kind(path, followingLinks: false) }) {
        case nil: return
        case .directory:
            guard try LogError.system({ () throws(SystemError) in try files.entries(path) }).isEmpty else {
                throw .exists(path)
            }
        default: throw .exists(path)
        }
    }

    private static func build(
        _ folder: LogFolder, _ line: [UInt8], _ description: LogDescription, _ note: SignedNote,
        publish: (String) throws(LogError) -> Void
    ) throws(LogError) {
        try LogError.system { () throws(SystemError) in
            try folder.files.makeDirectories(folder.segments)
            try folder.files.replace(folder.lock, with: [])
            try folder.files.replace(folder.roots, with: [])
            try folder.files.replace(folder.wal, with: WriteAheadLog.encode(first: 0, lines: [line]))
            try folder.files.replace(folder.checkpoint, with: note.bytes)
            try folder.files.replace(folder.checkpoints, with: CheckpointHistory.entry(note))
            try folder.files.replace(folder.description, with: description.bytes)
        }
        try publish(folder.path)
    }

    /// A name for a log: what a note's key name or a path cannot hold becomes a hyphen.
    private static func defaultOrigin(_ owner: String, _ environment: Environment) -> String {
        var name = ""
        for character in owner.prefix(40) {
            let text = String(character)
            let isPlain = NoteVerifier.isName(text) && character != "/" && name.utf8.count + text.utf8.count <= 26
            name += isPlain ? text : name.utf8.count < 26 ? "-" : ""
        }
        return "hallmark.local/\(name.isEmpty ? "unnamed" : name)/\(environment.newID())"
    }
}
