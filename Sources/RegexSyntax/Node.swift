/// A piece of an expression, read as libonig 6.9.8 reads it: all that options and classes decide is decided.
///
/// A tree holds no trace of how a set was spelled: `[a-c]`, `(?i)a` and `\d` are sets of scalars.
public struct Node: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        /// Matches where nothing stands.
        case empty
        /// Exactly one scalar out of a set.
        case one(ScalarSet)
        case sequence([Node])
        /// The first that leads to a match goes before the others.
        case alternation([Node])
        case repetition(Node, Repetition)
        /// Numbered from 1.
        case capture(Node, number: Int)
        /// `(?>…)`: once left, it is not entered again.
        case atomic(Node)
        case lookAhead(Node, negative: Bool)
        case lookBehind(Node, negative: Bool)
        case anchor(Anchor)
        /// What one of these groups took last, the one that stands last in the list first.
        case backreference([Int], ignoresCase: Bool)
        /// `\K`: the match begins here.
        case keep
        /// `(?~…)`: any text in which the node does not match.
        case absent(Node)
        /// `\R`: a line break, `\r\n` counting as one.
        case lineBreak
        /// `\X`: a grapheme cluster.
        case grapheme
    }

    public var kind: Kind
    /// Where it stands in the expression, in Unicode scalars from 0.
    public var range: Range<Int>

    public init(_ kind: Kind, at range: Range<Int> = 0..<0) {
        self.kind = kind
        self.range = range
    }
}

/// How often, and in which order that is tried.
public struct Repetition: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        case greedy, lazy
        /// Greedy, and what was taken is not given back.
        case possessive
    }

    public var least: Int
    /// `nil` without an end.
    public var greatest: Int?
    public var order: Order

    public init(_ least: Int, _ greatest: Int?, _ order: Order = .greedy) {
        self.least = least
        self.greatest = greatest
        self.order = order
    }
}

/// What holds between two scalars.
public enum Anchor: Hashable, Sendable {
    /// `\A`
    case textStart
    /// `\z`
    case textEnd
    /// `\Z`: at the end, or before a line feed that ends the text.
    case textEndOrLastLineFeed
    /// `^`: at the start, or behind a line feed that does not end the text.
    case lineStart
    /// `$`: at the end, or before a line feed.
    case lineEnd
    /// `\b`, by the word scalars that hold where it stands.
    case wordEdge(ScalarSet)
    /// `\B`
    case noWordEdge(ScalarSet)
    /// `\G`: where the search began.
    case searchStart
}
