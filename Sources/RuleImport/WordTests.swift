internal import Monitor
internal import Rules

/// Tests for rules of words: three words that hit, and near misses of them that are certain to be none.
enum WordTests {
    /// Gives each rule of `drafts` its tests.
    ///
    /// The words of a list hold each other in every possible way, so each text is tried on all of them.
    static func give(_ drafts: inout [RuleDraft], of list: WordList, pack: String) throws(ImportFault) {
        let rules = zip(drafts, list.groups).map { draft, group in
            Rule(
                id: draft.id, title: Title(zh: draft.zh, en: draft.en), category: draft.category, severity: draft.severity,
                match: .keywords(group.words, view: View(group.tags.view)), view: View(group.tags.view))
        }
        let made = Pack(name: pack, version: "1.0.0", title: Title(zh: pack, en: pack), rules: rules, digest: "")
        let set: RuleSet
        do throws(RuleProblems) { set = try RuleSet(packs: [made]) } catch {
            throw ImportFault(error.problems.map { ImportFault.Place(line: nil, message: $0.message, hint: $0.hint) })
        }
        let monitor = StreamingMonitor(set)
        for (index, group) in list.groups.enumerated() {
            drafts[index].tests = tests(of: group.words, drafts[index].id, monitor)
        }
    }

    private static let wanted = 3

    private static func tests(of words: [String], _ rule: String, _ monitor: StreamingMonitor) -> RuleTests {
        var hits: [String] = []
        for text in spread(words).flatMap({ [$0, "（\($0)）", "\($0)。"] }).sorted(by: { $0.utf8.count < $1.utf8.count })
        where hits.count < wanted && !hits.contains(text) {
            if RuleTrial.isHit(text, by: monitor, rule: rule) { hits.append(text) }
        }
        var misses: [String] = []
        for word in hits + spread(words) {
            guard misses.count < wanted else { break }
            let miss = nearMisses(of: word).first { text in
                !misses.contains(text) && !RuleTrial.isHit(text, by: monitor, rule: rule)
            }
            if let miss { misses.append(miss) }
        }
        return RuleTests(hit: hits.isEmpty ? [words.first ?? ""] : hits, clean: misses.isEmpty ? ["…"] : misses)
    }

    /// The first word, the middle one, the last one, and a few between.
    private static func spread(_ words: [String]) -> [String] {
        let places = [0, words.count / 2, words.count - 1, words.count / 4, words.count * 3 / 4]
        var taken: Set<Int> = []
        return places.filter { words.indices.contains($0) && taken.insert($0).inserted }.map { words[$0] }
    }

    /// Parted by a comma, which no view looks over; cut short at either end.
    private static func nearMisses(of word: String) -> [String] {
        let scalars = Array(word.unicodeScalars)
        guard scalars.count > 1 else { return [] }
        func text(_ parts: some Sequence<Unicode.Scalar>) -> String {
            var text = ""
            text.unicodeScalars.append(contentsOf: parts)
            return text
        }
        let middle = scalars.count / 2
        let parted = text(scalars[..<middle] + ["，"] + scalars[middle...])
        return [parted, text(scalars.dropLast()), text(scalars.dropFirst())].filter {
            $0.unicodeScalars.contains { !$0.properties.isWhitespace }
        }
    }
}
