import Oniguruma
import Primitives
import RegexSyntax
import Rules
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
    /// For validators, which see the folded text.
    let folding = Folding(.folded)
    /// What a match that changes the text may join to the character before it.
    let joining: JoiningStarts
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

    init(rule: Rule, search: PlanSearch, view: Int, near: KeywordTable?, except: KeywordTable?, leaves: Range<Int>) {
        self.rule = rule
        self.search = search
        self.view = view
        self.near = near
        self.except = except
        self.leaves = leaves
        acts = rule.action != .observe
        isPlain = !search.hasWindow
    }

    /// Whether a finding can be ruled out before its match is complete.
    var refusesEarly: Bool {
        guard isPlain else { return false }
        return rule.validate == .cnResidentID || rule.near.map { $0.effect == .require && $0.side == .before } ?? false
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

    fileprivate func head(_ number: Int, _ rule: PlannedRule) -> ExpressionHeads.Member? {
        guard let root = expression?.root else { return nil }
        // What can fail is tried wherever it can begin, so that where it does so does not hang on the cuts.
        let isEager = root.canReachLimits || cap.map { $0 <= ExpressionHeads.depth } ?? false
        let marks = canBeRefusedEarly(by: rule) ? Self.earlyMark : rule.isPlain ? Self.plainMark | (rule.acts ? Self.actingMark : 0) : Self.windowMark
        return ExpressionHeads.Member(number: number, root: root, isEager: isEager, marks: marks)
    }
}

/// Turns a rule set's rules into a plan.
struct Planner {
    private(set) var problems: [RuleProblem] = []
    private var views: [Foldings] = [.raw]
    private var rules: [PlannedRule] = []
    private var leaves: [PlanLeaf] = []
    private var words: [Int: KeywordTable.Builder] = [:]
    private var context: [Int: Int] = [:]
    private var windows = 0
    /// By leaf, its words.
    private var lists: [[String]] = []

    init() {}

    mutating func add(_ rule: Rule) {
        let first = leaves.count
        windows = 0
        guard let search = search(rule.match, of: rule) else { return }
        let view = view(rule.view.foldings)
        let near = rule.near.map { table($0.any, view) }
        let except = rule.except.isEmpty ? nil : table(rule.except.map(\.phrase), view)
        if let condition = rule.near, let near {
            needs(view, Self.sum(condition.within, Self.stretch(near)))
        }
        if let except { needs(view, Self.stretch(except)) }
        rules.append(
            PlannedRule(
                rule: rule, search: search, view: view, near: near, except: except,
                leaves: first..<leaves.count))
    }

    /// - Parameter ownTexts: texts that the rule set puts in place itself.
    mutating func plan(ownTexts: [String]) -> Plan {
        let own = KeywordTable(.raw, ownTexts)
        let tables = views.indices.map { view in
            PlanWords((words[view] ?? KeywordTable.Builder(views[view])).table(), leaves, rules)
        }
        var context = views.indices.map { (self.context[$0] ?? 0) + 2 }
        context[0] = max(context[0], own.longest + 2)
        let entrance = Lazy { [rules, leaves, lists, views] in Entrance(rules, leaves, lists, views) }
        return Plan(
            views: views, rules: rules, leaves: leaves, words: tables, heads: views.indices.map(heads),
            ownTexts: own, context: context, entrance: entrance, joining: joining(tables))
    }

    /// The expressions of a view. To make their table takes long enough that only a stream does.
    private func heads(_ view: Int) -> Lazy<ExpressionHeads>? {
        let members = leaves.enumerated().filter { $0.element.view == view && $0.element.expression != nil }
        guard !members.isEmpty else { return nil }
        return Lazy { [rules] in
            ExpressionHeads(members.compactMap { number, leaf in leaf.head(number, rules[leaf.rule]) })
        }
    }

    private func joining(_ tables: [PlanWords]) -> JoiningStarts {
        var joining = JoiningStarts()
        for rule in rules where rule.acts {
            for number in rule.leaves {
                let leaf = leaves[number]
                switch leaf.matcher {
                case .expression(let expression): joining.add(views[leaf.view], expression.firsts.contains)
                case .words: joining.add(views[leaf.view], tables[leaf.view].table.begins(with:))
                }
            }
        }
        return joining
    }

    private mutating func view(_ foldings: Foldings) -> Int {
        if let known = views.firstIndex(of: foldings) { return known }
        views.append(foldings)
        return views.count - 1
    }

    private mutating func needs(_ view: Int, _ scalars: Int) {
        context[view] = max(context[view] ?? 0, scalars)
    }

    /// How much of a view a word can take, gaps counted in; runs may take more.
    private static func stretch(_ table: KeywordTable) -> Int { table.longest * 4 + 1 }

    private static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? Int.max / 4 : sum
    }

    private func table(_ words: [String], _ view: Int) -> KeywordTable {
        KeywordTable(views[view], words)
    }

    private mutating func search(_ match: Match, of rule: Rule) -> PlanSearch? {
        switch match {
        case .keywords(let list, let name):
            let view = view(name.foldings)
            let number = leaves.count
            for word in list where words[view, default: KeywordTable.Builder(views[view])].add(word, id: number) == false {
                note(rule, "M001", "keyword «\(word)» is empty in view \(name)")
            }
            leaves.append(PlanLeaf(rule: rules.count, view: view, name: name, matcher: .words))
            lists.append(list)
            needs(view, 2)
            return .leaf(number)
        case .regex(let source, let name):
            guard let expression = expression(source, name, of: rule) else { return nil }
            let view = view(name.foldings)
            let cap = expression.root.isUnbounded ? rule.cap?.chars : nil
            leaves.append(
                PlanLeaf(rule: rules.count, view: view, name: name, matcher: .expression(expression), cap: cap))
            lists.append([])
            needs(view, expression.reach)
            return .leaf(leaves.count - 1)
        case .any(let members):
            return searches(members, of: rule).map { .any($0) }
        case .all(let members, let within, let cover):
            guard let made = searches(members, of: rule) else { return nil }
            windows += 1
            needs(view(rule.view.foldings), within)
            let fallible = made.flatMap(\.leaves).filter { leaves[$0].expression?.root.canReachLimits ?? false }
            return .all(
                PlanSearch.PlanWindow(
                    number: windows, members: made, within: within, cover: cover, fallible: fallible))
        }
    }

    private mutating func searches(_ members: [Match], of rule: Rule) -> [PlanSearch]? {
        var made: [PlanSearch] = []
        for member in members {
            guard let search = search(member, of: rule) else { return nil }
            made.append(search)
        }
        return made
    }

    private mutating func expression(_ source: String, _ view: View, of rule: Rule) -> PlanExpression? {
        guard view.kind.isForExpressions else {
            note(rule, "M002", "an expression cannot ask for view \(view.name)")
            return nil
        }
        do throws(SyntaxError) {
            return try PlanExpression(source)
        } catch {
            note(rule, "M003", "expression does not compile: \(error)")
            return nil
        }
    }

    private mutating func note(_ rule: Rule, _ code: String, _ message: String) {
        problems.append(RuleProblem(code: code, place: rule.place, message: "\(rule.id): \(message)"))
    }
}

extension View {
    /// What is folded away in it.
    var foldings: Foldings {
        var foldings: Foldings =
            switch kind {
            case .raw, .folded, .foldedPlus: []
            case .split: .split
            case .pinyin: .pinyin
            }
        for fold in folds { foldings.insert(fold.folding) }
        return foldings
    }
}

extension Fold {
    fileprivate var folding: Foldings {
        switch self {
        case .width: .width
        case .case: .case
        case .traditional: .simplified
        case .styled: .styled
        case .ignorables: .ignorables
        case .confusables: .confusables
        case .separators: .separators
        case .repeats: .repeats
        }
    }
}

extension Node {
    /// Whether a match may begin behind the place where it was tried.
    fileprivate var movesStart: Bool { kind == .keep || parts.contains(where: \.movesStart) }
}
