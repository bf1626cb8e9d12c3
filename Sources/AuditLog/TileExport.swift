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
        public internal(set) var written = 0
        /// How many files were there already.
        public internal(set) var kept = 0
        /// The first record from which on all are there; more than 0 where the log was pruned. Entry bundles and
        /// tiles of level 0 before it are left out where their records are gone.
        public internal(set) var minimumIndex = 0
    }

    /// Exports the log in `directory` up to the checkpoint over `size` records, or the latest, into `output`.
    /// - Parameter jobs: how many threads unpack and hash, from 1.
    /// - Throws: ``LogError/exists(_:)`` where `output` holds something else, or a later checkpoint of the log;
    ///   ``LogError/replaced(size:)`` where the records are not those that were signed.
    public static func write(
        log directory: String, to output: String, size: Int? = nil, jobs: Int = 1, files: any FileSystem = SystemFiles()
    ) throws(LogError) -> Outcome {
        let prover = try LogProver(directory: directory)
        let note = try prover.note(size: size)
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .noCheckpoint(size ?? 0) }
        guard try prover.root(checkpoint.size) == checkpoint.root else { throw .replaced(size: checkpoint.size) }
        let outcome = Outcome(checkpoint: checkpoint)
        var export = try TileWriter(tree: prover.tree, output: output, files: files, outcome: outcome)
        try export.writeFrames(of: try LogReader(LogFolder(path: directory), fromFirst: true), checkpoint, jobs: jobs)
        var level = 1
        while checkpoint.size >> (8 * level) > 0 {
            try export.writeTiles(level, count: checkpoint.size >> (8 * level))
            level += 1
        }
        return try export.finish(note.bytes)
    }

    /// Makes sure that `output` holds nothing that an export of this log would contradict.
    public static func checkFree(
        log directory: String, output: String, files: any FileSystem = SystemFiles()
    ) throws(LogError) {
        let prover = try LogProver(directory: directory)
        guard let checkpoint = Checkpoint(parsing: try prover.note().text) else { throw .noCheckpoint(0) }
        try TileWriter.checkFree(output, checkpoint, prover.tree, files)
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
