import Oniguruma
import Primitives
import RegexSyntax
import Rules
package import TextMatching

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

    private let expressions: ReadExpressions

    init(_ expressions: ReadExpressions = ReadExpressions()) {
        self.expressions = expressions
    }

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
            let cap = expression.isUnbounded ? rule.cap?.chars : nil
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
            return try expressions.expression(source)
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
    package var foldings: Foldings {
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
