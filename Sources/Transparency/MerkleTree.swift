internal import Cryptography

/// The hash tree of RFC 6962 §2.1 over a list that only grows, as its compact range: the roots of the full subtrees
/// that the list falls into, at most one for each bit of its size.
public struct MerkleTree: Sendable, Equatable {
    /// How many leaves it has.
    public private(set) var size = 0
    /// The full subtrees from left to right: each smaller than the one before.
    private var peaks: [Peak] = []

    /// The empty tree.
    public init() {}

    private struct Peak: Equatable {
        let level: Int
        let hash: [UInt8]
    }

    /// The hash of an entry: SHA-256(0x00 ‖ entry).
    public static func leafHash(_ entry: some Sequence<UInt8>) -> [UInt8] {
        SHA256Hasher.hash([0x00] + entry)
    }

    /// The hashes of lines of `content`, in order: of the bytes of each, without what stands around it.
    ///
    /// What precedes a line, a newline at most, becomes the 0x00 that its hash begins with, so that no line is copied.
    public static func leafHashes(_ content: [UInt8], lines: [Range<Int>]) -> [[UInt8]] {
        var prefixed: [UInt8] = [0x00]
        prefixed.reserveCapacity(content.count + 1)
        prefixed += content
        for line in lines where line.lowerBound > 0 { prefixed[line.lowerBound] = 0x00 }
        return lines.map { SHA256Hasher.hash(prefixed, in: $0.lowerBound..<($0.upperBound + 1)) }
    }

    public static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(1 + left.count + right.count)
        block.append(0x01)
        block += left
        block += right
        return SHA256Hasher.hash(block)
    }

    /// The root of the tree over these leaf hashes.
    public static func root(of leafHashes: some Sequence<[UInt8]>) -> [UInt8] {
        var tree = MerkleTree()
        for hash in leafHashes { tree.append(leafHash: hash) }
        return tree.root
    }

    public mutating func append(leafHash: [UInt8]) {
        append(subtree: leafHash, level: 0)
    }

    /// Appends the root of 2^level leaves; the size must be a multiple of that.
    public mutating func append(subtree hash: [UInt8], level: Int) {
        precondition(size.isMultiple(of: 1 << level), "a subtree begins at a multiple of its size")
        var peak = Peak(level: level, hash: hash)
        while let last = peaks.last, last.level == peak.level {
            peaks.removeLast()
            peak = Peak(level: peak.level + 1, hash: Self.nodeHash(last.hash, peak.hash))
        }
        peaks.append(peak)
        size += 1 << level
    }

    /// The root hash; SHA-256 of nothing for the empty tree.
    public var root: [UInt8] {
        guard var root = peaks.last?.hash else { return SHA256Hasher.hash([]) }
        for peak in peaks.dropLast().reversed() { root = Self.nodeHash(peak.hash, root) }
        return root
    }
}
