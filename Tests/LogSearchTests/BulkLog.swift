import AuditLog
import Cryptography
import LogSearch
import Primitives
import SystemIO
import TestSupport
import Zstandard

/// A log of as many records as one likes whose answers can be told by heart: written frame by frame and signed by nobody.
final class BulkLog: Sendable {
    let folder: TemporaryFolder
    let count: Int

    /// - Parameter count: rounded up to whole frames.
    init(_ count: Int) throws {
        folder = try TemporaryFolder()
        self.count = (count + 255) / 256 * 256
        try LogWriter.create(
            directory: directory, origin: "hallmark.local/test/bulk", producer: "test",
            keys: KeyFolder(path: folder.file("keys")), environment: .system, host: "host")
        var (bytes, table) = ([UInt8](), SeekTable())
        for first in stride(from: 0, to: self.count, by: 256) {
            var content: [UInt8] = []
            for index in first..<(first + 256) { content += (Self.line(index) + "\n").utf8 }
            let frame = try ZstdFrame.compress(content)
            let checksum = frame.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            table.entries.append(
                SeekTable.Entry(
                    compressedSize: UInt32(frame.count), decompressedSize: UInt32(content.count), checksum: checksum))
            bytes += frame
        }
        try FileTree.replace(directory + "/segments/00000000000000000000.jsonl.zst", with: bytes + table.encoded())
        let size = (0..<8).map { UInt8(truncatingIfNeeded: self.count >> (8 * $0)) }
        try FileTree.replace(directory + "/wal", with: Array("HMRKWAL\u{1}".utf8) + size)
    }

    var directory: String { folder.file("audit") }
    var index: LogIndex { LogIndex(log: directory) }

    static let start: Int64 = 1_795_000_000_000

    static func time(_ index: Int) -> Timestamp { Timestamp(milliseconds: start + Int64(index) * 10) }

    private static func line(_ index: Int) -> String {
        #"{"id":"id-\#(index)","kind":"content","model":"model-\#(index % 7)","seq":\#(index),"time":"\#(time(index).rfc3339)","v":1,"verdict":"\#(index % 10 == 0 ? "masked" : "clean")"}"#
    }

    struct Question: Sendable {
        let query: LogQuery
        /// Whether the record of this number meets it.
        let meets: @Sendable (Int) -> Bool
    }

    static let questions: [Question] = {
        var (id, both, span, none) = (LogQuery(), LogQuery(), LogQuery(), LogQuery())
        id.id = "id-40000"
        (both.verdict, both.model) = ("masked", "model-3")
        (span.since, span.until, span.verdict) = (time(20_007), time(70_001), "masked")
        none.verdict = "blocked"
        return [
            Question(query: id) { $0 == 40_000 }, Question(query: both) { $0 % 10 == 0 && $0 % 7 == 3 },
            Question(query: span) { (20_007..<70_001).contains($0) && $0 % 10 == 0 }, Question(query: none) { _ in false },
        ]
    }()

    func numbers(_ meets: (Int) -> Bool) -> [Int] { (0..<count).filter(meets) }
}
