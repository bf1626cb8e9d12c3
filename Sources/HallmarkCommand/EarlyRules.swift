import Monitor
import Pipeline

/// The built-in rules as no policy changes them, begun while the arguments are still being read: the two take about as
/// long, and most runs want these rules. A run that wants others reads them itself.
enum EarlyRules {
    private static let made = Task.detached { try? Policy().ruleSet(.user) }

    /// Begins, where the arguments look like those of a run that will want them.
    static func begin(_ arguments: [String]) {
        guard ["filter", "audit"].contains(arguments.dropFirst().first), !arguments.contains("--rules"),
            !arguments.contains("--no-cache")
        else { return }
        _ = made
    }

    /// The rules of `policy`, if they are those that were begun.
    static func rules(of policy: Policy) async -> (rules: RuleSet, files: [String])? {
        guard policy.rules.isEmpty, policy.overrides.isEmpty, policy.enforcement == Enforcement() else { return nil }
        return await made.value
    }
}
