import Primitives
import TestSupport
import Testing
import Transparency
import Zstandard

@testable import AuditLog

@Suite struct ProverTests {
    /// A log of `count` records with a checkpoint every `every`, and what it holds.
    private func log(_ count: Int, every: Int = 100, close: Bool = true) throws -> (TestLog, [[UInt8]]) {
        let log = try TestLog()
        var options = LogOptions(checkpointSeconds: 86_400)
        options.segmentBytes = 5_000
        let writer = try log.open(options)
        for number in 0..<count {
            try writer.append(log.record(number))
            if number % every == 0 { try writer.checkpoint() }
        }
        if close { try writer.close(reason: "end-of-input") } else { try writer.checkpoint() }
        var lines: [[UInt8]] = []
        try LogReader(directory: log.directory).forEach { _, line in
            lines.append(line)
            return true
        }
        return (log, lines)
    }

    @Test(arguments: [1, 100, 253, 254, 600, 1_100], [true, false])
    func `every record is proven under every checkpoint that covers it`(count: Int, close: Bool) throws {
        let (log, lines) = try log(count, close: close)
        let prover = try LogProver(directory: log.directory)
        let key = try #require(try log.keys.verifier(TestLog.origin))
        #expect(prover.size == lines.count)
        let sizes = prover.notes.compactMap { Checkpoint(parsing: $0.text)?.size }
        #expect(sizes == sizes.sorted() && sizes.last == lines.count)
        for index in stride(from: 0, to: lines.count, by: count > 300 ? 7 : 1) {
            #expect(try prover.line(index) == lines[index])
            for size in Set([sizes.first { $0 > index } ?? 0, lines.count]) {
                let proof = try prover.proof(of: index, extra: true, size: size)
                #expect(proof.checkpoint.size == size && proof.extra == lines[index])
                #expect(proof.includes(lines[index]))
                #expect(proof.note.signers(among: [key]) == [key])
            }
        }
        #expect(throws: LogError.noRecord(lines.count)) { try prover.proof(of: lines.count, extra: false) }
        #expect(throws: LogError.noRecord(-1)) { try prover.proof(of: -1, extra: false) }
        #expect(throws: LogError.noCheckpoint(lines.count + 1)) { try prover.note(size: lines.count + 1) }
    }

    @Test func `every two checkpoints are proven consistent`() throws {
        let (log, lines) = try log(700, every: 13)
        let prover = try LogProver(directory: log.directory)
        let checkpoints = prover.notes.compactMap { Checkpoint(parsing: $0.text) }
        #expect(checkpoints.count > 50)
        for new in checkpoints {
            #expect(try prover.root(new.size) == new.root)
            #expect(MerkleTree.root(of: lines.prefix(new.size).map { MerkleTree.leafHash($0) }) == new.root)
            for old in checkpoints where old.size <= new.size {
                let hashes = try prover.consistencyProof(from: old.size, to: new.size)
                let proof = ConsistencyProof(from: old.size, to: new.size, hashes: hashes)
                #expect(proof.holds(older: old.root, newer: new.root))
            }
        }
        #expect(throws: LogError.rollback(published: 99_999, found: lines.count)) {
            try prover.consistencyProof(from: 1, to: 99_999)
        }
    }

    @Test func `a record beyond the last checkpoint is not proven, and is told from one that is not there`() throws {
        let log = try TestLog()
        let writer = try log.open(LogOptions(checkpointSeconds: 86_400))
        try writer.append(log.record(1))
        try writer.commit()
        let prover = try LogProver(directory: log.directory)
        #expect(throws: LogError.notCovered(2, size: 1)) { try prover.proof(of: 2, extra: false) }
        #expect(try prover.line(2).isEmpty == false)
    }

    @Test func `a record that was changed gives an error and no proof`() throws {
        let (log, lines) = try log(600)
        let name = "audit/segments/00000000000000000000.jsonl.zst"
        let bytes = try log.folder.read(name)
        let frame = SegmentFile(first: 0, bytes: bytes).frames[0]
        var content = try ZstdFrame.decompress(bytes, range: frame, limit: LogFormat.largestFrame)
        let place = lines[..<10].reduce(0) { $0 + $1.count + 1 } + lines[10].count / 2
        content[place] ^= 1
        let other = try ZstdFrame.compress(content)
        let entry = SeekTable.Entry(
            compressedSize: UInt32(other.count), decompressedSize: UInt32(content.count), checksum: XXH64.checksum(content))
        try log.folder.write(other + SeekTable(entries: [entry]).encoded(), to: name)
        let prover = try LogProver(directory: log.directory)
        #expect { try prover.proof(of: 10, extra: false) } throws: {
            if case .corrupt? = $0 as? LogError { true } else { false }
        }
        // Its neighbours in other frames are what they were.
        #expect(try prover.proof(of: 590, extra: true).includes(lines[590]))
    }

    @Test func `hashes that are wrong in roots are worked out anew, and every proof stays as it is`() throws {
        let (log, lines) = try log(600)
        let indices = [0, 255, 256, 590]
        let proofs = try indices.map { try LogProver(directory: log.directory).proof(of: $0, extra: true) }
        let roots = try log.folder.read("audit/roots")
        #expect(roots.count == 64)
        for wrong in [[], Array(roots.dropLast()), Array(roots.reversed()), roots + roots] {
            try log.folder.write(wrong, to: "audit/roots")
            let prover = try LogProver(directory: log.directory)
            #expect(prover.size == lines.count)
            #expect(try indices.map { try prover.proof(of: $0, extra: true) } == proofs)
        }
    }
}
