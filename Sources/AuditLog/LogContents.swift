internal import Primitives
internal import SystemIO
internal import Transparency

/// What lies in a log's directory, read once: the write-ahead log before the segments, so that a writer who moves records
/// into a segment meanwhile loses none of them to the reader.
///
/// Of the last segment only those frames are unpacked that nothing else vouches for: all that the checkpoint does not
/// cover or whose hash `roots` lacks, those that the write-ahead log has records of too, and the file's last. The others
/// are taken to be what they were when their hashes were signed, as are those of all earlier segments; ``LogVerifier``
/// is who looks at each.
struct LogContents {
    let folder: LogFolder
    let wal: WriteAheadLog
    let walBytes: [UInt8]
    /// The first indices of the segments.
    let firsts: [Int]
    private(set) var last: SegmentFile?
    /// The checkpoint that was published before anything else was read. Its signature was not looked at.
    let checkpoint: Checkpoint?
    /// The file `roots`.
    private let kept: [UInt8]
    /// The level-1 hashes of those full frames of the last segment that were unpacked.
    private var unpackedRoots: [[UInt8]] = []
    /// The lines of the last frame, if it is short.
    private(set) var shortLines: [[UInt8]] = []
    /// The first record that stands differently in the last segment and in the write-ahead log.
    private(set) var conflict: Int?
    /// The records behind the checkpoint that change the log's description.
    ///
    /// No other can be ahead of `log.json`: a writer puts such a record on the disk, then `log.json` in its new form, and
    /// does not sign a checkpoint over the record before that.
    private(set) var recent: [JSONValue] = []

    /// As many cores as there are, at most.
    static let jobs = 16

    init(reading folder: LogFolder) throws(LogError) {
        self.folder = folder
        let text = (try? folder.read(folder.checkpoint, limit: LogFormat.smallFile)) ?? []
        checkpoint = SignedNote(parsing: text).flatMap { Checkpoint(parsing: $0.text) }
        kept = (try? folder.read(folder.roots)) ?? []
        walBytes = try folder.read(folder.wal)
        wal = WriteAheadLog(parsing: walBytes)
        firsts = try folder.listSegments().firsts
        if let first = firsts.last { try read(first) }
        let signed = checkpoint?.size ?? 0
        recent += wal.lines.dropFirst(max(0, signed - wal.first)).compactMap { ChangingRecords.parse($0) }
    }

    /// What of one frame has to be known.
    private struct Note: Sendable {
        /// Of a full frame.
        var root: [UInt8]?
        /// Where they have to be compared, or the frame is short.
        var lines: [[UInt8]] = []
        let changes: [JSONValue]
    }

    private mutating func read(_ first: Int) throws(LogError) {
        let head = try SegmentFrames(headOf: folder.segment(first), in: folder, atMost: vouchedFor(first))
        let (wal, signed) = (wal, checkpoint?.size ?? 0)
        let walk = FrameWalk(folder: folder, first: first, head: head, jobs: Self.jobs) { frame in
            let isFull = frame.lines.count == LogFormat.frame
            let overlaps = frame.first < wal.end && wal.first < frame.first + frame.lines.count
            return Note(
                root: isFull ? MerkleTree.root(of: MerkleTree.leafHashes(frame.content, lines: frame.lines)) : nil,
                lines: isFull && !overlaps ? [] : frame.lines.indices.map { frame.line($0) },
                changes: ChangingRecords.all(in: frame, from: signed))
        }
        var start = first + head.count * LogFormat.frame
        last = try LogError.wrapping {
            try walk.run { count, note in
                take(note, start)
                start += count
                return true
            }
        }
    }

    private mutating func take(_ note: Note, _ start: Int) {
        if let root = note.root { unpackedRoots.append(root) } else { shortLines = note.lines }
        for (index, line) in zip(start..., note.lines) where conflict == nil {
            if let other = wal.line(index), other != line { conflict = index }
        }
        recent += note.changes
    }

    /// How many frames of the segment that begins with record `first` need no look.
    private func vouchedFor(_ first: Int) -> Int {
        guard first.isMultiple(of: LogFormat.frame), let checkpoint else { return 0 }
        var end = min(checkpoint.size / LogFormat.frame, kept.count / Self.hashSize)
        if !wal.lines.isEmpty { end = min(end, wal.first / LogFormat.frame) }
        return max(0, end - first / LogFormat.frame)
    }

    private static let hashSize = 32

    /// Whether the files are as a clean end leaves them: all records in finished segments, none in the write-ahead log.
    var isAtRest: Bool {
        wal.ending == .whole && wal.lines.isEmpty && wal.first == segmentsEnd && last?.ending == .finished
    }

    /// The index after the last record in the segments.
    var segmentsEnd: Int { last?.end ?? 0 }
    /// The index after the last full frame.
    var framesEnd: Int { segmentsEnd - shortLines.count }
    /// How many records there are.
    var size: Int { max(segmentsEnd, wal.end) }
    /// The lines behind the last full frame.
    var pending: [[UInt8]] { shortLines + wal.lines.dropFirst(max(0, segmentsEnd - wal.first)) }

    /// What no crash explains.
    func checkWhole(pruned: [Range<Int>] = []) throws(LogError) {
        if case .corrupt(let reason) = wal.ending { throw .corrupt(index: wal.end, file: "wal", reason: reason) }
        if let last, case .corrupt(let reason) = last.ending {
            throw .corrupt(index: last.end, file: name(last.first), reason: reason)
        }
        if let conflict {
            throw .corrupt(index: conflict, file: "wal", reason: "a record that stands differently in its segment")
        }
        guard wal.first <= segmentsEnd else {
            throw .corrupt(index: segmentsEnd, file: "wal", reason: "begins at record \(wal.first)")
        }
        guard wal.end >= segmentsEnd || wal.ending != .whole else {
            throw .corrupt(index: wal.end, file: "wal", reason: "ends before its segment")
        }
        if let bad = firsts.first(where: { !$0.isMultiple(of: LogFormat.frame) }) {
            throw .corrupt(index: bad, file: name(bad), reason: "begins inside a frame")
        }
        if let first = firsts.first, first > 0, !FrameRanges.contain(pruned, [0..<first]) {
            throw .corrupt(index: 0, file: "segments", reason: "the first is missing")
        }
    }

    func name(_ first: Int) -> String { "segments/" + LogFolder.segmentName(first) }

    // MARK: The tree

    /// The level-1 hashes of all full frames: of those that were not unpacked from the file `roots`, where the root of
    /// the checkpoint comes out with them; else all of them from the segments.
    func frameTree() throws(LogError) -> FrameTree {
        let unpacked = last.map { ($0.first + $0.count) / LogFormat.frame - unpackedRoots.count } ?? 0
        guard kept.count >= unpacked * Self.hashSize else { return try derivedTree() }
        let tree = FrameTree((0..<unpacked).map { keptRoot($0) } + unpackedRoots)
        guard let checkpoint, checkpoint.size <= size else { return tree }
        let root = try? root(at: checkpoint.size, tree)
        return root == checkpoint.root ? tree : try derivedTree()
    }

    private func keptRoot(_ frame: Int) -> [UInt8] {
        Array(kept[(frame * Self.hashSize)..<((frame + 1) * Self.hashSize)])
    }

    /// Every frame that is there, unpacked and hashed. `roots` is asked for those alone that are not there, since they
    /// were pruned.
    func derivedTree() throws(LogError) -> FrameTree {
        var roots: [[UInt8]] = []
        for first in firsts {
            // What a prune that was cut short left twice.
            if first < roots.count * LogFormat.frame { continue }
            while roots.count * LogFormat.frame < first {
                guard kept.count >= (roots.count + 1) * Self.hashSize else {
                    throw .corrupt(index: roots.count * LogFormat.frame, file: name(first), reason: "a segment is missing")
                }
                roots.append(keptRoot(roots.count))
            }
            let walk = FrameWalk(folder: folder, first: first, jobs: Self.jobs) { frame in
                MerkleTree.root(of: MerkleTree.leafHashes(frame.content, lines: frame.lines))
            }
            let file = try LogError.wrapping {
                try walk.run { count, root in
                    if count == LogFormat.frame { roots.append(root) }
                    return true
                }
            }
            if let file, file.ending != (first == last?.first ? last?.ending : .finished) {
                throw .corrupt(index: file.end, file: name(first), reason: file.fault ?? "no seek table")
            }
        }
        return FrameTree(roots)
    }

    /// The root over the first `size` records, which are there.
    func root(at size: Int, _ frames: FrameTree) throws(LogError) -> [UInt8] {
        let full = min(size / LogFormat.frame, frames.roots.count)
        var tree = frames.tree(full)
        let rest = size - tree.size
        let lines = full < frames.roots.count ? try frame(full) : pending
        guard lines.count >= rest else {
            throw .corrupt(index: tree.size + lines.count, file: "segments", reason: "records are missing")
        }
        for line in lines.prefix(rest) { tree.append(leafHash: MerkleTree.leafHash(line)) }
        return tree.root
    }

    private func frame(_ index: Int) throws(LogError) -> [[UInt8]] {
        let record = index * LogFormat.frame
        guard let first = firsts.last(where: { $0 <= record }) else { return [] }
        let frame = try layout(first, atMost: index + 1 - first / LogFormat.frame)
            .frame((record - first) / LogFormat.frame, of: first, in: folder)
        return frame.map { frame in frame.lines.indices.map { frame.line($0) } } ?? []
    }

    // MARK: Single frames

    /// Where the frames of 256 records of a segment lie.
    private func layout(_ first: Int, atMost limit: Int = .max) throws(LogError) -> SegmentFrames {
        if let last, last.first == first { return last.full }
        return try SegmentFrames(in: folder.segment(first), of: folder, atMost: limit)
    }

    /// The first record of the last segment.
    func firstLine() throws(LogError) -> [UInt8]? {
        guard let last else { return nil }
        return try last.layout.frame(0, of: last.first, in: folder)?.line(0)
    }

    /// The last record.
    func lastLine() throws(LogError) -> [UInt8]? {
        if let line = pending.last { return line }
        guard let last else { return nil }
        return try last.layout.frame(last.layout.count - 1, of: last.first, in: folder).map { $0.line($0.lines.count - 1) }
    }

    /// Hands what `transform` makes of the frames to `body`, the newest first, until it answers `false`.
    func backwards<Result: Sendable>(
        _ transform: @escaping @Sendable (LogFrame) -> Result, _ body: (Result) -> Bool
    ) throws(LogError) {
        if !pending.isEmpty, !body(transform(LogFrame(first: framesEnd, lines: pending[...]))) { return }
        // Mostly a few frames are enough.
        var count = 1
        for first in firsts.reversed() {
            let layout = try layout(first)
            var end = layout.count
            while end > 0 {
                let start = max(0, end - count)
                let results = try layout.frames(start..<end, of: first, in: folder, jobs: Self.jobs, transform)
                for result in results.reversed() {
                    if let result, !body(result) { return }
                }
                (end, count) = (start, min(count * 2, 64))
            }
        }
    }
}

/// The tree over the full frames, also as it was after any number of them.
struct FrameTree {
    /// The hash of each.
    let roots: [[UInt8]]
    /// The tree before every so many of them.
    private var marks = [MerkleTree()]
    private(set) var whole = MerkleTree()

    private static let step = 1024

    init(_ roots: [[UInt8]]) {
        self.roots = roots
        for root in roots {
            whole.append(subtree: root, level: LogFormat.frameLevel)
            if (whole.size / LogFormat.frame).isMultiple(of: Self.step) { marks.append(whole) }
        }
    }

    /// The tree over the first `count`, at most all.
    func tree(_ count: Int) -> MerkleTree {
        if count >= roots.count { return whole }
        var tree = marks[count / Self.step]
        for root in roots[(count / Self.step * Self.step)..<count] {
            tree.append(subtree: root, level: LogFormat.frameLevel)
        }
        return tree
    }
}

/// Records that change the log's description.
enum ChangingRecords {
    /// Those of `frame` from record `start` on.
    static func all(in frame: LogFrame, from start: Int) -> [JSONValue] {
        guard frame.first + frame.lines.count > start else { return [] }
        // Their kind stands in a line as it is. Most frames have none.
        guard spellings.contains(where: { ByteSearch.first($0, in: frame.content) != nil }) else { return [] }
        return frame.lines.indices.dropFirst(max(0, start - frame.first)).compactMap { parse(frame.line($0)) }
    }

    static func parse(_ line: [UInt8]) -> JSONValue? {
        guard spellings.contains(where: { ByteSearch.first($0, in: line) != nil }),
            let record = try? JSONValue(parsing: line), let kind = record["kind"]?.string,
            LogDescription.changingKinds.contains(kind)
        else { return nil }
        return record
    }

    private static let spellings = LogDescription.changingKinds.map { Array("\"kind\":\"\($0)\"".utf8) }
}

extension WriteAheadLog {
    /// The line of record `index`, if it is here.
    func line(_ index: Int) -> [UInt8]? {
        index >= first && index < end ? lines[index - first] : nil
    }
}
