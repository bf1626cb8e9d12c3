import Oniguruma
import RegexSyntax
import Rules

/// A rule, made ready for matching.
struct CompiledRule: Sendable {
    let rule: Rule
    let search: Search
    let near: Lexicon.List?
    let except: Lexicon.List?
}

/// What a rule looks for, made ready for matching.
indirect enum Search: Sendable {
    case words(Lexicon.List)
    /// The number tells the expressions of a rule set apart.
    case expression(Pattern, view: View, number: Int, cap: PlainCap?)
    case any([Search])
    case all(Window)

    struct Window: Sendable {
        /// Tells the windows of a rule set apart.
        var number: Int
        var members: [Search]
        var within: Int
        var cover: Cover
        /// The view in which `within` counts.
        var view: View
    }
}

/// Turns rules into what the reference monitor works with.
struct RuleCompiler {
    private(set) var lexicon = Lexicon()
    private(set) var problems: [RuleProblem] = []
    private var expressions = 0
    private var windows = 0

    /// Answers `nil` after noting a problem where the rule cannot be compiled.
    mutating func compile(_ rule: Rule) -> CompiledRule? {
        guard let search = compile(rule.match, of: rule) else { return nil }
        let near = rule.near.map { lexicon.add($0.any, in: rule.view) }
        let except = rule.except.isEmpty ? nil : lexicon.add(rule.except.map(\.phrase), in: rule.view)
        return CompiledRule(rule: rule, search: search, near: near, except: except)
    }

    /// Adds texts that are looked for as they are.
    mutating func addTexts(_ texts: [String]) -> Lexicon.List {
        lexicon.add(texts, in: .raw)
    }

    private mutating func compile(_ match: Match, of rule: Rule) -> Search? {
        switch match {
        case .keywords(let words, let view):
            for word in words where Keyword(word, view: view) == nil {
                note(rule, "M001", "keyword «\(word)» is empty in view \(view.name)")
            }
            return .words(lexicon.add(words, in: view))
        case .regex(let source, let view):
            guard view.kind.isForExpressions else {
                note(rule, "M002", "an expression cannot ask for view \(view.name)")
                return nil
            }
            do throws(PatternError) {
                expressions += 1
                return .expression(
                    try Pattern(source, options: PatternOptions()), view: view, number: expressions,
                    cap: PlainCap(source, rule.cap))
            } catch {
                note(rule, "M003", "expression does not compile: \(error)")
                return nil
            }
        case .any(let members):
            return compile(members, of: rule).map { .any($0) }
        case .all(let members, let within, let cover):
            guard let compiled = compile(members, of: rule) else { return nil }
            windows += 1
            return .all(
                Search.Window(number: windows, members: compiled, within: within, cover: cover, view: rule.view))
        }
    }

    private mutating func compile(_ members: [Match], of rule: Rule) -> [Search]? {
        var compiled: [Search] = []
        for member in members {
            guard let search = compile(member, of: rule) else { return nil }
            compiled.append(search)
        }
        return compiled
    }

    private mutating func note(_ rule: Rule, _ code: String, _ message: String) {
        problems.append(RuleProblem(code: code, place: rule.place, message: "\(rule.id): \(message)"))
    }
}
