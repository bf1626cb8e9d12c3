public import Rules

/// A rule file as it stands, with the word files that it names: what problems point into, and what fixes change.
public struct RuleFile: Sendable {
    /// How messages call it.
    public let path: String
    /// The rule file and its word files, by the paths that messages show.
    public private(set) var texts: [String: [UInt8]]
    /// Why a word file cannot be read, by the path that the rules name.
    private let unreadable: [String: String]
    /// `nil` where the file is no YAML.
    let tree: RuleTree?

    /// - Parameter wordFile: reads the word file at a path relative to the file's folder.
    public init<Failure: Error>(path: String, bytes: [UInt8], wordFile: (String) throws(Failure) -> [UInt8]) {
        var texts = [path: bytes]
        var unreadable: [String: String] = [:]
        let document = try? Document.read(bytes, file: path)
        for name in document.map({ WordFile.paths(in: $0) }) ?? [] {
            do {
                texts[WordFile.shownPath(name, besides: path)] = try wordFile(name)
            } catch {
                unreadable[name] = "\(error)"
            }
        }
        self.init(path: path, texts: texts, unreadable: unreadable, document: document)
    }

    private init(path: String, texts: [String: [UInt8]], unreadable: [String: String], document: Document?) {
        self.path = path
        self.texts = texts
        self.unreadable = unreadable
        tree = document.map { RuleTree($0, path: path, texts: texts) }
    }

    /// The bytes of the rule file.
    public var bytes: [UInt8] { texts[path] ?? [] }

    /// Why a word file could not be read.
    private struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads the pack that the file holds.
    public func load() throws(RuleProblems) -> LoadedPack {
        try Pack.load(bytes, file: path) { name throws(Unreadable) in
            guard let bytes = texts[WordFile.shownPath(name, besides: path)] else {
                throw Unreadable(description: unreadable[name] ?? "no such file")
            }
            return bytes
        }
    }

    /// The same file with other bytes in some of its texts.
    func with(_ changed: [String: [UInt8]]) -> RuleFile {
        let texts = texts.merging(changed) { $1 }
        let document = try? Document.read(texts[path] ?? [], file: path)
        return RuleFile(path: path, texts: texts, unreadable: unreadable, document: document)
    }

    /// Where what a problem is about stands; the place that it names where nothing better is known.
    func place(of problem: RuleProblem) -> SourcePlace {
        guard let subject = problem.subject, let rule = tree?.rule(subject.rule) else { return problem.place }
        switch subject.part {
        case .key(let key): return rule.entry(key)?.keyPlace ?? problem.place
        case .keyword(let word): return tree?.keywords(of: rule).last { $0.text == word }?.place ?? problem.place
        }
    }

    /// Where a text of a rule's tests stands.
    /// - Parameters:
    ///   - key: `hit` or `clean`.
    ///   - index: from 0.
    public func place(ofTest index: Int, under key: String, of rule: String) -> SourcePlace? {
        guard let tests = tree?.rule(rule)?.entry("tests")?.value.entry(key)?.value, case .list(let texts) = tests.content
        else { return nil }
        return texts.indices.contains(index) ? texts[index].place : nil
    }
}
