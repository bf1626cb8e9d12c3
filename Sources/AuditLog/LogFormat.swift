internal import SystemIO

/// The numbers and names of the format.
enum LogFormat {
    /// Of ``LogDescription``.
    static let version: Int64 = 1
    /// Of every record: its member `v`.
    static let recordVersion: Int64 = 1
    /// Records to a frame: those of an entry bundle and a tile of C2SP tlog-tiles.
    static let frame = 256
    /// 256 is 2^8.
    static let frameLevel = 8
    /// The most bytes of a record's line without its newline: the bound of tlog-tiles.
    static let longestLine = 65_535
    static let largestFrame = frame * (longestLine + 1)
    /// What a reader takes of a file that should be small, such as a checkpoint.
    static let smallFile = 1 << 20
    /// What a reader takes of a segment, the write-ahead log or the history.
    static let largeFile = 1 << 30
    /// What a reader looks at of a segment behind its last good frame. A crash leaves a frame and a table there, far less.
    static let largestTail = 1 << 26
    static let mostRecords = 1 << 53 - 1
    /// How deep a record may nest; readers take a little more.
    static let depth = 48
    /// What the digest of a content begins with, so that it is no digest of anything else.
    static let contentLabel = Array("hallmark/text/v1\n".utf8)
}

/// Where the parts of a log lie.
struct LogFolder: Sendable {
    let path: String
    let files: any FileSystem

    /// - Parameter files: where `path` is a path.
    init(path: String, files: any FileSystem = SystemFiles()) {
        self.path = path
        self.files = files
    }

    var description: String { FileTree.join(path, "log.json") }
    var checkpoint: String { FileTree.join(path, "checkpoint") }
    var checkpoints: String { FileTree.join(path, "checkpoints") }
    /// Checkpoints with the cosignatures of witnesses.
    var cosigned: String { FileTree.join(path, "cosigned") }
    var segments: String { FileTree.join(path, "segments") }
    var roots: String { FileTree.join(path, "roots") }
    var wal: String { FileTree.join(path, "wal") }
    var reserve: String { FileTree.join(path, "reserve") }
    var lock: String { FileTree.join(path, "lock") }

    static let names: Set<String> = [
        "log.json", "checkpoint", "checkpoints", "cosigned", "segments", "roots", "wal", "lock", "reserve",
        "index.sqlite", "index.sqlite-journal", "index.sqlite.lock",
    ]
    private static let suffix = ".jsonl.zst"

    func segment(_ first: Int) -> String { FileTree.join(segments, Self.segmentName(first)) }

    static func segmentName(_ first: Int) -> String {
        let digits = String(first)
        return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits + suffix
    }

    /// The index of the first record by the name of a segment; `nil` for the name of anything else.
    static func firstIndex(_ name: String) -> Int? {
        guard name.hasSuffix(suffix), let first = Int(name.dropLast(suffix.count)), (0...LogFormat.mostRecords).contains(first),
            segmentName(first) == name
        else { return nil }
        return first
    }

    /// Whether `name` is that of a torn tail that was set aside, or of a file that was being replaced.
    static func isLeftover(_ name: String, known: (String) -> Bool) -> Bool {
        if name.hasSuffix(".tmp") {
            // `wal.712-3.tmp`: the process that wrote it, and a number of its own; also of a tail that was being set aside.
            var stem = String(name.dropLast(4))
            if let dot = stem.lastIndex(of: "."), !stem[dot...].dropFirst().isEmpty,
                stem[dot...].dropFirst().allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") })
            {
                stem = String(stem[..<dot])
            }
            return known(stem) || isTorn(stem, known)
        }
        return isTorn(name, known)
    }

    private static func isTorn(_ name: String, _ known: (String) -> Bool) -> Bool {
        guard let dot = name.lastIndex(of: "."), name[dot...].hasPrefix(".torn-"),
            Int(name[dot...].dropFirst(6)) != nil
        else { return false }
        return known(String(name[..<dot]))
    }

    /// The first indices of the segments, in order, and the names that are no segment's.
    func listSegments() throws(LogError) -> (firsts: [Int], strangers: [String]) {
        let names = try LogError.system { () throws(SystemError) in try files.entries(segments) }
        let strangers = names.filter {
            Self.firstIndex($0) == nil && !Self.isLeftover($0, known: { Self.firstIndex($0) != nil })
        }
        return (names.compactMap(Self.firstIndex).sorted(), strangers)
    }

    func read(_ path: String, limit: Int = LogFormat.largeFile) throws(LogError) -> [UInt8] {
        do throws(SystemError) { return try files.read(path, limit: limit) } catch {
            if error.isNotFound { throw .notFound(path) }
            throw .system(error)
        }
    }

    /// The last `count` bytes of a file, or all of them where it has fewer.
    func tail(_ path: String, _ count: Int) throws(LogError) -> [UInt8] {
        try LogError.system { () throws(SystemError) in
            try files.read(path, at: max(0, try files.size(path) - Int64(count)), count: count)
        }
    }
}
