import ArgumentParser
import AuditLog
import LogSearch
import Pipeline
import Primitives
import SystemIO

struct LogSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "The records that meet every condition.",
        discussion: """
            Uses the index that log index makes as far as it reaches, holds each record that it names against the \
            conditions, and reads the rest, so that the answer is that of reading everything. Records that the index \
            lacks are added to it afterwards where they are not many.

            Example:
              hallmark log search audit --rule cn-privacy.resident-id --since 2026-11-01 --json
              pbpaste | hallmark log search audit --text - --newest --limit 1
            """)

    @OptionGroup var folder: LogFolder
    @OptionGroup var conditions: LogQueryOptions
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only records of just this text, - for standard input; needs the epoch keys. Byte by byte: a newline at the end counts.",
            valueName: "file"))
    var text: String?
    @OptionGroup var keyOptions: KeyOptions
    @Option(name: .long, help: "At most so many records.")
    var limit: Int?
    @Flag(name: .long, help: "The newest records first.")
    var newest = false
    @Flag(name: .long, help: "Print only how many there are.")
    var count = false
    @Flag(name: .long, help: "Print the records as they are logged.")
    var json = false
    @OptionGroup var place: IndexPlace
    @Flag(name: .long, help: "Read everything, and leave the index alone.")
    var noIndex = false

    /// What a search adds to the index: some seconds' worth.
    private static let mostBlocksAfterwards = 32

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1") }
        if noIndex, place.index != nil { throw ValidationError("--index and --no-index exclude each other") }
        if text != nil, conditions.digest != nil { throw ValidationError("--text and --digest exclude each other") }
    }

    func run() throws {
        var query = try conditions.query()
        query.limit = limit
        do {
            if let text { query.digests = try digests(of: text) }
            let search = try RecordSearch(
                log: folder.directory, index: place.index, usingIndex: !noIndex, jobs: Self.jobs)
            try answer(search, query)
            follow(search)
        } catch let error as LogError {
            throw Failure(error)
        } catch let error as SystemError {
            if error.isBrokenPipe { try ExitStatus.done.exit() }
            throw Failure(error)
        }
    }

    static var jobs: Int { ProcessEnvironment.processors }

    private func answer(_ search: RecordSearch, _ query: LogQuery) throws {
        if count {
            let count = try search.count(query)
            guard json else { return try Terminal.line(String(count.records)) }
            return try Terminal.json(["count": .integer(Int64(count.records)), "checked": .integer(Int64(count.checked))])
        }
        var lines: [UInt8] = []
        // The first is shown at once, and what is found later soon.
        var (isFirst, shown) = (true, ContinuousClock().now)
        try search.run(query, newestFirst: newest) { index, line in
            if json {
                lines += line
            } else {
                let value = (try? JSONValue(parsing: line)) ?? .null
                lines += Terminal.safe(Self.summary(value, index: index), for: .output).utf8
            }
            lines.append(0x0a)
            if isFirst || lines.count >= Self.piece || ContinuousClock().now - shown > Self.patience {
                _ = try StandardStream.output.write(lines)
                lines.removeAll(keepingCapacity: true)
                (isFirst, shown) = (false, ContinuousClock().now)
            }
            return true
        }
        _ = try StandardStream.output.write(lines)
    }

    private static let piece = 1 << 16
    private static let patience = Duration.milliseconds(50)

    /// The text's digest under each epoch key; keys that are not there are named.
    private func digests(of file: String) throws -> Set<String> {
        let bytes = try content(of: file)
        let keys = try keyOptions.load().keyFolder()
        let recognition = try TextRecognition(of: bytes, inLog: folder.directory, keys: keys)
        let absent = recognition.missing.filter { !recognition.destroyed.contains($0) }
        if recognition.digests.isEmpty {
            let names = recognition.missing.map { absent.contains($0) ? $0 : $0 + ", destroyed" }.joined(separator: "; ")
            throw Failure(
                .unavailable, "\(keys.path): no key of any epoch of this log (\(names)): no text can be recognised",
                hint: "name the operator's folder of keys with --keys or HALLMARK_KEYS; destroyed keys are gone")
        }
        if !recognition.destroyed.isEmpty {
            let names = recognition.destroyed.joined(separator: ", ")
            Terminal.note("hallmark: the key of \(names) was destroyed: nobody can recognise the text there")
        }
        if !absent.isEmpty {
            let names = absent.joined(separator: ", ")
            Terminal.note("hallmark: no key of \(names) here: the text is not recognised there")
        }
        return Set(recognition.digests.values)
    }

    private func content(of file: String) throws -> [UInt8] {
        do throws(SystemError) {
            guard file == "-" else { return try FileTree.read(file) }
            var bytes: [UInt8] = []
            while true {
                let piece = try StandardStream.input.read(atMost: 1 << 18)
                if piece.isEmpty { return bytes }
                bytes += piece
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Adds to the index what the search had to read, where it is not much; else says what would help.
    private func follow(_ search: RecordSearch) {
        guard !noIndex, search.indexed < search.indexable else { return }
        let missing = search.indexable - search.indexed
        let index = LogIndex(log: folder.directory, path: place.index)
        if !index.isWritable {
            let advice = "hallmark log index \(folder.directory) --index FILE makes one elsewhere, for --index FILE here"
            return Terminal.note(
                "hallmark: \(missing) records were read without an index, which cannot be written to \(index.path): \(advice)")
        }
        if missing <= Self.mostBlocksAfterwards * LogIndex.block, search.mayBeExtended {
            // What goes wrong here is no fault of the search: the next one reads again.
            _ = try? index.update(jobs: Self.jobs)
        } else {
            Terminal.note("hallmark: \(missing) records had to be read: hallmark log index \(folder.directory) makes this faster")
        }
    }

    /// `41873  2026-11-22T12:33:07.412Z  masked  stdin choice 0  cn-privacy.resident-id`
    static func summary(_ value: JSONValue, index: Int) -> String {
        let rules = Set((value["findings"]?.array ?? []).compactMap { $0["rule"]?.string }).sorted()
        let parts = [
            value["time"]?.string, value["verdict"]?.string ?? value["kind"]?.string, value["source"]?["name"]?.string,
            value["source"]?["line"]?.integer.map { "line \($0)" }, value["channel"]?["name"]?.string,
            rules.isEmpty ? nil : rules.joined(separator: " "),
        ]
        return ([String(index)] + parts.compactMap { $0 }).joined(separator: "  ")
    }
}

/// Where the index lies.
struct IndexPlace: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The file of the index, for a log on a medium that cannot be written. Default: index.sqlite in the log's folder",
            valueName: "file"))
    var index: String?
}
