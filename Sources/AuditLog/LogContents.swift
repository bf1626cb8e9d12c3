internal import Primitives
internal import SystemIO
internal import Transparency

/// What lies in a log's directory, read once: the write-ahead log first, so that a writer who moves records into a
/// segment meanwhile loses none of them to the reader.
struct LogContents {
    let folder: LogFolder
    let wal: WriteAheadLog
    let walBytes: [UInt8]
    /// The first indices of the segments.
    let firsts: [Int]
    let last: SegmentFile?
    /// The first record of the last segment.
    private(set) var lastFirstLine: [UInt8]?
    /// The level-1 hashes of the full frames of the last segment.
    private(set) var lastRoots: [[UInt8]] = []
    /// The lines of the last frame, if it is short.
    private(set) var shortLines: [[UInt8]] = []
    /// The first record that stands differently in the last segment and in the write-ahead log.
    private(set) var conflict: Int?
    /// What changed the log's description in the last segment or the write-ahead log.
    private(set) var recent: [JSONValue] = []

    init(reading folder: LogFolder) throws(LogError) {
        self.folder = folder
        walBytes = try folder.read(folder.wal)
        let wal = WriteAheadLog(parsing: walBytes)
        self.wal = wal
        firsts = try folder.listSegments().firsts
        guard let first = firsts.last else {
            last = nil
            note(wal.lines)
            return
        }
        var firstLine: [UInt8]?
        var roots: [[UInt8]] = []
        var short: [[UInt8]] = []
        var conflict: Int?
        var changes: [JSONValue] = []
        last = SegmentFile(first: first, bytes: try folder.read(folder.segment(first))) { frame, lines in
            let start = first + frame * LogFormat.frame
            if frame == 0 { firstLine = lines.first }
            if lines.count == LogFormat.frame {
                roots.append(MerkleTree.root(of: lines.lazy.map { MerkleTree.leafHash($0) }))
            } else {
                short = lines
            }
            for (offset, line) in lines.enumerated() where conflict == nil {
                if let other = wal.line(start + offset), other != line { conflict = start + offset }
            }
            changes += lines.compactMap(Self.change)
        }
        lastFirstLine = firstLine
        (lastRoots, shortLines, self.conflict, recent) = (roots, short, conflict, changes)
        note(wal.lines)
    }

    private mutating func note(_ lines: [[UInt8]]) {
        recent += lines.compactMap(Self.change)
    }

    /// A record that changes the log's description.
    private static func change(_ line: [UInt8]) -> JSONValue? {
        // Most lines are not parsed: the kind stands in a record as it is, unless it is spelled with an escape.
        guard mayChange(line), let record = try? JSONValue(parsing: line), let kind = record["kind"]?.string,
            LogDescription.changingKinds.contains(kind)
        else { return nil }
        return record
    }

    private static func mayChange(_ line: [UInt8]) -> Bool {
        for (index, byte) in line.enumerated() where byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") {
            if byte == UInt8(ascii: "\\") {
                if line.count < 1024 { return true }
                continue
            }
            let rest = line[(index + 1)...]
            if endings.contains(where: { rest.starts(with: $0) }) { return true }
        }
        return false
    }

    private static let endings = LogDescription.changingKinds.map { Array($0.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()) }

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

    /// The level-1 hashes of all full frames. Those before the last segment come from the file `roots`, or, where it
    /// is too short, from their segments.
    func frameRoots() throws(LogError) -> [[UInt8]] {
        let wanted = (last?.first ?? 0) / LogFormat.frame
        let kept = (try? folder.read(folder.roots)) ?? []
        if kept.count >= wanted * 32 {
            return (0..<wanted).map { Array(kept[($0 * 32)..<($0 * 32 + 32)]) } + lastRoots
        }
        var roots: [[UInt8]] = []
        for first in firsts.dropLast() {
            guard first == roots.count * LogFormat.frame else {
                throw .corrupt(index: roots.count * LogFormat.frame, file: name(first), reason: "a segment is missing")
            }
            _ = SegmentFile(first: first, bytes: try folder.read(folder.segment(first))) { _, lines in
                roots.append(MerkleTree.root(of: lines.lazy.map { MerkleTree.leafHash($0) }))
            }
        }
        guard roots.count == wanted else {
            throw .corrupt(index: roots.count * LogFormat.frame, file: "segments", reason: "a segment is missing")
        }
        return roots + lastRoots
    }

    /// The root over the first `size` records, which are there.
    func root(at size: Int, _ roots: [[UInt8]]) throws(LogError) -> [UInt8] {
        var tree = MerkleTree()
        let full = min(size / LogFormat.frame, roots.count)
        for root in roots.prefix(full) { tree.append(subtree: root, level: LogFormat.frameLevel) }
        let rest = size - tree.size
        let lines = full < roots.count ? try frame(full) : pending
        guard lines.count >= rest else {
            throw .corrupt(index: tree.size + lines.count, file: "segments", reason: "records are missing")
        }
        for line in lines.prefix(rest) { tree.append(leafHash: MerkleTree.leafHash(line)) }
        return tree.root
    }

    private func frame(_ index: Int) throws(LogError) -> [[UInt8]] {
        let record = index * LogFormat.frame
        guard let first = firsts.last(where: { $0 <= record }) else { return [] }
        let file =
            if let last, last.first == first { last } else {
                SegmentFile(first: first, bytes: try folder.read(folder.segment(first)))
            }
        return file.lines(frame: (record - first) / LogFormat.frame) ?? []
    }

    /// Hands the lines of the last run to `body`, the newest first, until it answers `false`.
    func backwards(_ body: ([UInt8]) -> Bool) throws(LogError) {
        for line in pending.reversed() where !body(line) { return }
        for first in firsts.reversed() {
            let file =
                if let last, last.first == first { last } else {
                    SegmentFile(first: first, bytes: try folder.read(folder.segment(first)))
                }
            for index in file.frames.indices.reversed() {
                guard let lines = file.lines(frame: index) else { continue }
                if first == last?.first, index == file.frames.count - 1, !shortLines.isEmpty { continue }
                for line in lines.reversed() where !body(line) { return }
            }
        }
    }
}

extension WriteAheadLog {
    /// The line of record `index`, if it is here.
    func line(_ index: Int) -> [UInt8]? {
        index >= first && index < end ? lines[index - first] : nil
    }
}
