public import Monitor
public import Rules

/// Everything that can be said about rule files before they judge anything.
///
///     let report = RuleCheck.check(files)
///     for problem in report.problems { print(problem.problem) }
public enum RuleCheck {
    /// A problem, and what can be done about it without asking anybody.
    public struct Problem: Hashable, Sendable {
        public var problem: RuleProblem
        /// `nil` where the problem leaves a choice.
        public var fix: RuleFix?

        public init(problem: RuleProblem, fix: RuleFix? = nil) {
            self.problem = problem
            self.fix = fix
        }
    }

    /// What a look over some files came to.
    public struct Report: Sendable {
        /// In the order of the files, then of the places.
        public var problems: [Problem] = []
        /// The rules of the files, compiled; `nil` where something is wrong with them.
        public var ruleSet: RuleSet?

        /// Whether something keeps the packs from loading.
        public var hasErrors: Bool { problems.contains { $0.problem.gravity == .error } }
    }

    /// The problems of files whose packs are to be used together.
    public static func check(_ files: [RuleFile]) -> Report {
        var found: [RuleProblem] = []
        var packs: [Pack] = []
        for file in files {
            do {
                let loaded = try file.load()
                packs.append(loaded.pack)
                found += loaded.warnings
            } catch {
                found += error.problems
            }
        }
        var report = Report()
        // Rules that are missing would make others look alone.
        if packs.count == files.count {
            found += check(packs)
            do {
                let set = try RuleSet(packs: packs)
                found += set.notes
                report.ruleSet = set
            } catch {
                found += error.problems
            }
        }
        let order = Dictionary(files.enumerated().map { ($1.path, $0) }) { first, _ in first }
        report.problems = placed(found, files).sorted { one, other in
            let (left, right) = (one.problem.place, other.problem.place)
            return (order[left.file] ?? .max, left.file, left.line, left.column, one.problem.code)
                < (order[right.file] ?? .max, right.file, right.line, right.column, other.problem.code)
        }
        return report
    }

    /// What the rules of packs say, apart from how their files are written.
    public static func check(_ packs: [Pack]) -> [RuleProblem] {
        let rules = packs.flatMap(\.rules)
        let same = SameMatches.find(in: rules)
        let known = Set(same.flatMap { [[$0.rule, $0.other], [$0.other, $0.rule]] })
        let lint = RuleLint.check(packs).filter { problem in
            // That two rules share each of their words goes without saying where they are the same.
            guard problem.code == ProblemCode.keywordShared.rawValue, let subject = problem.subject else { return true }
            return !known.contains([subject.rule, subject.other ?? ""])
        }
        return lint + same.map(\.problem) + KeywordTwice.find(in: rules) + ShadowedKeywords.find(in: rules, besides: same)
            + PartOfWords.find(in: rules) + FewTests.find(in: rules)
    }

    /// The problems where their files show them best, each with its fix.
    private static func placed(_ problems: [RuleProblem], _ files: [RuleFile]) -> [Problem] {
        var homes: [String: RuleFile] = [:]
        for file in files {
            for path in file.texts.keys { homes[path] = file }
        }
        let finders = Dictionary(files.compactMap { file in FixFinder(file).map { (file.path, $0) } }) { first, _ in first }
        return problems.map { problem in
            var problem = problem
            guard let home = homes[problem.place.file] else { return Problem(problem: problem, fix: nil) }
            problem.place = home.place(of: problem)
            return Problem(problem: problem, fix: finders[home.path]?.fix(for: problem))
        }
    }
}
