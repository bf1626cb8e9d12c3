internal import Cryptography
internal import Primitives
internal import SystemIO

/// A folder that is either there whole or not at all, and the digest of every file in it.
final class ExportFolder {
    let path: String
    private let temporary: String
    private let tag: String
    private let discard: (String) -> Void
    private var isOpen = true
    /// SHA-256 in hexadecimal and size of each file, by its path in the folder.
    private(set) var files: [String: (digest: String, bytes: Int)] = [:]
    private var made: Set<String> = []
    /// Opened before anything was written, so that every error of the disk since then comes out.
    private let place: File

    /// - Parameter discard: removes a folder with all that is in it.
    init(_ path: String, replaces: Bool, tag: String, discard: @escaping (String) -> Void) throws(ExportError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        self.tag = tag
        self.discard = discard
        temporary = "\(path).\(tag).tmp"
        let kind: FileKind?
        do throws(SystemError) { kind = try FileTree.kind(path, followingLinks: false) } catch { throw .system(error) }
        guard kind == nil || (kind == .directory && replaces) else { throw .exists(path) }
        do throws(SystemError) { place = try File(FileTree.parent(of: path), .read) } catch { throw .system(error) }
        try make(temporary)
    }

    private func make(_ folder: String) throws(ExportError) {
        guard made.insert(folder).inserted else { return }
        do throws(SystemError) { try FileTree.makeDirectories(folder) } catch { throw .system(error) }
    }

    /// A file that is written piece by piece; ``close(_:_:)`` ends it.
    func open(_ name: String) throws(ExportError) -> ExportFile {
        let path = FileTree.join(temporary, name)
        try make(FileTree.parent(of: path))
        return try ExportFile(path, replaces: false, tag: tag)
    }

    func close(_ file: ExportFile, _ name: String) throws(ExportError) {
        try file.finish()
        try file.publish()
        files[name] = (file.digest, file.bytes)
    }

    /// Writes a small file at once. All are synced together when the folder is published.
    func write(_ bytes: [UInt8], to name: String) throws(ExportError) {
        let path = FileTree.join(temporary, name)
        try make(FileTree.parent(of: path))
        do throws(SystemError) {
            try File(path, .createNew()).write(bytes)
        } catch {
            throw .system(error)
        }
        files[name] = (Hex.encode(SHA256Hasher.hash(bytes)), bytes.count)
    }

    /// `digest  path`, a line for each file whose path is wanted, by their paths.
    func manifest(_ isWanted: (String) -> Bool) -> [UInt8] {
        let lines = files.filter { isWanted($0.key) }.sorted { $0.key < $1.key }
        return Array(lines.map { "\($0.value.digest)  \($0.key)\n" }.joined().utf8)
    }

    /// Gives the folder its name. What stood there goes only once this one is there.
    func publish() throws(ExportError) {
        let old = "\(path).\(tag).old"
        do throws(SystemError) {
            try place.synchronizeFileSystem()
            let isTaken = try FileTree.kind(path, followingLinks: false) != nil
            if isTaken { try FileTree.rename(path, to: old) }
            try FileTree.rename(temporary, to: path)
            try FileTree.synchronizeDirectory(FileTree.parent(of: path))
            if isTaken { discard(old) }
        } catch {
            throw .system(error)
        }
        isOpen = false
    }

    deinit {
        if isOpen { discard(temporary) }
    }
}
