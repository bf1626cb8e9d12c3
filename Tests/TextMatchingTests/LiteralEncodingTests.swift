import TestSupport
import Testing

@testable import TextMatching

@Suite struct LiteralEncodingTests {
    private static let matcher = literalMatcher(
        literals: ["中华人民", "hello world", "ab", "é"].enumerated().map {
            LiteralMatcher.Literal(bytes: Array($1.utf8), ignoresCase: true, id: $0)
        },
        runs: [LiteralMatcher.ClassRun(classes: [.digits, .digits, .letters], id: 9)])
    private static let text = Array("中华人民 Hello World AB é 12x 123y 中".utf8)

    @Test func `tables that are read back find the same`() throws {
        let encoded = Self.matcher.encoded()
        let decoded = try #require(LiteralMatcher(decoding: encoded))
        let hits = LiteralMatcherTests.all(decoded, in: Self.text)
        #expect(hits == LiteralMatcherTests.all(Self.matcher, in: Self.text))
        #expect(hits.map(\.id) == [0, 1, 2, 3, 9, 9])
        #expect(decoded.encoded() == encoded)
        #expect(decoded.longest == Self.matcher.longest)
    }

    @Test func `the same literals give the same tables`() {
        let literals = (0..<500).map {
            LiteralMatcher.Literal(bytes: Array("word number \($0) 中国\($0)".utf8), id: $0)
        }
        #expect(literalMatcher(literals: literals).encoded() == literalMatcher(literals: literals).encoded())
    }

    @Test func `a file that is cut, or longer, or of another make, is refused`() {
        let encoded = Self.matcher.encoded()
        for count in stride(from: 0, to: encoded.count, by: 61) {
            #expect(LiteralMatcher(decoding: Array(encoded.prefix(count))) == nil)
        }
        #expect(LiteralMatcher(decoding: encoded + [0]) == nil)
        #expect(LiteralMatcher(decoding: []) == nil)
    }

    @Test func `a file with any byte changed is refused`() {
        let encoded = Self.matcher.encoded()
        var random = SeededGenerator(seed: 3)
        for place in (0..<120).map({ $0 }) + (0..<300).map({ _ in Int.random(in: 0..<encoded.count, using: &random) }) {
            var changed = encoded
            changed[place] ^= UInt8.random(in: 1...255, using: &random)
            #expect(LiteralMatcher(decoding: changed) == nil)
        }
    }

    /// Whoever writes the file can write its check sum as well.
    @Test func `tables that lie, with a check sum that does not, are refused or harmless`() {
        let encoded = Self.matcher.encoded()
        let head = encoded.count - Self.matcher.tables.layout.total
        var random = SeededGenerator(seed: 4)
        var accepted = 0
        for _ in 0..<(300 * Soak.factor) {
            var changed = encoded
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                let place = Int.random(in: head..<encoded.count, using: &random)
                changed[place] = [0, 1, 0x7f, 0xff].randomElement(using: &random) ?? 0
            }
            LiteralMatcher.seal(&changed)
            guard let matcher = LiteralMatcher(decoding: changed) else { continue }
            accepted += 1
            _ = LiteralMatcherTests.all(matcher, in: Self.text)
        }
        // Otherwise the test tries nothing: changed bits and bytes of literals are no fault that can be seen.
        #expect(accepted > 0)
    }
}
