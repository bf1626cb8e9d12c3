import Cryptography
import Foundation
import Inspection
import Primitives
import TestSupport
import Testing

@Suite struct VerifierScriptTests {
    static let folder = Command.package + "/Sources/Inspection/Verifier"

    @Test func `the script in the program is the file`() throws {
        let file = try String(contentsOfFile: Self.folder + "/" + VerifierScript.name, encoding: .utf8)
        #expect(VerifierScript.text == file)
        #expect(try Command.run("python3", [Self.folder + "/embed.py", "--check"]).status == 0)
    }

    /// RFC 8032, section 7.1, and signatures of our own, each also with one bit changed.
    @Test func `its Ed25519 agrees with ours and with the vectors of RFC 8032`() throws {
        var cases = [
            ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
             "", true),
            ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
             "72", true),
            ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
             "af82", true),
        ]
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let key = try #require(SigningKey(seed: generator.bytes(32)))
            let message = generator.bytes(Int.random(in: 0...80, using: &generator))
            let signature = try #require(key.signature(over: message))
            cases.append((Hex.encode(key.verifyingKey.bytes), Hex.encode(signature), Hex.encode(message), true))
            var wrong = signature
            wrong[Int.random(in: 0..<64, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            cases.append((Hex.encode(key.verifyingKey.bytes), Hex.encode(wrong), Hex.encode(message), false))
        }
        let program = """
            import sys
            sys.path.insert(0, sys.argv[1])
            from verify_hallmark import ed25519
            for line in sys.stdin:
                key, signature, message = [bytes.fromhex(part) for part in line.rstrip("\\n").split(",")]
                print(ed25519(key, signature, message))
            """
        let input = cases.map { "\($0.0),\($0.1),\($0.2)\n" }.joined()
        let finished = try Command.run("python3", ["-B", "-c", program, Self.folder], input: Array(input.utf8))
        #expect(finished.text == cases.map { $0.3 ? "True\n" : "False\n" }.joined(), "\(finished.error)")
    }
}
