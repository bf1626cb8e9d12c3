internal import Glibc

/// A system call that failed.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call's name, as in its manual page.
    public let call: String
    /// The path that it was about, where there was one.
    public let path: String?
    /// The value of `errno`.
    public let code: Int32

    public init(call: String, path: String? = nil, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    public var description: String {
        let reason = unsafe String(cString: strerror(code))
        return (path.map { "\($0): " } ?? "") + reason + " (\(call))"
    }

    /// What `open` answers where something stands already.
    public static func existing() -> SystemError { SystemError(call: "open", code: EEXIST) }

    /// A file of more bytes than whoever reads it takes.
    static func tooLarge(_ path: String) -> SystemError { SystemError(call: "read", path: path, code: EFBIG) }

    public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
    public var isExisting: Bool { code == EEXIST }
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    /// Whether it was a wait for the disk that failed.
    public var isSynchronizing: Bool { call == "fdatasync" || call == "fsync" || call == "syncfs" }
    public var isBrokenPipe: Bool { code == EPIPE }
    public var isWouldBlock: Bool { code == EWOULDBLOCK || code == EAGAIN }
    public var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }
}

/// The system calls of the whole project, one line each: the only file outside the C wrappers where a pointer is
/// handed to C. All of them start again when a signal interrupts them.
enum SystemCalls {
    /// Calls `body` until it is not interrupted; a negative answer becomes the error of `errno`.
    static func retrying<Result: SignedInteger>(
        _ call: String, _ path: String? = nil, _ body: () -> Result
    ) throws(SystemError) -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { throw SystemError(call: call, path: path, code: code) }
        }
    }

    static func open(_ path: String, _ flags: Int32, _ mode: UInt32) throws(SystemError) -> Int32 {
        try retrying("open", path) { unsafe Glibc.open(path, flags | O_CLOEXEC, mode) }
    }

    static func isOpen(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_GETFD) >= 0 }

    static func read(_ descriptor: Int32, atMost count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                initialized = try retrying("read") { unsafe Glibc.read(descriptor, buffer.baseAddress, count) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes as much as the kernel takes of `bytes` from `offset` on and says how much it was.
    static func write(_ descriptor: Int32, _ bytes: [UInt8], from offset: Int, count: Int) throws(SystemError) -> Int {
        try retrying("write") {
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), count)
            }
        }
    }

    static func rename(_ old: String, _ new: String) throws(SystemError) {
        _ = try retrying("rename", new) { unsafe Glibc.rename(old, new) }
    }

    static func unlink(_ path: String) throws(SystemError) {
        _ = try retrying("unlink", path) { unsafe Glibc.unlink(path) }
    }

    static func makeDirectory(_ path: String, _ mode: UInt32) throws(SystemError) {
        _ = try retrying("mkdir", path) { unsafe Glibc.mkdir(path, mode) }
    }

    static func status(_ path: String, followingLinks: Bool = true) throws(SystemError) -> stat {
        var result = stat()
        let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
        _ = try retrying("fstatat", path) { unsafe fstatat(AT_FDCWD, path, &result, flags) }
        return result
    }

    static func status(of descriptor: Int32) throws(SystemError) -> stat {
        var status = stat()
        _ = try retrying("fstat") { unsafe fstat(descriptor, &status) }
        return status
    }

    static func entries(_ path: String) throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            throw SystemError(call: "opendir", path: path, code: errno)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether `descriptor` is ready for `events` within `milliseconds`.
    static func poll(_ descriptor: Int32, _ events: Int32, milliseconds: Int32) throws(SystemError) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
        return try retrying("poll") { unsafe Glibc.poll(&request, 1, milliseconds) } > 0
    }
}
