internal import SystemIO

/// A log whose files are in memory, as somebody sends them: to be verified and read without being put on a disk first.
///
///     var files = LogFiles()
///     for part in upload { files[part.name] = part.bytes }      // "log.json", "segments/00000000000000000000.jsonl.zst"
///     let report = LogVerifier.verify(files, trust: .keys([key]))
public struct LogFiles: Sendable, Equatable {
    private var files: [String: [UInt8]] = [:]

    public init() {}

    /// Reads all files of the log in `directory`, without taking its lock.
    /// - Throws: ``LogError/notFound(_:)`` where there is no log, and where a file is larger than 1 GiB.
    public init(directory: String) throws(LogError) {
        let folder = LogFolder(path: directory)
        _ = try folder.read(folder.description, limit: LogFormat.smallFile)
        for name in try folder.names(directory) where try folder.kind(FileTree.join(directory, name)) == .file {
            files[name] = try folder.read(FileTree.join(directory, name))
        }
        guard try folder.kind(folder.segments) == .directory else { return }
        for name in try folder.names(folder.segments) {
            files["segments/" + name] = try folder.read(FileTree.join(folder.segments, name))
        }
    }

    /// The bytes of the file at `path`, which is relative to the log; `nil` where there is none.
    public subscript(_ path: String) -> [UInt8]? {
        get { files[path] }
        set { files[path] = newValue }
    }

    /// The paths of the files, in the order of their bytes.
    public var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The log as a folder that exists in memory alone.
    var folder: LogFolder {
        let paths = files.map { ("log/" + $0.key, $0.value) }
        return LogFolder(path: "log", files: MemoryFiles(Dictionary(paths) { $1 }, folders: ["log/segments"]))
    }
}

extension LogVerifier {
    /// Checks all of a log that is in memory.
    /// - Parameter jobs: how many threads unpack and hash, from 1.
    public static func verify(_ files: LogFiles, trust: Trust, jobs: Int = 1) -> VerifyReport {
        var examination = Examination(files.folder, jobs: jobs)
        examination.run(trust)
        return examination.report()
    }
}

extension LogReader {
    /// Reads a log that is in memory.
    public init(_ files: LogFiles) throws(LogError) {
        try self.init(files.folder)
    }
}

extension LogFolder {
    fileprivate func names(_ path: String) throws(LogError) -> [String] {
        try LogError.system { () throws(SystemError) in try files.entries(path) }
    }

    fileprivate func kind(_ path: String) throws(LogError) -> FileKind? {
        try LogError.system { () throws(SystemError) in try files.kind(path) }
    }
}
