internal import Monitor

/// Bounds what a monitor of a channel holds. Past the bound nothing more can be judged: all of the text leaves
/// unchanged from there on, or none of it. A block that was found in what was held holds either way.
struct HoldCap: ChannelMonitor {
    /// The monitor that is bounded; gone once it was given up.
    private var monitor: (any ChannelMonitor)?
    private let limit: Int
    private let onUndecided: Enforcement.OnUndecided
    private var isPassing = false
    private var cut: Int?
    private(set) var count = 0
    private(set) var released = 0

    /// - Parameter limit: bytes that may be held.
    init(_ monitor: any ChannelMonitor, limit: Int, onUndecided: Enforcement.OnUndecided) {
        self.monitor = monitor
        self.limit = max(0, limit)
        self.onUndecided = onUndecided
    }

    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress {
        var step = Progress()
        var rest = Array(bytes)[...]
        // Never more at once than may be held, so that the bound is hit at the same byte however the text is cut.
        while !rest.isEmpty, let held = monitor.map({ $0.count - $0.released }) {
            guard cut != nil || held < limit else {
                giveUp(&step)
                break
            }
            let piece = cut == nil ? rest.prefix(limit - held) : rest
            rest = rest.dropFirst(piece.count)
            count += piece.count
            if let next = monitor?.feed(piece) { take(next, into: &step) }
        }
        count += rest.count
        return closed(step)
    }

    mutating func finish() -> Progress {
        var step = Progress()
        if let next = monitor?.finish() { take(next, into: &step) }
        monitor = nil
        return closed(step)
    }

    private mutating func take(_ next: Progress, into step: inout Progress) {
        step.findings += next.findings
        step.doubts += next.doubts
        step.edits += next.edits
        released = max(released, next.released)
        cut = cut ?? next.cut
    }

    /// What is held is judged for the books, and for a block.
    private mutating func giveUp(_ step: inout Progress) {
        guard let last = monitor?.finish() else { return }
        monitor = nil
        step.findings += last.findings
        step.doubts += [Doubt(reason: .holdCap, from: released)] + last.doubts
        isPassing = onUndecided == .release && last.cut == nil
        if !isPassing { cut = released }
    }

    private mutating func closed(_ step: Progress) -> Progress {
        if isPassing { released = count }
        var step = step
        step.released = released
        step.cut = cut
        return step
    }
}
