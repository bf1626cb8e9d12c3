/// A named, versioned set of rules.
public struct Pack: Hashable, Sendable {
    public var name: String
    public var version: String
    public var title: Title
    public var rules: [Rule]
    /// SHA-256 over the pack's canonical form (RFC 8785) with word files inlined, in lower-case hexadecimal.
    public var digest: String

    public init(name: String, version: String, title: Title, rules: [Rule], digest: String) {
        self.name = name
        self.version = version
        self.title = title
        self.rules = rules
        self.digest = digest
    }
}

/// A change that the policy makes to a rule or to a whole pack.
public struct Override: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        case pack(String)
        case rule(String)
    }

    public var target: Target
    public var action: Action?
    public var level: Level?

    public init(target: Target, action: Action? = nil, level: Level? = nil) {
        self.target = target
        self.action = action
        self.level = level
    }
}

/// Something wrong in a rule file.
public struct RuleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Gravity: String, Sendable { case error, warning }

    public var gravity: Gravity
    /// A stable code such as `R012`.
    public var code: String
    public var place: SourcePlace
    /// One line, lower case, no full stop.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// What of a rule it is about, for whoever knows the file and can point at more than the rule.
    package var subject: ProblemSubject?

    public init(
        gravity: Gravity = .error, code: String, place: SourcePlace, message: String, hint: String? = nil
    ) {
        self.gravity = gravity
        self.code = code
        self.place = place
        self.message = message
        self.hint = hint
    }

    /// `file:line:column: error R012: message`.
    public var description: String { "\(place): \(gravity.rawValue) \(code): \(message)" }
}

/// Rule files that could not be loaded: every problem that was found, at least one.
public struct RuleProblems: Error, Hashable, Sendable {
    public var problems: [RuleProblem]

    public init(_ problems: [RuleProblem]) {
        self.problems = problems
    }
}

/// A part of a rule.
package struct ProblemSubject: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        /// The value of one of the rule's keys.
        case key(String)
        /// The place where a keyword stands; of several places the last.
        case keyword(String)
    }

    package var rule: String
    package var part: Part
    /// Another rule that it takes two of.
    package var other: String?

    package init(rule: String, part: Part, other: String? = nil) {
        self.rule = rule
        self.part = part
        self.other = other
    }
}
