import AuditLog
import Cryptography
import Dispatch
import Foundation
import Primitives
import Synchronization
import SystemIO
import Transparency
import Zstandard

/// A log of as many records as one likes, of the real schema, that verifies: its frames are made on all cores and
/// written at once, so that ten million records take minutes.
struct SyntheticLog {
    let directory: String
    let keys: KeyFolder

    private static let frame = 256
    private static let segmentBytes = 64 << 20

    /// One that was made before.
    init(existing folder: String) {
        directory = folder + "/log"
        keys = KeyFolder(path: folder + "/keys")
    }

    /// - Parameter count: at least so many records; rounded up to whole frames.
    init(_ folder: String, records count: Int) throws {
        directory = folder + "/log"
        keys = KeyFolder(path: folder + "/keys")
        let origin = try LogWriter.create(
            directory: directory, origin: nil, producer: "benchmark", keys: keys, environment: .system, host: "localhost")
        try LogWriter(opening: directory, keys: keys, packs: .array([]), environment: .system).close(reason: "end-of-input")
        var head: [[UInt8]] = []
        try LogReader(directory: directory).forEach { _, line in
            head.append(line)
            return true
        }
        let frames = (max(count, 1) + Self.frame - 1) / Self.frame
        try FileTree.remove(directory + "/segments/" + Self.name(0))
        var (tree, roots, first, segment) = (MerkleTree(), [UInt8](), 0, Segment())
        let wave = 64
        for start in stride(from: 0, to: frames, by: wave) {
            let made = Mutex<[(frame: [UInt8], size: Int, root: [UInt8])?]>(Array(repeating: nil, count: min(wave, frames - start)))
            DispatchQueue.concurrentPerform(iterations: min(wave, frames - start)) { [head] place in
                guard let one = try? Self.make(start + place, head) else { return }
                made.withLock { $0[place] = one }
            }
            for one in made.withLock({ $0 }) {
                guard let one else { throw CocoaError(.featureUnsupported) }
                tree.append(subtree: one.root, level: 8)
                roots += one.root
                segment.append(one.frame, size: one.size)
                guard segment.bytes.count >= Self.segmentBytes else { continue }
                try segment.write(directory + "/segments/" + Self.name(first))
                (first, segment) = (tree.size, Segment())
            }
        }
        if !segment.bytes.isEmpty { try segment.write(directory + "/segments/" + Self.name(first)) }
        try FileTree.replace(directory + "/roots", with: roots)
        try FileTree.replace(
            directory + "/wal", with: Array("HMRKWAL\u{1}".utf8) + (0..<8).map { UInt8(tree.size >> (8 * $0) & 0xff) })
        let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root)
        if let note = try keys.signer(origin).sign(checkpoint.text) {
            try FileTree.replace(directory + "/checkpoint", with: note.bytes)
            try FileTree.replace(
                directory + "/checkpoints", with: try FileTree.read(directory + "/checkpoints") + note.bytes + [0x0a])
        }
    }

    private struct Segment {
        var bytes: [UInt8] = []
        private var entries: [SeekTable.Entry] = []

        mutating func append(_ frame: [UInt8], size: Int) {
            let checksum = frame.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            entries.append(
                SeekTable.Entry(
                    compressedSize: UInt32(frame.count), decompressedSize: UInt32(size), checksum: checksum))
            bytes += frame
        }

        func write(_ path: String) throws {
            try FileTree.replace(path, with: bytes + SeekTable(entries: entries).encoded())
        }
    }

    private static func name(_ first: Int) -> String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + ".jsonl.zst"
    }

    private static func make(_ number: Int, _ head: [[UInt8]]) throws -> (frame: [UInt8], size: Int, root: [UInt8]) {
        // Neighbouring states would give the same numbers, one later.
        var seeds = Numbers(state: UInt64(number))
        var random = Numbers(state: seeds.next())
        var content: [UInt8] = []
        var hashes: [[UInt8]] = []
        for index in (number * frame)..<((number + 1) * frame) {
            let line = index < head.count ? head[index] : Array(record(index, &random).utf8)
            hashes.append(MerkleTree.leafHash(line))
            content += line
            content.append(0x0a)
        }
        return (try ZstdFrame.compress(content, level: 3), content.count, MerkleTree.root(of: hashes))
    }

    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// The rules by how often they hit: the first most, the last once in some ten thousand findings.
    static let rules = [
        ("cn-privacy.mobile", "privacy", "high"), ("ad-law.absolute", "ad-law", "low"),
        ("cn-privacy.address", "privacy", "medium"), ("intl-privacy.email", "privacy", "medium"),
        ("safety.weapons", "safety", "high"), ("cn-privacy.resident-id", "privacy", "critical"),
        ("secret.api-key", "secret", "critical"), ("cn-privacy.bank-card", "privacy", "critical"),
    ]

    /// A record of half a second after the one before: ten million are two months.
    private static func record(_ index: Int, _ random: inout Numbers) -> String {
        let time = Timestamp(milliseconds: 1_795_000_000_000 + Int64(index) * 500)
        let id = ContentID(time: time, random: (0..<10).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        var findings: [String] = []
        while Int.random(in: 0..<5, using: &random) == 0, findings.count < 4 {
            let rule = rules[min(rules.count - 1, random.next().trailingZeroBitCount)]
            let start = Int.random(in: 0...900, using: &random)
            findings.append(
                #"{"action":"mask","bytes":[\#(start),\#(start + 11)],"category":"\#(rule.1)","rule":"\#(rule.0)","severity":"\#(rule.2)","view":"folded"}"#)
        }
        let bytes = Int.random(in: 40...4000, using: &random)
        let hmac = Hex.encode((0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        let other = Hex.encode((0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        let output = findings.isEmpty ? "" : #""output":{"bytes":\#(bytes),"hmac":"\#(other)"},"#
        let model = ["qwen3-max", "deepseek-v3.2", "glm-4.6"][Int.random(in: 0..<3, using: &random)]
        return (findings.isEmpty ? "{" : #"{"action":"mask","#)
            + #""channel":{"format":"openai-sse","name":"choice 0"},"content":{"bytes":\#(bytes),"chars":\#(bytes / 3),"hmac":"\#(hmac)","key":"2026-11"},"ended":"complete","findings":[\#(findings.joined(separator: ","))],"findings_total":\#(findings.count),"held":{"max":\#(bytes % 40)},"id":"\#(id)","kind":"content","label":{"aigc":true,"c2pa":false,"visible":"start"},"mode":"filter","model":"\#(model)","open":"\#(id)",\#(output)"packs":"sha256:7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a","producer":"benchmark","seq":\#(index),"source":{"name":"stdin"},"time":"\#(time.rfc3339)","v":1,"verdict":"\#(findings.isEmpty ? "clean" : "masked")"}"#
    }
}
