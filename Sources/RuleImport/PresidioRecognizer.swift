internal import Rules

/// What of a recognizer of Presidio is looked at.
struct PresidioRecognizer {
    struct Pattern {
        var name: String
        var regex: String
        /// From 0 to 1.
        var score: Double
        var line: Int
    }

    var name = ""
    var line: Int
    var entity: String?
    var patterns: [Pattern] = []
    var denyList: [String] = []
    var denyScore = 1.0
    var context: [String] = []
    var isEnabled = true
    var hasLanguages = false
    var validator: Validator?
    /// Keys that have no place in a rule, and why.
    var rest: [(key: String, reason: String)] = []

    init(_ document: Document) throws(ImportFault) {
        line = document.place.line
        // A predefined recognizer may be given by its name alone.
        if let name = document.text {
            self.name = name
            return
        }
        guard case .map(let entries) = document.content else {
            throw ImportFault(line: line, "a recognizer is \(document.kind), not a mapping")
        }
        for entry in entries { try take(entry) }
        if name.isEmpty, let entity { name = entity }
        guard !name.isEmpty else { throw ImportFault(line: line, "a recognizer without 'name'") }
    }

    private mutating func take(_ entry: Document.Entry) throws(ImportFault) {
        switch entry.key {
        case "name": name = try text(entry)
        case "supported_entity": entity = try text(entry)
        case "supported_entities": entity = try texts(entry.value, entry).first
        case "patterns": for element in try list(entry) { patterns.append(try pattern(element)) }
        case "deny_list": denyList = try texts(entry.value, entry)
        case "deny_list_score": denyScore = try score(entry.value)
        case "context": context += try texts(entry.value, entry)
        case "enabled": isEnabled = !["false", "no", "off"].contains(try text(entry).lowercased())
        case "supported_language": hasLanguages = true
        case "supported_languages":
            hasLanguages = true
            for language in entry.value.elements {
                if let words = language["context"] { context += try texts(words, entry) }
            }
        case "type", "country_code", "version", "class_name": break
        case "validation", "validate", "validator", "checksum":
            let name = try text(entry)
            validator = Validator(rawValue: name.lowercased())
            if validator == nil { rest.append((entry.key, "no check is called \(Quote.short(name))")) }
        default: rest.append((entry.key, "an unknown key"))
        }
        context = context.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func text(_ entry: Document.Entry) throws(ImportFault) -> String {
        guard let text = entry.value.text else {
            throw ImportFault(line: entry.keyPlace.line, "'\(entry.key)' is \(entry.value.kind), not text")
        }
        return text
    }

    private func list(_ entry: Document.Entry) throws(ImportFault) -> [Document] {
        guard case .list(let elements) = entry.value.content else {
            if case .text(let text, bare: true) = entry.value.content, BareWord(text) == .null { return [] }
            throw ImportFault(line: entry.keyPlace.line, "'\(entry.key)' is \(entry.value.kind), not a list")
        }
        return elements
    }

    private func texts(_ document: Document, _ entry: Document.Entry) throws(ImportFault) -> [String] {
        if case .text(let text, bare: true) = document.content, BareWord(text) == .null { return [] }
        let texts = document.elements.compactMap(\.text)
        guard case .list(let elements) = document.content, texts.count == elements.count else {
            throw ImportFault(line: entry.keyPlace.line, "'\(entry.key)' is no list of texts")
        }
        return texts.filter { !$0.isEmpty }
    }

    private func pattern(_ document: Document) throws(ImportFault) -> Pattern {
        let line = document.place.line
        guard let regex = document["regex"]?.text, !regex.isEmpty else { throw ImportFault(line: line, "a pattern without 'regex'") }
        for entry in document.entries where !["name", "regex", "score"].contains(entry.key) {
            throw ImportFault(line: entry.keyPlace.line, "a pattern has no key \(Quote.short(entry.key))")
        }
        var pattern = Pattern(name: document["name"]?.text ?? "", regex: regex, score: 0.5, line: line)
        if let score = document["score"] { pattern.score = try self.score(score) }
        return pattern
    }

    private func score(_ document: Document) throws(ImportFault) -> Double {
        guard let score = document.text.flatMap({ Double($0) }), (0...1).contains(score) else {
            throw ImportFault(line: document.place.line, "a score is a number from 0 to 1")
        }
        return score
    }
}
