internal import Primitives
internal import Transparency

/// What one frame's records are by themselves: worked out on any core, taken in order by ``RecordExamination``.
struct FrameExamination: Sendable {
    /// Something wrong with the record at `offset` of the frame.
    struct Fault: Sendable {
        let offset: Int
        let reason: String
        var expected: String?
        var got: String?
    }

    /// The first record's index, if it stands in its place.
    let first: Int
    let count: Int
    /// The hash of each record's line.
    let hashes: [[UInt8]]
    /// The root over them.
    let root: [UInt8]
    let fault: Fault?
    /// The records that set something of the log's description, and the log's first.
    let changes: [(offset: Int, record: JSONValue)]
    /// The lines, where somebody has to compare them.
    let frame: LogFrame?
    /// For the seek table: the bytes of the content.
    let contentBytes: Int

    /// - Parameter keepsLines: whether ``frame`` is wanted.
    init(_ frame: LogFrame, keepsLines: Bool) {
        first = frame.first
        count = frame.lines.count
        contentBytes = frame.content.count
        hashes = MerkleTree.leafHashes(frame.content, lines: frame.lines)
        root = MerkleTree.root(of: hashes)
        var fault: Fault?
        var changes: [(Int, JSONValue)] = []
        let isText = (try? UTF8Span(validating: frame.content.span)) != nil
        for (offset, range) in frame.lines.enumerated() {
            let outline = isText ? RecordOutline(frame.content, range) : nil
            if fault == nil { fault = Self.fault(outline, at: offset, index: frame.first + offset) }
            if frame.first + offset == 0 || outline?.changesDescription ?? false {
                let record = (try? JSONValue(parsing: frame.line(offset))) ?? .null
                changes.append((offset, record))
            }
        }
        self.fault = fault
        self.changes = changes
        self.frame = keepsLines ? frame : nil
    }

    private static func fault(_ outline: RecordOutline?, at offset: Int, index: Int) -> Fault? {
        guard let outline, outline.version == LogFormat.recordVersion else {
            return Fault(offset: offset, reason: "not a record")
        }
        guard outline.sequence == Int64(index) else {
            return Fault(
                offset: offset, reason: "not in its place", expected: String(index),
                got: outline.sequence.map { String($0) })
        }
        return nil
    }
}

/// What a verifier has to know of a record's line: that it is one of canonical JSON, its `v`, its `seq`, and whether it
/// sets something of the log's description.
struct RecordOutline {
    private(set) var version: Int64?
    private(set) var sequence: Int64?
    private(set) var changesDescription = false

    /// - Returns: `nil` where the line is not one object of canonical JSON (RFC 8785). The bytes must be UTF-8.
    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        var found = RecordOutline()
        let answer = CanonicalScan.scan(bytes, in: range) { name, value in
            switch name.count {
            case 1 where bytes[name.lowerBound] == UInt8(ascii: "v"): found.version = Self.integer(bytes[value])
            case 3 where bytes[name].elementsEqual(Self.seq): found.sequence = Self.integer(bytes[value])
            case 4 where bytes[name].elementsEqual(Self.kind):
                found.changesDescription = Self.changing.contains { bytes[value].elementsEqual($0) }
            default: break
            }
        }
        switch answer {
        case .canonical: break
        case .other: return nil
        case .unsure:
            let line = Array(bytes[range])
            guard let record = try? JSONValue(parsing: line), record.canonical == line else { return nil }
            found.version = record["v"]?.integer
            found.sequence = record["seq"]?.integer
            found.changesDescription = record["kind"]?.string.map(LogDescription.changingKinds.contains) ?? false
        }
        self = found
    }

    private init() {}

    private static let seq = Array("seq".utf8)
    private static let kind = Array("kind".utf8)
    private static let changing = LogDescription.changingKinds.map { Array("\"\($0)\"".utf8) }

    private static func integer(_ digits: ArraySlice<UInt8>) -> Int64? {
        Int64(String(decoding: digits, as: UTF8.self))
    }
}
