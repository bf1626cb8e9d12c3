/// How much work one search may be.
///
/// The counts are of steps back, not of characters: an expression that never goes back is never stopped.
public struct SearchLimits: Hashable, Sendable {
    /// How often the expression may go back from one starting place. At least 1.
    public let retriesPerMatch: Int
    /// How often it may go back in the whole search. At least 1.
    public let retriesPerSearch: Int
    /// How many places to go back to it may remember at once, of about 40 bytes each. At least 1024.
    public let stack: Int

    /// Limits that stop a runaway expression within about a tenth of a second and 40 MB.
    ///
    /// Values below the least become the least: libonig takes a limit of 0 for «at once» in one place and for
    /// «never» in another, so none is ever handed to it.
    public init(retriesPerMatch: Int = 1_000_000, retriesPerSearch: Int = 10_000_000, stack: Int = 1_000_000) {
        self.retriesPerMatch = min(max(retriesPerMatch, 1), Int(Int32.max))
        self.retriesPerSearch = min(max(retriesPerSearch, 1), Int(Int32.max))
        self.stack = min(max(stack, 1024), Int(Int32.max))
    }
}
