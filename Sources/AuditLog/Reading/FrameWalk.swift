internal import SystemIO
internal import Zstandard

/// The frames of one segment, unpacked and worked on by several cores.
///
/// What is as a writer leaves it goes some frames at a time. At the first frame that is not, what is left of the file is
/// read as one (``SegmentFile``), which knows a torn end from a corrupt one.
struct FrameWalk<Result: Sendable> {
    let folder: LogFolder
    /// The index of the segment's first record, from the file's name.
    let first: Int
    /// Frames that are taken to be as they were written, and passed over.
    var head = SegmentFrames()
    let jobs: Int
    let transform: @Sendable (LogFrame) throws -> Result

    private struct Unpacked: Sendable {
        let count: Int
        let entry: SeekTable.Entry
        let result: Swift.Result<Result, any Error>
    }

    /// Hands what `transform` made of each frame behind `head` to `take`, in order, with the number of records in it.
    /// - Returns: what the file was found to be; `nil` where `take` answered `false`.
    func run(take: (_ count: Int, Result) throws -> Bool) throws -> SegmentFile? {
        var pieces = try SegmentPieces(folder.segment(first), in: folder, behind: head)
        var found = SegmentFile(first: first, head: head)
        while let piece = try pieces.next(atMost: max(1, jobs) * 16) {
            var isRegular = true
            let all = try OrderedWork.map(piece.frames.count, jobs: jobs, { unpack(piece, $0) }) { _, unpacked in
                guard let unpacked, found.mayGoOn else {
                    isRegular = false
                    return false
                }
                found.append(unpacked.entry, lines: unpacked.count)
                return try take(unpacked.count, unpacked.result.get())
            }
            guard isRegular else { return try goOn(found, take) }
            if !all { return nil }
        }
        return found.isEnd(try pieces.remainder()) ? found : try goOn(found, take)
    }

    /// What is irregular, in one piece.
    private func goOn(_ found: SegmentFile, _ take: (Int, Result) throws -> Bool) throws -> SegmentFile? {
        let limit = LogFormat.largestTail
        let rest = try LogError.system { () throws(SystemError) in
            try folder.files.read(folder.segment(first), at: Int64(found.goodBytes), count: limit + 1)
        }
        var file = found
        file.read(rest, isCut: rest.count > limit)
        for index in found.layout.count..<file.layout.count {
            guard let lines = file.lines(frame: index) else { break }
            let frame = LogFrame(first: first + index * LogFormat.frame, lines: lines[...])
            if try !take(lines.count, transform(frame)) { return nil }
        }
        return file
    }

    private func unpack(_ piece: SegmentPieces.Piece, _ index: Int) -> Unpacked? {
        let range = piece.frames[index]
        let start = first + (piece.firstFrame + index) * LogFormat.frame
        guard let frame = LogFrame(piece.bytes, range, first: start), let entry = SegmentFrames.entry(piece.bytes, range)
        else { return nil }
        return Unpacked(count: frame.lines.count, entry: entry, result: Swift.Result { try transform(frame) })
    }
}
