/// The form of the text that a pattern is held against: a kind, and what a rule switches off of it.
public struct View: Hashable, Sendable, CustomStringConvertible {
    /// What a view can be.
    public enum Kind: String, CaseIterable, Sendable {
        /// The text as it came in.
        case raw
        /// Each character mapped to one or to none: width, case, traditional to simplified, styled and circled letters
        /// and digits, ignorables.
        case folded
        /// `folded`, and confusables; keywords match across separators and repeats. For keywords only.
        case foldedPlus = "folded+"
        /// `folded+`, where each character of a keyword may also stand as the parts it is written with. For keywords only.
        case split
        /// `folded+`, with every Chinese character as its syllable without a tone. For keywords only.
        case pinyin
    }

    public let kind: Kind
    /// What is not folded away, though views of this kind do; nothing else is ever in it.
    public let without: Set<Fold>

    /// - Parameter without: what is switched off; what the kind does not fold away is passed over.
    public init(_ kind: Kind, without: Set<Fold> = []) {
        self.kind = kind
        self.without = without.intersection(kind.folds)
    }

    /// The text as it came in.
    public static let raw = View(.raw)
    /// The most that an expression may ask for.
    public static let folded = View(.folded)
    /// What keywords are looked for in unless their rule says otherwise.
    public static let foldedPlus = View(.foldedPlus)
    /// With keywords also as the parts of their characters.
    public static let split = View(.split)
    /// By the characters' readings.
    public static let pinyin = View(.pinyin)

    /// What is folded away in it.
    public var folds: Set<Fold> { kind.folds.subtracting(without) }

    /// The form in which a validator sees what was found in this view: the text as it came where the view is `raw`,
    /// otherwise folded, except for what the rule switches off.
    package var seenByValidators: View { kind == .raw ? self : View(.folded, without: without) }

    /// What findings and records call it: its kind.
    public var name: String { kind.rawValue }

    /// As in `folded+ without case, repeats`.
    public var description: String {
        without.isEmpty ? name : "\(name) without \(Fold.sorted(without).map(\.rawValue).joined(separator: ", "))"
    }
}

extension View.Kind {
    /// What views of this kind fold away unless a rule switches it off.
    public var folds: Set<Fold> {
        switch self {
        case .raw: []
        case .folded: [.width, .case, .traditional, .styled, .ignorables]
        case .foldedPlus, .split, .pinyin: Set(Fold.allCases)
        }
    }

    /// Whether an expression may ask for it: each of its characters is one of the text.
    public var isForExpressions: Bool { self == .raw || self == .folded }
}

/// What a view folds away, each by a name that rules can switch it off by.
public enum Fold: String, CaseIterable, Sendable {
    /// Full-width and half-width forms.
    case width
    /// Capitals.
    case `case`
    /// Traditional characters.
    case traditional
    /// Circled and styled letters and digits, radicals.
    case styled
    /// Format and default-ignorable characters.
    case ignorables
    /// What looks like an ASCII letter.
    case confusables
    /// Separators inside a keyword.
    case separators
    /// Repeated characters of a keyword.
    case repeats

    /// In the order in which they are declared.
    package static func sorted(_ folds: Set<Fold>) -> [Fold] { allCases.filter(folds.contains) }
}
