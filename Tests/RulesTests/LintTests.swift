import Foundation
import TestSupport
import Testing

@testable import Rules

@Suite struct LintTests {
    static func codes(_ expression: String) -> [String] {
        ExpressionTraps.find(in: expression).map(\.code.rawValue)
    }

    @Test(arguments: [
        (#"(?m)a.b"#, ["R050"]), (#"(?im:a.b)"#, ["R050"]), (#"(?s)a"#, ["R051"]), (#"(?P<n>a)"#, ["R051"]),
        (#"a\hb"#, ["R052"]), (#"\Qa.b\E"#, ["R053", "R053"]), (#"\pL+"#, ["R054"]), (#"\N{DASH}"#, ["R055"]),
        (#"\U0001F600"#, ["R055"]), (#"^a$"#, ["R056", "R056"]), (#"a{2}+"#, ["R057"]), (#"\b密钥"#, ["R058"]),
        (#"密钥\w+"#, ["R058"]), (#"(?:密)\b"#, ["R058"]), (#"(?<a>x\g<a>?)"#, ["R042"]), (#"(?~|a|b)"#, ["R042"]),
        (#"[\w-.]"#, ["R031"]),
    ]) func `dialect traps are named`(_ expression: String, _ codes: [String]) {
        #expect(Self.codes(expression) == codes)
    }

    @Test(arguments: [
        #"\\h"#, #"[\h]"#, #"\p{L}"#, #"\p{Han}\d{2,3}"#, #"[$^]"#, #"\^\$"#, #"a{2}?"#, #"a++"#, #"a{2}\+"#,
        #"(?<name>a)"#,
        #"\bAKIA[0-9A-Z]{16}\b"#, #"(?i)token"#, #"(?<!\d)1\d{10}(?!\d)"#, #"[\w.-]"#, #"[\d-]"#, #"(?#\Q m )a"#,
        #"a{,x}+"#,
        #"[[:alpha:]\]]"#, #"[]^]"#, #"[^]$]"#, #"(?>a)"#, #"(?x) a # ^ \h $"#,
    ]) func `what is meant as it stands is left alone`(_ expression: String) {
        #expect(Self.codes(expression).isEmpty)
    }

    @Test(arguments: ["(?<=a+)b", "(?<!a|b*)c", "(?<=(?:x{3,}))y"])
    func `a look-behind without a greatest width is found`(_ expression: String) {
        #expect(Self.codes(expression) == ["R038"])
    }

    @Test func `no expression traps`() {
        let pieces = [
            "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", ".", "-", ",", "9",
            "99999999999999999999", "a", "密", "(?", "(?<",
            "(?P", "(?#", "(?<=", "(?~", "\\p{", "\\k<", "\\x{", "\\c", "&&", "[:", ":]", "'", "x", "#", "\n", "<", ">",
            ":", "!",
        ]
        var generator = SeededGenerator(seed: 698)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let expression = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            _ = ExpressionTraps.find(in: expression)
        }
    }

    private func lint(_ match: String, _ lines: String...) throws -> [String] {
        var pack = try Samples.pack(match: match)
        if lines.contains("cap") { pack.rules[0].cap = Cap(chars: 10, then: .commit) }
        if lines.contains("detect") { (pack.rules[0].level, pack.rules[0].action) = (.detect, .block) }
        return RuleLint.check([pack]).map(\.code)
    }

    @Test func `rules are looked over`() throws {
        #expect(try lint("{keywords: [甲乙]}") == [])
        #expect(try lint("{keywords: [甲乙, 甲乙]}") == ["R035"])
        #expect(try lint("{regex: 'ab+'}") == ["R037"])
        #expect(try lint("{regex: 'ab+'}", "cap") == [])
        #expect(try lint("{regex: 'ab'}", "cap") == ["R039"])
        #expect(try lint("{regex: '(?<=a*)b'}") == ["R038"])
        #expect(try lint("{regex: '^ab'}") == ["R056"])
        #expect(try lint("{regex: 'x(?:a+)+y'}", "cap") == ["R059"])
        #expect(try lint("{regex: '[^a]'}") == ["R062"])
        #expect(try lint("{regex: '\\p{Han}{2,4}'}") == ["R062"])
        #expect(try lint("{regex: '\\p{Han}{2,4}\\d'}") == [])
        #expect(try lint("{keywords: ['甲|乙']}") == ["R063"])
        #expect(try lint("{keywords: ['a.*b']}") == ["R063"])
        #expect(try lint("{keywords: ['a|', 'C++', '3.5']}") == [])
        #expect(try lint("{regex: '(?<a>x)(?<a>y)'}") == ["R043"])
        #expect(try lint("{keywords: [甲乙]}", "detect") == ["R061"])
    }

    @Test func `a trap is shown where the expression stands`() throws {
        func places(_ match: String) throws -> [SourcePlace] {
            RuleLint.check([try Samples.pack(match: match)]).map(\.place)
        }
        // Behind the quote that opens, and each quote inside counted twice.
        #expect(
            try places("{any: [{keywords: [甲乙]}, {regex: 'a$'}]}")
                == [SourcePlace(file: "sample.yaml", line: 9, column: 47)])
        #expect(try places("{any: [{keywords: [甲乙]}, {regex: 'a''$'}]}").map(\.column) == [49])
        #expect(try places("{any: [{keywords: [甲乙]}, {regex: a$b}]}").map(\.column) == [46])
        // A match without an end, where it goes on.
        #expect(try places("{any: [{keywords: [甲乙]}, {regex: 'ab+'}]}").map(\.column) == [47])
        // In double quotes a character may be an escape.
        #expect(try places("{any: [{keywords: [甲乙]}, {regex: \"a$\"}]}").map(\.column) == [45])
    }

    @Test func `ids and words over several packs`() throws {
        let one = try Samples.pack(match: "{keywords: [甲乙, 丙丁]}")
        #expect(RuleLint.check([one, one]).map(\.code) == ["R023", "R036", "R036"])
        var other = one
        other.rules[0].id = "sample.two"
        #expect(RuleLint.check([one, other]).map(\.gravity) == [.warning, .warning])
        other.rules[0].match = .all([other.rules[0].match, .regex("戊", view: .raw)], within: 3, cover: .last)
        #expect(RuleLint.check([one, other]).isEmpty)
    }

    @Test func `a rule without a near miss is noticed`() throws {
        var pack = try Samples.pack(match: "{keywords: [甲乙]}")
        pack.rules[0].tests = RuleTests(hit: ["卖炸药的人"], clean: ["今天天气很好", "火 药"])
        #expect(RuleLint.check([pack]).map(\.code) == ["R060"])
        pack.rules[0].tests.clean.append("炸药管理条例")
        #expect(RuleLint.check([pack]).isEmpty)
    }
}

/// The packs that come with the project.
@Suite struct ShippedPackTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Rules").standardizedFileURL

    static func files() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    @Test func `every pack loads, and together nothing is wrong with them`() throws {
        var packs: [Pack] = []
        for file in Self.files() {
            do {
                let loaded = try Pack.load(try Self.bytes(file), file: "Rules/\(file)", wordFile: Self.bytes)
                packs.append(loaded.pack)
                #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
            } catch let problems as RuleProblems {
                let source = try Self.bytes(file)
                for problem in problems.problems { Issue.record("\(problem.rendered(source: source))") }
            }
        }
        let problems = RuleLint.check(packs)
        for problem in problems where problem.gravity == .error { Issue.record("\(problem.rendered(source: nil))") }
    }
}
