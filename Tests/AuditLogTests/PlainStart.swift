import Primitives
import SystemIO
import Transparency

@testable import AuditLog

/// What a start finds that looks at every byte: each segment read in one piece, every frame unpacked, every record
/// hashed and parsed, nothing taken from `roots`. The plain way, for the start that looks at less to be held against.
struct PlainStart {
    private(set) var lines: [[UInt8]] = []
    private(set) var description: LogDescription?
    /// Channels that the last run left open, in the order in which they were opened.
    private(set) var open: [String] = []
    private(set) var isCleanlyClosed = true
    private(set) var setAside: Set<String> = []
    private(set) var beyondCheckpoint = 0

    var root: [UInt8] { MerkleTree.root(of: lines.map { MerkleTree.leafHash($0) }) }

    /// - Throws: why the log is to be refused.
    init(_ directory: String, _ keys: KeyFolder) throws(LogError) {
        let folder = LogFolder(path: directory)
        let stated = LogDescription(parsing: try folder.read(folder.description))
        guard let stated, stated.verifier != nil else {
            throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        let wal = WriteAheadLog(parsing: try folder.read(folder.wal))
        try readSegments(folder, wal)
        let inSegments = lines.count
        if case .corrupt(let reason) = wal.ending { throw .corrupt(index: wal.end, file: "wal", reason: reason) }
        for (index, line) in lines.enumerated() where wal.line(index).map({ $0 != line }) ?? false {
            throw .corrupt(index: index, file: "wal", reason: "a record that stands differently in its segment")
        }
        guard wal.first <= inSegments else {
            throw .corrupt(index: inSegments, file: "wal", reason: "begins at record \(wal.first)")
        }
        guard wal.end >= inSegments || wal.ending != .whole else {
            throw .corrupt(index: wal.end, file: "wal", reason: "ends before its segment")
        }
        lines += wal.lines.dropFirst(inSegments - wal.first)
        if case .torn = wal.ending { setAside.insert("wal.torn-1") }
        try describe()
        try compare(folder, keys, description ?? stated)
        findOpen()
    }

    private mutating func readSegments(_ folder: LogFolder, _ wal: WriteAheadLog) throws(LogError) {
        let firsts = try folder.listSegments().firsts
        for first in firsts {
            guard first == lines.count else {
                throw .corrupt(index: lines.count, file: "segments", reason: "a segment is missing")
            }
            let name = "segments/" + LogFolder.segmentName(first)
            let file = SegmentFile(first: first, bytes: try folder.read(folder.segment(first)))
            for index in file.frames.indices { lines += file.lines(frame: index) ?? [] }
            switch file.ending {
            case .finished: break
            case .unfinished where first == firsts.last: break
            case .torn where first == firsts.last: setAside.insert(name + ".torn-1")
            case .unfinished: throw .corrupt(index: file.end, file: name, reason: "no seek table")
            case .torn(let reason), .corrupt(let reason): throw .corrupt(index: file.end, file: name, reason: reason)
            }
        }
    }

    /// What the records say that the log is.
    private mutating func describe() throws(LogError) {
        for (index, line) in lines.enumerated() {
            guard let record = try? JSONValue(parsing: line) else { continue }
            if index == 0 { description = LogDescription(first: record) } else { description?.apply(record, index: index) }
        }
    }

    private mutating func compare(_ folder: LogFolder, _ keys: KeyFolder, _ description: LogDescription) throws(LogError) {
        guard let note = SignedNote(parsing: try folder.read(folder.checkpoint)),
            let checkpoint = Checkpoint(parsing: note.text), let schedule = KeySchedule(description),
            let key = schedule.key(size: checkpoint.size), !note.signers(among: [key]).isEmpty
        else { throw .corrupt(index: 0, file: "checkpoint", reason: "not signed by the log's key") }
        for signed in [checkpoint, try keys.lastSigned(description.origin)].compactMap({ $0 }) {
            guard signed.size <= lines.count else { throw .rollback(published: signed.size, found: lines.count) }
            let root = MerkleTree.root(of: lines.prefix(signed.size).map { MerkleTree.leafHash($0) })
            guard root == signed.root else { throw .replaced(size: signed.size) }
        }
        beyondCheckpoint = lines.count - checkpoint.size
    }

    private mutating func findOpen() {
        for line in lines {
            guard let record = try? JSONValue(parsing: line) else { continue }
            let kind = record["kind"]?.string
            isCleanlyClosed = kind == "log.close" || lines.count == 1
            switch kind {
            case "log.open": open = []
            case "open": open.append(record["id"]?.string ?? "")
            case "content": open.removeAll { $0 == record["open"]?.string }
            default: break
            }
        }
        if isCleanlyClosed { open = [] }
    }
}
