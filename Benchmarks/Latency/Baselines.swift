import Monitor

/// Holds every reply to its end, whatever the monitor can do.
struct ToTheEnd: TextMonitor {
    let inner: any TextMonitor

    func judge(_ text: [UInt8]) -> Judgement { inner.judge(text) }
}

/// Lets go piece by piece by a rule of thumb, and judges each piece alone, as products do that know nothing of where a
/// rule can begin. What stands across the end of a piece is not found.
struct Piecewise: TextMonitor {
    enum Rule {
        /// Up to the last mark that ends a sentence or a line.
        case sentence
        /// All but so many characters. The window is judged with what was let go just before.
        case window(Int)
    }

    let inner: any TextMonitor
    let rule: Rule

    func judge(_ text: [UInt8]) -> Judgement { inner.judge(text) }

    func open() -> any ChannelMonitor { PieceChannel(inner: inner, rule: rule) }
}

private struct PieceChannel: ChannelMonitor {
    let inner: any TextMonitor
    let rule: Piecewise.Rule
    private(set) var count = 0
    private(set) var released = 0
    private var rest: [UInt8] = []

    init(inner: any TextMonitor, rule: Piecewise.Rule) {
        self.inner = inner
        self.rule = rule
    }

    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress {
        rest += bytes
        count += bytes.count
        return letGo(end)
    }

    mutating func finish() -> Progress { letGo(rest.count) }

    /// Where what may go ends.
    private var end: Int {
        switch rule {
        case .sentence:
            let marks: [[UInt8]] = ["。", "！", "？", "\n", ". ", "! ", "? "].map { Array($0.utf8) }
            var index = rest.count
            while index > 0 {
                if marks.contains(where: { index >= $0.count && rest[..<index].suffix($0.count).elementsEqual($0) }) {
                    return index
                }
                index -= 1
            }
            return 0
        case .window(let characters):
            var index = rest.count
            var left = characters
            while index > 0, left > 0 {
                index -= 1
                if rest[index] & 0xc0 != 0x80 { left -= 1 }
            }
            return left > 0 ? 0 : index
        }
    }

    private mutating func letGo(_ end: Int) -> Progress {
        var step = Progress()
        if end > 0 {
            // A window sees itself and what goes; a sentence sees itself.
            let seen: [UInt8] =
                switch rule {
                case .sentence: Array(rest[..<end])
                case .window: rest
                }
            let judgement = inner.judge(seen)
            step.edits = judgement.decision.edits.filter { $0.bytes.lowerBound < end }.map {
                Edit(bytes: $0.bytes.lowerBound + released..<min(end, $0.bytes.upperBound) + released, replacement: $0.replacement)
            }
            rest.removeFirst(end)
            released += end
        }
        step.released = released
        return step
    }
}
