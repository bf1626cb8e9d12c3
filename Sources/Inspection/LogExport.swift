public import AuditLog
public import Primitives
internal import SystemIO
internal import Transparency

/// The forms that records are handed over in.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// The records as they are logged, byte for byte.
    case jsonl
    /// A table for spreadsheets.
    case csv
    /// Events for a security information system.
    case ocsf
    /// Findings for reviewers' tools.
    case sarif
    /// Log records for collectors of OpenTelemetry.
    case otel
    /// A folder that proves itself: records, proofs, checkpoints, rule packs, a verifier.
    case bagit
    /// A page with charts.
    case html

    /// Whether the file is what stands as evidence, and not a view of it.
    public var isEvidence: Bool { self == .jsonl || self == .bagit }

    func encoder(_ context: ExportContext) -> any RecordEncoder {
        switch self {
        case .jsonl, .bagit: JSONLinesEncoder()
        case .csv: CSVEncoder()
        case .ocsf: OCSFEncoder(context)
        case .sarif: SARIFEncoder(context)
        case .otel: OTelEncoder(context)
        case .html: HTMLReport(context)
        }
    }
}

/// Writes the records that meet a query into a file, with a manifest beside it.
///
///     let export = LogExport(log: log, query: query, tool: tool, environment: .system)
///     let summary = try export.write(.jsonl, to: "records.jsonl", replaces: false) { summary in
///         try writer.append(summary.record)       // the export is itself a record
///     }
///
/// Both files are written under temporary names and renamed once they are whole and the export is recorded; after an
/// error nothing is left.
public struct LogExport {
    let log: InspectedLog
    let query: LogQuery
    let tool: Tool
    let environment: Environment

    public init(log: InspectedLog, query: LogQuery, tool: Tool, environment: Environment) {
        self.log = log
        self.query = query
        self.tool = tool
        self.environment = environment
    }

    /// - Parameters:
    ///   - replaces: whether files that stand there already may go.
    ///   - book: enters the export into the log, and says where; `nil` where that cannot be done.
    /// - Throws: ``ExportError``, ``LogError``, and what `book` throws.
    @discardableResult
    public func write(
        _ format: ExportFormat, to path: String, replaces: Bool, book: Booking
    ) throws -> ExportManifest {
        let start = environment.now()
        let tag = environment.newID().description
        let file = try ExportFile(path, replaces: replaces, tag: tag)
        let manifestFile = try ExportFile(path + ExportManifest.suffix, replaces: replaces, tag: tag)
        let context = ExportContext(checkpoint: log.checkpoint, query: query, tool: tool, time: start)
        var encoder = format.encoder(context)
        let records = try encode(with: &encoder, into: file)
        try file.finish()
        var manifest = ExportManifest(
            format: format, name: Self.lastName(path), bytes: file.bytes, digest: file.digest, records: records,
            rows: encoder.rows, beyondCheckpoint: log.beyondCheckpoint, remarks: encoder.remarks, context: context)
        let signer = try book.enter(&manifest)
        try manifestFile.write(manifest.line)
        var files = [file, manifestFile]
        if let note = signer?.sign(manifest.line) {
            let noteFile = try ExportFile(path + ExportManifest.noteSuffix, replaces: replaces, tag: tag)
            try noteFile.write(note.bytes)
            files.append(noteFile)
        }
        for file in files.dropFirst() { try file.finish() }
        for file in files { try file.publish() }
        return manifest
    }

    /// - Returns: how many records there are.
    private func encode<Encoder: RecordEncoder>(with encoder: inout Encoder, into file: ExportFile) throws -> Int {
        let worker = encoder
        var records = 0
        try file.write(encoder.begin())
        try log.map(matching: query) { try worker.piece(of: $0) } inOrder: { piece in
            records += 1
            try file.write(encoder.take(piece))
        }
        try file.write(encoder.end())
        return records
    }

    static func lastName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
