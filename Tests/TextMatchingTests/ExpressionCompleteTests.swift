import Oniguruma
import RegexSyntax
import TestSupport
import Testing
import TextMatching

@Suite struct `Complete texts are matched as libonig matches them` {
    /// Patterns that go wrong where priorities, rounds that take nothing or bounds are not libonig's.
    static let patterns = [
        "a|ab", "ab|a", "(?:a|ab)(?:c|bcd)", "(?:a|ab|abc)*c", "(?:a*)*", "(?:a*)+b", "(?:a*?)*b", "(?:a??)*",
        "(?:a|)*",
        "(?:|a)*", "(?:|a)+", "(?:|a)*?b", "(?:a|b*)*", "(?:a|b|)*", "(?:a|(?=b)b?)+", "(?:a?)+?b",
        "(?:(?:a|b)*c)*", "(?:(?:a{2,3}b?){2}|ab)+", "a{2,4}", "a{2,4}?", "a{2,4}?b", "a{0,2}ab", "(?:ab){2,3}",
        "(?:ab){2,3}?a",
        "(?:ab){2,}c", "(?:ab){0,2}?a", "(?>a|ab)c", "(?>ab|a)c", "(?>a*)a", "a*+b", "a++a", "(?:a|ab)?+c",
        "(?>a{1,2}?)b",
        "(?=ab)a", "(?!ab)a", "a(?=b|c)", "a(?!b|c)", "(?<=a)b", "(?<!a)b", "(?<=ab|a)b", "(?<!ab|一)b", "(?<=^a)b",
        "(?<=\\ba)b", "\\ba", "a\\b", "\\Ba", "^a", "a$", "a\\z", "a\\Z", "^", "$", "\\Z", "\\n^", "(?:^a\\n)*",
        "\\R", "a\\R?b", "[^a]", ".", "(?m:.)+b", ".*b", ".*?b", ".+?b", "[ab]*b", "[ab]+?b", "a*ab?", "[一二]+二",
        "\\p{Han}{1,3}?二", "\\p{Han}+(?=1)", "(?i:a)b", "(?i)AB|ba", "", "|a", "(?:)*a", "(?:a{2}){2}",
        "(?:a{1,2}){2}b",
        "(?:(?:ab?){1,2}c?){2,3}", "(?:a|b|一|二|1|2)+1", "(?:ab|a1|b1|一二|一)(?:1|b)?", "a?b?一?", "(?:a?b)??b",
        "(?:a+|b+)*?1",
    ]

    private func compare(_ source: String, _ texts: [String], _ workspace: inout ExpressionWorkspace) throws -> Int {
        guard let expression = try? Expression(source), let program = ExpressionProgram(expression.root) else {
            return 0
        }
        let oracle = try ExpressionOracle(source)
        for text in texts {
            let scalars = scalars(text)
            var expected: [Attempt] = []
            for start in 0...scalars.count {
                expected.append(Attempt(end: try oracle.end(in: text, at: start)))
                let attempt = program.attempt(scalars, at: start, isComplete: true, &workspace)
                #expect(attempt == expected[start], "\(source) at \(start) of \(text.debugDescription)")
                // Nothing that precedes by more than the reach changes anything.
                let from = max(0, start - program.reach)
                let cut = program.attempt(
                    in: Array(scalars[from...]), at: start - from, isTextStart: from == 0, isComplete: true,
                    workspace: &workspace)
                #expect(
                    cut == attempt.moved(by: -from), "\(source) at \(start) of \(text.debugDescription) from \(from)")
                if case .match(let end) = attempt, end > start { #expect(program.firsts.contains(scalars[start])) }
                if case .match(start) = attempt { #expect(program.mayBeEmpty) }
            }
            let first = expected.firstIndex { $0 != .none }
            let found = program.firstAttempt(
                in: scalars, from: 0, to: scalars.count + 1, isTextStart: true, isComplete: true, workspace: &workspace)
            #expect(found?.start == first)
            #expect(found?.attempt == first.map { expected[$0] })
        }
        return texts.count
    }

    @Test func `in patterns chosen to trip`() throws {
        var generator = PatternGenerator(seed: 1)
        var workspace = ExpressionWorkspace()
        let fixed = [
            "", "a", "ab", "aab", "abab", "ababab", "abc", "aaab", "a\n", "\n", "\r\n", "a\r\nb", "一二", "一二1",
            "ab\nab\n",
        ]
        for source in Self.patterns {
            let texts = fixed + (0..<30 * Soak.factor).map { _ in generator.text() }
            #expect(try compare(source, texts, &workspace) > 0, "\(source) is not covered")
        }
    }

    @Test(arguments: 0..<4) func `in random patterns`(seed: Int) throws {
        let grammars: [PatternGenerator.Grammar] = [
            .plain, [.lazy, .unbounded, .atomic], [.lookAhead, .lookBehind, .anchors, .wordEdges, .unbounded], .all,
        ]
        var generator = PatternGenerator(seed: UInt64(100 + seed), grammar: grammars[seed])
        var workspace = ExpressionWorkspace()
        var pairs = 0
        for _ in 0..<900 * Soak.factor {
            let source = generator.next()
            let texts = (0..<12).map { _ in generator.text() }
            pairs += try compare(source, texts, &workspace)
        }
        #expect(pairs > 5_000 * Soak.factor, "\(pairs) pairs")
    }

    @Test func `a runaway expression stops at its limit`() throws {
        let program = try #require(ExpressionProgram(try Expression("(?:a+)+b").root))
        var workspace = ExpressionWorkspace()
        let text = Array(repeating: UInt32(0x61), count: 60)
        #expect(program.attempt(text, isComplete: true, &workspace) == .limit)
        #expect(workspace.steps <= ExpressionProgram.usualLimit + 8)
        let short = program.attempt(Array(text[..<8]), isComplete: true, &workspace)
        #expect(short == .none)
    }

    @Test func `long texts need no deep stack`() throws {
        var workspace = ExpressionWorkspace()
        let text = scalars(String(repeating: "ab", count: 40_000) + "c")
        for source in ["(?:ab)*c", "(?:ab|a)*c", "(?:a|b)+c", "(?:ab){1,50000}c", "(?:a?b?)*c", "[ab]*?c", "(?:ab)*?c"]
        {
            let program = try #require(ExpressionProgram(try Expression(source).root))
            let attempt = program.attempt(
                in: text, at: 0, isTextStart: true, isComplete: true, limit: 10_000_000, workspace: &workspace)
            #expect(attempt == .match(end: text.count), "\(source)")
        }
    }
}

extension Attempt {
    fileprivate func moved(by distance: Int) -> Attempt {
        if case .match(let end) = self { .match(end: end + distance) } else { self }
    }
}
