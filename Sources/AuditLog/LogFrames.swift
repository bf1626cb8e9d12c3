internal import Synchronization
internal import SystemIO
internal import Zstandard

/// Where the frames of a log lie, so that any of them can be read alone and many of them at once.
///
///     let frames = try LogFrames(directory: "audit")
///     for text in try frames.read(frames.places()[...]) { … }
///
/// It takes no lock and trusts what it reads, as ``LogReader`` does. What a writer appends later it does not see; where
/// a writer puts a file in another's place meanwhile, the new one is read.
public final class LogFrames: Sendable {
    /// One frame, or so many lines of the write-ahead log.
    public struct Place: Sendable, Equatable {
        /// The number of the first record.
        public let first: Int
        /// The first record of the segment, or `nil` for the write-ahead log.
        let segment: Int?
        /// Which frame of the segment it is.
        let frame: Int
    }

    /// The lines of one frame as they lie there, a newline after each.
    public struct Text: Sendable {
        /// The number of the first record.
        public fileprivate(set) var first: Int
        public fileprivate(set) var bytes: [UInt8]
    }

    /// Where the frames of a segment lie in its file.
    struct Table: Sendable {
        var ranges: [Range<Int>] = []
        /// Whether more bytes follow that are no frame and no seek table.
        var isTorn = false
        var isFinished = true
    }

    let folder: LogFolder
    let firsts: [Int]
    private let wal: WriteAheadLog
    private let tables = Mutex<[Int: Table]>([:])
    /// The number of the first record that the last segment has not.
    public let segmentsEnd: Int
    /// Whose log it is, as `log.json` has it.
    public let origin: String

    /// - Throws: ``LogError/notFound(_:)`` where `directory` holds no log.
    public init(directory: String) throws(LogError) {
        folder = LogFolder(path: directory)
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        guard let description = LogDescription(parsing: text) else {
            throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        origin = description.origin
        let found = try Self.snapshot(folder)
        (wal, firsts, segmentsEnd) = (found.wal, found.firsts, found.end)
        if let first = found.firsts.last { tables.withLock { $0[first] = found.last } }
    }

    private struct Snapshot {
        let wal: WriteAheadLog
        let firsts: [Int]
        let last: Table
        let end: Int
    }

    /// First the write-ahead log: what a writer moves into a segment meanwhile is then in both. A short frame that a
    /// writer takes back is looked for again.
    private static func snapshot(_ folder: LogFolder) throws(LogError) -> Snapshot {
        var attempts = 0
        while true {
            attempts += 1
            let wal = WriteAheadLog(parsing: try folder.read(folder.wal))
            let firsts = try folder.listSegments().firsts
            var last = Table()
            if let first = firsts.last { last = try table(folder, first) }
            let end = try end(folder, firsts.last, last)
            if wal.first <= end && wal.ending == .whole || attempts == 3 {
                return Snapshot(wal: wal, firsts: firsts, last: last, end: end)
            }
        }
    }

    /// The number of the first record that is not there yet.
    public var end: Int { max(segmentsEnd, wal.end) }

    /// The frames with records from `start` on, up to `end`, in order. What was pruned is not among them.
    public func places(from start: Int = 0, to end: Int = .max) throws(LogError) -> [Place] {
        var places: [Place] = []
        for place in (segment(before: start) ?? 0)..<firsts.count {
            let first = firsts[place]
            guard first < end else { break }
            let next = place + 1 < firsts.count ? firsts[place + 1] : segmentsEnd
            guard next > start else { continue }
            let count = try table(first).ranges.count
            let low = max(0, start - first) / LogFormat.frame
            let high = min(count, (min(next, end) - first + LogFormat.frame - 1) / LogFormat.frame)
            for index in low..<max(low, high) {
                places.append(Place(first: first + index * LogFormat.frame, segment: first, frame: index))
            }
        }
        var record = segmentsEnd
        while record < min(end, wal.end) {
            // Pieces that end where frames do.
            let next = min(wal.end, (record / LogFormat.frame + 1) * LogFormat.frame)
            if next > start { places.append(Place(first: record, segment: nil, frame: 0)) }
            record = next
        }
        return places
    }

    /// The frame that holds record `index`; `nil` where it was pruned or is not there yet.
    public func place(of index: Int) throws(LogError) -> Place? {
        guard index >= 0, index < end else { return nil }
        guard index < segmentsEnd else {
            return Place(first: max(segmentsEnd, index / LogFormat.frame * LogFormat.frame), segment: nil, frame: 0)
        }
        guard let first = segment(before: index).map({ firsts[$0] }) else { return nil }
        let frame = (index - first) / LogFormat.frame
        guard try table(first).ranges.indices.contains(frame) else { return nil }
        return Place(first: first + frame * LogFormat.frame, segment: first, frame: frame)
    }

    /// The place in `firsts` of the last segment that begins at or before record `index`.
    private func segment(before index: Int) -> Int? {
        var (low, high) = (0, firsts.count)
        while low < high {
            let middle = (low + high) / 2
            if firsts[middle] <= index { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    /// What stands at `places`, in their order.
    /// - Throws: ``LogError/corrupt(index:file:reason:)`` for a frame that cannot be read.
    public func read(_ places: ArraySlice<Place>) throws(LogError) -> [Text] {
        var texts: [Text] = []
        try forEach(places) { texts.append($0) }
        return texts
    }

    /// Hands what stands at `places` to `body`, one after the other; neighbours are read in one go, and unpacked into the
    /// same memory, unless `body` keeps it.
    /// - Throws: ``LogError/corrupt(index:file:reason:)`` for a frame that cannot be read.
    public func forEach(_ places: ArraySlice<Place>, _ body: (Text) -> Void) throws(LogError) {
        var text = Text(first: 0, bytes: [])
        var rest = places
        while let place = rest.first {
            guard let segment = place.segment else {
                body(lines(place))
                rest = rest.dropFirst()
                continue
            }
            var count = 1
            for next in rest.dropFirst() {
                guard next.segment == segment, next.frame == place.frame + count else { break }
                count += 1
            }
            try frames(segment, place.frame..<(place.frame + count), &text, body)
            rest = rest.dropFirst(count)
        }
    }

    private func lines(_ place: Place) -> Text {
        let end = min(wal.end, (place.first / LogFormat.frame + 1) * LogFormat.frame)
        var bytes: [UInt8] = []
        for index in place.first..<max(place.first, end) {
            bytes += wal.line(index) ?? []
            bytes.append(0x0a)
        }
        return Text(first: place.first, bytes: bytes)
    }

    private func frames(
        _ segment: Int, _ wanted: Range<Int>, _ text: inout Text, _ body: (Text) -> Void
    ) throws(LogError) {
        var next = wanted.lowerBound
        do throws(LogError) { try unpack(segment, wanted, try table(segment), &next, &text, body) } catch {
            // A writer may have put a file in its place that was cut, or packed, anew.
            let table = try Self.table(folder, segment)
            tables.withLock { $0[segment] = table }
            try unpack(segment, next..<wanted.upperBound, table, &next, &text, body)
        }
    }

    /// - Parameter next: becomes the first frame that was not handed over.
    private func unpack(
        _ segment: Int, _ wanted: Range<Int>, _ table: Table, _ next: inout Int, _ text: inout Text, _ body: (Text) -> Void
    ) throws(LogError) {
        guard !wanted.isEmpty, table.ranges.indices.contains(wanted.lowerBound), wanted.upperBound <= table.ranges.count
        else { throw missing(segment, wanted.lowerBound, "a frame is missing") }
        let ranges = table.ranges[wanted]
        let start = ranges[wanted.lowerBound].lowerBound
        let count = ranges[wanted.upperBound - 1].upperBound - start
        let path = folder.segment(segment)
        let bytes = try LogError.system { () throws(SystemError) in
            try folder.files.read(path, at: Int64(start), count: count)
        }
        for index in wanted {
            let range = (ranges[index].lowerBound - start)..<(ranges[index].upperBound - start)
            do throws(CompressionError) {
                try ZstdFrame.decompress(bytes, range: range, limit: LogFormat.largestFrame, into: &text.bytes)
            } catch {
                throw missing(segment, index, "a bad frame: \(error)")
            }
            text.first = segment + index * LogFormat.frame
            body(text)
            next = index + 1
        }
    }

    private func missing(_ segment: Int, _ frame: Int, _ reason: String) -> LogError {
        .corrupt(
            index: segment + frame * LogFormat.frame, file: "segments/" + LogFolder.segmentName(segment), reason: reason)
    }

    private func table(_ first: Int) throws(LogError) -> Table {
        if let known = tables.withLock({ $0[first] }) { return known }
        let table = try Self.table(folder, first)
        tables.withLock { $0[first] = table }
        return table
    }

    /// What a reader of everything has to know: whether something is missing between the frames and the end.
    /// - Throws: what ``LogReader/forEach(_:)`` throws at the same place.
    public func checkEnds() throws(LogError) {
        for (place, first) in firsts.enumerated() {
            let table = try table(first)
            let isLast = place + 1 == firsts.count
            let end = first + table.ranges.count * LogFormat.frame
            let name = "segments/" + LogFolder.segmentName(first)
            if table.isTorn, !isLast || wal.end <= segmentsEnd { throw .torn(index: isLast ? segmentsEnd : end, file: name) }
            if !table.isFinished, !isLast { throw .corrupt(index: end, file: name, reason: "no seek table") }
        }
        switch wal.ending {
        case .whole:
            guard wal.first <= segmentsEnd else {
                throw .corrupt(index: segmentsEnd, file: "wal", reason: "begins at record \(wal.first)")
            }
        case .torn: throw .torn(index: max(segmentsEnd, wal.end), file: "wal")
        case .corrupt(let reason): throw .corrupt(index: max(segmentsEnd, wal.end), file: "wal", reason: reason)
        }
    }
}

extension LogFrames {
    /// By the seek table where there is one, else by walking from frame to frame.
    private static func table(_ folder: LogFolder, _ first: Int) throws(LogError) -> Table {
        let path = folder.segment(first)
        if let found = try SegmentFrames(tableOf: path, in: folder) { return Table(ranges: found.ranges) }
        var pieces = try SegmentPieces(path, in: folder)
        var found = SegmentFrames()
        for entry in try pieces.skip(atMost: .max) { found.append(entry) }
        var table = Table(ranges: found.ranges, isTorn: try !pieces.remainder().isEmpty, isFinished: false)
        // What is cut inside its last frame shows only there.
        while !table.ranges.isEmpty, try found.frame(table.ranges.count - 1, of: first, in: folder) == nil {
            table.ranges.removeLast()
            table.isTorn = true
        }
        return table
    }

    /// The number of the record after the last of the last segment.
    private static func end(_ folder: LogFolder, _ first: Int?, _ table: Table) throws(LogError) -> Int {
        guard let first, let range = table.ranges.last else { return first ?? 0 }
        let path = folder.segment(first)
        let bytes = try LogError.system { () throws(SystemError) in
            try folder.files.read(path, at: Int64(range.lowerBound), count: range.count)
        }
        let frame = LogFrame(bytes, 0..<bytes.count, first: first)
        return first + (table.ranges.count - 1) * LogFormat.frame + (frame?.lines.count ?? 0)
    }
}
