import TestSupport
import Testing

@testable import TextMatching

/// The plain search that a matcher is compared with: every literal at every place.
struct LiteralOracle {
    var literals: [LiteralMatcher.Literal]
    var runs: [LiteralMatcher.ClassRun] = []

    func hits(in text: [UInt8], range: Range<Int>? = nil) -> [LiteralMatcher.Hit] {
        let range = range ?? 0..<text.count
        var hits = Set<LiteralMatcher.Hit>()
        for literal in literals where !literal.bytes.isEmpty {
            for start in range where stands(literal, in: text[range], at: start) {
                hits.insert(Self.hit(literal.id, start, start + literal.bytes.count))
            }
        }
        for run in runs where !run.classes.isEmpty {
            var first: Int?
            // One place past the last ends the last stretch.
            for start in range.lowerBound...range.upperBound {
                let matches =
                    start + run.classes.count <= range.upperBound
                    && run.classes.indices.allSatisfy { run.classes[$0].contains(text[start + $0]) }
                if matches { first = first ?? start }
                if !matches, let begun = first {
                    hits.insert(Self.hit(run.id, begun, start - 1 + run.classes.count))
                    first = nil
                }
            }
        }
        return hits.sorted { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }
    }

    private func stands(_ literal: LiteralMatcher.Literal, in text: ArraySlice<UInt8>, at start: Int) -> Bool {
        guard start + literal.bytes.count <= text.endIndex else { return false }
        for (index, byte) in literal.bytes.enumerated() {
            let own = literal.ignoresCase ? Self.lower(byte) : byte
            let other = literal.ignoresCase ? Self.lower(text[start + index]) : text[start + index]
            guard own == other else { return false }
        }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 { 0x41...0x5a ~= byte ? byte + 0x20 : byte }

    private static func hit(_ id: Int, _ start: Int, _ end: Int) -> LiteralMatcher.Hit {
        LiteralMatcher.Hit(id: Int32(clamping: id), start: Int32(start), end: Int32(end))
    }
}

@Suite struct LiteralMatcherTests {
    /// The ways that this processor has, the portable one among them.
    static let widths: [Int32] = [0, 16, 32].filter { $0 <= LiteralMatcher.widestShuffle }

    /// Few letters, so that much is found: ASCII in both cases, two, three and four bytes, and broken UTF-8.
    static let letters: [[UInt8]] =
        "aAbB@`[{ 1中国人，éяΩ😀".unicodeScalars.map { Array(String($0).utf8) }
        + [[0xe4], [0xe4, 0xb8], [0x80], [0xc3], [0xff], [0], [0xf0, 0x9f]]

    static func text(_ count: Int, _ alphabet: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < count { text += alphabet.randomElement(using: &random) ?? [0] }
        return text
    }

    static func all(
        _ matcher: LiteralMatcher, in text: [UInt8], range: Range<Int>? = nil
    ) -> [LiteralMatcher.Hit] {
        var hits: [LiteralMatcher.Hit] = []
        matcher.hits(in: text, range: range, into: &hits)
        return hits
    }

    private static func literals(
        _ count: Int, longest: Int, _ alphabet: [[UInt8]], _ random: inout SeededGenerator
    ) -> [LiteralMatcher.Literal] {
        (0..<count).map { _ in
            LiteralMatcher.Literal(
                bytes: Array(text(Int.random(in: 1...longest, using: &random), alphabet, &random).prefix(longest)),
                ignoresCase: Bool.random(using: &random), id: Int.random(in: -3...count, using: &random))
        }
    }

    private static func run(_ random: inout SeededGenerator) -> LiteralMatcher.ClassRun {
        let classes: [ByteClass] = [.digits, .letters, ByteClass(0x61...0x61), ByteClass(0x20...0x40), .all]
        return LiteralMatcher.ClassRun(
            classes: (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in
                classes.randomElement(using: &random)
            },
            id: Int.random(in: 100...110, using: &random))
    }

    @Test(arguments: 0..<(8 * Soak.factor))
    func `everything is found that the plain search finds, and nothing else`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet = (0..<Int.random(in: 2...8, using: &random)).compactMap { _ in
            Self.letters.randomElement(using: &random)
        }
        let literals = Self.literals(
            Int.random(in: 0...30, using: &random), longest: [3, 7, 12, 40][seed % 4], alphabet, &random)
        let runs = (0..<Int.random(in: 0...3, using: &random)).map { _ in Self.run(&random) }
        let oracle = LiteralOracle(literals: literals, runs: runs)
        for width in Self.widths {
            let matcher = literalMatcher(literals: literals, runs: runs, shuffleWidth: width)
            var texts = random
            for count in stride(from: 0, through: 200, by: seed % 3 + 2) {
                let text = Array(Self.text(count, alphabet, &texts).prefix(count))
                let lower = Int.random(in: 0...min(count, 40), using: &texts)
                let upper = Int.random(in: max(lower, count - 20)...count, using: &texts)
                #expect(Self.all(matcher, in: text) == oracle.hits(in: text))
                #expect(
                    Self.all(matcher, in: text, range: lower..<upper) == oracle.hits(in: text, range: lower..<upper))
            }
        }
    }

    @Test func `a long text is found out in every block of it`() {
        var random = SeededGenerator(seed: 11)
        for alphabet in [Self.letters, Array(Self.letters.prefix(10)), Array(Self.letters[10..<14])] {
            let literals = Self.literals(12, longest: 14, alphabet, &random)
            let runs = [LiteralMatcher.ClassRun(classes: [.digits], id: 9), Self.run(&random)]
            let text = Self.text(20_000, alphabet, &random)
            let expected = LiteralOracle(literals: literals, runs: runs).hits(in: text)
            for width in Self.widths {
                let matcher = literalMatcher(literals: literals, runs: runs, shuffleWidth: width)
                #expect(Self.all(matcher, in: text) == expected)
            }
        }
    }

    @Test(arguments: [1, 20, 1000, 20_000])
    func `any number of literals are each found, alone, at both ends and at every alignment`(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let hanzi = (0..<2000).compactMap { Unicode.Scalar(0x4e00 + $0 * 7) }.map { Array(String($0).utf8) }
        let ascii = (0x20...0x7e).map { [UInt8($0)] }
        let literals = (0..<count).map { id in
            let alphabet = id % 3 == 0 ? ascii : id % 3 == 1 ? hanzi : hanzi + ascii
            return LiteralMatcher.Literal(
                bytes: Self.text(Int.random(in: 6...20, using: &random), alphabet, &random), ignoresCase: id % 2 == 0,
                id: id)
        }
        let matcher = literalMatcher(literals: literals)
        for literal in literals.shuffled(using: &random).prefix(300) {
            let before = Self.text(Int.random(in: 0...40, using: &random), hanzi + ascii, &random)
            let after = Self.text(Int.random(in: 0...40, using: &random), hanzi + ascii, &random)
            for (lead, tail) in [(before, after), ([], after), (before, []), ([], [])] {
                let hits = Self.all(matcher, in: lead + literal.bytes + tail)
                let expected = LiteralMatcher.Hit(
                    id: Int32(literal.id), start: Int32(lead.count), end: Int32(lead.count + literal.bytes.count))
                #expect(hits.contains(expected))
                #expect(hits == hits.sorted { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) })
            }
        }
    }

    @Test func `case is ignored for the letters A to Z alone`() {
        let literals = ["kelvin sign", "a@[`{z"].enumerated().map {
            LiteralMatcher.Literal(bytes: Array($1.utf8), ignoresCase: true, id: $0)
        }
        let matcher = literalMatcher(literals: literals)
        #expect(Self.all(matcher, in: Array("KELVIN SIGN A@[`{Z".utf8)).map(\.id) == [0, 1])
        #expect(Self.all(matcher, in: Array("\u{212a}elvin sign a`[`{z a@{`{z a@[@{z kelvin\u{0}sign".utf8)).isEmpty)
    }

    @Test func `literals with one id, the same literal twice, and no literal at all`() {
        let twice = ["abc", "abc", "bc", "longer than that", "longer than that"].map {
            LiteralMatcher.Literal(bytes: Array($0.utf8), id: 7)
        }
        let matcher = literalMatcher(literals: twice + [LiteralMatcher.Literal(bytes: [], id: 8)])
        #expect(matcher.longest == 16)
        #expect(Self.all(matcher, in: Array("abc longer than that".utf8)).map(\.start) == [0, 1, 4])
        let none = literalMatcher(literals: [])
        #expect(none.longest == 0 && none.isEmpty)
        #expect(Self.all(none, in: Array("abc".utf8)).isEmpty)
    }

    @Test func `hits are appended after those that were there`() {
        let matcher = literalMatcher(literals: [LiteralMatcher.Literal(bytes: Array("b".utf8), id: 1)])
        var hits = [LiteralMatcher.Hit(id: 5, start: 9, end: 10)]
        matcher.hits(in: Array("abb".utf8), into: &hits)
        #expect(hits.map(\.start) == [9, 1, 2])
    }
}
