internal import Primitives

/// What a log asks a witness: to cosign a checkpoint, with the proof that it follows the one that the witness saw last
/// (the body of `add-checkpoint` in C2SP tlog-witness v1.0.0). The same bytes travel by HTTP and on a USB stick.
///
///     old 20852014
///     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
///
///     example.com/log
///     20852163
///     …
public struct AddCheckpointRequest: Equatable, Sendable {
    /// The size of the checkpoint that the witness saw last; 0 for none.
    public let oldSize: Int
    /// The consistency proof; empty where `oldSize` is 0 or the checkpoint's own.
    public let hashes: [[UInt8]]
    public let note: SignedNote
    /// What the note says.
    public let checkpoint: Checkpoint

    /// - Returns: `nil` where the note holds no checkpoint.
    public init?(oldSize: Int, hashes: [[UInt8]], note: SignedNote) {
        guard let checkpoint = Checkpoint(parsing: note.text) else { return nil }
        self.oldSize = oldSize
        self.hashes = hashes
        self.note = note
        self.checkpoint = checkpoint
    }

    /// Whether the proof leads from the tree with the root `older` to the checkpoint's.
    public func follows(_ older: [UInt8]) -> Bool {
        ConsistencyProof(from: oldSize, to: checkpoint.size, hashes: hashes)
            .holds(older: older, newer: checkpoint.root)
    }

    /// More than 63 hashes and a checkpoint with 100 signatures of witnesses need.
    public static let largest = 1 << 16

    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + hashes.map { Base64.encode($0) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }

    /// Reads a request strictly: what is read is written again as the same bytes.
    public init(parsing bytes: [UInt8]) throws(TransparencyProof.Malformed) {
        var lines = ProofLines(bytes)
        guard bytes.count <= Self.largest else { throw lines.fault("more than \(Self.largest) bytes") }
        guard let first = lines.next(), first.hasPrefix("old "), let size = ProofLines.number(first.dropFirst(4)) else {
            throw lines.fault("expected «old» and a size")
        }
        let hashes = try lines.hashes(TransparencyProof.mostHashes)
        guard let note = SignedNote(parsing: lines.rest),
            let request = Self(oldSize: size, hashes: hashes, note: note)
        else { throw lines.fault("what follows the empty line is no signed checkpoint") }
        self = request
    }
}
