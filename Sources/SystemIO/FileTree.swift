internal import Glibc
internal import Synchronization

/// What stands at a path.
public enum FileKind: Sendable, Equatable {
    case file
    case directory
    case other
}

/// What tells one state of a file from another without reading it. Two states may be told by one stamp where a clock
/// stands still or was set back.
public struct FileStamp: Hashable, Sendable {
    public let inode: UInt64
    /// Bytes.
    public let size: Int64
    /// The time of the last change, since 1970.
    public let seconds: Int64
    public let nanoseconds: Int64
}

/// Files and folders by path.
public enum FileTree {
    /// All bytes of the file at `path`.
    /// - Throws: an error of code `EFBIG` where there are more than `limit`.
    public static func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
        let file = try File(path, .read)
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(atMost: 1 << 18)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= limit else { throw SystemError(call: "read", path: path, code: EFBIG) }
        }
    }

    /// What stands at `path`, links followed; `nil` where there is nothing.
    public static func kind(_ path: String, followingLinks: Bool = true) throws(SystemError) -> FileKind? {
        do throws(SystemError) {
            switch try SystemCalls.status(path, followingLinks: followingLinks).st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .directory
            default: return .other
            }
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The size of the file at `path` in bytes.
    public static func size(_ path: String) throws(SystemError) -> Int64 {
        Int64(try SystemCalls.status(path).st_size)
    }

    /// What tells one state of the file at `path` from another; `nil` where there is nothing.
    public static func stamp(_ path: String) throws(SystemError) -> FileStamp? {
        do throws(SystemError) {
            let status = try SystemCalls.status(path)
            return FileStamp(
                inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int64(status.st_mtim.tv_sec),
                nanoseconds: Int64(status.st_mtim.tv_nsec))
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The permission bits of the file at `path`.
    public static func permissions(_ path: String) throws(SystemError) -> UInt32 {
        UInt32(try SystemCalls.status(path).st_mode) & 0o7777
    }

    /// The names in a folder, sorted by their bytes.
    public static func entries(_ path: String) throws(SystemError) -> [String] {
        try SystemCalls.entries(path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes the folder and those above it that are missing, and makes their names durable.
    public static func makeDirectories(_ path: String, permissions: UInt32 = 0o755) throws(SystemError) {
        if try kind(path) == .directory { return }
        let parent = parent(of: path)
        if parent != path { try makeDirectories(parent, permissions: permissions) }
        do throws(SystemError) { try SystemCalls.makeDirectory(path, permissions) } catch {
            // Another process may have made it meanwhile; what is no folder may not stand in its place.
            guard error.isExisting, try kind(path) == .directory else { throw error }
        }
        try synchronizeDirectory(parent)
    }

    /// Puts `bytes` at `path` so that a reader, and a disk after a power cut, has the old file or the new and
    /// never a part: a temporary file beside it, synced, renamed, the folder synced. Its name ends in `.tmp` and
    /// is its own, so two writers never write to one; only a process that is killed leaves it behind.
    public static func replace(
        _ path: String, with bytes: [UInt8], permissions: UInt32 = 0o644
    ) throws(SystemError) {
        let turn = turns.wrappingAdd(1, ordering: .relaxed).newValue
        let temporary = "\(path).\(getpid())-\(turn).tmp"
        let directory = try File(parent(of: path), .read)
        do throws(SystemError) {
            // What a killed process of the same number left would keep its own permissions.
            if try kind(temporary, followingLinks: false) != nil { try remove(temporary) }
            let file = try File(temporary, .createNew(permissions: permissions))
            try file.write(bytes)
            try file.synchronize()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
        try directory.synchronizeAll()
    }

    private static let turns = Atomic<Int>(0)

    public static func rename(_ old: String, to new: String) throws(SystemError) {
        try SystemCalls.rename(old, new)
    }

    public static func remove(_ path: String) throws(SystemError) {
        try SystemCalls.unlink(path)
    }

    /// Makes the names in a folder durable.
    public static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let directory = try File(path, .read)
        try directory.synchronizeAll()
    }

    /// The folder that `path` lies in: `.` for a bare name.
    public static func parent(of path: String) -> String {
        // By bytes: a slash before a combining character is no `Character` of its own.
        var units = Array(path.utf8)[...]
        if units.count > 1, units.last == slash { units = units.dropLast() }
        guard let last = units.lastIndex(of: slash) else { return "." }
        return last == units.startIndex ? "/" : String(decoding: units[..<last], as: UTF8.self)
    }

    /// `name` inside the folder `path`.
    public static func join(_ path: String, _ name: String) -> String {
        path.utf8.last == slash ? path + name : path + "/" + name
    }

    private static let slash = UInt8(ascii: "/")
}
