internal import SystemIO
internal import Zstandard

/// A segment file read from its beginning, some frames at a time, so that its size does not matter.
struct SegmentPieces {
    /// Some frames as they lie on the disk.
    struct Piece: Sendable {
        /// The first one's number in the file.
        let firstFrame: Int
        let bytes: [UInt8]
        let frames: [Range<Int>]
    }

    private let file: any OpenFile
    /// What was read and not handed out.
    private var rest: [UInt8] = []
    private var isAtEnd = false
    private var frame = 0

    private static let chunk = 1 << 20

    init(_ path: String, in folder: LogFolder) throws(LogError) {
        do throws(SystemError) { file = try folder.files.open(path, .read) } catch {
            if error.isNotFound { throw .notFound(path) }
            throw .system(error)
        }
    }

    /// The next frames; `nil` where no whole frame with content begins: then ``remainder()`` is what is left.
    mutating func next(atMost count: Int) throws(LogError) -> Piece? {
        var frames: [Range<Int>] = []
        var offset = 0
        while frames.count < count {
            if !ZstdFrame.isSkippable(rest, at: offset),
                let size = try? ZstdFrame.compressedSize(rest, at: offset), size <= rest.count - offset
            {
                frames.append(offset..<(offset + size))
                offset += size
                continue
            }
            // A frame is never longer than this; what does not end within it is none of ours.
            if isAtEnd || rest.count - offset > LogFormat.largestFrame + Self.chunk { break }
            try fill()
        }
        guard !frames.isEmpty else { return nil }
        defer { frame += frames.count }
        let bytes = Array(rest[..<offset])
        rest.removeFirst(offset)
        return Piece(firstFrame: frame, bytes: bytes, frames: frames)
    }

    /// All that stands behind the frames.
    /// - Throws: ``LogError/corrupt(index:file:reason:)`` where that is longer than a seek table can be.
    mutating func remainder() throws(LogError) -> [UInt8] {
        while !isAtEnd, rest.count <= LogFormat.largeFile { try fill() }
        return rest
    }

    private mutating func fill() throws(LogError) {
        let piece = try LogError.system { () throws(SystemError) in try file.read(atMost: Self.chunk) }
        isAtEnd = piece.isEmpty
        rest += piece
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
