import TestSupport
import Testing

@testable import TextMatching

@Suite struct LiteralWindowTests {
    private let frequency = WindowFrequency.shared

    @Test func `usual pairs of characters are known to be more frequent than rare ones`() {
        func share(_ pair: String) -> Double { frequency.pair(Array(pair.utf8)[...]) }
        for usual in ["我们", "中国", "可以", "，我", "的时"] {
            for rare in ["饕餮", "籼圩", "鬯鼐"] { #expect(share(usual) > 8 * share(rare)) }
        }
    }

    @Test func `usual letters are known to be more frequent than rare ones`() {
        func share(_ letters: String) -> Double { frequency.ascii(Array(letters.utf8)[...]) }
        for usual in [" the ", "tion ", "ing t", "and t"] {
            for rare in ["zxqjk", "xylop", "q7#vw"] { #expect(share(usual) > 100 * share(rare)) }
        }
    }

    @Test func `the window of a literal is its rarest`() throws {
        func window(_ text: String) throws -> Int {
            try #require(WindowChoice.rarest(in: Array(text.utf8), frequency)).offset
        }
        // 饕 begins at the tenth byte.
        #expect(try window("我们的饕餮") == 9)
        #expect(9...12 ~= (try window("this is a xylophone and the end")))
        #expect(WindowChoice.rarest(in: Array("short".utf8), frequency) == nil)
        #expect(WindowChoice.rarest(in: Array("中a国b人".utf8), frequency) == nil)
    }

    @Test(arguments: 0..<(3 * Soak.factor))
    func `with and without vectors the same places remain to be compared`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let literals = (0..<600).map { id in
            LiteralMatcher.Literal(
                bytes: LiteralMatcherTests.text(12, LiteralMatcherTests.letters, &random), ignoresCase: false, id: id)
        }
        let fast = literalMatcher(literals: literals)
        let plain = literalMatcher(literals: literals, runs: [], shuffleWidth: 0)
        let text = LiteralMatcherTests.text(5000, LiteralMatcherTests.letters, &random)
        for count in [0, 5, 31, 32, 33, 60, 1000, text.count] {
            let part = Array(text.prefix(count))
            #expect(fast.candidates(in: part) == plain.candidates(in: part))
            #expect(LiteralMatcherTests.all(fast, in: part) == LiteralMatcherTests.all(plain, in: part))
        }
    }
}
