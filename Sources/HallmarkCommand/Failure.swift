import ArgumentParser
import AuditLog
import Rules
import SystemIO

/// What the process tells its caller; the names are those of `sysexits.h` where it has one.
enum ExitStatus: Int32 {
    case done = 0
    /// The answer is no: blocked, not verified, a rule failed, `--fail-on` reached.
    case answerIsNo = 1
    case usage = 64
    case badInput = 65
    case noInput = 66
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case inUse = 75
    case configuration = 78
    case interrupted = 130
    case terminated = 143

    /// Ends the command with this status.
    func exit() throws -> Never { throw ExitCode(rawValue) }
}

/// Something that ends a command: one line that says what and where, a hint, and the exit status.
struct Failure: Error {
    var status: ExitStatus
    /// One line, lower case, no full stop.
    var message: String
    /// What to do about it, on a line of its own.
    var hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    func report() {
        Terminal.note("hallmark: \(message)")
        if let hint { Terminal.note("  \(hint)") }
    }
}

extension Failure {
    init(_ error: SystemError) {
        let status: ExitStatus =
            error.isNotFound ? .noInput : error.isPermission || error.isExisting ? .cannotCreate : .inputOutput
        self.init(status, "\(error)")
    }
}

extension Failure {
    init(_ error: LogError) {
        switch error {
        case .inUse: self.init(.inUse, "\(error)", hint: "wait for it, or name another folder with --log")
        case .notFound: self.init(.noInput, "\(error)", hint: "hallmark log init makes one")
        case .noRecord, .noCheckpoint: self.init(.noInput, "\(error)")
        case .notCovered:
            self.init(.noInput, "\(error)", hint: "the next checkpoint, at the latest that of a clean end, covers it")
        case .exists: self.init(.cannotCreate, "\(error)")
        case .rollback, .replaced:
            self.init(.badInput, "\(error)", hint: "restore the newer log, or keep this one aside and begin a new one")
        case .corrupt, .torn: self.init(.badInput, "\(error)", hint: "hallmark log verify says more")
        case .keyMissing, .keyMismatch, .badKey:
            self.init(.configuration, "\(error)", hint: "name the right folder with --keys or HALLMARK_KEYS")
        case .signingKeyLost:
            self.init(
                .configuration, "\(error)",
                hint: "name the right folder with --keys; a key that is gone for good cannot be made anew: log verify goes on, and hallmark log init NEW --continues OLD begins a log that cites this one")
        case .noEpoch, .noHold: self.init(.noInput, "\(error)")
        case .sharedEpoch:
            self.init(.configuration, "\(error)", hint: "add --shared to destroy it for all of them")
        case .notRevocable, .notPrunable: self.init(.usage, "\(error)")
        case .keyPermissions, .badOrigin: self.init(.configuration, "\(error)")
        case .full: self.init(.inputOutput, "\(error)", hint: "nothing was released that is not in the log; free some space and go on")
        case .recordTooLong, .badRecord, .closed: self.init(.inputOutput, "\(error)")
        case .system(let error): self.init(error)
        }
    }
}
