import Oniguruma
import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `H finds every beginning of a match` {
    /// What comes next: short texts that decide on words, lines, digits and hanzi.
    private static let continuations: [String] = {
        let alphabet = ["a", "b", "1", "一", "\n", "-", " "]
        let two = alphabet.flatMap { first in alphabet.map { first + $0 } }
        return alphabet + two + two.flatMap { first in ["a", "1", "一"].map { first + $0 } }
    }()

    /// Where the match that begins at `offset` ends; `nil` for none.
    private func end(_ pattern: Pattern, in text: ValidText, at offset: Int, edges: TextEdges = []) throws -> Range<Int>? {
        try pattern.firstMatch(in: text, from: offset, edges: edges)
    }

    private func offsets(of text: ValidText) -> [Int] {
        (0..<text.count).filter { text.isBoundary($0) }
    }

    @Test(arguments: 0..<3) func `no continuation changes what H does not hold`(seed: Int) throws {
        // A match anchored at the place itself: `\K` moves it, references and rarities hold too much but miss nothing.
        let grammars: [PatternGenerator.Grammar] = [.plain, .all, [.lookAhead, .lookBehind, .wordEdges, .anchors]]
        var patterns = PatternGenerator(seed: UInt64(20 + seed), grammar: grammars[seed], depth: 2)
        var held = 0
        var places = 0
        var needless = 0
        for _ in 0..<(220 * Soak.factor) {
            let source = patterns.next()
            guard let expression = try? Expression(source) else { continue }
            let anchored = try Pattern("\\G(?:\(source))")
            let prefix = try Pattern("\\G" + expression.root.viablePrefix)
            for _ in 0..<2 {
                let data = patterns.text(6)
                let text = ValidText(data)
                for offset in offsets(of: text) {
                    places += 1
                    let now = try end(anchored, in: text, at: offset, edges: .openEnd)
                    let isHeld = try end(prefix, in: text, at: offset) != nil
                    if isHeld { held += 1 }
                    #expect(try (end(prefix, in: text, at: offset, edges: .openEnd) != nil) == isHeld)
                    var changed = try end(anchored, in: text, at: offset) != now ? "" : nil
                    for next in Self.continuations where changed == nil {
                        let longer = ValidText(data + next)
                        if try end(anchored, in: longer, at: offset) != now { changed = next }
                    }
                    if let changed, !isHeld {
                        Issue.record("\(source) at \(offset) of \(data.debugDescription), then \(changed.debugDescription)")
                    }
                    if changed == nil, isHeld { needless += 1 }
                }
            }
        }
        #expect(held > places / 20)
        // It may hold what no short continuation completes, yet not much.
        #expect(needless < held, "\(needless) of \(held) of \(places)")
    }

    @Test(arguments: [
        ("abc", "xab", 1), ("a+b", "aa", 0), ("(?<!x)ab", "xa", nil), ("(?<!x)ab", "ya", 1), ("1[3-9]\\d{9}(?!\\d)", "13800138000", 0),
        ("\\bab\\b", "ab", 0), ("a(?=bc)", "ab", 0), ("\\n^a", "\n", 0), ("a(?<=a\\B)b", "a", 0), ("a\\Z", "a\n", 0), ("(?!)", "a", nil),
        ("\\Aa", "ba", nil), ("(a|b)\\1", "a", 0), ("[一幺][三四]", "一", 0), ("x*+y", "xx", 0),
    ])
    func `a beginning stands where one sees it`(source: String, data: String, offset: Int?) throws {
        let pattern = try Pattern(Expression(source).root.viablePrefix)
        #expect(try pattern.firstMatch(in: ValidText(data))?.lowerBound == offset)
    }

    @Test func `H of long and nested expressions stays small enough`() throws {
        let nest = String(repeating: "(?:a", count: 20) + String(repeating: ")?", count: 20)
        for source in [nest, String(repeating: "一a?", count: 500), String(repeating: "a|b", count: 500)] {
            let text = try Expression(source).root.viablePrefix
            #expect(text.utf8.count < 200 * source.utf8.count)
            _ = try Pattern(text)
        }
    }
}
