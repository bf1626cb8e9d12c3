public import Monitor

/// What the channels that begin now are judged by. A group keeps what it began with to its end.
public struct RulesInForce: Sendable {
    public var monitor: any TextMonitor
    public var enforcement: Enforcement
    /// `sha256:` and the digest of packs and overrides.
    public var packs: String
    /// Bytes of one streamed channel that may be held, for a monitor that does not bound that itself; `nil` for one
    /// that does.
    public var holdLimit: Int?

    public init(monitor: any TextMonitor, enforcement: Enforcement, packs: String, holdLimit: Int?) {
        self.monitor = monitor
        self.enforcement = enforcement
        self.packs = packs
        self.holdLimit = holdLimit
    }

    /// A monitor for one streamed channel.
    func open() -> any ChannelMonitor {
        let monitor = monitor.open()
        guard let holdLimit else { return monitor }
        return HoldCap(monitor, limit: holdLimit, onUndecided: enforcement.onUndecided)
    }
}
