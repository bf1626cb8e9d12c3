import RegexSyntax
import Rules

/// Finds what a problem surely wants done, where the file is spelled in a way that it can be done in.
struct FixFinder {
    private let file: RuleFile
    private let tree: RuleTree
    private let index: SourceIndex

    /// `nil` for a file that is no YAML.
    init?(_ file: RuleFile) {
        guard let tree = file.tree else { return nil }
        self.file = file
        self.tree = tree
        index = SourceIndex(file.bytes)
    }

    func fix(for problem: RuleProblem) -> RuleFix? {
        switch ProblemCode(rawValue: problem.code) {
        case .ambiguousWord: quote(problem.place)
        case .notNFC: problem.place.file == file.path ? compose(problem.place) : composeWord(problem.place)
        case .keywordTwice: removeKeyword(problem)
        case .needlessCap, .idleAction: removeKey(problem)
        case .bareProperty: respell(problem.place) { bareProperty($0, $1) }
        case .expression, .foreignGroup: respell(problem.place) { foreignGroup($0, $1) }
        case .stackedQuantifier: respell(problem.place) { stackedQuantifier($0, $1) }
        default: nil
        }
    }

    // MARK: Texts

    private func text(at place: SourcePlace) -> (text: Document, steps: [DocumentStep])? {
        tree.firstText { text, _ in text.place == place }
    }

    /// A bare word in quotes.
    private func quote(_ place: SourcePlace) -> RuleFix? {
        guard let (document, steps) = text(at: place), case .text(let text, bare: true) = document.content,
            let range = index.range(of: document)
        else { return nil }
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        return RuleFix(
            title: "put it in quotes", edit: edit(range, quoted), change: .set(steps, to: text))
    }

    /// A text in Unicode's form NFC. Not an expression, in which a repetition may be about half of a character.
    private func compose(_ place: SourcePlace) -> RuleFix? {
        guard let (document, steps) = text(at: place), case .text(let text, _) = document.content,
            steps.last != .key("regex"), let range = index.range(of: document)
        else { return nil }
        let spelled = Document.nfc(String(decoding: file.bytes[range], as: UTF8.self))
        return RuleFix(
            title: "write it in form NFC", edit: edit(range, spelled), change: .set(steps, to: Document.nfc(text)))
    }

    private func composeWord(_ place: SourcePlace) -> RuleFix? {
        guard let bytes = file.texts[place.file] else { return nil }
        let lines = SourceIndex(bytes)
        guard let start = lines.offset(of: place) else { return nil }
        let range = start..<lines.lineEnd(start)
        let text = Document.nfc(String(decoding: bytes[range], as: UTF8.self))
        guard case .success(let words) = WordFile(Array(text.utf8)).content, let word = words.first else { return nil }
        return RuleFix(
            title: "write it in form NFC",
            edit: TextEdit(file: place.file, range: range, replacement: Array(text.utf8)),
            change: .word(file: place.file, line: place.line, to: word.text))
    }

    private func edit(_ range: Range<Int>, _ text: String) -> TextEdit {
        TextEdit(file: file.path, range: range, replacement: Array(text.utf8))
    }

    // MARK: What goes

    /// The later one of two that are one.
    private func removeKeyword(_ problem: RuleProblem) -> RuleFix? {
        guard case .keyword(let word)? = problem.subject?.part, let rule = problem.subject.flatMap({ tree.rule($0.rule) }),
            let keyword = tree.keywords(of: rule).last(where: { $0.text == word })
        else { return nil }
        switch keyword.home {
        case .list(let steps):
            return Removal(index).of(steps, in: tree.root).map {
                RuleFix(title: "remove it", edit: edit($0.range, $0.replacement), change: .remove(steps))
            }
        case .wordFile: return removeLine(keyword.place)
        }
    }

    private func removeLine(_ place: SourcePlace) -> RuleFix? {
        guard let bytes = file.texts[place.file] else { return nil }
        let lines = SourceIndex(bytes)
        guard let start = lines.offset(of: place) else { return nil }
        let range = start..<lines.behindBreak(lines.lineEnd(start))
        return RuleFix(
            title: "remove its line", edit: TextEdit(file: place.file, range: range, replacement: []),
            change: .word(file: place.file, line: place.line, to: nil))
    }

    private func removeKey(_ problem: RuleProblem) -> RuleFix? {
        guard let subject = problem.subject, case .key(let key) = subject.part, let rule = tree.rule(subject.rule),
            let start = tree.steps(to: rule), let edit = Removal(index).of(start + [.key(key)], in: tree.root)
        else { return nil }
        return RuleFix(
            title: "remove '\(key)'", edit: self.edit(edit.range, edit.replacement), change: .remove(start + [.key(key)]))
    }

    // MARK: Expressions

    /// What an expression becomes: a range of its scalars and what takes its place.
    private typealias Respelling = (title: String, range: Range<Int>, text: String, changesMeaning: Bool)

    /// A change of the expression of which a character stands at a place.
    private func respell(
        _ place: SourcePlace, _ respelling: (_ expression: String, _ offset: Int) -> Respelling?
    ) -> RuleFix? {
        var made: Respelling?
        let found = tree.firstText { document, steps in
            guard steps.last == .key("regex"), case .text(let source, _) = document.content else { return false }
            let stands = ExpressionPlace(start: document.place, spelling: document.spelling)
            guard let offset = (0...source.unicodeScalars.count).first(where: { stands.place(of: $0, in: source) == place })
            else { return false }
            made = respelling(source, offset)
            return made != nil
        }
        guard let (document, steps) = found, case .text(let source, _) = document.content, let made else { return nil }
        let stands = ExpressionPlace(start: document.place, spelling: document.spelling)
        guard let first = stands.place(of: made.range.lowerBound, in: source).flatMap(index.offset),
            let last = stands.place(of: made.range.upperBound, in: source).flatMap(index.offset), first <= last
        else { return nil }
        var scalars = Array(source.unicodeScalars)
        scalars.replaceSubrange(made.range, with: made.text.unicodeScalars)
        let whole = String(String.UnicodeScalarView(scalars))
        // In quotes a quote is two.
        let spelled = document.spelling == .quoted ? made.text.replacing("'", with: "''") : made.text
        return RuleFix(
            title: made.title, edit: edit(first..<last, spelled), change: .set(steps, to: whole),
            changesMeaning: made.changesMeaning)
    }

    /// `\pL` of other dialects.
    private func bareProperty(_ source: String, _ offset: Int) -> Respelling? {
        let scalars = Array(source.unicodeScalars)
        guard scalars.indices.contains(offset + 2), scalars[offset] == "\\", ["p", "P"].contains(scalars[offset + 1]),
            "LMNPSZC".unicodeScalars.contains(scalars[offset + 2])
        else { return nil }
        let braced = "{\(scalars[offset + 2])}"
        return ("write \\\(scalars[offset + 1])\(braced)", offset + 2..<offset + 3, braced, false)
    }

    /// `(?P<name>…)` of other dialects.
    private func foreignGroup(_ source: String, _ offset: Int) -> Respelling? {
        let scalars = Array(source.unicodeScalars)
        let place = ExpressionFault.place(in: source)
        guard place == offset, offset >= 2, scalars.indices.contains(offset + 1), scalars[offset] == "P",
            scalars[offset - 1] == "?", scalars[offset - 2] == "(", scalars[offset + 1] == "<"
        else { return nil }
        return ("write (?<…>", offset..<offset + 1, "", false)
    }

    /// `a{2}+` of other dialects, where that is what the rule's tests say.
    private func stackedQuantifier(_ source: String, _ offset: Int) -> Respelling? {
        guard let expression = try? Expression(source) else { return nil }
        let traps = expression.traps.filter { $0.kind == .stackedRepetition && $0.range.lowerBound == offset }
        guard !traps.isEmpty, source.unicodeScalars.dropFirst(offset).first == "+",
            let node = expression.root.repetition(ending: offset + 1)
        else { return nil }
        let scalars = Array(source.unicodeScalars)
        let body = String(String.UnicodeScalarView(scalars[node.range.lowerBound..<offset]))
        let text = "(?>\(body))"
        return ("write \(text)", node.range.lowerBound..<offset + 1, text, true)
    }
}

/// Where libonig's dialect refuses an expression.
private enum ExpressionFault {
    static func place(in source: String) -> Int? {
        do {
            _ = try Expression(source)
            return nil
        } catch {
            return error.offset
        }
    }
}

extension Node {
    /// The repetition that ends before a scalar of the expression.
    fileprivate func repetition(ending end: Int) -> Node? {
        if case .repetition = kind, range.upperBound == end { return self }
        return members.lazy.compactMap { $0.repetition(ending: end) }.first
    }

    private var members: [Node] {
        switch kind {
        case .sequence(let nodes), .alternation(let nodes): nodes
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            [node]
        case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: []
        }
    }
}
