/// Judges whole texts. A monitor is immutable and may be shared by all threads.
public protocol TextMonitor: Sendable {
    /// Judges one channel's whole text.
    /// - Parameter text: the channel's bytes as they came in; they need not be UTF-8.
    func judge(_ text: [UInt8]) -> Judgement
}
