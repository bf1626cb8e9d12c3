internal import Glibc
internal import Synchronization

/// Files that are in memory, to be read and not changed: what somebody handed over as bytes, read as a folder is.
public struct MemoryFiles: FileSystem {
    private let files: [String: [UInt8]]
    private let folders: Set<String>

    /// - Parameters:
    ///   - files: the files by their paths. The folders that they lie in are there too.
    ///   - folders: folders that are there even if nothing lies in them.
    public init(_ files: [String: [UInt8]], folders: Set<String> = []) {
        self.files = files
        self.folders = folders
    }

    public func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile {
        guard case .read = mode else { throw SystemError(call: "open", path: path, code: EROFS) }
        return MemoryFile(try bytes(path), path: path)
    }

    public func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind? {
        if files[path] != nil { return .file }
        return folders.contains(path) || files.keys.contains { $0.hasPrefix(path + "/") } ? .directory : nil
    }

    public func size(_ path: String) throws(SystemError) -> Int64 { Int64(try bytes(path).count) }

    public func permissions(_ path: String) throws(SystemError) -> UInt32 { 0o444 }

    public func entries(_ path: String) throws(SystemError) -> [String] {
        guard try kind(path) == .directory else { throw SystemError(call: "opendir", path: path, code: ENOENT) }
        let names = files.keys.filter { $0.hasPrefix(path + "/") }
            .compactMap { $0.dropFirst(path.count + 1).split(separator: "/").first.map { String($0) } }
        return Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) { throw readOnly("mkdir", path) }
    public func rename(_ old: String, to new: String) throws(SystemError) { throw readOnly("rename", old) }
    public func remove(_ path: String) throws(SystemError) { throw readOnly("unlink", path) }

    private func bytes(_ path: String) throws(SystemError) -> [UInt8] {
        guard let bytes = files[path] else { throw SystemError(call: "open", path: path, code: ENOENT) }
        return bytes
    }

    private func readOnly(_ call: String, _ path: String) -> SystemError {
        SystemError(call: call, path: path, code: EROFS)
    }
}

/// A file that is in memory.
public final class MemoryFile: OpenFile {
    private let bytes: [UInt8]
    private let path: String
    private let place = Atomic<Int>(0)

    public init(_ bytes: [UInt8], path: String = "") {
        self.bytes = bytes
        self.path = path
    }

    public func read(atMost count: Int) throws(SystemError) -> [UInt8] {
        let start = min(bytes.count, place.load(ordering: .relaxed))
        let piece = bytes[start...].prefix(max(0, count))
        place.store(piece.endIndex, ordering: .relaxed)
        return Array(piece)
    }

    public func seek(to offset: Int64) throws(SystemError) {
        guard let offset = Int(exactly: offset), offset >= 0 else { throw SystemError(call: "lseek", path: path, code: EINVAL) }
        place.store(offset, ordering: .relaxed)
    }

    public func size() throws(SystemError) -> Int64 { Int64(bytes.count) }
    public func tryLock() throws(SystemError) -> Bool { true }
    public func write(_ bytes: [UInt8]) throws(SystemError) { throw readOnly("write") }
    public func synchronize() throws(SystemError) {}
    public func synchronizeAll() throws(SystemError) {}
    public func synchronizeFileSystem() throws(SystemError) {}
    public func truncate(to size: Int64) throws(SystemError) { throw readOnly("ftruncate") }
    public func allocate(_ size: Int64) throws(SystemError) { throw readOnly("fallocate") }

    private func readOnly(_ call: String) -> SystemError { SystemError(call: call, path: path, code: EROFS) }
}
