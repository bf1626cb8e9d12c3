import RegexSyntax
import TestSupport
import Testing
import TextMatching

@Suite struct `A piece of a text without places` {
    /// What the folding makes of a piece, scalar by scalar, with the byte at which each of them starts.
    private func plain(_ text: [UInt8], _ range: Range<Int>, _ folding: Folding) -> [(scalar: UInt32, start: Int)] {
        var place = range.lowerBound
        var made: [(UInt32, Int)] = []
        for scalar in String(decoding: text[range], as: UTF8.self).unicodeScalars {
            if let mapped = folding.map(scalar.value) { made.append((mapped, place)) }
            place += String(scalar).utf8.count
        }
        return made
    }

    private func boundaries(_ text: [UInt8]) -> [Int] {
        text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count]
    }

    @Test(arguments: [Foldings.raw, .folded, .foldedPlus, .pinyin])
    func `tells what a view of it tells`(foldings: Foldings) {
        let folding = Folding(foldings)
        var generator = PatternGenerator(seed: 7, grammar: [.lookAhead, .lookBehind, .anchors, .unbounded])
        var random = SeededGenerator(seed: 11)
        var window = ScalarWindow()
        var workspace = ExpressionWorkspace()
        var answers = (yes: 0, no: 0)
        for _ in 0..<400 * Soak.factor {
            guard let root = (try? Expression(generator.next()))?.root, let program = ExpressionProgram(root) else {
                continue
            }
            for _ in 0..<10 {
                // Wide letters, what is dropped, and a letter that looks like another.
                let tail = ["", "ＡＢ", "a\u{200B}b", "Аb"][Int.random(in: 0..<4, using: &random)]
                let text = Array((generator.text() + tail).utf8)
                let ends = boundaries(text)
                let cuts = (0..<4).map { _ in ends[Int.random(in: ends.indices, using: &random)] }.sorted()
                let (range, inner) = (cuts[0]..<cuts[3], cuts[1]..<cuts[2])
                let scalars = plain(text, range, folding)
                let hits = scalars.count { $0.start < inner.lowerBound }..<scalars.count { $0.start < inner.upperBound }
                #expect(window.take(text, range, folding, inner: inner) == hits)
                let places = hits.lowerBound..<(hits.upperBound + 1)
                let (isStart, isEnd) = (range.lowerBound == 0, range.upperBound == text.count)
                let expected = program.firstAttempt(
                    in: scalars.map(\.scalar), from: places.lowerBound, to: places.upperBound, isTextStart: isStart,
                    isComplete: isEnd, workspace: &workspace)
                let mayMatch = program.mayMatch(
                    in: window, at: places, isTextStart: isStart, isComplete: isEnd,
                    limit: ExpressionProgram.usualLimit, workspace: &workspace)
                #expect(mayMatch == (expected != nil))
                if mayMatch { answers.yes += 1 } else { answers.no += 1 }
            }
        }
        #expect(min(answers.yes, answers.no) > 300 * Soak.factor, "\(answers)")
    }

    @Test func `is nothing where characters are cut or broken`() {
        var window = ScalarWindow()
        let text = Array("a一b".utf8)
        #expect(window.take(text, 0..<5, Folding(.raw), inner: 1..<4) == 1..<2)
        #expect(window.take(text, 0..<3, Folding(.raw), inner: 0..<1) == nil)
        #expect(window.take(text, 2..<5, Folding(.folded), inner: 2..<3) == nil)
        #expect(window.take([0x61, 0xFF], 0..<2, Folding(.raw), inner: 0..<1) == nil)
        #expect(window.take(text, 0..<99, Folding(.raw), inner: 0..<99) == 0..<3)
        #expect(window.take([], 0..<0, Folding(.folded), inner: 0..<0) == 0..<0)
    }
}
