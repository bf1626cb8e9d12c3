public import Primitives
public import Rules

/// What figures are given for.
public enum ScoredClass: Hashable, Sendable {
    /// Whether anything at all is found.
    case all
    case pack(String)
    case category(Category)
    case risk(String)
    case rule(String)
}

/// How often what was found was right.
///
/// What is counted is a text or a span, as ``Evaluator/Unit`` says.
public struct Score: Hashable, Sendable {
    /// Found, and labelled.
    public var right = 0
    /// Found, and not labelled.
    public var wrong = 0
    /// Labelled, and not found.
    public var missed = 0

    public init(right: Int = 0, wrong: Int = 0, missed: Int = 0) {
        self.right = right
        self.wrong = wrong
        self.missed = missed
    }

    static func += (score: inout Score, other: Score) {
        score.right += other.right
        score.wrong += other.wrong
        score.missed += other.missed
    }

    /// Of what was found, what was right; with the interval of Wilson at 95 %. `nil` where nothing was found.
    public var precision: Proportion? { Self.proportion(right, right + wrong) }

    /// Of what was labelled, what was found; with the interval of Wilson at 95 %. `nil` where nothing was labelled.
    public var recall: Proportion? { Self.proportion(right, right + missed) }

    /// The harmonic mean of both, 2·right / (2·right + wrong + missed); `nil` where nothing was found or labelled.
    ///
    /// F1 is 2J / (1 + J), where J is the share right / (right + wrong + missed), and grows with J. So its interval at
    /// 95 % is that of J (Wilson's), put into the same formula.
    public var f1: Estimate? {
        guard let share = Self.proportion(right, right + wrong + missed) else { return nil }
        return Estimate(
            ppm: Self.ppm(Double(2 * right) / Double(2 * right + wrong + missed)),
            low: Self.doubled(share.interval.lowerBound), high: Self.doubled(share.interval.upperBound))
    }

    private static func proportion(_ count: Int, _ total: Int) -> Proportion? {
        total > 0 ? Proportion(count: count, of: total) : nil
    }

    private static func doubled(_ ppm: Int) -> Int {
        let share = Double(ppm) / 1_000_000
        return Self.ppm(2 * share / (1 + share))
    }

    private static func ppm(_ share: Double) -> Int { Int((share * 1_000_000).rounded()) }
}

/// A figure and its interval at 95 %, in parts per million.
public struct Estimate: Hashable, Sendable {
    public var ppm: Int
    public var low: Int
    public var high: Int

    /// `{ppm, low_ppm, high_ppm}`.
    public var json: JSONValue {
        ["ppm": .integer(Int64(ppm)), "low_ppm": .integer(Int64(low)), "high_ppm": .integer(Int64(high))]
    }
}

/// What the rules of one pack found that no label explains.
public struct FalseAlarms: Hashable, Sendable {
    /// Texts with at least one such finding.
    public var texts = 0
    public var findings = 0

    static func += (alarms: inout FalseAlarms, other: FalseAlarms) {
        alarms.texts += other.texts
        alarms.findings += other.findings
    }
}

/// All figures of one level: of the findings that act, or of all.
public struct LevelScores: Hashable, Sendable {
    public var scores: [ScoredClass: Score] = [:]
    /// By pack; and of all packs together under `nil`.
    public var falseAlarms: [String?: FalseAlarms] = [:]

    static func += (level: inout LevelScores, other: LevelScores) {
        for (key, score) in other.scores { level.scores[key, default: Score()] += score }
        for (pack, alarms) in other.falseAlarms { level.falseAlarms[pack, default: FalseAlarms()] += alarms }
    }
}
