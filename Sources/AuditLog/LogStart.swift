internal import Primitives
internal import SystemIO
internal import Transparency

/// The closing record of an `open` record whose run ended before it could write one.
struct Interruption {
    let record: [String: JSONValue]
}

/// The start of a writer: what is checked before anything is changed, then what is repaired.
struct LogStart {
    let folder: LogFolder
    let lock: DirectoryLock
    let signer: NoteSigner
    private(set) var description: LogDescription
    let published: Checkpoint?
    private(set) var segment: SegmentTail?
    /// The last segment, where it was left as a clean end leaves it.
    private(set) var resting: RestingSegment?
    /// Over the full frames.
    private(set) var framed = MerkleTree()
    /// The lines of the records behind them.
    private(set) var pending: [[UInt8]] = []
    /// What closes the channels that the last run left open, in the order in which they were opened.
    private(set) var interrupted: [Interruption] = []
    private let contents: LogContents
    private let keys: KeyFolder
    private let frames: FrameTree
    /// The checkpoint that is published.
    let note: SignedNote
    private var setAside: [String] = []

    /// Takes the lock and checks the log against what was signed. Nothing is changed.
    init(_ folder: LogFolder, _ keys: KeyFolder) throws(LogError) {
        self.folder = folder
        let bytes = try folder.read(folder.description, limit: LogFormat.smallFile)
        guard var description = LogDescription(parsing: bytes), description.verifier != nil else {
            throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        lock = try DirectoryLock(folder)
        contents = try LogContents(reading: folder)
        for record in contents.recent {
            description.apply(record, index: Int(clamping: record["seq"]?.integer ?? 0))
        }
        try contents.checkWhole(pruned: description.pruned)
        self.description = description
        guard let schedule = KeySchedule(description), let verifier = description.verifier else {
            throw .corrupt(index: 0, file: "log.json", reason: "its keys do not follow from each other")
        }
        signer = try keys.signer(description.origin, verifier)
        self.keys = keys
        frames = try contents.frameTree()

        let text = try folder.read(folder.checkpoint, limit: LogFormat.smallFile)
        guard let note = SignedNote(parsing: text), let checkpoint = Checkpoint(parsing: note.text),
            let key = schedule.key(size: checkpoint.size), !note.signers(among: [key]).isEmpty,
            checkpoint.origin == description.origin
        else { throw .corrupt(index: 0, file: "checkpoint", reason: "not signed by the log's key") }
        self.note = note
        published = checkpoint
        for signed in [checkpoint, try keys.lastSigned(description.origin)].compactMap({ $0 }) {
            guard signed.size <= contents.size else {
                throw .rollback(published: signed.size, found: contents.size)
            }
            guard try contents.root(at: signed.size, frames) == signed.root else { throw .replaced(size: signed.size) }
        }
    }

    /// Sets torn tails aside, takes a short last frame back into the write-ahead log, and makes `roots` and
    /// `checkpoints` what they should be. The records are safe in one place before they leave another.
    mutating func repair(_ options: LogOptions) throws(LogError) -> LogWriter.Recovery {
        var recovery = LogWriter.Recovery()
        interrupted = try findInterrupted()
        recovery.cleanlyClosed = try isCleanlyClosed()
        recovery.beyondCheckpoint = contents.size - (published?.size ?? 0)
        if case .torn = contents.wal.ending {
            try setAside(folder.wal, "wal", contents.walBytes[contents.wal.goodBytes...])
        }
        let lines = contents.pending
        let firstLine = try contents.firstLine()
        let continuation = contents.last.map { RestingSegment($0, folder, firstLine) }
        if contents.isAtRest {
            // There is nothing to repair. To take a short frame back waits until something is to stand behind it.
            resting = continuation
        } else {
            try replace(folder.wal, WriteAheadLog.encode(first: contents.framesEnd, lines: lines))
            if let last = contents.last, case .torn = last.ending {
                try setAside(folder.segment(last.first), contents.name(last.first), last.tail)
            }
            segment = try continuation?.wake(options)
        }
        try repairRoots()
        try repairHistory()
        framed = frames.whole
        pending = lines
        if try folder.read(folder.description, limit: LogFormat.smallFile) != description.bytes {
            try replace(folder.description, description.bytes)
        }
        // A rotation that stands in the log and was cut short in the folder of keys.
        try keys.finishRotation(to: signer.verifier, keepingOld: true)
        // A prune that was cut short, unless its record is not signed for yet.
        let isSigned = !contents.recent.contains {
            $0["kind"]?.string == "log.prune" && Int(clamping: $0["seq"]?.integer ?? 0) >= published?.size ?? 0
        }
        if isSigned { try PrunedSegments(folder, description.pruned).finish() }
        recovery.setAside = setAside
        return recovery
    }

    private func findInterrupted() throws(LogError) -> [Interruption] {
        if try isCleanlyClosed() { return [] }
        var channels = OpenChannels()
        try contents.backwards({ ChannelEvents($0) }, { channels.precede($0) })
        return channels.open.reversed().compactMap { channel in
            guard let record = try? JSONValue(parsing: channel.line) else { return nil }
            return Self.interruption(of: record, channel.id, parts: channel.parts)
        }
    }

    /// The verdict is `undecided`: what went out after the last part was never judged to its end.
    private static func interruption(of open: JSONValue, _ id: String, parts: Int64) -> Interruption {
        var record: [String: JSONValue] = [:]
        for key in ["mode", "source", "channel", "model", "producer", "packs"] { record[key] = open[key] }
        record["open"] = .string(id)
        record["ended"] = "interrupted"
        record["verdict"] = "undecided"
        record["reason"] = "interrupted"
        record["findings"] = []
        if parts > 0 { record["parts"] = .integer(parts) }
        return Interruption(record: record)
    }

    private func isCleanlyClosed() throws(LogError) -> Bool {
        guard contents.size > 1 else { return true }
        guard let line = try contents.lastLine(), let record = try? JSONValue(parsing: line) else { return false }
        return record["kind"]?.string == "log.close"
    }

    private mutating func repairRoots() throws(LogError) {
        let right = frames.roots.flatMap { $0 }
        let found = (try? folder.read(folder.roots)) ?? []
        guard found != right else { return }
        // More, or others, than the segments give: kept as evidence of whatever it was.
        if !right.starts(with: found) { try setAside(folder.roots, "roots", found[...]) }
        try replace(folder.roots, right)
    }

    /// A crash may leave the history without its last note, or with a part of it. The rest of it is not looked at: it
    /// grows with every checkpoint, and what is wrong there is for the verifier to find.
    private mutating func repairHistory() throws(LogError) {
        let entry = CheckpointHistory.entry(note)
        let tail = (try? folder.tail(folder.checkpoints, entry.count + 2)) ?? []
        if tail.suffix(entry.count).elementsEqual(entry), tail.dropLast(entry.count).allSatisfy({ $0 == 0x0a }) { return }
        let bytes = (try? folder.read(folder.checkpoints)) ?? []
        let history = CheckpointHistory(parsing: bytes)
        if history.goodBytes < bytes.count {
            try setAside(folder.checkpoints, "checkpoints", bytes[history.goodBytes...])
        }
        guard history.goodBytes < bytes.count || history.notes.last != note else { return }
        let missing = history.notes.last == note ? [] : entry
        try replace(folder.checkpoints, Array(bytes[..<history.goodBytes]) + missing)
    }

    private func replace(_ path: String, _ bytes: [UInt8]) throws(LogError) {
        try LogError.system { () throws(SystemError) in try folder.files.replace(path, with: bytes) }
    }

    /// Copies `bytes`, the tail of the file at `path`, to a file of their own before they are cut off.
    private mutating func setAside(_ path: String, _ name: String, _ bytes: ArraySlice<UInt8>) throws(LogError) {
        var number = 1
        while try LogError.system({ () throws(SystemError) in try folder.files.kind("\(path).torn-\(number)") }) != nil {
            number += 1
        }
        try replace("\(path).torn-\(number)", Array(bytes))
        setAside.append("\(name).torn-\(number)")
    }
}
