import Monitor
import Rules
import TextMatching

/// Keywords that stand inside common words, where they mean nothing.
///
/// Chinese has no edges of words, so a keyword of one to three characters hits inside every longer word that holds it. One
/// of letters does so in the view `raw` alone. A rule that asks for more than the word is left alone: one with `near`, and
/// the members of an `all`.
enum PartOfWords {
    static func find(in rules: [Rule]) -> [RuleProblem] {
        rules.filter { $0.near?.effect != .require }.flatMap { rule in
            SoughtWord.all(of: rule).filter { !$0.isExpression }.compactMap(problem)
        }
    }

    private static func problem(_ word: SoughtWord) -> RuleProblem? {
        let excepted = word.rule.except.map { Folding(.folded).scalars(of: $0.phrase) }
        let around = words(around: word).filter { !excepted.contains(Folding(.folded).scalars(of: $0)) }
        guard !around.isEmpty else { return nil }
        let isLatin = around.allSatisfy { $0.utf8.first ?? 0 < 0x80 }
        let shown = around.prefix(3).joined(separator: isLatin ? ", " : "、")
        return RuleProblem(
            .partOfWords, at: word.rule.place,
            "'\(word.rule.id)' hits \(Quote.short(word.text)) inside of common words: \(shown)\(around.count > 3 ? "…" : "")",
            hint: isLatin ? "'view: folded' asks for edges of words" : "a longer keyword, 'near', or 'except' with these words",
            gravity: .warning, subject: ProblemSubject(rule: word.rule.id, part: .keyword(word.text)))
    }

    private static func words(around word: SoughtWord) -> [String] {
        let folded = Folding(.folded).scalars(of: word.text)
        if (1...3).contains(folded.count), folded.allSatisfy(isHanzi) {
            return CommonWords.shared.chinese(around: String(String.UnicodeScalarView(folded.compactMap(Unicode.Scalar.init))))
        }
        guard !word.isBounded, word.scalars.count > 1, word.scalars.allSatisfy({ (0x61...0x7A).contains($0) }) else { return [] }
        return CommonWords.shared.english(around: word.text)
    }

    private static func isHanzi(_ scalar: UInt32) -> Bool { (0x4E00...0x9FFF).contains(scalar) }
}
