import AuditLog
import Cryptography
import Foundation
import Primitives
import TestSupport
import Testing
import Transparency

/// The file `cosigned`, without which a log is whole, and what verification makes of it.
@Suite struct CosignedTests {
    private let log: TestLog
    private let key: NoteVerifier
    private let witness: WitnessSigner

    init() throws {
        log = try TestLog()
        let writer = try log.open()
        for number in 0..<20 { try writer.append(log.record(number)) }
        try writer.close(reason: "end-of-input")
        key = try #require(try log.keys.verifier(TestLog.origin))
        let seed = try #require(SigningKey(seed: Array(repeating: 9, count: 32)))
        witness = try #require(WitnessSigner(name: "w.example", key: seed))
    }

    private func policy(_ quorum: String = "w") throws -> TrustPolicy {
        try TrustPolicy(parsing: Array("log \(key.vkey)\nwitness w \(witness.verifier.vkey)\nquorum \(quorum)\n".utf8))
    }

    private func verify(_ quorum: String = "w") throws -> VerifyReport {
        LogVerifier.verify(directory: log.directory, trust: .policy(try policy(quorum)))
    }

    private func cosign() throws -> SignedNote {
        let note = try LogProver(directory: log.directory).note()
        let cosigned = note.adding(try #require(witness.cosign(note.text, time: 1_795_000_000)))
        try CosignedCheckpoints(directory: log.directory).append(cosigned)
        return cosigned
    }

    private func write(records: Int = 1) throws {
        let writer = try log.open()
        for number in 0..<records { try writer.append(log.record(number)) }
        try writer.close(reason: "end-of-input")
    }

    @Test func `the quorum is asked of the latest checkpoint, and the report says whose word it is`() throws {
        #expect(try verify().verdict == .inconclusive)
        #expect(try verify().witnessing == .init(quorum: "w", isReached: false, seen: [], size: nil))
        #expect(try verify("none").verdict == .verified)
        let note = try cosign()
        let size = try #require(Checkpoint(parsing: note.text)?.size)
        let seen = TrustPolicy.Seen(name: "w", time: 1_795_000_000)
        #expect(try verify().verdict == .verified)
        #expect(try verify().witnessing == .init(quorum: "w", isReached: true, seen: [seen], size: size))
        #expect(try LogProver(directory: log.directory).note() == note)
        try write()
        #expect(try verify().verdict == .inconclusive)
        #expect(try verify().witnessing == .init(quorum: "w", isReached: false, seen: [], size: size))
    }

    @Test func `whatever stands in the file, the log is whole and its writer starts`() throws {
        let good = try cosign().bytes + [0x0a]
        for bytes in [[], Array("nonsense".utf8), Array(good.dropLast(30)), good + good.prefix(100), good + [0, 1, 2]] {
            try log.folder.write(bytes, to: "audit/cosigned")
            #expect(LogVerifier.verify(directory: log.directory, trust: .keys([key])).verdict == .verified)
            try write()
            #expect(try verify("none").verdict == .verified)
            // The next cosignature can be read again, whatever a crash left before it.
            _ = try cosign()
            #expect(try verify().verdict == .verified)
        }
    }

    @Test func `every changed bit of the file is found by whoever asks for the witness, and by nobody else`() throws {
        let good = try cosign().bytes + [0x0a]
        for place in stride(from: 0, to: good.count - 1, by: 3) {
            var changed = good
            changed[place] ^= 1 << UInt8(place % 8)
            try log.folder.write(changed, to: "audit/cosigned")
            #expect(try verify().verdict == .inconclusive, "\(place)")
            #expect(try verify("none").verdict == .verified)
        }
    }

    /// The operator showed the witness another log, signed with the log's own key.
    @Test func `a cosigned checkpoint of other records is a split view, and fails`() throws {
        let signer = try log.keys.signer(TestLog.origin)
        let other = Checkpoint(origin: TestLog.origin, size: 5, root: MerkleTree.leafHash([1]))
        let note = try #require(signer.sign(other.text))
        try CosignedCheckpoints(directory: log.directory).append(
            note.adding(try #require(witness.cosign(note.text, time: 1_795_000_000))))
        let report = try verify("none")
        #expect(report.verdict == .failed && report.firstBad?.reason == "the records are not those that were signed")
    }

    @Test func `of a log whose first frames are gone the rest is proven and exported`() throws {
        let log = try TestLog()
        var options = LogOptions(durability: .async, checkpointSeconds: 86_400)
        options.segmentBytes = 1
        let writer = try log.open(options)
        for number in 0..<1_000 { try writer.append(log.record(number)) }
        try writer.close(reason: "end-of-input")
        try FileManager.default.removeItem(atPath: log.folder.file("audit/segments/00000000000000000000.jsonl.zst"))
        let prover = try LogProver(directory: log.directory)
        #expect(throws: LogError.noRecord(0)) { try prover.proof(of: 7, extra: false) }
        for index in [256, 511, 900] {
            let proof = try prover.proof(of: index, extra: true)
            #expect(proof.includes(try prover.line(index)))
        }
        let outcome = try TileExport.write(log: log.directory, to: log.folder.file("tiles"))
        #expect(outcome.minimumIndex == 256)
        let files = try FileManager.default.subpathsOfDirectory(atPath: log.folder.file("tiles"))
        for name in ["tile/0/000", "tile/entries/000"] { #expect(!files.contains(name)) }
        for name in ["tile/0/001", "tile/entries/001", "tile/1/000.p/3", "checkpoint"] { #expect(files.contains(name)) }
    }
}
