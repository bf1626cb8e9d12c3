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
        if count == 0 {
            since = record["time"]?.string
            guard let description = LogDescription(first: record) else {
                fault(0, file, "the first record is no log.init")
                return
            }
            descriptions = [Described(index: 0, description: description)]
        } else if let last = descriptions.last {
            var description = last.description
            description.apply(record)
            guard description != last.description else { return }
            descriptions.append(Described(index: count, description: description))
        }
    }

    private mutating func fault(
        _ index: Int, _ file: String, _ reason: String, _ expected: String? = nil, _ got: String? = nil
    ) {
        if firstBad == nil {
            firstBad = .init(index: index, segment: file, reason: reason, expected: expected, got: got)
        }
    }
}
