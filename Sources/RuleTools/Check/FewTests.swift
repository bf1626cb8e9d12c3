import Rules

/// Rules with fewer tests than it takes to trust one.
enum FewTests {
    /// Of hits, and of near misses.
    static let wanted = 3

    static func find(in rules: [Rule]) -> [RuleProblem] {
        rules.compactMap { rule in
            let (hits, misses) = (Set(rule.tests.hit).count, Set(rule.tests.clean).count)
            // That there are none is an error already.
            guard hits > 0, misses > 0, hits < wanted || misses < wanted else { return nil }
            return RuleProblem(
                .fewTests, at: rule.place,
                "'\(rule.id)' has \(counted(hits, "hit")) and \(counted(misses, "near miss", "near misses"))",
                hint: "three of each at least: what must hit, and what nearly does", gravity: .warning,
                subject: ProblemSubject(rule: rule.id, part: .key("tests")))
        }
    }

    private static func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}
