/// What stands under a tree of RFC 6962, asked for node by node, so that a proof over ten million leaves needs a few
/// dozen of them.
///
///     let hashes = try MerklePath(node: { level, index in … }).inclusion(of: 7, in: 1_000)
struct MerklePath<Failure: Error> {
    /// The root of the full subtree of 2^`level` leaves that begins at leaf `index` · 2^`level`.
    let node: (_ level: Int, _ index: Int) throws(Failure) -> [UInt8]

    /// The hash over the leaves of `range`, whose lower bound is a multiple of the greatest power of two inside.
    func hash(_ range: Range<Int>) throws(Failure) -> [UInt8] {
        let split = Self.split(range.count)
        if split * 2 == range.count || range.count == 1 {
            return try node(range.count.trailingZeroBitCount, range.lowerBound / range.count)
        }
        let middle = range.lowerBound + split
        return MerkleTree.nodeHash(
            try hash(range.lowerBound..<middle), try hash(middle..<range.upperBound))
    }

    /// PATH(m, D[n]) of RFC 6962 §2.1.1, the leaf's sibling first.
    func inclusion(of index: Int, in size: Int) throws(Failure) -> [[UInt8]] {
        var range = 0..<size
        var hashes: [[UInt8]] = []
        while range.count > 1 {
            let middle = range.lowerBound + Self.split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            hashes.append(try hash(index < middle ? right : left))
            range = index < middle ? left : right
        }
        return hashes.reversed()
    }

    /// PROOF(m, D[n]) of RFC 6962 §2.1.2; empty where the older tree is empty or the same.
    func consistency(from old: Int, to new: Int) throws(Failure) -> [[UInt8]] {
        guard old > 0, old < new else { return [] }
        var range = 0..<new
        var hashes: [[UInt8]] = []
        // Down to where the older tree ends with the range. Its root needs no saying while it is the left edge.
        while range.upperBound != old {
            let middle = range.lowerBound + Self.split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            hashes.append(try hash(old <= middle ? right : left))
            range = old <= middle ? left : right
        }
        if range.lowerBound > 0 { hashes.append(try hash(range)) }
        return hashes.reversed()
    }

    /// The greatest power of two below `count`; 1 for 1 and 2.
    private static func split(_ count: Int) -> Int {
        count < 2 ? 1 : 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// That a leaf stands at a place in the tree of a root (RFC 6962 §2.1.1).
///
///     let proof = InclusionProof(index: 7, size: 1_000, hashes: hashes)
///     proof.holds(leafHash: MerkleTree.leafHash(record), root: checkpoint.root)
public struct InclusionProof: Equatable, Sendable {
    public let index: Int
    /// The number of leaves of the tree.
    public let size: Int
    /// From the leaf's sibling up to the root's child.
    public let hashes: [[UInt8]]

    public init(index: Int, size: Int, hashes: [[UInt8]]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof for leaf `index` of the first `size`, which must be more.
    /// - Parameter node: the root of the full subtree of 2^`level` leaves that begins at leaf `index` · 2^`level`.
    public static func make<Failure: Error>(
        index: Int, size: Int, node: (_ level: Int, _ index: Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> InclusionProof {
        precondition(index >= 0 && index < size, "a leaf of the tree")
        let hashes = try withoutActuallyEscaping(node) { (node) throws(Failure) in
            try MerklePath(node: node).inclusion(of: index, in: size)
        }
        return InclusionProof(index: index, size: size, hashes: hashes)
    }

    /// The root that `leafHash` at this place gives; `nil` where the proof has not the shape of its sizes.
    public func root(leafHash: [UInt8]) -> [UInt8]? {
        guard index >= 0, index < size, leafHash.count == 32, hashes.allSatisfy({ $0.count == 32 }) else { return nil }
        // RFC 9162 §2.1.3.2.
        var (place, last) = (index, size - 1)
        var root = leafHash
        for hash in hashes {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                root = MerkleTree.nodeHash(hash, root)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                root = MerkleTree.nodeHash(root, hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 ? root : nil
    }

    public func holds(leafHash: [UInt8], root: [UInt8]) -> Bool {
        self.root(leafHash: leafHash) == root
    }
}

/// That a tree is the beginning of another: nothing of it was changed since (RFC 6962 §2.1.2).
public struct ConsistencyProof: Equatable, Sendable {
    /// The number of leaves of the older tree.
    public let from: Int
    /// The number of leaves of the newer one.
    public let to: Int
    public let hashes: [[UInt8]]

    public init(from: Int, to: Int, hashes: [[UInt8]]) {
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Makes the proof between two sizes of one tree, the older first; empty where that is 0 or they are equal.
    /// - Parameter node: the root of the full subtree of 2^`level` leaves that begins at leaf `index` · 2^`level`.
    public static func make<Failure: Error>(
        from: Int, to: Int, node: (_ level: Int, _ index: Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> ConsistencyProof {
        precondition(from >= 0 && from <= to, "the older tree first")
        let hashes = try withoutActuallyEscaping(node) { (node) throws(Failure) in
            try MerklePath(node: node).consistency(from: from, to: to)
        }
        return ConsistencyProof(from: from, to: to, hashes: hashes)
    }

    /// Whether the tree of `from` leaves with the root `older` is the beginning of the one with the root `newer`.
    public func holds(older: [UInt8], newer: [UInt8]) -> Bool {
        guard from >= 0, from <= to, older.count == 32, newer.count == 32, hashes.allSatisfy({ $0.count == 32 })
        else { return false }
        if from == to { return hashes.isEmpty && older == newer }
        if from == 0 { return hashes.isEmpty && older == MerkleTree().root }
        // RFC 9162 §2.1.4.2.
        var rest = hashes[...]
        if from & (from - 1) == 0 { rest = [older] + rest }
        guard let first = rest.popFirst() else { return false }
        var (place, last) = (from - 1, to - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var (oldRoot, newRoot) = (first, first)
        for hash in rest {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                oldRoot = MerkleTree.nodeHash(hash, oldRoot)
                newRoot = MerkleTree.nodeHash(hash, newRoot)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                newRoot = MerkleTree.nodeHash(newRoot, hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && oldRoot == older && newRoot == newer
    }
}
