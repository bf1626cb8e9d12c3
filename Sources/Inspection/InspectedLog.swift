public import AuditLog
internal import Primitives
public import Transparency

/// A log as an inspection sees it: the records that a checkpoint covers, and that checkpoint.
///
///     let log = try InspectedLog(directory: "audit")
///     try log.forEach(matching: query) { record in … }
///
/// Records that no checkpoint covers yet are left out, since nobody has signed for them; how many there are is said.
/// Every reading hashes all records on the way and is refused at its end where they do not give the root that was
/// signed, so that no number or file comes from records that were changed. Whose signature that is, is for
/// ``LogVerifier`` to say.
public struct InspectedLog {
    public let directory: String
    public let prover: LogProver
    /// The checkpoint with its signatures.
    public let note: SignedNote
    public let checkpoint: Checkpoint
    /// On how many threads records are unpacked, hashed and parsed.
    public var jobs: Int

    /// - Parameter size: of the checkpoint that is meant; `nil` for the latest.
    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log, ``LogError/noCheckpoint(_:)`` where none was
    ///   signed over so many records.
    public init(directory: String, size: Int? = nil, jobs: Int = 1) throws(LogError) {
        self.directory = directory
        self.jobs = jobs
        prover = try LogProver(directory: directory)
        note = try prover.note(size: size)
        guard let checkpoint = Checkpoint(parsing: note.text) else {
            throw .corrupt(index: 0, file: "checkpoint", reason: "not a signed checkpoint")
        }
        self.checkpoint = checkpoint
    }

    /// How many records lie beyond the checkpoint.
    public var beyondCheckpoint: Int { max(0, prover.size - checkpoint.size) }

    /// Hands over every record that meets `query`, in order.
    /// - Returns: what was seen on the way of all records, those that do not meet the query among them.
    /// - Throws: as ``map(matching:_:inOrder:)`` does.
    @discardableResult
    public func forEach(
        matching query: LogQuery, _ body: (InspectedRecord) throws -> Void
    ) throws -> LogReading {
        try map(matching: query, { $0 }, inOrder: body)
    }

    /// Works every record that meets `query` out on up to ``jobs`` threads, and hands over what came of them, in order.
    /// - Returns: what was seen on the way of all records, those that do not meet the query among them.
    /// - Throws: what the closures throw, and ``LogError`` where a record cannot be read or the root is not the signed
    ///   one; the latter only after all were handed over, so what was made of them is to be thrown away.
    @discardableResult
    public func map<Piece: Sendable>(
        matching query: LogQuery, _ transform: @escaping @Sendable (InspectedRecord) throws -> Piece,
        inOrder body: (Piece) throws -> Void
    ) throws -> LogReading {
        let size = checkpoint.size
        let inspection = FrameInspection(size: size, query: query, transform: transform)
        var tree = MerkleTree()
        var reading = LogReading()
        try LogReader(directory: directory).map(jobs: max(1, jobs)) { frame in
            try inspection.inspect(frame)
        } inOrder: { first, frame in
            // A pruned range is a gap of whole frames: their hashes are what is left of them.
            while tree.size < first, tree.size.isMultiple(of: LogReading.frame) {
                guard let root = prover.frameRoot(tree.size / LogReading.frame) else { break }
                reading.frameRoots += root
                reading.missing += LogReading.frame
                tree.append(subtree: root, level: 8)
            }
            if frame.count == LogReading.frame, first.isMultiple(of: LogReading.frame) {
                reading.frameRoots += frame.root
                tree.append(subtree: frame.root, level: 8)
            } else {
                for hash in frame.hashes { tree.append(leafHash: hash) }
            }
            reading.packs.formUnion(frame.packs)
            for piece in frame.pieces { try body(piece) }
            return tree.size < size
        }
        guard tree.size == size else { throw LogError.rollback(published: size, found: tree.size) }
        guard tree.root == checkpoint.root else { throw LogError.replaced(size: size) }
        return reading
    }
}

/// What a reading of a log saw.
public struct LogReading: Sendable, Equatable {
    static let frame = 256

    /// 32 bytes for each full frame: the root of its 256 records.
    public internal(set) var frameRoots: [UInt8] = []
    /// The rule packs that were ever in force: name, version and digest.
    public internal(set) var packs: Set<PackReference> = []
    /// Records that were pruned and of which the hashes are left.
    public internal(set) var missing = 0
}

/// A rule pack as the records `log.open` and `rules.changed` name it.
public struct PackReference: Hashable, Sendable {
    public let name: String
    public let version: String
    /// SHA-256 over the canonical form of the pack, in hexadecimal.
    public let digest: String

    init?(_ value: JSONValue) {
        guard let fields = value.array?.map(\.string), fields.count == 3, let name = fields[0], let version = fields[1],
            let digest = fields[2]
        else { return nil }
        self.name = name
        self.version = version
        self.digest = digest.hasPrefix("sha256:") ? String(digest.dropFirst(7)) : digest
    }
}
