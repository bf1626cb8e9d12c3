public import Rules

/// A place in a channel where a rule hit.
public struct Finding: Hashable, Sendable {
    public var rule: String
    public var category: Category
    /// The rule's, or what its `near` raised it to.
    public var severity: Severity
    public var action: Action
    /// In bytes of the channel's original UTF-8 text.
    public var bytes: Range<Int>
    /// The view that hit.
    public var view: View

    public init(
        rule: String, category: Category, severity: Severity, action: Action, bytes: Range<Int>, view: View
    ) {
        self.rule = rule
        self.category = category
        self.severity = severity
        self.action = action
        self.bytes = bytes
        self.view = view
    }
}

/// The answer for a channel, mildest first.
public enum Verdict: String, CaseIterable, Comparable, Sendable {
    case clean, observed, masked, undecided, blocked

    private var rank: Int {
        switch self {
        case .clean: 0
        case .observed: 1
        case .masked: 2
        case .undecided: 3
        case .blocked: 4
        }
    }

    public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }
}

/// Why a text could not be judged from some byte on.
public struct Doubt: Hashable, Sendable {
    public enum Reason: String, Sendable {
        case invalidUTF8 = "invalid-utf8"
        case holdCap = "hold-cap"
        case recordLimit = "record-limit"
        case retryLimit = "retry-limit"
        case matchStack = "match-stack"
        case matcherError = "matcher-error"
        case windowLimit = "window-limit"
        case unknownFrame = "unknown-frame"
        case notJSON = "not-json"
        case noTextField = "no-text-field"
        case malformedArguments = "malformed-arguments"
    }

    public var reason: Reason
    /// The first byte of the channel's text that could not be judged.
    public var from: Int

    public init(reason: Reason, from: Int) {
        self.reason = reason
        self.from = from
    }
}

/// What a text is replaced by, in part.
public struct Edit: Hashable, Sendable {
    /// In bytes of the channel's original text; empty for an insertion.
    public var bytes: Range<Int>
    public var replacement: String

    public init(bytes: Range<Int>, replacement: String) {
        self.bytes = bytes
        self.replacement = replacement
    }
}

/// What becomes of a channel's text: some spans replaced, and nothing let out from `cut` on.
public struct Decision: Hashable, Sendable {
    /// In order, not overlapping, none reaching past `cut`.
    public var edits: [Edit]
    /// The first byte that is not released; `nil` where all is. The notice takes its place.
    public var cut: Int?

    public init(edits: [Edit], cut: Int?) {
        self.edits = edits
        self.cut = cut
    }
}

/// All that a monitor says about one channel.
public struct Judgement: Hashable, Sendable {
    /// Every finding, by start, then end, then rule id.
    public var findings: [Finding]
    /// Every reason for doubt, by place.
    public var doubts: [Doubt]
    public var verdict: Verdict
    public var decision: Decision

    public init(findings: [Finding], doubts: [Doubt], verdict: Verdict, decision: Decision) {
        self.findings = findings
        self.doubts = doubts
        self.verdict = verdict
        self.decision = decision
    }
}
