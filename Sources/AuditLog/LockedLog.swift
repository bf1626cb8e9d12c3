/// A log that is locked and was checked against what was signed, and of which nothing was changed yet: the first half
/// of opening it, for a start that has something else to do meanwhile.
///
///     let log = try LockedLog(directory: "audit", keys: keys)
///     let writer = try LogWriter(opening: log, packs: packs, environment: .system)
public struct LockedLog {
    let start: LogStart
    let keys: KeyFolder

    /// - Throws: ``LogError/inUse(_:)``, ``LogError/rollback(published:found:)`` and the other reasons to refuse a log.
    public init(directory: String, keys: KeyFolder) throws(LogError) {
        start = try LogStart(LogFolder(path: directory, files: keys.files), keys)
        self.keys = keys
    }
}
