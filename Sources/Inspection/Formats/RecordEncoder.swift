internal import AuditLog
internal import Primitives
internal import Transparency

/// What an export is made of, beside the records.
struct ExportContext: Sendable {
    let checkpoint: Checkpoint
    let query: LogQuery
    let tool: Tool
    /// When the export was begun.
    let time: Timestamp
}

/// Turns records into the bytes of one format.
protocol RecordEncoder: Sendable {
    /// What one record is in the format, by itself.
    associatedtype Piece: Sendable

    /// What stands before the first record.
    mutating func begin() -> [UInt8]
    /// What `record` is in this format; asked on any thread.
    func piece(of record: InspectedRecord) throws(LogError) -> Piece
    /// The bytes of the next record's piece.
    mutating func take(_ piece: Piece) -> [UInt8]
    /// What stands behind the last record.
    mutating func end() -> [UInt8]
    /// How many rows, events or results there are so far: what a reader of the format counts.
    var rows: Int { get }
    /// What a reader has to know of this format, for the manifest.
    var remarks: [String] { get }
}

extension RecordEncoder {
    mutating func begin() -> [UInt8] { [] }
    mutating func end() -> [UInt8] { [] }
    var remarks: [String] { [] }
}

/// The records as they are logged, byte for byte: the evidence.
struct JSONLinesEncoder: RecordEncoder {
    private(set) var rows = 0

    func piece(of record: InspectedRecord) -> [UInt8] { record.line + [0x0a] }

    mutating func take(_ piece: [UInt8]) -> [UInt8] {
        rows += 1
        return piece
    }
}
