/// How much harm a finding means. One vocabulary for all packs.
public enum Severity: String, CaseIterable, Comparable, Sendable {
    case low, medium, high, critical

    /// 0 for `low` to 3 for `critical`.
    public var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// What is done where a rule hits.
public enum Action: String, CaseIterable, Comparable, Sendable {
    /// Recorded, released unchanged.
    case observe
    /// Replaced.
    case mask
    /// Nothing from here on is released.
    case block

    private var rank: Int {
        switch self {
        case .observe: 0
        case .mask: 1
        case .block: 2
        }
    }

    public static func < (left: Action, right: Action) -> Bool { left.rank < right.rank }
}

/// What a rule is about. One vocabulary for all packs.
public enum Category: String, CaseIterable, Sendable {
    case privacy, secret, safety, injection, minors, custom
    case promptLeak = "prompt-leak"
    case adLaw = "ad-law"
    case aiTrace = "ai-trace"
}

/// How strict a rule's hits are meant: for finding things to look at, or for acting on them.
public enum Level: String, CaseIterable, Sendable {
    case detect, enforce
}

/// A title in both first languages.
public struct Title: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }
}
