import RegexSyntax
import TestSupport
import Testing

@testable import TextMatching

@Suite struct `How far a word can go` {
    private func view(_ text: String, _ foldings: Foldings) -> ViewText {
        var views = TextViews([foldings])
        views.feed(Array(text.utf8))
        views.finish()
        return views[0]
    }

    @Test(arguments: [
        ("炸药", "炸-.-药", 5), ("bomb", "b...o...m...b", 13), ("C++", "C++", 3), ("a b", "a - b", 5), ("甲", "甲", 1),
        ("-a1", "-a...1", 6),
    ])
    func `it reaches its stretch, and no further`(word: String, text: String, greatest: Int) throws {
        let stretch = try #require(KeywordStretch(word, .foldedPlus))
        #expect(stretch.greatest == greatest)
        let table = KeywordTable(.foldedPlus, [word])
        var ends: [Attempt] = []
        table.attempts(in: view(text, .foldedPlus), at: 0, isComplete: true) { _, attempt in ends.append(attempt) }
        #expect(ends == [.match(end: greatest)])
    }

    @Test func `no match without repeats is longer, and none waits behind it`() throws {
        let alphabet = ["a", "b", "1", "甲", "乙", "-", "."]
        var random = SeededGenerator(seed: 11)
        var matches = 0
        for round in 0..<300 * Soak.factor {
            let foldings: Foldings = [.raw, .folded, .foldedPlus][round % 3]
            func text(_ count: ClosedRange<Int>) -> String {
                var text = ""
                for _ in 0..<Int.random(in: count, using: &random) {
                    let next = alphabet.randomElement(using: &random) ?? "a"
                    if !text.hasSuffix(next) { text += next }
                }
                return text
            }
            let word = text(1...4)
            guard let stretch = KeywordStretch(word, foldings) else { continue }
            let table = KeywordTable(foldings, [word])
            // What stands twice in a row is repeated, which has no end.
            let gap = ["", "-", ".-", ".-."][round / 3 % 4]
            var all = ""
            for character in word.map(String.init).joined(separator: gap) + text(0...4) where all.last != character {
                all.append(character)
            }
            let whole = view(all, foldings)
            for count in 0...whole.scalars.count {
                var part = ViewText()
                for place in 0..<count { part.append(whole.scalars[place], from: place, to: place + 1) }
                for start in 0..<count {
                    table.attempts(in: part, at: start, isComplete: false) { _, attempt in
                        switch attempt {
                        case .match(let end):
                            matches += 1
                            #expect(end - start <= stretch.greatest, "\(word) in \(whole.scalars)")
                        case .open:
                            let seen = stretch.looksBehind ? stretch.greatest : stretch.greatest - 1
                            #expect(count - start <= seen, "\(word) in \(whole.scalars), \(count)")
                        case .none, .limit: break
                        }
                    }
                }
            }
        }
        #expect(matches > 200)
    }

    @Test func `shares of characters are shares`() {
        #expect(abs(CharacterShares.chinese(.all) - 1) < 1e-9 && abs(CharacterShares.english(.all) - 1) < 1e-9)
        #expect(CharacterShares.chinese(ScalarSet()) == 0 && CharacterShares.english(ScalarSet()) == 0)
        func set(_ text: String) -> ScalarSet { ScalarSet(text.unicodeScalars.map { $0.value...$0.value }) }
        func chinese(_ text: String) -> Double { CharacterShares.chinese(set(text)) }
        func english(_ text: String) -> Double { CharacterShares.english(set(text)) }
        #expect(chinese("的") > chinese("炸") && chinese("炸") > 0 && chinese("e") == 0)
        #expect(english("e") > english("q") && english("q") > english("Q") && english("的") == 0)
        let both = english("e") + english("t")
        #expect(abs(english("et") - both) < 1e-12)
        // One letter in eight or so is an e.
        #expect(0.06...0.14 ~= english("e"))
    }
}
