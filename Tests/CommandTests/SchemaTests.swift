import Foundation
import Primitives
import TestSupport
import Testing

/// What the command prints with `--json`, and what it writes into the log, is what `docs/schema` says.
@Suite struct SchemaTests {
    /// Each line of `text` against the schema; and, where Python has `jsonschema`, against that too.
    private func expect(_ text: String, fits name: String, atLeast count: Int = 1) throws {
        let schema = try SchemaValidator(named: name)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count >= count, "\(name): \(lines.count) lines")
        for line in lines {
            let problems = schema.problems(try JSONValue(parsing: Array(line.utf8)))
            #expect(problems.isEmpty, "\(name): \(problems) in \(line)")
        }
        guard JSONSchemaPeer.isInstalled else { return }
        let answer = try JSONSchemaPeer.problems(lines, schema: name)
        #expect(answer.isEmpty, "jsonschema on \(name): \(answer)")
    }

    /// The last line of standard error: where the summary of `filter` stands.
    private func summary(_ finished: Finished) -> String {
        finished.error.split(separator: "\n").map(String.init).last { $0.hasPrefix("{") } ?? ""
    }

    @Test(arguments: ["replies/zh-order-help.txt", "streams/chat-zh.sse", "archive/2026-10/chat.jsonl", "awkward/nul.txt"])
    func `the summary of filter`(name: String) throws {
        let work = try Workplace()
        let finished = try work.hallmark(["filter", "--json"], input: try sample(name))
        try expect(summary(finished), fits: "filter-summary")
        try expect(try work.hallmark("log cat audit").text, fits: "record", atLeast: 5)
    }

    @Test func `the summary of an audit, with files that fail and lines that are no JSON`() throws {
        let work = try Workplace()
        try work.folder.write("{\"content\":\"mail wang.lei@mail-shop.cn\"}\nno json\n", to: "more/a.jsonl")
        try work.folder.write("not packed", to: "more/b.txt.gz")
        let archive = Command.package + "/Samples/archive"
        let finished = try work.hallmark(["audit", archive, "more", "--json"])
        try expect(finished.text, fits: "audit-summary")
        try expect(try work.hallmark("log cat audit").text, fits: "record", atLeast: 10)
        try expect(try work.hallmark("log stats audit --json").text, fits: "log-stats")
        for dimension in ["day", "rule", "category", "severity", "model", "verdict", "format"] {
            try expect(try work.hallmark("log stats audit --json --by \(dimension)").text, fits: "log-stats")
        }
        for format in ["jsonl", "csv", "ocsf", "sarif", "otel", "html"] {
            let finished = try work.hallmark("log export audit --json --format \(format) --output out.\(format)")
            try expect(finished.text, fits: "export-manifest")
        }
        let unrecorded = try work.hallmark("log export audit --json --output more.jsonl --unrecorded --verdict clean")
        try expect(unrecorded.text, fits: "export-manifest")
        #expect(unrecorded.text.contains("\"unrecorded\":"))
        try expect(try work.hallmark("log search audit --json").text, fits: "record", atLeast: 10)
        try expect(try work.hallmark("log search audit --count --json").text, fits: "log-count")
        try expect(try work.hallmark("log index audit --json").text, fits: "log-index")
        try expect(try work.hallmark("log show audit 0 --json").text, fits: "record")
    }

    @Test func `records of text that was blocked, undecided, cut, empty, or full of findings`() throws {
        let work = try Workplace()
        let policy = """
            overrides: [{pack: intl-privacy, action: block}, {rule: cn-privacy.mobile, action: observe, level: detect}]
            limits: {hold: 4KiB}
            """
        try work.folder.write(policy, to: "hallmark.yaml")
        let many = String(repeating: "电话 13800138000，", count: 300)
        for (format, text) in [
            ("text", "mail wang.lei@mail-shop.cn now"), ("text", ""), ("text", String(repeating: "\u{E0041}", count: 3000)),
            ("jsonl", "{\"model\":\"m\",\"content\":\"\(many)\"}\nno json\n{\"a\":1}\n"),
            ("openai-sse", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi 13800138000\"}}]}\n\nda"),
            ("openai-sse", "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n"),
        ] {
            _ = try work.hallmark("filter --format \(format)", input: text)
        }
        let records = try work.records()
        #expect(Set(records.compactMap { $0["kind"]?.string }) == [
            "log.init", "epoch.begun", "log.open", "log.close", "open", "content", "part",
        ])
        #expect(records.contains { $0["verdict"]?.string == "blocked" })
        #expect(records.contains { $0["reason"]?.string == "hold-cap" })
        try expect(try work.hallmark("log cat audit").text, fits: "record", atLeast: 20)
    }

    @Test func `the record that closes a channel for a run that crashed`() throws {
        let open = """
            {"channel":{"format":"text","name":"text"},"ended":"interrupted","findings":[],\
            "id":"01a20595-44c0-7c46-a7e7-3dc68d6665c7","kind":"content","mode":"filter",\
            "open":"01a20595-44c0-7c46-a7e7-3dc68d6665c7","packs":"sha256:\(String(repeating: "a", count: 64))",\
            "producer":"unnamed","reason":"interrupted","seq":4,"source":{"name":"stdin"},\
            "time":"2026-11-22T23:26:38.277Z","v":1,"verdict":"undecided"}
            """
        try expect(open, fits: "record")
    }

    @Test func `the answers of verify: verified, inconclusive and failed`() throws {
        let work = try Workplace()
        #expect(try work.hallmark("filter --format text", input: "13800138000").status == 0)
        let key = try work.verifierKey()
        let verified = try work.hallmark(["log", "verify", "audit", "--json", "--key", key])
        #expect(verified.text.contains("\"verified\""))
        let nowhere = ["HALLMARK_KEYS": work.folder.file("nowhere")]
        let inconclusive = try work.hallmark(["log", "verify", "audit", "--json"], environment: nowhere)
        #expect(inconclusive.text.contains("\"inconclusive\""))
        try work.folder.write([0, 1, 2], to: "audit/segments/00000000000000000000.jsonl.zst")
        let failed = try work.hallmark(["log", "verify", "audit", "--json", "--key", key])
        #expect(failed.text.contains("\"failed\""))
        for finished in [verified, inconclusive, failed] { try expect(finished.text, fits: "log-verify") }
    }

    @Test func `the outputs of the rules commands`() throws {
        let work = try Workplace()
        let pack = """
            pack: my
            version: 1.0.0
            title: {zh: 我的, en: Mine}
            rules:
              - id: my.word
                title: {zh: 词, en: Word}
                category: custom
                severity: low
                match: {regex: 'ab{2}+'}
                cap: {chars: 20, then: commit}
                tests: {hit: [abb, nothing], clean: [abbb, ab]}
            """
        try work.folder.write(pack, to: "my.yaml")
        try work.folder.write(pack.replacing("severity: low", with: "severty: low"), to: "bad.yaml")
        try expect(try work.hallmark("rules check my.yaml --json").text, fits: "rules-check-problem")
        try expect(try work.hallmark("rules check bad.yaml --json").text, fits: "rules-check-problem", atLeast: 2)
        try expect(try work.hallmark("rules test my.yaml --json").text, fits: "rules-test")
        let doubled = pack.replacing("{regex: 'ab{2}+'}", with: "{keywords: [ab, ab]}")
        try work.folder.write(doubled, to: "twice.yaml")
        try expect(try work.hallmark("rules check twice.yaml --fix --json").text, fits: "rules-check-problem", atLeast: 3)
        try expect(try work.hallmark("rules coverage my.yaml --json").text, fits: "rules-coverage")
        try work.folder.write("abb", to: "text.txt")
        try expect(try work.hallmark("rules bench text.txt --rounds 1 --json").text, fits: "rules-bench")
        try expect(try work.hallmark("rules list --json").text, fits: "rules-list-rule", atLeast: 50)
        try expect(try work.hallmark("rules explain my.word my.yaml --json").text, fits: "rules-explain")
        for rule in ["cn-privacy.mobile", "cn-safety.explosives-making", "injection.hidden-tags"] {
            try expect(try work.hallmark("rules explain \(rule) --json").text, fits: "rules-explain")
        }
    }

    @Test func `evaluations, with and without labels, and compared`() throws {
        let work = try Workplace()
        let data = """
            {"text": "电话 13800138000", "labels": [{"rule": "cn-privacy.mobile", "bytes": [7, 18]}, {"risk": "A.1.a"}]}
            {"text": "call 13800138000", "labels": []}
            {"text": "nothing", "labels": [{"category": "secret"}, {"rule": "my.rule"}]}
            not json
            """
        try work.folder.write(data, to: "data.jsonl")
        try work.folder.write(String(decoding: try sample("../Rules/cn-privacy.yaml"), as: UTF8.self), to: "rules/a.yaml")
        let commands = [
            "data.jsonl --json", "data.jsonl --json --spans --no-text", "data.jsonl --json --benign --max-fp-per-1000 0",
            "data.jsonl --json --rules rules --against rules", "data.jsonl --json --against rules", "none.jsonl --json",
        ]
        for command in commands {
            try expect(try work.hallmark("rules eval " + command).text, fits: "rules-eval")
        }
    }

    @Test func `imports`() throws {
        let work = try Workplace()
        try work.folder.write("[extend]\nuseDefault=true\n[[rules]]\nid='a'\nregex='ab{2}'\ntags=['x']\n", to: "a.toml")
        try work.folder.write("recognizers:\n  - name: b\n    patterns: [{regex: 'a.*', score: 0}]\n", to: "b.yaml")
        try work.folder.write("one two\none two\nx\tsafety", to: "c.txt")
        for command in ["gitleaks a.toml", "presidio b.yaml", "words c.txt", "gitleaks b.toml --force"] {
            let line = "rules import --json --output out --from " + command
            if command.contains("b.toml") { try work.folder.write("[[rules]]\nid='x'\npath='y'\n", to: "b.toml") }
            try expect(try work.hallmark(line).text, fits: "rules-import")
        }
    }

    @Test func `every schema is used here, is JSON, and names itself`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: SchemaValidator.folder).sorted()
        #expect(names == [
            "audit-summary", "custody", "export-manifest", "filter-summary", "log-check-proof", "log-consistency",
            "log-count", "log-export-tiles", "log-index", "log-prove", "log-retention", "log-stats", "log-verify", "record",
            "rule-pack", "rules-bench", "rules-check-problem", "rules-coverage", "rules-eval", "rules-explain",
            "rules-import", "rules-list-rule", "rules-test", "sample",
        ].map { $0 + ".schema.json" })
        for name in names {
            let schema = try SchemaValidator(named: String(name.dropLast(".schema.json".count)))
            #expect(schema.root["$id"]?.string == name)
            #expect(schema.root["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        }
    }
}

/// The validator of these tests says no to what is wrong.
@Suite struct SchemaValidatorTests {
    static let wrong: [(schema: String, value: String)] = [
        (#"{"type":"integer"}"#, #""1""#), (#"{"type":"object"}"#, "[]"), (#"{"type":"null"}"#, "false"),
        (#"{"const":1}"#, "2"), (#"{"enum":["a","b"]}"#, #""c""#), (#"{"minimum":0}"#, "-1"),
        (#"{"maximum":9}"#, "10"), (#"{"minLength":2}"#, #""甲""#), (#"{"maxLength":1}"#, #""甲乙""#),
        (#"{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}"#, #""a""#),
        (#"{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}"#, "1"),
        (#"{"required":["a"]}"#, #"{"b":1}"#), (#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":1}"#),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"b":2}"#),
        (#"{"additionalProperties":{"type":"integer"}}"#, #"{"a":"1"}"#),
        (#"{"items":{"type":"string"}}"#, #"["a",1]"#), (#"{"minItems":2}"#, "[1]"), (#"{"maxItems":1}"#, "[1,2]"),
        (#"{"pattern":"^[0-9a-f]{4}$"}"#, #""12345""#),
        (#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#, "1"),
        (#"{"oneOf":[{"type":"integer"},{"minimum":0}]}"#, "1"),
        (##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}"##, "1"), (##"{"$ref":"#/$defs/b"}"##, "1"),
        (#"{"$ref":"other.json"}"#, "1"), (#"{"mininum":0}"#, "1"), ("false", "1"),
    ]

    @Test(arguments: wrong.indices) func `a wrong document is refused`(index: Int) throws {
        let (schema, value) = Self.wrong[index]
        let validator = SchemaValidator(try JSONValue(parsing: Array(schema.utf8)))
        #expect(!validator.problems(try JSONValue(parsing: Array(value.utf8))).isEmpty, "\(schema) \(value)")
    }

    @Test(arguments: ["record", "log-verify", "audit-summary", "rules-test"])
    func `a true output with one member changed is refused`(name: String) throws {
        let work = try Workplace()
        _ = try work.hallmark("filter --format text", input: "13800138000")
        try work.folder.write(try sample("../Rules/ai-trace.yaml"), to: "ai.yaml")
        let line = switch name {
        case "record": try work.hallmark("log show audit 4 --json").text
        case "log-verify": try work.hallmark("log verify audit --json").text
        case "audit-summary": try work.hallmark(["audit", work.folder.path, "--no-log", "--json"]).text
        default: try work.hallmark("rules test ai.yaml --json").text
        }
        let schema = try SchemaValidator(named: name)
        let members = try #require(try JSONValue(parsing: Array(line.utf8.dropLast())).object)
        #expect(schema.problems(.object(members)).isEmpty)
        for member in schema.root["required"]?.array?.compactMap(\.string) ?? ["kind", "seq", "verdict", "content"] {
            var less = members
            less[member] = nil
            #expect(!schema.problems(.object(less)).isEmpty, "\(member) is missing")
            var other = members
            other[member] = [[]]
            #expect(!schema.problems(.object(other)).isEmpty, "\(member) is something else")
        }
        var more = members
        more["extra"] = true
        #expect(!schema.problems(.object(more)).isEmpty)
    }

    @Test(.enabled(if: JSONSchemaPeer.isInstalled, "Python has no module jsonschema"))
    func `it agrees with Python's jsonschema`() throws {
        // What only ours refuses: a keyword that is unknown, and references that lead nowhere.
        let shared = Self.wrong.filter { wrong in
            !["mininum", "$defs/b", "other.json"].contains { wrong.schema.contains($0) }
        }
        #expect(shared.count == Self.wrong.count - 3)
        let program = """
            import json, sys
            from jsonschema import Draft202012Validator as Validator
            for line in sys.stdin:
                schema, value = json.loads(line)
                print(Validator(schema).is_valid(value))
            """
        let lines = shared.map { "[\($0.schema),\($0.value)]\n" }.joined()
        let answer = try Command.run("python3", ["-c", program], input: Array(lines.utf8))
        #expect(answer.text == String(repeating: "False\n", count: shared.count), "\(answer.error)")
    }
}

/// Python's `jsonschema`, where it is installed.
enum JSONSchemaPeer {
    static let isInstalled =
        (try? Command.run("python3", ["-c", "from jsonschema import Draft202012Validator"]).status) == 0

    static func problems(_ lines: [String], schema name: String) throws -> String {
        let url = URL(fileURLWithPath: SchemaValidator.folder + "/\(name).schema.json")
        return try problems(lines, schemaText: String(contentsOf: url, encoding: .utf8))
    }

    /// Empty where every line fits.
    static func problems(_ lines: [String], schemaText: String) throws -> String {
        let folder = try TemporaryFolder()
        let program = """
            import json, sys
            from jsonschema import Draft202012Validator as Validator
            schema = json.load(open(sys.argv[1], encoding="utf-8"))
            Validator.check_schema(schema)
            for line in sys.stdin.buffer.read().decode().splitlines():
                for error in Validator(schema).iter_errors(json.loads(line)): print(error.message[:300])
            """
        let finished = try Command.run(
            "python3", ["-c", program, try folder.write(schemaText, to: "schema.json")],
            input: Array((lines.joined(separator: "\n") + "\n").utf8))
        return finished.status == 0 ? finished.text : finished.error
    }
}
