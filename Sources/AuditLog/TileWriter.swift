internal import SystemIO
internal import Transparency

/// The files of one export.
struct TileWriter: ~Copyable {
    private let tree: LogTree
    private let output: String
    private let files: any FileSystem
    private var batch: SynchronizedBatch
    private var outcome: TileExport.Outcome
    private var folders: Set<String> = []

    init(
        tree: LogTree, output: String, files: any FileSystem, outcome: TileExport.Outcome
    ) throws(LogError) {
        try Self.checkFree(output, outcome.checkpoint, tree, files)
        let batch = try LogError.system { () throws(SystemError) in
            try files.makeDirectories(output)
            return try SynchronizedBatch(in: output, files: files)
        }
        self.batch = batch
        (self.tree, self.output, self.files, self.outcome) = (tree, output, files, outcome)
    }

    /// What lies in the folder is nothing, or an earlier export of the same log.
    static func checkFree(
        _ output: String, _ checkpoint: Checkpoint, _ tree: LogTree, _ files: any FileSystem
    ) throws(LogError) {
        let path = FileTree.join(output, "checkpoint")
        let kind = try LogError.system { () throws(SystemError) in try files.kind(path) }
        guard kind != nil else { return }
        let bytes = try LogError.system { () throws(SystemError) in
            try files.read(path, limit: LogFormat.smallFile)
        }
        guard let there = SignedNote(parsing: bytes).flatMap({ Checkpoint(parsing: $0.text) }) else {
            throw .exists("\(path): no checkpoint; a file of this name")
        }
        guard there.origin == checkpoint.origin else { throw .exists("\(output): the tiles of \(there.origin)") }
        guard there.size <= checkpoint.size else {
            throw .exists("\(path): a later checkpoint, of \(there.size) records")
        }
        guard try tree.root(there.size) == there.root else {
            throw .exists("\(path): a checkpoint of \(there.size) other records")
        }
    }

    /// Records as an entry bundle, and their hashes.
    private struct Entries: Sendable {
        var bundle: [UInt8] = []
        var hashes: [[UInt8]] = []

        init() {}

        init(_ frame: LogFrame, below size: Int) {
            let lines = Array(frame.lines.prefix(max(0, size - frame.first)))
            hashes = MerkleTree.leafHashes(frame.content, lines: lines)
            bundle.reserveCapacity(frame.content.count + lines.count)
            for line in lines {
                // Big-endian, and enough: a line has at most 65,535 bytes.
                bundle.append(UInt8(truncatingIfNeeded: line.count >> 8))
                bundle.append(UInt8(truncatingIfNeeded: line.count))
                bundle += frame.content[line]
            }
        }
    }

    /// The entry bundles and the tiles of level 0. The records have to give the root that was signed.
    mutating func writeFrames(of reader: LogReader, _ checkpoint: Checkpoint, jobs: Int) throws(LogError) {
        let size = checkpoint.size
        var merkle = MerkleTree()
        // Records behind the last full frame may come in two pieces.
        var waiting = Entries()
        do {
            try reader.map(jobs: jobs) { Entries($0, below: size) } inOrder: { first, entries in
                try skip(to: min(first, size), &merkle)
                waiting.bundle += entries.bundle
                waiting.hashes += entries.hashes
                let end = merkle.size + waiting.hashes.count
                if waiting.hashes.count == LogFormat.frame || end == size {
                    try write(waiting, &merkle)
                    waiting = Entries()
                }
                return end < size
            }
        } catch let error as LogError {
            throw error
        } catch {
            throw .corrupt(index: merkle.size, file: "segments", reason: "\(error)")
        }
        guard merkle.size == size, merkle.root == checkpoint.root else { throw .replaced(size: size) }
    }

    /// What was pruned has hashes, and no files.
    private mutating func skip(to first: Int, _ merkle: inout MerkleTree) throws(LogError) {
        while merkle.size + LogFormat.frame <= first, merkle.size.isMultiple(of: LogFormat.frame) {
            guard let root = tree.frameRoot(merkle.size / LogFormat.frame) else { return }
            merkle.append(subtree: root, level: LogFormat.frameLevel)
            outcome.minimumIndex = merkle.size
        }
    }

    private mutating func write(_ entries: Entries, _ merkle: inout MerkleTree) throws(LogError) {
        let index = merkle.size / LogFormat.frame
        let count = entries.hashes.count
        if count == LogFormat.frame {
            let root = MerkleTree.root(of: entries.hashes)
            guard root == tree.frameRoot(index) else { throw .replaced(size: outcome.checkpoint.size) }
            merkle.append(subtree: root, level: LogFormat.frameLevel)
        } else {
            for hash in entries.hashes { merkle.append(leafHash: hash) }
        }
        guard count > 0 else { return }
        try keep("tile/entries/" + Self.name(index, width: count), entries.bundle)
        try keep("tile/0/" + Self.name(index, width: count), Array(entries.hashes.joined()))
    }

    /// The tiles of `level`, from 1, where there are `count` hashes.
    mutating func writeTiles(_ level: Int, count: Int) throws(LogError) {
        for first in stride(from: 0, to: count, by: LogFormat.frame) {
            let end = min(count, first + LogFormat.frame)
            var bytes: [UInt8] = []
            for place in first..<end { bytes += try tree.node(8 * level, place) }
            try keep("tile/\(level)/" + Self.name(first / LogFormat.frame, width: end - first), bytes)
        }
    }

    /// Writes the checkpoint: whoever reads it finds all that it covers.
    consuming func finish(_ note: [UInt8]) throws(LogError) -> TileExport.Outcome {
        let path = FileTree.join(output, "checkpoint")
        do throws(SystemError) {
            try batch.finish()
            try files.replace(path, with: note)
        } catch {
            throw error.isDiskFull ? .full(error) : .system(error)
        }
        outcome.written += 1
        return outcome
    }

    private static func name(_ index: Int, width: Int) -> String {
        TileExport.path(index) + (width < LogFormat.frame ? ".p/\(width)" : "")
    }

    /// Writes a file that never changes, or finds it as it has to be.
    private mutating func keep(_ name: String, _ bytes: [UInt8]) throws(LogError) {
        let path = FileTree.join(output, name)
        let folder = FileTree.parent(of: path)
        let isNew = folders.insert(folder).inserted
        let there: [UInt8]?
        do throws(SystemError) {
            if isNew { try files.makeDirectories(folder) }
            there = try files.kind(path) == nil ? nil : files.read(path, limit: LogFormat.largestFrame * 2)
            if there == nil { try batch.replace(path, with: bytes) }
        } catch {
            throw error.isDiskFull ? .full(error) : .system(error)
        }
        guard let there else {
            outcome.written += 1
            return
        }
        guard there == bytes else { throw .exists("\(path): not what this log has in its place") }
        outcome.kept += 1
    }
}
