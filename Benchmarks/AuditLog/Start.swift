import AuditLog
import Cryptography
import Foundation
import Primitives
import SystemIO

/// Opening and closing a log whose last segment is nearly full, and proving one of its records, beside `cat` and
/// `sha256sum` of that segment.
enum StartBenchmark {
    static func run(_ folder: String, records count: Int) throws {
        let log = try SyntheticLog(folder + "/made", records: count)
        let segment = try last(log.directory)
        let size = Double(try FileTree.size(segment))
        let cat = try median { _ = try Figures.shell("cat '\(segment)' | cat >/dev/null") }
        let hashed = try median { _ = try Figures.shell("sha256sum '\(segment)'") }
        let unpacked = try median { _ = try Figures.shell("zstd -dcq '\(segment)' | cat >/dev/null") }
        let plain = try median { _ = try FileTree.read(segment).count }
        print("last segment \(Int(size)) bytes: read \(ms(plain)), cat \(ms(cat)), sha256sum \(ms(hashed)), zstd -dc \(ms(unpacked))")

        // What a run that was killed at its end left: all that it wrote may belong to channels that are open.
        let long = folder + "/long"
        try copy(log.directory, long)
        try cutTable(long)
        try report("unfinished, a long run was killed", long, log.keys, folder)

        // A clean end, which every other run finds.
        let rest = folder + "/rest"
        try copy(log.directory, rest)
        try open(rest, log.keys).close(reason: "end")
        let signed = try snapshot(log.keys)
        try report("at rest", rest, log.keys, folder)
        try restore(signed, log.keys)

        // A run that went on with it and was killed.
        let killed = folder + "/killed"
        try copy(rest, killed)
        let writer = try open(killed, log.keys)
        for record in SampleRecords.make(100) { try writer.append(record) }
        try writer.checkpoint()
        try report("unfinished, a short run was killed", killed, log.keys, folder)
        withExtendedLifetime(writer) {}
    }

    private static func report(_ name: String, _ log: String, _ keys: KeyFolder, _ folder: String) throws {
        var (checks, opens, closes): ([Double], [Double], [Double]) = ([], [], [])
        let work = folder + "/work"
        let signed = try snapshot(keys)
        for _ in 0..<5 {
            try copy(log, work)
            try restore(signed, keys)
            checks.append(try Figures.seconds { _ = try LockedLog(directory: work, keys: keys) })
            var writer: LogWriter?
            opens.append(try Figures.seconds { writer = try open(work, keys) })
            closes.append(try Figures.seconds { try writer?.close(reason: "end") })
            writer = nil
        }
        try restore(signed, keys)
        let proof = try median {
            let prover = try LogProver(directory: log)
            _ = try prover.proof(of: prover.size / 2 > 4 ? 1000 : 1, extra: true)
        }
        let first = try median {
            try LogReader(directory: log).map(jobs: 2, { $0.lines.count }) { _, _ in false }
        }
        print("\(name): check \(ms(middle(checks))), open \(ms(middle(opens))), close \(ms(middle(closes))); prove one record \(ms(proof)); read the first \(ms(first))")
    }

    private static func open(_ log: String, _ keys: KeyFolder) throws -> LogWriter {
        try LogWriter(opening: log, keys: keys, packs: .array([]), environment: .system)
    }

    private static func last(_ log: String) throws -> String {
        log + "/segments/" + (try FileTree.entries(log + "/segments").last ?? "")
    }

    /// Takes the seek table off the last segment.
    private static func cutTable(_ log: String) throws {
        let path = try last(log)
        let bytes = try FileTree.read(path)
        let count = bytes.suffix(9).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        try FileTree.replace(path, with: Array(bytes.dropLast(count * 12 + 17)))
    }

    private static func copy(_ log: String, _ place: String) throws {
        _ = try Figures.shell("rm -rf '\(place)'; cp -r '\(log)' '\(place)'")
    }

    /// The origin's last checkpoints, which a copy of the log would contradict.
    private static func snapshot(_ keys: KeyFolder) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileTree.entries(keys.path) where name.hasSuffix(".last") {
            files[name] = try FileTree.read(keys.path + "/" + name)
        }
        return files
    }

    private static func restore(_ files: [String: [UInt8]], _ keys: KeyFolder) throws {
        for (name, bytes) in files {
            try FileTree.replace(keys.path + "/" + name, with: bytes, permissions: 0o600)
        }
    }

    private static func median(_ body: () throws -> Void) throws -> Double {
        middle(try (0..<5).map { _ in try Figures.seconds(body) })
    }

    private static func middle(_ seconds: [Double]) -> Double { seconds.sorted()[seconds.count / 2] }

    private static func ms(_ seconds: Double) -> String { "\(Figures.ratio(seconds * 1000)) ms" }
}
