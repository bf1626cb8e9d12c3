import Rules

/// The values of a rule file with their places.
struct RuleTree: Sendable {
    let root: Document
    private let rules: [String: Document]
    /// By the path that messages show.
    private let words: [String: [WordFile.Word]]
    private let path: String

    /// A keyword where it stands.
    struct PlacedKeyword {
        var text: String
        var place: SourcePlace
        var home: Home

        enum Home {
            /// An element of a list in the rule file.
            case list(path: [DocumentStep])
            /// A line of a word file.
            case wordFile
        }
    }

    init(_ root: Document, path: String, texts: [String: [UInt8]]) {
        self.root = root
        self.path = path
        let ids = Self.elements(root.entry("rules")?.value).compactMap { rule -> (String, Document)? in
            guard case .text(let id, _) = rule.entry("id")?.value.content else { return nil }
            return (id, rule)
        }
        rules = Dictionary(ids) { first, _ in first }
        var words: [String: [WordFile.Word]] = [:]
        for (file, bytes) in texts where file != path {
            if case .success(let list) = WordFile(bytes).content { words[file] = list }
        }
        self.words = words
    }

    private static func elements(_ list: Document?) -> [Document] {
        if case .list(let elements) = list?.content { elements } else { [] }
    }

    func rule(_ id: String) -> Document? { rules[id] }

    /// The steps from the root to a rule.
    func steps(to rule: Document) -> [DocumentStep]? {
        Self.elements(root.entry("rules")?.value).firstIndex { $0.place == rule.place }.map { [.key("rules"), .index($0)] }
    }

    /// The keywords of a rule's match, in the order of the file.
    func keywords(of rule: Document) -> [PlacedKeyword] {
        var found: [PlacedKeyword] = []
        if let match = rule.entry("match"), let steps = steps(to: rule) {
            collect(match.value, steps + [.key("match")], &found)
        }
        return found
    }

    private func collect(_ document: Document, _ steps: [DocumentStep], _ found: inout [PlacedKeyword]) {
        switch document.content {
        case .text: break
        case .list(let elements):
            for (index, element) in elements.enumerated() { collect(element, steps + [.index(index)], &found) }
        case .map(let entries):
            for entry in entries {
                guard entry.key == "keywords" else {
                    collect(entry.value, steps + [.key(entry.key)], &found)
                    continue
                }
                collectWords(entry.value, steps + [.key(entry.key)], &found)
            }
        }
    }

    private func collectWords(_ document: Document, _ steps: [DocumentStep], _ found: inout [PlacedKeyword]) {
        if let name = document.wordFilePath {
            let shown = WordFile.shownPath(name, besides: path)
            found += (words[shown] ?? []).map { word in
                let place = SourcePlace(file: shown, line: word.line, column: 1)
                return PlacedKeyword(text: word.text, place: place, home: .wordFile)
            }
        }
        for (index, element) in Self.elements(document).enumerated() {
            guard case .text(let text, _) = element.content else { continue }
            found.append(PlacedKeyword(text: text, place: element.place, home: .list(path: steps + [.index(index)])))
        }
    }

    /// The first text, from the front, that holds for `isWanted`, with the steps to it.
    func firstText(where isWanted: (Document, [DocumentStep]) -> Bool) -> (text: Document, steps: [DocumentStep])? {
        Self.firstText(in: root, [], where: isWanted)
    }

    private static func firstText(
        in document: Document, _ steps: [DocumentStep], where isWanted: (Document, [DocumentStep]) -> Bool
    ) -> (text: Document, steps: [DocumentStep])? {
        for (step, part) in document.parts {
            if let found = firstText(in: part, steps + [step], where: isWanted) { return found }
        }
        guard case .text = document.content, isWanted(document, steps) else { return nil }
        return (document, steps)
    }
}

/// A step from a mapping or a list to what it holds.
enum DocumentStep: Hashable, Sendable {
    case key(String)
    case index(Int)
}

extension Document {
    /// The entry of a mapping.
    func entry(_ key: String) -> Entry? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }
    }

    /// What it holds, each with the step to it.
    var parts: [(DocumentStep, Document)] {
        switch content {
        case .text: []
        case .list(let elements): elements.enumerated().map { (.index($0), $1) }
        case .map(let entries): entries.map { (.key($0.key), $0.value) }
        }
    }

    /// What some steps lead to.
    func part(_ steps: some Sequence<DocumentStep>) -> Document? {
        steps.reduce(Optional(self)) { part, step in part?.parts.first { $0.0 == step }?.1 }
    }
}
