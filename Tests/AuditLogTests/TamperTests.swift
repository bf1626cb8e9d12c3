import Primitives
import SystemIO
import TestSupport
import Testing
import Zstandard

@testable import AuditLog
import Transparency

@Suite struct TamperTests {
    /// A closed log of three runs, small enough to spoil each of its bytes.
    static func small() throws -> TestLog {
        let log = try TestLog(seed: 3)
        for run in 0..<2 {
            let writer = try log.open()
            try writer.append(log.record(run))
            try writer.close(reason: "end")
        }
        return log
    }

    @Test func `a changed byte is found wherever it is`() throws {
        let log = try Self.small()
        #expect(log.verify().verdict == .verified)
        let lines = try log.lines()
        let segment = "segments/00000000000000000000.jsonl.zst"
        let frames = SegmentFile(first: 0, bytes: try FileTree.read(FileTree.join(log.directory, segment))).goodBytes
        var unnoticed = 0
        for (name, bytes) in try snapshot(log.directory).sorted(by: { $0.key < $1.key }) {
            let path = FileTree.join(log.directory, name)
            for index in bytes.indices {
                for mask: UInt8 in [0x01, 0x80] {
                    var changed = bytes
                    changed[index] ^= mask
                    try File(path, .replace()).write(changed)
                    let report = log.verify()
                    guard report.verdict != .failed || report.firstBad == nil else { continue }
                    // The one thing that carries no meaning: how the frame spells what it spells.
                    unnoticed += 1
                    #expect(name == segment && index < frames, "\(name) \(index) \(mask)")
                    #expect(try log.lines() == lines)
                }
            }
            try File(path, .replace()).write(bytes)
        }
        #expect(unnoticed * 100 < frames)
        #expect(log.verify().verdict == .verified)
    }

    /// A log with two full frames and a short one in two segments.
    static func large() throws -> TestLog {
        let log = try TestLog(seed: 5)
        let writer = try log.open(LogOptions(segmentBytes: 1))
        for number in 0..<600 { try writer.append(log.record(number)) }
        try writer.checkpoint()
        try writer.close(reason: "end")
        return log
    }

    @Test func `random changed bits of a larger log are found, or change no record`() throws {
        let log = try Self.large()
        let files = try snapshot(log.directory)
        let lines = try log.lines()
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<60 {
            let names = files.keys.filter { $0.hasPrefix("segments") || $0 == "roots" }.sorted()
            let name = try #require(names.randomElement(using: &generator))
            var bytes = try #require(files[name])
            let index = Int.random(in: bytes.indices, using: &generator)
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try File(FileTree.join(log.directory, name), .replace()).write(bytes)
            let report = log.verify()
            if report.verdict != .failed {
                // Another way to write the same content.
                #expect(name.hasPrefix("segments"))
                #expect(try log.lines() == lines)
            } else {
                #expect(report.firstBad != nil)
                #expect(report.root == nil)
            }
            try File(FileTree.join(log.directory, name), .replace()).write(try #require(files[name]))
        }
    }

    @Test func `a changed byte in roots names its frame`() throws {
        let log = try Self.large()
        var roots = try FileTree.read(log.directory + "/roots")
        #expect(roots.count == 64)
        roots[40] ^= 1
        try File(log.directory + "/roots", .replace()).write(roots)
        let report = log.verify()
        #expect(report.verdict == .failed)
        #expect(report.firstBad?.segment == "roots")
        #expect(report.firstBad?.index == 256)
    }

    @Test(arguments: [
        "log.json", "checkpoint", "checkpoints", "roots", "wal", "segments/00000000000000000256.jsonl.zst",
    ])
    func `a missing file is found`(name: String) throws {
        let log = try Self.large()
        try FileTree.remove(FileTree.join(log.directory, name))
        let report = log.verify()
        #expect(report.verdict == .failed)
        #expect(report.firstBad != nil)
    }

    @Test func `a foreign file is named, and in segments it is a fault`() throws {
        let log = try Self.small()
        try FileTree.replace(log.directory + "/notes.txt", with: [1])
        #expect(log.verify().verdict == .verified)
        #expect(log.verify().unknownFiles == ["notes.txt"])
        try FileTree.replace(log.directory + "/segments/1.jsonl.zst", with: [1])
        #expect(log.verify().verdict == .failed)
        #expect(log.verify().unknownFiles == ["segments/1.jsonl.zst", "notes.txt"])
    }

    /// Writes `lines` over the log's segments as its writer would have.
    private func rewrite(_ log: TestLog, _ lines: [[UInt8]], renumbered: Bool) throws {
        var lines = lines
        if renumbered {
            for (index, line) in lines.enumerated() {
                guard var members = try JSONValue(parsing: line).object else { continue }
                members["seq"] = .integer(Int64(index))
                lines[index] = JSONValue.object(members).canonical
            }
        }
        for name in try FileTree.entries(log.directory + "/segments") {
            try FileTree.remove(log.directory + "/segments/" + name)
        }
        var bytes: [UInt8] = []
        var entries: [SeekTable.Entry] = []
        for start in stride(from: 0, to: lines.count, by: 256) {
            let content: [UInt8] = lines[start..<min(start + 256, lines.count)].flatMap { $0 + [0x0a] as [UInt8] }
            let frame = try ZstdFrame.compress(content)
            bytes += frame
            entries.append(
                .init(
                    compressedSize: UInt32(frame.count), decompressedSize: UInt32(content.count),
                    checksum: XXH64.checksum(content)))
        }
        bytes += SeekTable(entries: entries).encoded()
        try FileTree.replace(log.directory + "/segments/00000000000000000000.jsonl.zst", with: bytes)
        try FileTree.replace(log.directory + "/wal", with: WriteAheadLog.encode(first: lines.count, lines: []))
        let full = lines.count / 256
        let roots: [UInt8] = (0..<full).flatMap { frame in
            let hashes = lines[(frame * 256)..<(frame * 256 + 256)].map { MerkleTree.leafHash($0) }
            return MerkleTree.root(of: hashes)
        }
        try FileTree.replace(log.directory + "/roots", with: roots)
    }

    @Test(arguments: [false, true])
    func `records changed, dropped, reordered or added in valid frames are found`(renumbered: Bool) throws {
        let log = try Self.large()
        let files = try snapshot(log.directory)
        let lines = try log.lines()
        try rewrite(log, lines, renumbered: renumbered)
        // Other frames for the same records: nothing was changed.
        #expect(log.verify().verdict == .verified)
        var forgeries: [String: [[UInt8]]] = [:]
        forgeries["dropped"] = lines.enumerated().filter { $0.offset != 300 }.map(\.element)
        forgeries["dropped last"] = lines.dropLast()
        forgeries["reordered"] = lines
        forgeries["reordered"]?.swapAt(300, 301)
        forgeries["added"] = lines + [Array("{\"kind\":\"content\",\"seq\":\(lines.count),\"v\":1}".utf8)]
        forgeries["doubled"] = Array(lines[...300]) + lines[300...]
        var changed = lines
        changed[300] = Array(
            String(decoding: changed[300], as: UTF8.self).replacing("clean", with: "block").utf8)
        forgeries["changed"] = changed
        for (name, forged) in forgeries {
            try rewrite(log, forged, renumbered: renumbered)
            let report = log.verify()
            if name == "added" {
                // Behind the checkpoint nobody vouches for anything, and the report says how much that is.
                #expect(report.beyondCheckpoint == 1)
            } else {
                #expect(report.verdict == .failed, "\(name)")
            }
        }
        try restore(files, to: log.directory)
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a changed record is named to its frame, one out of place exactly`() throws {
        let log = try Self.large()
        let lines = try log.lines()
        let roots = try FileTree.read(log.directory + "/roots")
        var changed = lines
        changed[300] = Array(String(decoding: changed[300], as: UTF8.self).replacing("clean", with: "block").utf8)
        try rewrite(log, changed, renumbered: false)
        try FileTree.replace(log.directory + "/roots", with: roots)
        #expect(log.verify().firstBad?.index == 256)
        try rewrite(log, lines.enumerated().filter { $0.offset != 300 }.map(\.element), renumbered: false)
        #expect(log.verify().firstBad?.index == 300)
        #expect(log.verify().firstBad?.expected == "300")
        #expect(log.verify().firstBad?.got == "301")
    }

    @Test func `a log that was rolled back or replaced is refused by its writer and found by its owner`() throws {
        let log = try TestLog()
        try log.open().close(reason: "one")
        let old = try snapshot(log.directory)
        let writer = try log.open()
        try writer.append(log.record(1))
        try writer.close(reason: "two")
        let new = try snapshot(log.directory)
        try restore(old, to: log.directory)
        let size = writer.size
        #expect(throws: LogError.rollback(published: size, found: 4)) { try log.open() }
        #expect(log.verify().verdict == .failed)
        // Whoever has the key alone cannot know.
        let verifier = try #require(try log.keys.verifier(TestLog.origin))
        #expect(LogVerifier.verify(directory: log.directory, trust: .keys([verifier])).verdict == .verified)
        #expect(try snapshot(log.directory) == old)

        // Another log of the same origin and size, signed with the same key elsewhere.
        let other = try TestLog(seed: 2)
        try other.open().close(reason: "one")
        let forged = try other.open()
        try forged.append(other.record(2))
        try forged.close(reason: "two")
        try restore(try snapshot(other.directory), to: log.directory)
        #expect(throws: LogError.replaced(size: size)) { try log.open() }
        #expect(log.verify().verdict == .failed)
        try restore(new, to: log.directory)
        try log.open().close(reason: "three")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a wrong key is refused before it signs anything`() throws {
        let log = try Self.small()
        let expected = try #require(try log.keys.verifier(TestLog.origin))
        try TestLog.install(key: 8, in: log.keys)
        let found = try #require(try log.keys.verifier(TestLog.origin))
        #expect(
            throws: LogError.keyMismatch(origin: TestLog.origin, expected: expected.vkey, found: found.vkey)
        ) { try log.open() }
        #expect(log.verify().verdict == .failed)
    }

    @Test func `a log that was copied away verifies, and goes on only with its key`() throws {
        let log = try Self.small()
        let copy = log.folder.file("copy")
        try restore(try snapshot(log.directory), to: copy)
        #expect(log.verify(copy).verdict == .verified)
        let none = KeyFolder(path: log.folder.file("none"))
        #expect(throws: LogError.signingKeyLost(origin: TestLog.origin, path: none.signingKeyPath(TestLog.origin))) {
            try LogWriter(opening: copy, keys: none, packs: [], environment: log.environment)
        }
    }

    @Test func `hostile bytes in any file never trap a reader`() throws {
        let log = try Self.large()
        let files = try snapshot(log.directory)
        var generator = SeededGenerator(seed: 23)
        for _ in 0..<80 {
            var spoilt = files
            let name = try #require(files.keys.sorted().randomElement(using: &generator))
            spoilt[name] = generator.mutate(try #require(files[name]), alphabet: [0, 0xff, 0x28, 0x0a])
            try restore(spoilt, to: log.directory)
            let verdict = log.verify().verdict
            if spoilt[name] != files[name], !name.hasPrefix("segments"), name != "lock" {
                #expect(verdict != .verified, "\(name)")
            }
            _ = try? log.lines()
            _ = try? log.open()
        }
    }
}
