internal import RegexSyntax

/// Looks over packs that load for what is likely not meant: traps of the expressions' dialect, words that stand
/// twice, matches without an end.
///
///     for problem in RuleLint.check(packs) { … }
public enum RuleLint {
    /// The problems of `packs`, which are to be used together, in the order of packs and rules.
    public static func check(_ packs: [Pack]) -> [RuleProblem] {
        var lint = Run()
        for pack in packs {
            for rule in pack.rules { lint.check(rule) }
        }
        return lint.problems
    }

    /// One look over a set of packs.
    private struct Run {
        var problems: [RuleProblem] = []
        private var ids: [String: SourcePlace] = [:]
        /// The first rule that has a keyword.
        private var keywords: [String: String] = [:]
        /// The rule whose missing cap was noted last.
        private var uncapped: String?

        mutating func check(_ rule: Rule) {
            if let first = ids[rule.id] {
                note(.idTwice, rule, "the id '\(rule.id)' stands at \(first) already")
            } else {
                ids[rule.id] = rule.place
            }
            checkKeywords(rule)
            checkExpressions(rule)
            checkTests(rule)
            if rule.level == .detect, rule.action > .observe {
                note(
                    .idleAction, rule, "'\(rule.id)' only detects: '\(rule.action.rawValue)' is not done",
                    hint: "'level: enforce', or leave the action out", gravity: .warning, about: .key("action"))
            }
        }

        /// Points at a character of an expression where its spelling in the file allows, and says otherwise which
        /// one it is.
        private mutating func note(
            _ code: ProblemCode, _ rule: Rule, _ message: String, in expression: String? = nil, offset: Int? = nil,
            hint: String? = nil, gravity: RuleProblem.Gravity = .error, about part: ProblemSubject.Part? = nil,
            and other: String? = nil
        ) {
            var place = rule.place
            var message = message
            if let expression, let stands = rule.expressionPlaces[expression] {
                place = stands.start
                if let offset {
                    if let exact = stands.place(of: offset, in: expression) {
                        place = exact
                    } else {
                        message += " (character \(offset + 1) of the expression)"
                    }
                }
            }
            let subject = part.map { ProblemSubject(rule: rule.id, part: $0, other: other) }
            problems.append(RuleProblem(code, at: place, message, hint: hint, gravity: gravity, subject: subject))
        }

        /// A word twice in one list costs time and says nothing; a word in two rules makes two findings of one.
        private mutating func checkKeywords(_ rule: Rule) {
            var own: Set<String> = []
            for case .keywords(let words, _) in rule.match.leaves {
                var list: Set<String> = []
                for word in words {
                    guard list.insert(word).inserted else {
                        note(
                            .keywordTwice, rule, "'\(rule.id)' lists \(Quote.short(word)) twice", gravity: .warning,
                            about: .keyword(word))
                        continue
                    }
                    own.insert(word)
                    checkForm(of: word, rule)
                }
            }
            // The members of an `all` are hits only together, so that sharing one with another rule is usual.
            guard !rule.match.holdsAll else { return }
            for word in own.sorted() {
                guard let other = keywords[word] else {
                    keywords[word] = rule.id
                    continue
                }
                note(
                    .keywordShared, rule, "'\(rule.id)' and '\(other)' both list \(Quote.short(word))",
                    hint: "every text with it gets two findings", gravity: .warning, about: .keyword(word), and: other)
            }
        }

        /// A keyword is looked for as it stands, whatever its characters mean elsewhere.
        private mutating func checkForm(of word: String, _ rule: Rule) {
            let marks = ["\\d", "\\w", "\\s", "\\b", ".*", ".+", "(?:", "(?i)", "(?=", "[0-9]", "[a-z]", "[A-Z]"]
            let branches = word.split(separator: "|", omittingEmptySubsequences: false)
            let isList = branches.count > 1
                && branches.allSatisfy { $0.first?.isLetter ?? false && $0.last?.isLetter ?? false }
            guard isList || marks.contains(where: word.contains) else { return }
            note(
                .expressionLike, rule, "'\(rule.id)' looks for the keyword \(Quote.short(word)) as it stands",
                hint: isList ? "a keyword for each, or 'regex'" : "'regex' takes expressions", gravity: .warning,
                about: .keyword(word))
        }

        private mutating func checkExpressions(_ rule: Rule) {
            var isUnbounded = false
            for case .regex(let source, _) in rule.match.leaves {
                do {
                    let expression = try Expression(source)
                    for trap in ExpressionTraps.find(in: expression) { note(trap, rule, in: source) }
                    checkCost(of: expression.root, rule, in: source)
                    guard expression.root.isUnbounded else { continue }
                    isUnbounded = true
                    if rule.cap == nil { noteUncapped(rule, expression) }
                } catch {
                    note(ExpressionTraps.trap(error), rule, in: source)
                    // What cannot be read may have no end.
                    isUnbounded = true
                }
            }
            if !isUnbounded, rule.cap != nil {
                note(
                    .needlessCap, rule, "the matches of '\(rule.id)' have a greatest width: 'cap' does nothing",
                    gravity: .warning, about: .key("cap"))
            }
        }

        /// Points at the part that has no end.
        private mutating func noteUncapped(_ rule: Rule, _ expression: Expression) {
            // One expression of a rule is enough to ask for its cap.
            guard uncapped != rule.id else { return }
            uncapped = rule.id
            note(
                .uncapped, rule, "a match of '\(rule.id)' has no greatest width", in: expression.source,
                offset: expression.root.endlessParts.first?.range.lowerBound,
                hint: "bound its repetitions, or say how long to wait: 'cap: {chars: 200, then: commit}'")
        }

        /// Shapes that can be slow, and matches that nothing announces.
        private mutating func checkCost(of root: Node, _ rule: Rule, in source: String) {
            for hazard in root.hazards {
                note(.hazard, rule, hazard.message, in: source, offset: hazard.range.lowerBound, gravity: .warning)
            }
            guard case .none = root.gate(within: root.isUnbounded ? rule.cap?.chars : nil) else { return }
            note(
                .noGate, rule, "nothing rare must stand in a match of '\(rule.id)': every text is searched for it",
                in: source, hint: "let it hold a word or a run of digits, or begin with one of few characters",
                gravity: .warning)
        }

        private mutating func note(_ trap: ExpressionTraps.Trap, _ rule: Rule, in source: String) {
            note(
                trap.code, rule, trap.message, in: source, offset: trap.offset, hint: trap.hint, gravity: trap.gravity)
        }

        /// A text that shares nothing with the hits would be clean under any rule.
        private mutating func checkTests(_ rule: Rule) {
            guard !rule.tests.hit.isEmpty, !rule.tests.clean.isEmpty else {
                let missing = rule.tests.hit.isEmpty ? "hit" : "clean"
                return note(.tests, rule, "'\(rule.id)' has no text under 'tests.\(missing)'", about: .key("tests"))
            }
            let pairs = rule.tests.hit.reduce(into: Set<[Unicode.Scalar]>()) { $0.formUnion(Self.pairs($1)) }
            let comesNear = rule.tests.clean.contains { !pairs.isDisjoint(with: Self.pairs($0)) }
            guard !comesNear else { return }
            note(
                .noNearMiss, rule, "no clean text of '\(rule.id)' shares two characters in a row with a hit",
                hint: "add one that nearly hits: a wrong check digit, a longer word, the word in another sense",
                gravity: .warning, about: .key("tests"))
        }

        /// The pairs of neighbours that are letters or digits.
        private static func pairs(_ text: String) -> Set<[Unicode.Scalar]> {
            let scalars = text.lowercased().unicodeScalars.map { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? scalar : nil
            }
            return Set(
                zip(scalars, scalars.dropFirst()).compactMap { pair in
                    guard let first = pair.0, let second = pair.1 else { return nil }
                    return [first, second]
                })
        }
    }
}

extension Match {
    /// Whether this is an `all`, or has one inside.
    package var holdsAll: Bool {
        switch self {
        case .keywords, .regex: false
        case .any(let members): members.contains(where: \.holdsAll)
        case .all: true
        }
    }
}
