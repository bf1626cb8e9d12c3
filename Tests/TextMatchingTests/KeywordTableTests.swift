import TestSupport
import Testing

@testable import TextMatching

/// A table finds what each of its words, asked alone, says of a place.
@Suite struct KeywordTableTests {
    private static let alphabet = ["a", "b", "c", "1", "1", "甲", "乙", "-", " ", "恨", "𠀀"]

    private static func text(_ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: count, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
    }

    private struct Said: Hashable {
        var id: Int
        var attempt: Attempt
    }

    @Test func `it says of each word what the word itself would`() {
        var random = SeededGenerator(seed: 5)
        var rows = 0
        var matches = 0
        for round in 0..<400 * Soak.factor {
            let choices: [Foldings] = [
                .raw, .folded, .foldedPlus, [.folded, .separators], [.folded, .repeats], [.foldedPlus, .split],
            ]
            let foldings = choices[round % choices.count]
            // Few and many, so that ways are short and long.
            let words = (0..<Int.random(in: 1...90, using: &random)).map { _ in Self.text(1...5, &random) }
            var builder = KeywordTable.Builder(foldings)
            for (id, word) in words.enumerated() { builder.add(word, id: id) }
            let table = builder.table()
            let folding = Folding(foldings)
            let keywords = words.enumerated().flatMap { id, word in
                folding.spellings(of: word).compactMap { Keyword($0, foldings) }.map { (id, $0) }
            }
            var views = TextViews([foldings])
            views.feed(Array(Self.text(1...12, &random).utf8))
            let isComplete = round % 4 == 0
            if isComplete { views.finish() }
            let view = views[0]
            for place in view.scalars.indices {
                var wanted: [Said: Int] = [:]
                for (id, keyword) in keywords {
                    let attempt = keyword.attempt(in: view, at: place, isComplete: isComplete)
                    if attempt != .none { wanted[Said(id: id, attempt: attempt), default: 0] += 1 }
                }
                var got: [Said: Int] = [:]
                let openings = table.openings(in: view, at: place, isComplete: isComplete) { id, attempt in
                    got[Said(id: id, attempt: attempt), default: 0] += 1
                    if case .match = attempt { matches += 1 }
                }
                for id in table.ids[openings.row] { got[Said(id: Int(id), attempt: .open), default: 0] += 1 }
                rows += openings.row.count
                #expect(got == wanted, "\(words) in \(view.scalars) at \(place)")
            }
        }
        #expect(rows > 300 && matches > 1000)
    }

    @Test func `a walk that goes on says what one from the start says`() {
        var random = SeededGenerator(seed: 6)
        var resumed = 0
        for round in 0..<300 * Soak.factor {
            let foldings: Foldings = [.raw, .folded, .foldedPlus, [.folded, .repeats]][round % 4]
            let words = (0..<Int.random(in: 1...90, using: &random)).map { _ in Self.text(2...6, &random) }
            let table = KeywordTable(foldings, words)
            var views = TextViews([foldings])
            var walk: KeywordTable.Walk?
            for scalar in Self.text(1...12, &random).unicodeScalars {
                views.feed(Array(String(scalar).utf8))
                guard !views[0].scalars.isEmpty else { continue }
                var (said, again): ([Attempt], [Attempt]) = ([], [])
                let fresh = table.openings(in: views[0], at: 0, isComplete: false) { said.append($1) }
                if let known = walk {
                    let later = table.openings(in: views[0], at: 0, isComplete: false, from: known) { again.append($1) }
                    #expect(later.row == fresh.row && again == said, "\(words) in \(views[0].scalars)")
                    #expect((later.walk == nil) == (fresh.walk == nil))
                    resumed += 1
                }
                walk = said.isEmpty ? fresh.walk : nil
            }
        }
        #expect(resumed > 100 * Soak.factor)
    }

    @Test func `scalars that no word begins with are told from those that one does`() {
        let table = KeywordTable(.raw, ["ab", "甲", "𠀀"])
        for scalar: UInt32 in [0x61, 0x7532, 0x20000] { #expect(table.begins(with: scalar)) }
        for scalar: UInt32 in [0, 0x62, 0x7533, 0x20001, 0x10FFFF, 0x110005] { #expect(!table.begins(with: scalar)) }
        #expect(KeywordTable(.raw, []).isEmpty && !KeywordTable(.raw, []).begins(with: 0x61))
    }
}
