import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import AuditLog

/// Frames that were removed: what is left verifies, proves, is read, and goes on.
@Suite struct PruneTests {
    /// A log of some 2,500 records in segments of one or a few frames.
    private static func make(seed: UInt64, segmentBytes: Int, count: Int = 2500) throws -> TestLog {
        let log = try TestLog(seed: seed)
        let writer = try log.open(LogOptions(segmentBytes: segmentBytes))
        for number in 0..<count {
            try writer.append(log.record(number))
            if number % 100 == 0 { try writer.commit() }
        }
        try writer.close(reason: "end")
        return log
    }

    private static func randomRanges(_ end: Int, _ random: inout SeededGenerator) -> [Range<Int>] {
        let frames = end / LogFormat.frame
        return (0..<frames).filter { _ in Int.random(in: 0..<10, using: &random) < 4 }
            .map { $0 * LogFormat.frame..<($0 + 1) * LogFormat.frame }
    }

    /// The records before the segment that a writer goes on with.
    private static func end(_ log: TestLog) throws -> Int {
        try RetentionReport.lastSegment(LogFolder(path: log.directory))
    }

    /// What is left is as it was, and everybody says so.
    private func check(_ log: TestLog, before: [[UInt8]], pruned: [Range<Int>], _ what: String) throws {
        let report = log.verify()
        #expect(report.verdict == .verified, "\(what): \(report)")
        #expect(report.pruned == FrameRanges.union(pruned, []), "\(what)")
        var seen: [Int] = []
        try LogReader(directory: log.directory).forEach { index, line in
            seen.append(index)
            if index < before.count { #expect(line == before[index], "\(what): record \(index)") }
            return true
        }
        #expect(seen.filter { $0 < before.count } == before.indices.filter { !FrameRanges.contains(pruned, $0) }, "\(what)")
        let prover = try LogProver(directory: log.directory)
        for index in stride(from: 0, to: before.count, by: 97) {
            if FrameRanges.contains(pruned, index) {
                #expect(throws: LogError.self) { try prover.proof(of: index, extra: true) }
            } else {
                #expect(try prover.proof(of: index, extra: true).includes(before[index]), "\(what)")
            }
        }
    }

    @Test(arguments: 0..<(4 * Soak.factor))
    func `random plans, one after the other, leave a log that verifies and goes on`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let log = try Self.make(seed: UInt64(seed), segmentBytes: seed.isMultiple(of: 2) ? 1 : 12_000)
        var pruned: [Range<Int>] = []
        for round in 0..<3 {
            let before = try Self.all(log)
            let held = try LogProver(directory: log.directory)
            let ranges = Self.randomRanges(try Self.end(log), &random)
            let gone = ranges.first.flatMap { range in
                FrameRanges.contains(pruned, range.lowerBound) ? nil : try? held.proof(of: range.lowerBound, extra: true)
            }
            let writer = try log.open(LogOptions(segmentBytes: 1))
            try writer.prune(ranges, reason: "test", who: "officer", retain: Retention().json)
            for number in 0..<300 { try writer.append(log.record(10_000 + round * 300 + number)) }
            try writer.close(reason: "end")
            pruned = FrameRanges.union(pruned, ranges)
            var lines: [[UInt8]] = []
            for index in 0..<(before.keys.max() ?? 0) { lines.append(before[index] ?? []) }
            try check(log, before: lines, pruned: pruned, "seed \(seed), round \(round)")
            // Who holds a record that is gone, and its proof, still has the proof.
            if let gone, let line = gone.extra { #expect(gone.includes(line)) }
        }
        try peers(log, pruned)
    }

    private static func all(_ log: TestLog) throws -> [Int: [UInt8]] {
        var lines: [Int: [UInt8]] = [:]
        try LogReader(directory: log.directory).forEach { index, line in
            lines[index] = line
            return true
        }
        return lines
    }

    /// `zstd` and `jq` read what is left, and the verifier that shares no code finds the root.
    private func peers(_ log: TestLog, _ pruned: [Range<Int>]) throws {
        guard Peer.isInstalled("python3"), Peer.isInstalled("zstd") else { return }
        let script = FileTree.join(FileTree.parent(of: #filePath), "verify_log.py")
        let outcome = try Peer.run("python3", [script, log.directory])
        #expect(outcome.status == 0)
        let answer = try JSONValue(parsing: outcome.output)
        #expect(answer["root"]?.string == log.verify().root)
        #expect(answer["pruned"] == FrameRanges.json(pruned))
    }

    @Test func `a prune that ends at any step is finished by the next start`() throws {
        let base = try Self.make(seed: 9, segmentBytes: 9_000, count: 1700)
        let lines = try base.lines()
        let (logFiles, keyFiles) = (try snapshot(base.directory), try snapshot(base.keys.path))
        let ranges = [0..<256, 768..<1024]
        var steps = 0
        while true {
            try restore(logFiles, to: base.directory)
            for (name, bytes) in keyFiles where !name.hasPrefix("epoch") {
                try FileTree.replace(base.keys.path + "/" + name, with: bytes, permissions: 0o600)
            }
            let files = StoppingFiles(after: steps)
            var hasEnded = false
            do throws(LogError) {
                let writer = try LogWriter(
                    opening: base.directory, keys: KeyFolder(path: base.keys.path, files: files), packs: [],
                    environment: base.environment)
                try writer.prune(ranges, reason: "test", who: "officer", retain: [:])
                try writer.close(reason: "end")
                hasEnded = true
            } catch {
                #expect(files.hasStopped, "\(error)")
            }
            // Before anybody repairs it, nothing looks tampered with.
            #expect(base.verify().verdict != .failed, "after \(steps) steps: \(base.verify())")
            var seen = 0
            try LogReader(directory: base.directory).forEach { _, _ in
                seen += 1
                return true
            }
            #expect(seen >= lines.count - 512, "after \(steps) steps")
            let writer = try base.open()
            try writer.prune(ranges, reason: "again", who: "officer", retain: [:])
            try writer.close(reason: "end")
            try check(base, before: lines, pruned: ranges, "after \(steps) steps")
            if hasEnded { break }
            steps += 1
        }
        #expect(steps > 40)
    }

    @Test func `a gap that no record states is found, with the first missing record`() throws {
        let log = try Self.make(seed: 4, segmentBytes: 1)
        let segment = log.directory + "/segments/" + LogFolder.segmentName(512)
        let bytes = try FileTree.read(segment)
        try FileTree.remove(segment)
        var report = log.verify()
        #expect(report.verdict == .failed)
        #expect(report.firstBad?.index == 512, "\(report)")
        // Not by a word in log.json either.
        let text = String(decoding: try FileTree.read(log.directory + "/log.json"), as: UTF8.self)
        let claimed = text.replacing("\"producer\"", with: "\"pruned\":[[512,768]],\"producer\"")
        let sorted = try JSONValue(parsing: Array(claimed.utf8)).canonical + [0x0a]
        try FileTree.replace(log.directory + "/log.json", with: sorted)
        report = log.verify()
        #expect(report.verdict == .failed)
        #expect(report.firstBad?.index == 512, "\(report)")
        try FileTree.replace(log.directory + "/log.json", with: Array(text.utf8))
        try FileTree.replace(segment, with: bytes)
        #expect(log.verify().verdict == .verified)
    }

    @Test func `of a pruned log a changed hash of what is gone is found`() throws {
        let log = try Self.make(seed: 5, segmentBytes: 1)
        let writer = try log.open()
        try writer.prune([256..<768], reason: "r", who: "w", retain: [:])
        try writer.close(reason: "end")
        #expect(log.verify().verdict == .verified)
        var roots = try FileTree.read(log.directory + "/roots")
        roots[40] ^= 1
        try FileTree.replace(log.directory + "/roots", with: roots)
        #expect(log.verify().verdict == .failed)
        #expect(throws: LogError.self) { try log.open() }
    }

    @Test func `what is no whole frame or is still being written is not pruned`() throws {
        let log = try Self.make(seed: 6, segmentBytes: 1)
        let writer = try log.open()
        let end = try Self.end(log)
        for range in [1..<257, 0..<255, end..<(end + 256)] {
            #expect(throws: LogError.self) { try writer.prune([range], reason: "", who: "", retain: [:]) }
        }
        try writer.close(reason: "end")
        #expect(log.verify().verdict == .verified)
        #expect(log.verify().pruned.isEmpty)
    }

    @Test func `keys and epochs that a prune takes with it are stated anew`() throws {
        let log = try TestLog()
        let old = try log.keys.signer(TestLog.origin).verifier
        let writer = try log.open(LogOptions(segmentBytes: 1))
        let new = try writer.rotateKey()
        try writer.rotateEpoch()
        for number in 0..<1000 { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
        let next = try log.open()
        try next.prune([0..<512], reason: "r", who: "w", retain: [:])
        try next.close(reason: "end")
        for key in [old, new] {
            let report = LogVerifier.verify(directory: log.directory, trust: .keys([key]))
            #expect(report.verdict == .verified, "\(report)")
            #expect(report.keys.count == 2)
        }
        let again = try log.open()
        #expect(again.epochKeyID.hasSuffix("-2"))
        try again.close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }
}

/// Minimum, maximum and legal hold.
@Suite struct RetentionTests {
    private func retention(max: Int) -> Retention {
        var retention = Retention()
        retention.content = .init(min: .init(10, .days), max: .init(max, .days))
        retention.log = .init(min: .init(10, .days))
        return retention
    }

    private func make() throws -> TestLog {
        let log = try TestLog()
        for run in 0..<6 {
            let writer = try log.open(LogOptions(segmentBytes: 1))
            for number in 0..<400 { try writer.append(log.record(run * 400 + number)) }
            try writer.close(reason: "end")
            log.advance(seconds: 20 * 86_400)
        }
        return log
    }

    private func report(_ log: TestLog, _ retention: Retention) throws -> RetentionReport {
        try RetentionReport(directory: log.directory, retention: retention, now: log.environment.now())
    }

    @Test func `what is past its maximum goes, what is within its minimum stays`() throws {
        let log = try make()
        let found = try report(log, retention(max: 70))
        #expect(!found.removable.isEmpty)
        #expect(found.due > 0)
        let limit = log.environment.now().milliseconds - 70 * 86_400_000
        // The oracle: every frame with a record past the maximum, none of whose records is within the minimum.
        var frames: [Int: (past: Int, young: Int)] = [:]
        try LogReader(directory: log.directory).forEach { index, line in
            let record = try JSONValue(parsing: line)
            let time = try #require(Timestamp(record["time"]?.string ?? "")).milliseconds
            let isContent = record["kind"]?.string == "content"
            frames[index / 256, default: (0, 0)].past += isContent && time <= limit ? 1 : 0
            frames[index / 256, default: (0, 0)].young += time > limit + 60 * 86_400_000 ? 1 : 0
            return true
        }
        let expected = frames.filter { $0.value.past > 0 && $0.value.young == 0 }.keys.sorted()
        #expect(found.removable.flatMap { $0.lowerBound / 256..<$0.upperBound / 256 } == expected)
        let writer = try log.open()
        try writer.prune(found.removable, reason: "retention", who: "officer", retain: retention(max: 70).json)
        try writer.close(reason: "end")
        let after = try report(log, retention(max: 70))
        #expect(after.removable.isEmpty)
        #expect(after.pruned == found.removable)
        #expect(after.oldest?.index == found.removable.first?.upperBound)
        #expect(log.verify().verdict == .verified)
        #expect(try report(log, Retention()).removable.isEmpty)
    }

    @Test func `the minimum outranks the maximum`() throws {
        let log = try make()
        var retention = Retention()
        retention.content = .init(min: .init(3, .years), max: .init(1, .days))
        let found = try report(log, retention)
        #expect(found.removable.isEmpty)
        #expect(found.due == 0)
        // A frame that records of another kind hold back is reported with the reason.
        retention = self.retention(max: 70)
        retention.log = .init(min: .init(2, .years))
        let held = try report(log, retention)
        #expect(held.overdue.contains { $0.reason.contains("has to be kept for 2 years") })
    }

    @Test func `a legal hold keeps its records until it is released`() throws {
        let log = try make()
        let retention = retention(max: 70)
        let free = try report(log, retention).removable
        let first = try #require(free.first)
        let record = try JSONValue(parsing: try LogProver(directory: log.directory).line(first.lowerBound + 300))
        let scopes: [LegalHold.Scope] = [
            .records(first.lowerBound..<(first.lowerBound + 1)), .id(record["id"]?.string ?? ""),
            .time(try #require(Timestamp("2026-01-01")), nil),
        ]
        for scope in scopes {
            let writer = try log.open()
            let hold = try writer.placeHold(scope, reason: "court order 7", who: "counsel")
            try writer.close(reason: "end")
            let found = try report(log, retention)
            #expect(found.holds == [hold])
            #expect(found.removable != free)
            #expect(found.overdue.contains { $0.reason.contains(hold.id) })
            let next = try log.open()
            #expect(next.holds == [hold])
            #expect(throws: LogError.noHold("none")) { try next.releaseHold("none", reason: "", who: "") }
            try next.releaseHold(hold.id, reason: "case closed", who: "counsel")
            try next.close(reason: "end")
            #expect(try report(log, retention).removable == free)
        }
        #expect(log.verify().verdict == .verified)
    }

    @Test func `epochs are due once all of their content is past the maximum`() throws {
        let log = try make()
        var retention = retention(max: 70)
        let first = try log.open()
        let begun = first.epochs.begun
        try first.close(reason: "end")
        #expect(begun.count >= 4)
        let due = try report(log, retention).epochs
        #expect(!due.isEmpty && due == Array(begun.prefix(due.count)))
        let writer = try log.open()
        for id in due { try writer.destroyEpoch(id, reason: "past its maximum", who: "officer") }
        try writer.close(reason: "end")
        #expect(try report(log, retention).epochs.isEmpty)
        retention.content.max = nil
        #expect(try report(log, retention).epochs.isEmpty)
        #expect(log.verify().verdict == .verified)
    }

    @Test func `spans are read and counted by the calendar`() throws {
        #expect(Retention.Span("184 days") == .init(184, .days))
        #expect(Retention.Span("6mo") == .init(6, .months))
        #expect(Retention.Span("3 years")?.text == "3 years")
        for bad in ["", "days", "-1 days", "6 weeks", "1.5 years", "184  days", "99999999999999999999 days"] {
            #expect(Retention.Span(bad) == nil, "\(bad)")
        }
        func before(_ span: String, _ time: String) throws -> String {
            try #require(Retention.Span(span)).before(try #require(Timestamp(time))).rfc3339
        }
        #expect(try before("6 months", "2026-08-31T12:00:00Z") == "2026-02-28T12:00:00.000Z")
        #expect(try before("1 year", "2028-02-29") == "2027-02-28T00:00:00.000Z")
        #expect(try before("184 days", "2026-11-28") == "2026-05-28T00:00:00.000Z")
        #expect(try before("14 months", "2026-01-15") == "2024-11-15T00:00:00.000Z")
        for (span, keeps) in [("184 days", true), ("183 days", false), ("6 months", false), ("7 months", true), ("1 year", true)] {
            #expect(Retention.keepsArticle9(.init(min: Retention.Span(span))) == keeps, "\(span)")
        }
        #expect(!Retention.keepsArticle9(.init()))
    }
}
