internal import Primitives
internal import RegexSyntax
internal import Rules

/// Recognizers of Presidio: the YAML of its recognizer registry, or of recognizers given for one request.
///
/// Each pattern is a rule. Presidio compiles expressions with Python's `regex` and ignores case, lets `.` match line feeds
/// and `^` and `$` at every line unless `global_regex_flags` says otherwise. A pattern's `score` becomes a severity,
/// `context` a `near` that raises it by one: both leave what is found as it is. `deny_list` are words between characters
/// that are no word characters. See Presidio's pattern_recognizer.py and its documentation of no-code recognizers.
public enum PresidioImport {
    /// - Parameters:
    ///   - name: what the pack will be called.
    ///   - source: how the file is called.
    /// - Throws: what is wrong with the file.
    public static func read(_ bytes: [UInt8], name: String, source: String) throws(ImportFault) -> ImportedPack {
        let document: Document?
        do throws(RuleProblems) { document = try Document.read(bytes, file: source) } catch {
            throw ImportFault(error.problems.map { ImportFault.Place(line: $0.place.line, message: $0.message, hint: $0.hint) })
        }
        guard let document else { throw ImportFault("nothing in the file") }
        var run = PresidioRun(pack: name)
        try run.read(document)
        return run.drafts.pack(name: name, source: source, from: "presidio", issues: run.issues, read: run.count)
    }
}

/// One reading of a file of Presidio.
struct PresidioRun {
    let pack: String
    var drafts: [RuleDraft] = []
    var issues: [ImportIssue] = []
    /// Recognizers of the file.
    var count = 0
    private var ids: Set<String> = []
    private var flags: PythonFlags = [.ignoreCase, .multiline, .dotAll]

    init(pack: String) { self.pack = pack }

    mutating func note(
        _ kind: ImportIssue.Kind, _ line: Int?, _ rule: String?, _ subject: String, _ reason: String
    ) {
        issues.append(ImportIssue(kind, line: line, rule: rule, subject, reason))
    }

    mutating func read(_ document: Document) throws(ImportFault) {
        var document = document
        if let nested = document["recognizer_registry"] { document = nested }
        guard let recognizers = document["recognizers"] else {
            throw ImportFault(line: document.place.line, "no recognizers in the file", hint: "a list under the key 'recognizers'")
        }
        for entry in document.entries {
            switch entry.key {
            case "recognizers": break
            case "supported_languages":
                note(.noted, entry.keyPlace.line, nil, entry.key, "rules look at texts of all languages")
            case "global_regex_flags": try readFlags(entry)
            default: note(.leftOut, entry.keyPlace.line, nil, entry.key, "an unknown key")
            }
        }
        guard case .list(let elements) = recognizers.content else {
            throw ImportFault(line: recognizers.place.line, "'recognizers' is \(recognizers.kind), not a list")
        }
        for element in elements {
            count += 1
            try recognizer(element)
        }
    }

    private mutating func readFlags(_ entry: Document.Entry) throws(ImportFault) {
        guard let bits = entry.value.text.flatMap({ Int($0) }) else {
            throw ImportFault(line: entry.keyPlace.line, "'global_regex_flags' is no whole number")
        }
        flags = PythonFlags(rawValue: bits)
        guard PythonFlags.known.isSuperset(of: flags) else {
            throw ImportFault(line: entry.keyPlace.line, "'global_regex_flags' has flags that are not known: \(bits)")
        }
    }

    // MARK: One recognizer

    private mutating func recognizer(_ document: Document) throws(ImportFault) {
        let fields = try PresidioRecognizer(document)
        if !fields.isEnabled { return note(.noted, fields.line, fields.name, "enabled", "it is switched off") }
        if fields.patterns.isEmpty, fields.denyList.isEmpty {
            return note(.leftOut, fields.line, fields.name, "type", "its patterns stand in Presidio's code, not in this file")
        }
        let slug = Slug.slug(fields.name)
        let base = Slug.unused(slug.isEmpty ? "recognizer" : slug, &ids)
        var own: Set<String> = []
        for (index, pattern) in fields.patterns.enumerated() {
            let part = Slug.slug(pattern.name)
            let id = "\(base).\(Slug.unused(part.isEmpty ? "pattern-\(index + 1)" : part, &own))"
            add(draft(id, pattern.name, pattern.score, fields), at: pattern.line, fields) { flags throws(DialectError) in
                try ForeignParser.parse(pattern.regex, .python(flags))
            }
        }
        if !fields.denyList.isEmpty { addDenyList("\(base).\(Slug.unused("deny-list", &own))", fields) }
        noteRest(fields)
    }

    private func draft(_ id: String, _ part: String, _ score: Double, _ fields: PresidioRecognizer) -> RuleDraft {
        let entity = fields.entity ?? fields.name
        var draft = RuleDraft(
            id: "\(pack).\(id)", zh: "\(entity)（\(part)）", en: "\(fields.name): \(part)", category: .privacy,
            severity: Self.severity(of: score), looks: .regex(""), view: fields.context.isEmpty ? nil : .folded)
        draft.matchView = .raw
        if let raised = Severity.allCases.first(where: { $0 > draft.severity }), !fields.context.isEmpty {
            draft.near = RuleDraft.NearDraft(any: fields.context, within: Self.contextReach, raise: raised)
        }
        draft.validate = fields.validator
        return draft
    }

    /// Presidio looks at five words before a match; this many characters are about as far.
    static let contextReach = 40

    /// A score below 0.35 is low, below 0.7 medium.
    static func severity(of score: Double) -> Severity { score < 0.35 ? .low : score < 0.7 ? .medium : .high }

    private mutating func add(
        _ draft: RuleDraft, at line: Int, _ fields: PresidioRecognizer,
        _ parse: (PythonFlags) throws(DialectError) -> ForeignNode
    ) {
        let before = issues.count
        do throws(DialectError) {
            var draft = draft
            let source = ForeignPrinter.text(try parse(flags))
            draft.looks = .regex(source)
            if let root = try? Expression(source).root, root.width.greatestScalars == nil {
                draft.cap = ImportLimits.cap
                note(
                    .changed, line, fields.name, "regex",
                    "a match can grow without end: from \(ImportLimits.cap) characters on it counts as one, and is cut there")
            }
            drafts.append(try RuleTrial.tried(draft, pack: pack))
        } catch {
            issues.removeLast(issues.count - before)
            note(.leftOut, line, fields.name, "regex", error.message)
        }
    }

    // MARK: Words

    /// An expression of more characters is no longer read.
    private static let longestList = 12_000

    private mutating func addDenyList(_ id: String, _ fields: PresidioRecognizer) {
        let draft = draft(id, "deny list", fields.denyScore, fields)
        let size = fields.denyList.reduce(0) { $0 + 2 * $1.unicodeScalars.count + 1 }
        if size <= Self.longestList {
            let words = fields.denyList
            return add(draft, at: fields.line, fields) { flags throws(DialectError) in Self.expression(words, flags) }
        }
        var list = draft
        list.looks = .words(fields.denyList)
        (list.matchView, list.onlyFolds) = (.folded, flags.contains(.ignoreCase) ? [.case] : [.width])
        let first = fields.denyList.first ?? ""
        list.tests = RuleTests(hit: [first], clean: ["…"])
        note(
            .changed, fields.line, fields.name, "deny_list",
            "too long for an expression: as keywords, the words are found beside letters that are not Latin too")
        drafts.append(list)
    }

    /// The words in their order, between what is no word character.
    private static func expression(_ words: [String], _ flags: PythonFlags) -> ForeignNode {
        let ignores = flags.contains(.ignoreCase)
        let isASCII = flags.contains(.ascii)
        let branches = words.map { word in
            ForeignNode.joined(
                word.unicodeScalars.map { ForeignParser.literal($0, ignoresCase: ignores, beyondASCII: !isASCII) })
        }
        let word = ForeignNode.set(ForeignSet(items: [.spelled(isASCII ? #"\w"# : "[" + ForeignParser.pythonWord + "]")]))
        return .sequence([
            .lookBehind(word, negative: true), branches.count == 1 ? branches[0] : .alternation(branches),
            .lookAhead(word, negative: true),
        ])
    }

    // MARK: What is left

    private mutating func noteRest(_ fields: PresidioRecognizer) {
        note(.noted, fields.line, fields.name, "score", "it became a severity: below 0.35 low, below 0.7 medium")
        if !fields.context.isEmpty {
            note(
                .noted, fields.line, fields.name, "context",
                "a word of it within \(Self.contextReach) characters before a match raises the severity; Presidio takes five words, and other forms of a word")
        }
        if fields.hasLanguages {
            note(.noted, fields.line, fields.name, "supported_language", "rules look at texts of all languages")
        }
        for (key, reason) in fields.rest { note(.leftOut, fields.line, fields.name, key, reason) }
    }
}

extension Document {
    var entries: [Entry] { if case .map(let entries) = content { entries } else { [] } }
    var elements: [Document] { if case .list(let elements) = content { elements } else { [] } }
    var text: String? { if case .text(let text, _) = content { text } else { nil } }

    subscript(key: String) -> Document? { entries.first { $0.key == key }?.value }
}
