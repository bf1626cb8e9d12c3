import Primitives
import TestSupport
import Testing

import Transparency

@Suite struct MerkleTreeTests {
    /// The eight leaves that Certificate Transparency's test vectors use.
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `the roots of sizes 0 to 8 are those of Certificate Transparency`() throws {
        var tree = MerkleTree()
        #expect(Hex.encode(tree.root) == Self.roots[0])
        for (leaf, root) in zip(Self.leaves, Self.roots.dropFirst()) {
            tree.append(leafHash: MerkleTree.leafHash(try #require(Hex.decode(leaf))))
            #expect(Hex.encode(tree.root) == root)
        }
    }

    /// RFC 6962 §2.1 word for word.
    static func definition(_ hashes: ArraySlice<[UInt8]>) -> [UInt8] {
        guard hashes.count > 1 else { return hashes.first ?? [] }
        var split = 1
        while split * 2 < hashes.count { split *= 2 }
        let middle = hashes.startIndex + split
        return MerkleTree.nodeHash(definition(hashes[..<middle]), definition(hashes[middle...]))
    }

    @Test func `every size up to 600 has the root of the definition`() {
        let hashes = (0..<600).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) }
        var tree = MerkleTree()
        for (index, hash) in hashes.enumerated() {
            tree.append(leafHash: hash)
            // The definition takes n steps: every size near a power of two or a frame, and every seventh.
            let size = index + 1
            if size < 40 || size % 7 == 0 || (250...262).contains(size) || (505...520).contains(size) {
                #expect(tree.root == Self.definition(hashes[..<size]))
            }
        }
    }

    @Test func `frames of 256 give the same tree as their leaves`() {
        let hashes = (0..<700).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) }
        var framed = MerkleTree()
        for start in [0, 256] {
            framed.append(subtree: MerkleTree.root(of: hashes[start..<(start + 256)]), level: 8)
        }
        for hash in hashes[512...] { framed.append(leafHash: hash) }
        #expect(framed.root == MerkleTree.root(of: hashes))
        #expect(framed.size == 700)
    }
}
