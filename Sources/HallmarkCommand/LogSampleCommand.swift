import ArgumentParser
import AuditLog
import Cryptography
import Foundation
import Inspection
import Primitives
import SystemIO
import Transparency

struct LogSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Draw decisions by lot, so that neither side can steer it.",
        discussion: """
            The draw follows from the latest checkpoint and a nonce that the inspector makes up once the checkpoint is \
            known. The folder holds the drawn records, a proof of each, and sample.json, with which anybody draws the \
            same again.

            Sizes hold for each stratum: --size, or so many that, if none of them is defective, it is --confidence per \
            cent certain that fewer than --defect-rate per cent of the stratum are.

            Example:
              hallmark log sample audit --nonce "2026-11-28 dice 4 2 6 1" --confidence 95 --defect-rate 1 --output drawn
              hallmark log sample audit --nonce 81f0c2 --size 50 --by verdict --since 2026-11-01 --output drawn
              hallmark log sample audit --check drawn/sample.json
            """)

    @OptionGroup var folder: LogFolder
    @Option(name: .long, help: ArgumentHelp("What the inspector made up: one line of at most 256 bytes.", valueName: "text"))
    var nonce: String?
    @Option(name: .long, help: ArgumentHelp("So many records of each stratum.", valueName: "number"))
    var size: Int?
    @Option(name: .long, help: ArgumentHelp("Per cent, such as 95 or 99.9.", valueName: "percent"))
    var confidence: String?
    @Option(name: .long, help: ArgumentHelp("Per cent, such as 1 or 0.5.", valueName: "percent"))
    var defectRate: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Draw from each of: " + LogStats.Dimension.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "what"),
        transform: LogStatistics.dimension)
    var by: LogStats.Dimension?
    @Option(name: .long, help: ArgumentHelp("The folder that is made.", valueName: "dir"))
    var output: String?
    @Option(name: .long, help: ArgumentHelp("Draw again what this sample.json says, and compare.", valueName: "file"))
    var check: String?
    @OptionGroup var conditions: LogQueryOptions
    @OptionGroup var booking: BookingOptions
    @Flag(name: .long, help: "Replace the folder that stands there already.")
    var force = false
    @Flag(name: .long, help: "Print what stands in sample.json.")
    var json = false

    func validate() throws {
        if check != nil {
            guard nonce == nil, size == nil, confidence == nil, defectRate == nil, by == nil, output == nil else {
                throw ValidationError("--check takes everything from the file")
            }
            return
        }
        guard let nonce, LogSample.isNonce(nonce) else {
            throw ValidationError("--nonce is needed: one line of at most \(LogSample.longestNonce) bytes")
        }
        guard output != nil else { throw ValidationError("--output is needed") }
        _ = try plan()
    }

    private func plan() throws -> SamplePlan {
        switch (size, confidence, defectRate) {
        case (let size?, nil, nil) where size > 0: return .size(size)
        case (nil, let confidence?, let rate?):
            guard let sure = Self.partsPerMillion(confidence), sure < 1_000_000, let defects = Self.partsPerMillion(rate)
            else {
                throw ValidationError("--confidence and --defect-rate take a percentage above 0 with at most four decimals")
            }
            return .confidence(sure, defects: defects)
        default: throw ValidationError("either --size from 1, or --confidence with --defect-rate")
        }
    }

    /// `99.9` is 999,000; `nil` for anything that is not above 0 and at most 100.
    static func partsPerMillion(_ percent: String) -> Int? {
        let parts = percent.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= 4,
            (parts[0] + fraction).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), (1...3).contains(parts[0].utf8.count),
            let number = Int(parts[0] + fraction + String(repeating: "0", count: 4 - fraction.utf8.count)),
            (1...1_000_000).contains(number)
        else { return nil }
        return number
    }

    func run() throws {
        do {
            if let check { return try redraw(check) }
            let query = try conditions.query()
            let log = try InspectedLog(directory: folder.directory, jobs: ProcessEnvironment.processors)
            let book = try booking.booking(log)
            let sample = try LogSample(log: log, query: query, by: by, nonce: nonce ?? "", plan: try plan())
            let export = SampleExport(sample: sample, tool: .this, environment: .system) {
                try? FileManager.default.removeItem(atPath: $0)
            }
            let manifest = try export.write(to: output ?? "", replaces: force, book: book)
            if json { return try Terminal.json(manifest) }
            for stratum in sample.strata {
                try Terminal.line(
                    Terminal.safe("\(stratum.name): \(stratum.drawn.count) of \(stratum.population)", for: .output))
            }
        } catch let error as ExportError {
            throw Failure(error)
        } catch let error as LogError {
            throw Failure(error)
        } catch is LogSample.Problem {
            throw Failure(.badInput, "more than \(LogSample.mostStrata) strata", hint: "narrow the query, or draw by something else")
        }
    }

    private func redraw(_ path: String) throws {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileTree.read(path, limit: 1 << 30) } catch { throw Failure(error) }
        guard let manifest = try? JSONValue(parsing: bytes), manifest["kind"]?.string == "hallmark.sample",
            let query = manifest["query"].flatMap({ LogQuery($0) }), let nonce = manifest["nonce"]?.string,
            let plan = manifest["plan"].flatMap({ SamplePlan($0) }),
            let size = manifest["checkpoint"]?["size"]?.integer.flatMap({ Int(exactly: $0) })
        else { throw Failure(.badInput, "\(path): not a sample that this version can draw again") }
        let dimension = manifest["by"]?.string.flatMap { LogStats.Dimension(rawValue: $0) }
        guard (manifest["by"] == nil) == (dimension == nil) else {
            throw Failure(.badInput, "\(path): drawn by what this version does not know")
        }
        let log = try InspectedLog(directory: folder.directory, size: size, jobs: ProcessEnvironment.processors)
        let sample = try LogSample(log: log, query: query, by: dimension, nonce: nonce, plan: plan)
        if let difference = sample.difference(from: manifest) {
            try Terminal.line(Terminal.coloured("DIFFERENT", .red, on: .output) + "  " + Terminal.safe(difference, for: .output))
            try ExitStatus.answerIsNo.exit()
        }
        try Terminal.line(
            Terminal.coloured("SAME", .green, on: .output)
                + "  \(counted(sample.records, "record")) of \(counted(sample.strata.count, "stratum", many: "strata")), checkpoint of \(size)")
    }
}
