/// Judges whole texts. A monitor is immutable and may be shared by all threads.
public protocol TextMonitor: Sendable {
    /// Judges one channel's whole text.
    /// - Parameter text: the channel's bytes as they came in; they need not be UTF-8.
    func judge(_ text: [UInt8]) -> Judgement

    /// A monitor for one channel whose text comes in pieces.
    func open() -> any ChannelMonitor

    /// Makes what whole texts are judged by, which otherwise happens at the first one that needs it. For whoever has
    /// many to judge, and threads that would make it together.
    func prepare()
}

extension TextMonitor {
    /// Nothing to make.
    public func prepare() {}

    /// Holds the text to its end: right, and slow to let go.
    public func open() -> any ChannelMonitor { HoldingMonitor(self) }
}

/// Holds a channel to its end and judges it whole.
struct HoldingMonitor: ChannelMonitor {
    private let monitor: any TextMonitor
    private var text: [UInt8] = []
    private(set) var released = 0

    init(_ monitor: any TextMonitor) {
        self.monitor = monitor
    }

    var count: Int { text.count }

    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress {
        text += bytes
        return Progress()
    }

    mutating func finish() -> Progress {
        let judgement = monitor.judge(text)
        released = judgement.decision.cut ?? text.count
        var progress = Progress()
        progress.findings = judgement.findings
        progress.doubts = judgement.doubts
        progress.edits = judgement.decision.edits
        progress.released = released
        progress.cut = judgement.decision.cut
        return progress
    }
}
