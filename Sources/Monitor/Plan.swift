import Primitives
import RegexSyntax
import Rules
import Synchronization
import TextMatching

/// Rules made ready for judging streams: immutable, made once, shared by all channels and threads.
final class Plan: Sendable {
    /// The foldings of the views that the rules look at; the first is the raw view.
    let views: [Foldings]
    let rules: [PlannedRule]
    let leaves: [PlanLeaf]
    /// By view, the keywords of its leaves, under the numbers of the leaves.
    let words: [PlanWords]
    /// By view, the expressions of its leaves, followed from where they begin; `nil` where there are none.
    let heads: [Lazy<ExpressionHeads>?]
    /// Replacements and notice, as they are.
    let ownTexts: KeywordTable
    /// By view, how many scalars before the first undecided one can still matter.
    let context: [Int]
    /// What must stand in a whole text for its leaves to find anything. Streams do without, so that a start that
    /// judges none does not wait for it.
    let entrance: Lazy<Entrance>
    /// For validators, which mostly see the folded text.
    let folding = Folding(.folded)
    /// What a match that changes the text may join to the character before it.
    let joining: JoiningStarts
    /// By leaf, whether it is what its rule looks for and no member of an `all`.
    let standsAlone: [Bool]
    /// By leaf, whether its rule takes every hit and looks for nothing else, so that no hit inside another counts.
    let isAlone: [Bool]
    /// By leaf, whether what stands before a place, or the beginning of a match, can tell that its rule refuses whatever
    /// begins there. Not so where a limit may be met there, which counts all the same.
    let canBeRefusedEarly: [Bool]
    /// By leaf, its place among those that are expressions; less than 0 for words.
    let expressionNumbers: [Int32]
    /// Whether there is a rule with an `all`.
    let hasWindows: Bool
    /// How many leaves are expressions.
    let expressions: Int
    /// By view, the leaves that are.
    let expressionLeaves: [[Int]]

    /// Bytes of whole texts that were judged without the entrance.
    private let judgedWithout = Atomic<Int>(0)
    /// To make the entrance takes about as long as to judge so many bytes without it.
    private static let patience = 32 << 10

    /// The entrance, for a whole text of `count` bytes: made once so much was judged without it that to make it is no
    /// loss, whatever is still to come.
    func entrance(for count: Int) -> Entrance? {
        if let made = entrance.valueIfMade { return made }
        let judged = judgedWithout.wrappingAdd(count, ordering: .relaxed)
        // Others that judge meanwhile do not make a second one.
        return judged.oldValue < Self.patience && judged.newValue >= Self.patience ? entrance.value : nil
    }

    init(
        views: [Foldings], rules: [PlannedRule], leaves: [PlanLeaf], words: [PlanWords],
        heads: [Lazy<ExpressionHeads>?], ownTexts: KeywordTable, context: [Int], entrance: Lazy<Entrance>,
        joining: JoiningStarts
    ) {
        self.views = views
        self.rules = rules
        self.leaves = leaves
        self.words = words
        self.heads = heads
        self.ownTexts = ownTexts
        self.context = context
        self.entrance = entrance
        self.joining = joining
        hasWindows = rules.contains { !$0.isPlain }
        standsAlone = leaves.enumerated().map { number, leaf in
            rules[leaf.rule].search.parts.contains { if case .leaf(number) = $0 { true } else { false } }
        }
        isAlone = leaves.map { rules[$0.rule].takesEveryHit }
        canBeRefusedEarly = leaves.map { $0.canBeRefusedEarly(by: rules[$0.rule]) }
        var count = 0
        expressionNumbers = leaves.map { leaf in
            guard case .expression = leaf.matcher else { return -1 }
            defer { count += 1 }
            return Int32(clamping: count)
        }
        expressions = count
        expressionLeaves = views.indices.map { view in
            leaves.indices.filter { leaves[$0].view == view && leaves[$0].expression != nil }
        }
    }
}

/// A rule, made ready. (A class, since streams look at it with every piece of text, and its parts are many to copy.)
final class PlannedRule: Sendable {
    let rule: Rule
    let search: PlanSearch
    /// The view of `near`, `except` and distances.
    let view: Int
    let near: KeywordTable?
    let except: KeywordTable?
    /// The leaves that it looks at.
    let leaves: Range<Int>
    /// Whether its findings change what leaves.
    let acts: Bool
    /// Whether no `all` is in it: then it waits wherever one of its leaves is open, and for its conditions.
    let isPlain: Bool
    /// Whether what it has of an `all` waits for the last member alone, so that nothing waits where a single one is open.
    let restsWithWindows: Bool

    init(rule: Rule, search: PlanSearch, view: Int, near: KeywordTable?, except: KeywordTable?, leaves: Range<Int>) {
        self.rule = rule
        self.search = search
        self.view = view
        self.near = near
        self.except = except
        self.leaves = leaves
        acts = rule.action != .observe
        isPlain = !search.hasWindow
        restsWithWindows = search.parts.allSatisfy(\.canRest)
    }

    /// Whether a finding can be ruled out before its match is complete.
    var refusesEarly: Bool {
        guard isPlain else { return false }
        return rule.validate?.refusesBeginnings ?? false || rule.near.map { $0.effect == .require && $0.side == .before } ?? false
    }

    /// Whether it looks for one thing and refuses none of its hits.
    var takesEveryHit: Bool {
        guard case .leaf = search, rule.validate == nil, except == nil else { return false }
        return rule.near?.effect != .require
    }
}

/// What a rule looks for, made ready.
indirect enum PlanSearch: Sendable {
    case leaf(Int)
    case any([PlanSearch])
    case all(PlanWindow)

    struct PlanWindow: Sendable {
        /// Tells the windows of one rule apart.
        let number: Int
        let members: [PlanSearch]
        let within: Int
        let cover: Cover
        /// Leaves of its members that can run into their limits.
        let fallible: [Int]
    }

    var hasWindow: Bool {
        switch self {
        case .leaf: false
        case .any(let members): members.contains(where: \.hasWindow)
        case .all: true
        }
    }

    /// Whether it could find something where no gate does.
    func isOpen(_ gates: Gates) -> Bool {
        switch self {
        case .leaf(let number): gates.isOpen[number]
        case .any(let members): members.contains { $0.isOpen(gates) }
        // A member that fails does so whatever else there is.
        case .all(let window): !window.fallible.isEmpty || window.members.allSatisfy { $0.isOpen(gates) }
        }
    }

    /// Itself, or what it looks for any of.
    var parts: [PlanSearch] {
        if case .any(let members) = self { members } else { [self] }
    }

    /// See ``PlannedRule/restsWithWindows``.
    fileprivate var canRest: Bool {
        switch self {
        case .leaf: true
        case .any: false
        case .all(let window):
            window.cover == .last && window.fallible.isEmpty && !window.members.contains(where: \.hasWindow)
        }
    }

    var leaves: [Int] {
        switch self {
        case .leaf(let number): [number]
        case .any(let members): members.flatMap(\.leaves)
        case .all(let window): window.members.flatMap(\.leaves)
        }
    }
}

/// A list of words or an expression, in one view. (A class, as `PlannedRule` is.)
final class PlanLeaf: Sendable {
    enum Matcher: Sendable {
        case words
        case expression(PlanExpression)
    }

    let rule: Int
    let view: Int
    /// What a finding calls the view.
    let name: View
    let matcher: Matcher
    /// How many scalars of its view an attempt may stay open; `nil` where matches have a greatest width anyway.
    let cap: Int?

    init(rule: Int, view: Int, name: View, matcher: Matcher, cap: Int? = nil) {
        self.rule = rule
        self.view = view
        self.name = name
        self.matcher = matcher
        self.cap = cap
    }

    var expression: PlanExpression? {
        if case .expression(let expression) = matcher { expression } else { nil }
    }

    /// Whether a rule can tell before a match is complete that it refuses it.
    fileprivate func canBeRefusedEarly(by rule: PlannedRule) -> Bool {
        guard rule.refusesEarly, let root = expression?.root else { return false }
        return !root.canReachLimits && !root.movesStart
    }

    /// Marks of heads: that something of a rule without an `all` is alive, of one that acts, of one with an `all`, and
    /// of one that is to be asked whether it refuses what begins there.
    static let plainMark: UInt8 = 1
    static let actingMark: UInt8 = 2
    static let windowMark: UInt8 = 4
    static let earlyMark: UInt8 = 8
    /// Those of what can make a text wait.
    static let holdingMarks = actingMark | windowMark | earlyMark

    /// As heads take it; `nil` for words.
    func head(_ number: Int, _ rule: PlannedRule) -> ExpressionHeads.Member? {
        guard let root = expression?.root else { return nil }
        // What can fail is tried wherever it can begin, so that where it does so does not hang on the cuts.
        let isEager = root.canReachLimits || cap.map { $0 <= ExpressionHeads.depth } ?? false
        return ExpressionHeads.Member(number: number, root: root, isEager: isEager, marks: marks(by: rule))
    }

    private func marks(by rule: PlannedRule) -> UInt8 {
        if canBeRefusedEarly(by: rule) { return Self.earlyMark }
        guard rule.isPlain else { return Self.windowMark }
        return rule.acts ? Self.plainMark | Self.actingMark : Self.plainMark
    }
}

extension Node {
    /// Whether a match may begin behind the place where it was tried.
    fileprivate var movesStart: Bool { kind == .keep || parts.contains(where: \.movesStart) }
}
