import Cryptography
import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import AuditLog

/// What becomes of a log's signing key: rotated, lost, wrong, stolen.
@Suite struct KeyLifeTests {
    private func verify(_ log: TestLog, _ keys: [NoteVerifier]) -> VerifyReport {
        LogVerifier.verify(directory: log.directory, trust: .keys(keys))
    }

    private func write(_ log: TestLog, _ numbers: Range<Int>) throws {
        let writer = try log.open()
        for number in numbers { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
    }

    @Test(arguments: [0, 10, 254, 300])
    func `whoever trusts one of the keys follows a rotation, whoever trusts none does not`(count: Int) throws {
        let log = try TestLog(seed: UInt64(count))
        try write(log, 0..<count)
        let first = try log.keys.signer(TestLog.origin).verifier
        let writer = try log.open()
        let second = try writer.rotateKey()
        try writer.append(log.record(count))
        let third = try writer.rotateKey(keepingOld: false)
        try writer.close(reason: "end")
        try write(log, (count + 1)..<(count + 3))

        #expect(Set([first, second, third]).count == 3)
        #expect(try log.keys.signer(TestLog.origin).verifier == third)
        for trusted in [first, second, third] {
            let report = verify(log, [trusted])
            #expect(report.verdict == .verified, "\(report)")
            #expect(report.key == third.vkey)
            #expect(report.keys.map(\.key) == [first, second, third].map(\.vkey))
            #expect(report.keys.last?.through == nil)
        }
        #expect(log.verify().verdict == .verified)
        let stranger = try #require(NoteSigner(name: TestLog.origin, key: SigningKey()))
        #expect(verify(log, [stranger.verifier]).verdict == .failed)
        #expect(try log.numbers() == Array(0..<(count + 3)))
        // The first private key was kept aside, the second was not.
        let names = try FileTree.entries(log.keys.path).filter { $0.hasSuffix(".skey") }
        #expect(names.count == 2)
        #expect(names.contains { $0.contains("+" + Hex.encode(first.keyID)) })
        // Every checkpoint names the key that signed it, and the keys change at the records that say so.
        let history = CheckpointHistory(parsing: try FileTree.read(log.directory + "/checkpoints")).notes
        let signers = history.map { note in [first, second, third].filter { note.signers(among: [$0]) == [$0] } }
        #expect(signers.allSatisfy { $0.count == 1 })
        #expect(Set(signers.flatMap { $0 }).count == 3)
    }

    @Test func `a rotation is checked without the log, by both signatures`() throws {
        let (old, new, other) = (try signer(1), try signer(2), try signer(3))
        let text = try #require(KeyRotation.statement(from: old, to: new, index: 7))
        let rotation = try #require(KeyRotation(parsing: text))
        #expect(rotation.from == old.verifier && rotation.to == new.verifier && rotation.index == 7)
        for bit in 0..<(text.utf8.count * 8) {
            var bytes = Array(text.utf8)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(KeyRotation(parsing: String(decoding: bytes, as: UTF8.self)) == nil, "bit \(bit)")
        }
        let note = try #require(SignedNote(parsing: Array(text.utf8)))
        for signatures in [[note.signatures[0]], [note.signatures[1]], [note.signatures[0], note.signatures[0]]] {
            let half = SignedNote(text: note.text, signatures: signatures)
            #expect(KeyRotation(parsing: String(decoding: half.bytes, as: UTF8.self)) == nil)
        }
        #expect(KeyRotation.statement(from: old, to: old, index: 7) == nil)
        let foreign = try #require(NoteSigner(name: "other", key: other.key))
        #expect(KeyRotation.statement(from: old, to: foreign, index: 7) == nil)
    }

    private func signer(_ seed: UInt8) throws -> NoteSigner {
        let key = try #require(SigningKey(seed: Array(repeating: seed, count: 32)))
        return try #require(NoteSigner(name: TestLog.origin, key: key))
    }

    @Test func `a key that only one of two signed for is not taken on`() throws {
        let log = try TestLog()
        let writer = try log.open()
        let stranger = try signer(9)
        let rotation = try #require(
            KeyRotation(from: writer.verifier, to: stranger.verifier, index: writer.size))
        let half = try #require(stranger.sign(rotation.text))
        #expect(throws: LogError.badRecord("a rotation that both keys did not sign")) {
            try writer.change([
                "kind": "key.rotated", "key": .string(stranger.verifier.vkey), "from": .string(writer.verifier.vkey),
                "statement": .string(String(decoding: half.bytes, as: UTF8.self)),
            ])
        }
        // Appended as any record, it is found.
        try writer.append([
            "kind": "key.rotated", "id": "x", "time": .string(log.environment.now().rfc3339),
            "key": .string(stranger.verifier.vkey), "from": .string(writer.verifier.vkey),
            "statement": .string(String(decoding: half.bytes, as: UTF8.self)),
        ])
        try writer.close(reason: "end")
        let report = log.verify()
        #expect(report.verdict == .failed)
        #expect(report.firstBad?.reason == "a rotation that both keys did not sign")
    }

    /// The folder of keys and the log are two places: wherever the process ends, the two go on together.
    @Test func `a rotation that ends at any step is finished or was never begun`() throws {
        let base = try TestLog()
        try write(base, 0..<3)
        let old = try base.keys.signer(TestLog.origin).verifier
        let (logFiles, keyFiles) = (try snapshot(base.directory), try snapshot(base.keys.path))
        var steps = 0
        var outcomes: Set<Int> = []
        while true {
            try restore(logFiles, to: base.directory)
            try restoreKeys(keyFiles, base)
            let files = StoppingFiles(after: steps)
            var hasEnded = false
            do throws(LogError) {
                let writer = try LogWriter(
                    opening: base.directory, keys: KeyFolder(path: base.keys.path, files: files), packs: [],
                    environment: base.environment)
                try writer.rotateKey(keepingOld: steps.isMultiple(of: 2))
                try writer.close(reason: "end")
                hasEnded = true
            } catch {
                #expect(files.hasStopped, "\(error)")
            }
            let writer = try base.open()
            try writer.append(base.record(3))
            try writer.close(reason: "end")
            #expect(try base.numbers() == [0, 1, 2, 3], "after \(steps) steps")
            let new = try base.keys.signer(TestLog.origin).verifier
            for report in [base.verify(), verify(base, [old]), verify(base, [new])] {
                #expect(report.verdict == .verified, "after \(steps) steps: \(report)")
            }
            outcomes.insert(base.verify().keys.count)
            if hasEnded { break }
            steps += 1
        }
        #expect(steps > 20)
        #expect(outcomes == [1, 2])
    }

    private func restoreKeys(_ files: [String: [UInt8]], _ log: TestLog) throws {
        for name in try snapshot(log.keys.path).keys { try FileTree.remove(log.keys.path + "/" + name) }
        for (name, bytes) in files {
            try FileTree.replace(log.keys.path + "/" + name, with: bytes, permissions: 0o600)
        }
    }

    @Test func `a lost key is named, the log still verifies, and a new log cites it`() throws {
        let log = try TestLog()
        try write(log, 0..<5)
        let path = log.keys.signingKeyPath(TestLog.origin)
        try FileTree.remove(path)
        #expect(throws: LogError.signingKeyLost(origin: TestLog.origin, path: path)) { try log.open() }
        #expect(log.verify().verdict == .verified)
        let next = log.folder.file("next")
        try LogWriter.create(
            directory: next, origin: "next", producer: "", keys: log.keys, environment: log.environment, host: "h",
            continues: log.directory)
        let line = try #require(try log.lines(next).first)
        let cited = try #require(try JSONValue(parsing: line)["continues"]?.string)
        #expect(Array(cited.utf8) == (try FileTree.read(log.directory + "/checkpoint")))
        #expect(log.verify(next).verdict == .verified)
        // A log that does not hang together is not gone on from.
        var bytes = try FileTree.read(log.directory + "/segments/00000000000000000000.jsonl.zst")
        bytes[20] ^= 1
        try FileTree.replace(log.directory + "/segments/00000000000000000000.jsonl.zst", with: bytes)
        #expect(throws: LogError.self) {
            try LogWriter.create(
                directory: log.folder.file("third"), origin: "third", producer: "", keys: log.keys,
                environment: log.environment, host: "h", continues: log.directory)
        }
    }

    @Test func `a wrong key, another origin's, no key, and one that others may read are each told apart`() throws {
        let log = try TestLog()
        let path = log.keys.signingKeyPath(TestLog.origin)
        let right = try FileTree.read(path)
        let old = try log.keys.signer(TestLog.origin).verifier
        func put(_ text: String, permissions: UInt32 = 0o600) throws {
            try FileTree.replace(path, with: Array(text.utf8), permissions: permissions)
        }
        let wrong = try signer(8)
        try put(wrong.skey)
        #expect(
            throws: LogError.keyMismatch(
                origin: TestLog.origin, expected: old.vkey, found: wrong.verifier.vkey)
        ) { try log.open() }
        try put(try #require(NoteSigner(name: "other", key: wrong.key)).skey)
        #expect(throws: LogError.badKey(path)) { try log.open() }
        try put("no key")
        #expect(throws: LogError.badKey(path)) { try log.open() }
        try put(String(decoding: right, as: UTF8.self), permissions: 0o644)
        #expect(throws: LogError.keyPermissions(path)) { try log.open() }
        try put(String(decoding: right, as: UTF8.self))
        try log.open().close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a stolen key counts up to where it was stolen`() throws {
        let log = try TestLog()
        try write(log, 0..<20)
        let stolen = try log.keys.signer(TestLog.origin).verifier
        let writer = try log.open()
        #expect(throws: LogError.notRevocable("this key is in force; rotate it first, then revoke it")) {
            try writer.revokeKey(stolen, from: 3, reason: "stolen", who: "auditor")
        }
        let new = try writer.rotateKey(keepingOld: false)
        try writer.revokeKey(stolen, from: 3, reason: "stolen", who: "auditor")
        #expect(throws: LogError.self) { try writer.revokeKey(try signer(5).verifier, from: 3, reason: "", who: "") }
        try writer.close(reason: "end")
        let known = verify(log, [new])
        #expect(known.verdict == .verified, "\(known)")
        #expect(known.keys.first?.revokedFrom == 3)
        // The thief could have signed the statement as well: it leads nobody on.
        let unknown = verify(log, [stolen])
        #expect(unknown.verdict == .inconclusive)
        #expect(unknown.firstBad?.reason.contains("revoked") == true)
        #expect(verify(log, [stolen, new]).verdict == .verified)
        try write(log, 20..<30)
        #expect(verify(log, [new]).verdict == .verified)
    }
}

/// Keys of digests: begun, changed, destroyed.
@Suite struct EpochTests {
    @Test func `an epoch is changed on demand, and the next start goes on with it`() throws {
        let log = try TestLog()
        let writer = try log.open()
        let month = writer.epochKeyID
        let code = writer.contentHMAC().finish()
        #expect(try writer.rotateEpoch() == month + "-2")
        #expect(writer.epochKeyID == month + "-2")
        #expect(writer.contentHMAC().finish() != code)
        #expect(try writer.rotateEpoch() == month + "-3")
        try writer.close(reason: "end")
        let next = try log.open()
        #expect(next.epochKeyID == month + "-3")
        try next.close(reason: "end")
        log.advance(seconds: 40 * 86_400)
        let later = try log.open()
        #expect(later.epochKeyID.utf8.count == 7)
        try later.close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a destroyed epoch key is gone, said, and never made anew`() throws {
        let log = try TestLog()
        let writer = try log.open()
        let month = writer.epochKeyID
        try writer.append(log.record(1))
        let path = log.keys.path + "/epoch/\(month).key"
        try writer.destroyEpoch(month, reason: "past its time", who: "officer")
        #expect(try FileTree.kind(path) == nil)
        #expect(writer.epochKeyID == month + "-2")
        #expect(writer.epochs.destroyed == [month])
        #expect(throws: LogError.noEpoch(month)) { try writer.destroyEpoch(month, reason: "", who: "") }
        #expect(throws: LogError.noEpoch("2001-01")) { try writer.destroyEpoch("2001-01", reason: "", who: "") }
        try writer.close(reason: "end")
        try log.open().close(reason: "end")
        #expect(log.verify().verdict == .verified)
        // Not even for another log.
        try LogWriter.create(
            directory: log.folder.file("other"), origin: "other", producer: "", keys: log.keys,
            environment: log.environment, host: "h")
        let other = try log.open(directory: log.folder.file("other"))
        #expect(other.epochKeyID != month)
        #expect(try FileTree.kind(path) == nil)
        try other.close(reason: "end")
    }

    @Test func `a key that serves another log is not destroyed unasked`() throws {
        let log = try TestLog()
        try LogWriter.create(
            directory: log.folder.file("other"), origin: "other", producer: "", keys: log.keys,
            environment: log.environment, host: "h")
        let writer = try log.open()
        let month = writer.epochKeyID
        #expect(throws: LogError.sharedEpoch(month, others: ["other"])) {
            try writer.destroyEpoch(month, reason: "r", who: "w")
        }
        #expect(try log.keys.hasEpochKey(month))
        try writer.destroyEpoch(month, reason: "r", who: "w", shared: true)
        #expect(try !log.keys.hasEpochKey(month))
        try writer.close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a destruction that ends at any step is finished when it is asked for again`() throws {
        var steps = 0
        while true {
            let log = try TestLog()
            let first = try log.open()
            let month = first.epochKeyID
            try first.close(reason: "end")
            let files = StoppingFiles(after: steps)
            var hasEnded = false
            do throws(LogError) {
                let writer = try LogWriter(
                    opening: log.directory, keys: KeyFolder(path: log.keys.path, files: files), packs: [],
                    environment: log.environment)
                try writer.destroyEpoch(month, reason: "r", who: "w")
                try writer.close(reason: "end")
                hasEnded = true
            } catch {
                #expect(files.hasStopped, "\(error)")
            }
            let writer = try log.open(Self.fresh)
            if try log.keys.hasEpochKey(month) || !writer.epochs.destroyed.contains(month) {
                try writer.destroyEpoch(month, reason: "r", who: "w")
            }
            try writer.close(reason: "end")
            #expect(try !log.keys.hasEpochKey(month))
            #expect(log.verify().verdict == .verified, "after \(steps) steps: \(log.verify())")
            if hasEnded { break }
            steps += 1
        }
        #expect(steps > 10)
    }

    private static var fresh: LogOptions {
        var options = LogOptions()
        options.freshEpoch = true
        return options
    }
}
