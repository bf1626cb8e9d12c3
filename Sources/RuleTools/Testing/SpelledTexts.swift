import Monitor
import Rules
import TextMatching

/// The spellings of the texts of one rule that the rule promises to see through.
struct SpelledTexts {
    private let rule: Rule
    /// The views of all that the rule looks for and looks around for.
    private let views: Set<View>
    /// Whether a hit is what one part finds, and nothing else is asked for.
    private let isSimple: Bool
    private let parts: RuleParts

    init(_ rule: Rule) {
        self.rule = rule
        var views = Set(rule.match.leaves.compactMap(\.view))
        isSimple = !rule.match.holdsAll && rule.near == nil && rule.except.isEmpty
        if !isSimple { views.insert(rule.view) }
        if rule.validate != nil { views.formUnion(views.map(\.seenByValidators)) }
        self.views = views
        parts = RuleParts(rule)
    }

    /// A text in another spelling.
    struct Variant {
        var spelling: Spelling
        var text: String
    }

    /// A near miss in spellings that no view of the rule sees.
    func ofNearMiss(_ text: String) -> [Variant] {
        let scalars = text.unicodeScalars.map(\.value)
        let speller = Speller(views)
        return Spelling.ofTexts.compactMap { variant($0, speller.respell(scalars, $0)) }
    }

    /// A hit in spellings in which it has to stay one.
    func ofHit(_ text: String, _ findings: [Finding]) -> [Variant] {
        let scalars = text.unicodeScalars.map(\.value)
        var seen = views
        if isSimple, let view = findings.first?.view, let whole = wholeView(view) {
            seen = rule.validate == nil ? [whole] : [whole, whole.seenByValidators]
        }
        let speller = Speller(seen)
        // A validator looks over what it is used to, and not over whatever may stand in a word.
        let ofKeywords: [Spelling] = rule.validate == nil ? [.separators, .repeats, .split] : []
        return Spelling.ofTexts.compactMap { variant($0, speller.respell(scalars, $0)) }
            + ofKeywords.compactMap { variant($0, respelled(text, findings, $0)) }
    }

    /// A finding names a view by its kind; the rule says what is switched off of it.
    private func wholeView(_ view: View) -> View? {
        let same = Set(rule.match.leaves.compactMap(\.view).filter { $0.kind == view.kind })
        return same.count == 1 ? same.first : nil
    }

    private func variant(_ spelling: Spelling, _ scalars: [UInt32]?) -> Variant? {
        scalars.map {
            Variant(spelling: spelling, text: String(String.UnicodeScalarView($0.compactMap(Unicode.Scalar.init))))
        }
    }

    /// The text with the keywords at the edges of what was found spelled otherwise. (Those in between count for the
    /// distance of others, which more characters make longer.)
    private func respelled(_ text: String, _ findings: [Finding], _ spelling: Spelling) -> [UInt32]? {
        let bytes = Array(text.utf8)
        var made: [UInt32] = []
        var at = 0
        var isOther = false
        for word in parts.keywords(in: bytes) where word.bytes.lowerBound >= at && stands(word.bytes, at: findings) {
            let keyword = Self.scalars(bytes[word.bytes])
            guard let other = Speller.respell(keyword: keyword, spelling, in: word.view) else { continue }
            made += Self.scalars(bytes[at..<word.bytes.lowerBound]) + other
            at = word.bytes.upperBound
            isOther = true
        }
        return isOther ? made + Self.scalars(bytes[at...]) : nil
    }

    private func stands(_ bytes: Range<Int>, at findings: [Finding]) -> Bool {
        findings.contains { finding in
            finding.bytes == bytes
                || (coversAll && (finding.bytes.lowerBound == bytes.lowerBound || finding.bytes.upperBound == bytes.upperBound))
        }
    }

    /// Whether what is found goes from the first member to the last.
    private var coversAll: Bool {
        func covers(_ match: Match) -> Bool {
            switch match {
            case .keywords, .regex: false
            case .any(let members): members.contains(where: covers)
            case .all(_, _, let cover): cover == .all
            }
        }
        return covers(rule.match)
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
    }
}

/// The parts of a rule, each as a rule of its own, to see where they stand in a text.
private struct RuleParts {
    private let monitor: StreamingMonitor?
    private let views: [String: View]

    init(_ rule: Rule) {
        var views: [String: View] = [:]
        let rules = rule.match.leaves.enumerated().map { number, leaf in
            var part = Rule(
                id: "part.\(number)", title: rule.title, category: rule.category, severity: rule.severity, match: leaf,
                view: leaf.view ?? rule.view)
            if case .regex = leaf { part.cap = rule.cap }
            if case .keywords(_, let view) = leaf { views[part.id] = view }
            return part
        }
        self.views = views
        let pack = Pack(name: "part", version: "1.0.0", title: rule.title, rules: rules, digest: "")
        // Without keywords there is nothing to look for.
        monitor = views.isEmpty ? nil : (try? RuleSet(packs: [pack])).map { StreamingMonitor($0) }
    }

    /// Keywords that stand apart from each other and from what expressions find, from left to right.
    func keywords(in text: [UInt8]) -> [(bytes: Range<Int>, view: View)] {
        let findings = monitor?.judge(text).findings ?? []
        return findings.enumerated().compactMap { index, finding in
            guard let view = views[finding.rule] else { return nil }
            let isAlone = findings.indices.allSatisfy { other in
                other == index || findings[other].bytes == finding.bytes && views[findings[other].rule] != nil
                    || !findings[other].bytes.overlaps(finding.bytes)
            }
            return isAlone ? (finding.bytes, view) : nil
        }
    }
}
