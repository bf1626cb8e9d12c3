import RegexSyntax
public import Rules
import TextMatching

/// What the engine makes of one rule: what it looks for first, how long it can make a stream wait and why, and how
/// often it is tried.
///
///     if let explanation = ruleSet.explanation(of: "cn-privacy.mobile") { … }
///
/// Characters are Unicode scalars of a view throughout.
public struct RuleExplanation: Sendable {
    /// With the overrides of its set applied.
    public let rule: Rule
    /// Its lists of words and its expressions, from left to right.
    public let parts: [Part]
    public let hold: RuleHold

    /// A list of words or an expression.
    public struct Part: Sendable {
        /// What it is matched by.
        public enum Engine: String, Sendable {
            /// The table of words.
            case words
            /// Our own engine, alone.
            case own
            /// libonig, with our own engine in front that says where nothing can match.
            case libonig
        }

        public let match: Match
        public let view: View
        public let engine: Engine
        /// The fewest characters that a match takes.
        public let least: Int
        /// The most; `nil` without an end. Of a word, with separators but without repeats.
        public let greatest: Int?
        /// After how many characters from its start a match is decided at the latest, its rule's cap counted in; `nil`
        /// without an end.
        public let decidedAfter: Int?
        /// How many characters before its start can matter.
        public let lookBehind: Int
        /// What a match begins with, as a set.
        public let beginsWith: String
        public let gate: Gate
        /// In a stream it is looked at wherever a character stands that a match may begin with: about this share of Chinese
        /// characters, and of the characters of English.
        public let chinese: Double
        public let english: Double
        /// Whether that goes for the inside of a word too, behind a small letter.
        public let isTriedInWords: Bool
        /// The parts that have no end.
        public let endless: [Endless]
        /// An expression that matches what may still become a match; `nil` for words.
        public let viablePrefix: String?
    }

    /// What must stand in a whole text for a part to be tried on it.
    public enum Gate: Sendable {
        case items([GateItem])
        /// It is tried on every text, for this reason.
        case none(String)
    }

    /// Something that a match holds.
    public struct GateItem: Sendable {
        /// A text, or sets in a row.
        public let text: String
        public let isText: Bool
        public let ignoresCase: Bool
        /// Characters from the start of a match; `nil` for a word.
        public let least: Int?
        /// `nil` without an end.
        public let greatest: Int?
    }

    /// A part of an expression without an end.
    public struct Endless: Sendable {
        /// As it stands in the expression.
        public let text: String
        /// Where it begins, in scalars of the expression.
        public let offset: Int
        /// What ends it, to be read behind «until».
        public let until: String
    }
}

extension RuleSet {
    /// What the engine makes of a rule of the set; `nil` where there is none of that id.
    public func explanation(of id: String) -> RuleExplanation? {
        guard let number = rules.firstIndex(where: { $0.id == id }) else { return nil }
        let rule = rules[number]
        let needsWord = rule.near?.effect == .require
        let parts = rule.match.leaves.map { RuleExplanation.Part($0, cap: rule.cap, needsWord: needsWord) }
        return RuleExplanation(rule: rule, parts: parts, hold: RuleHold(rule, parts))
    }
}

extension RuleExplanation.Part {
    init(_ leaf: Match, cap: Cap?, needsWord: Bool) {
        switch leaf {
        case .regex(let source, let view):
            // Rules that loaded have expressions that can be read.
            self.init(leaf, source, view, try? Expression(source).root, cap, needsWord)
        case .keywords(let words, let view): self.init(leaf, words, view)
        case .any, .all: self.init(leaf, [], .raw)
        }
    }

    private init(_ leaf: Match, _ words: [String], _ view: View) {
        match = leaf
        self.view = view
        engine = .words
        let folding = Folding(view.foldings)
        let spelled = words.flatMap(folding.spellings(of:))
        let stretches = words.compactMap { KeywordStretch($0, view.foldings) }
        least = spelled.map(\.count).min() ?? 0
        greatest = stretches.map(\.greatest).max() ?? 0
        decidedAfter = stretches.map { $0.greatest + ($0.looksBehind ? 1 : 0) }.max() ?? 0
        let firsts = ScalarSet(
            spelled.compactMap(\.first).flatMap { first in
                first <= 0x10FFFF ? [first...first] : Folding.characters(readAs: first).map { $0...$0 }
            })
        let isBounded = !view.foldings.isEmpty
        lookBehind = isBounded && spelled.contains { $0.first.map(Scalars.isWord) ?? false } ? 1 : 0
        beginsWith = firsts.shown
        chinese = CharacterShares.chinese(firsts)
        english = CharacterShares.english(firsts)
        isTriedInWords = !isBounded || spelled.contains { $0.first.map { !Scalars.isWord($0) } ?? false }
        // As ``GateBuilder`` has it.
        let isGated = view.foldings.subtracting(.split).isSubset(of: .foldedPlus)
        gate =
            isGated
            ? .items(
                words.map {
                    RuleExplanation.GateItem(text: $0, isText: true, ignoresCase: false, least: nil, greatest: nil)
                }) : .none("the view '\(view.name)' respells the text")
        endless = []
        viablePrefix = nil
    }

    private init(_ leaf: Match, _ source: String, _ view: View, _ root: Node?, _ cap: Cap?, _ needsWord: Bool) {
        let root = root ?? Node(.empty)
        let isExact = ExpressionProgram(root) != nil
        match = leaf
        self.view = view
        engine = isExact ? .own : .libonig
        least = root.width.leastScalars
        greatest = root.width.greatestScalars
        // Behind our own engine that stands before libonig one character more has to come, and behind a cap.
        let cap = root.isUnbounded ? cap?.chars : nil
        decidedAfter = root.reach.map { $0 + (isExact ? 0 : 1) } ?? cap.map { $0 + 1 }
        lookBehind = root.lookBehindReach
        let firsts = root.mayBeEmpty ? ScalarSet.all : root.firsts
        beginsWith = firsts.shown
        chinese = CharacterShares.chinese(firsts)
        english = CharacterShares.english(firsts)
        isTriedInWords = root.canFollow(ScalarSet([0x61...0x7A]))
        gate = RuleExplanation.Gate(root, within: cap, needsWord)
        endless = root.endlessParts.map { RuleExplanation.Endless($0, in: source) }
        viablePrefix = root.viablePrefix
    }
}

extension RuleExplanation.Gate {
    /// As ``GateBuilder`` has it.
    fileprivate init(_ root: Node, within cap: Int?, _ needsWord: Bool) {
        guard !root.canReachLimits else {
            self = .none("it can be slow, and has to reach its limits wherever it would without a gate")
            return
        }
        let gates = root.gates(within: cap)
        guard !gates.isCommon || !needsWord else {
            self = .none("all that must stand in a match is common; one of the words of near must stand in the text")
            return
        }
        switch gates.gate {
        case .none: self = .none("nothing rare must stand in a match")
        case .literals(let literals):
            self = .items(
                literals.map {
                    RuleExplanation.GateItem(
                        text: String(String.UnicodeScalarView($0.scalars.compactMap(Unicode.Scalar.init))),
                        isText: true, ignoresCase: $0.ignoresCase, least: $0.leastDistance,
                        greatest: $0.greatestDistance)
                })
        case .windows(let windows):
            self = .items(
                windows.map {
                    RuleExplanation.GateItem(
                        text: $0.sets.map(\.shown).joined(), isText: false, ignoresCase: false,
                        least: $0.leastDistance, greatest: $0.greatestDistance)
                })
        }
    }
}

extension RuleExplanation.Endless {
    fileprivate init(_ part: EndlessPart, in source: String) {
        let scalars = source.unicodeScalars
        let range = part.range.clamped(to: 0..<scalars.count)
        let text = String(String.UnicodeScalarView(scalars.dropFirst(range.lowerBound).prefix(range.count)))
        self.text = text
        offset = part.range.lowerBound
        switch part.kind {
        case .scalars(let set) where part.isLazy:
            let follows = "what follows it stands there"
            until = set == .all ? follows : "\(follows), or \(Self.end(set)) comes"
        case .scalars(let set): until = set == .all ? "the text ends" : "\(Self.end(set)) comes"
        case .turns:
            until = part.isLazy ? "what follows it stands there" : "something comes with which it cannot go on"
        case .reference: until = "it differs from what its group took"
        case .absent: until = "what is to be absent stands there"
        case .grapheme: until = "the grapheme ends"
        }
    }

    private static func end(_ set: ScalarSet) -> String { "a character of \(set.inverted.shown)" }
}

extension ScalarSet {
    /// As it is written in an expression; only how many it has where that would be long.
    var shown: String {
        if self == .all { return "any character" }
        if ranges.count <= 12 || inverted.ranges.count <= 12 { return Node(.one(self)).text }
        return "\(count) characters"
    }
}
