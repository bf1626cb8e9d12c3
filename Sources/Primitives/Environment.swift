/// What a run takes from the world and a test fixes: the clock and the source of ids.
///
/// A library target reads neither by itself; both come in as values.
public struct Environment: Sendable {
    /// The present moment.
    public var now: @Sendable () -> Timestamp
    /// A fresh id for a record.
    public var newID: @Sendable () -> ContentID

    public init(now: @escaping @Sendable () -> Timestamp, newID: @escaping @Sendable () -> ContentID) {
        self.now = now
        self.newID = newID
    }
}
