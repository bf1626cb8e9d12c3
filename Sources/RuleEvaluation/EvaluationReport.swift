public import Rules

/// Where a text of the data stands.
public struct DataPlace: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1; `nil` for a file that is one text.
    public var line: Int?
    /// The path of the field; `nil` where the text is not in one.
    public var field: String?

    /// `file:line`.
    public var description: String { line.map { "\(file):\($0)" } ?? file }
}

/// A finding that no label explains.
public struct FalseAlarm: Hashable, Sendable {
    public var place: DataPlace
    public var rule: String
    /// Whether it acts.
    public var acts: Bool
    /// In bytes of the text.
    public var bytes: Range<Int>
    /// What stands there, escaped; `nil` where no text is shown.
    public var excerpt: String?
}

/// A label that no finding answers.
public struct Miss: Hashable, Sendable {
    public var place: DataPlace
    public var label: Label
    /// What stands there, escaped; `nil` where no text is shown.
    public var excerpt: String?
}

/// A text in which a rule finds something now and did not before, or the other way round.
public struct ChangedText: Hashable, Sendable {
    public var place: DataPlace
    public var rule: String
    /// Found now and not before.
    public var isGained: Bool
    /// Whether a label explains what is, or was, found.
    public var isRight: Bool
    public var excerpt: String?
}

/// A line that could not be used.
public struct MalformedLine: Hashable, Sendable, CustomStringConvertible {
    public var place: DataPlace
    /// A few words, lower case.
    public var message: String
    public var description: String { "\(place): \(message)" }
}

/// The first of something, and how many there are.
public struct Listed<Item: Hashable & Sendable>: Hashable, Sendable {
    public private(set) var items: [Item] = []
    public private(set) var total = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ item: @autoclosure () -> Item) {
        total += 1
        if items.count < limit { items.append(item()) }
    }

    static func += (list: inout Listed, other: Listed) {
        list.total += other.total
        list.items += other.items.prefix(max(0, list.limit - list.items.count))
    }
}

/// What an evaluation came to.
public struct EvaluationReport: Sendable {
    /// Texts that were judged.
    public internal(set) var texts = 0
    /// In UTF-8.
    public internal(set) var bytes = 0
    /// Texts with a label.
    public internal(set) var labelledTexts = 0
    public internal(set) var labels = 0
    /// Texts that could not be judged to their end.
    public internal(set) var undecided = 0
    /// Of all findings.
    public internal(set) var detect = LevelScores()
    /// Of the findings that mask or block.
    public internal(set) var enforce = LevelScores()
    public internal(set) var falseAlarms: Listed<FalseAlarm>
    public internal(set) var misses: Listed<Miss>
    /// Rules that labels name and that are not loaded, at most 100.
    public internal(set) var unknownRules: Set<String> = []
    public internal(set) var malformed: Listed<MalformedLine>
    public internal(set) var failures: [EvaluationFailure] = []
    /// What changed; of nothing where there was nothing to compare with.
    public internal(set) var comparison = Comparison()
    public internal(set) var changes: Listed<ChangedText>

    static let mostMalformed = 1000
    static let mostUnknown = 100

    init(_ options: Evaluator.Options) {
        falseAlarms = Listed(limit: options.listed)
        misses = Listed(limit: options.listed)
        changes = Listed(limit: options.listed)
        malformed = Listed(limit: Self.mostMalformed)
    }

    mutating func add(_ other: EvaluationReport) {
        texts += other.texts
        bytes += other.bytes
        labelledTexts += other.labelledTexts
        labels += other.labels
        undecided += other.undecided
        detect += other.detect
        enforce += other.enforce
        falseAlarms += other.falseAlarms
        misses += other.misses
        malformed += other.malformed
        changes += other.changes
        comparison += other.comparison
        for rule in other.unknownRules where unknownRules.count < Self.mostUnknown { unknownRules.insert(rule) }
    }

    /// The figures of a level.
    public func scores(_ level: Level) -> LevelScores { level == .detect ? detect : enforce }

    /// Texts with a false alarm of a pack (of any for `nil`), for every thousand texts.
    public func falseTextsPerThousand(_ pack: String?, _ level: Level) -> Double {
        let alarms = scores(level).falseAlarms[pack] ?? FalseAlarms()
        return texts > 0 ? Double(alarms.texts) * 1000 / Double(texts) : 0
    }
}
