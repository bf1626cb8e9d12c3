import Rules

/// A change of a file's bytes.
struct TextEdit: Hashable, Sendable {
    /// By the path that messages show.
    var file: String
    var range: Range<Int>
    var replacement: [UInt8]
}

/// What a fix makes of the values of a file: what is read from the file that it leaves has to be exactly that.
enum ValueChange: Hashable, Sendable {
    /// An entry of a mapping or an element of a list goes.
    case remove([DocumentStep])
    /// A text becomes another, or the same in quotes.
    case set([DocumentStep], to: String)
    /// A line of a word file, from 1, goes or becomes another.
    case word(file: String, line: Int, to: String?)
}

/// A change of a rule file that a problem surely wants.
public struct RuleFix: Hashable, Sendable {
    /// What it does, in a few words.
    public let title: String
    var edit: TextEdit
    var change: ValueChange
    /// Whether it changes what a rule finds, so that all of the rule's own tests have to pass behind it.
    var changesMeaning = false
}

extension TextEdit {
    /// `bytes` with some edits of one file, which do not overlap.
    static func apply(_ edits: [TextEdit], to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where edit.range.lowerBound >= at {
            result += bytes[at..<edit.range.lowerBound]
            result += edit.replacement
            at = edit.range.upperBound
        }
        return result + bytes[at...]
    }
}

// MARK: Values without places

/// The values of a file, to compare what a fix left with what it should have left.
indirect enum PlainValue: Equatable {
    case text(String)
    case list([PlainValue])
    case map([String: PlainValue])

    init(_ document: Document) {
        switch document.content {
        case .text(let text, _): self = .text(text)
        case .list(let elements): self = .list(elements.map(PlainValue.init))
        case .map(let entries):
            self = .map(Dictionary(entries.map { ($0.key, PlainValue($0.value)) }) { first, _ in first })
        }
    }

    /// What stands at some steps, handed to `change`, which returns what is to stand there; `nil` for nothing.
    func changed(_ steps: ArraySlice<DocumentStep>, _ change: (PlainValue) -> PlainValue?) -> PlainValue? {
        guard let step = steps.first else { return change(self) }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.map(var members), .key(let key)):
            members[key] = members[key].flatMap { $0.changed(rest, change) }
            return .map(members)
        case (.list(var elements), .index(let index)) where elements.indices.contains(index):
            let made = elements[index].changed(rest, change)
            elements.replaceSubrange(index...index, with: made.map { [$0] } ?? [])
            return .list(elements)
        default: return self
        }
    }
}

extension RuleFile {
    /// Whether what is read from this file is what is read from `old` with some changes, and nothing else.
    func isExactly(_ old: RuleFile, with changes: [ValueChange]) -> Bool {
        guard let tree, let oldTree = old.tree, Set(texts.keys) == Set(old.texts.keys) else { return false }
        var expected = PlainValue(oldTree.root)
        // From the back, so that what goes from a list moves nothing that is still to be changed.
        for change in changes.sorted(by: { DocumentStep.isBehind($0.steps, $1.steps) }) {
            switch change {
            case .remove(let steps): expected = expected.changed(steps[...]) { _ in nil } ?? expected
            case .set(let steps, let text): expected = expected.changed(steps[...]) { _ in .text(text) } ?? expected
            case .word: break
            }
        }
        guard PlainValue(tree.root) == expected else { return false }
        return texts.keys.allSatisfy { $0 == path || words(of: $0) == old.words(of: $0, with: changes) }
    }

    /// The words of a word file after some changes.
    private func words(of file: String, with changes: [ValueChange] = []) -> [String] {
        guard case .success(let words) = WordFile(texts[file] ?? []).content else { return [] }
        var changed: [Int: String?] = [:]
        for case .word(file, let line, let text) in changes { changed[line] = .some(text) }
        return words.compactMap { word in changed[word.line] ?? word.text }
    }
}

extension ValueChange {
    fileprivate var steps: [DocumentStep] {
        switch self {
        case .remove(let steps), .set(let steps, _): steps
        case .word: []
        }
    }
}

extension DocumentStep {
    /// Whether something stands behind something else in a file; keys of one mapping stand in no order.
    fileprivate static func isBehind(_ one: [DocumentStep], _ other: [DocumentStep]) -> Bool {
        for (left, right) in zip(one, other) where left != right {
            if case .index(let left) = left, case .index(let right) = right { return left > right }
            return "\(left)" > "\(right)"
        }
        return one.count > other.count
    }
}
