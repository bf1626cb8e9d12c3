@testable import TextMatching

/// A matcher of literals that are no more than tables can hold.
func literalMatcher(
    literals: [LiteralMatcher.Literal], runs: [LiteralMatcher.ClassRun] = [], shuffleWidth: Int32? = nil
) -> LiteralMatcher {
    guard let matcher = LiteralMatcher(literals: literals, runs: runs, shuffleWidth: shuffleWidth) else {
        preconditionFailure("too many literals")
    }
    return matcher
}
