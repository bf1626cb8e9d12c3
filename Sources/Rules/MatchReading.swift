internal import Oniguruma

extension DocumentReader {
    private static let kinds = ["keywords", "regex", "any", "all"]

    /// In bytes; longer ones are lists of words in disguise.
    static let longestExpression = 65_536

    /// - Parameters:
    ///   - view: what the rule, or a mapping around this one, names; leaves that name none take it.
    ///   - insideAll: whether an `all` stands around this one.
    mutating func match(_ document: Document, view: View.Kind?, insideAll: Bool) -> Match? {
        let known = Self.kinds + ["view", "within", "cover"]
        guard let fields = fields(document, of: "a match", known: known) else { return nil }
        let kinds = Self.kinds.filter { fields[$0] != nil }
        guard kinds.count == 1, let kind = kinds.first, let value = fields[kind] else {
            let found = kinds.isEmpty ? "none" : Quote.list(kinds)
            report(
                .matchKind, at: document.place, "a match is one of \(Quote.list(Self.kinds)); here: \(found)",
                hint: kinds.isEmpty ? nil : "put each into a member of 'any' or 'all'")
            return nil
        }
        if kind != "all" {
            for key in ["within", "cover"] where fields[key] != nil {
                report(.meaninglessKey, at: fields.keyPlace(key), "'\(key)' says nothing without 'all'")
            }
        }
        var view = view
        if let named = fields["view"] {
            guard let own = self.view(named) else { return nil }
            view = own
        }
        switch kind {
        case "keywords": return keywords(value).map { .keywords($0, view: View(view ?? .foldedPlus, without: switchedOff)) }
        case "regex": return expression(value, view: View(view ?? .raw, without: switchedOff))
        case "any": return members(value, of: "'any'", view: view, insideAll: insideAll).map { .any($0) }
        default: return all(value, fields, view: view, insideAll: insideAll)
        }
    }

    private mutating func members(
        _ document: Document, of name: String, view: View.Kind?, insideAll: Bool
    ) -> [Match]? {
        guard let elements = list(document, of: name) else { return nil }
        let members = elements.compactMap { match($0, view: view, insideAll: insideAll) }
        return members.count == elements.count ? members : nil
    }

    private mutating func all(_ value: Document, _ fields: Fields, view: View.Kind?, insideAll: Bool) -> Match? {
        if insideAll {
            let place = fields.keyPlace("all")
            report(.allInAll, at: place, "an 'all' inside an 'all'", hint: "use 'any', or a second rule")
        }
        let members = members(value, of: "'all'", view: view, insideAll: true)
        if let members, members.count < 2 {
            report(.outOfRange, at: value.place, "'all' has one member", hint: "two at least")
        }
        if fields["within"] == nil {
            let hint = "characters between its members"
            report(.missingKey, at: fields.place, "'all' needs the key 'within'", hint: hint)
        }
        let within = fields["within"].flatMap { integer($0, of: "'within'", in: 0...Self.widestDistance) }
        var cover = Cover.last
        if let named = fields["cover"] {
            guard let choice = choice(named, of: "'cover'", as: Cover.self) else { return nil }
            cover = choice
        }
        guard !insideAll, let members, members.count > 1, let within else { return nil }
        return .all(members, within: within, cover: cover)
    }

    private mutating func keywords(_ document: Document) -> [String]? {
        guard case .map = document.content else { return phrases(document, of: "'keywords'") }
        guard let fields = fields(document, of: "'keywords'", known: ["file"], required: ["file"]),
            let named = fields["file"], let path = text(named, of: "'file'")
        else { return nil }
        guard WordFile.isInside(path) else {
            report(
                .wordFilePath, at: named.place, "the word file \(Quote.short(path)) is outside of the pack's folder",
                hint: "a relative path without '.' and '..'")
            return nil
        }
        return words(path, named)
    }

    private mutating func words(_ path: String, _ named: Document) -> [String]? {
        let shown = WordFile.shownPath(path, besides: named.place.file)
        switch words[path]?.content {
        case .success(let words):
            for word in words {
                let place = SourcePlace(file: shown, line: word.line, column: 1)
                noteForm(word.text, of: "a word", at: place)
            }
            return words.map(\.text)
        case .failure(let failure):
            let line = failure.line.map { ", line \($0)" } ?? ""
            report(.wordFile, at: named.place, "the word file \(Quote.short(path))\(line): \(failure.reason)")
            return nil
        case nil:
            report(.wordFile, at: named.place, "the word file \(Quote.short(path)) was not read")
            return nil
        }
    }

    private mutating func expression(_ document: Document, view: View) -> Match? {
        guard let source = text(document, of: "'regex'") else { return nil }
        noteForm(source, of: "'regex'", at: document.place)
        guard view.kind.isForExpressions else {
            report(
                .foldedPlusExpression, at: document.place, "an expression against the view '\(view.name)'",
                hint: "'folded' is the most an expression may ask for")
            return nil
        }
        guard source.utf8.count <= Self.longestExpression else {
            report(.tooLarge, at: document.place, "an expression of more than \(Self.longestExpression) bytes")
            return nil
        }
        do {
            let pattern = try Pattern(source, options: PatternOptions())
            if Self.matchesNothing(pattern) {
                report(
                    .emptyExpression, at: document.place, "the expression matches where nothing stands",
                    hint: "let it begin or end with what it looks for")
                return nil
            }
            expressionPlaces[source] = ExpressionPlace(start: document.place, spelling: document.spelling)
            return .regex(source, view: view)
        } catch {
            let trap = ExpressionTraps.find(in: source).first
            let place = ExpressionPlace(start: document.place, spelling: document.spelling)
            report(
                .expression, at: trap.flatMap { place.place(of: $0.offset, in: source) } ?? document.place,
                "the expression does not compile: \(Quote.escaped(error.message))",
                hint: trap.map { $0.hint ?? $0.message })
            return nil
        }
    }

    /// Whether `pattern` has an empty match in an empty text.
    private static func matchesNothing(_ pattern: Pattern) -> Bool {
        guard let match = try? pattern.firstMatch(in: ValidText("")) else { return false }
        return match.isEmpty
    }
}
