internal import SystemIO
internal import Zstandard

/// A segment file read some frames at a time, so that its size does not matter.
struct SegmentPieces {
    /// Some frames as they lie on the disk.
    struct Piece: Sendable {
        /// The first one's number in the file.
        let firstFrame: Int
        let bytes: [UInt8]
        let frames: [Range<Int>]
    }

    private let file: any OpenFile
    /// What was read. What stands before `start` was handed out.
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var frame = 0

    private static let chunk = 1 << 18

    /// - Parameter head: the frames that reading begins behind.
    init(_ path: String, in folder: LogFolder, behind head: SegmentFrames = SegmentFrames()) throws(LogError) {
        frame = head.count
        do throws(SystemError) {
            file = try folder.files.open(path, .read)
            if head.length > 0 { try file.seek(to: Int64(head.length)) }
        } catch {
            if error.isNotFound { throw .notFound(path) }
            throw .system(error)
        }
    }

    /// The next frames; `nil` where no whole frame with content begins: then ``remainder()`` is what is left.
    mutating func next(atMost count: Int) throws(LogError) -> Piece? {
        var frames: [Range<Int>] = []
        var taken = 0
        while frames.count < count, let size = try size(ofFrameBehind: taken) {
            frames.append(taken..<(taken + size))
            taken += size
        }
        guard !frames.isEmpty else { return nil }
        defer { (start, frame) = (start + taken, frame + frames.count) }
        return Piece(firstFrame: frame, bytes: Array(buffer[start..<(start + taken)]), frames: frames)
    }

    /// Passes over the next frames of our form, at most `count`, without unpacking them.
    /// - Returns: what a seek table says of them.
    mutating func skip(atMost count: Int) throws(LogError) -> [SeekTable.Entry] {
        var entries: [SeekTable.Entry] = []
        while entries.count < count, let size = try size(ofFrameBehind: 0),
            let entry = SegmentFrames.entry(buffer, start..<(start + size))
        {
            entries.append(entry)
            (start, frame) = (start + size, frame + 1)
        }
        return entries
    }

    /// All that stands behind the frames, but no more than 64 MiB of it and a little.
    mutating func remainder() throws(LogError) -> [UInt8] {
        while !isAtEnd, buffer.count - start <= LogFormat.largestTail { try fill() }
        return Array(buffer[start...])
    }

    /// The bytes of the frame that begins `taken` bytes behind what was handed out; `nil` where no whole one does.
    private mutating func size(ofFrameBehind taken: Int) throws(LogError) -> Int? {
        while true {
            let offset = start + taken
            if !ZstdFrame.isSkippable(buffer, at: offset),
                let size = try? ZstdFrame.compressedSize(buffer, at: offset), size <= buffer.count - offset
            {
                return size
            }
            // A frame is never longer than this; what does not end within it is none of ours.
            if isAtEnd || buffer.count - offset > LogFormat.largestFrame + Self.chunk { return nil }
            try fill()
        }
    }

    private mutating func fill() throws(LogError) {
        buffer.removeFirst(start)
        start = 0
        let piece = try LogError.system { () throws(SystemError) in try file.read(atMost: Self.chunk) }
        isAtEnd = piece.isEmpty
        buffer += piece
    }
}

/// The lines of one frame, or as many that are in no frame yet.
public struct LogFrame: Sendable {
    /// The index of the first record.
    public let first: Int
    /// The lines, each with its newline.
    public let content: [UInt8]
    /// Where each line stands in `content`, without its newline: 1 to 256 of them.
    public let lines: [Range<Int>]

    /// The bytes of the line at `place`.
    public func line(_ place: Int) -> [UInt8] { Array(content[lines[place]]) }

    init(first: Int, content: [UInt8], lines: [Range<Int>]) {
        self.first = first
        self.content = content
        self.lines = lines
    }

    /// Unpacks a frame of the log's form; `nil` where it is none.
    init?(_ bytes: [UInt8], _ range: Range<Int>, first: Int) {
        guard SegmentFile.hasOurDescriptor(bytes, at: range.lowerBound),
            let content = try? ZstdFrame.decompress(bytes, range: range, limit: LogFormat.largestFrame),
            let lines = SegmentFile.lineRanges(content)
        else { return nil }
        self.init(first: first, content: content, lines: lines)
    }

    /// Lines that stand in the write-ahead log.
    init(first: Int, lines: ArraySlice<[UInt8]>) {
        var content: [UInt8] = []
        var ranges: [Range<Int>] = []
        for line in lines {
            ranges.append(content.count..<(content.count + line.count))
            content += line
            content.append(0x0a)
        }
        self.init(first: first, content: content, lines: ranges)
    }
}
