internal import Primitives
internal import SystemIO
internal import Transparency

/// Records that were not kept while the log could not be written.
struct RecordGap {
    var count = 0
    let first: Timestamp
    var last: Timestamp
    /// `full` or `error`.
    let reason: String

    /// The members of the record `log.gap`.
    var members: [String: JSONValue] {
        [
            "count": .integer(Int64(count)), "first": .string(first.rfc3339), "last": .string(last.rfc3339),
            "reason": .string(reason),
        ]
    }
}

// MARK: When the disk is full, or fails

extension LogWriter {
    /// After ``LogError/full(_:)`` under ``LogOptions/FailurePolicy/reject``: lets go the room that was kept for the
    /// end of the run, so that the records that end it can be appended and the log be closed. What was appended since
    /// the last commit is not in the log.
    /// - Throws: the error that ended the writer, where it was another.
    public func prepareToClose() throws(LogError) {
        guard case .failed(let error) = state else { return }
        guard case .full = error, options.onFull == .reject else { throw error }
        try makeRoom()
        state = .open
    }

    /// Lets go the room that was kept, and what a full disk left half done.
    func makeRoom() throws(LogError) {
        try SpaceReserve.release(folder)
        if !areFilesTrusted {
            try revive()
        } else if segment?.length == 0 {
            // It was removed when its first frame could not be written.
            segment = nil
        }
    }

    /// Decides what an error means for the run. Returns where it goes on.
    func handle(_ error: LogError) throws(LogError) {
        let policy: LogOptions.FailurePolicy
        switch error {
        case .full(let cause):
            policy = options.onFull
            if cause.isSynchronizing { areFilesTrusted = false }
        case .system:
            policy = options.onError
            areFilesTrusted = false
        default: policy = .halt
        }
        switch policy {
        case .halt, .reject:
            if policy == .reject { forget() }
            state = .failed(error)
            throw error
        case .degrade:
            drop(because: error)
            state = .suspended(error)
            nextAttempt = environment.now()
        case .block: try wait(error)
        }
    }

    /// Holds the run until the disk takes what was appended, or nobody wants to wait any more.
    private func wait(_ error: LogError) throws(LogError) {
        var reason = error
        while options.wait(reason) {
            do throws(LogError) {
                try revive()
                try keep()
                return
            } catch {
                switch error {
                case .full, .system: reason = error
                default:
                    state = .failed(error)
                    throw error
                }
            }
        }
        forget()
        state = .failed(reason)
        throw reason
    }

    /// Tries to write again, at most once a second. Where that works, a record says what is missing.
    func resume() throws(LogError) {
        guard case .suspended = state else { return }
        let now = environment.now()
        // A clock that was set back must not put it off.
        guard isClosing || now.milliseconds >= nextAttempt.milliseconds + 1000 || now < nextAttempt else { return }
        nextAttempt = now
        do throws(LogError) {
            try revive()
            state = .open
            if let gap {
                try append(RecordLine.entry("log.gap", gap.members, environment))
                try keep()
            }
            gap = nil
        } catch {
            switch error {
            case .full, .system:
                // The record of the gap, if it was appended, is none of those that were lost.
                forget()
                state = .suspended(error)
            default:
                state = .failed(error)
                throw error
            }
        }
    }

    /// Counts one more record that is not kept.
    func miss() {
        let now = environment.now()
        gap?.count += 1
        gap?.last = now
    }

    private func drop(because error: LogError) {
        let lost = size - kept
        forget()
        let now = environment.now()
        var reason = "error"
        if case .full = error { reason = "full" }
        if gap == nil { gap = RecordGap(first: now, last: now, reason: reason) }
        gap?.count += lost
        gap?.last = now
    }

    /// Takes back what was appended since the last commit.
    private func forget() {
        pending.removeLast(size - kept)
        packing = Array(packing.prefix(pending.count / LogFormat.frame))
        wal.discard()
    }

    /// Puts what the log holds into new files: after a failed wait for the disk, the old descriptors are not asked
    /// again, and what the system says of their pages proves nothing.
    private func revive() throws(LogError) {
        if resting == nil { segment = try segment?.copied() }
        let full = framed.size / LogFormat.frame
        let contents = try LogContents(reading: folder)
        let right = try contents.frameTree().roots
        guard right.count >= full else {
            throw .corrupt(index: right.count * LogFormat.frame, file: "segments", reason: "a frame is gone")
        }
        try LogError.system { () throws(SystemError) in
            try folder.files.replace(folder.roots, with: right.prefix(full).flatMap { $0 })
            roots = try folder.files.open(folder.roots, .append())
        }
        if let note = latestNote { try repairHistory(note) }
        try trim()
        areFilesTrusted = true
    }

    private func repairHistory(_ note: SignedNote) throws(LogError) {
        let bytes = try folder.read(folder.checkpoints)
        let history = CheckpointHistory(parsing: bytes)
        let missing = history.notes.last == note ? [] : CheckpointHistory.entry(note)
        let whole = Array(bytes[..<history.goodBytes]) + missing
        try LogError.system { () throws(SystemError) in try folder.files.replace(folder.checkpoints, with: whole) }
    }
}
