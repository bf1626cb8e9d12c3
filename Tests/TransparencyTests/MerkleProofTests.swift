import Primitives
import TestSupport
import Testing
import Transparency

/// Every proof against the definitions of RFC 6962 written out, and every way to get one wrong.
@Suite struct MerkleProofTests {
    static let hashes = (0..<300).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) }
    /// As far as all pairs of sizes are tried.
    static let everySize = 130

    /// The plain recursion, its roots remembered.
    struct Oracle {
        var known: [Range<Int>: [UInt8]] = [:]

        static func split(_ count: Int) -> Int {
            var split = 1
            while split * 2 < count { split *= 2 }
            return split
        }

        mutating func root(_ range: Range<Int>) -> [UInt8] {
            if let root = known[range] { return root }
            let root: [UInt8]
            if range.count == 1 { root = hashes[range.lowerBound] } else {
                let middle = range.lowerBound + Self.split(range.count)
                root = MerkleTree.nodeHash(self.root(range.lowerBound..<middle), self.root(middle..<range.upperBound))
            }
            known[range] = root
            return root
        }

        mutating func path(_ index: Int, _ range: Range<Int>) -> [[UInt8]] {
            if range.count == 1 { return [] }
            let middle = range.lowerBound + Self.split(range.count)
            if index < middle { return path(index, range.lowerBound..<middle) + [root(middle..<range.upperBound)] }
            return path(index, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
        }

        /// SUBPROOF(m, D, b).
        mutating func subproof(_ size: Int, _ range: Range<Int>, _ isComplete: Bool) -> [[UInt8]] {
            if size == range.count { return isComplete ? [] : [root(range)] }
            let split = Self.split(range.count)
            let middle = range.lowerBound + split
            if size <= split {
                return subproof(size, range.lowerBound..<middle, isComplete) + [root(middle..<range.upperBound)]
            }
            return subproof(size - split, middle..<range.upperBound, false) + [root(range.lowerBound..<middle)]
        }
    }

    /// Full subtrees out of the leaves.
    static func node(_ level: Int, _ index: Int) -> [UInt8] {
        level == 0 ? hashes[index] : MerkleTree.nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1))
    }

    static let sizes = Array(1...everySize) + [200, 255, 256, 257, 300]

    @Test func `every inclusion proof is that of the definition, and holds`() {
        var oracle = Oracle()
        for size in Self.sizes {
            let root = oracle.root(0..<size)
            for index in 0..<size {
                let proof = InclusionProof.make(index: index, size: size, node: Self.node)
                #expect(proof.hashes == oracle.path(index, 0..<size))
                #expect(proof.holds(leafHash: Self.hashes[index], root: root))
            }
        }
    }

    @Test func `every consistency proof is that of the definition, and holds`() {
        var oracle = Oracle()
        for new in Self.sizes {
            let newer = oracle.root(0..<new)
            for old in 1...new {
                let proof = ConsistencyProof.make(from: old, to: new, node: Self.node)
                #expect(proof.hashes == (old == new ? [] : oracle.subproof(old, 0..<new, true)))
                #expect(proof.holds(older: oracle.root(0..<old), newer: newer))
            }
            let fromNothing = ConsistencyProof.make(from: 0, to: new, node: Self.node)
            #expect(fromNothing.hashes.isEmpty && fromNothing.holds(older: MerkleTree().root, newer: newer))
        }
    }

    /// The eight leaves of Certificate Transparency and the paths that its reference tests list.
    @Test func `the proofs over the eight leaves of Certificate Transparency`() throws {
        let leaves = try MerkleTreeTests.leaves.map { MerkleTree.leafHash(try #require(Hex.decode($0))) }
        func node(_ level: Int, _ index: Int) -> [UInt8] {
            level == 0 ? leaves[index] : MerkleTree.nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1))
        }
        let paths: [(Int, Int, [String])] = [
            (0, 1, []),
            (
                0, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                5, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        ]
        for (index, size, expected) in paths {
            let proof = InclusionProof.make(index: index, size: size, node: node)
            #expect(proof.hashes.map { Hex.encode($0) } == expected)
            #expect(Hex.encode(proof.root(leafHash: leaves[index]) ?? []) == MerkleTreeTests.roots[size])
        }
        let six = ConsistencyProof.make(from: 6, to: 8, node: node)
        #expect(
            six.hashes.map { Hex.encode($0) } == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    /// `hashes` with one fault each.
    static func damaged(_ hashes: [[UInt8]], _ root: [UInt8], _ random: inout SeededGenerator) -> [[[UInt8]]] {
        var all = [hashes + [root], hashes + [[]], [root] + hashes, hashes + [Array(repeating: 0, count: 32)]]
        for index in hashes.indices {
            var flipped = hashes
            flipped[index][Int.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            var short = hashes
            short[index].removeLast()
            var doubled = hashes
            doubled.insert(hashes[index], at: index)
            all += [flipped, short, doubled, hashes.enumerated().filter { $0.offset != index }.map(\.element)]
            if index > 0 {
                var swapped = hashes
                swapped.swapAt(index, index - 1)
                all.append(swapped)
            }
        }
        return all
    }

    @Test func `an inclusion proof with any fault is refused`() {
        var random = SeededGenerator(seed: 3)
        var oracle = Oracle()
        for size in [1, 2, 3, 7, 8, 11, 64, 65, 256, 257, 300] {
            let root = oracle.root(0..<size)
            for index in Set([0, 1, size / 2, size - 2, size - 1]) where (0..<size).contains(index) {
                let good = InclusionProof.make(index: index, size: size, node: Self.node)
                let leaf = Self.hashes[index]
                func refuses(_ proof: InclusionProof) -> Bool { !proof.holds(leafHash: leaf, root: root) }
                for hashes in Self.damaged(good.hashes, root, &random) {
                    #expect(refuses(InclusionProof(index: index, size: size, hashes: hashes)), "\(index) of \(size)")
                }
                for other in [index - 1, index + 1, size, -1, Int.max] {
                    #expect(refuses(InclusionProof(index: other, size: size, hashes: good.hashes)), "\(other)")
                }
                #expect(refuses(InclusionProof(index: index, size: index, hashes: good.hashes)))
                #expect(refuses(InclusionProof(index: index, size: -size, hashes: good.hashes)))
                #expect(!good.holds(leafHash: leaf, root: Self.hashes[299]) || size == 1)
                #expect(!good.holds(leafHash: Self.hashes[(index + 1) % 300], root: root))
                #expect(!good.holds(leafHash: [], root: root))
            }
        }
    }

    @Test func `a consistency proof with any fault is refused`() {
        var random = SeededGenerator(seed: 4)
        var oracle = Oracle()
        for (old, new) in [(1, 2), (1, 8), (2, 3), (3, 4), (4, 8), (6, 8), (7, 8), (64, 65), (255, 256), (256, 257), (131, 300)] {
            let (older, newer) = (oracle.root(0..<old), oracle.root(0..<new))
            let good = ConsistencyProof.make(from: old, to: new, node: Self.node)
            func refuses(_ proof: ConsistencyProof) -> Bool { !proof.holds(older: older, newer: newer) }
            for hashes in Self.damaged(good.hashes, newer, &random) {
                #expect(refuses(ConsistencyProof(from: old, to: new, hashes: hashes)), "\(old) of \(new)")
            }
            #expect(refuses(ConsistencyProof(from: new, to: old, hashes: good.hashes)))
            #expect(refuses(ConsistencyProof(from: 0, to: new, hashes: good.hashes)))
            #expect(refuses(ConsistencyProof(from: new, to: new, hashes: good.hashes)))
            #expect(refuses(ConsistencyProof(from: -1, to: new, hashes: good.hashes)))
            if old > 1 { #expect(refuses(ConsistencyProof(from: old - 1, to: new, hashes: good.hashes))) }
            #expect(!good.holds(older: newer, newer: older))
            #expect(!good.holds(older: Self.hashes[1], newer: newer))
            #expect(!good.holds(older: older, newer: Self.hashes[1]))
        }
        let same = ConsistencyProof(from: 5, to: 5, hashes: [])
        #expect(same.holds(older: oracle.root(0..<5), newer: oracle.root(0..<5)))
        #expect(!same.holds(older: oracle.root(0..<5), newer: oracle.root(0..<6)))
    }
}
