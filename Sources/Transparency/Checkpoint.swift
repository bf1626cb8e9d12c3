internal import Primitives

/// How many records a log holds and the root of the tree over them (C2SP tlog-checkpoint v1.0.0).
///
///     let checkpoint = Checkpoint(origin: "example.com/log", size: 15, root: root)
///     let note = signer.sign(checkpoint.text)
public struct Checkpoint: Equatable, Sendable {
    /// The log's name.
    public let origin: String
    /// The number of records.
    public let size: Int
    /// 32 bytes: the Merkle tree hash of RFC 6962.
    public let root: [UInt8]

    public init(origin: String, size: Int, root: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note. Extension lines are let through, as the specification has it, and not kept.
    public init?(parsing text: [UInt8]) {
        guard text.last == 0x0a, let string = String(validating: text.dropLast(), as: UTF8.self) else { return nil }
        let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0, String(size) == lines[1],
            let root = Base64.decode(lines[2]), root.count == 32, lines.dropFirst(3).allSatisfy({ !$0.isEmpty })
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// What is signed.
    public var text: [UInt8] {
        Array("\(origin)\n\(size)\n\(Base64.encode(root))\n".utf8)
    }
}
