import Cryptography
import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency
import Zstandard

@testable import AuditLog

/// What somebody may try who has the log's files and not its key, or a key and not the log's.
@Suite struct ForgeryTests {
    private let log: TestLog
    private let files: LogFiles
    private let key: NoteVerifier
    private let lines: [[UInt8]]

    /// Segments of one frame of 256 each, and a last short one.
    init() throws {
        log = try TestLog(seed: 61)
        let writer = try log.open(LogOptions(segmentBytes: 1))
        for number in 0..<700 {
            try writer.append(log.record(number))
            if number % 150 == 149 { try writer.checkpoint() }
        }
        try writer.close(reason: "end")
        files = try LogFiles(directory: log.directory)
        key = writer.verifier
        lines = try log.lines()
    }

    private static func name(_ first: Int) -> String { "segments/" + LogFolder.segmentName(first) }

    private func verify(_ files: LogFiles) -> VerifyReport { LogVerifier.verify(files, trust: .keys([key])) }

    /// A segment as its writer would have written it.
    private func segment(_ lines: [[UInt8]]) throws -> [UInt8] {
        var (bytes, entries): ([UInt8], [SeekTable.Entry]) = ([], [])
        for start in stride(from: 0, to: lines.count, by: 256) {
            let content: [UInt8] = lines[start..<min(start + 256, lines.count)].flatMap { $0 + [0x0a] as [UInt8] }
            let frame = try ZstdFrame.compress(content)
            bytes += frame
            entries.append(
                .init(
                    compressedSize: UInt32(frame.count), decompressedSize: UInt32(content.count),
                    checksum: XXH64.checksum(content)))
        }
        return bytes + SeekTable(entries: entries).encoded()
    }

    /// The log with all of its records in one segment, the hashes of its frames made anew.
    private func rewritten(_ lines: [[UInt8]]) throws -> LogFiles {
        var forged = files
        for path in files.paths where path.hasPrefix("segments/") { forged[path] = nil }
        forged[Self.name(0)] = try segment(lines)
        forged["wal"] = WriteAheadLog.encode(first: lines.count, lines: [])
        forged["roots"] = (0..<(lines.count / 256)).flatMap { frame in
            MerkleTree.root(of: lines[(frame * 256)..<(frame * 256 + 256)].map { MerkleTree.leafHash($0) })
        }
        return forged
    }

    private func changed(_ index: Int) -> [[UInt8]] {
        var changed = lines
        changed[index] = Array(String(decoding: lines[index], as: UTF8.self).replacing("clean", with: "block").utf8)
        return changed
    }

    @Test func `the log itself is good, and so is another way to cut it`() throws {
        #expect(verify(files).verdict == .verified)
        #expect(verify(try rewritten(lines)).verdict == .verified)
    }

    @Test func `frames dropped, doubled, swapped or put in front are found, with a seek table that fits`() throws {
        let whole = try rewritten(lines)
        let bytes = try #require(whole[Self.name(0)])
        let file = SegmentFile(first: 0, bytes: bytes)
        #expect(file.frames.count == 3)
        for order in [[0, 1], [1, 2], [0, 2], [0, 0, 1, 2], [0, 1, 1, 2], [1, 0, 2], [0, 2, 1], [2, 0, 1], [], [0, 1, 2, 2]] {
            var forged = whole
            forged[Self.name(0)] =
                order.flatMap { bytes[file.frames[$0]] } + SeekTable(entries: order.map { file.entries[$0] }).encoded()
            let report = verify(forged)
            #expect(report.verdict == .failed, "\(order)")
            let first = zip(order, 0...).first { $0 != $1 }?.1 ?? order.count
            #expect((report.firstBad?.index ?? -1) <= first * 256, "\(order): \(String(describing: report.firstBad))")
        }
    }

    @Test func `segments dropped, doubled, swapped or added are found`() throws {
        let names = files.paths.filter { $0.hasPrefix("segments/") }
        #expect(names.count == 3)
        for (place, name) in names.enumerated() {
            var dropped = files
            dropped[name] = nil
            #expect(verify(dropped).verdict == .failed && verify(dropped).firstBad?.index == place * 256, "\(name)")
            for other in names where other != name {
                var swapped = files
                (swapped[name], swapped[other]) = (files[other], files[name])
                #expect(verify(swapped).verdict == .failed, "\(name) for \(other)")
                var doubled = files
                doubled[name] = files[other]
                #expect(verify(doubled).verdict == .failed, "\(other) twice")
            }
            for first in [lines.count, 768, 1024, 1, 300] {
                var added = files
                added[Self.name(first)] = files[name]
                #expect(verify(added).verdict == .failed, "\(name) again as \(first)")
            }
        }
    }

    @Test func `files of another log under the same key and name are found, each alone and all but one`() throws {
        let other = try TestLog(seed: 67)
        let writer = try other.open(LogOptions(segmentBytes: 1))
        for number in 0..<700 {
            try writer.append(other.record(number))
            if number % 150 == 149 { try writer.checkpoint() }
        }
        try writer.close(reason: "end")
        let others = try LogFiles(directory: other.directory)
        #expect(others.paths == files.paths && verify(others).verdict == .verified)
        for path in files.paths where files[path] != others[path] {
            var one = files
            one[path] = others[path]
            #expect(verify(one).verdict == .failed, "\(path)")
            var all = others
            all[path] = files[path]
            #expect(verify(all).verdict == .failed, "all but \(path)")
        }
        // Whoever remembers what was signed notices another log in the place of this one.
        #expect(LogVerifier.verify(others, trust: .folder(log.keys)).verdict == .failed)
    }

    @Test func `a log that somebody else sealed anew is not verified, whatever he changed`() throws {
        // The forger's own key under the log's name: every file is as a writer leaves it.
        let forger = try TestLog(seed: 61, creating: false)
        try TestLog.install(key: 9, in: forger.keys)
        try forger.create()
        let writer = try forger.open()
        for number in 0..<500 { try writer.append(forger.record(number)) }
        try writer.close(reason: "end")
        let forged = try LogFiles(directory: forger.directory)
        #expect(LogVerifier.verify(forged, trust: .keys([writer.verifier])).verdict == .verified)
        #expect(verify(forged).verdict == .failed)
        #expect(LogVerifier.verify(forged, trust: .folder(log.keys)).verdict == .failed)
        #expect(LogVerifier.verify(forged, trust: .none).verdict == .inconclusive)
        // His checkpoints over our records.
        var sealed = files
        for path in ["checkpoint", "checkpoints"] { sealed[path] = forged[path] }
        #expect(verify(sealed).verdict == .failed)
    }

    // MARK: What journald's sealing let through

    @Test func `CVE-2023-31437: a record that is there and that a reader does not show`() throws {
        let whole = try rewritten(lines)
        let bytes = try #require(whole[Self.name(0)])
        let file = SegmentFile(first: 0, bytes: bytes)
        let table = Array(bytes[file.goodBytes...])
        let last = Array(bytes[file.frames[2]])
        let before = Array(bytes[..<file.frames[2].lowerBound])
        let shorter = SeekTable(entries: Array(file.entries.dropLast())).encoded()
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let hidden: [UInt8] = [0x50, 0x2a, 0x4d, 0x18] + number(last.count) + last
        for (how, forged) in [
            "in a skippable frame": before + hidden + table, "behind the seek table": before + shorter + last,
            "behind the table's end": before + shorter + table, "not in the table": before + last + shorter,
            "behind an empty frame": before + (try ZstdFrame.compress([])) + last + table,
        ] {
            var files = whole
            files[Self.name(0)] = forged
            #expect(verify(files).verdict == .failed, "\(how)")
            #expect(verify(files).firstBad?.segment == Self.name(0), "\(how)")
        }
    }

    @Test func `CVE-2023-31438: a log that is cut, and goes on from there`() throws {
        // To an earlier checkpoint, so that what is left is whole and signed.
        let older = CheckpointHistory(parsing: try #require(files["checkpoints"])).notes
        let note = older[1]
        let size = try #require(Checkpoint(parsing: note.text)).size
        var cut = try rewritten(Array(lines[..<size]))
        cut["checkpoint"] = note.bytes
        cut["checkpoints"] = older[...1].flatMap { CheckpointHistory.entry($0) }
        // By itself it is a log that once was: only what somebody kept shows that it was longer.
        #expect(verify(cut).verdict == .verified)
        #expect(LogVerifier.verify(cut, trust: .folder(log.keys)).verdict == .failed)
        try restore(
            Dictionary(uniqueKeysWithValues: cut.paths.map { ($0, cut[$0] ?? []) }), to: log.directory)
        // Its own writer does not go on with it: it remembers what it signed.
        #expect(throws: LogError.rollback(published: lines.count, found: size)) { try log.open() }
        // A writer that lost its memory with the machine goes on, and is found by any later checkpoint that got out.
        let forgetful = try TestLog(seed: 71, creating: false)
        try restore(try snapshot(log.directory), to: forgetful.directory)
        try FileTree.makeDirectories(forgetful.keys.path + "/epoch")
        for (name, bytes) in try snapshot(log.keys.path + "/epoch") {
            try FileTree.replace(forgetful.keys.path + "/epoch/" + name, with: bytes, permissions: 0o600)
        }
        let writer = try forgetful.open()
        while writer.size < lines.count + 10 { try writer.append(forgetful.record(writer.size)) }
        try writer.close(reason: "end")
        let kept = try #require(older.last.flatMap { Checkpoint(parsing: $0.text) })
        #expect(try LogProver(directory: forgetful.directory).root(kept.size) != kept.root)
        #expect(LogVerifier.verify(directory: forgetful.directory, trust: .folder(log.keys)).verdict == .failed)
    }

    @Test(arguments: [0, 5, 255, 256, 300, 511, 512, 703])
    func `CVE-2023-31439: a record that is changed, and all that can be derived made to fit`(index: Int) throws {
        let forged = index == 0 ? lines.indices.map { $0 == 0 ? Array("{}".utf8) : lines[$0] } : changed(index)
        guard forged != lines else { return }
        var spoilt = try rewritten(forged)
        #expect(verify(spoilt).verdict == .failed)
        // Where the hashes of the frames were left, the frame is named.
        spoilt["roots"] = files["roots"]
        #expect(verify(spoilt).verdict == .failed)
        #expect((verify(spoilt).firstBad?.index ?? -1) == index / 256 * 256)
    }

    @Test func `records cut from the end are found, however far`() throws {
        for count in [lines.count - 1, 600, 512, 511, 256, 1] {
            let report = verify(try rewritten(Array(lines[..<count])))
            #expect(report.verdict == .failed, "\(count)")
            #expect((report.firstBad?.index ?? .max) <= count, "\(count)")
        }
    }

    @Test func `a line that says the same in another form is found, and named exactly`() throws {
        for (how, line) in [
            "a space": Array(String(decoding: lines[300], as: UTF8.self).replacing(",", with: ", ", maxReplacements: 1).utf8),
            "an escape": Array(String(decoding: lines[300], as: UTF8.self).replacing("clean", with: "cle\\u0061n").utf8),
        ] {
            var other = lines
            other[300] = line
            let report = verify(try rewritten(other))
            #expect(report.verdict == .failed && report.firstBad?.index == 300, "\(how)")
        }
    }

    @Test func `a frame that unpacks to more than a frame may is refused before memory is taken for it`() throws {
        let most = try ZstdFrame.compress(Array(repeating: 0x0a, count: LogFormat.largestFrame + 1))
        // 512 GiB, as the header says; nothing of the kind follows.
        let claimed: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0xe4, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x01, 0, 0, 1, 2, 3, 4]
        for bomb in [most, claimed] {
            for place in [0, 256] {
                var bombed = files
                bombed[Self.name(place)] = bomb + (files[Self.name(place)] ?? [])
                let clock = ContinuousClock()
                let start = clock.now
                let report = verify(bombed)
                #expect(report.verdict == .failed && report.firstBad?.index == place)
                #expect(clock.now - start < .seconds(60))
            }
        }
    }
}
