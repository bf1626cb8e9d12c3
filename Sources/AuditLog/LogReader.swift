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
        try self.init(LogFolder(path: directory))
    }

    init(_ folder: LogFolder) throws(LogError) {
        self.folder = folder
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        pruned = LogDescription(parsing: text)?.pruned ?? []
    }

    /// Hands each record's index and line, without its newline, to `body` until it answers `false`.
    /// - Throws: what `body` throws, and ``LogError`` at the first record that is missing, torn or corrupt, after
    ///   all before it were handed over.
    public func forEach(_ body: (_ index: Int, _ line: [UInt8]) throws -> Bool) throws {
        try map(jobs: 1, { $0 }) { first, frame in
            for place in frame.lines.indices {
                guard try body(first + place, frame.line(place)) else { return false }
            }
            return true
        }
    }

    /// Hands frame after frame to `transform`, up to `jobs` at a time on as many threads, and what it made of each to
    /// `inOrder` on the caller's thread, in the order of the log, until that answers `false`. Some dozens of frames are
    /// in memory at once, whatever the log's size. What is in no frame yet comes last, in pieces of up to 256 lines.
    /// - Parameters:
    ///   - from: the first record that is wanted; the frame that it stands in comes whole.
    ///   - jobs: from 1.
    /// - Throws: what the closures throw, and ``LogError`` at the first record that is missing, torn or corrupt, after
    ///   all before it were handed over.
    public func map<Result: Sendable>(
        from: Int = 0, jobs: Int, _ transform: @escaping @Sendable (LogFrame) throws -> Result,
        inOrder: (_ first: Int, Result) throws -> Bool
    ) throws {
        let contents = try LogContents(snapshot: folder)
        var next = 0
        for (place, first) in contents.firsts.enumerated() {
            // What was pruned is passed over; a prune that was cut short leaves frames in two files.
            if first > next, FrameRanges.contain(pruned, [next..<first]) { next = first }
            if first < next, !pruned.isEmpty { continue }
            guard first == next else {
                throw LogError.corrupt(index: next, file: contents.name(first), reason: "records before it are missing")
            }
            let following = place + 1 < contents.firsts.count ? contents.firsts[place + 1] : nil
            if let following, following <= from {
                next = following
                continue
            }
            let walk = FrameWalk<Result?>(folder: folder, first: first, jobs: jobs) { frame in
                frame.first + frame.lines.count > from ? try transform(frame) : nil
            }
            let ending = try walk.run { count, result in
                defer { next += count }
                return try result.map { try inOrder(next, $0) } ?? true
            }
            switch ending {
            case .stopped: return
            case .finished: break
            case .unfinished where following == nil: break
            case .unfinished, .irregular:
                // The whole file tells why, and what of it can still be read.
                let file = SegmentFile(first: first, bytes: try folder.read(folder.segment(first)))
                for index in file.frames.indices where first + index * LogFormat.frame >= next {
                    guard let lines = file.lines(frame: index) else { break }
                    let frame = LogFrame(first: next, lines: lines[...])
                    if next + lines.count > from, try !inOrder(next, try transform(frame)) { return }
                    next += lines.count
                }
                try check(file, contents)
            }
        }
        if contents.wal.first > next, FrameRanges.contain(pruned, [next..<contents.wal.first]) { next = contents.wal.first }
        try mapPending(contents, from: from, next: &next, transform, inOrder)
    }

    private func mapPending<Result>(
        _ contents: LogContents, from: Int, next: inout Int, _ transform: (LogFrame) throws -> Result,
        _ inOrder: (Int, Result) throws -> Bool
    ) throws {
        var lines = contents.wal.lines.dropFirst(max(0, next - contents.wal.first))
        if contents.wal.first > next { lines = [] }
        while !lines.isEmpty {
            let frame = LogFrame(first: next, lines: lines.prefix(LogFormat.frame))
            if next + frame.lines.count > from, try !inOrder(next, try transform(frame)) { return }
            next += frame.lines.count
            lines = lines.dropFirst(LogFormat.frame)
        }
        try check(contents.wal, next)
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
