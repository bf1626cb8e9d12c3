public import SystemIO

/// Why a log could not be made, opened, written or read. What verification finds is no error but a ``VerifyReport``.
public enum LogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another writer holds the lock of this directory.
    case inUse(String)
    /// There is no log, or a part of it is missing.
    case notFound(String)
    /// Something stands already where a log or a key was to be made.
    case exists(String)
    /// The log holds fewer records than a checkpoint that was signed for it.
    case rollback(published: Int, found: Int)
    /// The log is long enough, but is not the one for which a checkpoint of this size was signed.
    case replaced(size: Int)
    /// Bytes that no crash explains. `index` is the first record that is bad.
    case corrupt(index: Int, file: String, reason: String)
    /// A file ends in the middle of record `index`, as a crash leaves it. Opening the log for writing sets it aside.
    case torn(index: Int, file: String)
    /// There is no record of this number, or no longer.
    case noRecord(Int)
    /// No checkpoint was signed over this many records.
    case noCheckpoint(Int)
    /// The record is there, and the checkpoint over `size` records does not reach it.
    case notCovered(Int, size: Int)
    /// A key file that is not there.
    case keyMissing(String)
    /// The key of this origin in the folder is not the key of the log.
    case keyMismatch(origin: String, expected: String, found: String)
    /// The log's signing key is not in its folder any more.
    case signingKeyLost(origin: String, path: String)
    /// A private key that others may read.
    case keyPermissions(String)
    /// An epoch that the log never had, or whose key is destroyed.
    case noEpoch(String)
    /// The key of this epoch serves other logs of the same folder too.
    case sharedEpoch(String, others: [String])
    /// A legal hold that is not in force.
    case noHold(String)
    /// A key that cannot be revoked, and why.
    case notRevocable(String)
    /// Ranges that cannot be pruned, and why.
    case notPrunable(String)
    /// A file that holds no key of the kind that its name says.
    case badKey(String)
    /// An origin that no signed note can name.
    case badOrigin(String)
    /// The record's line has this many bytes, more than 65,535.
    case recordTooLong(Int)
    /// The record cannot be written so that every reader reads it.
    case badRecord(String)
    /// The disk, or what the user may use of it, is full.
    case full(SystemError)
    case system(SystemError)
    /// The writer was closed.
    case closed

    public var description: String {
        switch self {
        case .inUse(let path): "\(path): in use by another writer"
        case .notFound(let path): "\(path): no audit log here"
        case .exists(let path): "\(path): exists already"
        case .rollback(let published, let found):
            "the log was rolled back: a checkpoint of \(published) records was signed, \(found) are here"
        case .replaced(let size): "the log was replaced: its first \(size) records are not those that were signed"
        case .corrupt(let index, let file, let reason): "\(file): corrupt at record \(index): \(reason)"
        case .torn(let index, let file): "\(file): ends in the middle of record \(index)"
        case .noRecord(let index): "no record \(index) is here"
        case .noCheckpoint(let size): "no checkpoint of \(size) records is here"
        case .notCovered(let index, let size):
            "record \(index) lies beyond the checkpoint of \(size) records: nobody has signed for it yet"
        case .keyMissing(let path): "\(path): no such key"
        case .keyMismatch(let origin, let expected, let found):
            "the key of \(origin) is \(found), but the log was signed with \(expected)"
        case .signingKeyLost(let origin, let path): "no signing key of \(origin): \(path) is not there"
        case .keyPermissions(let path): "\(path): a private key that others may read; chmod 600 it"
        case .noEpoch(let id): "no epoch \(id) whose key could be destroyed"
        case .sharedEpoch(let id, let others):
            "the key of epoch \(id) serves other logs too: \(others.joined(separator: ", "))"
        case .noHold(let id): "no legal hold \(id) is in force"
        case .notRevocable(let reason): reason
        case .notPrunable(let reason): reason
        case .badKey(let path): "\(path): not a key"
        case .badOrigin(let origin): "an origin must have no space, plus sign or control character: \(origin)"
        case .recordTooLong(let size): "a record of \(size) bytes, more than \(LogFormat.longestLine)"
        case .badRecord(let reason): "a record that cannot be written: \(reason)"
        case .full(let error): "the disk is full: \(error)"
        case .system(let error): error.description
        case .closed: "the log was closed"
        }
    }

    /// Runs `body` with its failed system call as an error of the log.
    static func system<Result: ~Copyable>(
        _ body: () throws(SystemError) -> Result
    ) throws(LogError) -> Result {
        do throws(SystemError) { return try body() } catch {
            throw error.isDiskFull ? .full(error) : .system(error)
        }
    }

    /// Runs `body`, which throws nothing but errors of the log.
    static func wrapping<Result>(_ body: () throws -> Result) throws(LogError) -> Result {
        do { return try body() } catch let error as LogError { throw error } catch {
            throw .corrupt(index: 0, file: "segments", reason: "\(error)")
        }
    }
}
