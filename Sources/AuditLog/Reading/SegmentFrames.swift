internal import SystemIO
internal import Zstandard

/// Where the frames of a segment lie in its file, from the first one on, and what a seek table says of each. None of
/// them has to be unpacked for that.
struct SegmentFrames: Sendable, Equatable {
    private(set) var ranges: [Range<Int>] = []
    private(set) var entries: [SeekTable.Entry] = []

    var count: Int { ranges.count }
    /// The bytes that they take.
    var length: Int { ranges.last?.upperBound ?? 0 }

    mutating func append(_ entry: SeekTable.Entry) {
        ranges.append(length..<(length + Int(entry.compressedSize)))
        entries.append(entry)
    }

    /// The first `count` of them, or all.
    func prefix(_ count: Int) -> SegmentFrames {
        var first = SegmentFrames()
        (first.ranges, first.entries) = (Array(ranges.prefix(max(0, count))), Array(entries.prefix(max(0, count))))
        return first
    }

    /// What a seek table says of the frame that takes `range` of `bytes`, by what the frame says of itself; `nil` where
    /// it is not described as ours are.
    static func entry(_ bytes: [UInt8], _ range: Range<Int>) -> SeekTable.Entry? {
        guard range.count >= 8, SegmentFile.hasOurDescriptor(bytes, at: range.lowerBound),
            let size = ZstdFrame.contentSize(bytes, at: range.lowerBound), size <= LogFormat.largestFrame
        else { return nil }
        return SeekTable.Entry(
            compressedSize: UInt32(clamping: range.count), decompressedSize: UInt32(clamping: size),
            checksum: SegmentFile.checksum(bytes, range.upperBound))
    }

    // MARK: Finding them

    /// All frames by the seek table that the file ends with; `nil` where it ends with none.
    init?(tableOf path: String, in folder: LogFolder) throws(LogError) {
        let size = Int(try LogError.system { () throws(SystemError) in try folder.files.size(path) })
        let footer = try folder.tail(path, SeekTable.footerSize)
        guard let tableSize = SeekTable.encodedSize(tail: footer), tableSize <= size,
            let found = SeekTable.parse(tail: try folder.tail(path, tableSize), fileSize: size),
            found.table.entries.allSatisfy({ $0.checksum != nil })
        else { return nil }
        ranges.reserveCapacity(found.table.entries.count)
        for entry in found.table.entries { append(entry) }
    }

    /// Up to `limit` of them: by the seek table, or from frame to frame where the file has none.
    init(in path: String, of folder: LogFolder, atMost limit: Int = .max) throws(LogError) {
        guard limit > 0 else { return }
        if let all = try SegmentFrames(tableOf: path, in: folder) {
            self = all.prefix(limit)
        } else {
            var pieces = try SegmentPieces(path, in: folder)
            for entry in try pieces.skip(atMost: limit) { append(entry) }
        }
    }

    /// Up to `limit` of them, but never the file's last: only when that is unpacked is it known how many records it has.
    init(headOf path: String, in folder: LogFolder, atMost limit: Int) throws(LogError) {
        guard limit > 0 else { return }
        let found = try SegmentFrames(in: path, of: folder, atMost: limit + 1)
        self = found.prefix(min(limit, found.count - 1))
    }

    init() {}

    // MARK: Reading them

    /// Frame `index` of the segment that begins with record `first`; `nil` where it is none of a log.
    func frame(_ index: Int, of first: Int, in folder: LogFolder) throws(LogError) -> LogFrame? {
        guard ranges.indices.contains(index) else { return nil }
        return try frames(index..<(index + 1), of: first, in: folder, jobs: 1) { $0 }[0]
    }

    /// What `transform` makes of each of `wanted`, which are there, up to `jobs` at a time; `nil` for one that is no
    /// frame of a log. They are in memory together.
    func frames<Result: Sendable>(
        _ wanted: Range<Int>, of first: Int, in folder: LogFolder, jobs: Int,
        _ transform: @escaping @Sendable (LogFrame) -> Result
    ) throws(LogError) -> [Result?] {
        guard let start = ranges[wanted].first?.lowerBound, let end = ranges[wanted].last?.upperBound else { return [] }
        let bytes = try LogError.system { () throws(SystemError) in
            try folder.files.read(folder.segment(first), at: Int64(start), count: end - start)
        }
        var results: [Result?] = []
        _ = OrderedWork.map(wanted.count, jobs: jobs) { place in
            let index = wanted.lowerBound + place
            let range = (ranges[index].lowerBound - start)..<(ranges[index].upperBound - start)
            return LogFrame(bytes, range, first: first + index * LogFormat.frame).map(transform)
        } take: { _, result in
            results.append(result)
            return true
        }
        return results
    }
}
