internal import Rules

/// Writes a pack as a rule file.
struct PackWriter {
    private(set) var text = ""

    init(name: String, version: String, zh: String, en: String, comments: [String]) {
        for comment in comments { text += "# \(Self.plain(comment))\n" }
        text += "pack: \(name)\nversion: \(version)\n"
        text += "title: {zh: \(Self.quoted(zh)), en: \(Self.quoted(en))}\nrules:\n"
    }

    mutating func add(_ rule: RuleDraft) {
        text += "  - id: \(rule.id)\n"
        line("title", "{zh: \(Self.quoted(rule.zh)), en: \(Self.quoted(rule.en))}")
        line("category", rule.category.rawValue)
        line("severity", rule.severity.rawValue)
        if rule.action > .observe { line("action", rule.action.rawValue) }
        if let risk = rule.risk { line("risk", risk) }
        if let why = rule.why { line("why", Self.quoted(why)) }
        if let view = rule.view { line("view", view.rawValue) }
        if !rule.onlyFolds.isEmpty { line("fold", "{only: [\(rule.onlyFolds.map(\.rawValue).joined(separator: ", "))]}") }
        line("match", match(rule))
        if let validate = rule.validate { line("validate", validate.rawValue) }
        if let near = rule.near { line("near", self.near(near)) }
        if !rule.except.isEmpty {
            line("except", "[\(rule.except.map { "{phrase: \(Self.quoted($0))}" }.joined(separator: ", "))]")
        }
        if let cap = rule.cap { line("cap", "{chars: \(cap), then: commit}") }
        text += "    tests:\n"
        list("hit", rule.tests.hit)
        list("clean", rule.tests.clean)
    }

    private mutating func line(_ key: String, _ value: String) { text += "    \(key): \(value)\n" }

    private mutating func list(_ key: String, _ texts: [String]) {
        text += "      \(key):\n"
        for text in texts { self.text += "        - \(Self.quoted(text))\n" }
    }

    private func match(_ rule: RuleDraft) -> String {
        let looks =
            switch rule.looks {
            case .regex(let source): "regex: \(Self.quoted(source))"
            case .words(let words): "keywords: [\(words.map(Self.quoted).joined(separator: ", "))]"
            case .wordFile(let path): "keywords: {file: \(Self.quoted(path))}"
            }
        return "{\(looks)\(rule.matchView.map { ", view: \($0.rawValue)" } ?? "")}"
    }

    private func near(_ near: RuleDraft.NearDraft) -> String {
        let words = near.any.map(Self.quoted).joined(separator: ", ")
        return "{any: [\(words)], within: \(near.within), side: before, effect: raise, to: \(near.raise.rawValue)}"
    }

    // MARK: Text in YAML

    /// Between `'` where it stands on one line and YAML can hold it, otherwise escaped.
    static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.allSatisfy(isPlain) else { return escaped(text) }
        // By scalars: a mark may combine with the apostrophe.
        var quoted = "'"
        for scalar in text.unicodeScalars { quoted += scalar == "'" ? "''" : String(scalar) }
        return quoted + "'"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case "\r": escaped += "\\r"
            default:
                if isPlain(scalar) {
                    escaped.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    escaped += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                }
            }
        }
        return escaped + "\""
    }

    /// One line of a comment.
    private static func plain(_ text: String) -> String {
        Quote.escaped(text).replacing("\t", with: " ")
    }
}
