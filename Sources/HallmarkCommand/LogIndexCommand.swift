import ArgumentParser
import AuditLog
import LogSearch
import Primitives
import SystemIO

struct LogIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Make the search index of a log, or bring it up to date.",
        discussion: """
            Goes on where it ended, however it ended. An index that does not fit the log is thrown away and made anew. \
            It holds hashes of ids, rules and other names, and nothing else; it may be deleted at any time.

            Example:
              hallmark log index audit
              hallmark log index /media/cdrom/audit --index ~/audit.sqlite
            """)

    @OptionGroup var folder: LogFolder
    @OptionGroup var place: IndexPlace
    @Flag(name: .long, help: "Begin anew.")
    var rebuild = false
    @Flag(name: .long, help: "Print what was done as one JSON object.")
    var json = false

    func run() throws {
        // What is not there is named as what it is, and not as an index that cannot be written into it.
        _ = try folder.reader()
        let index = LogIndex(log: folder.directory, path: place.index)
        let shows = StandardStream.error.isTerminal && !json
        do throws(LogIndexError) {
            let reached = try index.update(rebuild: rebuild, jobs: LogSearchCommand.jobs) { progress in
                if shows {
                    Terminal.write("\r\u{1b}[2K\(progress.records) of \(progress.of) records", to: .error)
                }
                return true
            }
            if shows { Terminal.write("\r\u{1b}[2K", to: .error) }
            try tell(reached, index)
        } catch {
            throw Failure(error)
        }
    }

    private func tell(_ reached: LogIndex.Progress, _ index: LogIndex) throws(LogIndexError) {
        guard json else {
            return Terminal.note(
                "hallmark: \(reached.records) records in \(index.path); what comes after them is read by each search")
        }
        do throws(SystemError) {
            try Terminal.json(["index": .string(index.path), "indexed": .integer(Int64(reached.records))])
        } catch {
            throw .log(.system(error))
        }
    }
}

extension Failure {
    init(_ error: LogIndexError) {
        switch error {
        case .busy: self.init(.inUse, "\(error)", hint: "it goes on where that one ends")
        case .notWritable: self.init(.cannotCreate, "\(error)", hint: "name another place with --index")
        case .log(let error): self.init(error)
        }
    }
}

/// After a run: the blocks of the index that it has filled, a few at most. Most runs fill none and do nothing here.
struct IndexAfterwards {
    private static let mostBlocks = 16
    private let directory: String
    private let writer: LogWriter
    private let before: Int

    init(_ directory: String, _ writer: LogWriter) {
        self.directory = directory
        self.writer = writer
        before = writer.size
    }

    /// Once the log is closed and everything delivered.
    func run() {
        guard writer.size / LogIndex.block > before / LogIndex.block else { return }
        // That there is no index is no fault of the run: a search makes it, or reads.
        _ = try? LogIndex(log: directory).update(blocks: Self.mostBlocks, jobs: LogSearchCommand.jobs)
    }
}
