import AuditLog
import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import struct AuditLog.SegmentFile

/// One bit after the other, as the authors of journald's sealing tested it: it is found, or it carries no meaning.
///
/// What carries no meaning is this and nothing else:
///
/// - `lock`, which nobody reads;
/// - inside a zstd frame, what a compressor may choose for the very same content.
@Suite struct EveryBitTests {
    /// Frames of 256, 256 and some records in one segment, by three runs, with checkpoints in between.
    private static func threeFrames() throws -> TestLog {
        let log = try TestLog(seed: 29)
        for run in 0..<3 {
            let writer = try log.open()
            for number in 0..<(run == 1 ? 300 : 115) {
                try writer.append(log.record(number))
                if number == 77 { try writer.checkpoint() }
            }
            try writer.close(reason: "end")
        }
        return log
    }

    /// The log, and what it has to say.
    private struct Subject {
        let files: LogFiles
        let trust: LogVerifier.Trust
        let lines: [[UInt8]]
        let frames: [Range<Int>]

        static let segment = "segments/00000000000000000000.jsonl.zst"

        init(_ log: TestLog) throws {
            files = try LogFiles(directory: log.directory)
            trust = .keys([try #require(try log.keys.verifier(TestLog.origin))])
            lines = try log.lines()
            frames = SegmentFile(first: 0, bytes: try #require(files[Self.segment])).frames
            #expect(LogVerifier.verify(files, trust: trust).verdict == .verified)
        }

        /// Whether the bit is one of those that carry no meaning; fails the test where it is none and was not found.
        func carriesNoMeaning(_ name: String, _ bit: Int) throws -> Bool {
            var changed = files
            changed[name]?[bit / 8] ^= 1 << UInt8(bit % 8)
            let report = LogVerifier.verify(changed, trust: trust)
            let frame = name == Self.segment ? frames.firstIndex { $0.contains(bit / 8) } : nil
            if report.verdict == .verified {
                #expect(name == "lock" || frame != nil, "\(name), bit \(bit)")
                if frame != nil { #expect(try read(changed) == lines, "\(name), bit \(bit)") }
                return true
            }
            #expect(report.verdict == .failed && report.firstBad != nil, "\(name), bit \(bit): \(report.verdict)")
            if let frame { #expect(report.firstBad?.index == frame * 256, "\(name), bit \(bit)") }
            return false
        }

        private func read(_ files: LogFiles) throws -> [[UInt8]] {
            var lines: [[UInt8]] = []
            try LogReader(files).forEach { _, line in
                lines.append(line)
                return true
            }
            return lines
        }
    }

    @Test func `every bit of a log of three frames is found, or carries no meaning`() throws {
        let subject = try Subject(try Self.threeFrames())
        #expect(subject.frames.count == 3)
        #expect(
            subject.files.paths == [
                "checkpoint", "checkpoints", "lock", "log.json", "roots", Subject.segment, "wal",
            ])
        var generator = SeededGenerator(seed: 31)
        var (inFrames, unnoticed) = (0, 0)
        for name in subject.files.paths {
            let count = try #require(subject.files[name]).count
            for byte in 0..<count {
                let isFrame = name == Subject.segment && byte < subject.frames[2].upperBound
                // In make test one bit of each byte, and of a few bytes of the frames; in make soak every bit.
                if Soak.factor < 40, isFrame, Int.random(in: 0..<40, using: &generator) > 0 { continue }
                let bits = Soak.factor < 40 ? [Int.random(in: 0..<8, using: &generator)] : Array(0..<8)
                for bit in bits {
                    let isNothing = try subject.carriesNoMeaning(name, byte * 8 + bit)
                    if isFrame { (inFrames, unnoticed) = (inFrames + 1, unnoticed + (isNothing ? 1 : 0)) }
                }
            }
        }
        #expect(inFrames > 150 && unnoticed * 50 < inFrames, "\(unnoticed) of \(inFrames)")
    }

    @Test func `every bit of what stands in the write-ahead log is found`() throws {
        let log = try TestLog(seed: 37)
        let writer = try log.open()
        for number in 0..<4 { try writer.append(log.record(number)) }
        try writer.checkpoint()
        let files = try LogFiles(directory: log.directory)
        let trust = LogVerifier.Trust.keys([writer.verifier])
        #expect(LogVerifier.verify(files, trust: trust).firstBad == nil)
        let size = try #require(files["wal"]).count
        #expect(size > 1000)
        var generator = SeededGenerator(seed: 41)
        for byte in 0..<size {
            for bit in Soak.factor < 40 ? [UInt8.random(in: 0..<8, using: &generator)] : Array(0..<8) {
                var changed = files
                changed["wal"]?[byte] ^= 1 << bit
                #expect(LogVerifier.verify(changed, trust: trust).verdict != .verified, "byte \(byte)")
            }
        }
        withExtendedLifetime(writer) {}
    }

    @Test func `every bit of a proof is found`() throws {
        let log = try Self.threeFrames()
        let key = try #require(try log.keys.verifier(TestLog.origin))
        let prover = try LogProver(directory: log.directory)
        for index in Soak.factor < 40 ? [300] : [0, 300, 533] {
            let line = try prover.line(index)
            let proof = try prover.proof(of: index, extra: index == 0)
            func convinces(_ bytes: [UInt8]) -> Bool {
                guard let proof = try? TransparencyProof(parsing: bytes) else { return false }
                return proof.includes(proof.extra ?? line) && proof.note.signers(among: [key]) == [key]
                    && proof.checkpoint.origin == key.name && proof.index == index
            }
            #expect(convinces(proof.bytes))
            for byte in proof.bytes.indices {
                for bit in 0..<8 {
                    var changed = proof.bytes
                    changed[byte] ^= 1 << UInt8(bit)
                    #expect(!convinces(changed), "record \(index), byte \(byte), bit \(bit)")
                }
            }
        }
    }

    @Test func `bytes dropped, doubled, swapped, cut or added anywhere are found`() throws {
        let subject = try Subject(try Self.threeFrames())
        var generator = SeededGenerator(seed: 43)
        for name in subject.files.paths where name != "lock" {
            let bytes = try #require(subject.files[name])
            for round in 0..<(25 * min(Soak.factor, 20)) {
                var changed = bytes
                let place = Int.random(in: changed.indices, using: &generator)
                let other = Int.random(in: changed.indices, using: &generator)
                switch round % 6 {
                case 0: changed.remove(at: place)
                case 1: changed.insert(changed[place], at: place)
                case 2: changed.swapAt(place, other)
                case 3: changed.removeLast(changed.count - place)
                case 4: changed += bytes[place...]
                default: changed.removeSubrange(min(place, other)..<max(place, other))
                }
                guard changed != bytes else { continue }
                var files = subject.files
                files[name] = changed
                let report = LogVerifier.verify(files, trust: subject.trust)
                #expect(report.verdict != .verified, "\(name), round \(round)")
                #expect(report.firstBad != nil)
            }
        }
    }
}
