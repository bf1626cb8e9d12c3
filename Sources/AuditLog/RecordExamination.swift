internal import Primitives
internal import Transparency

/// The records of a log, taken in order: their count, their tree, and what of them the rest must agree with.
struct RecordExamination {
    struct Described {
        /// The record that set it.
        let index: Int
        let description: LogDescription
    }

    /// The sizes at which the root is wanted.
    var wanted: Set<Int> = []
    private(set) var roots: [Int: [UInt8]] = [:]
    /// The level-1 hashes of the full frames in segments.
    private(set) var frameRoots: [[UInt8]] = []
    private(set) var descriptions: [Described] = []
    private(set) var since: String?
    private(set) var firstBad: VerifyReport.FirstBad?
    private var tree = MerkleTree()
    private var files: [(first: Int, name: String)] = []
    /// Ranges whose frames are not there.
    private(set) var gaps: [Range<Int>] = []
    /// What changed the description behind a gap, before a record stated anew what it is.
    private var unstated: [(index: Int, record: JSONValue)] = []
    private var isStated = true

    var count: Int { tree.size }
    var root: [UInt8] { tree.root }

    /// The file in which record `index` stands.
    func file(of index: Int) -> String {
        files.last { $0.first <= index }?.name ?? "segments"
    }

    /// Takes the lines of one frame. Those that the write-ahead log has too must be the same there.
    mutating func take(_ lines: [[UInt8]], _ file: String, _ wal: WriteAheadLog) {
        var hashes = MerkleTree()
        for line in lines {
            if let other = wal.line(count), other != line {
                fault(count, "wal", "a record that stands differently in its segment")
            }
            hashes.append(leafHash: take(line, file))
        }
        if lines.count == LogFormat.frame { frameRoots.append(hashes.root) }
    }

    /// Passes over frames that are not there, of which the hashes are kept.
    mutating func skip(_ roots: [[UInt8]]) {
        let start = count
        for root in roots {
            tree.append(subtree: root, level: LogFormat.frameLevel)
            frameRoots.append(root)
            if wanted.contains(count) { self.roots[count] = tree.root }
        }
        gaps = FrameRanges.union(gaps, [start..<count])
        isStated = false
    }

    @discardableResult
    mutating func take(_ line: [UInt8], _ file: String) -> [UInt8] {
        if files.last?.name != file { files.append((count, file)) }
        examine(line, file)
        let hash = MerkleTree.leafHash(line)
        tree.append(leafHash: hash)
        if wanted.contains(count) { roots[count] = tree.root }
        return hash
    }

    private mutating func examine(_ line: [UInt8], _ file: String) {
        guard let record = try? JSONValue(parsing: line), record["v"]?.integer == LogFormat.recordVersion else {
            fault(count, file, "not a record")
            return
        }
        guard record["seq"]?.integer == Int64(count) else {
            fault(count, file, "not in its place", String(count), record["seq"]?.integer.map { String($0) })
            return
        }
        if since == nil { since = record["time"]?.string }
        if count == 0 {
            guard let description = LogDescription(first: record) else {
                fault(0, file, "the first record is no log.init")
                return
            }
            descriptions = [Described(index: 0, description: description)]
        } else if isStated, let last = descriptions.last {
            if let reason = last.description.fault(of: record, index: count) { return fault(count, file, reason) }
            var description = last.description
            description.apply(record, index: count)
            guard description != last.description else { return }
            descriptions.append(Described(index: count, description: description))
        } else {
            examineBehindGap(record, file)
        }
    }

    /// Behind a gap nothing is known of the log until a record `log.prune` states it.
    private mutating func examineBehindGap(_ record: JSONValue, _ file: String) {
        guard let kind = record["kind"]?.string, LogDescription.changes.contains(kind) else { return }
        guard kind == "log.prune" else { return unstated.append((count, record)) }
        guard let restated = record["log"].flatMap({ LogDescription($0) }), KeySchedule(restated) != nil else {
            return fault(count, file, "does not restate what the log is")
        }
        if !FrameRanges.contain(restated.pruned, gaps.filter { $0.upperBound <= count }) {
            // Of an earlier prune: a later one states what is missing here.
            return unstated.append((count, record))
        }
        if let known = descriptions.last?.description, !restated.continues(known) {
            return fault(count, file, "restates another log")
        }
        for (index, change) in unstated where !restated.holds(change) {
            return fault(index, file, "not among what record \(count) restates")
        }
        descriptions.append(Described(index: count, description: restated))
        unstated = []
        isStated = true
    }

    private mutating func fault(
        _ index: Int, _ file: String, _ reason: String, _ expected: String? = nil, _ got: String? = nil
    ) {
        if firstBad == nil {
            firstBad = .init(index: index, segment: file, reason: reason, expected: expected, got: got)
        }
    }
}
