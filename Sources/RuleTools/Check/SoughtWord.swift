import Monitor
import RegexSyntax
import Rules
import TextMatching

/// A text that a rule looks for as it stands: a keyword, or an expression that is nothing but a text.
struct SoughtWord {
    let rule: Rule
    /// As the rule has it.
    let text: String
    /// As its view has it, before separators are looked over.
    let scalars: [UInt32]
    let view: View
    /// Whether no word character may stand beside one at its edge.
    let isBounded: Bool
    /// Whether an expression says it.
    let isExpression: Bool

    /// What a rule looks for on its own: not the members of an `all`, which are hits only together.
    static func all(of rule: Rule) -> [SoughtWord] { leaves(of: rule.match).flatMap { words($0, rule) } }

    private static func leaves(of match: Match) -> [Match] {
        switch match {
        case .keywords, .regex: [match]
        case .any(let members): members.flatMap(leaves)
        case .all: []
        }
    }

    private static func words(_ leaf: Match, _ rule: Rule) -> [SoughtWord] {
        switch leaf {
        case .keywords(let words, let view):
            // What respells the text finds a word in other places than where it stands.
            guard view.kind != .split, view.kind != .pinyin else { return [] }
            let folding = Folding(view.foldings)
            return words.map { word in
                SoughtWord(
                    rule: rule, text: word, scalars: folding.scalars(of: word), view: view,
                    isBounded: !view.foldings.isEmpty, isExpression: false)
            }
        case .regex(let source, let view):
            guard let texts = (try? Expression(source))?.root.plainTexts else { return [] }
            return texts.map { scalars in
                let text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
                return SoughtWord(
                    rule: rule, text: text, scalars: scalars, view: view, isBounded: false, isExpression: true)
            }
        case .any, .all: return []
        }
    }

    /// Its scalars in another view that folds away what its own does and perhaps more; `nil` where it is not known that
    /// each of its hits is one there.
    func scalars(in other: View) -> [UInt32]? {
        if other == view { return isExpression && looksOverSeparators(other) ? nil : scalars }
        let isWider = view.without.isEmpty && other.without.isEmpty
            && (view.kind == .raw || view.kind == .folded) && (other.kind == .folded || other.kind == .foldedPlus)
        guard isWider, view.kind != other.kind else { return nil }
        let folding = Folding(other.foldings)
        let folded = scalars.compactMap(folding.map)
        return looksOverSeparators(other) && folded.contains(where: Scalars.isSeparator) ? nil : folded
    }

    private func looksOverSeparators(_ view: View) -> Bool { view.folds.contains(.separators) }
}

extension Node {
    /// The texts that it matches, where it is nothing but a few of them.
    fileprivate var plainTexts: [[UInt32]]? {
        switch kind {
        case .one(let set): set.count == 1 ? set.ranges.first.map { [[$0.lowerBound]] } : nil
        case .sequence(let nodes):
            nodes.reduce([[]] as [[UInt32]]?) { texts, node in
                guard let texts, let more = node.plainTexts, texts.count * more.count <= 64 else { return nil }
                return texts.flatMap { text in more.map { text + $0 } }
            }
        case .alternation(let nodes):
            nodes.reduce([] as [[UInt32]]?) { texts, node in
                guard let texts, let more = node.plainTexts, texts.count + more.count <= 64 else { return nil }
                return texts + more
            }
        case .capture(let node, _), .atomic(let node): node.plainTexts
        default: nil
        }
    }
}
