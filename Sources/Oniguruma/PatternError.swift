/// Why an expression was refused.
public struct PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libonig's number for it, negative.
    public let code: Int32
    /// What libonig says of it: one line, lower case. Where in the expression it stands, libonig does not say.
    public let message: String

    public init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// Why a search ended without an answer: never to be taken for «no match».
public enum SearchError: Error, Equatable, Sendable {
    /// The expression went back more often than ``SearchLimits`` allows.
    case retryLimit
    /// The expression remembered more places to go back to than ``SearchLimits`` allows.
    case matchStack
    /// The text is longer than 2 GiB, or the search was to start outside it or inside a character.
    case invalidText
    /// Another error of libonig's, by its number: memory, or a fault of its own.
    case engine(Int32)
}
