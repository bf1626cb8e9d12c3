internal import SystemIO
internal import Zstandard

/// The removal of frames whose pruning stands in the log, under a signed checkpoint.
///
/// What remains of a segment is copied frame by frame, byte for byte, into files named by their first record; only when
/// those are durable does the old file go. A crash in between leaves a record in two files, never in none, and the next
/// start goes on from there. The last segment is left alone.
struct PrunedSegments {
    private let folder: LogFolder
    private let ranges: [Range<Int>]

    init(_ folder: LogFolder, _ ranges: [Range<Int>]) {
        self.folder = folder
        self.ranges = ranges
    }

    func finish() throws(LogError) {
        guard !ranges.isEmpty else { return }
        let firsts = try folder.listSegments().firsts
        for (first, next) in zip(firsts, firsts.dropFirst())
        where ranges.contains(where: { $0.overlaps(first..<max(first, next)) }) {
            guard let frames = try SegmentFrames(tableOf: folder.segment(first), in: folder) else { continue }
            try cut(first, frames)
        }
    }

    /// Takes the frames that are pruned out of a segment.
    private func cut(_ first: Int, _ frames: SegmentFrames) throws(LogError) {
        let kept = frames.ranges.indices.filter { !FrameRanges.contains(ranges, first + $0 * LogFormat.frame) }
        guard kept.count < frames.count else { return }
        let path = folder.segment(first)
        let bytes = try folder.read(path)
        for run in Self.runs(kept).reversed() {
            let entries = Array(frames.entries[run])
            let (start, end) = (frames.ranges[run.lowerBound].lowerBound, frames.ranges[run.upperBound - 1].upperBound)
            guard end <= bytes.count else {
                throw .corrupt(index: first, file: "segments/" + LogFolder.segmentName(first), reason: "cut short")
            }
            // The one that keeps the old name comes last: with it the removed frames go.
            let content = Array(bytes[start..<end]) + SeekTable(entries: entries).encoded()
            let place = folder.segment(first + run.lowerBound * LogFormat.frame)
            try LogError.system { () throws(SystemError) in try folder.files.replace(place, with: content) }
        }
        guard kept.first != 0 else { return }
        try LogError.system { () throws(SystemError) in
            try folder.files.remove(path)
            try folder.files.synchronizeDirectory(folder.segments)
        }
    }

    private static func runs(_ indices: [Int]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in indices {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<(index + 1)
            } else {
                runs.append(index..<(index + 1))
            }
        }
        return runs
    }
}
