import Primitives
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

/// What others wrote reads the segments, without a line of ours.
@Suite struct SegmentPeerTests {
    /// Three segments, and names that JSON, UTF-8 and UTF-16 order or escape each in their own way.
    private static func log() throws -> TestLog {
        let log = try TestLog(seed: 83)
        let writer = try log.open(LogOptions(segmentBytes: 8_000))
        for number in 0..<1500 {
            var record = log.record(number)
            record["text"] = .string(texts[number % texts.count])
            if number % 100 == 0 { record["\u{fb33}"] = ["\u{20ac}": 1, "\r": 2, "1": 3, "\u{1f600}": 4, "ö": 5, "\u{80}": 6] }
            if number % 100 == 50 { record["numbers"] = [0, -1, .integer(JSONValue.largestInteger), .null, true] }
            try writer.append(record)
        }
        try writer.close(reason: "end")
        return log
    }

    private static let texts = [
        "plain", "中文，标点", "\u{1}\u{8}\t\n\u{c}\r\u{1f}\u{7f}", "\"\\/", "😀\u{2028}\u{2029}\u{85}\u{feff}", "", "e\u{301}é",
    ]

    private func segments(_ log: TestLog) throws -> [String] {
        try FileTree.entries(log.directory + "/segments").map { log.directory + "/segments/" + $0 }
    }

    @Test(.enabled(if: Peer.isInstalled("zstd")))
    func `the command zstd tests, lists and unpacks them`() throws {
        let log = try Self.log()
        let paths = try segments(log)
        #expect(paths.count > 2)
        let lines = try log.lines()
        #expect(try Peer.run("zstd", ["-tq"] + paths).status == 0)
        let unpacked = try Peer.run("zstd", ["-dcq"] + paths)
        #expect(unpacked.status == 0 && unpacked.output == lines.flatMap { $0 + [0x0a] as [UInt8] })
        var frames = 0
        for path in paths {
            let listing = String(decoding: try Peer.run("zstd", ["-lv", path]).output, as: UTF8.self)
            #expect(listing.contains("Check: XXH64"), "\(listing)")
            #expect(listing.contains("Skippable Frames: 1") || listing.contains("# Skippable Frames: 1"), "\(listing)")
            let number = listing.split(separator: "\n").first { $0.contains("# Zstandard Frames") }
            frames += Int(number?.split(separator: " ").last ?? "") ?? 0
        }
        #expect(frames == (lines.count + 255) / 256)
    }

    @Test(.enabled(if: Peer.isInstalled("zstd") && Peer.isInstalled("jq")))
    func `jq reads every line as JSON`() throws {
        let log = try Self.log()
        let unpacked = try Peer.run("zstd", ["-dcq"] + segments(log)).output
        #expect(try Peer.run("jq", ["-e", "."], input: unpacked).status == 0)
        let numbers = try Peer.run("jq", ["-c", ".seq"], input: unpacked).output
        let size = try log.lines().count
        #expect(numbers == Array((0..<size).map { "\($0)\n" }.joined().utf8))
    }

    @Test(.enabled(if: Peer.isInstalled("zstd")))
    func `a file that a crash cut is read up to its last whole frame`() throws {
        let log = try Self.log()
        let path = try segments(log)[0]
        let bytes = try FileTree.read(path)
        let file = SegmentFile(first: 0, bytes: bytes)
        let cut = file.frames[1].lowerBound + file.frames[1].count / 2
        let torn = log.folder.file("torn.jsonl.zst")
        try FileTree.replace(torn, with: Array(bytes[..<cut]))
        let unpacked = try Peer.run("zstd", ["-dcq", torn])
        #expect(unpacked.status != 0)
        let whole = try log.lines()[..<256].flatMap { $0 + [0x0a] as [UInt8] }
        #expect(unpacked.output.starts(with: whole))
        // Without its seek table a segment is whole for everybody.
        try FileTree.replace(torn, with: Array(bytes[..<file.goodBytes]))
        #expect(try Peer.run("zstd", ["-tq", torn]).status == 0)
    }

    @Test func `pyzstd, zstandard, DuckDB and rfc8785 read the same records`() throws {
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: "readers of segments") else { return }
        let log = try Self.log()
        let lines = try log.lines()
        let first = try segments(log)[0]
        let bytes = try FileTree.read(first)
        let file = SegmentFile(first: 0, bytes: bytes)
        let torn = log.folder.file("torn.jsonl.zst")
        try FileTree.replace(torn, with: Array(bytes[..<(file.frames[1].upperBound - 9)]))
        let script = FileTree.join(FileTree.parent(of: #filePath), "read_segments.py")
        let finished = try Command.run(python, ["-B", script, log.directory, "5", torn])
        #expect(finished.status == 0, "\(finished.error)")
        let found = try JSONValue(parsing: finished.output)
        let count = Int64(lines.count)
        #expect(found["lines"]?.integer == count)
        #expect(found["duckdb"] == [.integer(count), 0, .integer(count - 1), .integer(count)])
        #expect(found["kinds"]?["content"]?.integer == 1500)
        #expect((found["seeks"]?.integer ?? 0) == 40 * (found["segments"]?.integer ?? 0))
        #expect((found["torn_lines"]?.integer ?? 0) >= 256)
        #expect((found["torn_duckdb"]?.integer ?? 256) >= 256)
    }
}
