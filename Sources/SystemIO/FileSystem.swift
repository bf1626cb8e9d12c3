/// What a program that keeps books asks of a file system, each member one step that may fail or be the last one before
/// the power goes.
///
/// ``SystemFiles`` is the machine's own. Whoever takes the file system as a value can be tried on one that loses what
/// was not synced.
public protocol FileSystem: Sendable {
    func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile
    /// What stands at `path`; `nil` where there is nothing.
    func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind?
    /// The size of the file at `path` in bytes.
    func size(_ path: String) throws(SystemError) -> Int64
    /// The permission bits of the file at `path`.
    func permissions(_ path: String) throws(SystemError) -> UInt32
    /// The names in a folder, sorted by their bytes.
    func entries(_ path: String) throws(SystemError) -> [String]
    /// Makes one folder. Its name is durable once the folder that it lies in is synced.
    func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError)
    func rename(_ old: String, to new: String) throws(SystemError)
    func remove(_ path: String) throws(SystemError)
}

/// A file or folder that is open until its last owner lets go.
public protocol OpenFile: AnyObject, Sendable {
    /// The next bytes, at most `count`; none at the end of the file.
    func read(atMost count: Int) throws(SystemError) -> [UInt8]
    /// Writes all of `bytes`. After an error some of them may have been written.
    func write(_ bytes: [UInt8]) throws(SystemError)
    /// Waits until what was written, and the size, is on the disk. After an error here nothing that was written may
    /// be trusted, and no second call can say otherwise.
    func synchronize() throws(SystemError)
    /// Waits until the file and all that describes it is on the disk; for folders, their names.
    func synchronizeAll() throws(SystemError)
    /// Waits until everything that was written to the file system that the file lies in is on the disk: for many files
    /// at once. An error of the disk since this one was opened comes out here.
    func synchronizeFileSystem() throws(SystemError)
    /// Sets the place of the next read or write, in bytes from the start.
    func seek(to offset: Int64) throws(SystemError)
    func truncate(to size: Int64) throws(SystemError)
    /// Takes room on the disk for the first `size` bytes, and makes the file that long where it is shorter.
    func allocate(_ size: Int64) throws(SystemError)
    func size() throws(SystemError) -> Int64
    /// Takes the exclusive advisory lock for as long as the file is open; `false` where another holds it.
    func tryLock() throws(SystemError) -> Bool
}

// MARK: What is made of these steps

extension FileSystem {
    /// What stands at `path`, links followed; `nil` where there is nothing.
    public func kind(_ path: String) throws(SystemError) -> FileKind? { try kind(path, followingLinks: true) }

    /// All bytes of the file at `path`.
    /// - Throws: an error of code `EFBIG` where there are more than `limit`.
    public func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
        let file = try open(path, .read)
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(atMost: 1 << 18)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= limit else { throw SystemError.tooLarge(path) }
        }
    }

    /// The `count` bytes from `offset` on; fewer where the file ends before.
    public func read(_ path: String, at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
        let file = try open(path, .read)
        try file.seek(to: offset)
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try file.read(atMost: count - bytes.count)
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }

    /// Makes the folder and those above it that are missing, and makes their names durable.
    public func makeDirectories(_ path: String, permissions: UInt32 = 0o755) throws(SystemError) {
        if try kind(path) == .directory { return }
        let parent = FileTree.parent(of: path)
        if parent != path { try makeDirectories(parent, permissions: permissions) }
        do throws(SystemError) { try makeDirectory(path, permissions: permissions) } catch {
            // Another process may have made it meanwhile; what is no folder may not stand in its place.
            guard error.isExisting, try kind(path) == .directory else { throw error }
        }
        try synchronizeDirectory(parent)
    }

    /// Puts `bytes` at `path` so that a reader, and a disk after a power cut, has the old file or the new and
    /// never a part: a temporary file beside it, synced, renamed, the folder synced. Its name ends in `.tmp` and
    /// is its own, so two writers never write to one; only a process that is killed leaves it behind.
    public func replace(_ path: String, with bytes: [UInt8], permissions: UInt32 = 0o644) throws(SystemError) {
        let temporary = TemporaryName.next(for: path)
        let directory = try open(FileTree.parent(of: path), .read)
        do throws(SystemError) {
            // What a killed process of the same number left would keep its own permissions.
            if try kind(temporary, followingLinks: false) != nil { try remove(temporary) }
            let file = try open(temporary, .createNew(permissions: permissions))
            try file.write(bytes)
            try file.synchronize()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
        try directory.synchronizeAll()
    }

    /// Writes a file that is to stand at `path` under a name beside it, for a ``SynchronizedBatch``.
    func writeTemporary(_ path: String, _ bytes: [UInt8], permissions: UInt32) throws(SystemError) -> String {
        let temporary = TemporaryName.next(for: path)
        if try kind(temporary, followingLinks: false) != nil { try remove(temporary) }
        do throws(SystemError) { try open(temporary, .createNew(permissions: permissions)).write(bytes) } catch {
            try? remove(temporary)
            throw error
        }
        return temporary
    }

    /// Makes the names in a folder durable.
    public func synchronizeDirectory(_ path: String) throws(SystemError) {
        try open(path, .read).synchronizeAll()
    }
}
