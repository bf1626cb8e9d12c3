import Oniguruma
import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `An expression is read as libonig reads it` {
    /// How we and libonig take a pattern.
    private enum Reading: Equatable {
        case read(Expression)
        case refused(SyntaxError)
    }

    private func read(_ pattern: String) -> Reading {
        do { return .read(try Expression(pattern)) } catch { return .refused(error) }
    }

    private func isTaken(_ pattern: String) -> Bool { (try? Pattern(pattern)) != nil }

    /// The patterns that we read and libonig refuses, or that we call malformed and libonig takes.
    private func disagreements(_ patterns: [String]) -> (wrong: [String], read: Int, notForRules: Int) {
        var wrong: [String] = []
        var counts = (read: 0, notForRules: 0)
        for pattern in patterns {
            switch read(pattern) {
            case .read:
                counts.read += 1
                if !isTaken(pattern) { wrong.append("read, but refused by libonig: \(pattern)") }
            case .refused(let error):
                if isTaken(pattern) {
                    counts.notForRules += 1
                    if error.reason == .malformed { wrong.append("\(pattern): \(error)") }
                }
            }
        }
        return (wrong, counts.read, counts.notForRules)
    }

    private static let pieces = [
        "a", "b", "A", "一", "1", "0", "9", ",", "-", " ", "#", "=", "!", "<", ">", ":", "'", "~", "&", "&&", "^", "$", ".", "|", "*",
        "+", "?", "{", "}", "{2}", "{2,3}", "{,2}", "{3,1}", "{1,}", "[", "]", "[^", "[:alpha:]", "[[:^digit:]]", "(", ")", "(?:",
        "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i)", "(?i:", "(?x)", "(?-i)", "(?m:", "(?W)", "(?-P:", "(?<n>", "(?~", "(?#", "\\",
        "\\k<n>", "\\1", "\\2", "\\d", "\\w", "\\b", "\\B", "\\p{Han}", "\\p{^L}", "\\x{41}", "\\x41", "\\u0041", "\\0", "\\R",
        "\\X", "\\K", "\\A", "\\z", "\\Z", "\\G", "\\h", "\\Q", "\\E", "\\-", "\\]", "\\n", "(?", "(?s)", "(?P<n>", "\\g<1>", "\n",
    ]

    @Test(arguments: 0..<4) func `random text is read by both or by neither`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let patterns = (0..<(4_000 * Soak.factor)).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
            }.joined()
        }
        let result = disagreements(patterns)
        #expect(result.wrong == [])
        #expect(result.read > patterns.count / 20)
        #expect(result.notForRules < result.read)
    }

    @Test func `random patterns of the grammar are read`() {
        var patterns = PatternGenerator(seed: 1, grammar: .all)
        let sample = (0..<(3_000 * Soak.factor)).map { _ in patterns.next() }
        let result = disagreements(sample)
        #expect(result.wrong == [])
        #expect(result.read > sample.count * 9 / 10)
    }

    @Test func `mutated patterns are read by both or by neither`() {
        var patterns = PatternGenerator(seed: 2, grammar: .all)
        let alphabet = Array("()[]{}?*+|\\^$.,-:=!<>&".utf8)
        let sample = (0..<(6_000 * Soak.factor)).map { _ in
            let pattern = patterns.next()
            return String(decoding: patterns.random.mutate(Array(pattern.utf8), alphabet: alphabet), as: UTF8.self)
        }
        let result = disagreements(sample)
        #expect(result.wrong == [])
        #expect(result.read > sample.count / 4)
    }

    /// Every set of up to six pieces holds the same characters.
    @Test func `sets hold what libonig finds in them`() throws {
        var random = SeededGenerator(seed: 3)
        let pieces = ["a", "b", "-", "^", "&&", "[", "]", "[^", "B", "\\d", "\\W", "1", "一", "[:upper:]", "\\-", "é", "\\x{42}", "&"]
        let characters = Array("aAbBcC-^&[]1é一_ \u{212A}").map(String.init)
        var compared = 0
        for _ in 0..<(8_000 * Soak.factor) {
            let inside = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            let pattern = (Bool.random(using: &random) ? "(?i)[" : "[") + inside + "]"
            guard case .read(let expression) = read(pattern), case .one(let set) = expression.root.kind else { continue }
            let compiled = try Pattern("\\A(?:" + pattern + ")(?=\\z)")
            compared += 1
            for character in characters {
                let isFound = try compiled.firstMatch(in: ValidText(character)) != nil
                let isHeld = set.contains(character.unicodeScalars.first?.value ?? 0)
                #expect(isFound == isHeld, "\(pattern) and \(character)")
            }
        }
        #expect(compared > 1_000)
    }

    @Test(arguments: [
        ("a)", 1), ("(a", 0), ("a[b", 1), ("[]", 0), ("*a", 0), ("a|+", 2), ("一*(?=b)+", 7), ("a\\", 1), ("(?s)a", 2),
        ("(?P<n>a)", 2), ("[b-a]", 3), ("[\\w-.]", 3), ("a{100001}", 2), ("\\2(a)", 0), ("(?<n>a)\\1", 7), ("\\k<n>", 3),
    ])
    func `an error points at its character`(pattern: String, offset: Int) {
        guard case .refused(let error) = read(pattern) else {
            Issue.record("read")
            return
        }
        #expect(error.offset == offset, "\(error)")
        #expect(error.reason == .malformed)
        #expect(!isTaken(pattern))
    }

    @Test(arguments: [
        ("a\\g<0>", 1), ("(a)(?(1)b)", 3), ("(?~|a)", 0), ("(?<n>a)(?<n>b)", 10), ("\\xE4\\xB8", 0), ("(?y{w})\\X", 2), ("\\y", 0),
        ("(a)\\k<1+0>", 6), ("[\\x{41-43}]", 1), ("\\cA", 0), ("\\p{In_Tags}", 3),
    ])
    func `what is nothing for rules is refused by name`(pattern: String, offset: Int) {
        guard case .refused(let error) = read(pattern) else {
            Issue.record("read")
            return
        }
        #expect(error.offset == offset, "\(error)")
        #expect(error.reason == .notForRules)
    }

    @Test func `nesting is bounded as libonig bounds it`() {
        for (open, close) in [("(", ")"), ("(?:", ")"), ("[", "]"), ("(?=", ")"), ("(?i:", ")"), ("(?i)", "")] {
            let deepest = (1..<300).last { count in
                if case .read = read(String(repeating: open, count: count) + "a" + String(repeating: close, count: count)) {
                    true
                } else {
                    false
                }
            }
            let theirs = (1..<300).last { count in
                isTaken(String(repeating: open, count: count) + "a" + String(repeating: close, count: count))
            }
            #expect(deepest == theirs, "\(open)")
        }
        for pattern in [String(repeating: "(", count: 100_000), "a" + String(repeating: "*", count: 60_000)] {
            guard case .refused = read(pattern) else {
                Issue.record("read")
                return
            }
        }
    }

    @Test func `groups are counted as libonig counts them`() throws {
        #expect(try Expression("(a)(?:b)(c)").captureCount == 2)
        #expect(try Expression("(?<n>a)(b)(?'m'c)\\k<m>").captureCount == 2)
        #expect(try Expression("(?<n>a)(b)(?'m'c)\\k<m>").root.text == #"(a)b(c)\k<2>"#)
    }
}
