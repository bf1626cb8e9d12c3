import Monitor
import Rules
import TextMatching

/// Keywords, and expressions that are plain texts, which change nothing because another rule hits wherever they do.
///
/// A keyword is reported where that is sure: another rule, which refuses none of its hits, looks for a text that the
/// keyword holds, in the same view or in a wider one (`raw` in `folded` in `folded+`), with nothing at the edges that
/// could keep it from hitting there; it has the same category and risk and at least the severity; and what leaves is the
/// same without the keyword, since its rule only observes, or the other blocks from the keyword's first character on, or
/// both replace the same characters.
struct ShadowedKeywords {
    /// By view, then by what a rule looks for in it.
    private var sought: [View: [[UInt32]: [SoughtWord]]] = [:]
    /// In scalars.
    private var longest = 0
    /// By rule, the ends of its keywords: what begins with one of them may be taken by an earlier hit.
    private var ends: [String: Set<[UInt32]>] = [:]
    private let known: Set<[String]>

    static func find(in rules: [Rule], besides same: [SameMatches]) -> [RuleProblem] {
        let words = rules.map { SoughtWord.all(of: $0) }
        var index = ShadowedKeywords(known: Set(same.map { [$0.rule, $0.other] }))
        for word in words.joined() { index.add(word) }
        return words.joined().compactMap { word in index.shadow(of: word).map { problem(word, $0) } }
    }

    private init(known: Set<[String]>) {
        self.known = known
    }

    private mutating func add(_ word: SoughtWord) {
        guard word.rule.takesEveryHit, let scalars = word.core else { return }
        sought[word.view, default: [:]][scalars, default: []].append(word)
        longest = max(longest, scalars.count)
        let runs = Self.runs(scalars)
        for count in 1..<max(1, runs.count) { ends[word.rule.id, default: []].insert(Array(runs.suffix(count))) }
    }

    /// What makes a word needless.
    private func shadow(of word: SoughtWord) -> SoughtWord? {
        for (view, words) in sought.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let scalars = word.scalars(in: view).flatMap({ SoughtWord.core($0, view) }) else { continue }
            for first in scalars.indices {
                for end in first + 1..<min(scalars.count, first + longest) + 1 {
                    let found = words[Array(scalars[first..<end])]?.first { other in
                        isShadow(other, of: word, first..<end, of: scalars)
                    }
                    if let found { return found }
                }
            }
        }
        return nil
    }

    private func isShadow(_ other: SoughtWord, of word: SoughtWord, _ range: Range<Int>, of scalars: [UInt32]) -> Bool {
        guard other.rule.id != word.rule.id, !known.contains([word.rule.id, other.rule.id]), outranks(other.rule, word.rule),
            // Two lists with one word are told of as such, and of two that shadow each other the later one is needless.
            !other.text.unicodeScalars.elementsEqual(word.text.unicodeScalars),
            standsFree(other, in: word, range, scalars), hasSameGaps(other, word)
        else { return false }
        let isSame = range.count == scalars.count
        guard !isSame || !isEarlier(word, than: other) else { return false }
        if word.rule.effectiveAction == .observe { return true }
        if other.rule.effectiveAction == .block { return range.lowerBound == 0 }
        return isSame && other.rule.hasOnlyWords && other.rule.replacement == word.rule.replacement
            && !canBeTaken(scalars, by: other.rule)
    }

    /// Of two words that are one, the one that stands first.
    private func isEarlier(_ word: SoughtWord, than other: SoughtWord) -> Bool {
        guard word.rule.effectiveAction == other.rule.effectiveAction, word.rule.highestSeverity == other.rule.severity,
            word.view == other.view
        else { return false }
        return (word.rule.place.file, word.rule.place.line) < (other.rule.place.file, other.rule.place.line)
    }

    /// Whether a rule's hits say and do at least as much.
    private func outranks(_ one: Rule, _ other: Rule) -> Bool {
        one.effectiveAction >= other.effectiveAction && one.severity >= other.highestSeverity
            && one.category == other.category && (other.risk == nil || other.risk == one.risk)
    }

    /// Whether nothing beside it keeps a word from hitting inside another.
    private func standsFree(_ inner: SoughtWord, in outer: SoughtWord, _ range: Range<Int>, _ scalars: [UInt32]) -> Bool {
        guard inner.isBounded else { return true }
        func isFree(_ edge: UInt32, beside neighbour: UInt32?) -> Bool {
            guard Scalars.isWord(edge) else { return true }
            return neighbour.map { !Scalars.isWord($0) } ?? outer.isBounded
        }
        let before = range.lowerBound > 0 ? scalars[range.lowerBound - 1] : nil
        let behind = range.upperBound < scalars.count ? scalars[range.upperBound] : nil
        return isFree(scalars[range.lowerBound], beside: before) && isFree(scalars[range.upperBound - 1], beside: behind)
    }

    /// Whether separators may stand in the one wherever they may in the other: words that have none themselves are alike.
    private func hasSameGaps(_ inner: SoughtWord, _ outer: SoughtWord) -> Bool {
        guard outer.view.folds.contains(.separators) else { return true }
        return !inner.scalars.contains(where: Scalars.isSeparator) && !outer.scalars.contains(where: Scalars.isSeparator)
    }

    /// Whether an earlier hit of a rule may reach into one of these.
    private func canBeTaken(_ scalars: [UInt32], by rule: Rule) -> Bool {
        let ends = ends[rule.id] ?? []
        let runs = Self.runs(scalars)
        return (1..<max(2, runs.count)).contains { ends.contains(Array(runs.prefix($0))) }
    }

    /// Each run of one scalar as that scalar: a view may look over repeats.
    private static func runs(_ scalars: [UInt32]) -> [UInt32] {
        scalars.reduce(into: []) { runs, scalar in
            if runs.last != scalar { runs.append(scalar) }
        }
    }

    private static func problem(_ word: SoughtWord, _ shadow: SoughtWord) -> RuleProblem {
        RuleProblem(
            .shadowed, at: word.rule.place,
            "'\(word.rule.id)' needs no \(Quote.short(word.text)): '\(shadow.rule.id)' hits \(Quote.short(shadow.text)) wherever that stands",
            hint: "leave it out, or give its rule a stronger action or a higher severity", gravity: .warning,
            subject: ProblemSubject(rule: word.rule.id, part: .keyword(word.text), other: shadow.rule.id))
    }
}

extension SoughtWord {
    /// What is compared of it.
    fileprivate var core: [UInt32]? { Self.core(scalars, view) }

    /// `nil` for a text of nothing, or one with separators at an edge, which are taken literally.
    fileprivate static func core(_ scalars: [UInt32], _ view: View) -> [UInt32]? {
        guard let first = scalars.first, let last = scalars.last, !Scalars.isSeparator(first), !Scalars.isSeparator(last)
        else { return nil }
        return scalars
    }
}

extension Rule {
    /// What it does, its level counted in.
    fileprivate var effectiveAction: Action { level == .detect ? .observe : action }

    /// Whether it refuses none of its hits.
    fileprivate var takesEveryHit: Bool {
        guard validate == nil, except.isEmpty else { return false }
        return near?.effect != .require
    }

    fileprivate var highestSeverity: Severity {
        if case .raise(let to)? = near?.effect { return max(severity, to) }
        return severity
    }

    fileprivate var hasOnlyWords: Bool {
        match.leaves.allSatisfy { if case .keywords = $0 { true } else { false } } && !match.holdsAll
    }
}
