internal import Glibc
internal import Synchronization

/// The file system of the machine.
public struct SystemFiles: FileSystem {
    public init() {}

    public func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile {
        SystemFile(try File(path, mode))
    }

    public func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind? {
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

    public func size(_ path: String) throws(SystemError) -> Int64 {
        Int64(try SystemCalls.status(path).st_size)
    }

    public func permissions(_ path: String) throws(SystemError) -> UInt32 {
        UInt32(try SystemCalls.status(path).st_mode) & 0o7777
    }

    public func entries(_ path: String) throws(SystemError) -> [String] {
        try SystemCalls.entries(path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
        try SystemCalls.makeDirectory(path, permissions)
    }

    public func rename(_ old: String, to new: String) throws(SystemError) {
        try SystemCalls.rename(old, new)
    }

    public func remove(_ path: String) throws(SystemError) {
        try SystemCalls.unlink(path)
    }
}

/// A ``File`` that several may hold.
private final class SystemFile: OpenFile {
    private let file: File

    init(_ file: consuming File) {
        self.file = file
    }

    func read(atMost count: Int) throws(SystemError) -> [UInt8] { try file.read(atMost: count) }
    func write(_ bytes: [UInt8]) throws(SystemError) { try file.write(bytes) }
    func synchronize() throws(SystemError) { try file.synchronize() }
    func synchronizeAll() throws(SystemError) { try file.synchronizeAll() }
    func synchronizeFileSystem() throws(SystemError) { try file.synchronizeFileSystem() }
    func seek(to offset: Int64) throws(SystemError) { try file.seek(to: offset) }
    func truncate(to size: Int64) throws(SystemError) { try file.truncate(to: size) }
    func allocate(_ size: Int64) throws(SystemError) { try file.allocate(size) }
    func size() throws(SystemError) -> Int64 { try file.size() }
    func tryLock() throws(SystemError) -> Bool { try file.tryLock() }
}

/// Names for files that are written before they take another's place.
enum TemporaryName {
    private static let turns = Atomic<Int>(0)

    static func next(for path: String) -> String {
        "\(path).\(getpid())-\(turns.wrappingAdd(1, ordering: .relaxed).newValue).tmp"
    }
}
