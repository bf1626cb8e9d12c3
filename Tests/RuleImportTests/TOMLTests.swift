import Primitives
import TestSupport
import Testing

@testable import RuleImport

/// TOML, beside Python's `tomllib`.
@Suite struct TOMLTests {
    private static let script = Command.package + "/Tests/RuleImportTests/peers.py"

    static let documents = [
        "", "# nothing\n", "a = 1", "a = 1\r\nb = 2\r\n", "a.b.c = true", "\"a b\".'c' = 'x'", "\"\" = 1",
        "a = 'x' # y\n[t]\nb = [1, 2, # z\n 3,\n]\n[t.u]\nc = {d = 1, e.f = [{}]}",
        "[[r]]\nid = 'a'\n[[r.l]]\nx = 1\n[[r.l]]\nx = 2\n[[r]]\nid = 'b'\n[r.m]\ny = 3",
        "s = \"\"\"\none\\\n   two \\\n\n  three\"\"\"\nt = '''\n'a' ''b'' '''\nu = \"\"\"\"\"x\"\"\"\"\"\nv = '''''y'''''",
        "a = \"\\u00e9\\U0001F600\\t\\\"\\\\\\b\\f\\r\\n\"", "a = '\\d{3}'", "n = [0, +0, -0, 1_000, 0xDEAD_beef, 0o755, 0b1101]",
        "f = [1.0, 3.1415, -0.01, 5e+22, 1e06, -2E-2, 6.626e-34, 1_0.0_1, inf, -inf, nan]",
        "d = [1979-05-27T07:32:00Z, 1979-05-27T00:32:00.999999-07:00, 1979-05-27 07:32:00, 1979-05-27, 07:32:00.5]",
        "a = 1979-02-29", "a = 24:00:00", "a = 01", "a = 1__0", "a = _1", "a = 1_", "a = 1.", "a = .5", "a = 1e", "a = 0x", "a = +0x1",
        "a = tru", "a = ", "a", "= 1", "a = 1 b = 2", "a = 1\na = 2", "a = 'x", "a = \"x", "a = \"\\x\"", "a = \"\\ud800\"", "a = '\u{1}'",
        "[a]\n[a]", "[a.b]\n[a]\nc = 1", "[a]\nb.c = 1\n[a.b]", "[a]\nb = 1\n[a.b]", "a = {b = 1}\n[a]", "a = [1]\n[[a]]", "[[a]]\n[a]",
        "[a]\n[[a]]", "a = {b = 1,}", "a = {b = 1\n}", "a = [1 2]", "a = [,]", "[a", "[[a]", "[ a . b ]\nc=1", "[[ a ]]", "[ [a]]", "[]",
        "a.b = 1\na.c = 2", "a.b = 1\n[a]\nc = 1", "a = 1\na.b = 2", "a = {}\na.b = 1", "a={b.c=1,b.d=2}", "a={b=1,b.c=2}", "a={b={}, b.c=1}",
        "[a.b.c]\nx=1\n[a]\nb.d=2", "[x]\na.b=1\n[y]\nc=1\n[x.a]\nd=1", "\"a\" = 1\na = 2", "é = 1", "'é' = 1\n\"e\u{301}\" = 2", "a = \"\"\"\n\"\"\"",
        "a = \"\"\"\\ x\"\"\"", "a = \"\"\"x\\   \n   y\"\"\"", "a='''x''''''", "a = \"\t\"", "a = 'x'\r", "\u{FEFF}a = 1", "a = [[[[1]]]]", "a = {x = {y = {z = 1}}}",
        "1.2 = 3", "a = 1 # \u{7f}", "a = nan\nb = +inf", "a = 0.0_1e1_0", "a = -0.0", "t = 07:32", "d = 1979-05-27T07:32", "d = 1979-05-27t07:32:00z", "a.\"b.c\".d = ''",
        "[[a.b]]\n[a]\nc=1\n[[a.b]]", "[a]\nb=[{c=1}]\n[[a.b]]", "[[a]]\nb.c=1\nb.d=2\n[[a]]\nb.c=1", "a=1\n[b]\n[a.c]", "[a]\n[a.b]\n[a.b.c]\n[a.d]",
    ]

    @Test func `every document is read or refused as tomllib does`() throws {
        try expectSame(Self.documents)
    }

    @Test func `and so is what becomes of them by small mistakes`() throws {
        var generator = SeededGenerator(seed: 21)
        let alphabet = Array("[]{}=.,'\"\\#\n\t 019aet_-+:xZ".utf8)
        var documents: [String] = []
        for _ in 0..<3_000 * Soak.factor {
            let seed = Self.documents.randomElement(using: &generator) ?? ""
            let text = String(validating: generator.mutate(Array(seed.utf8), alphabet: alphabet), as: UTF8.self)
            if let text { documents.append(text) }
        }
        try expectSame(documents)
    }

    private func expectSame(_ documents: [String]) throws {
        let lines = documents.map { String(decoding: JSONValue.string($0).canonical, as: UTF8.self) + "\n" }.joined()
        let finished = try Command.run("python3", ["-B", Self.script, "toml"], input: Array(lines.utf8))
        let answers = finished.text.split(separator: "\n").map(String.init)
        try #require(answers.count == documents.count, "\(finished.error)")
        var accepted = 0
        for (document, answer) in zip(documents, answers) {
            let own = (try? TOMLDocument.read(Array(document.utf8))).map { Self.plain(TOMLValue(content: .table($0), line: 1)) }
            let peer = try JSONValue(parsing: Array(answer.utf8))
            // 64 bits are enough here, and Python has more.
            if own == nil, answer.contains(#/"i": "-?\d{19,}"/#) { continue }
            #expect(own ?? .null == Self.sorted(peer), "\(document.debugDescription)")
            if own != nil { accepted += 1 }
        }
        #expect(accepted > documents.count / 10 && accepted < documents.count)
    }

    private static func plain(_ value: TOMLValue) -> JSONValue {
        switch value.content {
        case .string(let text): ["s": .string(text)]
        case .integer(let number): ["i": .string(String(number))]
        case .float(let number): ["f": .string(number.isNaN ? "nan" : "\(number)")]
        case .boolean(let flag): ["b": .bool(flag)]
        case .date: ["d": true]
        case .array(let elements): ["a": .array(elements.map(plain))]
        case .table(let table):
            ["t": .array(table.entries.map { [.string($0.key), plain($0.value)] as JSONValue }.sorted(by: before))]
        }
    }

    /// Python keeps another order where tables are added to, and writes floats in its own way.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        if let entries = value["t"]?.array {
            return ["t": .array(entries.map { .array([$0.array?[0] ?? .null, sorted($0.array?[1] ?? .null)]) }.sorted(by: before))]
        }
        if let elements = value["a"]?.array { return ["a": .array(elements.map(sorted))] }
        if let text = value["f"]?.string { return ["f": .string(text == "nan" ? "nan" : Double(text).map { "\($0)" } ?? text)] }
        return value
    }

    private static func before(_ one: JSONValue, _ other: JSONValue) -> Bool {
        Array(one.array?.first?.string?.utf8 ?? "".utf8).lexicographicallyPrecedes(Array(other.array?.first?.string?.utf8 ?? "".utf8))
    }

    @Test func `values know their lines`() throws {
        let table = try TOMLDocument.read(Array("# one\n\n[[rules]]\nid = 'a'\n\nregex = '''\nx'''\n[[rules]]\nid = 'b'\n".utf8))
        let rules = try #require(table["rules"]?.array)
        #expect(rules.map(\.line) == [3, 8])
        #expect(rules.first?.table?["regex"]?.line == 6)
        #expect(throws: TOMLError(line: 3, message: "no value of TOML")) { try TOMLDocument.read(Array("a = 1\n\nb = x".utf8)) }
    }

    @Test func `what is nested without end is refused`() {
        for text in [String(repeating: "[", count: 100_000), "a = " + String(repeating: "[", count: 100_000), "a = " + String(repeating: "{a=", count: 50_000)] {
            #expect(throws: TOMLError.self) { try TOMLDocument.read(Array(text.utf8)) }
        }
        let keys = Array(repeating: "a", count: 100).joined(separator: ".") + " = 1"
        #expect(throws: TOMLError.self) { try TOMLDocument.read(Array(keys.utf8)) }
    }
}
