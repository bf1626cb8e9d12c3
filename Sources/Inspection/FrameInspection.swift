internal import AuditLog
internal import Primitives
internal import Transparency

/// What is asked of each frame, by itself and on any thread.
struct FrameInspection<Piece: Sendable>: Sendable {
    /// What one frame gives.
    struct Outcome: Sendable {
        let hashes: [[UInt8]]
        /// The root over them, where the frame is full.
        let root: [UInt8]
        var pieces: [Piece] = []
        var packs: Set<PackReference> = []

        var count: Int { hashes.count }
    }

    /// The number of the record after the last that counts.
    private let size: Int
    private let matcher: LineMatcher
    private let packMatchers: [LineMatcher]
    private let transform: @Sendable (InspectedRecord) throws -> Piece

    init(size: Int, query: LogQuery, transform: @escaping @Sendable (InspectedRecord) throws -> Piece) {
        self.size = size
        self.transform = transform
        matcher = LineMatcher(query)
        packMatchers = ["log.open", "rules.changed"].map { kind in
            var query = LogQuery()
            query.kind = kind
            return LineMatcher(query)
        }
    }

    func inspect(_ frame: LogFrame) throws -> Outcome {
        let lines = Array(frame.lines.prefix(max(0, size - frame.first)))
        let hashes = MerkleTree.leafHashes(frame.content, lines: lines)
        var outcome = Outcome(
            hashes: hashes, root: lines.count == LogReading.frame ? MerkleTree.root(of: hashes) : [])
        var records: [InspectedRecord] = []
        matcher.matches(in: frame.content, first: frame.first) { index, range in
            guard index < size else { return }
            records.append(
                InspectedRecord(index: index, line: Array(frame.content[range]), leaf: hashes[index - frame.first]))
        }
        outcome.pieces = try records.map(transform)
        for matcher in packMatchers {
            matcher.matches(in: frame.content, first: frame.first) { index, range in
                guard index < size, let value = try? JSONValue(parsing: Array(frame.content[range])) else { return }
                outcome.packs.formUnion((value["packs"]?.array ?? []).compactMap { PackReference($0) })
            }
        }
        return outcome
    }
}
