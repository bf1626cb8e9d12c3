import ArgumentParser
import AuditLog
import Cryptography
import Inspection
import Primitives
import SystemIO
import Transparency

struct LogExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Hand records over: as evidence, as tables, for other systems.",
        discussion: """
            Takes the records that the latest checkpoint covers and that meet every condition. Beside the file lies a \
            manifest with its digest, the query, the checkpoint and this program's version; the export is itself a \
            record of the log.

            Example:
              hallmark log export audit --format jsonl --output november.jsonl --since 2026-11-01
            """)

    @OptionGroup var folder: LogFolder
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The form of the export: " + ExportFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "form"),
        transform: Self.format)
    var format = ExportFormat.jsonl
    @Option(name: .long, help: ArgumentHelp("Where the export goes.", valueName: "path"))
    var output: String
    @OptionGroup var conditions: LogQueryOptions
    @OptionGroup var booking: BookingOptions
    @Flag(name: .long, help: "Replace what stands there already.")
    var force = false
    @Flag(name: .long, help: "Print the manifest.")
    var json = false

    private static func format(_ text: String) throws -> ExportFormat {
        guard let format = ExportFormat(rawValue: text) else {
            throw ValidationError("one of " + ExportFormat.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return format
    }

    func run() throws {
        let query = try conditions.query()
        do {
            let log = try InspectedLog(directory: folder.directory)
            let export = LogExport(log: log, query: query, tool: .this, environment: .system)
            let book = try booking.booking(log)
            let manifest = try export.write(format, to: output, replaces: force, book: book)
            if json { return try Terminal.json(manifest.json) }
            Terminal.note(
                "hallmark: \(counted(manifest.records, "record")) of \(log.checkpoint.size) in \(output), sha256 \(manifest.digest)")
        } catch let error as ExportError {
            throw Failure(error)
        } catch let error as LogError {
            throw Failure(error)
        }
    }
}

/// How what is taken out of a log is entered into it.
struct BookingOptions: ParsableArguments {
    @OptionGroup var keyOptions: KeyOptions
    @Flag(
        name: .long,
        help: "Do not enter this into the log, as somebody who has not its keys must. The manifest says so.")
    var unrecorded = false

    /// Makes sure, before anything is written, that it can be recorded. The log's lock is not held meanwhile.
    func booking(_ inspected: InspectedLog) throws -> Booking {
        if unrecorded { return .unrecorded("asked for with --unrecorded") }
        let policy = try keyOptions.load()
        let keys = try policy.keyFolder()
        let directory = inspected.directory
        do throws(LogError) {
            _ = try LockedLog(directory: directory, keys: keys)
            let signer = try keys.signer(inspected.checkpoint.origin)
            return .recorded(signer: signer) { record in
                try Self.append(record, to: directory, keys, policy.logOptions)
            }
        } catch {
            var failure = Failure(error)
            if [.configuration, .cannotCreate, .inUse].contains(failure.status) {
                failure.hint = "who cannot write into the log says --unrecorded"
            }
            throw failure
        }
    }

    private static func append(
        _ record: [String: JSONValue], to directory: String, _ keys: KeyFolder, _ options: LogOptions
    ) throws -> BookedRecord {
        let environment = Environment.system
        var record = record
        let id = environment.newID().description
        record["id"] = .string(id)
        record["time"] = .string(environment.now().rfc3339)
        let writer = try LogWriter(
            opening: directory, keys: keys, packs: [], environment: environment, options: options)
        let index = try writer.append(record)
        try writer.close(reason: "export")
        return BookedRecord(index: index, id: id)
    }
}

extension Tool {
    /// This program, with the digest of the file that it was started from.
    static var this: Tool { Tool(version: HallmarkCommand.version, digest: ownDigest) }

    private static var ownDigest: String? {
        guard let file = try? File("/proc/self/exe", .read) else { return nil }
        var hasher = SHA256Hasher()
        while let piece = try? file.read(atMost: 1 << 20) {
            if piece.isEmpty { return Hex.encode(hasher.finish()) }
            hasher.update(piece)
        }
        return nil
    }
}

extension Failure {
    init(_ error: ExportError) {
        switch error {
        case .exists: self.init(.cannotCreate, "\(error)", hint: "name another place, or say --force")
        case .system(let error): self.init(error)
        }
    }
}
