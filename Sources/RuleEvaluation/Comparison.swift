/// What changed from one set of rules to another.
public struct Comparison: Hashable, Sendable {
    /// What became of one rule, in texts.
    public struct Change: Hashable, Sendable {
        /// Found now and not before; a label explains it.
        public var gainedRight = 0
        /// Found now and not before; no label explains it.
        public var gainedWrong = 0
        /// Found before and not now; a label explains it.
        public var lostRight = 0
        /// Found before and not now; no label explains it.
        public var lostWrong = 0

        static func += (change: inout Change, other: Change) {
            change.gainedRight += other.gainedRight
            change.gainedWrong += other.gainedWrong
            change.lostRight += other.lostRight
            change.lostWrong += other.lostWrong
        }
    }

    /// Of the rules of which something changed.
    public var rules: [String: Change] = [:]
    /// Labels that were missed before and are found now, whatever rule finds them.
    public var labelsGained = 0
    /// Labels that were found before and are missed now.
    public var labelsLost = 0
    /// Texts without a false alarm before, and with one now.
    public var falseTextsGained = 0
    /// Texts with a false alarm before, and without one now.
    public var falseTextsLost = 0

    /// Whether something that was right has become wrong. That a rule was renamed is none.
    public var hasRegressed: Bool { labelsLost > 0 || falseTextsGained > 0 }

    static func += (comparison: inout Comparison, other: Comparison) {
        for (rule, change) in other.rules { comparison.rules[rule, default: Change()] += change }
        comparison.labelsGained += other.labelsGained
        comparison.labelsLost += other.labelsLost
        comparison.falseTextsGained += other.falseTextsGained
        comparison.falseTextsLost += other.falseTextsLost
    }
}
