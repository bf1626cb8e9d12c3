import Monitor
public import Rules

/// Does what problems surely want done, and makes sure that it did nothing else.
///
/// A fix is kept only where what is read from the changed file is what was read before with exactly that change, where no
/// problem came up that was not there, and where every text of the rules' own tests that came out right still does.
public enum RuleFixer {
    /// A fix that was done, or one that was not, and why.
    public struct Step: Hashable, Sendable {
        public var problem: RuleProblem
        public var fix: RuleFix
    }

    /// What a run came to.
    public struct Outcome: Sendable {
        public var files: [RuleFile]
        public var done: [Step] = []
        /// Fixes that would have made something worse.
        public var refused: [Step] = []
        /// What is left.
        public var report: RuleCheck.Report

        /// The texts that are no longer what they were, by path, in order.
        public func changes(from old: [RuleFile]) -> [(path: String, before: [UInt8], after: [UInt8])] {
            var before: [String: [UInt8]] = [:]
            var after: [String: [UInt8]] = [:]
            for file in old { before.merge(file.texts) { first, _ in first } }
            // A word file that two packs share is changed by one of them.
            for file in files {
                for (path, bytes) in file.texts where bytes != before[path] { after[path] = bytes }
            }
            return after.keys.sorted().compactMap { path in
                after[path].map { (path, before[path] ?? [], $0) }
            }
        }
    }

    /// More rounds than any file takes: what one fix hides shows in the next.
    private static let mostRounds = 16

    /// Fixes what can be fixed in some files, which are to be used together.
    public static func fix(_ files: [RuleFile]) -> Outcome {
        var outcome = Outcome(files: files, report: RuleCheck.check(files))
        var refused: Set<Step> = []
        for _ in 0..<mostRounds {
            let steps = steps(of: outcome.report).filter { !refused.contains($0) }
            guard !steps.isEmpty else { break }
            // All at once where that goes well, which it does.
            if let better = better(outcome, by: steps) {
                outcome = better
                continue
            }
            for step in steps {
                if let better = better(outcome, by: [step]) {
                    outcome = better
                    // Places have moved: the others are looked for anew.
                    break
                }
                refused.insert(step)
                outcome.refused.append(step)
            }
        }
        return outcome
    }

    /// The fixes at hand, of those that touch the first.
    private static func steps(of report: RuleCheck.Report) -> [Step] {
        var taken: [String: [Range<Int>]] = [:]
        return report.problems.compactMap { item in
            guard let fix = item.fix else { return nil }
            let range = fix.edit.range
            guard !taken[fix.edit.file, default: []].contains(where: { $0.overlaps(range) || $0 == range }) else { return nil }
            taken[fix.edit.file, default: []].append(range)
            return Step(problem: item.problem, fix: fix)
        }
    }

    /// The files after some fixes; `nil` where these do not go well.
    private static func better(_ old: Outcome, by steps: [Step]) -> Outcome? {
        let byFile = Dictionary(grouping: steps.map(\.fix)) { $0.edit.file }
        var files = old.files
        for index in files.indices {
            let fixes = files[index].texts.keys.flatMap { byFile[$0] ?? [] }
            guard !fixes.isEmpty else { continue }
            let changed = files[index].texts.filter { byFile[$0.key] != nil }
            let made = files[index].with(
                Dictionary(uniqueKeysWithValues: changed.map { path, bytes in
                    (path, TextEdit.apply((byFile[path] ?? []).map(\.edit), to: bytes))
                }))
            guard made.isExactly(files[index], with: fixes.map(\.change)) else { return nil }
            files[index] = made
        }
        let report = RuleCheck.check(files)
        guard !isWorse(report, than: old.report, behind: steps) else { return nil }
        return Outcome(files: files, done: old.done + steps, refused: old.refused, report: report)
    }

    /// Whether a problem came up, or a test fails that did not.
    private static func isWorse(_ new: RuleCheck.Report, than old: RuleCheck.Report, behind steps: [Step]) -> Bool {
        var known: [[String]: Int] = [:]
        for item in old.problems { known[item.problem.kind, default: 0] += 1 }
        // A pack that could not be read before shows what else is in it only now.
        if old.ruleSet != nil || new.hasErrors {
            for item in new.problems {
                guard let count = known[item.problem.kind], count > 0 else { return true }
                known[item.problem.kind] = count - 1
            }
        }
        guard let after = new.ruleSet else { return false }
        let before = old.ruleSet.map { Set(failures(of: $0)) }
        let now = failures(of: after)
        if steps.contains(where: \.fix.changesMeaning) {
            let touched = Set(after.rules.filter { rule in steps.contains { $0.touches(rule) } }.map(\.id))
            if touched.isEmpty || now.contains(where: { touched.contains($0.rule) }) { return true }
        }
        return before.map { before in now.contains { !before.contains($0) } } ?? false
    }

    private struct FailedText: Hashable {
        var rule: String
        var text: String
    }

    private static func failures(of set: RuleSet) -> [FailedText] {
        RuleTestRunner().run(set).filter { !$0.passed }.map { FailedText(rule: $0.rule, text: $0.text) }
    }
}

extension RuleFixer.Step {
    /// Whether its problem is about an expression of a rule.
    fileprivate func touches(_ rule: Rule) -> Bool {
        guard case .set(_, let text) = fix.change else { return false }
        return rule.expressionPlaces[text] != nil
    }
}

extension RuleProblem {
    /// What stays of it when it moves.
    fileprivate var kind: [String] { [code, place.file, message] }
}
