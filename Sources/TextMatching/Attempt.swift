/// What an attempt to match at one place of a text came to.
public enum Attempt: Hashable, Sendable {
    /// No match begins there, whatever comes after the text.
    case none
    /// The match that begins there ends before this ordinal, whatever comes after the text. It may be empty.
    case match(end: Int)
    /// What comes after the text decides. Never the answer where the text is complete.
    case open
    /// More steps than allowed.
    case limit
}
