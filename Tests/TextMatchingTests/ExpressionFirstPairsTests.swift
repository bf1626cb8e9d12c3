import RegexSyntax
import TestSupport
import Testing
import TextMatching

@Suite struct `First pairs leave no match out` {
    @Test(arguments: 0..<2) func `for random programs`(seed: Int) {
        let grammar: PatternGenerator.Grammar = seed == 0 ? .plain : [.lookBehind, .lazy]
        var generator = PatternGenerator(seed: UInt64(500 + seed), grammar: grammar, depth: 2)
        var workspace = ExpressionWorkspace()
        var attempts = 0
        var candidates = 0
        for _ in 0..<10 * Soak.factor {
            let programs = (0..<40).compactMap { _ in
                (try? Expression(generator.next())).flatMap { ExpressionProgram($0.root) }
            }
            let pairs = FirstPairs(programs)
            for _ in 0..<15 {
                let text = scalars(generator.text())
                for place in 0...text.count {
                    for isTextStart in [true, false] where isTextStart || place > 0 {
                        var found: [Int] = []
                        pairs.candidates(in: text, at: place, isTextStart: isTextStart, into: &found)
                        #expect(found == Array(Set(found)).sorted())
                        for (index, program) in programs.enumerated() where !found.contains(index) {
                            let attempt = program.attempt(
                                in: text, at: place, isTextStart: isTextStart, isComplete: false, workspace: &workspace)
                            #expect(attempt == .none, "\(index) at \(place) of \(text)")
                        }
                        attempts += programs.count
                        candidates += found.count
                    }
                }
            }
        }
        #expect(candidates < attempts * 3 / 4, "\(candidates) of \(attempts)")
    }

    @Test func `they stay small for many programs`() throws {
        let programs = (0..<300).compactMap { number -> ExpressionProgram? in
            let scalars = (0..<6).compactMap { Unicode.Scalar(UInt32(0x4E00 + number * 37 + $0 * 11)) }
            let words = String(String.UnicodeScalarView(scalars))
            let source = #"(?<![0-9a-z])(?:["# + words + #"]|[\p{Han}a-z]{1,10}x\#(number))[0-9]{4}"#
            return (try? Expression(source)).flatMap { ExpressionProgram($0.root) }
        }
        #expect(programs.count == 300)
        let pairs = FirstPairs(programs)
        #expect(pairs.size < 1_000_000, "\(pairs.size)")
    }

    @Test(arguments: [
        ("(?<![0-9])1[3-9]", "13", 0, true), ("(?<![0-9])1[3-9]", "12", 0, false),
        ("(?<![0-9])1[3-9]", "013", 1, false),
        ("(?<=a)b", "b", 0, false), ("(?<=a)b", "ab", 1, true), ("a?bc", "bc", 0, true), ("a?bc", "ac", 0, false),
        ("ab|cd", "ad", 0, false), ("ab|cd", "a", 0, true), ("a*", "b", 0, true),
    ]) func `by example`(source: String, text: String, place: Int, isCandidate: Bool) throws {
        let program = try #require(ExpressionProgram(try Expression(source).root))
        var found: [Int] = []
        FirstPairs([program]).candidates(in: scalars(text), at: place, isTextStart: true, into: &found)
        #expect(found == (isCandidate ? [0] : []))
    }
}
