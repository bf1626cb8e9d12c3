import Foundation
import Primitives
import Rules
import TestSupport
import Testing

/// The schema that editors check rule files by says what the reader says.
@Suite struct RulePackSchemaTests {
    private static let schema = try? SchemaValidator(named: "rule-pack")

    /// The values of a rule file as a reader of YAML 1.2 hands them to a schema.
    private static func value(_ document: Document) -> JSONValue {
        switch document.content {
        case .text(let text, let bare):
            guard bare else { return .string(text) }
            switch BareWord(text) {
            case .text: return .string(text)
            case .null: return .null
            case .integer(let number): return .integer(Int64(number))
            case .ambiguous: return text == "true" || text == "false" ? .bool(text == "true") : .string(text)
            }
        case .list(let elements): return .array(elements.map(value))
        case .map(let entries): return .object(Dictionary(entries.map { ($0.key, value($0.value)) }) { first, _ in first })
        }
    }

    private static func packs() throws -> [(name: String, value: JSONValue)] {
        let rules = URL(fileURLWithPath: Command.package + "/Rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: rules.path).filter { $0.hasSuffix(".yaml") }.sorted()
        let files = names.map { rules.appending(path: $0) }
            + [URL(fileURLWithPath: Command.package + "/Tests/RulesTests/Samples/everything.yaml")]
        return try files.compactMap { file in
            try Document.read(Array(try Data(contentsOf: file)), file: file.lastPathComponent).map { (file.lastPathComponent, value($0)) }
        }
    }

    @Test func `every pack is of the form`() throws {
        let schema = try #require(Self.schema)
        let packs = try Self.packs()
        #expect(packs.count > 5)
        for (name, value) in packs { #expect(schema.problems(value).isEmpty, "\(name): \(schema.problems(value))") }
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "jsonschema on packs") else { return }
        #expect(try Self.peer(python, packs.map(\.value)) == packs.map { _ in true })
    }

    @Test func `its lists are the reader's`() throws {
        let root = try #require(Self.schema).root
        func words(_ path: String...) -> [String] {
            path.reduce(Optional(root)) { $0?[$1] }?["enum"]?.array?.compactMap(\.string) ?? []
        }
        func property(_ name: String) -> [String] { words("$defs", "rule", "properties", name) }
        #expect(property("validate") == Validator.allCases.map(\.rawValue), "add the validator to docs/schema/rule-pack.schema.json")
        #expect(property("category") == Category.allCases.map(\.rawValue))
        #expect(property("action") == Action.allCases.map(\.rawValue))
        #expect(property("level") == Level.allCases.map(\.rawValue))
        #expect(property("risk") == Risk.all)
        #expect(words("$defs", "severity") == Severity.allCases.map(\.rawValue))
        #expect(words("$defs", "view") == View.Kind.allCases.map(\.rawValue))
        for key in ["only", "without"] {
            #expect(words("$defs", "rule", "properties", "fold", "properties", key, "items") == Fold.allCases.map(\.rawValue))
        }
        #expect(words("$defs", "match", "properties", "cover") == Cover.allCases.map(\.rawValue))
        #expect(words("$defs", "rule", "properties", "near", "properties", "side") == Near.Side.allCases.map(\.rawValue))
        #expect(words("$defs", "rule", "properties", "cap", "properties", "then") == Cap.Outcome.allCases.map(\.rawValue))
    }

    @Test func `every key is described in both languages`() throws {
        func check(_ schema: JSONValue, _ path: String, isKey: Bool) {
            if isKey, schema.object != nil {
                let told = schema["description"]?.string ?? Self.schema.flatMap { root in
                    schema["$ref"]?.string.flatMap { root.root["$defs"]?[String($0.dropFirst(8))]?["description"]?.string }
                } ?? ""
                let inner = path.contains(".oneOf") || path.hasSuffix(".if.effect") || path.contains("except") && path.hasSuffix("phrase")
                    || path.contains("title.") || path.contains(".only") || path.contains(".without")
                #expect(inner || told.contains(" · ") && told.unicodeScalars.contains { $0.properties.isIdeographic }, "\(path)")
            }
            for (key, value) in schema.object ?? [:] {
                if key == "properties" {
                    for (name, property) in value.object ?? [:] { check(property, "\(path).\(name)", isKey: !path.hasSuffix(".if")) }
                } else if key != "enum", key != "examples" {
                    for (index, element) in (value.array ?? []).enumerated() { check(element, "\(path).\(key)[\(index)]", isKey: false) }
                    if value.object != nil {
                        if key == "$defs" {
                            for (name, definition) in value.object ?? [:] { check(definition, "\(path).\(name)", isKey: false) }
                        } else {
                            check(value, "\(path).\(key)", isKey: false)
                        }
                    }
                }
            }
        }
        check(try #require(Self.schema).root, "$", isKey: false)
    }

    // MARK: Mutations

    /// What a value becomes when something in it is changed: a key that goes, comes or is misspelt, a value of another
    /// kind, an empty one, one off its list or out of its range.
    private struct Mutator {
        var random: SeededGenerator
        private(set) var path = ""

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        mutating func mutate(_ value: JSONValue, at path: String = "$") -> JSONValue {
            let isHere = Int.random(in: 0..<4, using: &random) == 0
            switch value {
            case .object(var members) where !members.isEmpty:
                let keys = members.keys.sorted()
                let key = keys[Int.random(in: 0..<keys.count, using: &random)]
                guard isHere, path != "$" || Bool.random(using: &random) else {
                    members[key] = members[key].map { mutate($0, at: "\(path).\(key)") }
                    return .object(members)
                }
                self.path = path
                switch Int.random(in: 0..<4, using: &random) {
                case 0: members[key] = nil
                case 1:
                    members[key + "x"] = members[key]
                    members[key] = nil
                case 2: members[["view", "within", "cover", "to", "effect", "all", "any", "keywords", "regex", "file", "cap"].randomElement(using: &random) ?? "x"] = leaf()
                default: return leaf()
                }
                return .object(members)
            case .array(var elements) where !elements.isEmpty:
                let index = Int.random(in: 0..<elements.count, using: &random)
                guard isHere, path != "$.rules" else {
                    elements[index] = mutate(elements[index], at: "\(path)[]")
                    return .array(elements)
                }
                self.path = path
                switch Int.random(in: 0..<4, using: &random) {
                case 0: return []
                case 1: return leaf()
                case 2: elements[index] = leaf()
                default: elements.remove(at: index)
                }
                return .array(elements)
            default:
                self.path = path
                return leaf()
            }
        }

        private mutating func leaf() -> JSONValue {
            let values: [JSONValue] = [
                "", " ", "甲", "1", 0, 1, -1, 10_001, 1_000_001, true, .null, [], .object([:]), ["甲"], [[]], "high", "mask", "raw", "folded+",
                "raise", "before", "last", "luhn", "A.1.d", "A.2.z", "my.rule", "1.0", "1.0.0-a.01", "1.2.3-rc.1+b", "../x", "a/./b", "words.txt", ["file": "words.txt"],
                ["zh": "甲", "en": "a"], ["phrase": "甲"], ["keywords": ["甲"]], ["regex": "甲"], ["only": ["case"]], ["width", "case"],
            ]
            return values[Int.random(in: 0..<values.count, using: &random)]
        }
    }

    /// What a schema cannot say: what depends on two places, what an expression or a file is, and forms of text beyond
    /// what editors read.
    private static let unsayable: Set = [
        // Ids and what they begin with, one of two; expressions; word files that are not there.
        "R022", "R023", "R025", "R031", "R032", "R034", "R040", "R041", "R018", "R054", "R019",
    ]

    @Test func `schema and reader refuse the same`() throws {
        let schema = try #require(Self.schema)
        let packs = try Self.packs().map(\.value)
        var mutator = Mutator(seed: 45_654)
        var cases: [(value: JSONValue, isRefused: Bool)] = []
        var refused = 0
        for round in 0..<3_000 * Soak.factor {
            var pack = packs[round % packs.count]
            // One rule is enough to change, and quicker to read.
            if let rules = pack["rules"]?.array, var members = pack.object {
                members["rules"] = [rules[Int.random(in: 0..<rules.count, using: &mutator.random)]]
                pack = .object(members)
            }
            let value = mutator.mutate(pack)
            let problems = Self.errors(value)
            let said = schema.problems(value)
            let sayable = problems.filter { !Self.unsayable.contains($0) }
            // What the reader takes, the schema takes; what it refuses for what can be said, the schema refuses.
            #expect(!problems.isEmpty || said.isEmpty, "\(mutator.path): only the schema refuses: \(said) \(Self.text(value))")
            #expect(sayable.isEmpty || !said.isEmpty, "\(mutator.path): only the reader refuses: \(problems) \(Self.text(value))")
            cases.append((value, !said.isEmpty))
            refused += said.isEmpty ? 0 : 1
        }
        #expect(refused > cases.count / 2 && refused < cases.count)
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "jsonschema on changed packs") else { return }
        let answers = try Self.peer(python, cases.map(\.value))
        for (one, isValid) in zip(cases, answers) { #expect(one.isRefused != isValid, "jsonschema: \(Self.text(one.value))") }
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.canonical, as: UTF8.self) }

    /// The codes of the reader's errors. (JSON is YAML, but for U+FEFF, which YAML wants written as an escape.)
    private static func errors(_ value: JSONValue) -> [String] {
        struct NoSuchFile: Error {}
        do {
            let text = Self.text(value).replacing("\u{FEFF}", with: "\\uFEFF")
            _ = try Pack.load(Array(text.utf8), file: "my.yaml") { name throws(NoSuchFile) in
                guard name == "words.txt" else { throw NoSuchFile() }
                return Array("甲\n".utf8)
            }
            return []
        } catch {
            return error.problems.filter { $0.gravity == .error }.map(\.code)
        }
    }

    /// Whether Python's `jsonschema` takes each value.
    private static func peer(_ python: String, _ values: [JSONValue]) throws -> [Bool] {
        let program = """
            import json, sys
            from jsonschema import Draft202012Validator as Validator
            schema = json.load(open(sys.argv[1], encoding="utf-8"))
            Validator.check_schema(schema)
            validator = Validator(schema)
            for line in sys.stdin.buffer.read().decode().split("\\n")[:-1]: print(validator.is_valid(json.loads(line)))
            """
        let lines = values.map { text($0) + "\n" }.joined()
        let finished = try Command.run(
            python, ["-B", "-c", program, SchemaValidator.folder + "/rule-pack.schema.json"], input: Array(lines.utf8))
        #expect(finished.status == 0, "\(finished.error)")
        return finished.text.split(separator: "\n").map { $0 == "True" }
    }
}
