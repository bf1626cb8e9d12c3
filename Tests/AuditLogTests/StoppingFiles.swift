import AuditLog
import Synchronization
import SystemIO

/// The machine's files until so many steps that change something were taken; then every further step fails, as for a
/// process that was killed there.
final class StoppingFiles: FileSystem {
    private let system = SystemFiles()
    fileprivate let left: Mutex<Int>

    init(after steps: Int) {
        left = Mutex(steps)
    }

    /// Whether the limit was reached.
    var hasStopped: Bool { left.withLock { $0 <= 0 } }

    fileprivate func step(_ call: String) throws(SystemError) {
        guard left.withLock({ left in
            left -= 1
            return left >= 0
        }) else { throw SystemError(call: call, code: 5) }
    }

    func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile {
        switch mode {
        case .read: if hasStopped { throw SystemError(call: "open", code: 5) }
        default: try step("open")
        }
        return StoppingFile(try system.open(path, mode), self)
    }

    func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind? {
        try system.kind(path, followingLinks: followingLinks)
    }
    func size(_ path: String) throws(SystemError) -> Int64 { try system.size(path) }
    func permissions(_ path: String) throws(SystemError) -> UInt32 { try system.permissions(path) }
    func entries(_ path: String) throws(SystemError) -> [String] { try system.entries(path) }
    func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
        try step("mkdir")
        try system.makeDirectory(path, permissions: permissions)
    }
    func rename(_ old: String, to new: String) throws(SystemError) {
        try step("rename")
        try system.rename(old, to: new)
    }
    func remove(_ path: String) throws(SystemError) {
        try step("unlink")
        try system.remove(path)
    }
}

private final class StoppingFile: OpenFile {
    private let file: any OpenFile
    private let owner: StoppingFiles

    init(_ file: any OpenFile, _ owner: StoppingFiles) {
        (self.file, self.owner) = (file, owner)
    }

    func read(atMost count: Int) throws(SystemError) -> [UInt8] { try file.read(atMost: count) }
    func write(_ bytes: [UInt8]) throws(SystemError) {
        try owner.step("write")
        try file.write(bytes)
    }
    func synchronize() throws(SystemError) { try owner.step("fdatasync") }
    func synchronizeAll() throws(SystemError) { try owner.step("fsync") }
    func synchronizeFileSystem() throws(SystemError) { try owner.step("syncfs") }
    func seek(to offset: Int64) throws(SystemError) { try file.seek(to: offset) }
    func truncate(to size: Int64) throws(SystemError) {
        try owner.step("ftruncate")
        try file.truncate(to: size)
    }
    func allocate(_ size: Int64) throws(SystemError) {
        try owner.step("fallocate")
        try file.allocate(size)
    }
    func size() throws(SystemError) -> Int64 { try file.size() }
    func tryLock() throws(SystemError) -> Bool { try file.tryLock() }
}

/// Opens a log again right after its last writer went. A process that another test starts has every open file until it
/// begins its own program: for that moment a lock that was let go is still held.
func patiently(_ open: () throws -> LogWriter) throws -> LogWriter {
    for _ in 0..<2000 {
        do { return try open() } catch LogError.inUse { continue }
    }
    return try open()
}
