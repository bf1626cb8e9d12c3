internal import AuditLog
public import Primitives

/// What an export holds and how it came about: enough to make it again and to tell whether it is the same.
public struct ExportManifest {
    enum Entry {
        case none(String)
        case record(BookedRecord)
    }

    public let format: ExportFormat
    /// The file's name without its folder.
    public let name: String
    public let bytes: Int
    /// SHA-256 of the file in hexadecimal.
    public let digest: String
    /// How many records were taken.
    public let records: Int
    /// How many rows, events or results the file has.
    public let rows: Int
    public let beyondCheckpoint: Int
    let remarks: [String]
    let context: ExportContext
    var entry = Entry.none("")

    /// What the manifest's file is called, behind the name of the export.
    public static let suffix = ".manifest.json"
    /// The same as a signed note (C2SP signed-note), where the log's key is at hand.
    public static let noteSuffix = ".manifest.note"

    init(
        format: ExportFormat, name: String, bytes: Int, digest: String, records: Int, rows: Int,
        beyondCheckpoint: Int, remarks: [String], context: ExportContext
    ) {
        self.format = format
        self.name = name
        self.bytes = bytes
        self.digest = digest
        self.records = records
        self.rows = rows
        self.beyondCheckpoint = beyondCheckpoint
        self.remarks = remarks
        self.context = context
    }

    /// The members of the record `log.export` beside `id` and `time`.
    public var record: [String: JSONValue] {
        [
            "kind": "log.export", "format": .string(format.rawValue), "query": context.query.json,
            "records": .integer(Int64(records)), "bytes": .integer(Int64(bytes)),
            "digest": .string("sha256:" + digest), "checkpoint": context.checkpoint.json,
            "tool": context.tool.json,
        ]
    }

    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "v": 1, "kind": "hallmark.export", "format": .string(format.rawValue), "file": .string(name),
            "bytes": .integer(Int64(bytes)), "sha256": .string(digest), "records": .integer(Int64(records)),
            "rows": .integer(Int64(rows)), "beyond_checkpoint": .integer(Int64(beyondCheckpoint)),
            "query": context.query.json, "order": "seq", "checkpoint": context.checkpoint.json,
            "tool": context.tool.json, "time": .string(context.time.rfc3339),
            "evidence": .bool(format.isEvidence), "remarks": .array(remarks.map { .string($0) }),
        ]
        switch entry {
        case .none(let reason): members["unrecorded"] = .string(reason)
        case .record(let record):
            members["recorded"] = ["seq": .integer(Int64(record.index)), "id": .string(record.id)]
        }
        return .object(members)
    }

    /// A line of canonical JSON.
    var line: [UInt8] { json.canonical + [0x0a] }
}
