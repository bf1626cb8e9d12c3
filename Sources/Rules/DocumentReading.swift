import Dispatch
import Foundation
import Synchronization
import Yams

extension Document {
    /// Reads one YAML document.
    ///
    /// Anchors, aliases, merge keys and tags are refused: a rule file says what it says where it says it. The work
    /// is bounded by the size of the file.
    /// - Throws: ``RuleProblems`` with one problem: after the first, YAML has no more places that mean anything.
    package static func read(_ bytes: [UInt8], file: String) throws(RuleProblems) -> Document? {
        let text = try SourceText.check(bytes, file: file)
        let reading = Reading(text: text, file: file)
        // libyaml lets a thousand levels through and the tree is built and freed by recursion, so that it gets a
        // stack on which a thousand levels are nothing.
        let thread = Thread { reading.run() }
        thread.stackSize = 64 << 20
        thread.start()
        switch reading.wait() {
        case .success(let document): return document
        case .failure(let problems): throw problems
        }
    }

    /// Whether `text` is in Unicode's normalization form C.
    static func isNFC(_ text: String) -> Bool {
        let settled = text.unicodeScalars.allSatisfy { $0.value < 0x300 || (0x4E00...0x9FFF).contains($0.value) }
        return settled || nfc(text).unicodeScalars.elementsEqual(text.unicodeScalars)
    }

    /// `text` in Unicode's normalization form C.
    package static func nfc(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}

/// One reading, handed to a thread and back.
private final class Reading: Sendable {
    private let text: String
    private let lines: [Substring]
    private let file: String
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Document?, RuleProblems>>(.success(nil))

    init(text: String, file: String) {
        self.text = text
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.file = file
    }

    func run() {
        let composed = compose()
        result.withLock { $0 = composed }
        done.signal()
    }

    func wait() -> Result<Document?, RuleProblems> {
        done.wait()
        return result.withLock { $0 }
    }

    private func compose() -> Result<Document?, RuleProblems> {
        do {
            // Without rules every bare word stays text, and no expression is run over it.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let node = try parser.singleRoot() else { return .success(nil) }
            // Anchors are held weakly by the nodes, strongly by the parser.
            return try withExtendedLifetime(parser) { .success(try convert(node, depth: 0)) }
        } catch let problem as RuleProblem {
            return .failure(RuleProblems([problem]))
        } catch {
            return .failure(RuleProblems([problem(error)]))
        }
    }

    private func convert(_ node: Node, depth: Int) throws(RuleProblem) -> Document {
        let place = place(node.mark)
        guard depth <= Document.Limits.depth else {
            throw RuleProblem(.tooLarge, at: place, "nested deeper than \(Document.Limits.depth)")
        }
        guard node.anchor == nil else {
            throw RuleProblem(
                .anchor, at: place, "an anchor", hint: "anchors and aliases are not used: write the value out")
        }
        try checkTag(node, place)
        switch node {
        case .scalar(let scalar):
            return Document(
                content: .text(scalar.string, bare: scalar.style == .plain), place: place,
                spelling: spelling(scalar, at: place))
        case .sequence(let nodes):
            var elements: [Document] = []
            for node in nodes { elements.append(try convert(node, depth: depth + 1)) }
            return Document(content: .list(elements), place: place)
        case .mapping(let pairs):
            var entries: [Document.Entry] = []
            for (key, value) in pairs { entries.append(try entry(key, value, depth: depth)) }
            return Document(content: .map(entries), place: place)
        case .alias:
            throw RuleProblem(.anchor, at: place, "an alias", hint: "write the value out")
        }
    }

    /// The spelling that the style promises, if the line does hold it.
    private func spelling(_ scalar: Node.Scalar, at place: SourcePlace) -> Document.Spelling {
        guard scalar.style == .plain || scalar.style == .singleQuoted, lines.indices.contains(place.line - 1),
            // Far into a long line the look would cost the square of its length.
            place.column <= 4_096
        else { return .other }
        let line = lines[place.line - 1].unicodeScalars.dropFirst(place.column - 1)
        if scalar.style == .plain {
            return line.starts(with: scalar.string.unicodeScalars) ? .plain : .other
        }
        let quoted = "'" + scalar.string.replacing("'", with: "''") + "'"
        return line.starts(with: quoted.unicodeScalars) ? .quoted : .other
    }

    private func entry(_ key: Node, _ value: Node, depth: Int) throws(RuleProblem) -> Document.Entry {
        let place = place(key.mark)
        guard case .text(let name, let bare) = try convert(key, depth: depth + 1).content else {
            throw RuleProblem(.wrongType, at: place, "a key that is no text")
        }
        guard !(bare && name == "<<") else {
            throw RuleProblem(.anchor, at: place, "a merge key", hint: "write the keys out")
        }
        return Document.Entry(key: name, keyPlace: place, value: try convert(value, depth: depth + 1))
    }

    private func checkTag(_ node: Node, _ place: SourcePlace) throws(RuleProblem) {
        let usual: Tag.Name =
            switch node {
            case .scalar: .str
            case .sequence: .seq
            case .mapping, .alias: .map
            }
        guard node.tag.description == usual.rawValue else {
            throw RuleProblem(.anchor, at: place, "the tag \(Quote.short(node.tag.description))", hint: "leave it out")
        }
    }

    private func place(_ mark: Mark?) -> SourcePlace {
        SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private func problem(_ error: any Error) -> RuleProblem {
        let start = SourcePlace(file: file, line: 1, column: 1)
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return RuleProblem(.notYAML, at: place(mark), problem)
        case .composer(_, let problem, let mark, _):
            if problem.contains("alias") { return RuleProblem(.anchor, at: place(mark), "an alias of nothing") }
            return RuleProblem(.notYAML, at: place(mark), "a second document", hint: "one pack a file")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.prefix(3).map(Quote.short).joined(separator: ", ")
            let message = "the key \(names) stands twice in one mapping, first here"
            return RuleProblem(.keyTwice, at: place(context.mark), message)
        case .reader(let problem, _, _, _): return RuleProblem(.notYAML, at: start, problem)
        default: return RuleProblem(.notYAML, at: start, "the file cannot be read as YAML")
        }
    }
}
