/// Reads a log's records in order, without a lock, also while it is written.
///
///     try LogReader(directory: "audit").forEach { index, line in
///         print(String(decoding: line, as: UTF8.self))
///         return true
///     }
///
/// It trusts what it reads: ``LogVerifier`` is who doubts.
public struct LogReader: Sendable {
    private let folder: LogFolder
    /// Records that were pruned: reading passes over those of them that are gone.
    public let pruned: [Range<Int>]

    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log.
    public init(directory: String) throws(LogError) {
        folder = LogFolder(path: directory)
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        pruned = LogDescription(parsing: text)?.pruned ?? []
    }

    /// Hands each record's index and line, without its newline, to `body` until it answers `false`.
    /// - Throws: what `body` throws, and ``LogError`` at the first record that is missing, torn or corrupt, after
    ///   all before it were handed over.
    public func forEach(_ body: (_ index: Int, _ line: [UInt8]) throws -> Bool) throws {
        let contents = try snapshot()
        var next = 0
        for first in contents.firsts {
            // What was pruned is passed over; a prune that was cut short leaves frames in two files.
            if first > next, FrameRanges.contain(pruned, [next..<first]) { next = first }
            if first < next, !pruned.isEmpty { continue }
            guard first == next else {
                throw LogError.corrupt(index: next, file: contents.name(first), reason: "records before it are missing")
            }
            let file =
                if let last = contents.last, last.first == first { last } else {
                    SegmentFile(first: first, bytes: try folder.read(folder.segment(first)))
                }
            for frame in file.frames.indices {
                for line in file.lines(frame: frame) ?? [] {
                    guard try body(next, line) else { return }
                    next += 1
                }
            }
            try check(file, contents)
        }
        if contents.wal.first > next, FrameRanges.contain(pruned, [next..<contents.wal.first]) { next = contents.wal.first }
        while let line = contents.wal.line(next) {
            guard try body(next, line) else { return }
            next += 1
        }
        try check(contents.wal, next)
    }

    /// A writer that begins takes a short frame back into the write-ahead log: what was read half before and half
    /// after that is read again.
    private func snapshot() throws(LogError) -> LogContents {
        for _ in 0..<3 {
            let contents = try LogContents(reading: folder)
            if contents.wal.first <= contents.segmentsEnd, contents.wal.ending == .whole { return contents }
        }
        return try LogContents(reading: folder)
    }

    private func check(_ file: SegmentFile, _ contents: LogContents) throws(LogError) {
        switch file.ending {
        case .finished: return
        // The last segment may be cut where it is being written: its records are in the write-ahead log still.
        case .unfinished where file.first == contents.firsts.last: return
        case .torn where file.first == contents.firsts.last && contents.wal.end > file.end: return
        case .unfinished: throw .corrupt(index: file.end, file: contents.name(file.first), reason: "no seek table")
        case .torn: throw .torn(index: file.end, file: contents.name(file.first))
        case .corrupt(let reason): throw .corrupt(index: file.end, file: contents.name(file.first), reason: reason)
        }
    }

    private func check(_ wal: WriteAheadLog, _ next: Int) throws(LogError) {
        switch wal.ending {
        case .whole:
            guard wal.first <= next else {
                throw .corrupt(index: next, file: "wal", reason: "begins at record \(wal.first)")
            }
        case .torn: throw .torn(index: max(next, wal.end), file: "wal")
        case .corrupt(let reason): throw .corrupt(index: max(next, wal.end), file: "wal", reason: reason)
        }
    }
}
