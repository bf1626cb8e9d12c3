import RegexSyntax
import Rules
import TextMatching

/// How long a rule can make a stream wait, and why.
public struct RuleHold: Sendable {
    /// Whether it does at all: a rule that only observes changes nothing, and nothing waits for it.
    public let holds: Bool
    /// How many characters of its view wait at most, were it to act; `nil` where neither a match nor its cap has an end.
    /// Not counted are characters that the view drops, repeats of a word's characters, and the rest of a grapheme.
    public let greatest: Int?
    /// What makes them wait, the longest first.
    public let reasons: [Reason]
    /// Whether a word's character may be repeated, which is waited out.
    public let waitsForRepeats: Bool
    /// A text that begins a match without an end: tried, and held, were there no cap.
    public let example: Trial?
    /// The longest wait in the rule's own tests: the text up to there, and how much of it waits.
    public let longest: Trial?
    /// The shortest beginning of its own tests of which anything waits.
    public let shortest: Trial?

    /// Something that makes a stream wait.
    public struct Reason: Hashable, Sendable {
        public enum Kind: String, Sendable { case word, expression, window, near, except }

        public let kind: Kind
        /// How many characters wait for it; `nil` without an end.
        public let characters: Int?
    }

    /// A text, and how many characters at its end wait for what comes.
    public struct Trial: Hashable, Sendable {
        public let text: String
        public let held: Int
    }

    init(_ rule: Rule, _ parts: [RuleExplanation.Part]) {
        holds = rule.action != .observe && rule.level != .detect
        let bound = HoldBound(rule, parts)
        reasons = bound.reasons
        greatest = reasons.contains { $0.characters == nil } ? nil : reasons.compactMap(\.characters).max() ?? 0
        waitsForRepeats = bound.repeats
        var uncapped = rule
        uncapped.cap = nil
        let trier = HoldTrier(uncapped)
        example = parts.lazy.compactMap { trier.example($0) }.first
        (shortest, longest) = HoldTrier(rule).extremes(of: rule.tests.hit + rule.tests.clean)
    }
}

extension RuleHold {
    /// What makes a stream wait for a rule, the longest first.
    static func reasons(_ rule: Rule, _ parts: [RuleExplanation.Part]) -> [Reason] { HoldBound(rule, parts).reasons }
}

/// What can be said of the wait without a text.
private struct HoldBound {
    private(set) var reasons: [RuleHold.Reason] = []
    private(set) var repeats = false

    init(_ rule: Rule, _ parts: [RuleExplanation.Part]) {
        for part in parts {
            // What is decided after n characters waits for the last of them.
            add(
                part.engine == .words ? .word : .expression,
                part.decidedAfter.map { max(0, $0 - 1) + Self.rests($0, part, rule) })
            if case .keywords(let words, let view) = part.match { note(words, view) }
        }
        let widest = parts.map(\.greatest).reduce(0 as Int?) { one, other in
            one.flatMap { one in other.map { max(one, $0) } }
        }
        if let within = rule.match.widestWindow {
            add(.window, widest.map { Self.sum(2 * $0, within, 1) })
        }
        addConditions(of: rule, widest)
        reasons.sort { ($0.characters ?? .max) > ($1.characters ?? .max) }
    }

    /// How many characters an undecided place may come to have more, since it is not looked at with every one: a long
    /// wait only with a sixteenth more, a cap apart; and where many places wait, with a sixteenth of their number.
    private static func rests(_ wait: Int, _ part: RuleExplanation.Part, _ rule: Rule) -> Int {
        let isCapped = !part.endless.isEmpty
        return (isCapped ? 0 : wait / 16) + (rule.waitsAtOnePlace ? 0 : wait / 16)
    }

    private mutating func addConditions(of rule: Rule, _ widest: Int?) {
        if let near = rule.near, near.side != .before {
            let words = stretch(near.any, rule.view)
            // A window is as wide as what it covers.
            let width = rule.match.widestWindow.map { within in widest.map { Self.sum(2 * $0, within, 0) } } ?? widest
            add(.near, width.map { Self.sum($0, near.within, words + 1) })
        }
        if !rule.except.isEmpty { add(.except, stretch(rule.except.map(\.phrase), rule.view)) }
    }

    private mutating func add(_ kind: RuleHold.Reason.Kind, _ characters: Int?) {
        let reason = RuleHold.Reason(kind: kind, characters: characters)
        if !reasons.contains(reason) { reasons.append(reason) }
    }

    private mutating func note(_ words: [String], _ view: View) { _ = stretch(words, view) }

    /// The most that one of some words takes.
    private mutating func stretch(_ words: [String], _ view: View) -> Int {
        let all = words.compactMap { KeywordStretch($0, view.foldings) }
        if all.contains(where: \.repeats) { repeats = true }
        return all.map(\.greatest).max() ?? 0
    }

    private static func sum(_ one: Int, _ two: Int, _ three: Int) -> Int {
        let (first, overflow) = one.addingReportingOverflow(two)
        let (second, more) = first.addingReportingOverflow(three)
        return overflow || more ? .max : second
    }
}

extension Rule {
    /// Whether it is not tried behind a place that waits: it takes every hit of all that it looks for.
    fileprivate var waitsAtOnePlace: Bool {
        guard case .regex = match, validate == nil, except.isEmpty else { return false }
        return near?.effect != .require
    }
}

extension Match {
    /// The widest `within` of an `all` that covers all of its members; `nil` where nothing waits for one.
    fileprivate var widestWindow: Int? {
        switch self {
        case .keywords, .regex, .all(_, _, cover: .last): nil
        case .all(_, let within, cover: .all): within
        case .any(let members): members.compactMap(\.widestWindow).max()
        }
    }
}

/// Feeds texts to a stream in which a rule stands alone and acts, character by character.
private struct HoldTrier {
    private let plan: Plan
    private let terms = DecisionTerms(replacements: [:], enforcement: Enforcement())

    init(_ rule: Rule) {
        var acting = rule
        if acting.action == .observe { acting.action = .mask }
        acting.level = .enforce
        var planner = Planner()
        planner.add(acting)
        plan = planner.plan(ownTexts: [])
    }

    /// How many characters wait behind each character of a text.
    private func waits(_ text: String) -> [Int] {
        var channel = StreamingChannel(plan, terms, MatchLimits())
        var ends: [Int] = []
        var waits: [Int] = []
        for scalar in text.unicodeScalars {
            let progress = channel.feed(Array(String(scalar).utf8))
            ends.append((ends.last ?? 0) + String(scalar).utf8.count)
            guard progress.cut == nil else { break }
            waits.append(ends.count - ends.partitioningIndex { $0 > progress.released })
        }
        return waits
    }

    /// The shortest beginning of some texts that waits, and the one that waits longest.
    func extremes(of texts: [String]) -> (shortest: RuleHold.Trial?, longest: RuleHold.Trial?) {
        var shortest: RuleHold.Trial?
        var longest: RuleHold.Trial?
        for text in texts {
            for (place, held) in waits(text).enumerated() where held > 0 {
                if place + 1 < shortest?.text.unicodeScalars.count ?? .max {
                    shortest = Self.trial(text, place + 1, held)
                }
                if held > longest?.held ?? 0 { longest = Self.trial(text, place + 1, held) }
            }
        }
        return (shortest, longest)
    }

    private static func trial(_ text: String, _ count: Int, _ held: Int) -> RuleHold.Trial {
        RuleHold.Trial(text: String(String.UnicodeScalarView(text.unicodeScalars.prefix(count))), held: held)
    }

    /// A text that begins a match of an expression without an end, if it waits, and goes on to wait.
    func example(_ part: RuleExplanation.Part) -> RuleHold.Trial? {
        guard !part.endless.isEmpty, case .regex(let source, _) = part.match,
            let root = try? Expression(source).root, let short = held(root, 1), held(root, 32) != nil
        else { return nil }
        return short
    }

    /// A text with so many turns of the part without an end, if it waits from its first character on.
    private func held(_ root: Node, _ turns: Int) -> RuleHold.Trial? {
        guard let scalars = root.text(inFirstEndlessPart: turns) else { return nil }
        let text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
        guard let held = waits(text).last, held > 0, held == scalars.count else { return nil }
        return RuleHold.Trial(text: text, held: held)
    }
}
