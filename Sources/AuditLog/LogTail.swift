internal import Primitives
internal import SystemIO
internal import Zstandard

/// The file `wal`, open at its end.
final class WriteAheadFile {
    private let file: any OpenFile
    private var buffer: [UInt8] = []
    private var isDirty = false
    /// Whether all before the next record is on the disk: what a file holds when it is opened was synced.
    private var isBehindSync = true
    /// The bytes of whole records in the file.
    private(set) var length: Int

    init(_ folder: LogFolder) throws(LogError) {
        do throws(SystemError) {
            file = try folder.files.open(folder.wal, .append())
            length = Int(try folder.files.size(folder.wal))
        } catch {
            throw .system(error)
        }
    }

    func append(_ index: Int, _ line: [UInt8]) {
        WriteAheadLog.append(index, line, isBehindSync: isBehindSync, to: &buffer)
        isBehindSync = false
    }

    /// Hands what was appended to the kernel. Where that fails, nothing of it stays.
    func write() throws(LogError) {
        guard !buffer.isEmpty else { return }
        isDirty = true
        try LogError.system { () throws(SystemError) in
            do throws(SystemError) { try file.write(buffer) } catch {
                try? file.truncate(to: Int64(length))
                throw error
            }
        }
        length += buffer.count
        buffer = []
    }

    /// Gives up what was appended and not written.
    func discard() {
        buffer = []
        isBehindSync = false
    }

    func synchronize() throws(LogError) {
        guard isDirty else { return }
        try LogError.system { () throws(SystemError) in try file.synchronize() }
        isDirty = false
        isBehindSync = buffer.isEmpty
    }
}

/// The segment that frames are appended to.
final class SegmentTail {
    private let files: any FileSystem
    private let file: any OpenFile
    let path: String
    private(set) var length = 0
    private var entries: [SeekTable.Entry] = []
    /// The UTC day, in days since 1970, of its first record.
    let day: Int64

    /// A new segment; its name is durable when this returns.
    init(creating path: String, in files: any FileSystem, day: Int64) throws(LogError) {
        self.files = files
        self.path = path
        self.day = day
        file = try LogError.system { () throws(SystemError) in
            let file = try files.open(path, .createNew())
            try files.synchronizeDirectory(FileTree.parent(of: path))
            return file
        }
    }

    /// A segment of full frames without a seek table.
    init(
        continuing path: String, in files: any FileSystem, length: Int, entries: [SeekTable.Entry], day: Int64
    ) throws(LogError) {
        self.files = files
        self.path = path
        self.length = length
        self.entries = entries
        self.day = day
        file = try LogError.system { () throws(SystemError) in try files.open(path, .append()) }
    }

    /// Appends the frame, waits for the disk, and reads it back.
    /// - Returns: the frame's bytes as they are on the disk.
    func append(_ frame: PackedFrame) throws(LogError) -> [UInt8] {
        try write(frame.bytes)
        entries.append(frame.entry)
        let onDisk = try LogError.system { () throws(SystemError) in
            try files.read(path, at: Int64(length), count: frame.bytes.count)
        }
        length += frame.bytes.count
        return onDisk
    }

    /// The same frames in a new file at the same place.
    func copied() throws(LogError) -> SegmentTail? {
        guard length > 0 else {
            try LogError.system { () throws(SystemError) in
                if try files.kind(path) != nil { try files.remove(path) }
            }
            return nil
        }
        let bytes = try LogError.system { () throws(SystemError) in try files.read(path, at: 0, count: length) }
        guard bytes.count == length else {
            throw .corrupt(index: 0, file: path, reason: "shorter than what was written")
        }
        try LogError.system { () throws(SystemError) in try files.replace(path, with: bytes) }
        return try SegmentTail(continuing: path, in: files, length: length, entries: entries, day: day)
    }

    /// Writes the seek table, after which nothing may follow.
    func finish() throws(LogError) {
        try write(SeekTable(entries: entries).encoded())
    }

    private func write(_ bytes: [UInt8]) throws(LogError) {
        try LogError.system { () throws(SystemError) in
            do throws(SystemError) { try file.write(bytes) } catch {
                try? file.truncate(to: Int64(length))
                if length == 0 { try? files.remove(path) }
                throw error
            }
            try file.synchronize()
        }
    }
}

/// The last segment of a log, to which nothing was written yet since the log was opened.
struct RestingSegment {
    private let folder: LogFolder
    private let first: Int
    /// How many bytes the file has, and how many of them are frames of 256 records.
    private let length: Int
    private let fullBytes: Int
    /// Whether it has its seek table, and no short frame before it.
    private let isFull: Bool
    /// Of the full frames.
    private let entries: [SeekTable.Entry]
    private let day: Int64

    /// - Parameter firstLine: its first record.
    init(_ file: SegmentFile, _ folder: LogFolder, _ firstLine: [UInt8]?) {
        self.folder = folder
        first = file.first
        length = file.length
        fullBytes = file.fullBytes
        isFull = file.ending == .finished && file.fullBytes == file.goodBytes
        entries = file.full.entries
        let time = firstLine.flatMap { try? JSONValue(parsing: $0) }?["time"]?.string
        day = time.flatMap { Timestamp($0) }.map(LogWriter.day) ?? 0
    }

    /// Cuts off what is no full frame. Those records must be safe in the write-ahead log.
    /// - Returns: the segment, to be gone on with; `nil` where the next frame begins a new one.
    func wake(_ options: LogOptions) throws(LogError) -> SegmentTail? {
        let path = folder.segment(first)
        guard fullBytes > 0 else {
            try LogError.system { () throws(SystemError) in
                try folder.files.remove(path)
                try folder.files.synchronizeDirectory(folder.segments)
            }
            return nil
        }
        if isFull, fullBytes >= options.segmentBytes { return nil }
        if fullBytes < length {
            let bytes = try folder.read(path).prefix(fullBytes)
            try LogError.system { () throws(SystemError) in try folder.files.replace(path, with: Array(bytes)) }
        }
        return try SegmentTail(
            continuing: path, in: folder.files, length: fullBytes, entries: entries, day: day)
    }
}
