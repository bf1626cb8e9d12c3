import ArgumentParser
import AuditLog
import Cryptography
import Foundation
import Inspection
import Pipeline
import Primitives
import Rules
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
              hallmark log export audit --tlog-tiles /srv/tiles
              hallmark log export audit --format bagit --output evidence --verdict blocked --custodian "Office 3"
              hallmark log export audit --format html --output report.html
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
    var output: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the whole log as a folder in the layout of C2SP tlog-tiles, in place of --output.",
            valueName: "dir"))
    var tlogTiles: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Who takes the evidence out, for the chain of custody of a bundle.", valueName: "name"))
    var custodian: String?
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Rule files or folders, beside the built-in packs, in which packs for a bundle are looked for.",
            valueName: "path"))
    var rules: [String] = []
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

    func validate() throws {
        if (output == nil) == (tlogTiles == nil) { throw ValidationError("name one of --output and --tlog-tiles") }
    }

    func run() throws {
        let query = try conditions.query()
        if let tlogTiles { return try exportTiles(to: tlogTiles, query) }
        guard let output else { return }
        do {
            let log = try InspectedLog(directory: folder.directory, jobs: ProcessEnvironment.processors)
            let book = try booking.booking(log)
            let manifest: ExportManifest
            if format == .bagit {
                manifest = try bundle(log, query).write(to: output, replaces: force, book: book)
            } else {
                let export = LogExport(log: log, query: query, tool: .this, environment: .system)
                manifest = try export.write(format, to: output, replaces: force, book: book)
            }
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

extension LogExportCommand {
    private func bundle(_ log: InspectedLog, _ query: LogQuery) throws -> EvidenceBundle {
        let packs = try PackTexts(rules)
        let user = Terminal.environment("LOGNAME") ?? Terminal.environment("USER") ?? "unknown"
        return EvidenceBundle(
            log: log, query: query, tool: .this, environment: .system, custodian: custodian ?? user,
            host: ProcessEnvironment.hostName, packText: { packs.text($0) },
            discard: { try? FileManager.default.removeItem(atPath: $0) })
    }
}

/// The texts of the rule packs that are at hand, by their digests.
private struct PackTexts {
    private var texts: [String: [UInt8]] = [:]

    init(_ paths: [String]) throws {
        do throws(RuleProblems) {
            for loaded in try DefaultRules.load() {
                texts[loaded.pack.digest] = DefaultRules.source(loaded.pack.name + ".yaml")
            }
            for path in paths {
                for file in Self.files(path) {
                    for loaded in try RuleFolder.load([file]) {
                        texts[loaded.pack.digest] = try? FileTree.read(file, limit: 16 << 20)
                    }
                }
            }
        } catch {
            throw Failure(rules: error)
        }
    }

    private static func files(_ path: String) -> [String] {
        guard (try? FileTree.kind(path)) == .directory, let names = try? FileTree.entries(path) else { return [path] }
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { FileTree.join(path, $0) }
    }

    func text(_ pack: PackReference) -> [UInt8]? { texts[pack.digest] }
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
