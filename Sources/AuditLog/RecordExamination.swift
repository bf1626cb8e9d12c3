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

    /// Takes one frame of a segment. Those of its records that the write-ahead log has too must be the same there.
    mutating func take(_ frame: FrameExamination, _ file: String, _ wal: WriteAheadLog) {
        if let lines = frame.frame { compare(lines, wal) }
        takeRecords(frame, file)
        if frame.count == LogFormat.frame { frameRoots.append(frame.root) }
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

    /// Takes records that are in no frame yet.
    mutating func take(beyond frame: FrameExamination, _ file: String) {
        takeRecords(frame, file)
    }

    private mutating func takeRecords(_ frame: FrameExamination, _ file: String) {
        if files.last?.name != file { files.append((count, file)) }
        let start = count
        if let bad = frame.fault { fault(start + bad.offset, file, bad.reason, bad.expected, bad.got) }
        for (offset, record) in frame.changes { note(record, start + offset, file) }
        let inside = (start + 1)..<(start + frame.count)
        if frame.count == LogFormat.frame, start.isMultiple(of: LogFormat.frame), !wanted.contains(where: inside.contains) {
            tree.append(subtree: frame.root, level: LogFormat.frameLevel)
            if wanted.contains(count) { roots[count] = tree.root }
            return
        }
        for hash in frame.hashes {
            tree.append(leafHash: hash)
            if wanted.contains(count) { roots[count] = tree.root }
        }
    }

    private mutating func compare(_ frame: LogFrame, _ wal: WriteAheadLog) {
        for (offset, range) in frame.lines.enumerated() {
            if let other = wal.line(count + offset), !frame.content[range].elementsEqual(other) {
                fault(count + offset, "wal", "a record that stands differently in its segment")
            }
        }
    }

    /// A record that sets something of the log's description.
    private mutating func note(_ record: JSONValue, _ index: Int, _ file: String) {
        if index == 0 {
            since = record["time"]?.string
            guard let description = LogDescription(first: record) else {
                fault(0, file, "the first record is no log.init")
                return
            }
            descriptions = [Described(index: 0, description: description)]
        } else if isStated, let last = descriptions.last {
            if let reason = last.description.fault(of: record, index: index) { return fault(index, file, reason) }
            var description = last.description
            description.apply(record, index: index)
            guard description != last.description else { return }
            descriptions.append(Described(index: index, description: description))
        } else {
            examineBehindGap(record, index, file)
        }
    }

    /// Behind a gap nothing is known of the log until a record `log.prune` states it.
    private mutating func examineBehindGap(_ record: JSONValue, _ index: Int, _ file: String) {
        guard record["kind"]?.string == "log.prune" else { return unstated.append((index, record)) }
        guard let restated = record["log"].flatMap({ LogDescription($0) }), KeySchedule(restated) != nil else {
            return fault(index, file, "does not restate what the log is")
        }
        if !FrameRanges.contain(restated.pruned, gaps.filter { $0.upperBound <= index }) {
            // Of an earlier prune: a later one states what is missing here.
            return unstated.append((index, record))
        }
        if let known = descriptions.last?.description, !restated.continues(known) {
            return fault(index, file, "restates another log")
        }
        for (place, change) in unstated where !restated.holds(change) {
            return fault(place, file, "not among what record \(index) restates")
        }
        descriptions.append(Described(index: index, description: restated))
        since = since ?? restated.created
        unstated = []
        isStated = true
    }

    private mutating func fault(
        _ index: Int, _ file: String, _ reason: String, _ expected: String? = nil, _ got: String? = nil
    ) {
        guard firstBad.map({ index < $0.index }) ?? true else { return }
        firstBad = .init(index: index, segment: file, reason: reason, expected: expected, got: got)
    }
}
