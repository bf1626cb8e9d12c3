import AuditLog
import Primitives
import Transparency

/// The parts of a log, each with the file in question made of any bytes.
///
/// The law for files: a log that is still verified has the records that it had. What is no log's file gives a report
/// or an error, never a trap.
enum LogTarget {
    /// The log of `docs/auditlog.md`.
    private static let example: LogFiles? = try? LogFiles(directory: folder + "audit")
    private static let running: [UInt8]? = (try? LogFiles(directory: folder + "running"))?["wal"]
    private static let folder = String(#filePath).dropLast("LogTarget.swift".count) + "../../docs/example/"
    private static let lines = example.map { records($0).lines } ?? []
    private static let key = example.flatMap { LogVerifier.verify($0, trust: .none).key }.flatMap { NoteVerifier(vkey: $0) }
    private static let segment = "segments/00000000000000000000.jsonl.zst"
    /// The bytes of a seek table that lists one frame.
    private static let tableSize = 29

    static func check(_ target: FuzzTarget, _ bytes: [UInt8]) throws(FuzzFault) {
        let bytes = Array(bytes.prefix(1 << 16))
        switch target {
        case .note: try note(bytes)
        case .line: try line(bytes)
        case .seektable:
            guard let whole = example?[segment] else { throw FuzzFault("there is no example") }
            try file(segment, whole.dropLast(tableSize) + bytes)
        default: try file(path(target), bytes)
        }
    }

    static func seeds(_ target: FuzzTarget) -> [[UInt8]]? {
        switch target {
        case .note: [example?["checkpoint"], example?["checkpoint"]?.dropLast()].compactMap(\.self)
        case .line: Array(lines) + [Array(#"{"\n":[-1,0,{}],"a":"\u001f\"","é":null,"ﬀ":true,"😀":9007199254740991}"#.utf8)]
        case .seektable: [example?[segment]?.suffix(tableSize)].compactMap { $0 }.map { Array($0) }
        case .wal: [example?["wal"], running].compactMap(\.self)
        case .checkpoint, .history, .description, .segment: [example?[path(target)]].compactMap(\.self)
        case .roots: [[], Array(repeating: 7, count: 32)]
        default: nil
        }
    }

    private static func path(_ target: FuzzTarget) -> String {
        switch target {
        case .checkpoint: "checkpoint"
        case .history: "checkpoints"
        case .description: "log.json"
        case .wal: "wal"
        case .roots: "roots"
        default: segment
        }
    }

    private static func file(_ path: String, _ bytes: [UInt8]) throws(FuzzFault) {
        guard var files = example, let key, lines.count > 4 else { throw FuzzFault("there is no example") }
        files[path] = bytes
        let report = LogVerifier.verify(files, trust: .keys([key]))
        let read = records(files)
        guard report.verdict == .verified else {
            guard report.firstBad != nil else { throw FuzzFault("\(path): \(report.verdict) without a reason") }
            return
        }
        guard read.isWhole, read.lines.starts(with: lines), report.records == read.lines.count,
            report.beyondCheckpoint == read.lines.count - lines.count
        else { throw FuzzFault("\(path): verified with other records") }
    }

    private static func records(_ files: LogFiles) -> (lines: [[UInt8]], isWhole: Bool) {
        var lines: [[UInt8]] = []
        do {
            try LogReader(files).forEach { _, line in
                lines.append(line)
                return true
            }
            return (lines, true)
        } catch {
            return (lines, false)
        }
    }

    /// What is read as a note is written again as the same bytes, and so is its checkpoint but for extension lines.
    private static func note(_ bytes: [UInt8]) throws(FuzzFault) {
        if let checkpoint = Checkpoint(parsing: bytes), !bytes.starts(with: checkpoint.text) {
            throw FuzzFault("a checkpoint is written otherwise than it is read")
        }
        guard let note = SignedNote(parsing: bytes) else { return }
        guard note.bytes == bytes else { throw FuzzFault("a note is written otherwise than it is read") }
        guard let key, !note.signers(among: [key]).isEmpty else { return }
        guard example?["checkpoint"]?.starts(with: note.text) ?? false else { throw FuzzFault("a forged signature") }
    }

    /// A line is in canonical form for the scan just where it is what its value is written as.
    private static func line(_ bytes: [UInt8]) throws(FuzzFault) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return }
        let value = try? JSONValue(parsing: bytes)
        let isCanonical = value?.object != nil && value?.canonical == bytes
        var names = 0
        switch CanonicalScan.scan(bytes, in: 0..<bytes.count, member: { _, _ in names += 1 }) {
        case .canonical where !isCanonical: throw FuzzFault("a line passes for canonical that is not")
        case .other where isCanonical: throw FuzzFault("a canonical line does not pass")
        case .canonical where names != value?.object?.count: throw FuzzFault("members are missed")
        default: return
        }
    }
}
