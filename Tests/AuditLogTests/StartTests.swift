import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing
import Transparency
import Zstandard

@testable import AuditLog

/// A start looks at what nothing else vouches for, and finds what a look at everything would.
@Suite struct StartTests {
    /// A log as several runs left it, some of them killed, with channels left open and keys, epochs and holds changed.
    struct Specimen {
        let log: TestLog
        let files: [String: [UInt8]]
        let keys: [String: [UInt8]]
        /// How many records are signed for.
        let signed: Int

        init(seed: UInt64) throws {
            var random = SeededGenerator(seed: seed)
            let log = try TestLog(seed: seed)
            self.log = log
            for _ in 0..<Int.random(in: 1...4, using: &random) { try Self.run(log, &random) }
            files = try snapshot(log.directory)
            keys = try snapshot(log.keys.path)
            signed = try Self.size(files)
        }

        static func size(_ files: [String: [UInt8]]) throws -> Int {
            let note = try #require(SignedNote(parsing: files["checkpoint"] ?? []))
            return try #require(Checkpoint(parsing: note.text)).size
        }

        private static func run(_ log: TestLog, _ random: inout SeededGenerator) throws {
            var options = LogOptions(durability: .group, checkpointSeconds: 86_400)
            options.segmentBytes = [4000, 20_000, 1 << 20].randomElement(using: &random) ?? 0
            let writer = try patiently { try log.open(options) }
            var channels: [String] = []
            for number in 0..<Int.random(in: 0...900, using: &random) {
                var record = log.record(number)
                switch Int.random(in: 0..<30, using: &random) {
                case 0:
                    record["kind"] = "open"
                    channels.append(record["id"]?.string ?? "")
                case 1: if let id = channels.randomElement(using: &random) { record["open"] = .string(id) }
                case 2: if let id = channels.randomElement(using: &random) { record = ["kind": "part", "of": .string(id)] }
                default: break
                }
                if case .string(let id)? = record["open"] { channels.removeAll { $0 == id } }
                try writer.append(record)
                switch Int.random(in: 0..<200, using: &random) {
                case 0..<20: try writer.commit()
                case 20: try writer.checkpoint()
                case 21: try writer.rotateEpoch()
                case 22: try writer.placeHold(.records(0..<7), reason: "r", who: "w")
                case 23: if let hold = writer.holds.first { try writer.releaseHold(hold.id, reason: "r", who: "w") }
                case 24: try writer.rotateKey()
                default: break
                }
            }
            if Int.random(in: 0..<3, using: &random) == 0 { try writer.close(reason: "end") } else { try writer.commit() }
        }

        /// The log as it was, but for what `changed` says.
        func restore(_ changed: [String: [UInt8]?] = [:]) throws {
            var files = files
            for (name, bytes) in changed { files[name] = bytes }
            try AuditLogTests.restore(files, to: log.directory)
            try AuditLogTests.restore(keys, to: log.keys.path, folder: "epoch")
        }

        var segments: [String] { files.keys.filter { $0.hasPrefix("segments/") }.sorted() }
    }

    /// Opens the log as it lies there, and expects what a look at everything finds. Where that refuses it for what a
    /// start leaves to the verifier, the log may be opened; then nobody takes it for a good one, before or after.
    private func compare(_ specimen: Specimen, _ what: String, leftToVerifier: Bool = false) throws {
        let log = specimen.log
        var plain: PlainStart?
        var refusal: LogError?
        do throws(LogError) { plain = try PlainStart(log.directory, log.keys) } catch { refusal = error }
        let before = log.verify()
        let writer: LogWriter
        do throws(LogError) {
            writer = try LogWriter(
                opening: try locked(log), packs: [], environment: log.environment)
        } catch {
            #expect(error == refusal, "\(what): a look at everything says \(refusal.map { "\($0)" } ?? "nothing")")
            return
        }
        guard let plain else {
            #expect(leftToVerifier, "\(what): opened, where a look at everything says \(refusal.map { "\($0)" } ?? "")")
            try writer.close(reason: "end")
            #expect(before.verdict == .failed && log.verify().verdict == .failed, "\(what)")
            return
        }
        #expect(writer.recovered.interrupted == plain.open, "\(what)")
        #expect(writer.recovered.cleanlyClosed == plain.isCleanlyClosed, "\(what)")
        #expect(writer.recovered.beyondCheckpoint == plain.beyondCheckpoint, "\(what)")
        #expect(plain.setAside.isSubset(of: writer.recovered.setAside), "\(what): \(writer.recovered.setAside)")
        try writer.close(reason: "end")
        let lines = try log.lines()
        #expect(lines.starts(with: plain.lines), "\(what)")
        if let description = plain.description {
            let text = try FileTree.read(log.directory + "/log.json")
            let now = try #require(LogDescription(parsing: text))
            #expect(now.continues(description), "\(what)")
        }
        let after = log.verify()
        if before.verdict != .failed { #expect(after.verdict == .verified, "\(what): \(after)") }
    }

    private func locked(_ log: TestLog) throws(LogError) -> LockedLog {
        for _ in 0..<2000 {
            do throws(LogError) { return try LockedLog(directory: log.directory, keys: log.keys) } catch {
                guard case .inUse = error else { throw error }
            }
        }
        return try LockedLog(directory: log.directory, keys: log.keys)
    }

    @Test(arguments: 0..<(Soak.factor > 1 ? 6 * Soak.factor : 3))
    func `a start finds what a look at everything finds`(seed: Int) throws {
        let specimen = try Specimen(seed: UInt64(seed) + 1000)
        try compare(specimen, "seed \(seed)")
        var random = SeededGenerator(seed: UInt64(seed))
        for round in 0..<25 {
            guard let damage = try Damage(specimen, &random) else { continue }
            try specimen.restore(damage.changed)
            try compare(specimen, "seed \(seed), round \(round), \(damage.what)", leftToVerifier: damage.isLeftToVerifier)
        }
    }

    /// Something that went wrong with one file of a log.
    private struct Damage {
        let changed: [String: [UInt8]?]
        let what: String
        /// Whether it is in a place that no start looks at.
        let isLeftToVerifier: Bool

        init?(_ specimen: Specimen, _ random: inout SeededGenerator) throws {
            let names = specimen.segments + Array(specimen.segments.suffix(1)) + ["wal", "roots", "checkpoint", "roots"]
            guard let name = names.randomElement(using: &random), let bytes = specimen.files[name], !bytes.isEmpty else {
                return nil
            }
            var bad = bytes
            let place = Int.random(in: bytes.indices, using: &random)
            let kind = Int.random(in: 0..<6, using: &random)
            switch kind {
            case 0: bad[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bad.removeLast(bytes.count - place)
            case 2:
                for index in (place / 512 * 512)..<min(bytes.count, place / 512 * 512 + 512) { bad[index] = 0 }
            case 3: bad += random.bytes(Int.random(in: 1...90, using: &random))
            case 4: bad += Array(repeating: 0, count: Int.random(in: 1...900, using: &random))
            default: bad.replaceSubrange(place..<min(bytes.count, place + 40), with: random.bytes(40))
            }
            guard bad != bytes else { return nil }
            changed = [name: bad]
            what = "\(name), kind \(kind), byte \(place) of \(bytes.count)"
            isLeftToVerifier = name.hasPrefix("segments/") && Self.isLeft(specimen, name, bytes, bad)
        }

        /// In full frames under the checkpoint, in the table behind them, and in all of a segment that is not the last.
        private static func isLeft(_ specimen: Specimen, _ name: String, _ bytes: [UInt8], _ bad: [UInt8]) -> Bool {
            guard name == specimen.segments.last else { return true }
            guard let first = LogFolder.firstIndex(String(name.dropFirst(9))) else { return false }
            let file = SegmentFile(first: first, bytes: bytes)
            let signed = max(0, specimen.signed - first) / LogFormat.frame
            let place = zip(bytes, bad).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? bytes.count
            return place < file.layout.prefix(signed).length || place >= file.goodBytes
        }
    }

    @Test func `hashes that are wrong in roots are made right from the records, and kept aside`() throws {
        for seed: UInt64 in [3, 4, 5, 6] {
            let specimen = try Specimen(seed: seed)
            let roots = try #require(specimen.files["roots"])
            guard roots.count >= 64 else { continue }
            var random = SeededGenerator(seed: seed)
            var changed: [[UInt8]] = [[], Array(roots.dropLast(32)), Array(roots.dropLast(5)), roots + roots, random.bytes(roots.count)]
            for place in stride(from: 0, to: roots.count, by: 32) {
                var other = roots
                other[place + Int.random(in: 0..<32, using: &random)] ^= 1
                changed.append(other)
            }
            for other in changed {
                try specimen.restore(["roots": other])
                let plain = try PlainStart(specimen.log.directory, specimen.log.keys)
                let writer = try patiently { try specimen.log.open() }
                #expect(writer.recovered.setAside.contains("roots.torn-1") == !roots.starts(with: other))
                try writer.close(reason: "end")
                #expect(try specimen.log.lines().starts(with: plain.lines))
                #expect(specimen.log.verify().verdict == .verified)
                #expect(try FileTree.read(specimen.log.directory + "/roots").starts(with: roots))
            }
        }
    }

    @Test func `a hash that no checkpoint covers is not taken from roots`() throws {
        let log = try TestLog(seed: 7)
        let writer = try log.open(LogOptions(checkpointSeconds: 86_400))
        for number in 0..<300 { try writer.append(log.record(number)) }
        try writer.checkpoint()
        for number in 300..<1300 { try writer.append(log.record(number)) }
        try writer.commit()
        let copy = log.folder.file("copy")
        var files = try snapshot(log.directory)
        let roots = try #require(files["roots"])
        #expect(roots.count >= 96)
        files["roots"]?[roots.count - 1] ^= 1
        try restore(files, to: copy)
        withExtendedLifetime(writer) {}
        try log.open(directory: copy).close(reason: "end")
        #expect(log.verify(copy).verdict == .verified)
    }

    // MARK: What is not looked at

    /// A log at rest with several full frames in its last segment, all under the checkpoint.
    private func resting(_ count: Int = 2000) throws -> TestLog {
        let log = try TestLog(seed: 11)
        let writer = try log.open()
        for number in 0..<count { try writer.append(log.record(number)) }
        try writer.close(reason: "end")
        return log
    }

    private static let segment = "segments/00000000000000000000.jsonl.zst"

    /// Changes a byte inside frame `index`.
    private func spoil(_ log: TestLog, frame index: Int) throws {
        let path = log.directory + "/" + Self.segment
        var bytes = try FileTree.read(path)
        let range = try #require(try SegmentFrames(tableOf: path, in: LogFolder(path: log.directory))).ranges[index]
        bytes[range.lowerBound + range.count / 2] ^= 1
        try FileTree.replace(path, with: bytes)
    }

    @Test func `of a log at rest a start reads the ends`() throws {
        let log = try resting()
        let files = CountingFiles()
        let size = try FileTree.size(log.directory + "/" + Self.segment)
        _ = try LockedLog(directory: log.directory, keys: KeyFolder(path: log.keys.path, files: files))
        #expect(files.bytes("segments") < size / 2, "\(files.bytes("segments")) of \(size)")
        let frames = SegmentFile(first: 0, bytes: try FileTree.read(log.directory + "/" + Self.segment)).frames
        #expect(frames.count == 8)
        // What a start leaves to the verifier is found by it, also after the log went on.
        try spoil(log, frame: 3)
        #expect(log.verify().firstBad?.index == 768)
        let writer = try patiently { try log.open() }
        try writer.append(log.record(1))
        try writer.close(reason: "end")
        #expect(log.verify().firstBad?.index == 768)
        // The last frames are looked at.
        try spoil(log, frame: 7)
        #expect(throws: LogError.self) { try log.open() }
    }

    @Test func `a proof needs the frame of its record and nothing of the others`() throws {
        let log = try resting()
        let proofs = try [10, 300, 1500, 2001].map { try LogProver(directory: log.directory).proof(of: $0, extra: true) }
        try spoil(log, frame: 3)
        let prover = try LogProver(directory: log.directory)
        for proof in proofs { #expect(try prover.proof(of: proof.index, extra: true) == proof) }
        #expect(throws: LogError.self) { try prover.proof(of: 800, extra: true) }
        // Whoever wants all of them looked at says so.
        #expect(throws: LogError.self) { try LogProver(directory: log.directory, rehashing: true) }
    }

    @Test func `reading from a record on unpacks nothing before its frame`() throws {
        let log = try resting()
        let lines = try log.lines()
        try spoil(log, frame: 3)
        for from in [1024, 1100, 1500, lines.count - 1] {
            var found: [[UInt8]] = []
            try LogReader(directory: log.directory).map(from: from, jobs: 2, { frame in frame.lines.indices.map { frame.line($0) } }) {
                #expect($0 + $1.count <= lines.count)
                found += $1
                return true
            }
            #expect(found == Array(lines[(from / 256 * 256)...]))
        }
        #expect(throws: LogError.self) { try log.lines() }
    }

    @Test func `more behind the frames than any crash leaves is corrupt, and is not read to its end`() throws {
        let log = try resting(300)
        let path = log.directory + "/" + Self.segment
        let frames = SegmentFile(first: 0, bytes: try FileTree.read(path))
        let kept = try FileTree.read(path).prefix(frames.fullBytes)
        for length in [1000, LogFormat.largestTail + 100_000] {
            let file = try File(path, .replace())
            try file.write(Array(kept))
            try file.write(Array(repeating: 0x55, count: length))
            let scan = FrameWalk(folder: LogFolder(path: log.directory), first: 0, jobs: 1, transform: { _ in 0 })
            let found = try #require(try scan.run { _, _ in true })
            #expect(found.end == 256)
            if case .corrupt = found.ending { #expect(length > 1000) } else { #expect(length == 1000) }
        }
    }

    @Test func `reading goes on while a writer takes short frames back`() async throws {
        let log = try TestLog(seed: 13)
        try log.open().close(reason: "end")
        let rounds = 60 * min(Soak.factor, 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<rounds {
                    let writer = try patiently { try log.open() }
                    for number in 0..<40 { try writer.append(log.record(round * 40 + number)) }
                    try writer.commit()
                    try writer.close(reason: "end")
                }
            }
            group.addTask {
                var last = 0
                while last < rounds * 40 {
                    var count = 0
                    do {
                        try LogReader(directory: log.directory).map(from: max(0, last - 300), jobs: 1, { $0 }) { first, frame in
                            count = first + frame.lines.count
                            return true
                        }
                    } catch LogError.torn {
                        // A record that is just being written.
                        continue
                    }
                    #expect(count >= last)
                    last = count
                }
            }
            try await group.waitForAll()
        }
        #expect(log.verify().verdict == .verified)
    }

    // MARK: log.json

    /// The invariant that spares a start the search for records that change the log: whatever the power leaves at any
    /// step, `log.json` has what the records under the checkpoint set.
    @Test func `log json is never behind the checkpoint`() throws {
        let log = try TestLog(seed: 17, creating: false)
        let disk = SimulatedDisk()
        try disk.makeDirectories("/keys")
        for (name, bytes) in try snapshot(log.keys.path) {
            try disk.replace("/keys/" + name, with: bytes, permissions: 0o600)
        }
        let keys = KeyFolder(path: "/keys", files: disk)
        try LogWriter.create(
            directory: "/audit", origin: TestLog.origin, producer: "", keys: keys, environment: log.environment, host: "h")
        let steps = Mutex<[SimulatedDisk.State]>([])
        disk.observe { state in steps.withLock { $0.append(state) } }
        let writer = try LogWriter(
            opening: "/audit", keys: keys, packs: [], environment: log.environment,
            options: LogOptions(checkpointSeconds: 0, segmentBytes: 4000))
        var lines: [Int: [UInt8]] = [:]
        for round in 0..<3 {
            try writer.rotateEpoch()
            let hold = try writer.placeHold(.records(0..<3), reason: "r", who: "w")
            for number in 0..<300 { try writer.append(log.record(number)) }
            try writer.commit()
            try writer.rotateKey()
            try collect(disk.state, log, &lines)
            if round == 1 { try writer.prune([0..<256], reason: "r", who: "w", retain: [:]) }
            try writer.releaseHold(hold.id, reason: "r", who: "w")
            try writer.destroyEpoch(writer.epochs.begun[round], reason: "r", who: "w", shared: true)
        }
        try writer.close(reason: "end")
        disk.observe { _ in }
        try collect(disk.state, log, &lines)
        let all = try changes(lines)
        #expect(all.count > 12)
        var random = SeededGenerator(seed: 19)
        let moments = steps.withLock { $0 }
        #expect(moments.count > 200)
        for (step, moment) in moments.enumerated() {
            for state in [moment, moment.cut(&random)] {
                let files = try state.files(below: "/audit")
                let stated = try #require(LogDescription(parsing: files["log.json"] ?? []))
                let size = try Specimen.size(files)
                let latest = all.last { $0.index < size }?.description
                let allowed = [latest] + all.filter { $0.index >= size }.map(\.description)
                #expect(allowed.contains(stated), "step \(step): size \(size)")
            }
        }
    }

    private func collect(_ state: SimulatedDisk.State, _ log: TestLog, _ lines: inout [Int: [UInt8]]) throws {
        let copy = log.folder.file("copy")
        try restore(try state.files(below: "/audit"), to: copy)
        var found = lines
        try LogReader(directory: copy).forEach { index, line in
            found[index] = line
            return true
        }
        lines = found
    }

    /// What the log was after each record that changed it.
    private func changes(_ lines: [Int: [UInt8]]) throws -> [(index: Int, description: LogDescription)] {
        var found: [(index: Int, description: LogDescription)] = []
        for index in 0..<lines.count {
            let record = try JSONValue(parsing: lines[index] ?? [])
            guard var description = found.last?.description ?? LogDescription(first: record) else { continue }
            description.apply(record, index: index)
            if description != found.last?.description { found.append((index, description)) }
        }
        return found
    }
}

/// The machine's files, and how many bytes of them were read.
final class CountingFiles: FileSystem {
    private let system = SystemFiles()
    private let counts = Counts()

    final class Counts: Sendable {
        let read = Mutex<[String: Int]>([:])
    }

    /// Those of files whose path contains `part`.
    func bytes(_ part: String) -> Int64 {
        counts.read.withLock { $0.filter { $0.key.contains(part) }.reduce(0) { $0 + Int64($1.value) } }
    }

    func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile {
        CountingFile(try system.open(path, mode), path, counts)
    }
    func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind? {
        try system.kind(path, followingLinks: followingLinks)
    }
    func size(_ path: String) throws(SystemError) -> Int64 { try system.size(path) }
    func permissions(_ path: String) throws(SystemError) -> UInt32 { try system.permissions(path) }
    func entries(_ path: String) throws(SystemError) -> [String] { try system.entries(path) }
    func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
        try system.makeDirectory(path, permissions: permissions)
    }
    func rename(_ old: String, to new: String) throws(SystemError) { try system.rename(old, to: new) }
    func remove(_ path: String) throws(SystemError) { try system.remove(path) }
}

private final class CountingFile: OpenFile {
    private let file: any OpenFile
    private let path: String
    private let counts: CountingFiles.Counts

    init(_ file: any OpenFile, _ path: String, _ counts: CountingFiles.Counts) {
        (self.file, self.path, self.counts) = (file, path, counts)
    }

    func read(atMost count: Int) throws(SystemError) -> [UInt8] {
        let bytes = try file.read(atMost: count)
        counts.read.withLock { $0[path, default: 0] += bytes.count }
        return bytes
    }
    func write(_ bytes: [UInt8]) throws(SystemError) { try file.write(bytes) }
    func synchronize() throws(SystemError) { try file.synchronize() }
    func synchronizeAll() throws(SystemError) { try file.synchronizeAll() }
    func synchronizeFileSystem() throws(SystemError) { try file.synchronizeFileSystem() }
    func seek(to offset: Int64) throws(SystemError) { try file.seek(to: offset) }
    func truncate(to size: Int64) throws(SystemError) { try file.truncate(to: size) }
    func allocate(_ size: Int64) throws(SystemError) { try file.allocate(size) }
    func size() throws(SystemError) -> Int64 { try file.size() }
    func tryLock() throws(SystemError) -> Bool { try file.tryLock() }
}
