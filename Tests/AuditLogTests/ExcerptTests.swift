import Cryptography
import Primitives
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

/// Excerpts: whoever they are sealed to opens them, for that record of that log, and nobody else.
@Suite struct ExcerptTests {
    private func record(_ text: String, _ keys: [ExcerptKey], id: String = "019a") throws -> JSONValue {
        let sealed = try #require(SealedExcerpt.seal(Array(text.utf8), to: keys, origin: "log", record: id))
        return ["id": .string(id), "kind": "content", "excerpts": .object(sealed)]
    }

    private func reader(_ name: String) throws -> ExcerptSecret { try #require(ExcerptSecret(name: name)) }

    @Test func `every reader opens it, and nobody else does`() throws {
        let readers = try ["regulator", "审计", "officer"].map(reader)
        let text = #"{"excerpts":[{"text":"身份证号"}]}"#
        let sealed = try record(text, readers.map(\.publicKey))
        for reader in readers {
            let opened = try #require(SealedExcerpt.open(sealed, origin: "log", with: reader))
            #expect(try JSONValue(parsing: opened) == (try JSONValue(parsing: Array(text.utf8))))
        }
        #expect(SealedExcerpt.open(sealed, origin: "log", with: try reader("regulator")) == nil)
        #expect(SealedExcerpt.open(sealed, origin: "other", with: readers[0]) == nil)
        // Moved to another record it does not open.
        var members = try #require(sealed.object)
        members["id"] = "019b"
        #expect(SealedExcerpt.open(.object(members), origin: "log", with: readers[0]) == nil)
        // Nor under another's name in the list.
        let moved = try record(text, [readers[1].publicKey])
        let renamed = String(decoding: moved.canonical, as: UTF8.self)
            .replacing(readers[1].publicKey.id, with: readers[0].publicKey.id)
        #expect(SealedExcerpt.open(try JSONValue(parsing: Array(renamed.utf8)), origin: "log", with: readers[0]) == nil)
    }

    @Test func `its length tells only which of a few sizes it has`() throws {
        let key = try reader("r").publicKey
        func length(_ count: Int) throws -> Int? {
            SealedExcerpt.seal(Array(repeating: 0x61, count: count), to: [key], origin: "o", record: "i")?["sealed"]?
                .string?.utf8.count
        }
        #expect(try length(1) == length(256))
        #expect(try length(257) == length(1024))
        #expect(try Set((0...8192).filter { $0 % 61 == 0 }.map { try length($0) }).count == SealedExcerpt.buckets.count)
        #expect(try length(8193) == nil)
    }

    @Test func `keys are read as they are written, and nothing else is`() throws {
        let secret = try reader("regulator.example")
        let key = secret.publicKey
        #expect(ExcerptKey(key.text) == key)
        #expect(ExcerptSecret(secret.text)?.publicKey == key)
        #expect(ExcerptKey(secret.text) == nil)
        #expect(ExcerptSecret(key.text) == nil)
        for text in [key.text, secret.text] {
            for place in text.utf8.indices {
                var bytes = Array(text.utf8)
                bytes[text.utf8.distance(from: text.utf8.startIndex, to: place)] ^= 1
                let changed = String(decoding: bytes, as: UTF8.self)
                #expect(ExcerptKey(changed) == nil && ExcerptSecret(changed) == nil, "\(changed)")
            }
        }
        for bad in ["", "a b", "a+b", "a\n"] { #expect(ExcerptSecret(name: bad) == nil) }
    }

    @Test func `PyPI's cryptography opens ours, and we open its`() throws {
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: "HPKE of PyPI's cryptography") else { return }
        let (secret, other) = (try reader("regulator"), try reader("officer"))
        let text = #"{"excerpts":[{"bytes":[3,21],"rule":"cn-privacy.resident-id","text":"号是11010519491231002X。"}]}"#
        let sealed = try record(text, [other.publicKey, secret.publicKey])
        let back = #"{"excerpts":[]} of a peer 文"#
        let question: JSONValue = [
            "record": sealed, "origin": "log", "text": .string(back),
            "key": [
                "id": .string(secret.publicKey.id), "private": .string(Hex.encode(secret.key.bytes)),
                "public": .string(Hex.encode(secret.publicKey.key)),
            ],
        ]
        let script = FileTree.join(FileTree.parent(of: #filePath), "excerpt_peer.py")
        let finished = try Command.run(python, ["-B", script], input: question.canonical)
        #expect(finished.status == 0, "\(finished.error)")
        let answer = try JSONValue(parsing: Array(finished.text.utf8).dropLast())
        #expect(answer["opened"]?.string?.prefix { $0 != " " } == text[...])
        let theirs: JSONValue = ["id": "019a", "excerpts": try #require(answer["excerpts"])]
        #expect(SealedExcerpt.open(theirs, origin: "log", with: secret) == Array(back.utf8))
    }
}
