/// Random expressions in the grammar that rules may use, and texts that they are likely to match.
///
///     var patterns = PatternGenerator(seed: 7)
///     let pattern = patterns.next()
///     let text = patterns.text()
///
/// The alphabet is small and mixes ASCII letters, digits, hanzi and space, so that patterns meet their texts.
public struct PatternGenerator: Sendable {
    /// What the patterns are to be made of.
    public struct Grammar: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        public static let lookAhead = Grammar(rawValue: 1)
        public static let lookBehind = Grammar(rawValue: 2)
        /// Atomic groups and possessive repetitions.
        public static let atomic = Grammar(rawValue: 4)
        public static let lazy = Grammar(rawValue: 8)
        public static let anchors = Grammar(rawValue: 16)
        public static let wordEdges = Grammar(rawValue: 32)
        public static let ignoreCase = Grammar(rawValue: 64)
        /// Captures and references to them.
        public static let references = Grammar(rawValue: 128)
        /// `\R \X \K (?~…)`
        public static let rarities = Grammar(rawValue: 256)
        /// Repetitions without an end.
        public static let unbounded = Grammar(rawValue: 512)

        /// What rules are made of in practice.
        public static let plain: Grammar = [.lookAhead, .lookBehind, .atomic, .lazy, .anchors, .wordEdges, .ignoreCase, .unbounded]
        public static let all: Grammar = [.plain, .references, .rarities]
    }

    public static let alphabet: [Unicode.Scalar] = ["a", "b", "A", "1", "2", "一", "二", "_", " ", "\n", "-"]

    public var random: SeededGenerator
    public var grammar: Grammar
    /// The greatest depth of groups.
    public var depth: Int
    private var captures = 0

    public init(seed: UInt64, grammar: Grammar = .plain, depth: Int = 3) {
        random = SeededGenerator(seed: seed)
        self.grammar = grammar
        self.depth = depth
    }

    /// One pattern; most, but not all, are taken by libonig.
    public mutating func next() -> String {
        captures = 0
        let body = alternatives(depth)
        return grammar.contains(.ignoreCase) && chance(8) ? "(?i)" + body : body
    }

    /// A text of the alphabet, of up to `length` scalars, with runs and repeats.
    public mutating func text(_ length: Int = 12) -> String {
        var text = ""
        let letters = (0..<4).map { _ in pick(Self.alphabet) }
        for _ in 0..<Int.random(in: 0...length, using: &random) {
            text.unicodeScalars.append(chance(4) ? pick(Self.alphabet) : pick(letters))
        }
        return text
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func alternatives(_ depth: Int) -> String {
        let count = chance(3) ? Int.random(in: 2...3, using: &random) : 1
        return (0..<count).map { _ in sequence(depth) }.joined(separator: "|")
    }

    private mutating func sequence(_ depth: Int) -> String {
        (0..<Int.random(in: chance(9) ? 0...0 : 1...4, using: &random)).map { _ in piece(depth) }.joined()
    }

    private mutating func piece(_ depth: Int) -> String {
        if let assertion = assertion(depth) { return assertion }
        let atom = atom(depth)
        return chance(3) ? atom + repetition() : atom
    }

    /// What takes no text, and cannot be repeated.
    private mutating func assertion(_ depth: Int) -> String? {
        if grammar.contains(.wordEdges), chance(14) { return pick(["\\b", "\\B"]) }
        if grammar.contains(.anchors), chance(20) { return pick(["^", "$", "\\A", "\\z", "(?=\\z)"]) }
        if grammar.contains(.rarities), chance(30) { return "\\K" }
        guard depth > 0 else { return nil }
        if grammar.contains(.lookAhead), chance(16) { return pick(["(?=", "(?!"]) + alternatives(depth - 1) + ")" }
        if grammar.contains(.lookBehind), chance(16) { return pick(["(?<=", "(?<!"]) + behind() + ")" }
        return nil
    }

    /// Alternatives of one width each.
    private mutating func behind() -> String {
        let alternatives = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            (0..<Int.random(in: 1...3, using: &random)).map { _ in single() }.joined()
        }
        return alternatives.joined(separator: "|")
    }

    private mutating func atom(_ depth: Int) -> String {
        guard depth > 0, chance(4) else { return grammar.contains(.rarities) && chance(25) ? rarity(depth) : single() }
        if grammar.contains(.atomic), chance(5) { return "(?>" + alternatives(depth - 1) + ")" }
        if grammar.contains(.references), chance(3) {
            if captures > 0, chance(2) { return "\\\(Int.random(in: 1...captures, using: &random))" }
            let body = alternatives(depth - 1)
            captures += 1
            return "(" + body + ")"
        }
        if grammar.contains(.ignoreCase), chance(6) { return "(?i:" + alternatives(depth - 1) + ")" }
        return "(?:" + alternatives(depth - 1) + ")"
    }

    private mutating func rarity(_ depth: Int) -> String {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: "\\R"
        case 1: "\\X"
        default: depth > 0 ? "(?~" + alternatives(0) + ")" : "\\R"
        }
    }

    /// One character or a set of them.
    private mutating func single() -> String {
        guard chance(3) else {
            let scalar = pick(Self.alphabet)
            return scalar == "\n" ? "\\n" : String(scalar)
        }
        return pick([
            ".", "\\d", "\\w", "\\s", "\\W", "[ab]", "[^a]", "[一二]", "[12]", "[a一]", "[^b\\d]", "\\p{Han}", "[[:alpha:]]",
            "[a-c&&[^b]]", "\\h", "(?m:.)",
        ])
    }

    private mutating func repetition() -> String {
        let bounded = ["?", "{2}", "{1,2}", "{0,2}", "{,2}", "{2,3}"]
        let unbounded = ["*", "+", "{2,}"]
        let count = grammar.contains(.unbounded) && chance(2) ? pick(unbounded) : pick(bounded)
        let canBePossessive = ["*", "+", "?"].contains(count)
        if grammar.contains(.atomic), canBePossessive, chance(6) { return count + "+" }
        if grammar.contains(.lazy), count != "{2}", chance(4) { return count + "?" }
        return count
    }
}
