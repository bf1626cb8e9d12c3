internal import Primitives

/// The stretch of a log whose digests of content are made with one key: a month, or what is left of it after its key
/// was changed: `2026-11`, then `2026-11-2` and on.
struct Epoch {
    let id: String
    let key: [UInt8]
    /// Whether the log does not know it yet.
    let isNew: Bool

    /// The epoch that `time` falls into, of a log that says `description` of itself.
    /// - Parameter fresh: whether one is to begin, whatever is in force.
    init(at time: Timestamp, _ description: LogDescription, keys: KeyFolder, fresh: Bool = false) throws(LogError) {
        let month = String(time.rfc3339.prefix(7))
        let known = description.epochs.filter { $0 == month || $0.hasPrefix(month + "-") }
        if !fresh, let last = known.last, !description.destroyed.contains(last) {
            // A key that the log used and that is gone was destroyed: another under its name would make digests that
            // look comparable and are not.
            (id, isNew, key) = (last, false, try keys.epochKey(last, create: false))
            return
        }
        var number = known.count + 1
        func name() -> String { number == 1 ? month : "\(month)-\(number)" }
        while true {
            let isGone = try keys.isEpochDestroyed(name())
            guard isGone || description.epochs.contains(name()) else { break }
            number += 1
        }
        (id, isNew) = (name(), true)
        key = try keys.epochKey(id, create: true)
    }
}
