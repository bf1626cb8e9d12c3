import RegexSyntax
import Rules
import TextMatching

/// What deserves a look in rules that work: long waits, and parts of expressions that nothing can match.
enum RuleNotes {
    /// How many characters may wait for a rule before it is worth a word.
    static let longHold = 256

    static func find(in rules: [Rule]) -> [RuleProblem] {
        rules.flatMap { rule in [longHold(rule)].compactMap { $0 } + impossible(rule) + respelt(rule) }
    }

    /// A stream that waits for long over ordinary text, or for an `all` that acts from its first member on. (A match
    /// without an end is the lint's.) A rule with a cap says itself how long.
    private static func longHold(_ rule: Rule) -> RuleProblem? {
        guard rule.action != .observe, rule.level == .enforce, rule.cap == nil else { return nil }
        let parts = rule.match.leaves.map { RuleExplanation.Part($0, cap: nil, needsWord: false) }
        let worst = RuleHold.reasons(rule, parts).first { reason in
            guard let characters = reason.characters else { return false }
            switch reason.kind {
            case .window: return true
            case .expression: return characters > longHold && rule.match.leaves.contains(where: waitsOverProse)
            case .word, .near, .except: return characters > longHold
            }
        }
        guard let worst, let characters = worst.characters else { return nil }
        let (why, hint) = words(worst.kind)
        return RuleProblem(
            gravity: .warning, code: "M011", place: rule.place,
            message: "'\(rule.id)' can make a stream wait for \(characters) characters: \(why)", hint: hint)
    }

    /// Whether an expression can run on over ordinary text for long, behind a beginning that is not rare. (A run
    /// without spaces soon ends, and what begins with a rare text seldom begins.)
    private static func waitsOverProse(_ leaf: Match) -> Bool {
        guard case .regex(let source, _) = leaf, let root = try? Expression(source).root else { return false }
        return root.prose(behind: 0) > longHold
    }

    private static func words(_ kind: RuleHold.Reason.Kind) -> (why: String, hint: String) {
        switch kind {
        case .word: ("a word is that long, separators counted in", "shorter words, or 'view: raw'")
        case .expression:
            (
                "a match is decided that late, over ordinary text",
                "lower the bounds of its repetitions, or begin it with more"
            )
        case .window:
            (
                "'cover: all' waits from the first member on",
                "'cover: last' waits for nothing but the last; or less 'within'"
            )
        case .near: ("'near' looks behind the match", "'side: before', or less 'within'")
        case .except: ("a phrase of 'except' is that long", "shorter phrases")
        }
    }

    /// Keywords that a view of syllables or parts does nothing for, or too much.
    private static func respelt(_ rule: Rule) -> [RuleProblem] {
        var problems: [RuleProblem] = []
        func note(_ code: String, _ message: String, _ hint: String) {
            problems.append(
                RuleProblem(gravity: .warning, code: code, place: rule.place, message: message, hint: hint))
        }
        for case .keywords(let words, let view) in rule.match.leaves {
            let folding = Folding(View.folded.foldings)
            for word in words {
                let scalars = folding.scalars(of: word)
                let read = scalars.count(where: Folding.hasReading)
                switch view.kind {
                case .pinyin where read == 0:
                    note("M013", "'\(rule.id)': no character of «\(word)» has a reading", "'view: folded+' does the same")
                case .pinyin where scalars.count(where: { !Scalars.isSeparator($0) }) == 1:
                    note(
                        "M014", "'\(rule.id)': «\(word)» hits every character that is read so",
                        "two characters at least, or 'view: folded+'")
                case .split where !scalars.contains(where: Folding.canBeSplit):
                    note(
                        "M013", "'\(rule.id)': no character of «\(word)» is known to be split",
                        "'view: folded+' does the same")
                default: break
                }
            }
        }
        return problems
    }

    /// Characters of an expression that never stand in its view, since they are folded there.
    private static func impossible(_ rule: Rule) -> [RuleProblem] {
        var problems: [RuleProblem] = []
        for case .regex(let source, let view) in rule.match.leaves where !view.foldings.isEmpty {
            guard let root = try? Expression(source).root else { continue }
            let folding = Folding(view.foldings)
            guard let node = root.first(where: { $0.isFoldedAway(folding) }) else { continue }
            guard case .one(let set) = node.kind else { continue }
            let stands = rule.expressionPlaces[source]
            let place = stands?.place(of: node.range.lowerBound, in: source) ?? stands?.start ?? rule.place
            let becomes = set.ranges.first.flatMap { folding.map($0.lowerBound) }.map { Node(.one(ScalarSet($0))).text }
            problems.append(
                RuleProblem(
                    gravity: .warning, code: "M012", place: place,
                    message: "'\(rule.id)' looks for \(set.shown), which never stands in the view '\(view)'",
                    hint: becomes.map { "it is '\($0)' there" } ?? "it is dropped there"))
        }
        return problems
    }
}

extension Node {
    /// The first node, from left to right, of which something holds.
    fileprivate func first(where holds: (Node) -> Bool) -> Node? {
        if holds(self) { return self }
        for part in inside {
            if let found = part.first(where: holds) { return found }
        }
        return nil
    }

    /// How rare, in bits or so, what every match takes is.
    private var rarity: Int {
        switch kind {
        case .one(let set): max(0, 13 - (Int.bitWidth - set.count.leadingZeroBitCount))
        case .sequence(let nodes): nodes.reduce(0) { min(99, $0 + $1.rarity) }
        case .alternation(let nodes): nodes.map(\.rarity).min() ?? 0
        case .repetition(let node, let repetition): min(99, min(repetition.least, 99) * node.rarity)
        case .capture(let node, _), .atomic(let node): node.rarity
        default: 0
        }
    }

    /// How many characters of ordinary text it can take by repetition, where what stands before is not rare.
    fileprivate func prose(behind rarity: Int) -> Int {
        guard rarity < 20 else { return 0 }
        switch kind {
        case .sequence(let nodes):
            var sum = 0
            var before = rarity
            for node in nodes {
                sum = min(1 << 30, sum + node.prose(behind: before))
                before += node.rarity
            }
            return sum
        case .alternation(let nodes): return nodes.map { $0.prose(behind: rarity) }.max() ?? 0
        case .repetition(let node, _):
            return node.first(where: \.takesProse) == nil ? 0 : min(1 << 30, width.greatestScalars ?? 1 << 30)
        case .capture(let node, _), .atomic(let node), .lookAhead(let node, _): return node.prose(behind: rarity)
        default: return 0
        }
    }

    /// Whether it takes a space, or the most frequent character of Chinese.
    private var takesProse: Bool {
        guard case .one(let set) = kind else { return false }
        return set.contains(0x20) || set.contains(0x7684)
    }

    private var inside: [Node] {
        switch kind {
        case .sequence(let nodes), .alternation(let nodes): nodes
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            [node]
        case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: []
        }
    }

    /// Whether it takes scalars, none of which a folded text has.
    fileprivate func isFoldedAway(_ folding: Folding) -> Bool {
        guard case .one(let set) = kind, !set.isEmpty else { return false }
        return !set.ranges.contains { range in range.contains { folding.map($0) == $0 } }
    }
}
