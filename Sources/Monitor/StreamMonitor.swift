/// One channel being judged while its text comes in.
///
/// For every way of cutting the text, the findings, doubts, edits and the cut are together those of the whole text,
/// and what was released is never changed by what comes after.
public protocol ChannelMonitor {
    /// Takes the next bytes of the channel's text.
    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress

    /// The text has ended: everything is decided now.
    mutating func finish() -> Progress

    /// How many bytes of the text have come in.
    var count: Int { get }

    /// Bytes up to this one may leave, with the edits that were handed out; never less than before.
    var released: Int { get }
}

/// What became certain with a piece of text.
public struct Progress: Sendable, Hashable {
    /// Findings that no continuation can change, in their final order: by start, then end, then rule id.
    public var findings: [Finding] = []
    /// Doubts that arose, by place.
    public var doubts: [Doubt] = []
    /// Changes to the text that is released with this step, in order: all of them lie between the bytes that were
    /// released before and `released`.
    public var edits: [Edit] = []
    /// The channel's bytes up to here may leave.
    public var released: Int = 0
    /// Nothing leaves from this byte on, whatever comes: it equals `released`, and that moves no further. Findings
    /// still come.
    public var cut: Int?

    public init() {}
}
