internal import Rules

/// What the tags of a line ask for: the words of one rule have the same.
struct WordTags: Hashable {
    var risk: String?
    var severity = Severity.medium
    var category = Category.custom
    var view = View.Kind.foldedPlus
    var action = Action.observe
    /// Tags that are no more than names, in alphabetical order.
    var names: [String] = []

    /// Reads the tags of a line: `risk=A.1.d`, `severity=high`, `category=safety`, `view=folded`, `action=block`, or a
    /// name.
    init(_ fields: ArraySlice<Substring>) throws(DialectError) {
        for field in fields {
            let tag = field.trimmed
            if tag.isEmpty { continue }
            let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                if !names.contains(tag) { names.append(tag) }
                continue
            }
            try set(String(parts[0]), String(parts[1]))
        }
        names.sort()
    }

    private mutating func set(_ key: String, _ value: String) throws(DialectError) {
        func choice<Choice: CaseIterable & RawRepresentable<String>>(_: Choice.Type) throws(DialectError) -> Choice {
            if let choice = Choice(rawValue: value) { return choice }
            let known = Choice.allCases.map(\.rawValue)
            throw DialectError("no \(key) is called \(Quote.short(value)): \(Quote.suggestion(for: value, among: known))")
        }
        switch key {
        case "severity": severity = try choice(Severity.self)
        case "category": category = try choice(Category.self)
        case "view": view = try choice(View.Kind.self)
        case "action": action = try choice(Action.self)
        case "risk":
            guard Risk.all.contains(value) else {
                throw DialectError("no risk \(Quote.short(value)) in GB/T 45654-2025 annex A: A.1.a to A.5.b")
            }
            risk = value
        default:
            let known = ["risk", "severity", "category", "view", "action"]
            throw DialectError("no tag is called \(Quote.short(key)): \(Quote.suggestion(for: key, among: known))")
        }
    }
}

extension Substring {
    /// Without white space around it.
    var trimmed: String {
        let head = unicodeScalars.drop { $0.properties.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}
