import Cryptography
import Primitives
import TestSupport
import Testing
import Transparency

@Suite struct TrustPolicyTests {
    /// Test keys, made of their numbers.
    static func key(_ number: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: Array(repeating: number, count: 32)))
    }

    static func log(_ number: UInt8 = 200, name: String = "example.com/log") throws -> NoteSigner {
        try #require(NoteSigner(name: name, key: key(number)))
    }

    static func witness(_ number: UInt8) throws -> WitnessSigner {
        try #require(WitnessSigner(name: "w\(number).example", key: key(number)))
    }

    static func note(_ witnesses: [UInt8] = []) throws -> SignedNote {
        let checkpoint = Checkpoint(origin: "example.com/log", size: 7, root: Array(repeating: 9, count: 32))
        let note = try #require(log().sign(checkpoint.text))
        return try witnesses.reduce(note) { note, number in
            note.adding(try #require(witness(number).cosign(note.text, time: 1_700_000_000 + Int64(number))))
        }
    }

    static func policy(_ lines: String) throws -> TrustPolicy {
        var text = "log \(try log().verifier.vkey)\n"
        for number in UInt8(1)...6 { text += "witness \(number) \(try witness(number).verifier.vkey)\n" }
        return try TrustPolicy(parsing: Array((text + lines).utf8))
    }

    /// C2SP's own example: two of the one owner's three, and any of the other's.
    static let nested = """
        # comment
        \t group X 2 1 2 3
        group Y any 4 5 6\u{20}

        group X-and-Y all X Y
        quorum X-and-Y
        """

    @Test func `a nested quorum is reached by exactly the sets that the words say`() throws {
        let policy = try Self.policy(Self.nested)
        for set in 0..<64 {
            let who: [UInt8] = (1...6).filter { set >> (Int($0) - 1) & 1 == 1 }
            let standing = try policy.standing(of: try Self.note(who))
            let firsts = who.filter { $0 <= 3 }.count
            let expected = firsts >= 2 && who.count > firsts
            #expect(standing.hasQuorum == expected, "\(who)")
            let seen = who.map { TrustPolicy.Seen(name: String($0), time: 1_700_000_000 + Int64($0)) }
            #expect(standing.cosigned == seen)
        }
    }

    @Test func `one witness, or none, may be the quorum`() throws {
        #expect(try Self.policy("quorum 3").standing(of: try Self.note([3])).hasQuorum)
        #expect(try !Self.policy("quorum 3").standing(of: try Self.note([1, 2])).hasQuorum)
        #expect(try Self.policy("quorum none").standing(of: try Self.note()).hasQuorum)
    }

    @Test func `signatures of strangers are passed over, a false one of a known key spoils the note`() throws {
        let policy = try Self.policy("quorum 1")
        let stranger = try #require(WitnessSigner(name: "stranger.example", key: SigningKey()))
        let note = try Self.note([1]).adding(try #require(stranger.cosign(try Self.note().text, time: 1)))
        #expect(try policy.standing(of: note).cosigned.map(\.name) == ["1"])
        let odd = note.adding(.init(name: "example.com/log", keyID: [1, 2, 3, 4], signature: [6, 6, 6]))
        #expect(try policy.standing(of: odd).hasQuorum)

        let other = try #require(Self.log().sign(Array("example.com/log\n8\n\(SignedNoteTests.zeros)".utf8)))
        let foreign = try #require(Self.witness(2).cosign(other.text, time: 1))
        #expect(throws: TrustPolicy.Refusal.wrongSignature) { try policy.standing(of: note.adding(foreign)) }
        let wrong = SignedNote(text: note.text, signatures: other.signatures)
        #expect(throws: TrustPolicy.Refusal.wrongSignature) { try policy.standing(of: wrong) }
        let unsigned = SignedNote(text: note.text, signatures: Array(note.signatures.dropFirst()))
        #expect(throws: TrustPolicy.Refusal.unsigned("example.com/log")) { try policy.standing(of: unsigned) }
        let elsewhere = try #require(Self.log(201, name: "b").sign(Array("b\n0\n\(SignedNoteTests.zeros)".utf8)))
        #expect(throws: TrustPolicy.Refusal.unknownLog("b")) { try policy.standing(of: elsewhere) }
    }

    @Test func `a cosignature states its time, and no bit of it or of the text can change`() throws {
        let witness = try Self.witness(1)
        let note = try Self.note([1])
        let found = try #require(note.cosignatures(of: [witness.verifier]))
        #expect(found.map(\.time) == [1_700_000_001] && found.map(\.witness) == [witness.verifier])
        let line = try #require(note.signatures.last)
        #expect(line.signature.count == 72)
        for place in line.signature.indices {
            var blob = line.signature
            blob[place] ^= 1 << UInt8(place % 8)
            let changed = SignedNote(
                text: note.text, signatures: [.init(name: line.name, keyID: line.keyID, signature: blob)])
            #expect(changed.cosignatures(of: [witness.verifier]) == nil)
        }
        let moved = SignedNote(text: note.text + Array("x\n".utf8), signatures: [line])
        #expect(moved.cosignatures(of: [witness.verifier]) == nil)
        #expect(witness.cosign(note.text, time: -1) == nil)
    }

    @Test func `a witness's key reads back, and is no log's key`() throws {
        let witness = try Self.witness(1)
        #expect(WitnessSigner(skey: witness.skey)?.verifier == witness.verifier)
        #expect(WitnessVerifier(vkey: witness.verifier.vkey) == witness.verifier)
        #expect(NoteVerifier(vkey: witness.verifier.vkey) == nil && NoteSigner(skey: witness.skey) == nil)
        #expect(WitnessVerifier(vkey: try Self.log().verifier.vkey) == nil)
        // The key id covers the type: the same key has two.
        let twin = try #require(NoteVerifier(name: witness.name, key: witness.verifier.key))
        #expect(twin.keyID != witness.verifier.keyID)
    }

    @Test func `hundreds of logs, witnesses and groups are read`() throws {
        var text = ""
        for number in 0..<300 {
            let seed = [UInt8(number / 256), UInt8(number % 256)] + Array(repeating: UInt8(1), count: 30)
            let key = try #require(SigningKey(seed: seed))
            text += "log \(try #require(NoteVerifier(name: "l\(number)", key: key.verifyingKey)).vkey) https://l/\(number)\n"
            text += "witness w\(number) \(try #require(WitnessVerifier(name: "w", key: key.verifyingKey)).vkey) http://w/\n"
            text += "group g\(number) 1 w\(number)" + (number > 0 ? " g\(number - 1)" : "") + "\n"
        }
        let policy = try TrustPolicy(parsing: Array((text + "quorum g299\n").utf8))
        #expect(policy.logs.count == 300 && policy.witnesses.count == 300 && policy.groups.count == 300)
        #expect(policy.quorumName == "g299" && policy.logs[3].url == "https://l/3")
    }

    @Test(arguments: [
        ("quorum none\nquorum none", [9]), ("", [8]), ("quorum 7", [8]), ("quorum", [8, 8]), ("group g any\nquorum none", [8]),
        ("group g 3 1 2\nquorum g", [8, 9]), ("group g 0 1 2\nquorum none", [8]), ("group g 01 1 2\nquorum none", [8]),
        ("group 1 any 2\nquorum none", [8]), ("group none any 2\nquorum none", [8]), ("group g any none\nquorum none", [8]),
        ("group g any h\ngroup h any 1\nquorum none", [8]), ("group g any 1 1\nquorum none", [8]),
        ("group g any 1\ngroup h any 1\nquorum none", [9]), ("witness x y\nquorum none", [8]),
        ("watcher x\nquorum none", [8]), ("quorum none\r", [8, 8]), ("log x\nlog y z a\nquorum none", [8, 9]),
        ("group g any g\nquorum none", [8]), ("# \u{1}\nquorum none", [8]),
    ])
    func `every line that is wrong is named`(lines: String, expected: [Int]) throws {
        #expect { try Self.policy(lines) } throws: {
            ($0 as? TrustPolicy.Malformed)?.problems.map(\.line) == expected
        }
    }

    @Test func `keys that stand twice or are of another kind are refused`() throws {
        let log = try Self.log().verifier.vkey
        let witness = try Self.witness(1).verifier.vkey
        let alias = try #require(WitnessVerifier(name: "alias", key: Self.key(1).verifyingKey)).vkey
        for lines in [
            "log \(log)\n", "witness x \(alias)\n", "witness x \(log)\n", "log \(witness)\n", "log \(log.dropLast(4))\n",
        ] {
            #expect { try Self.policy(lines + "quorum none") } throws: {
                ($0 as? TrustPolicy.Malformed)?.problems.map(\.line) == [8]
            }
        }
    }

    @Test func `names are bytes: what Unicode calls equal are two witnesses`() throws {
        var text = "witness \u{e9} \(try Self.witness(1).verifier.vkey)\nwitness e\u{301} \(try Self.witness(2).verifier.vkey)\n"
        text += "group g all \u{e9} e\u{301}\nquorum g"
        #expect(try TrustPolicy(parsing: Array(text.utf8)).groups[0].members == [.witness(0), .witness(1)])
    }
}
