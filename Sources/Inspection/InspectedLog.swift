public import AuditLog
public import Primitives
public import Transparency

/// A log as an inspection sees it: the records that its latest checkpoint covers, and that checkpoint.
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
    /// The latest checkpoint with its signatures.
    public let note: SignedNote
    public let checkpoint: Checkpoint

    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log.
    public init(directory: String) throws(LogError) {
        self.directory = directory
        prover = try LogProver(directory: directory)
        note = try prover.note(size: nil)
        guard let checkpoint = Checkpoint(parsing: note.text) else {
            throw .corrupt(index: 0, file: "checkpoint", reason: "not a signed checkpoint")
        }
        self.checkpoint = checkpoint
    }

    /// How many records lie beyond the checkpoint.
    public var beyondCheckpoint: Int { max(0, prover.size - checkpoint.size) }

    /// Hands over every record that meets `query`, in order.
    /// - Throws: what `body` throws, and ``LogError`` where a record cannot be read or the root is not the signed one;
    ///   the latter only after all were handed over, so what was made of them is to be thrown away.
    public func forEach(matching query: LogQuery, _ body: (InspectedRecord) throws -> Void) throws {
        var tree = MerkleTree()
        try LogReader(directory: directory).forEach { index, line in
            guard index < checkpoint.size else { return false }
            tree.append(leafHash: MerkleTree.leafHash(line))
            guard let value = try? JSONValue(parsing: line) else {
                throw LogError.corrupt(index: index, file: directory, reason: "not a record")
            }
            if query.matches(value) { try body(InspectedRecord(index: index, line: line, value: value)) }
            return true
        }
        guard tree.size == checkpoint.size else {
            throw LogError.rollback(published: checkpoint.size, found: tree.size)
        }
        guard tree.root == checkpoint.root else { throw LogError.replaced(size: checkpoint.size) }
    }
}

/// One record with its place.
public struct InspectedRecord: Sendable {
    /// Its number: `seq`.
    public let index: Int
    /// The line as it is logged, without its newline.
    public let line: [UInt8]
    public let value: JSONValue

    public init(index: Int, line: [UInt8], value: JSONValue) {
        self.index = index
        self.line = line
        self.value = value
    }

    /// Findings, if it is a record that has some.
    var findings: [JSONValue] { value["findings"]?.array ?? [] }

    /// The text at `key`; empty where there is none.
    func text(_ key: String) -> String { value[key]?.string ?? "" }
}
