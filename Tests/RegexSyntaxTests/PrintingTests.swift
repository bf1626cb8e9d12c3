import Oniguruma
import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `A tree is printed as what it was read from` {
    @Test func `printed, it reads the same`() throws {
        var patterns = PatternGenerator(seed: 11, grammar: .all)
        for _ in 0..<(2_000 * Soak.factor) {
            let pattern = patterns.next()
            guard let expression = try? Expression(pattern) else { continue }
            let again = try Expression(expression.root.text)
            #expect(again.root.shape == expression.root.shape, "\(pattern) became \(expression.root.text)")
            #expect(again.captureCount == expression.captureCount)
        }
    }

    @Test func `printed, it matches the same`() throws {
        var patterns = PatternGenerator(seed: 12, grammar: .all)
        var matches = 0
        for _ in 0..<(1_500 * Soak.factor) {
            let pattern = patterns.next()
            guard let expression = try? Expression(pattern) else { continue }
            let original = try Pattern(pattern)
            let printed = try Pattern(expression.root.text)
            for _ in 0..<12 {
                let text = ValidText(patterns.text())
                let expected = try original.matches(in: text)
                #expect(try printed.matches(in: text) == expected, "\(pattern) became \(expression.root.text)")
                if !expected.isEmpty { matches += 1 }
            }
        }
        #expect(matches > 2_000)
    }

    @Test(arguments: [
        "(?<n>a)(b)+(^)*\\k<n>", "(?:a+?)+", "(?i:^)*a", "a{3,1}b", "(?:a{2}){3}", "a{2}+", "[^\\x{0}-\\x{10FFFF}]", "(?-WP:\\bé\\b)",
        "(?i)[^k]", "\\x{FE0F}\\x{301}", "(?x)a b # c", "a(?i)b|c", "(?:|a)(?:)", "[-\\]\\\\^&&[-\\]]]",
    ])
    func `what is easily printed wrong`(pattern: String) throws {
        let expression = try Expression(pattern)
        let again = try Expression(expression.root.text)
        #expect(again.root.shape == expression.root.shape, "\(pattern) became \(expression.root.text)")
        _ = try Pattern(expression.root.text)
    }
}
