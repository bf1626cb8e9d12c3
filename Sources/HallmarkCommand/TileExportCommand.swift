import ArgumentParser
import AuditLog
import Inspection
import Primitives
import SystemIO
import Transparency

extension LogExportCommand {
    /// Writes the log as a folder of tiles. It is entered into the log first, so that the tiles hold that too.
    func exportTiles(to folder: String, _ query: LogQuery) throws {
        guard query == LogQuery(), !force else {
            throw Failure(.usage, "--tlog-tiles takes the whole log: no condition and no --force goes with it")
        }
        do throws(LogError) {
            // What stands in the way is found before anything is entered.
            try TileExport.checkFree(log: self.folder.directory, output: folder)
        } catch {
            throw Failure(error)
        }
        let log: InspectedLog
        do throws(LogError) { log = try InspectedLog(directory: self.folder.directory) } catch { throw Failure(error) }
        if case .recorded(_, let append) = try booking.booking(log) {
            do {
                _ = try append([
                    "kind": "log.export", "format": "tlog-tiles", "query": [:],
                    "records": .integer(Int64(log.checkpoint.size)), "checkpoint": log.checkpoint.json,
                    "tool": Tool.this.json,
                ])
            } catch let error as LogError {
                throw Failure(error)
            }
        }
        let outcome: TileExport.Outcome
        do throws(LogError) {
            outcome = try TileExport.write(log: self.folder.directory, to: folder, jobs: ProcessEnvironment.processors)
        } catch {
            throw Failure(error)
        }
        if json {
            return try Terminal.json([
                "checkpoint": outcome.checkpoint.json, "written": .integer(Int64(outcome.written)),
                "kept": .integer(Int64(outcome.kept)), "minimum_index": .integer(Int64(outcome.minimumIndex)),
            ])
        }
        Terminal.note(
            "hallmark: \(counted(outcome.checkpoint.size, "record")) in \(folder): "
                + "\(counted(outcome.written, "file")) written, \(outcome.kept) there already")
        if outcome.minimumIndex > 0 {
            Terminal.note(
                "  records before \(outcome.minimumIndex) were pruned: their bundles and hashes are not there; every proof from there on is")
        }
    }
}
