/// Which foldings a view applies to a text, and to the keywords that are looked for in it.
public struct Foldings: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Full-width and half-width forms to the ordinary ones.
    public static let width = Foldings(rawValue: 1 << 0)
    /// Upper case to lower case (simple case folding).
    public static let `case` = Foldings(rawValue: 1 << 1)
    /// Traditional characters to simplified ones.
    public static let simplified = Foldings(rawValue: 1 << 2)
    /// Circled and styled letters and digits to plain ones, radicals to the characters that they look like.
    public static let styled = Foldings(rawValue: 1 << 3)
    /// Format and default-ignorable characters to nothing.
    public static let ignorables = Foldings(rawValue: 1 << 4)
    /// What looks like an ASCII letter to that letter; never a digit. The table is over what the other foldings leave.
    public static let confusables = Foldings(rawValue: 1 << 5)
    /// Keywords match across separators. The view's scalars stay what they are.
    public static let separators = Foldings(rawValue: 1 << 6)
    /// Keywords match across repeated scalars. The view's scalars stay what they are.
    public static let repeats = Foldings(rawValue: 1 << 7)
    /// Keywords match where characters stand as their parts. The view's scalars stay what they are.
    public static let split = Foldings(rawValue: 1 << 8)
    /// Each Chinese character becomes its syllable without a tone.
    public static let pinyin = Foldings(rawValue: 1 << 9)

    /// The text as it is.
    public static let raw: Foldings = []
    /// The most that an expression may ask for: one scalar to one or to none.
    public static let folded: Foldings = [.width, .case, .simplified, .styled, .ignorables]
    /// What keywords are looked for in unless their rule says otherwise.
    public static let foldedPlus: Foldings = [.folded, .confusables, .separators, .repeats]
}
