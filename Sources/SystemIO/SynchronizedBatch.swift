/// Many files that are each put in their place whole or not at all, as ``FileSystem/replace(_:with:permissions:)`` does
/// with one, at the price of one wait for the disk for hundreds of them.
///
///     var batch = try SynchronizedBatch(in: "/srv/tiles", files: SystemFiles())
///     for (path, bytes) in tiles { try batch.replace(path, with: bytes) }
///     try batch.finish()
///
/// They are written under temporary names; when there are enough of them, the whole file system is synced, and only
/// then they get their names. The names are durable after ``finish()``. A process that is killed leaves temporary files.
public struct SynchronizedBatch: ~Copyable {
    private let files: any FileSystem
    private let folder: any OpenFile
    private var waiting: [(temporary: String, path: String)] = []
    private var bytes = 0
    /// The folders in which names changed.
    private var folders: Set<String> = []

    private static let mostFiles = 1024
    private static let mostBytes = 64 << 20

    /// - Parameter folder: one on the file system that all files go to.
    public init(in folder: String, files: any FileSystem) throws(SystemError) {
        self.files = files
        self.folder = try files.open(folder, .read)
    }

    public mutating func replace(
        _ path: String, with content: [UInt8], permissions: UInt32 = 0o644
    ) throws(SystemError) {
        waiting.append((try files.writeTemporary(path, content, permissions: permissions), path))
        bytes += content.count
        if waiting.count >= Self.mostFiles || bytes >= Self.mostBytes { try settle() }
    }

    /// Gives all files their names, and makes the names durable.
    public mutating func finish() throws(SystemError) {
        try settle()
        for folder in folders.sorted() { try files.synchronizeDirectory(folder) }
        folders = []
    }

    private mutating func settle() throws(SystemError) {
        guard !waiting.isEmpty else { return }
        try folder.synchronizeFileSystem()
        while let (temporary, path) = waiting.last {
            try files.rename(temporary, to: path)
            folders.insert(FileTree.parent(of: path))
            waiting.removeLast()
        }
        bytes = 0
    }

    /// What got no name is not left behind.
    deinit { for (temporary, _) in waiting { try? files.remove(temporary) } }
}
