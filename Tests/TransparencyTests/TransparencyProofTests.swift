import Cryptography
import Primitives
import TestSupport
import Testing
import Transparency

/// The file `.tlog-proof`.
@Suite struct TransparencyProofTests {
    /// Tessera's test log: its entries, the checkpoint over them, and proofs that we make.
    static let entries = [
        "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten",
        "fourten", "fivten",
    ].map { Array($0.utf8) }

    static func proof(_ index: Int, extra: Bool = true) throws -> TransparencyProof {
        func node(_ level: Int, _ place: Int) -> [UInt8] {
            level == 0
                ? MerkleTree.leafHash(entries[place])
                : MerkleTree.nodeHash(node(level - 1, place * 2), node(level - 1, place * 2 + 1))
        }
        let note = try #require(SignedNote(parsing: Array(SignedNoteTests.checkpoint.utf8)))
        let hashes = InclusionProof.make(index: index, size: entries.count, node: node).hashes
        return try #require(
            TransparencyProof(index: index, hashes: hashes, extra: extra ? entries[index] : nil, note: note))
    }

    @Test func `every entry of Tessera's test log is proven by a file that reads back as it was`() throws {
        for index in Self.entries.indices {
            for extra in [true, false] {
                let proof = try Self.proof(index, extra: extra)
                #expect(proof.includes(Self.entries[index]))
                #expect(try TransparencyProof(parsing: proof.bytes) == proof)
                for other in Self.entries.indices where other != index { #expect(!proof.includes(Self.entries[other])) }
            }
        }
    }

    @Test func `the file is laid out as C2SP has it`() throws {
        let lines = String(decoding: try Self.proof(14).bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(3) == ["c2sp.org/tlog-proof@v1", "extra Zml2dGVu", "index 14"])
        #expect(lines[3...5].allSatisfy { $0.utf8.count == 44 })
        #expect(lines[6].isEmpty)
        #expect(lines[7...].joined(separator: "\n") == SignedNoteTests.checkpoint)
    }

    /// Whoever flips a bit gets no proof, or another place, path or checkpoint, which then does not hold. What `extra`
    /// says is not proven by the file itself.
    @Test func `no changed bit of the file proves the record`() throws {
        let verifier = try #require(NoteVerifier(vkey: SignedNoteTests.vkey))
        let index = 9
        let bytes = try Self.proof(index).bytes
        let extraEnd = "c2sp.org/tlog-proof@v1\nextra dGVu\n".utf8.count
        var changedExtras = 0
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let proof = try? TransparencyProof(parsing: changed) else { continue }
                let holds = proof.includes(Self.entries[index]) && !proof.note.signers(among: [verifier]).isEmpty
                if place < extraEnd, holds {
                    #expect(proof.extra != Self.entries[index])
                    #expect(proof.extra.map { !proof.includes($0) } ?? true)
                    changedExtras += 1
                } else {
                    #expect(!holds, "\(place).\(bit)")
                }
            }
        }
        #expect(changedExtras > 0)
    }

    @Test(arguments: [
        ("", 1), ("c2sp.org/tlog-proof@v2\n", 1), ("c2sp.org/tlog-proof@v1", 1), ("c2sp.org/tlog-proof@v1\nindex 1\n", 3),
        ("c2sp.org/tlog-proof@v1\nindex 01\n\n", 2), ("c2sp.org/tlog-proof@v1\nindex -1\n\n", 2),
        ("c2sp.org/tlog-proof@v1\nindex 99999999999999999999\n\n", 2), ("c2sp.org/tlog-proof@v1\nextra !\nindex 1\n", 2),
        ("c2sp.org/tlog-proof@v1\nextra AA==\n\n", 3), ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", 3),
        ("c2sp.org/tlog-proof@v1\nindex 1\n\nno note\n", 3),
        ("c2sp.org/tlog-proof@v1\nindex 1\n\nno checkpoint\n\n\u{2014} k AAAAAAA=\n", 3),
        ("c2sp.org/tlog-proof@v1\nindex 1\n" + String(repeating: SignedNoteTests.zeros, count: 64) + "\n", 66),
    ])
    func `what is no proof is named with its line`(text: String, line: Int) {
        #expect { try TransparencyProof(parsing: Array(text.utf8)) } throws: {
            ($0 as? TransparencyProof.Malformed)?.line == line
        }
    }
}
