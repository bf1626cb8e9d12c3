internal import Synchronization

/// An expression that is compiled when it is first needed, and once. Any number of threads may ask.
public final class LazyPattern: Sendable {
    /// The expression as it was given.
    public let source: String
    private let options: PatternOptions
    private let made = Mutex<Result<Pattern, PatternError>?>(nil)

    public init(_ source: String, options: PatternOptions = PatternOptions()) {
        self.source = source
        self.options = options
    }

    /// The compiled expression; `nil` where libonig refuses it.
    public var pattern: Pattern? {
        made.withLock { made in
            if case .success(let pattern)? = made { return pattern }
            guard made == nil else { return nil }
            do throws(PatternError) {
                let pattern = try Pattern(source, options: options)
                made = .success(pattern)
                return pattern
            } catch {
                made = .failure(error)
                return nil
            }
        }
    }
}
