import Cryptography
import Primitives
import TestSupport
import Testing
import Transparency

@Suite struct SignedNoteTests {
    @Test func `the example of C2SP signed-note verifies`() throws {
        let verifier = try #require(
            NoteVerifier(vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"))
        let bytes = Array(
            """
            This is an example message.

            \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

            """.utf8)
        let note = try #require(SignedNote(parsing: bytes))
        #expect(note.signers(among: [verifier]) == [verifier])
        #expect(note.bytes == bytes)
        #expect(note.text == Array("This is an example message.\n".utf8))
        #expect(verifier.vkey == "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    }

    /// Tessera's test log, keys and all.
    static let skey =
        "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
    static let vkey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    static let checkpoint = """
        example.com/log/testdata
        15
        rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

        \u{2014} example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=

        """

    @Test func `the checkpoint of Tessera's test log verifies, and its key signs alike`() throws {
        let verifier = try #require(NoteVerifier(vkey: Self.vkey))
        let signer = try #require(NoteSigner(skey: Self.skey))
        #expect(signer.verifier == verifier)
        #expect(signer.skey == Self.skey)
        let note = try #require(SignedNote(parsing: Array(Self.checkpoint.utf8)))
        #expect(note.signers(among: [verifier]) == [verifier])
        let checkpoint = try #require(Checkpoint(parsing: note.text))
        #expect(checkpoint.origin == "example.com/log/testdata")
        #expect(checkpoint.size == 15)
        #expect(checkpoint.text == note.text)
        let again = try #require(signer.sign(checkpoint.text))
        #expect(again.signers(among: [verifier]) == [verifier])
    }

    @Test func `no changed byte of a note verifies`() throws {
        let verifier = try #require(NoteVerifier(vkey: Self.vkey))
        let bytes = Array(Self.checkpoint.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(SignedNote(parsing: changed)?.signers(among: [verifier]).isEmpty ?? true, "\(index).\(bit)")
            }
        }
    }

    @Test func `a wrong signature of a known key spoils the right ones, one of an unknown key does not`() throws {
        let known = try #require(NoteSigner(name: "a", key: SigningKey()))
        let other = try #require(NoteSigner(name: "b", key: SigningKey()))
        let text = Array("x\n".utf8)
        let one = try #require(known.sign(text)).bytes
        let strange = try #require(other.sign(text)).bytes.dropFirst(3)
        let wrong = try #require(other.sign(Array("y\n".utf8))).bytes.dropFirst(3)
        let both = try #require(SignedNote(parsing: one + strange))
        #expect(both.signers(among: [known.verifier]) == [known.verifier])
        #expect(both.signers(among: [known.verifier, other.verifier]).count == 2)
        let spoilt = try #require(SignedNote(parsing: one + wrong))
        #expect(spoilt.signers(among: [known.verifier]) == [known.verifier])
        #expect(spoilt.signers(among: [known.verifier, other.verifier]).isEmpty)
    }

    @Test(arguments: [
        "", "\n", "a\n", "a\n\n", "a\n\n\u{2014} k AAAAAAA=", "a\n\n- k AAAAAAA=\n", "a\n\n\u{2014} k\n",
        "a\t\n\n\u{2014} k AAAAAAA=\n", "a\n\n\u{2014} k+ AAAAAAA=\n", "a\n\n\u{2014} k AAAA\n",
    ])
    func `what is no note is not read`(text: String) {
        #expect(SignedNote(parsing: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "", "o\n", "o\n1\n", "o\n01\n" + zeros, "o\n-1\n" + zeros, "\n1\n" + zeros, "o\n1\nAAAA\n",
        "o\n99999999999999999999\n" + zeros, "o\n1\n" + zeros.dropLast(), "o\n+1\n" + zeros,
    ])
    func `what is no checkpoint is not read`(text: String) {
        #expect(Checkpoint(parsing: Array(text.utf8)) == nil)
    }

    static let zeros = Base64.encode(Array(repeating: 0, count: 32)) + "\n"

    @Test func `mutated notes and keys never trap`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let note = generator.mutate(Array(Self.checkpoint.utf8), alphabet: Array("\n \u{2014}+=".utf8))
            _ = SignedNote(parsing: note).map { Checkpoint(parsing: $0.text) }
            let key = generator.mutate(Array(Self.vkey.utf8), alphabet: Array("+=A".utf8))
            if key != Array(Self.vkey.utf8) {
                #expect(NoteVerifier(vkey: String(decoding: key, as: UTF8.self))?.vkey != Self.vkey)
            }
        }
    }
}
