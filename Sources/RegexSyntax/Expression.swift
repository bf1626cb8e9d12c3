/// How an expression is read where it does not say so itself.
public struct SyntaxOptions: Hashable, Sendable {
    /// `\w \d \s \b` and the POSIX brackets know ASCII only. Ignoring case is always about ASCII letters only.
    public var asciiClasses: Bool

    public init(asciiClasses: Bool = true) { self.asciiClasses = asciiClasses }
}

/// A regular expression as libonig 6.9.8 reads it in the syntax of Ruby, taken apart.
///
///     let expression = try Expression(#"(?i)ak(?:ia|sk)\d{4}"#)
///     expression.root.width.scalars      // 8...8
///
/// What libonig refuses is refused here. What it takes is either read as libonig reads it, or refused as nothing for
/// rules: calls of groups, callouts, conditions, absent stoppers and cutters, names that stand twice, bytes that are
/// no characters, and what is a mistake in all likelihood.
public struct Expression: Hashable, Sendable {
    /// As it was given.
    public let source: String
    public let root: Node
    /// How many groups keep what they took. A named group stops plain ones from doing so.
    public let captureCount: Int
    /// What means something else here than in other dialects, in the order of the text.
    public let traps: [Trap]

    /// Takes time in the length of `source`, and whatever nested sets of Unicode properties cost.
    /// - Throws: ``SyntaxError`` with the place of what is refused.
    public init(_ source: String, options: SyntaxOptions = SyntaxOptions()) throws(SyntaxError) {
        var parser = try Parser(source, options: options)
        (root, captureCount) = try parser.expression()
        traps = parser.traps
        self.source = source
    }
}

/// A place where an expression may mean something else than its writer thinks.
public struct Trap: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// `(?m)`, with which `.` takes line feeds.
        case dotAll
        /// `\h` or `\H`.
        case hexDigit(Unicode.Scalar)
        /// `\Q` or `\E`, which is a letter.
        case quoting(Unicode.Scalar)
        /// `\p` or `\P` without braces, which is a letter.
        case bareProperty(Unicode.Scalar)
        /// `\N` or `\U`, which is a letter.
        case namedCharacter(Unicode.Scalar)
        case lineStart, lineEnd
        /// `*` or `+` behind an interval, which repeats the repetition.
        case stackedRepetition
    }

    public let kind: Kind
    /// In scalars of the expression.
    public let range: Range<Int>
}

/// What an expression may not exceed.
enum SyntaxLimits {
    /// In scalars.
    static let length = 16_384
    /// Of groups, sets and stacked repetitions, counted as libonig counts them.
    static let depth = 256
    /// The greatest number in an interval.
    static let interval = 100_000
    /// The product of the greatest numbers of nested intervals.
    static let product = 10_000_000
}
