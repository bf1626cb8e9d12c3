internal import Cryptography
internal import Primitives
public import SystemIO

/// A file that is either there whole or not at all: written under a temporary name beside its place, synced, and
/// renamed. Counts and hashes what goes into it, and holds little of it in memory.
final class ExportFile {
    let path: String
    private let temporary: String
    private let file: File
    private var hasher = SHA256Hasher()
    private var waiting: [UInt8] = []
    private(set) var bytes = 0
    private var isOpen = true

    private static let piece = 1 << 18

    /// - Parameter replaces: whether what stands at `path` may go.
    init(_ path: String, replaces: Bool, tag: String) throws(ExportError) {
        self.path = path
        try Self.checkFree(path, replaces: replaces)
        temporary = "\(path).\(tag).tmp"
        do throws(SystemError) { file = try File(temporary, .createNew()) } catch { throw .system(error) }
    }

    static func checkFree(_ path: String, replaces: Bool) throws(ExportError) {
        let kind: FileKind?
        do throws(SystemError) { kind = try FileTree.kind(path, followingLinks: false) } catch { throw .system(error) }
        guard kind == nil || (kind == .file && replaces) else { throw .exists(path) }
    }

    func write(_ more: [UInt8]) throws(ExportError) {
        bytes += more.count
        waiting += more
        if waiting.count >= Self.piece { try flush() }
    }

    private func flush() throws(ExportError) {
        hasher.update(waiting)
        do throws(SystemError) { try file.write(waiting) } catch { throw .system(error) }
        waiting.removeAll(keepingCapacity: true)
    }

    /// SHA-256 of all that was written, in hexadecimal, once it is finished.
    var digest: String { Hex.encode(hasher.finish()) }

    /// Everything is on the disk, and still under the temporary name.
    func finish() throws(ExportError) {
        try flush()
        do throws(SystemError) { try file.synchronize() } catch { throw .system(error) }
    }

    /// Gives the file its name.
    func publish() throws(ExportError) {
        do throws(SystemError) {
            try FileTree.rename(temporary, to: path)
            try FileTree.synchronizeDirectory(FileTree.parent(of: path))
        } catch {
            throw .system(error)
        }
        isOpen = false
    }

    /// What was not published is not left behind.
    deinit {
        if isOpen { try? FileTree.remove(temporary) }
    }
}

/// Why an export did not come about.
public enum ExportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something stands where the export was to go.
    case exists(String)
    case system(SystemError)

    public var description: String {
        switch self {
        case .exists(let path): "\(path): exists already"
        case .system(let error): error.description
        }
    }
}
