internal import Cryptography
internal import Primitives

/// The digest of a pack: SHA-256 over its canonical form, in lower-case hexadecimal.
///
/// The canonical form is the file itself, read as YAML and written as JSON by RFC 8785 (keys sorted, no white
/// space, the fewest escapes), with one change: where `keywords` is `{file: PATH}`, the list of the file's words
/// stands instead, in their order, without comments and blank lines, each trimmed of white space at both ends.
/// Nothing is left out and nothing is added: keys that the file does not name do not appear with their defaults,
/// and titles, reasons and tests count. Whole numbers are JSON numbers, everything else is text. Comments, quotes,
/// order of keys and layout do not change the digest; the order of lists does.
///
/// In Python, for a pack without word files:
///
///     import hashlib, json, yaml
///     pack = yaml.safe_load(open("pack.yaml", encoding="utf-8"))
///     text = json.dumps(pack, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
///     print(hashlib.sha256(text.encode()).hexdigest())
enum PackDigest {
    static func digest(of document: Document, words: [String: WordFile]) -> String {
        Hex.encode(SHA256Hasher.hash(value(document, words).canonical))
    }

    private static func value(_ document: Document, _ words: [String: WordFile]) -> JSONValue {
        switch document.content {
        case .text(let text, let bare):
            if bare, case .integer(let number) = BareWord(text) { return .integer(Int64(number)) }
            return .string(text)
        case .list(let elements): return .array(elements.map { value($0, words) })
        case .map(let entries):
            var members: [String: JSONValue] = [:]
            for entry in entries {
                members[entry.key] = list(entry, words) ?? value(entry.value, words)
            }
            return .object(members)
        }
    }

    private static func list(_ entry: Document.Entry, _ words: [String: WordFile]) -> JSONValue? {
        guard entry.key == "keywords", let path = entry.value.wordFilePath, let file = words[path],
            case .success(let list) = file.content
        else { return nil }
        return .array(list.map { .string($0.text) })
    }
}
