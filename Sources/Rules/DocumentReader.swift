/// Reads values out of a document and notes everything that is wrong with them. For rule files and policy files
/// alike.
///
/// A function that reads a value reports what it finds and returns `nil` where there is no value to go on with, so
/// that one reading finds all problems of a file.
package struct DocumentReader {
    /// A mapping whose keys are all known.
    package struct Fields {
        package let place: SourcePlace
        private let entries: [String: Document.Entry]

        init(place: SourcePlace, entries: [Document.Entry]) {
            self.place = place
            self.entries = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
        }

        package subscript(_ key: String) -> Document? { entries[key]?.value }
        package func keyPlace(_ key: String) -> SourcePlace { entries[key]?.keyPlace ?? place }
    }

    /// What the word files hold, by the path that the rules name.
    let words: [String: WordFile]
    package private(set) var problems: [RuleProblem] = []
    /// Where the expressions of the rule that is being read stand.
    var expressionPlaces: [String: ExpressionPlace] = [:]
    /// What the rule that is read does not fold away.
    var switchedOff: Set<Fold> = []

    package init() { self.init(words: [:]) }

    init(words: [String: WordFile]) {
        self.words = words
    }

    package mutating func report(
        _ code: ProblemCode, at place: SourcePlace, _ message: String, hint: String? = nil,
        gravity: RuleProblem.Gravity = .error
    ) {
        problems.append(RuleProblem(code, at: place, message, hint: hint, gravity: gravity))
    }

    /// The fields of a mapping.
    package mutating func fields(
        _ document: Document, of name: String, known: [String], required: [String] = []
    ) -> Fields? {
        guard case .map(let entries) = document.content else {
            wrongType(document, of: name, wanted: "a mapping")
            return nil
        }
        var kept: [Document.Entry] = []
        for entry in entries {
            if known.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) {
                kept.append(entry)
            } else {
                let hint = Quote.suggestion(for: entry.key, among: known)
                report(.unknownKey, at: entry.keyPlace, "\(name) has no key \(Quote.short(entry.key))", hint: hint)
            }
        }
        for key in required where !kept.contains(where: { $0.key == key }) {
            report(.missingKey, at: document.place, "\(name) needs the key '\(key)'")
        }
        return Fields(place: document.place, entries: kept)
    }

    /// A text that is not empty.
    package mutating func text(_ document: Document, of name: String) -> String? {
        guard case .text(let text, let bare) = document.content else {
            wrongType(document, of: name, wanted: "text")
            return nil
        }
        if bare {
            switch BareWord(text) {
            case .text: break
            case .null:
                report(.empty, at: document.place, "\(name) is empty")
                return nil
            case .integer:
                ambiguous(document, text, "a number")
                return nil
            case .ambiguous(let reading):
                ambiguous(document, text, reading)
                return nil
            }
        }
        guard !text.isEmpty else {
            report(.empty, at: document.place, "\(name) is empty")
            return nil
        }
        return text
    }

    private mutating func ambiguous(_ document: Document, _ text: String, _ reading: String) {
        report(
            .ambiguousWord, at: document.place, "\(Quote.short(text)) is \(reading) to some readers of YAML",
            hint: "put it in quotes")
    }

    /// A text that is matched against what people write, and should be in the form in which they write it.
    package mutating func phrase(_ document: Document, of name: String) -> String? {
        guard let text = text(document, of: name) else { return nil }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            report(.empty, at: document.place, "\(name) is nothing but space")
            return nil
        }
        noteForm(text, of: name, at: document.place)
        return text
    }

    mutating func noteForm(_ text: String, of name: String, at place: SourcePlace) {
        guard !Document.isNFC(text) else { return }
        report(
            .notNFC, at: place, "\(name) is not in Unicode's form NFC: \(Quote.short(text))",
            hint: "the view `raw` would not find it in text that is", gravity: .warning)
    }

    /// A whole number within `range`.
    package mutating func integer(_ document: Document, of name: String, in range: ClosedRange<Int>) -> Int? {
        guard case .text(let text, bare: true) = document.content, case .integer(let number) = BareWord(text) else {
            wrongType(document, of: name, wanted: "a whole number")
            return nil
        }
        guard range.contains(number) else {
            report(
                .outOfRange, at: document.place, "\(name) is \(number)",
                hint: "from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// One of a list of words.
    package mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ document: Document, of name: String, as type: Choice.Type = Choice.self
    ) -> Choice? {
        guard let word = text(document, of: name) else { return nil }
        if let choice = Choice(rawValue: word) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let closest = Quote.closest(to: word, among: known).map { "did you mean '\($0)'? " } ?? ""
        report(
            .notOnList, at: document.place, "\(name) is \(Quote.short(word))",
            // Of many, the whole list helps only where nothing comes near.
            hint: known.count > 20 ? Quote.suggestion(for: word, among: known) : "\(closest)one of: \(Quote.list(known))")
        return nil
    }

    /// The elements of a list that is not empty.
    package mutating func list(_ document: Document, of name: String) -> [Document]? {
        guard case .list(let elements) = document.content else {
            wrongType(document, of: name, wanted: "a list")
            return nil
        }
        guard !elements.isEmpty else {
            report(.empty, at: document.place, "\(name) is empty")
            return nil
        }
        return elements
    }

    /// A list of texts that is not empty; the first element that is no text makes it `nil`, after all were looked at.
    package mutating func phrases(_ document: Document, of name: String) -> [String]? {
        guard let elements = list(document, of: name) else { return nil }
        var texts: [String] = []
        for element in elements {
            if let text = phrase(element, of: "an element of \(name)") { texts.append(text) }
        }
        return texts.count == elements.count ? texts : nil
    }

    private mutating func wrongType(_ document: Document, of name: String, wanted: String) {
        report(.wrongType, at: document.place, "\(name) is \(document.kind), not \(wanted)")
    }
}
