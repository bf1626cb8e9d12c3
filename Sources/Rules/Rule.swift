/// One rule of a pack: what to look for, what must stand near it or around it, and what to do.
public struct Rule: Hashable, Sendable {
    /// `pack.name.more`, unique over all packs that are loaded together.
    public var id: String
    public var title: Title
    public var category: Category
    public var severity: Severity
    public var action: Action
    public var level: Level
    public var match: Match
    /// The view in which `near`, `except` and the distance of `all` are counted: the `view` that the rule names,
    /// otherwise the one that all leaves of `match` share, otherwise `folded`.
    public var view: View
    public var validate: Validator?
    public var near: Near?
    public var except: [Exception]
    /// What a mask puts in place; `nil` for the policy's default.
    public var replacement: String?
    /// Required where the match can grow without end.
    public var cap: Cap?
    public var why: String?
    public var clause: String?
    /// The risk of GB/T 45654-2025 annex A, `A.1.a` to `A.5.b`.
    public var risk: String?
    public var tests: RuleTests
    /// Where the rule begins in its file.
    public var place: SourcePlace
    /// Where the expressions of `match` stand, each by its text.
    package var expressionPlaces: [String: ExpressionPlace] = [:]

    public init(
        id: String, title: Title, category: Category, severity: Severity, action: Action = .observe,
        level: Level = .enforce, match: Match, view: View, validate: Validator? = nil, near: Near? = nil,
        except: [Exception] = [], replacement: String? = nil, cap: Cap? = nil, why: String? = nil,
        clause: String? = nil, risk: String? = nil, tests: RuleTests = RuleTests(hit: [], clean: []),
        place: SourcePlace = SourcePlace(file: "", line: 0, column: 0)
    ) {
        self.id = id
        self.title = title
        self.category = category
        self.severity = severity
        self.action = action
        self.level = level
        self.match = match
        self.view = view
        self.validate = validate
        self.near = near
        self.except = except
        self.replacement = replacement
        self.cap = cap
        self.why = why
        self.clause = clause
        self.risk = risk
        self.tests = tests
        self.place = place
    }
}

/// What a rule looks for.
public indirect enum Match: Hashable, Sendable {
    /// Any of the words; leftmost, then longest.
    case keywords([String], view: View)
    /// An Oniguruma expression (Ruby syntax); leftmost, then by the expression's own priority.
    case regex(String, view: View)
    /// Any of the members; leftmost, then longest, then in the order given.
    case any([Match])
    /// Every member, in any order, not overlapping.
    case all([Match], within: Int, cover: Cover)
}

/// Which part of an `all` is the finding.
public enum Cover: String, CaseIterable, Sendable {
    /// The member that completes it.
    case last
    /// From the start of the first member to the end of the last.
    case all
}

/// A condition on what stands around a match.
public struct Near: Hashable, Sendable {
    public enum Side: String, CaseIterable, Sendable { case before, after, both }
    /// What the condition does.
    public enum Effect: Hashable, Sendable {
        /// Without one of the words the match is none.
        case require
        /// With one of the words the finding's severity is this.
        case raise(to: Severity)
    }

    public var any: [String]
    /// Unicode scalars between nearest edges in the rule's view, at most.
    public var within: Int
    public var side: Side
    public var effect: Effect

    public init(any: [String], within: Int, side: Side = .both, effect: Effect = .require) {
        self.any = any
        self.within = within
        self.side = side
        self.effect = effect
    }
}

/// A longer phrase that is allowed: a match that lies inside an occurrence of it falls.
public struct Exception: Hashable, Sendable {
    public var phrase: String

    public init(phrase: String) {
        self.phrase = phrase
    }
}

/// How far a match without an end may be waited for.
public struct Cap: Hashable, Sendable {
    public enum Outcome: String, CaseIterable, Sendable { case commit, block }
    /// Unicode scalars.
    public var chars: Int
    public var then: Outcome

    public init(chars: Int, then: Outcome) {
        self.chars = chars
        self.then = then
    }
}

/// The texts that a rule is tried on.
public struct RuleTests: Hashable, Sendable {
    /// The rule must find something in each.
    public var hit: [String]
    /// The rule must find nothing in any.
    public var clean: [String]

    public init(hit: [String], clean: [String]) {
        self.hit = hit
        self.clean = clean
    }
}

/// A place in a rule or policy file; line and column count from 1, columns in Unicode scalars.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}
