import AuditLog
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
            let content = (first..<(first + 256)).flatMap { Array(Self.line($0).utf8) + [0x0a] }
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

    /// Queries, and whether a record meets them.
    static let queries: [(query: LogQuery, meets: @Sendable (Int) -> Bool)] = {
        var (id, both, span, none) = (LogQuery(), LogQuery(), LogQuery(), LogQuery())
        id.id = "id-40000"
        (both.verdict, both.model) = ("masked", "model-3")
        (span.since, span.until, span.verdict) = (time(20_007), time(70_001), "masked")
        none.verdict = "blocked"
        return [
            (id, { $0 == 40_000 }), (both, { $0 % 10 == 0 && $0 % 7 == 3 }),
            (span, { (20_007..<70_001).contains($0) && $0 % 10 == 0 }), (none, { _ in false }),
        ]
    }()

    func numbers(_ meets: (Int) -> Bool) -> [Int] { (0..<count).filter(meets) }
}
