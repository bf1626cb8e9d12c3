import Primitives
import SystemIO
import TestSupport
import Testing

@testable import AuditLog

@Suite struct CrashTests {
    /// Opens what a crash left, and expects all that was acknowledged to be there, once and in order.
    private func recover(_ log: TestLog, acknowledged: Int, appended: Int) throws {
        let before = log.verify()
        #expect(before.verdict != .failed, "\(before)")
        let writer = try log.open()
        try writer.append(log.record(-1))
        try writer.close(reason: "end")
        let report = log.verify()
        #expect(report.verdict == .verified, "\(report)")
        let numbers = try log.numbers()
        #expect(numbers.count > acknowledged && numbers.count <= appended + 1)
        #expect(numbers == Array(0..<(numbers.count - 1)) + [-1])
    }

    @Test func `what was committed survives a death at any commit`() throws {
        let log = try TestLog(seed: 31)
        let keys = log.keys.path
        let writer = try log.open()
        var generator = SeededGenerator(seed: 37)
        var moments: [(log: [String: [UInt8]], keys: [String: [UInt8]], acknowledged: Int, appended: Int)] = []
        var appended = 0
        var acknowledged = 0
        for _ in 0..<60 {
            for _ in 0..<Int.random(in: 0...25, using: &generator) {
                try writer.append(log.record(appended))
                appended += 1
            }
            let choice = Int.random(in: 0..<8, using: &generator)
            if choice == 0 { try writer.checkpoint() } else if choice > 1 { try writer.commit() }
            if choice != 1 { acknowledged = appended }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                moments.append((try snapshot(log.directory), try snapshot(keys), acknowledged, appended))
            }
        }
        #expect(appended > 512)
        try writer.close(reason: "end")
        for moment in moments {
            try restore(moment.log, to: log.directory)
            try restore(moment.keys, to: keys, folder: "epoch")
            try recover(log, acknowledged: moment.acknowledged, appended: moment.appended)
        }
    }

    @Test func `a write-ahead log cut at any byte keeps all whole records, and sets the rest aside`() throws {
        let log = try TestLog(seed: 41)
        let writer = try log.open()
        try writer.checkpoint()
        let before = try FileTree.read(log.directory + "/wal").count
        for number in 0..<3 { try writer.append(["number": .integer(Int64(number))]) }
        try writer.commit()
        let files = try snapshot(log.directory)
        let keys = try snapshot(log.keys.path)
        let wal = try #require(files["wal"])
        try writer.close(reason: "end")
        for length in before...wal.count {
            var cut = files
            cut["wal"] = Array(wal[..<length])
            try restore(cut, to: log.directory)
            try restore(keys, to: log.keys.path, folder: "epoch")
            let whole = WriteAheadLog(parsing: Array(wal[..<length]))
            let isTorn = whole.goodBytes < length
            #expect(log.verify().verdict == (isTorn ? .inconclusive : .verified))
            let again = try log.open()
            #expect(again.recovered.cleanlyClosed == false)
            #expect(again.recovered.setAside == (isTorn ? ["wal.torn-1"] : []))
            if isTorn {
                #expect(try FileTree.read(log.directory + "/wal.torn-1") == Array(wal[whole.goodBytes..<length]))
            }
            try again.close(reason: "end")
            #expect(log.verify().verdict == .verified)
            #expect(try log.numbers() == Array(0..<(whole.end - 3)))
        }
    }

    @Test func `a cut below the checkpoint is a rollback, a bad record before a good one is corruption`() throws {
        let log = try TestLog(seed: 43)
        let writer = try log.open()
        for number in 0..<3 { try writer.append(log.record(number)) }
        try writer.checkpoint()
        let size = writer.size
        let path = log.directory + "/wal"
        let wal = try FileTree.read(path)
        withExtendedLifetime(writer) {}
        let copy = log.folder.file("copy")
        var files = try snapshot(log.directory)
        files["wal"] = Array(wal.dropLast())
        try restore(files, to: copy)
        #expect(throws: LogError.rollback(published: size, found: size - 1)) { try log.open(directory: copy) }
        #expect(log.verify(copy).verdict == .failed)
        var bad = wal
        bad[60] ^= 1
        files["wal"] = bad
        try restore(files, to: copy)
        #expect(throws: LogError.corrupt(index: 0, file: "wal", reason: "a bad record before a good one")) {
            try log.open(directory: copy)
        }
        #expect(log.verify(copy).verdict == .failed)
        #expect(throws: LogError.self) { try log.lines(copy) }
        // Nothing was touched.
        #expect(try snapshot(copy) == files)
    }

    @Test(arguments: [(0, 520), (2, 1100)])
    func `a segment cut anywhere behind its last signed frame is repaired`(framesInWork: Int, count: Int) throws {
        let log = try TestLog(seed: 47)
        var options = LogOptions()
        options.framesInWork = framesInWork
        let writer = try log.open(options)
        try writer.checkpoint()
        for number in 0..<count { try writer.append(log.record(number)) }
        try writer.commit()
        let files = try snapshot(log.directory)
        let keys = try snapshot(log.keys.path)
        let name = "segments/00000000000000000000.jsonl.zst"
        let bytes = try #require(files[name])
        try writer.close(reason: "end")
        var generator = SeededGenerator(seed: 53)
        let lengths = [0, 1, 4, bytes.count - 1, bytes.count] + (0..<10).map { _ in
            Int.random(in: 0..<bytes.count, using: &generator)
        }
        for length in lengths {
            var cut = files
            cut[name] = Array(bytes[..<length])
            // The hashes are written after the frames.
            cut["roots"] = []
            try restore(cut, to: log.directory)
            try restore(keys, to: log.keys.path, folder: "epoch")
            #expect(log.verify().verdict != .failed)
            #expect(try log.numbers() == Array(0..<count))
            try recover(log, acknowledged: count, appended: count)
        }
    }

    @Test func `a death between any two steps of taking a short frame back loses nothing`() throws {
        let log = try TestLog(seed: 59)
        let writer = try log.open()
        for number in 0..<300 { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
        let again = try log.open()
        let keys = try snapshot(log.keys.path)
        // Records stand in the write-ahead log, behind those of the short frame.
        try again.append(log.record(300))
        try again.commit()
        let before = try snapshot(log.directory)
        let size = again.size
        try again.checkpoint()
        var after = try snapshot(log.directory)
        for name in ["checkpoint", "checkpoints"] { after[name] = before[name] }
        try again.close(reason: "end")
        let name = "segments/00000000000000000000.jsonl.zst"
        #expect(before[name] != after[name])
        // The write-ahead log is new, the segment still whole.
        var between = after
        between[name] = before[name]
        let wal = WriteAheadLog(parsing: try #require(after["wal"]))
        #expect((wal.first, wal.end) == (256, size))
        for state in [before, between, after] {
            try restore(state, to: log.directory)
            try restore(keys, to: log.keys.path, folder: "epoch")
            #expect(log.verify().verdict == .verified)
            #expect(try log.numbers() == Array(0..<301))
            try recover(log, acknowledged: 301, appended: 301)
        }
    }

    @Test(arguments: [0, 3, 253, 254, 300, 512])
    func `opening a log that ended cleanly only adds to its write-ahead log`(count: Int) throws {
        let log = try TestLog(seed: 73)
        let writer = try log.open()
        for number in 0..<count { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
        var before = try snapshot(log.directory)
        let again = try log.open()
        var after = try snapshot(log.directory)
        let wal = (before: before.removeValue(forKey: "wal") ?? [], after: after.removeValue(forKey: "wal") ?? [])
        #expect(after.removeValue(forKey: "reserve") != nil)
        #expect(before == after)
        #expect(!wal.before.isEmpty && wal.after.starts(with: wal.before) && wal.after.count > wal.before.count)
        #expect(log.verify().verdict == .verified)
        for number in count..<(count + 300) {
            try again.append(log.record(number))
            if number.isMultiple(of: 16) { try again.commit() }
            // With and without a checkpoint before the frame is full.
            if number == count + 20, count.isMultiple(of: 2) { try again.checkpoint() }
        }
        try again.commit()
        #expect(log.verify().verdict == .verified)
        #expect(try log.numbers() == Array(0..<(count + 300)))
        try again.close(reason: "end")
        #expect(log.verify().verdict == .verified)
        #expect(try log.numbers() == Array(0..<(count + 300)))
    }

    @Test func `a segment that reached its size at a clean end is left alone`() throws {
        let log = try TestLog(seed: 79)
        var options = LogOptions()
        options.segmentBytes = 1
        let writer = try log.open(options)
        // With log.init, epoch.begun, log.open and log.close two full frames.
        for number in 0..<508 { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
        let before = try snapshot(log.directory)
        let again = try log.open(options)
        try again.append(log.record(508))
        try again.close(reason: "end")
        for (name, bytes) in before where name.hasPrefix("segments/") {
            #expect(try FileTree.read(FileTree.join(log.directory, name)) == bytes)
        }
        #expect(log.verify().verdict == .verified)
        #expect(try log.numbers() == Array(0...508))
    }

    @Test func `what is wrong inside the history is left for the verifier to find`() throws {
        let log = try TestLog(seed: 83)
        for _ in 0..<3 { try log.open().close(reason: "end") }
        let path = log.directory + "/checkpoints"
        var bytes = try FileTree.read(path)
        bytes[bytes.count / 2] ^= 1
        let file = try File(path, .replace())
        try file.write(bytes)
        #expect(log.verify().verdict == .failed)
        try log.open().close(reason: "end")
        #expect(try FileTree.read(path).starts(with: bytes))
        #expect(log.verify().verdict == .failed)
    }

    @Test func `a history that lacks its last note, or has half of it, is completed`() throws {
        let log = try TestLog(seed: 61)
        let writer = try log.open()
        try writer.checkpoint()
        try writer.append(log.record(0))
        let before = try FileTree.read(log.directory + "/checkpoints")
        try writer.checkpoint()
        let files = try snapshot(log.directory)
        let keys = try snapshot(log.keys.path)
        let after = try #require(files["checkpoints"])
        try writer.close(reason: "end")
        for length in [before.count, before.count + 1, after.count - 1, after.count] {
            var cut = files
            cut["checkpoints"] = Array(after[..<length])
            try restore(cut, to: log.directory)
            try restore(keys, to: log.keys.path, folder: "epoch")
            #expect(log.verify().verdict == (length == after.count ? .verified : .inconclusive))
            try log.open().close(reason: "end")
            #expect(log.verify().verdict == .verified)
        }
    }

    @Test func `channels that a crash left open are closed as interrupted, once`() throws {
        let log = try TestLog(seed: 67)
        let writer = try log.open()
        var ids: [String] = []
        for number in 0..<4 {
            var record = log.record(number, kind: "open")
            record["channel"] = ["name": .string("choice \(number)")]
            ids.append(try #require(record["id"]?.string))
            try writer.append(record)
        }
        try writer.append(["kind": "part", "of": .string(ids[1]), "part": 0])
        var closing = log.record(4)
        closing["open"] = .string(ids[2])
        try writer.append(closing)
        // So that some of it stands in a segment.
        for number in 5..<300 { try writer.append(log.record(number)) }
        try writer.commit()
        let copy = log.folder.file("copy")
        try restore(try snapshot(log.directory), to: copy)
        let again = try log.open(directory: copy)
        let open = [ids[0], ids[1], ids[3]]
        #expect(again.recovered.interrupted == open)
        try again.close(reason: "end")
        let records = try log.lines(copy).map { try JSONValue(parsing: $0) }
        let found = records.filter { $0["ended"] == "interrupted" }
        #expect(found.map { $0["open"]?.string } == open)
        #expect(found.map { $0["channel"]?["name"]?.string } == ["choice 0", "choice 1", "choice 3"])
        #expect(found.map { $0["parts"]?.integer } == [nil, 1, nil])
        #expect(found.allSatisfy { $0["verdict"] == "undecided" && $0["mode"] == "filter" && $0["id"] != nil })
        let next = try log.open(directory: copy)
        #expect(next.recovered == LogWriter.Recovery())
        try next.close(reason: "end")
        #expect(log.verify(copy).verdict == .verified)
    }

    @Test func `random bytes are no write-ahead log and no segment, and never trap`() {
        var generator = SeededGenerator(seed: 71)
        let wal = WriteAheadLog.encode(first: 5, lines: (0..<4).map { Array("{\"n\":\($0)}".utf8) })
        for _ in 0..<3000 {
            let bytes = generator.mutate(wal, alphabet: [0, 0xff, 1])
            let parsed = WriteAheadLog(parsing: bytes)
            #expect(parsed.goodBytes <= bytes.count)
            _ = SegmentFile(first: 0, bytes: generator.bytes(Int.random(in: 0..<64, using: &generator)))
            _ = CheckpointHistory(parsing: generator.bytes(40))
        }
    }
}

/// As ``restore(_:to:)`` for a folder whose one inner folder is `folder`.
func restore(_ files: [String: [UInt8]], to directory: String, folder: String) throws {
    try FileTree.makeDirectories(FileTree.join(directory, folder))
    for (name, bytes) in files {
        let path = FileTree.join(directory, name)
        try FileTree.replace(path, with: bytes, permissions: 0o600)
    }
    for name in try snapshot(directory).keys where files[name] == nil {
        try FileTree.remove(FileTree.join(directory, name))
    }
}
