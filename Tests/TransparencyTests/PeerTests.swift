import Primitives
import TestSupport
import Testing
import Transparency

/// Trees against pymerkle, cosignatures against Python's cryptography.
@Suite struct PeerTests {
    @Test func `pymerkle makes the same roots and proofs, and cryptography reads the cosignatures`() throws {
        let what = "pymerkle and cryptography"
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: what) else { return }
        let entries = (0..<300).map { Array("leaf \($0)".utf8) }
        func hex(_ hashes: [[UInt8]]) -> JSONValue { .array(hashes.map { .string(Hex.encode($0)) }) }
        func number(_ number: Int) -> JSONValue { .integer(Int64(number)) }
        var roots: [JSONValue] = []
        var inclusion: [JSONValue] = []
        var consistency: [JSONValue] = []
        for size in Array(1...70) + [127, 128, 129, 255, 256, 257, 300] {
            let root = MerkleTree.root(of: MerkleProofTests.hashes[..<size])
            roots.append(["size": number(size), "root": .string(Hex.encode(root))])
            for place in Set([0, 1, size / 3, size / 2, size - 2, size - 1]) where (0..<size).contains(place) {
                let proof = InclusionProof.make(index: place, size: size, node: MerkleProofTests.node)
                inclusion.append(["index": number(place), "size": number(size), "hashes": hex(proof.hashes)])
                let parts = ConsistencyProof.make(from: place + 1, to: size, node: MerkleProofTests.node)
                if place + 1 < size {
                    consistency.append(["from": number(place + 1), "to": number(size), "hashes": hex(parts.hashes)])
                }
            }
        }
        let note = try TrustPolicyTests.note([1, 2])
        let moved = SignedNote(text: Array("x\n".utf8) + note.text, signatures: note.signatures)
        let cosigned: [JSONValue] = try [(note, UInt8(1), 1_700_000_001), (note, 2, 1_700_000_002), (moved, 1, -1)].map {
            [
                "note": .string(String(decoding: $0.bytes, as: UTF8.self)), "time": number($2),
                "vkey": .string(try TrustPolicyTests.witness($1).verifier.vkey),
            ]
        }
        let cases: JSONValue = [
            "entries": hex(entries), "roots": .array(roots), "inclusion": .array(inclusion),
            "consistency": .array(consistency), "cosigned": .array(cosigned),
        ]
        let script = Command.package + "/Tests/TransparencyTests/peers.py"
        let finished = try Command.run(python, ["-B", script], input: cases.canonical)
        #expect(finished.status == 0 && finished.output.isEmpty, "\(finished.text)\(finished.error)")
    }
}
