internal import Glibc

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

/// Files and folders of the machine by path: ``SystemFiles`` for those who need no other.
public enum FileTree {
    private static let files = SystemFiles()

    /// All bytes of the file at `path`.
    /// - Throws: an error of code `EFBIG` where there are more than `limit`.
    public static func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
        try files.read(path, limit: limit)
    }

    /// What stands at `path`, links followed; `nil` where there is nothing.
    public static func kind(_ path: String, followingLinks: Bool = true) throws(SystemError) -> FileKind? {
        try files.kind(path, followingLinks: followingLinks)
    }

    /// The size of the file at `path` in bytes.
    public static func size(_ path: String) throws(SystemError) -> Int64 { try files.size(path) }

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
    public static func permissions(_ path: String) throws(SystemError) -> UInt32 { try files.permissions(path) }

    /// The names in a folder, sorted by their bytes.
    public static func entries(_ path: String) throws(SystemError) -> [String] { try files.entries(path) }

    /// Makes the folder and those above it that are missing, and makes their names durable.
    public static func makeDirectories(_ path: String, permissions: UInt32 = 0o755) throws(SystemError) {
        try files.makeDirectories(path, permissions: permissions)
    }

    /// Puts `bytes` at `path` so that there is the old file or the new and never a part:
    /// see ``FileSystem/replace(_:with:permissions:)``.
    public static func replace(
        _ path: String, with bytes: [UInt8], permissions: UInt32 = 0o644
    ) throws(SystemError) {
        try files.replace(path, with: bytes, permissions: permissions)
    }

    public static func rename(_ old: String, to new: String) throws(SystemError) { try files.rename(old, to: new) }

    public static func remove(_ path: String) throws(SystemError) { try files.remove(path) }

    /// Makes the names in a folder durable.
    public static func synchronizeDirectory(_ path: String) throws(SystemError) {
        try files.synchronizeDirectory(path)
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
