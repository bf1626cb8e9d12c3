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

    /// - Parameter fromFirst: reads from the first record on that is there, whoever took those before it away. Only for
    ///   whoever holds what it reads against the hashes of the whole tree.
    init(_ folder: LogFolder, fromFirst: Bool = false) throws(LogError) {
        self.folder = folder
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        let first = fromFirst ? try folder.listSegments().firsts.first ?? 0 : 0
        pruned = (LogDescription(parsing: text)?.pruned ?? []) + (first > 0 ? [0..<first] : [])
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
        var reading = Reading(from: from)
        for attempt in 1... {
            let moment = try Moment(folder)
            if try read(moment, &reading, jobs: jobs, transform, inOrder) { return }
            // A writer took a short frame back into the write-ahead log, after that was read here.
            let isExplained = attempt < 3 && reading.next.isMultiple(of: LogFormat.frame)
            guard isExplained else { return try check(moment.wal, reading.next) }
        }
    }

    /// How far reading has come.
    private struct Reading {
        /// The first record that is wanted and was not handed over.
        var from: Int
        /// The next one in the files.
        var next = 0

        init(from: Int) { self.from = from }

        /// Whether some of the `count` records that are next are wanted.
        func wants(_ count: Int) -> Bool { next + count > from }

        mutating func pass(_ count: Int) {
            next += count
            from = max(from, next)
        }
    }

    /// First the write-ahead log, then what segments there are: what a writer moves meanwhile is then in both.
    private struct Moment {
        let wal: WriteAheadLog
        let firsts: [Int]

        init(_ folder: LogFolder) throws(LogError) {
            var wal = WriteAheadLog(parsing: try folder.read(folder.wal))
            // A record that is just being written.
            for _ in 0..<2 where wal.ending != .whole { wal = WriteAheadLog(parsing: try folder.read(folder.wal)) }
            self.wal = wal
            firsts = try folder.listSegments().firsts
        }
    }

    /// - Returns: whether that was all: no record is missing between the segments and the write-ahead log, or the taker
    ///   has enough.
    private func read<Result: Sendable>(
        _ moment: Moment, _ reading: inout Reading, jobs: Int, _ transform: @escaping @Sendable (LogFrame) throws -> Result,
        _ inOrder: (_ first: Int, Result) throws -> Bool
    ) throws -> Bool {
        reading.next = 0
        for (place, first) in moment.firsts.enumerated() {
            // What was pruned is passed over; a prune that was cut short leaves frames in two files.
            if first > reading.next, FrameRanges.contain(pruned, [reading.next..<first]) { reading.next = first }
            if first < reading.next, !pruned.isEmpty { continue }
            guard first == reading.next else {
                throw LogError.corrupt(index: reading.next, file: name(first), reason: "records before it are missing")
            }
            let following = place + 1 < moment.firsts.count ? moment.firsts[place + 1] : nil
            if let following, following <= reading.from {
                reading.next = following
                continue
            }
            guard let file = try read(first, &reading, jobs: jobs, transform, inOrder) else { return true }
            try check(file, moment)
        }
        if moment.wal.first > reading.next, FrameRanges.contain(pruned, [reading.next..<moment.wal.first]) {
            reading.next = moment.wal.first
        }
        guard moment.wal.first <= reading.next else { return false }
        try mapPending(moment.wal, &reading, transform, inOrder)
        return true
    }

    /// Reads a segment from the frame on that holds the first record that is wanted.
    /// - Returns: what the file was found to be; `nil` where the taker has enough.
    private func read<Result: Sendable>(
        _ first: Int, _ reading: inout Reading, jobs: Int, _ transform: @escaping @Sendable (LogFrame) throws -> Result,
        _ inOrder: (_ first: Int, Result) throws -> Bool
    ) throws -> SegmentFile? {
        let passed = max(0, reading.from - first) / LogFormat.frame
        let head = try SegmentFrames(headOf: folder.segment(first), in: folder, atMost: passed)
        let from = reading.from
        let walk = FrameWalk<Result?>(folder: folder, first: first, head: head, jobs: jobs) { frame in
            frame.first + frame.lines.count > from ? try transform(frame) : nil
        }
        reading.next += head.count * LogFormat.frame
        return try walk.run { count, result in
            let start = reading.next
            reading.pass(count)
            return try result.map { try inOrder(start, $0) } ?? true
        }
    }

    private func name(_ first: Int) -> String { "segments/" + LogFolder.segmentName(first) }

    private func mapPending<Result>(
        _ wal: WriteAheadLog, _ reading: inout Reading, _ transform: (LogFrame) throws -> Result,
        _ inOrder: (Int, Result) throws -> Bool
    ) throws {
        var lines = wal.lines.dropFirst(reading.next - wal.first)
        while !lines.isEmpty {
            let frame = LogFrame(first: reading.next, lines: lines.prefix(LogFormat.frame))
            let isWanted = reading.wants(frame.lines.count)
            reading.pass(frame.lines.count)
            if isWanted, try !inOrder(frame.first, try transform(frame)) { return }
            lines = lines.dropFirst(LogFormat.frame)
        }
        try check(wal, reading.next)
    }

    private func check(_ file: SegmentFile, _ moment: Moment) throws(LogError) {
        switch file.ending {
        case .finished: return
        // The last segment may be cut where it is being written: its records are in the write-ahead log still.
        case .unfinished where file.first == moment.firsts.last: return
        case .torn where file.first == moment.firsts.last && moment.wal.end > file.end: return
        case .unfinished: throw .corrupt(index: file.end, file: name(file.first), reason: "no seek table")
        case .torn: throw .torn(index: file.end, file: name(file.first))
        case .corrupt(let reason): throw .corrupt(index: file.end, file: name(file.first), reason: reason)
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
