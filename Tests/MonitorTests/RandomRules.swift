import Oniguruma
import Rules
import TestSupport

/// Rules over small alphabets, so that texts over the same hit them often.
enum RandomRules {
    static let alphabets: [[String]] = [
        ["a", "b", "c", " ", "-"],
        ["甲", "乙", "丙", " ", "a", "·"],
        ["a", "A", "ａ", "b", "\u{200B}", " ", "."],
        ["a", "b", "1", "2", "甲", " ", "\n", "\r"],
        ["a", "e\u{301}", "\u{301}", "🇨", "🇳", "👩", "\u{200D}", "b", "\u{FE0F}"],
        ["[", "x", "]", "a", "b", "甲"],
        ["臺", "台", "湾", "灣", "а", "a", "1", "l"],
        ["忄", "艮", "恨", "\u{200B}", "很", "日", "丨", "旧", "a"],
        ["微", "信", "薇", "芯", "Ａ", "А", "a", "口", "丨", "乛", "一", "·"],
    ]

    static func word(_ alphabet: [String], _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }.joined()
    }

    private static func words(_ alphabet: [String], _ random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            // A word that is nothing in its view is refused by the rule set, so each has a letter.
            word(alphabet, &random) + "ab甲台x".map(String.init).filter { letter in
                alphabet.contains(letter) || letter == "a"
            }.prefix(1).joined()
        }
    }

    /// One of the views, at times with something switched off.
    static func view(_ random: inout SeededGenerator) -> View {
        let kind = View.Kind.allCases[Int.random(in: 0..<5, using: &random)]
        return View(kind, without: without(&random))
    }

    private static func without(_ random: inout SeededGenerator) -> Set<Fold> {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return [] }
        return Set(Fold.allCases.filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
    }

    static func keywords(_ alphabet: [String], _ random: inout SeededGenerator) -> Match {
        .keywords(words(alphabet, &random), view: view(&random))
    }

    static func leaf(_ alphabet: [String], _ random: inout SeededGenerator) -> Match {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return keywords(alphabet, &random) }
        let view = Bool.random(using: &random) ? View.raw : View(.folded, without: without(&random))
        for _ in 0..<20 {
            let source = RandomExpression.source(alphabet, &random)
            // What matches nothing at the end of a text, or is refused, is none for rules.
            if let pattern = try? Pattern(source), (try? pattern.firstMatch(in: ValidText(""))) == .some(nil) {
                return .regex(source, view: view)
            }
        }
        return keywords(alphabet, &random)
    }

    static func match(_ alphabet: [String], _ random: inout SeededGenerator) -> Match {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .any([leaf(alphabet, &random), leaf(alphabet, &random)])
        case 1, 2:
            .all(
                (0..<Int.random(in: 2...3, using: &random)).map { _ in leaf(alphabet, &random) },
                within: Int.random(in: 0...5, using: &random), cover: Bool.random(using: &random) ? .last : .all)
        default: leaf(alphabet, &random)
        }
    }

    /// A word that one of the rules looks for.
    static func part(of rules: [Rule], _ random: inout SeededGenerator) -> String {
        guard let rule = rules.randomElement(using: &random),
            let leaf = rule.match.leaves.randomElement(using: &random)
        else { return "" }
        switch leaf {
        case .keywords(let words, _): return words.randomElement(using: &random) ?? ""
        default: return rule.near?.any.randomElement(using: &random) ?? ""
        }
    }

    static func rule(_ number: Int, _ alphabet: [String], _ random: inout SeededGenerator) -> Rule {
        var near: Near?
        if Int.random(in: 0..<4, using: &random) == 0 {
            let side = Near.Side.allCases[Int.random(in: 0..<3, using: &random)]
            near = Near(
                any: words(alphabet, &random), within: Int.random(in: 0...4, using: &random), side: side,
                effect: Bool.random(using: &random) ? .require : .raise(to: .critical))
        }
        let except = Int.random(in: 0..<4, using: &random) == 0 ? [Exception(phrase: word(alphabet, &random) + "a")] : []
        let severities: [Severity] = [.low, .medium, .high]
        return Rule(
            id: "test.r\(number)", title: Title(zh: "规则", en: "rule"), category: .custom,
            severity: severities[Int.random(in: 0..<3, using: &random)],
            action: [.mask, .mask, .mask, .observe, .block][Int.random(in: 0..<5, using: &random)],
            match: match(alphabet, &random), view: view(&random),
            near: near, except: except, replacement: Bool.random(using: &random) ? "<\(number)>" : nil)
    }
}

/// Rules whose matches have no end, and a cap.
enum RandomCappedRules {
    static func rule(_ number: Int, _ alphabet: [String], _ random: inout SeededGenerator) -> Rule {
        var made = RandomRules.rule(number, alphabet, &random)
        guard Int.random(in: 0..<4, using: &random) > 0 else { return made }
        let leaf = leaf(alphabet, &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: made.match = .any([leaf, RandomRules.keywords(alphabet, &random)])
        case 1: made.match = .any([self.leaf(alphabet, &random), leaf])
        case 2:
            made.match = .all(
                [RandomRules.keywords(alphabet, &random), leaf].shuffled(using: &random),
                within: Int.random(in: 0...5, using: &random), cover: Bool.random(using: &random) ? .last : .all)
        default: made.match = leaf
        }
        made.cap = Cap(chars: Int.random(in: 1...6, using: &random), then: [.commit, .commit, .commit, .block].randomElement(using: &random) ?? .commit)
        if Bool.random(using: &random) { made.action = .mask }
        if Bool.random(using: &random) { (made.near, made.except) = (nil, []) }
        return made
    }

    private static func leaf(_ alphabet: [String], _ random: inout SeededGenerator) -> Match {
        let view: View = Bool.random(using: &random) ? .raw : .folded
        for _ in 0..<20 {
            let source = RandomExpression.growing(alphabet, &random)
            if let pattern = try? Pattern(source), (try? pattern.firstMatch(in: ValidText(""))) == .some(nil) {
                return .regex(source, view: view)
            }
        }
        return .regex("a+b", view: view)
    }
}

/// Expressions over a small alphabet, with all that rules may use.
enum RandomExpression {
    static func source(_ alphabet: [String], _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in piece(alphabet, 2, &random) }.joined()
    }

    /// Without look-ahead, anchors and what is not given back: of those a cap is a matter of what they look at.
    static func growing(_ alphabet: [String], _ random: inout SeededGenerator) -> String {
        func piece(_ depth: Int) -> String {
            let quantifier = ["", "", "?", "+", "*", "{2}", "{1,3}", "+?", "*?", "{2,}"].randomElement(using: &random) ?? ""
            guard depth > 0, Int.random(in: 0..<3, using: &random) == 0 else { return one(alphabet, &random) + quantifier }
            let inner = (0..<2).map { _ in piece(depth - 1) }
            return Bool.random(using: &random)
                ? "(?:\(inner[0])|\(inner[1]))" : "(?:\(one(alphabet, &random))\(inner[0])\(inner[1]))\(quantifier)"
        }
        let opener = [one(alphabet, &random), "(?<!\(one(alphabet, &random)))\(one(alphabet, &random))"]
        let body = one(alphabet, &random) + ["+", "*", "*?", "+?", "{2,}"][Int.random(in: 0..<5, using: &random)]
        return opener[Int.random(in: 0..<2, using: &random)] + (Bool.random(using: &random) ? piece(2) : "") + body
            + (Bool.random(using: &random) ? piece(2) : "")
    }

    private static func one(_ alphabet: [String], _ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return "[" + letters(alphabet, &random).joined() + "]"
        case 1: return "[^" + letters(alphabet, &random).joined() + "]"
        case 2: return [".", "\\w", "\\d", "\\s", "\\p{Han}"].randomElement(using: &random) ?? "."
        default: return letters(alphabet, &random).first ?? "a"
        }
    }

    /// Some of the alphabet's scalars, as an expression may spell them.
    private static func letters(_ alphabet: [String], _ random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in
            alphabet.randomElement(using: &random)?.unicodeScalars.randomElement(using: &random)
        }.map { "\\x{" + String($0.value, radix: 16) + "}" }
    }

    private static func piece(_ alphabet: [String], _ depth: Int, _ random: inout SeededGenerator) -> String {
        guard depth > 0, Int.random(in: 0..<3, using: &random) == 0 else {
            return one(alphabet, &random) + quantifier(&random)
        }
        let inner = (0..<Int.random(in: 1...2, using: &random)).map { _ in piece(alphabet, depth - 1, &random) }.joined()
        let other = piece(alphabet, depth - 1, &random)
        let single = one(alphabet, &random)
        switch Int.random(in: 0..<11, using: &random) {
        case 0: return "(?<!\(single))"
        case 1: return "(?<=\(single))"
        case 2: return "(?!\(inner))"
        case 3: return "(?=\(inner))\(single)"
        case 4: return "(?>\(inner)|\(other))"
        case 5: return "\\b\(single)"
        case 6: return "(?:\(inner)|\(other))\(quantifier(&random))"
        case 7: return "(\(single))\(other)\\1"
        case 8: return "(?i:\(inner))"
        default: return "(?:\(inner)|\(other))"
        }
    }

    private static func quantifier(_ random: inout SeededGenerator) -> String {
        ["", "", "", "", "?", "+", "*", "{1,2}", "{2}", "+?", "*?", "?+", "{0,3}"].randomElement(using: &random) ?? ""
    }
}
