/// A list of words beside a pack: one a line, `#` at the start of a line for a comment, blank lines skipped.
package struct WordFile: Sendable {
    /// A word and the line, from 1, on which it stands.
    package struct Word: Sendable {
        package var text: String
        package var line: Int
    }

    /// The words, or why there are none.
    package var content: Result<[Word], Failure>

    /// Why a word file cannot be used, in a few words.
    package struct Failure: Error, Sendable {
        var reason: String
        var line: Int?
    }

    package init(_ bytes: [UInt8]) {
        content = Self.words(bytes)
    }

    init(unreadable reason: String) {
        content = .failure(Failure(reason: reason, line: nil))
    }

    private static func words(_ bytes: [UInt8]) -> Result<[Word], Failure> {
        guard bytes.count <= Document.Limits.bytes else {
            return .failure(Failure(reason: "larger than \(Document.Limits.bytes >> 20) MiB"))
        }
        var units = bytes[...]
        if units.starts(with: [0xEF, 0xBB, 0xBF]) { units = units.dropFirst(3) }
        var words: [Word] = []
        let lines = units.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                return .failure(Failure(reason: "not UTF-8", line: index + 1))
            }
            let word = trimmed(text)
            if !word.isEmpty, !word.utf8.starts(with: "#".utf8) { words.append(Word(text: word, line: index + 1)) }
        }
        return words.isEmpty ? .failure(Failure(reason: "no word in it")) : .success(words)
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let head = scalars.drop { $0.properties.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(head[...last])
    }

    /// Whether `path` stays inside the folder that it is relative to.
    package static func isInside(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let plain = path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
        return plain
            && parts.allSatisfy { part in
                !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            }
    }

    /// The path that messages show for the word file `path` of the rule file `file`.
    package static func shownPath(_ path: String, besides file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }

    /// The paths of all word files that `document` names at the key `keywords`.
    package static func paths(in document: Document) -> Set<String> {
        var paths: Set<String> = []
        collect(document, into: &paths)
        return paths
    }

    private static func collect(_ document: Document, into paths: inout Set<String>) {
        switch document.content {
        case .text: break
        case .list(let elements): for element in elements { collect(element, into: &paths) }
        case .map(let entries):
            for entry in entries {
                if entry.key == "keywords", let path = entry.value.wordFilePath, isInside(path) {
                    paths.insert(path)
                } else {
                    collect(entry.value, into: &paths)
                }
            }
        }
    }
}

extension Document {
    /// The path, where this is `{file: PATH}`.
    package var wordFilePath: String? {
        guard case .map(let entries) = content, entries.count == 1, let entry = entries.first, entry.key == "file",
            case .text(let path, _) = entry.value.content
        else { return nil }
        return path
    }
}
