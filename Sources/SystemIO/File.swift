internal import CLinux
internal import Glibc

/// An open file that is closed exactly once, when its owner goes.
public struct File: ~Copyable, Sendable {
    /// How a file is opened.
    public enum Mode: Sendable {
        case read
        /// For reading and writing; made with mode `permissions` where it is missing.
        case update(permissions: UInt32 = 0o644)
        /// For writing at the end; made where it is missing.
        case append(permissions: UInt32 = 0o644)
        /// For writing, emptied first; made where it is missing.
        case replace(permissions: UInt32 = 0o644)
        /// For writing; an error where it exists.
        case createNew(permissions: UInt32 = 0o644)
    }

    private let descriptor: Int32
    public let path: String

    public init(_ path: String, _ mode: Mode) throws(SystemError) {
        self.path = path
        switch mode {
        case .read: descriptor = try SystemCalls.open(path, O_RDONLY, 0)
        case .update(let permissions): descriptor = try SystemCalls.open(path, O_RDWR | O_CREAT, permissions)
        case .append(let permissions):
            descriptor = try SystemCalls.open(path, O_WRONLY | O_CREAT | O_APPEND, permissions)
        case .replace(let permissions):
            descriptor = try SystemCalls.open(path, O_WRONLY | O_CREAT | O_TRUNC, permissions)
        case .createNew(let permissions):
            descriptor = try SystemCalls.open(path, O_WRONLY | O_CREAT | O_EXCL, permissions)
        }
    }

    deinit { _ = close(descriptor) }

    /// The next bytes, at most `count`; none at the end of the file.
    public func read(atMost count: Int) throws(SystemError) -> [UInt8] {
        do throws(SystemError) { return try SystemCalls.read(descriptor, atMost: count) } catch {
            throw SystemError(call: error.call, path: path, code: error.code)
        }
    }

    /// Writes all of `bytes`, however many calls it takes.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        do throws(SystemError) {
            var offset = 0
            while offset < bytes.count {
                offset += try SystemCalls.write(descriptor, bytes, from: offset, count: bytes.count - offset)
            }
        } catch {
            throw SystemError(call: error.call, path: path, code: error.code)
        }
    }

    /// Waits until what was written, and the size, is on the disk (`fdatasync`). After an error here nothing that
    /// was written may be trusted, and no second call can say otherwise.
    public func synchronize() throws(SystemError) {
        _ = try SystemCalls.retrying("fdatasync", path) { fdatasync(descriptor) }
    }

    /// Sets the place of the next read or write, in bytes from the start.
    public func seek(to offset: Int64) throws(SystemError) {
        _ = try SystemCalls.retrying("lseek", path) { lseek(descriptor, off_t(offset), SEEK_SET) }
    }

    public func truncate(to size: Int64) throws(SystemError) {
        _ = try SystemCalls.retrying("ftruncate", path) { ftruncate(descriptor, off_t(size)) }
    }

    /// Takes room on the disk for the first `size` bytes, and makes the file that long where it is shorter. Where the
    /// file system cannot promise room, the bytes are written.
    public func allocate(_ size: Int64) throws(SystemError) {
        let code = posix_fallocate(descriptor, 0, off_t(size))
        guard code == 0 else { throw SystemError(call: "fallocate", path: path, code: code) }
    }

    /// Takes the exclusive advisory lock (`flock`) for as long as the file is open; `false` where another holds it.
    public func tryLock() throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try SystemCalls.retrying("flock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.isWouldBlock { return false }
            throw error
        }
    }

    /// Waits until the file and all that describes it is on the disk (`fsync`); for folders, their names.
    public func synchronizeAll() throws(SystemError) {
        _ = try SystemCalls.retrying("fsync", path) { fsync(descriptor) }
    }

    /// Waits until everything that was written to the file system that the file lies in is on the disk (`syncfs`), for
    /// many files at once. An error is one since this file was opened.
    public func synchronizeFileSystem() throws(SystemError) {
        _ = try SystemCalls.retrying("syncfs", path) { syncfs(descriptor) }
    }

    public func size() throws(SystemError) -> Int64 {
        Int64(try SystemCalls.status(of: descriptor).st_size)
    }
}
