internal import Primitives
public import Transparency

/// Proves to others what stands in a log.
///
///     let prover = try LogProver(directory: "audit")
///     let proof = try prover.proof(of: 41_873, extra: true)
///     try FileTree.replace("41873.tlog-proof", with: proof.bytes)
///
/// Takes the hashes of full frames from the file `roots`, where the latest checkpoint's root comes out with them, and
/// unpacks a frame only where a record of it is asked for, so that many records cost little more than one. It takes no
/// lock; what a writer appends later it does not see. Every proof is held against the checkpoint's root before it is
/// handed out: a log that was changed gives an error, never a wrong proof.
public struct LogProver {
    let tree: LogTree
    /// The log's name.
    public let origin: String
    /// Every checkpoint that was signed, the latest last, each with the cosignatures that came for it.
    public let notes: [SignedNote]

    /// - Parameter rehashing: whether every record that is there is unpacked and hashed, so that whatever changed in any
    ///   of them shows in the roots.
    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log.
    public init(directory: String, rehashing: Bool = false) throws(LogError) {
        let folder = LogFolder(path: directory)
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        guard let description = LogDescription(parsing: text) else {
            throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        origin = description.origin
        let latest = try folder.read(folder.checkpoint, limit: LogFormat.smallFile)
        guard let note = SignedNote(parsing: latest), Checkpoint(parsing: note.text) != nil else {
            throw .corrupt(index: 0, file: "checkpoint", reason: "not a signed checkpoint")
        }
        let history = CheckpointHistory(parsing: try folder.read(folder.checkpoints))
        // The history is written after the checkpoint, and a reader may come in between.
        let known = history.notes.last?.text == note.text ? history.notes : history.notes + [note]
        notes = Self.join(known, cosigned: (try? folder.read(folder.cosigned)) ?? [])
        tree = try LogTree(folder, rehashing: rehashing)
    }

    /// The number of records that the log had when it was opened.
    public var size: Int { tree.size }

    /// The checkpoint over `size` records, or the latest.
    /// - Throws: ``LogError/noCheckpoint(_:)`` where none was signed over so many.
    public func note(size: Int? = nil) throws(LogError) -> SignedNote {
        guard let size else {
            guard let last = notes.last else { throw .noCheckpoint(0) }
            return last
        }
        guard let note = notes.last(where: { Checkpoint(parsing: $0.text)?.size == size }) else {
            throw .noCheckpoint(size)
        }
        return note
    }

    /// The line of record `index` without its newline.
    public func line(_ index: Int) throws(LogError) -> [UInt8] {
        try tree.line(index)
    }

    /// The level-1 hash of full frame `index`, the records of which may be pruned; `nil` where it is not full.
    public func frameRoot(_ index: Int) -> [UInt8]? { tree.frameRoot(index) }

    /// The root over the first `size` records.
    public func root(_ size: Int) throws(LogError) -> [UInt8] {
        try tree.check(size)
        return try tree.root(size)
    }

    /// The hashes that lead from record `index` to the root of the first `size` records.
    public func inclusionProof(of index: Int, in size: Int) throws(LogError) -> [[UInt8]] {
        try tree.check(size)
        guard index >= 0, index < size else { throw .noRecord(index) }
        return try InclusionProof.make(index: index, size: size) { (level, place) throws(LogError) in
            try tree.node(level, place)
        }.hashes
    }

    /// The hashes that show the first `from` records to be the beginning of the first `to`.
    public func consistencyProof(from: Int, to: Int) throws(LogError) -> [[UInt8]] {
        try tree.check(to)
        guard from >= 0, from <= to else { throw .noRecord(from) }
        return try ConsistencyProof.make(from: from, to: to) { (level, place) throws(LogError) in
            try tree.node(level, place)
        }.hashes
    }

    /// The proof of record `index` under the checkpoint over `size` records, or the latest.
    /// - Parameter extra: whether the record's line goes along.
    /// - Throws: ``LogError/notCovered(_:size:)`` where the checkpoint does not reach so far.
    public func proof(of index: Int, extra: Bool, size: Int? = nil) throws(LogError) -> TransparencyProof {
        try proof(of: index, extra: extra, under: try note(size: size))
    }

    /// The proof of record `index` under a checkpoint of this log, such as one that somebody kept.
    /// - Throws: ``LogError/corrupt(index:file:reason:)`` where the records do not give the checkpoint's root.
    public func proof(of index: Int, extra: Bool, under note: SignedNote) throws(LogError) -> TransparencyProof {
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .noCheckpoint(0) }
        guard index >= 0, index < tree.size else { throw .noRecord(index) }
        guard index < checkpoint.size else { throw .notCovered(index, size: checkpoint.size) }
        let line = try tree.line(index)
        let hashes = try inclusionProof(of: index, in: checkpoint.size)
        guard let proof = TransparencyProof(index: index, hashes: hashes, extra: extra ? line : nil, note: note),
            proof.includes(line)
        else {
            throw .corrupt(index: index, file: "roots", reason: "the records do not give the root that was signed")
        }
        return proof
    }

    /// Each note with the cosignatures that were kept for its very text.
    private static func join(_ notes: [SignedNote], cosigned bytes: [UInt8]) -> [SignedNote] {
        let kept = Dictionary(grouping: CheckpointHistory(parsing: bytes).notes, by: \.text)
        guard !kept.isEmpty else { return notes }
        return notes.map { note in
            (kept[note.text] ?? []).reduce(note) { $0.joined(with: $1) }
        }
    }
}

extension LogContents {
    /// What one moment showed. A writer that begins takes a short frame back into the write-ahead log: what was read
    /// half before and half after that is read again.
    init(snapshot folder: LogFolder) throws(LogError) {
        for _ in 0..<3 {
            let contents = try LogContents(reading: folder)
            if contents.wal.first <= contents.segmentsEnd, contents.wal.ending == .whole {
                self = contents
                return
            }
        }
        self = try LogContents(reading: folder)
    }
}

/// The tree over a log's records: the hashes of frames, and the frames themselves where they are asked for.
final class LogTree {
    private let contents: LogContents
    /// The hashes of the full frames, and above them those of pairs, of pairs of pairs, and on.
    private let levels: [[[UInt8]]]
    /// The lines behind the last full frame, in `pending`, and their hashes.
    private let pending: [[UInt8]]
    private let pendingHashes: [[UInt8]]
    private let framesEnd: Int
    let size: Int

    /// The frame that was asked for last: neighbours come together.
    private var held: (frame: Int, lines: [[UInt8]], hashes: [[UInt8]])?
    /// The segment that was asked last, and where its frames lie.
    private var segment: (first: Int, layout: SegmentFrames)?

    init(_ folder: LogFolder, rehashing: Bool) throws(LogError) {
        let contents = try LogContents(snapshot: folder)
        self.contents = contents
        framesEnd = contents.framesEnd
        let behind = contents.pending
        // More than a frame may stand in the write-ahead log; the tree takes them as frames as soon as they are full.
        var roots = try (rehashing ? contents.derivedTree() : contents.frameTree()).roots
        if roots.count * LogFormat.frame > framesEnd { roots = Array(roots.prefix(framesEnd / LogFormat.frame)) }
        pending = behind
        pendingHashes = behind.map { MerkleTree.leafHash($0) }
        size = framesEnd + behind.count
        var levels = [roots]
        while let below = levels.last, below.count > 1 {
            levels.append((0..<(below.count / 2)).map { MerkleTree.nodeHash(below[$0 * 2], below[$0 * 2 + 1]) })
        }
        self.levels = levels
    }

    func check(_ size: Int) throws(LogError) {
        guard size >= 0, size <= self.size else { throw .rollback(published: size, found: self.size) }
    }

    func root(_ size: Int) throws(LogError) -> [UInt8] {
        var tree = MerkleTree()
        var left = size
        for level in stride(from: Int.bitWidth - 2, through: 0, by: -1) where left >> level & 1 == 1 {
            tree.append(subtree: try node(level, tree.size >> level), level: level)
            left -= 1 << level
        }
        return tree.root
    }

    /// The root of the full subtree of 2^`level` records that begins at record `index` · 2^`level`, which is there.
    func node(_ level: Int, _ index: Int) throws(LogError) -> [UInt8] {
        let above = level - LogFormat.frameLevel
        if above >= 0, levels.indices.contains(above), levels[above].indices.contains(index) {
            return levels[above][index]
        }
        if level == 0 { return try leafHash(index) }
        return MerkleTree.nodeHash(try node(level - 1, index * 2), try node(level - 1, index * 2 + 1))
    }

    func leafHash(_ index: Int) throws(LogError) -> [UInt8] {
        if index >= framesEnd, index < size { return pendingHashes[index - framesEnd] }
        return try frame(index / LogFormat.frame).hashes[index % LogFormat.frame]
    }

    func line(_ index: Int) throws(LogError) -> [UInt8] {
        guard index >= 0, index < size else { throw .noRecord(index) }
        if index >= framesEnd { return pending[index - framesEnd] }
        return try frame(index / LogFormat.frame).lines[index % LogFormat.frame]
    }

    /// The level-1 hash of full frame `index`; `nil` where it is not full.
    func frameRoot(_ index: Int) -> [UInt8]? {
        guard let frames = levels.first, frames.indices.contains(index) else { return nil }
        return frames[index]
    }

    /// Whether the records of full frame `index`, or the beginning of the last one, are here and not pruned.
    func has(frame index: Int) throws(LogError) -> Bool {
        if index * LogFormat.frame >= framesEnd { return true }
        do throws(LogError) { _ = try frame(index) } catch {
            if case .noRecord = error { return false }
            throw error
        }
        return true
    }

    private func frame(_ index: Int) throws(LogError) -> (frame: Int, lines: [[UInt8]], hashes: [[UInt8]]) {
        if let held, held.frame == index { return held }
        let record = index * LogFormat.frame
        guard let first = contents.firsts.last(where: { $0 <= record }) else { throw .noRecord(record) }
        guard let frame = try layout(first).frame((record - first) / LogFormat.frame, of: first, in: contents.folder),
            frame.lines.count == LogFormat.frame
        else { throw .noRecord(record) }
        let lines = frame.lines.indices.map { frame.line($0) }
        let found = (index, lines, MerkleTree.leafHashes(frame.content, lines: frame.lines))
        held = found
        return found
    }

    private func layout(_ first: Int) throws(LogError) -> SegmentFrames {
        if let segment, segment.first == first { return segment.layout }
        let layout =
            if let last = contents.last, last.first == first { last.layout } else {
                try SegmentFrames(in: contents.folder.segment(first), of: contents.folder)
            }
        segment = (first, layout)
        return layout
    }
}
