import AuditLog
import Cryptography
import Foundation
import Pipeline
import Primitives
import Provenance
import Rules
import SystemIO
import Transparency

/// Opens the log that a run writes into, and makes it where there is none yet.
struct Books {
    let policy: Policy
    /// The folder named by `--log`, if one was.
    let named: String?
    let environment: Environment
    /// Asked, where the policy says `block`, before a log that could not be written is tried again.
    var patience: @Sendable (LogError) -> Bool = { _ in false }

    /// Where the log is.
    struct Place {
        let folder: String
        /// Locked and found good, and not changed yet; `nil` where there is none and one is to be made.
        let log: LockedLog?
        /// The default folder, where that is in use and `folder` is taken in its place.
        var insteadOf: String?
    }

    /// Looks for the log in `--log`, the policy's folder, or `audit`; a default that is in use gives way to `audit-2`
    /// and on. Changes nothing.
    func find() throws -> Place {
        let folder = named ?? policy.log.directory ?? "audit"
        guard named == nil, policy.log.directory == nil else { return try find(folder) }
        for attempt in 1...99 {
            do {
                var place = try find(attempt == 1 ? folder : "\(folder)-\(attempt)")
                if attempt > 1 { place.insteadOf = folder }
                return place
            } catch let failure as Failure where failure.status == .inUse {
                continue
            }
        }
        throw Failure(.inUse, "\(folder) and 98 more logs are in use", hint: "name a free folder with --log")
    }

    /// Opens the log that was found, or makes one and opens that.
    func open(_ found: Place, packs: JSONValue) throws -> (writer: LogWriter, folder: String) {
        // Somebody else may have made one since.
        let place = found.log == nil ? try find() : found
        let keys = try policy.keyFolder()
        do throws(LogError) {
            let log = if let log = place.log { log } else { try make(place.folder, keys) }
            var options = policy.logOptions
            options.wait = patience
            let writer = try LogWriter(opening: log, packs: packs, environment: environment, options: options)
            if let folder = place.insteadOf {
                Terminal.note("hallmark: log \(folder) is in use; writing to \(place.folder)")
            }
            tell(writer.recovered, place.folder)
            return (writer, place.folder)
        } catch {
            throw Failure(error)
        }
    }

    /// Who can copy a log must not get the keys with it.
    static func keepApart(_ folder: String, _ keys: KeyFolder) throws {
        let inner = URL(fileURLWithPath: keys.path).standardizedFileURL.path + "/"
        guard inner.hasPrefix(URL(fileURLWithPath: folder).standardizedFileURL.path + "/") else { return }
        throw Failure(
            .configuration, "the keys in \(keys.path) would lie inside the log \(folder)",
            hint: "name another folder with --keys or in the policy file (log.keys)")
    }

    private func kind(_ path: String) throws(LogError) -> FileKind? {
        do throws(SystemError) { return try FileTree.kind(path) } catch { throw .system(error) }
    }

    /// What the start found of a run that had not ended cleanly.
    private func tell(_ recovery: LogWriter.Recovery, _ folder: String) {
        guard !recovery.cleanlyClosed else { return }
        Terminal.note(
            "hallmark: \(folder): the last run did not end cleanly; "
                + counted(recovery.interrupted.count, "channel") + " closed as interrupted, "
                + counted(recovery.beyondCheckpoint, "record") + " beyond the checkpoint")
        for path in recovery.setAside { Terminal.note("hallmark: \(folder): a torn tail was set aside in \(path)") }
    }

    /// The key that signs labels: the log's own.
    func labelSigner(_ writer: LogWriter?) throws -> SigningKey {
        guard let writer else {
            throw Failure(.configuration, "labels.sign needs a log, whose key it signs with", hint: "leave --no-log out")
        }
        let keys = try policy.keyFolder()
        do throws(LogError) { return try keys.signer(writer.origin).key } catch { throw Failure(error) }
    }

    private func find(_ folder: String) throws -> Place {
        let keys = try policy.keyFolder()
        try Self.keepApart(folder, keys)
        do throws(LogError) {
            guard try kind(folder + "/log.json") != nil else { return Place(folder: folder, log: nil) }
            return Place(folder: folder, log: try LockedLog(directory: folder, keys: keys))
        } catch {
            throw Failure(error)
        }
    }

    private func make(_ folder: String, _ keys: KeyFolder) throws(LogError) -> LockedLog {
        let origin = try LogWriter.create(
            directory: folder, origin: nil, producer: policy.producer.value, keys: keys, environment: environment,
            host: ProcessEnvironment.hostName)
        Terminal.note("hallmark: new log \(folder) (\(origin)), keys in \(keys.path)")
        return try LockedLog(directory: folder, keys: keys)
    }
}

extension Policy {
    /// Seals the excerpts that the policy asks for into the records of a log.
    func sealer(_ writer: LogWriter?) -> ExcerptSealer? {
        guard let writer, let excerpts = log.excerpts else { return nil }
        return ExcerptSealer(excerpts, origin: writer.origin)
    }

    var logOptions: LogOptions {
        var options = LogOptions()
        options.durability = log.durability
        options.checkpointSeconds = log.checkpointSeconds
        options.onFull = log.onFull
        options.onError = log.onError
        return options
    }
}
