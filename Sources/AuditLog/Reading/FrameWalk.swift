internal import SystemIO
internal import Zstandard

/// The frames of one segment, unpacked and worked on by several cores.
///
/// What is as a writer leaves it goes this way. At the first frame that is not, ``run(take:)`` stops, and the caller
/// reads the file as a whole (``SegmentFile``), which knows a torn end from a corrupt one.
struct FrameWalk<Result: Sendable> {
    let folder: LogFolder
    /// The index of the segment's first record, from the file's name.
    let first: Int
    let jobs: Int
    let transform: @Sendable (LogFrame) throws -> Result

    enum Ending {
        /// Frames, and behind them the seek table that lists just these.
        case finished
        /// Frames alone.
        case unfinished
        /// `take` answered `false`.
        case stopped
        /// Frame `at`, or what stands behind the frames where there are only so many, is not as a writer leaves it.
        case irregular(at: Int)
    }

    private struct Unpacked: Sendable {
        let count: Int
        let entry: SeekTable.Entry
        let result: Swift.Result<Result, any Error>
    }

    /// Hands what `transform` made of each frame to `take`, in order, with the number of records in it.
    func run(take: (_ count: Int, Result) throws -> Bool) throws -> Ending {
        var pieces = try SegmentPieces(folder.segment(first), in: folder)
        var entries: [SeekTable.Entry] = []
        var lastCount = LogFormat.frame
        while let piece = try pieces.next(atMost: max(1, jobs) * 16) {
            var irregular: Int?
            let all = try OrderedWork.map(piece.frames.count, jobs: jobs, { unpack(piece, $0) }) { index, unpacked in
                guard let unpacked, lastCount == LogFormat.frame else {
                    irregular = piece.firstFrame + index
                    return false
                }
                lastCount = unpacked.count
                entries.append(unpacked.entry)
                return try take(unpacked.count, unpacked.result.get())
            }
            if let irregular { return .irregular(at: irregular) }
            if !all { return .stopped }
        }
        let rest = try pieces.remainder()
        if rest.isEmpty { return .unfinished }
        return SeekTable(entries: entries).encoded() == rest ? .finished : .irregular(at: entries.count)
    }

    private func unpack(_ piece: SegmentPieces.Piece, _ index: Int) -> Unpacked? {
        let range = piece.frames[index]
        let start = first + (piece.firstFrame + index) * LogFormat.frame
        guard let frame = LogFrame(piece.bytes, range, first: start), range.count >= 4 else { return nil }
        return Unpacked(
            count: frame.lines.count,
            entry: SeekTable.Entry(
                compressedSize: UInt32(clamping: range.count), decompressedSize: UInt32(clamping: frame.content.count),
                checksum: SegmentFile.checksum(piece.bytes, range.upperBound)),
            result: Swift.Result { try transform(frame) })
    }
}
