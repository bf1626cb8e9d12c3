public import Primitives

/// Something that a rule had where it came from, and has not, or not so, where it went.
public struct ImportIssue: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// The rule is not in the pack.
        case leftOut = "left-out"
        /// The rule is in the pack and finds more, or less, or other bytes.
        case changed
        /// The rule finds the same; something else about it is different.
        case noted
    }

    public var kind: Kind
    /// From 1; `nil` where no line is to blame.
    public var line: Int?
    /// As it was called where it came from; `nil` for the file as a whole.
    public var rule: String?
    /// What of it: a key of the file, or `expression`.
    public var subject: String
    /// One line, lower case.
    public var reason: String

    public init(_ kind: Kind, line: Int?, rule: String?, _ subject: String, _ reason: String) {
        self.kind = kind
        self.line = line
        self.rule = rule
        self.subject = subject
        self.reason = reason
    }

    /// `{kind, line?, rule?, subject, reason}`.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind.rawValue), "subject": .string(subject), "reason": .string(reason),
        ]
        members["line"] = line.map { .integer(Int64($0)) }
        members["rule"] = rule.map(JSONValue.string)
        return .object(members)
    }
}

/// A file that is no rule file of its kind: every fault that was found, at least one.
public struct ImportFault: Error, Hashable, Sendable {
    /// The line, from 1, and what is wrong there.
    public struct Place: Hashable, Sendable {
        public var line: Int?
        public var message: String
        /// What to do about it.
        public var hint: String?
    }

    public var places: [Place]

    init(_ places: [Place]) { self.places = places }

    init(line: Int? = nil, _ message: String, hint: String? = nil) {
        places = [Place(line: line, message: message, hint: hint)]
    }
}

/// A pack that was made of somebody else's rules, and what was lost on the way.
public struct ImportedPack: Hashable, Sendable {
    public var name: String
    /// The rule file.
    public var text: [UInt8]
    /// Word files by their path from the rule file's folder.
    public var wordFiles: [(path: String, text: [UInt8])] { files.map { ($0.path, $0.text) } }
    public var issues: [ImportIssue]
    /// Rules in the pack.
    public var rules: Int
    /// Rules, or lines with words, of the file.
    public var read: Int
    /// Words in the word files.
    public var words = 0
    /// Words that stood there before.
    public var duplicates = 0
    /// Texts that the rules were tried on.
    public var tests: Int

    struct WordFile: Hashable, Sendable {
        var path: String
        var text: [UInt8]
    }

    var files: [WordFile] = []

    init(name: String, text: String, issues: [ImportIssue], rules: Int, read: Int, tests: Int) {
        self.name = name
        self.text = Array(text.utf8)
        self.issues = issues
        self.rules = rules
        self.read = read
        self.tests = tests
    }

    /// Whether every rule finds what it found where it came from.
    public var isComplete: Bool { issues.allSatisfy { $0.kind == .noted } }
}
