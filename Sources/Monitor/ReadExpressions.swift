import RegexSyntax
import Rules
import TextMatching

/// The expressions of rules, read on every core: to read some hundreds of them is most of a start.
struct ReadExpressions {
    private var read: [String: Result<PlanExpression, SyntaxError>] = [:]

    init(of rules: [Rule]) {
        var seen = Set<String>()
        let sources = rules.flatMap { rule in
            rule.match.leaves.compactMap {
                if case .regex(let source, let view) = $0, view.kind.isForExpressions { source } else { nil }
            }
        }.filter { seen.insert($0).inserted }
        // Meanwhile the tables are made that keywords are folded by.
        let expressions = EveryCore.map(sources, besides: { Folding.prepare() }) { Self.read($0) }
        read = Dictionary(zip(sources, expressions)) { first, _ in first }
    }

    /// None of them read yet.
    init() {}

    func expression(_ source: String) throws(SyntaxError) -> PlanExpression {
        try (read[source] ?? Self.read(source)).get()
    }

    private static func read(_ source: String) -> Result<PlanExpression, SyntaxError> {
        Result { () throws(SyntaxError) in try PlanExpression(source) }
    }
}
