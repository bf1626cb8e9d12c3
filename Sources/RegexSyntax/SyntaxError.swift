/// Why an expression was refused, and where.
public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// libonig would refuse it too.
        case malformed
        /// libonig would take it; a rule may not use it, because a stream cannot be watched with it or because it is
        /// all but surely a mistake.
        case notForRules
    }

    /// What tells errors of one reason apart that want different advice.
    public enum Topic: Hashable, Sendable {
        /// A construct of another dialect.
        case dialect
        /// A call of a group, or what changes how the rest is matched.
        case recursion
        case lookBehind
        case other
    }

    public let reason: Reason
    public let topic: Topic
    /// One line, in lower case, that names the construct.
    public let message: String
    /// Where it stands, in Unicode scalars from 0; at most the length of the expression.
    public let offset: Int
    /// What to write instead.
    public let hint: String?

    public init(
        _ reason: Reason, _ message: String, at offset: Int, hint: String? = nil, topic: Topic = .other
    ) {
        self.reason = reason
        self.topic = topic
        self.message = message
        self.offset = offset
        self.hint = hint
    }

    public var description: String {
        let place = "\(message) (character \(offset + 1))"
        return hint.map { "\(place): \($0)" } ?? place
    }
}
