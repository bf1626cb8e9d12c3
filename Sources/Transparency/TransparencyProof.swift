internal import Primitives

/// A file that convinces whoever has the public key that one record is in a log: its place, the path to the root, and
/// the checkpoint that signs the root (C2SP tlog-proof v1).
///
///     let proof = try TransparencyProof(parsing: bytes)
///     proof.includes(record)                       // and then: who signed proof.note?
///
/// `extra` may carry the record's line. It is not trusted: it counts for no more than what it hashes to.
public struct TransparencyProof: Equatable, Sendable {
    /// Why bytes are no proof: what was found, and on which line.
    public struct Malformed: Error, Equatable, Sendable, CustomStringConvertible {
        public let line: Int
        public let reason: String

        public var description: String { "line \(line): \(reason)" }
    }

    /// The record's number in the log.
    public let index: Int
    /// From the leaf's sibling up to the root's child.
    public let hashes: [[UInt8]]
    /// What the maker wished to send along; for Hallmark's own proofs the record's line.
    public let extra: [UInt8]?
    /// The checkpoint with all its signatures.
    public let note: SignedNote
    /// What the note says.
    public let checkpoint: Checkpoint

    /// - Returns: `nil` where the note holds no checkpoint.
    public init?(index: Int, hashes: [[UInt8]], extra: [UInt8]?, note: SignedNote) {
        guard let checkpoint = Checkpoint(parsing: note.text) else { return nil }
        self.index = index
        self.hashes = hashes
        self.extra = extra
        self.note = note
        self.checkpoint = checkpoint
    }

    public var inclusion: InclusionProof {
        InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
    }

    /// Whether `record`, the line without its newline, is what stands at this place of the tree. Says nothing of who
    /// signed the tree's root.
    public func includes(_ record: [UInt8]) -> Bool {
        inclusion.holds(leafHash: MerkleTree.leafHash(record), root: checkpoint.root)
    }

    private static let header = "c2sp.org/tlog-proof@v1"
    /// More than a record of 65,535 bytes in base64, 63 hashes and a checkpoint with 100 signatures need.
    public static let largestFile = 1 << 20
    /// As many as a tree of 2^63 leaves can need.
    static let mostHashes = 63

    /// The file, byte for byte.
    public var bytes: [UInt8] {
        var text = Self.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += Base64.encode(hash) + "\n" }
        return Array(text.utf8) + [0x0a] + note.bytes
    }

    /// Reads a file strictly: what is read is written again as the same bytes.
    public init(parsing bytes: [UInt8]) throws(Malformed) {
        var lines = ProofLines(bytes)
        guard bytes.count <= Self.largestFile else { throw lines.fault("more than \(Self.largestFile) bytes") }
        guard lines.next() == Self.header else { throw lines.fault("not a proof: the first line is \(Self.header)") }
        var line = lines.next()
        var extra: [UInt8]?
        if let text = line, text.hasPrefix("extra ") {
            guard let data = Base64.decode(text.dropFirst(6)) else { throw lines.fault("extra data that is no base64") }
            extra = data
            line = lines.next()
        }
        guard let text = line, text.hasPrefix("index "), let index = ProofLines.number(text.dropFirst(6)) else {
            throw lines.fault("expected an index")
        }
        let hashes = try lines.hashes(Self.mostHashes)
        guard let note = SignedNote(parsing: lines.rest) else {
            throw lines.fault("what follows the empty line is no signed note")
        }
        guard let proof = Self(index: index, hashes: hashes, extra: extra, note: note) else {
            throw lines.fault("the note is no checkpoint")
        }
        self = proof
    }
}

/// Reads the lines of a proof one by one.
struct ProofLines {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What was not read yet.
    var rest: [UInt8] { Array(bytes[position...]) }

    /// The next line that ends with a newline; `nil` where there is none, or it is not UTF-8.
    mutating func next() -> String? {
        line += 1
        guard let end = bytes[position...].firstIndex(of: 0x0a) else { return nil }
        let text = String(validating: bytes[position..<end], as: UTF8.self)
        position = end + 1
        return text
    }

    /// Base64 hashes, one a line, up to an empty line, which is read too.
    mutating func hashes(_ limit: Int) throws(TransparencyProof.Malformed) -> [[UInt8]] {
        var hashes: [[UInt8]] = []
        while true {
            guard let text = next() else { throw fault("ends before the empty line") }
            if text.isEmpty { return hashes }
            guard hashes.count < limit else { throw fault("more than \(limit) hashes") }
            guard let hash = Base64.decode(text), hash.count == 32 else { throw fault("not a hash in base64") }
            hashes.append(hash)
        }
    }

    func fault(_ reason: String) -> TransparencyProof.Malformed {
        TransparencyProof.Malformed(line: max(1, line), reason: reason)
    }

    /// A decimal number without sign or leading zeros.
    static func number(_ text: some StringProtocol) -> Int? {
        guard let number = Int(text), number >= 0, String(number) == text else { return nil }
        return number
    }
}
