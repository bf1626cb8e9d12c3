import Foundation
import Primitives
import TestSupport
import Testing

@testable import Rules

@Suite struct LoadingTests {
    @Test func `a pack loads with all its fields`() throws {
        let loaded = try Samples.load(path: "Samples/everything.yaml")
        #expect(loaded.warnings.isEmpty)
        let pack = loaded.pack
        #expect(pack.name == "sample" && pack.version == "1.2.3-rc.1+build.7")
        #expect(pack.title == Title(zh: "样本", en: "Sample “pack”"))
        let expected = Rule(
            id: "sample.identity.card", title: Title(zh: "证件", en: "Identity card"), category: .privacy,
            severity: .high, action: .mask, level: .enforce,
            match: .regex("(?<![0-9a-z])[1-9][0-9]{16}[0-9x](?![0-9a-z])", view: .folded), view: .folded,
            validate: .cnResidentID,
            near: Near(any: ["身份证", "证件号"], within: 30, side: .before, effect: .raise(to: .critical)),
            except: [Exception(phrase: "示例身份证"), Exception(phrase: "样例")], replacement: "[已屏蔽证件号]",
            why: "One number names one person for life.", clause: "GB 11643-1999", risk: "A.4.f",
            tests: RuleTests(
                hit: ["我的身份证号是11010519491231002X。\t\u{1}"], clean: ["订单号 110105194912310021"]),
            place: SourcePlace(file: "Samples/everything.yaml", line: 6, column: 5))
        var first = pack.rules[0]
        let start = SourcePlace(file: "Samples/everything.yaml", line: 18, column: 14)
        let place = ExpressionPlace(start: start, spelling: .quoted)
        #expect(first.expressionPlaces == ["(?<![0-9a-z])[1-9][0-9]{16}[0-9x](?![0-9a-z])": place])
        first.expressionPlaces = [:]
        #expect(first == expected)
    }

    @Test func `defaults are those of the contract`() throws {
        let rules = try Samples.load(path: "Samples/everything.yaml").pack.rules
        let all = Match.all(
            [
                .keywords(["炸药", "雷管"], view: .foldedPlus),
                .any([.keywords(["制作", "110"], view: .foldedPlus), .regex("做(?:法|好)", view: .raw)]),
            ], within: 40, cover: .all)
        #expect(rules[1].match == all)
        #expect(rules[1].view == .folded, "leaves of several views")
        #expect(rules[1].level == .enforce && rules[1].near == nil && rules[1].except.isEmpty)
        #expect(rules[2].match == .any([.keywords(["最佳"], view: .raw), .regex("ab+", view: .raw)]))
        #expect(rules[2].view == .raw && rules[2].action == .observe)
        #expect(rules[2].cap == Cap(chars: 200, then: .commit))
        let plain = try Samples.pack(
            match: "{all: [{keywords: [甲]}, {regex: 乙}], within: 0}", "near: {any: [丙], within: 5}")
        #expect(plain.rules[0].near == Near(any: ["丙"], within: 5, side: .both, effect: .require))
        guard case .all(_, 0, .last) = plain.rules[0].match else { throw Failure() }
    }

    struct Failure: Error {}

    @Test func `thirty-one risks`() {
        #expect(Risk.all.count == 31 && Set(Risk.all).count == 31)
        #expect(Risk.all.first == "A.1.a" && Risk.all.last == "A.5.b" && Risk.all.contains("A.2.i"))
    }

    @Test func `layout, comments, quotes and order of keys do not change the digest`() throws {
        let first = try Samples.pack(match: "{keywords: [甲, 乙]}", "action: mask", "why: a b")
        let second = try Samples.pack(
            match: "\n      keywords:\n      - '甲' # c\n      - \"乙\"", "why: 'a b'", "action: mask")
        #expect(first.digest == second.digest)
    }

    @Test(arguments: ["{keywords: [乙, 甲]}", "{keywords: [甲]}", "{keywords: [甲, 乙], view: folded+}"])
    func `what a file says changes the digest, defaults that are written out too`(_ match: String) throws {
        #expect(try Samples.pack(match: match).digest != Samples.pack(match: "{keywords: [甲, 乙]}").digest)
    }

    @Test func `a word file counts as the list of its words`() throws {
        let inlined = try Samples.pack(match: "{keywords: [炸药, 雷管]}")
        let filed = try Samples.pack(match: "{keywords: {file: words.txt}}")
        #expect(inlined.digest == filed.digest && inlined.rules[0].match == filed.rules[0].match)
    }

    @Test(.enabled(if: LoadingTests.hasPyYAML, "python3 with PyYAML is not installed"))
    func `Python computes the same digest`() throws {
        let program = """
            import hashlib, json, sys, yaml
            pack = yaml.safe_load(sys.stdin.buffer.read().decode())
            def inline(node):
                if isinstance(node, dict):
                    if isinstance(node.get("keywords"), dict): node["keywords"] = ["炸药", "雷管"]
                    for value in node.values(): inline(value)
                if isinstance(node, list):
                    for value in node: inline(value)
            inline(pack)
            text = json.dumps(pack, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            print(hashlib.sha256(text.encode()).hexdigest(), end="")
            """
        let bytes = try Samples.bytes("Samples/everything.yaml")
        let outcome = try Peer.run("python3", ["-c", program], input: bytes)
        let digest = try Samples.load(path: "Samples/everything.yaml").pack.digest
        #expect(String(decoding: outcome.output, as: UTF8.self) == digest)
    }

    static let hasPyYAML = (try? Peer.run("python3", ["-c", "import yaml"]).status) == 0

    @Test func `whatever PyYAML takes for no text is not read as text`() throws {
        try #require(Self.hasPyYAML, "python3 with PyYAML is not installed")
        let words = [
            "0", "-0", "+1", "017", "0o17", "0x1F", "0b11", "1_000", "1.5", "1e3", "1.5e+3", ".5", "5.", "-.5", ".inf",
            "-.INF",
            ".NaN", "12:30", "12:30:45.5", "190:20:30", "2025-09-01", "2025-9-1", "2025-09-01T10:00:00Z",
            "2025-09-01 10:00:00", "yes", "No", "ON", "off", "true", "FALSE", "null", "NULL", "~", "=", "1.0.0", "a1",
            "138-0013-8000", "110105194912310021x", "1e", "e1", "0.1.2", "10.0.0.1", "0xZZ", "12:99", "-", "--", "1-2",
        ]
        let program = """
            import sys, yaml
            for word in sys.stdin.buffer.read().decode().split("\\n"):
                try: value = yaml.safe_load("[" + word + "]")[0]
                except Exception: value = ""
                print(int(isinstance(value, str)), end="")
            """
        let outcome = try Peer.run("python3", ["-c", program], input: Array(words.joined(separator: "\n").utf8))
        #expect(outcome.output.count == words.count)
        for (word, isText) in zip(words, outcome.output) where isText == UInt8(ascii: "0") {
            #expect(BareWord(word) != .text, "\(word)")
        }
        for word in ["1.0.0", "a1", "138-0013-8000", "10.0.0.1", "1-2", "e1"] {
            #expect(BareWord(word) == .text, "\(word)")
        }
    }

    @Test func `a thousand levels and a hundred thousand brackets are refused`() {
        for text in [
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
            String(repeating: "{a: ", count: 900) + String(repeating: "}", count: 900),
            String(repeating: "? ", count: 900),
            String(repeating: "[", count: 990) + String(repeating: "]", count: 990),
        ] {
            #expect(throws: RuleProblems.self) { try Samples.load(text) }
        }
    }

    @Test(arguments: [
        ("1.0.0", true), ("0.0.0", true), ("10.20.30-alpha.1+x-y.01", true), ("1.0.0-0", true), ("1.0.0-01", false),
        ("1.0", false), ("01.0.0", false), ("1.0.0-", false), ("1.0.0+", false), ("1.0.0-a..b", false),
        ("v1.0.0", false),
        ("1.0.0-x_y", false), ("", false),
    ]) func `versions by semver 2`(_ version: String, _ isValid: Bool) {
        #expect(SemanticVersion.isValid(version) == isValid)
    }

    @Test func `mutated files never trap`() throws {
        let original = try Samples.bytes("Samples/everything.yaml")
        let alphabet = Array("{}[]:,-&*!|>'\"#%@`? \n\t\\0a甲".utf8)
        var generator = SeededGenerator(seed: 11_643)
        var refused = 0
        for _ in 0..<600 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes = generator.mutate(bytes, alphabet: alphabet)
            }
            do {
                _ = try Pack.load(bytes, file: "x.yaml", wordFile: Samples.wordFile)
            } catch {
                refused += 1
                #expect(!error.problems.isEmpty && error.problems.count <= Document.Limits.problems)
                for problem in error.problems { _ = problem.rendered(source: bytes) }
            }
        }
        #expect(refused > 300)
    }

    @Test func `lines of one file in the place of lines of another never trap`() throws {
        var lines: [ArraySlice<UInt8>] = []
        for name in try ProblemTests.names() {
            lines += try Samples.bytes("Problems/\(name).yaml").split(separator: 0x0A, omittingEmptySubsequences: false)
        }
        var generator = SeededGenerator(seed: 32_100)
        for _ in 0..<400 {
            var bytes: [UInt8] = Array("pack: sample\nversion: 1.0.0\ntitle: {zh: 样本, en: S}\nrules:\n".utf8)
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                bytes += (lines.randomElement(using: &generator) ?? []) + [0x0A]
            }
            _ = try? Pack.load(bytes, file: "x.yaml", wordFile: Samples.wordFile)
        }
    }
}
