internal import Zstandard

/// One file of `segments/` as it was found.
///
/// A file may hold frames of 256 records, after them at the very end of the log one shorter frame, and the seek table
/// of zstd's seekable format where it is finished: nothing else, since every byte that a reader passes over would be
/// a byte that nobody checks.
struct SegmentFile: Sendable {
    enum Ending: Equatable, Sendable {
        /// A seek table that lists just these frames.
        case finished
        /// Frames alone.
        case unfinished
        /// The last frame or the table is cut, as a crash leaves it.
        case torn(String)
        case corrupt(String)
    }

    /// The index of the first record, from the file's name.
    let first: Int
    /// Where the good frames lie.
    private(set) var layout: SegmentFrames
    private(set) var ending = Ending.unfinished
    /// How many records the last frame holds; 0 where there is none.
    private(set) var lastCount: Int
    /// The bytes of the file from `offset` on, where they were read in one piece.
    private var bytes: [UInt8] = []
    private var offset = 0
    /// How many bytes the file has.
    private(set) var length: Int

    /// A file of these frames, each of 256 records, of which the rest was not read yet.
    init(first: Int, head: SegmentFrames = SegmentFrames()) {
        self.first = first
        layout = head
        lastCount = head.count > 0 ? LogFormat.frame : 0
        length = head.length
    }

    /// Reads a whole file, frame after frame.
    init(first: Int, bytes: [UInt8]) {
        self.init(first: first)
        read(bytes)
    }

    var frames: [Range<Int>] { layout.ranges }
    var entries: [SeekTable.Entry] { layout.entries }
    var count: Int { frames.isEmpty ? 0 : (frames.count - 1) * LogFormat.frame + lastCount }
    /// The index after the last record.
    var end: Int { first + count }
    /// The bytes of the good frames.
    var goodBytes: Int { layout.length }
    /// The bytes of the frames of 256 records.
    var fullBytes: Int { full.length }
    /// The frames of 256 records.
    var full: SegmentFrames { layout.prefix(lastCount == LogFormat.frame ? layout.count : layout.count - 1) }
    /// What is wrong behind the good frames.
    var fault: String? {
        switch ending {
        case .finished, .unfinished: nil
        case .torn(let reason), .corrupt(let reason): reason
        }
    }
    /// What stands behind the good frames of a file that is torn.
    var tail: ArraySlice<UInt8> { bytes[min(bytes.count, max(0, goodBytes - offset))...] }

    // MARK: Frame after frame

    /// Whether a frame may follow.
    var mayGoOn: Bool { layout.count == 0 || lastCount == LogFormat.frame }

    mutating func append(_ entry: SeekTable.Entry, lines: Int) {
        layout.append(entry)
        lastCount = lines
        length = layout.length
    }

    /// Whether `rest`, all that stands behind the frames, is nothing or their seek table. Then this is the file's end.
    mutating func isEnd(_ rest: [UInt8]) -> Bool {
        guard !rest.isEmpty else { return true }
        guard rest == table else { return false }
        length += rest.count
        ending = .finished
        return true
    }

    private var table: [UInt8] { SeekTable(entries: layout.entries).encoded() }

    /// Reads what stands behind the frames.
    /// - Parameter isCut: whether the file goes on behind `rest`. No crash leaves so much that is no frame.
    mutating func read(_ rest: [UInt8], isCut: Bool = false) {
        (bytes, offset) = (rest, layout.length)
        length = offset + rest.count
        var place = 0
        while place < bytes.count {
            if ZstdFrame.isSkippable(bytes, at: place) { break }
            if lastCount > 0, lastCount < LogFormat.frame || bytes[place] == 0, isTornTable(at: place) { break }
            guard mayGoOn else {
                ending = .corrupt("a frame after a short one")
                return
            }
            switch Self.frame(bytes, at: place) {
            case .success(let frame):
                layout.append(frame.entry)
                lastCount = frame.lines.count
                place += Int(frame.entry.compressedSize)
            case .failure(let fault):
                let isCorrupt = isCut || Self.goodFrameFollows(bytes, after: place)
                ending = isCorrupt ? .corrupt(fault.reason) : .torn(fault.reason)
                return
            }
        }
        guard place < bytes.count else { return }
        if bytes[place...].elementsEqual(table) {
            ending = .finished
        } else if isTornTable(at: place) {
            ending = .torn("a cut seek table")
        } else {
            ending = .corrupt("a seek table that is not that of the frames")
        }
    }

    private func isTornTable(at place: Int) -> Bool {
        TornWrite.explains(bytes[place...], at: offset + place, of: table)
    }

    private struct Fault: Error { let reason: String }
    private struct Frame {
        let entry: SeekTable.Entry
        let lines: [[UInt8]]
    }

    private static func frame(_ bytes: [UInt8], at offset: Int) -> Result<Frame, Fault> {
        guard hasOurDescriptor(bytes, at: offset) else { return .failure(Fault(reason: "no frame of ours")) }
        do throws(CompressionError) {
            let size = try ZstdFrame.compressedSize(bytes, at: offset)
            let range = offset..<(offset + size)
            let content = try ZstdFrame.decompress(bytes, range: range, limit: LogFormat.largestFrame)
            guard let lines = lines(content), let entry = SegmentFrames.entry(bytes, range) else {
                return .failure(Fault(reason: "a frame that holds no lines"))
            }
            return .success(Frame(entry: entry, lines: lines))
        } catch {
            return .failure(Fault(reason: "a bad frame: \(error)"))
        }
    }

    /// The checksum that a frame ends with, which was compared with its content when it was unpacked.
    static func checksum(_ bytes: [UInt8], _ end: Int) -> UInt32 {
        (1...4).reduce(0) { $0 << 8 | UInt32(bytes[end - $1]) }
    }

    /// Whether the frame that begins at `offset` is described as ours are: content size and checksum on, no
    /// dictionary, the unused and the reserved bit 0.
    static func hasOurDescriptor(_ bytes: [UInt8], at offset: Int) -> Bool {
        offset >= 0 && offset + 4 < bytes.count && bytes[offset + 4] & 0b0001_1111 == 0b0000_0100
    }

    /// The lines of a frame without their newlines; `nil` unless there are 1 to 256, each of a record's length.
    static func lines(_ content: [UInt8]) -> [[UInt8]]? {
        lineRanges(content)?.map { Array(content[$0]) }
    }

    /// Where the lines of a frame stand, as ``lines(_:)`` has them.
    static func lineRanges(_ content: [UInt8]) -> [Range<Int>]? {
        var lines: [Range<Int>] = []
        lines.reserveCapacity(LogFormat.frame)
        let bytes = content.span
        var start = 0
        for index in bytes.indices where bytes[index] == 0x0a {
            guard (1...LogFormat.longestLine).contains(index - start), lines.count < LogFormat.frame else { return nil }
            lines.append(start..<index)
            start = index + 1
        }
        guard start == content.count else { return nil }
        return lines.isEmpty ? nil : lines
    }

    /// What a crash cuts has nothing good behind it.
    private static func goodFrameFollows(_ bytes: [UInt8], after offset: Int) -> Bool {
        for start in stride(from: offset + 1, to: bytes.count - 8, by: 1)
        where bytes[start] == 0x28 && bytes[start + 1] == 0xb5 && bytes[start + 2] == 0x2f && bytes[start + 3] == 0xfd {
            if case .success = frame(bytes, at: start) { return true }
        }
        return SeekTable.encodedSize(tail: bytes) != nil
    }

    /// The lines of frame `index`, one of those that were read in one piece; `nil` where there is none.
    func lines(frame index: Int) -> [[UInt8]]? {
        guard frames.indices.contains(index), frames[index].lowerBound >= offset,
            frames[index].upperBound - offset <= bytes.count,
            case .success(let frame) = Self.frame(bytes, at: frames[index].lowerBound - offset)
        else { return nil }
        return frame.lines
    }
}
