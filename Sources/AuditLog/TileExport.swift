internal import Primitives
public import SystemIO
public import Transparency

/// Writes a log as a folder that the tools of the transparency world read: C2SP tlog-tiles v0.1.0.
///
///     let outcome = try TileExport.write(log: "audit", to: "/srv/tiles")
///
/// `tile/entries/<N>` holds the records of frame N, `tile/<L>/<N>` the hashes of a tile, both cut short (`.p/<W>`) at
/// the right edge, and `checkpoint`, written last, the signed root. Every file is written whole under its name or not
/// at all, and one that is there already must be the same: so an export that was interrupted is simply run again, and
/// one of last week grows. A partial tile of an earlier checkpoint stays.
public enum TileExport {
    /// What was done.
    public struct Outcome: Sendable, Equatable {
        public let checkpoint: Checkpoint
        public fileprivate(set) var written = 0
        /// How many files were there already.
        public fileprivate(set) var kept = 0
        /// The first record from which on all are there; more than 0 where the log was pruned. Entry bundles and
        /// tiles of level 0 before it are left out where their records are gone.
        public fileprivate(set) var minimumIndex = 0
    }

    /// Exports the log in `directory` up to the checkpoint over `size` records, or the latest, into `output`.
    /// - Throws: ``LogError/exists(_:)`` where `output` holds something else, or a later checkpoint of the log.
    public static func write(
        log directory: String, to output: String, size: Int? = nil, files: any FileSystem = SystemFiles()
    ) throws(LogError) -> Outcome {
        let prover = try LogProver(directory: directory)
        let note = try prover.note(size: size)
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .noCheckpoint(size ?? 0) }
        guard try prover.root(checkpoint.size) == checkpoint.root else { throw .replaced(size: checkpoint.size) }
        var export = Export(
            tree: prover.tree, output: output, files: files, outcome: Outcome(checkpoint: checkpoint))
        try export.checkFree(checkpoint)
        try export.bundles(checkpoint.size)
        var level = 0
        while checkpoint.size >> (8 * level) > 0 {
            try export.tiles(level, count: checkpoint.size >> (8 * level))
            level += 1
        }
        // Whoever reads this finds all that it covers.
        try export.replace("checkpoint", note.bytes)
        return export.outcome
    }

    /// Makes sure that `output` holds nothing that an export of this log would contradict.
    public static func checkFree(
        log directory: String, output: String, files: any FileSystem = SystemFiles()
    ) throws(LogError) {
        let prover = try LogProver(directory: directory)
        guard let checkpoint = Checkpoint(parsing: try prover.note().text) else { throw .noCheckpoint(0) }
        try Export(tree: prover.tree, output: output, files: files, outcome: Outcome(checkpoint: checkpoint))
            .checkFree(checkpoint)
    }

    /// `1234067` as `x001/x234/067`.
    static func path(_ index: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let padded = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            groups.append(groups.isEmpty ? padded : "x" + padded)
            rest /= 1000
        } while rest > 0
        return groups.reversed().joined(separator: "/")
    }
}

/// One run.
private struct Export {
    let tree: LogTree
    let output: String
    let files: any FileSystem
    var outcome: TileExport.Outcome
    private var folders: Set<String> = []
    /// The frames whose records are gone.
    private var gone: Set<Int> = []

    init(tree: LogTree, output: String, files: any FileSystem, outcome: TileExport.Outcome) {
        self.tree = tree
        self.output = output
        self.files = files
        self.outcome = outcome
    }

    /// What lies in the folder is nothing, or an earlier export of the same log.
    func checkFree(_ checkpoint: Checkpoint) throws(LogError) {
        let path = FileTree.join(output, "checkpoint")
        guard try kind(path) != nil else { return }
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

    mutating func bundles(_ size: Int) throws(LogError) {
        for first in stride(from: 0, to: size, by: LogFormat.frame) {
            let index = first / LogFormat.frame
            let end = min(size, first + LogFormat.frame)
            guard try tree.has(frame: index) else {
                gone.insert(index)
                outcome.minimumIndex = end
                continue
            }
            var bytes: [UInt8] = []
            for record in first..<end {
                let line = try tree.line(record)
                // Big-endian, and enough: a line has at most 65,535 bytes.
                bytes += [UInt8(truncatingIfNeeded: line.count >> 8), UInt8(truncatingIfNeeded: line.count)]
                bytes += line
            }
            try keep("tile/entries/" + name(index, width: end - first), bytes)
        }
    }

    /// The tiles of `level`, where there are `count` hashes.
    mutating func tiles(_ level: Int, count: Int) throws(LogError) {
        for first in stride(from: 0, to: count, by: LogFormat.frame) {
            let index = first / LogFormat.frame
            if level == 0, gone.contains(index) { continue }
            let end = min(count, first + LogFormat.frame)
            var bytes: [UInt8] = []
            for place in first..<end { bytes += try tree.node(8 * level, place) }
            try keep("tile/\(level)/" + name(index, width: end - first), bytes)
        }
    }

    private func name(_ index: Int, width: Int) -> String {
        TileExport.path(index) + (width < LogFormat.frame ? ".p/\(width)" : "")
    }

    /// Writes a file that never changes, or finds it as it has to be.
    private mutating func keep(_ name: String, _ bytes: [UInt8]) throws(LogError) {
        let path = FileTree.join(output, name)
        if try kind(path) != nil {
            let there = try LogError.system { () throws(SystemError) in
                try files.read(path, limit: LogFormat.largestFrame * 2)
            }
            guard there == bytes else { throw .exists("\(path): not what this log has in its place") }
            outcome.kept += 1
            return
        }
        try replace(name, bytes)
    }

    mutating func replace(_ name: String, _ bytes: [UInt8]) throws(LogError) {
        let path = FileTree.join(output, name)
        let folder = FileTree.parent(of: path)
        let isNew = folders.insert(folder).inserted
        try LogError.system { () throws(SystemError) in
            if isNew { try files.makeDirectories(folder) }
            try files.replace(path, with: bytes)
        }
        outcome.written += 1
    }

    private func kind(_ path: String) throws(LogError) -> FileKind? {
        try LogError.system { () throws(SystemError) in try files.kind(path) }
    }
}
