/// What attempts write on while they work; kept from one to the next so that they allocate nothing.
///
/// One task at a time uses it; any program can.
public struct ExpressionWorkspace: Sendable {
    /// A place to go back to, or something to undo on the way there.
    struct Frame {
        var kind: UInt32
        var first: UInt32
        var second: UInt32
        var third: UInt32
    }

    /// After an attempt that ended in ``Attempt/none``: no path was alive behind this ordinal, so that the longest
    /// piece of text from the start on that text still to come could have made a match of ends here or before.
    /// Exactly here where the expression looks ahead nowhere.
    public internal(set) var furthest = 0
    /// The steps that the last attempt took.
    public internal(set) var steps = 0

    var frames: [Frame] = []
    var registers: [UInt32] = []

    /// What it has set aside, in bytes.
    public var size: Int {
        frames.capacity * MemoryLayout<Frame>.stride + registers.capacity * MemoryLayout<UInt32>.stride
    }

    /// Sets nothing aside before the first attempt: most streams never make one.
    public init() {}

    mutating func prepare(registers count: Int) {
        // Most attempts come to an end within a few; there may be a hundred thousand streams.
        if frames.isEmpty { frames = Array(repeating: Frame(kind: 0, first: 0, second: 0, third: 0), count: 32) }
        if registers.count < count { registers = Array(repeating: 0, count: count) }
    }

    /// More frames; `false` where there are enough already.
    mutating func grow() -> Bool {
        guard frames.count < 4 << 20 else { return false }
        frames += Array(repeating: Frame(kind: 0, first: 0, second: 0, third: 0), count: frames.count)
        return true
    }
}
