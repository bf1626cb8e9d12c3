internal import RegexSyntax
internal import Rules

/// Rules of gitleaks (`.gitleaks.toml`).
///
/// What gitleaks asks of a rule beside its expression: `keywords` are looked for first and are left away where every match
/// holds one of them; `secretGroup` says which group is the secret; `entropy` is the least randomness of the secret;
/// allowlists name texts, words, files and commits that are no secrets. See the project's config/config.go and
/// detect/detect.go.
public enum GitleaksImport {
    /// - Parameters:
    ///   - name: what the pack will be called.
    ///   - source: how the file is called.
    /// - Throws: what is wrong with the file.
    public static func read(_ bytes: [UInt8], name: String, source: String) throws(ImportFault) -> ImportedPack {
        let table: TOMLTable
        do throws(TOMLError) { table = try TOMLDocument.read(bytes) } catch {
            throw ImportFault(line: error.line, error.message)
        }
        var run = GitleaksRun(pack: name)
        try run.read(table)
        return run.drafts.pack(name: name, source: source, from: "gitleaks", issues: run.issues, read: run.count)
    }
}

extension [RuleDraft] {
    /// The pack of these rules.
    func pack(name: String, source: String, from program: String, issues: [ImportIssue], read: Int) -> ImportedPack {
        var comments = ["Made of \(source) by: hallmark rules import --from \(program)"]
        comments += issues.filter { $0.kind != .noted }.map { issue in
            "\(issue.kind.rawValue): \(issue.rule ?? "all rules"), \(issue.subject): \(issue.reason)"
        }
        var writer = PackWriter(
            name: name, version: "1.0.0", zh: "从 \(program) 导入的规则", en: "Rules imported from \(program)",
            comments: comments)
        for draft in self { writer.add(draft) }
        let tests = reduce(0) { $0 + $1.tests.hit.count + $1.tests.clean.count }
        return ImportedPack(
            name: name, text: isEmpty ? "" : writer.text, issues: issues, rules: count, read: read, tests: tests)
    }
}

/// One reading of a file of gitleaks.
struct GitleaksRun {
    let pack: String
    var drafts: [RuleDraft] = []
    var issues: [ImportIssue] = []
    /// Rules of the file.
    var count = 0
    private var ids: Set<String> = []
    /// Texts that no rule takes for a secret.
    private var excepted: [String] = []

    init(pack: String) { self.pack = pack }

    mutating func note(
        _ kind: ImportIssue.Kind, _ line: Int?, _ rule: String?, _ subject: String, _ reason: String
    ) {
        issues.append(ImportIssue(kind, line: line, rule: rule, subject, reason))
    }

    mutating func read(_ table: TOMLTable) throws(ImportFault) {
        for (key, value) in table.entries {
            switch key {
            case "title", "description", "rules", "minVersion": break
            case "extend":
                note(.leftOut, value.line, nil, "extend", "the rules that it names are not in this file: import theirs too")
            case "allowlist", "allowlists":
                excepted += allowlists(value, of: nil)
            default: note(.leftOut, value.line, nil, key, "an unknown key")
            }
        }
        guard let rules = table["rules"] else { throw ImportFault("no rules in the file", hint: "[[rules]] begins one") }
        guard let elements = rules.array, elements.allSatisfy({ $0.table != nil }) else {
            throw ImportFault(line: rules.line, "'rules' is no array of tables")
        }
        for element in elements {
            guard let table = element.table else { continue }
            count += 1
            try rule(table, line: element.line)
        }
    }

    // MARK: One rule

    private mutating func rule(_ table: TOMLTable, line: Int) throws(ImportFault) {
        let fields = try GitleaksRule(table, line: line)
        guard let regex = fields.regex else {
            return note(.leftOut, line, fields.id, "path", "it looks at the names of files, and a text has none")
        }
        if fields.skipReport {
            return note(.leftOut, line, fields.id, "skipReport", "it reports nothing itself")
        }
        let before = issues.count
        do throws(DialectError) {
            let node = try ForeignParser.parse(regex.text, .go)
            var draft = draft(fields)
            draft.looks = .regex(expression(node, fields))
            draft.cap = cap(draft, fields, regex.line)
            entropy(&draft, fields)
            keywords(node, fields)
            draft.except = excepted
            for list in fields.allowlists { draft.except += allowlists(list, of: fields.id) }
            drafts.append(try RuleTrial.tried(draft, pack: pack))
            noteRest(fields)
        } catch {
            // What would have been different about it says nothing any more.
            issues.removeLast(issues.count - before)
            note(.leftOut, regex.line, fields.id, "regex", error.message)
        }
    }

    private mutating func draft(_ fields: GitleaksRule) -> RuleDraft {
        let slug = Slug.slug(fields.id)
        let id = Slug.unused(slug.isEmpty ? "rule" : slug, &ids)
        return RuleDraft(
            id: "\(pack).\(id)", zh: "密钥（\(fields.id)）", en: fields.description ?? fields.id, category: .secret,
            severity: .high, looks: .regex(""))
    }

    private mutating func expression(_ node: ForeignNode, _ fields: GitleaksRule) -> String {
        if let secret = SecretGroup.isolated(node, group: fields.secretGroup) { return ForeignPrinter.text(secret) }
        note(
            .changed, fields.line, fields.id, "secretGroup",
            "which part is the secret depends on how it matches: the finding is the whole match")
        return ForeignPrinter.text(node)
    }

    /// For a match without an end.
    private mutating func cap(_ draft: RuleDraft, _ fields: GitleaksRule, _ line: Int) -> Int? {
        guard case .regex(let source) = draft.looks, let root = try? Expression(source).root,
            root.width.greatestScalars == nil
        else { return nil }
        note(
            .changed, line, fields.id, "regex",
            "a match can grow without end: from \(ImportLimits.cap) characters on it counts as one, and is cut there")
        return ImportLimits.cap
    }

    /// The validator is used where it asks for as much.
    private mutating func entropy(_ draft: inout RuleDraft, _ fields: GitleaksRule) {
        guard let entropy = fields.entropy, entropy > 0 else { return }
        let shown = ImportLimits.shown(entropy)
        if let validator = Validator.allCases.first(where: { $0.rawValue == "entropy" }),
            case .regex(let source) = draft.looks, ImportLimits.leastEntropy(of: source) == entropy
        {
            draft.validate = validator
            note(
                .changed, fields.line, fields.id, "entropy",
                "\(shown) bits a character are asked for by 'validate: entropy', which also refuses words, rows and placeholders")
        } else {
            note(.changed, fields.line, fields.id, "entropy", "less than \(shown) bits a character is found too")
        }
    }

    /// gitleaks looks for them first, in the whole file.
    private mutating func keywords(_ node: ForeignNode, _ fields: GitleaksRule) {
        guard !fields.keywords.isEmpty, !node.alwaysHolds(oneOf: fields.keywords) else { return }
        let words = fields.keywords.map(Quote.short).joined(separator: ", ")
        note(.changed, fields.line, fields.id, "keywords", "it is tried on texts without any of \(words) too")
    }

    private mutating func noteRest(_ fields: GitleaksRule) {
        if fields.path != nil {
            note(.changed, fields.line, fields.id, "path", "it is tried on all texts: a text has no file name")
        }
        if fields.required {
            note(.changed, fields.line, fields.id, "required", "it finds also where the other rules find nothing near")
        }
        if !fields.tags.isEmpty {
            note(.noted, fields.line, fields.id, "tags", fields.tags.map(Quote.short).joined(separator: ", "))
        }
        for key in fields.unknown { note(.leftOut, fields.line, fields.id, key, "an unknown key") }
    }

    // MARK: Allowlists

    /// The texts that an exception says as exactly; everything else is noted.
    private mutating func allowlists(_ value: TOMLValue, of rule: String?) -> [String] {
        let tables = value.array?.compactMap(\.table) ?? [value.table].compactMap(\.self)
        return tables.flatMap { allowlist($0, line: value.line, of: rule) }
    }

    private mutating func allowlist(_ table: TOMLTable, line: Int, of rule: String?) -> [String] {
        var phrases: [String] = []
        let isEvery = table["condition"]?.string?.uppercased() == "AND"
        let target = table["regexTarget"]?.string ?? "secret"
        for (key, value) in table.entries {
            let texts = value.array?.compactMap(\.string) ?? []
            switch key {
            case "description", "condition", "regexTarget", "targetRules": break
            case "paths", "commits":
                note(.changed, value.line, rule, "allowlist.\(key)", "a text has no file name and no commit: nothing is left out for them")
            case "regexes" where target == "secret" && !isEvery && table["targetRules"] == nil:
                for text in texts {
                    if let phrase = (try? ForeignParser.parse(text, .go))?.anchoredText {
                        phrases.append(phrase)
                    } else {
                        note(.changed, value.line, rule, "allowlist.regexes", "an exception is a phrase, not an expression: \(Quote.short(text))")
                    }
                }
            case "regexes":
                note(.changed, value.line, rule, "allowlist.regexes", "not about the secret alone: \(texts.map(Quote.short).joined(separator: ", "))")
            case "stopwords":
                note(
                    .changed, value.line, rule, "allowlist.stopwords",
                    "an exception holds a secret, a stopword is held by one: \(texts.prefix(3).map(Quote.short).joined(separator: ", "))\(texts.count > 3 ? " and \(texts.count - 3) more" : "")")
            default: note(.leftOut, value.line, rule, "allowlist.\(key)", "an unknown key")
            }
        }
        return phrases
    }
}

/// What of a rule of gitleaks is looked at.
struct GitleaksRule {
    var id: String
    var line: Int
    var description: String?
    var regex: (text: String, line: Int)?
    var path: String?
    var secretGroup: Int?
    var entropy: Double?
    var keywords: [String]
    var tags: [String]
    var allowlists: [TOMLValue]
    var required: Bool
    var skipReport: Bool
    var unknown: [String]

    init(_ table: TOMLTable, line: Int) throws(ImportFault) {
        self.line = line
        guard let id = table["id"]?.string, !id.isEmpty else { throw ImportFault(line: line, "a rule without 'id'") }
        self.id = id
        func text(_ key: String) throws(ImportFault) -> (text: String, line: Int)? {
            guard let value = table[key] else { return nil }
            guard let text = value.string else { throw ImportFault(line: value.line, "'\(key)' is \(value.kind), not a string") }
            return text.isEmpty ? nil : (text, value.line)
        }
        func list(_ key: String) throws(ImportFault) -> [String] {
            guard let value = table[key] else { return [] }
            let texts = value.array?.compactMap(\.string)
            guard let texts, texts.count == value.array?.count else {
                throw ImportFault(line: value.line, "'\(key)' is no array of strings")
            }
            return texts
        }
        description = try text("description")?.text
        regex = try text("regex")
        path = try text("path")?.text
        keywords = try list("keywords")
        tags = try list("tags")
        guard regex != nil || path != nil else { throw ImportFault(line: line, "the rule '\(id)' has neither 'regex' nor 'path'") }
        secretGroup = table["secretGroup"]?.integer.flatMap { $0 > 0 ? Int($0) : nil }
        entropy = table["entropy"]?.number
        allowlists = [table["allowlist"], table["allowlists"]].compactMap(\.self)
        required = table["required"] != nil
        skipReport = table["skipReport"]?.boolean ?? false
        let known = [
            "id", "description", "regex", "path", "keywords", "tags", "secretGroup", "entropy", "allowlist", "allowlists",
            "required", "skipReport",
        ]
        unknown = table.entries.map(\.key).filter { !known.contains($0) }
    }
}

/// What holds for all imports.
enum ImportLimits {
    /// How many characters of a match without an end are waited for.
    static let cap = 4_096

    /// `3.5`.
    static func shown(_ number: Double) -> String {
        guard (0...1_000).contains(number) else { return "\(number)" }
        let tenths = (number * 10).rounded()
        return tenths / 10 == number ? "\(Int(tenths) / 10).\(Int(tenths) % 10)" : "\(number)"
    }

    /// What the validator `entropy` asks of every match of an expression, in bits a character; `nil` where that depends
    /// on the match: 3.0 of up to 20 characters, 3.5 of more.
    static func leastEntropy(of source: String) -> Double? {
        guard let width = try? Expression(source).root.width, let greatest = width.greatestScalars else { return nil }
        return greatest <= 20 ? 3.0 : width.leastScalars > 20 ? 3.5 : nil
    }
}
