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
    let bytes: [UInt8]
    private(set) var frames: [Range<Int>] = []
    private(set) var entries: [SeekTable.Entry] = []
    private(set) var ending = Ending.unfinished
    /// How many records the last frame holds.
    private(set) var lastCount = 0
    var count: Int { frames.isEmpty ? 0 : (frames.count - 1) * LogFormat.frame + lastCount }
    /// The index after the last record.
    var end: Int { first + count }
    /// The bytes of the good frames.
    var goodBytes: Int { frames.last?.upperBound ?? 0 }
    /// The bytes of the frames of 256 records.
    var fullBytes: Int {
        lastCount == LogFormat.frame ? goodBytes : frames.dropLast().last?.upperBound ?? 0
    }

    /// Reads frame after frame and hands each frame's lines to `body`.
    init(first: Int, bytes: [UInt8], body: (_ frame: Int, _ lines: [[UInt8]]) -> Void = { _, _ in }) {
        self.first = first
        self.bytes = bytes
        var offset = 0
        while offset < bytes.count {
            if ZstdFrame.isSkippable(bytes, at: offset) { break }
            if lastCount > 0, lastCount < LogFormat.frame || bytes[offset] == 0, isTornTable(at: offset) { break }
            guard frames.isEmpty || lastCount == LogFormat.frame else {
                ending = .corrupt("a frame after a short one")
                return
            }
            switch Self.frame(bytes, at: offset) {
            case .success(let found):
                frames.append(offset..<found.end)
                entries.append(
                    SeekTable.Entry(
                        compressedSize: UInt32(clamping: found.end - offset),
                        decompressedSize: UInt32(clamping: found.content.count),
                        checksum: Self.checksum(bytes, found.end)))
                lastCount = found.lines.count
                body(frames.count - 1, found.lines)
                offset = found.end
            case .failure(let fault):
                ending = Self.goodFrameFollows(bytes, after: offset) ? .corrupt(fault.reason) : .torn(fault.reason)
                return
            }
        }
        guard offset < bytes.count else { return }
        let table = SeekTable(entries: entries).encoded()
        if bytes[offset...].elementsEqual(table) {
            ending = .finished
        } else if isTornTable(at: offset) {
            ending = .torn("a cut seek table")
        } else {
            ending = .corrupt("a seek table that is not that of the frames")
        }
    }

    private func isTornTable(at offset: Int) -> Bool {
        TornWrite.explains(bytes[offset...], at: offset, of: SeekTable(entries: entries).encoded())
    }

    private struct Fault: Error { let reason: String }
    private struct Frame {
        let end: Int
        let content: [UInt8]
        let lines: [[UInt8]]
    }

    private static func frame(_ bytes: [UInt8], at offset: Int) -> Result<Frame, Fault> {
        guard hasOurDescriptor(bytes, at: offset) else { return .failure(Fault(reason: "no frame of ours")) }
        do throws(CompressionError) {
            let size = try ZstdFrame.compressedSize(bytes, at: offset)
            let range = offset..<(offset + size)
            let content = try ZstdFrame.decompress(bytes, range: range, limit: LogFormat.largestFrame)
            guard let lines = lines(content) else { return .failure(Fault(reason: "a frame that holds no lines")) }
            return .success(Frame(end: range.upperBound, content: content, lines: lines))
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

    /// The lines of frame `index`; `nil` where there is none.
    func lines(frame index: Int) -> [[UInt8]]? {
        guard frames.indices.contains(index),
            case .success(let frame) = Self.frame(Array(bytes[frames[index]]), at: 0)
        else { return nil }
        return frame.lines
    }
}
