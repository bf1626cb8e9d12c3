import Oniguruma
import Primitives
import RegexSyntax
import TestSupport
import Testing

@testable import RuleImport

/// Expressions carried over, beside the programs that they were written for.
@Suite struct DialectTests {
    private static let script = Command.package + "/Tests/RuleImportTests/peers.py"

    // MARK: Go

    /// Of the kinds that rules of gitleaks are made of, and what the two dialects disagree about.
    static let go = [
        #"\bak-[a-z0-9]{4}\b"#, #"(?i)\bak_(?-i:LIVE)_[a-f]{2,4}"#, #"(?s:a.b)"#, #"(?s)a.+?b"#, #"a.b"#, #"(?P<key>k[0-9]{2})x"#, #"x\z"#, #"^ab$"#, #"(?m)^ab$"#,
        #"\Qa.b*\E+c"#, #"\pL\pN"#, #"\p{Greek}+"#, #"\P{Latin}b"#, #"\p{^Lu}a"#, #"[\w-.]+@"#, #"[[:alpha:]]+[[:^digit:]]"#, #"[[]a[]]"#, #"[]a]+"#, #"[^]a]+"#, #"a{,2}"#,
        #"a{2}?b"#, #"a{1,3}?b"#, #"a{b"#, #"\x41\x{e9}\xe9"#, #"\101b"#, #"\s+x"#, #"[\s]x"#, #"[^\s]x"#, #"\Sx"#, #"(?U)a+b?"#, #"(?i)é+[à-ö]"#, #"(?i)straße"#, #"x(?i)a|b"#,
        #"(?:x(?i)a|b)c"#, #"(a|b)|c"#, #"a||b"#, #"(?:)a"#, #"(?i:a)b(?i:c[x-z])"#, #"\t\n\f\r\v\a"#, #"[\x60'"\s=]{0,5}k"#, #"[&&a]"#, #"[a&&b]+"#, #"[a-c-e]+"#, #"\$\{[A-Z]+\}"#,
        #"(?i)[A-Z2-7]{4}"#, #"(?i)[[:upper:]]x"#, #"\D\d"#, #"[^\D]b"#, #"[\W_]b"#, #"\Ba"#, #"a\B"#, #"(?-s).b"#, #"(?ms)^.b$"#, #"(a+)(b+)?c"#, #"x*"#, #"(?i)k\d"#, #"[^a-z\n]+"#, #"a+?b??c"#,
        #"(?:a|ab)(?:c|bcd)"#, #"[ \t\w.-]{0,3}=[a-z]"#, #"\\[nr]x"#, #"(?:^|[ >])tok[0-9](?:$|[ <])"#, #"\.\*\+\?\(\)\[\]\{\}\|\/\#\-\&\~"#, #"中文[一-龥]{2}"#, #"(?i)\x{212a}"#,
    ]

    @Test func `an expression of Go finds what it found`() throws {
        var generator = SeededGenerator(seed: 31)
        var cases: [(source: String, group: Int, text: String)] = []
        for source in Self.go {
            for text in Self.texts(around: source, &generator, count: 60) { cases.append((source, -1, text)) }
        }
        try expectSameAsGo(cases) { source, _ in try ForeignPrinter.text(ForeignParser.parse(source, .go)) }
    }

    @Test(arguments: [
        "a**", "a{2}{3}", "(?=a)", "(?<!a)b", #"\1"#, "(a", "a)", "[a", "[b-a]", "(?z)a", #"\8"#, "*a", "(?P<a>x)(?P<a>y)", #"a\"#, #"\x{110000}"#, #"[[:foo:]]"#, "a++",
        #"\C"#, #"\Z"#, #"\h"#, "(?>a)", "a{2,1}",
    ]) func `what Go refuses is refused`(source: String) throws {
        #expect(throws: DialectError.self) { try ForeignParser.parse(source, .go) }
    }

    /// Expressions with a group, and the texts of which it is asked.
    static let secrets: [(source: String, group: Int)] = [
        (#"\b(ak-[a-z]{3})(?:[;"\s]|\\[nr]|$)"#, 0), (#"(?i)[\w.-]{0,5}?(?:key|tok)(?:[ \t]{0,3})[=:]{1,2}["\s]{0,2}([a-z0-9]{4})(?:["\s;]|$)"#, 0),
        (#"key=(\w{3});"#, 1), (#"(?:^|[ >])(q[a-z]{2})(?:$|[ <])"#, 0), (#"a(b+)c|d(e+)f|g"#, 0), (#"(key|tok)=([a-z]+)"#, 2), (#"(?:x(\d{2}))y"#, 0), (#"((a|b){2}c)d"#, 0), (#"(k+)"#, 0),
    ]

    @Test func `the secret of a text is the one that Go takes`() throws {
        var generator = SeededGenerator(seed: 32)
        var cases: [(source: String, group: Int, text: String)] = []
        for (source, group) in Self.secrets {
            for text in Self.texts(around: source, &generator, count: 150) { cases.append((source, group, text)) }
        }
        try expectSameAsGo(cases, firstOnly: true) { source, group in
            let node = try ForeignParser.parse(source, .go)
            return ForeignPrinter.text(try #require(SecretGroup.isolated(node, group: group == 0 ? nil : group), "\(source)"))
        }
    }

    @Test func `where the secret depends on how it matches there is no saying`() throws {
        for (source, group) in [("(?:a(b)|c)d", nil), ("(a)?b", nil), ("(?:(a)b)+c", nil), ("a(b)|c", 1), ("(a*)b", nil)] as [(String, Int?)] {
            #expect(try SecretGroup.isolated(ForeignParser.parse(source, .go), group: group) == nil, "\(source)")
        }
        let forms = [
            (#"\b(ab)\b"#, #"\b(?:ab)\b"#), ("key=(ab);", "(?<=key=)ab(?=;)"), ("k{1,3}=(ab)", #"k{1,3}=\Kab"#), ("ab", "ab"),
            ("x(a)|y{2,3}(b)z", #"(?<=x)a|y{2,3}\Kb(?=z)"#),
        ]
        for (source, expected) in forms {
            let node = try #require(try SecretGroup.isolated(ForeignParser.parse(source, .go), group: nil))
            #expect(ForeignPrinter.text(node).replacing("(?:ab)", with: "ab") == expected.replacing("(?:ab)", with: "ab"))
        }
    }

    private func expectSameAsGo(
        _ cases: [(source: String, group: Int, text: String)], firstOnly: Bool = false,
        _ carried: (String, Int) throws -> String
    ) throws {
        guard let program = try GoProgram.ifThere("Tests/RuleImportTests/go_regexp.go") else { return }
        let rows = cases.map { JSONValue.array([.string($0.source), .integer(Int64($0.group)), .string($0.text)]).canonical + [0x0A] }
        let folder = try TemporaryFolder()
        let finished = try program.run([try folder.write(rows.flatMap(\.self), to: "rows")])
        let answers = finished.text.split(separator: "\n").map(String.init)
        try #require(answers.count == cases.count, "\(finished.error)")
        var found = 0
        for (row, answer) in zip(cases, answers) {
            let expected = Self.spans(try #require(try JSONValue(parsing: Array(answer.utf8)).array, "Go refuses \(row.source)"))
            let carried = try carried(row.source, row.group)
            let own = try Pattern(carried).matches(in: ValidText(row.text)).filter { !$0.isEmpty }
            if firstOnly {
                #expect(own.first == expected.first, "\(row.source) became \(carried) on \(row.text.debugDescription)")
                #expect(own.count >= expected.count)
            } else {
                #expect(own == expected, "\(row.source) became \(carried) on \(row.text.debugDescription)")
            }
            found += expected.count
        }
        #expect(found > cases.count / 4, "\(found) of \(cases.count)")
    }

    // MARK: Python

    static let python = [
        #"\b\d{5}(?:-\d{4})?\b"#, #"(?<!\w)\w{3}(?!\w)"#, #"\s\S"#, #"(?P<a>x|y)-(?P=a)"#, #"(a)(b)\2\1"#, #"(?<=k)\d+"#, #"(?>a+)b"#, #"a++b"#, #"a{2}+a"#, #"a{1,2}+b"#, #"a{,2}b"#, #"^\w+$"#,
        #"\Aab\Z"#, #".b"#, #"[\d\s]+x"#, #"[^\W\d_]+"#, #"\u00e9\U0001F600?"#, #"\x41"#, #"(?#comment)ab"#, #"(?i:ab)c"#, #"é"#, #"[à-öx]"#, #"\p{Lu}?\p{Greek}"#, #"[\b]?a"#, #"(?:a|b)*?c"#, #"\.\-\/"#,
        #"中\b"#, #"\b中"#, #"[]a]"#, #"a|"#, #"\0?b"#, #"k"#, #"(?!ab)a\w"#, #"(a|b|ab)(c|bcd)\1?"#, #"[a-c]{2,}"#, #"\d\D"#, #"\Bx"#, #"(?<n>a)\g<n>"#,
    ]

    @Test(arguments: [0, 2, 8, 26, 128, 2 | 8 | 16 | 128])
    func `an expression of Python finds what it found`(flags: Int) throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "Python's regex") else { return }
        var generator = SeededGenerator(seed: UInt64(40 + flags))
        var cases: [(source: String, text: String)] = []
        for source in Self.python where flags & (2 | 128) == 0 || !source.contains("Lu") {
            for text in Self.texts(around: source, &generator, count: 30) { cases.append((source, text)) }
        }
        let rows = cases.map { JSONValue.array([.string($0.source), .integer(Int64(flags)), .string($0.text)]).canonical + [0x0A] }
        let finished = try Command.run(python, ["-B", Self.script, "regex"], input: rows.flatMap(\.self))
        let answers = finished.text.split(separator: "\n").map(String.init)
        try #require(answers.count == cases.count, "\(finished.error)")
        var found = 0
        for (row, answer) in zip(cases, answers) {
            let peer = try #require(try JSONValue(parsing: Array(answer.utf8)).array, "Python refuses \(row.source)")
            let expected = Self.spans(peer)
            let carried = try ForeignPrinter.text(ForeignParser.parse(row.source, .python(PythonFlags(rawValue: flags))))
            let own = try Pattern(carried).matches(in: ValidText(row.text)).filter { !$0.isEmpty }
            #expect(own == expected, "\(row.source) became \(carried) on \(row.text.debugDescription)")
            found += expected.count
        }
        #expect(found > cases.count / 4, "\(found) of \(cases.count)")
    }

    @Test(arguments: [
        "(?(1)a|b)", "(?R)", "(?&x)", "(?1)", "(?|a|b)", "a{e<=1}", "(?P=a)", #"\N{DIGIT ONE}"#, #"\m"#, #"a(?i)b"#, #"\h"#, #"\R"#, #"[[:alpha:]]"#, "(?L)a", #"\3"#, "a**",
    ]) func `what has no like is refused`(source: String) throws {
        #expect(throws: DialectError.self) { try ForeignParser.parse(source, .python([])) }
    }

    @Test func `the classes of Python are those of Python`() throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "Python's classes") else { return }
        let finished = try Command.run(python, ["-B", Self.script, "words"])
        let classes = try JSONValue(parsing: finished.output)
        let unknown = try Pattern(#"\p{Cn}"#)
        for name in ["w", "d", "s"] {
            let carried = try ForeignPrinter.text(ForeignParser.parse("\\" + name, .python([])))
            let pattern = try Pattern(carried)
            var isMember = [Bool](repeating: false, count: 0x110000)
            for range in classes[name]?.array ?? [] {
                guard let low = range.array?.first?.integer, let high = range.array?.last?.integer else { continue }
                for value in low...high { isMember[Int(value)] = true }
            }
            #expect(isMember.contains(true))
            // Python's Unicode is newer: it knows characters that the older one takes for unassigned.
            for value in 0..<0x110000 as Range<UInt32> {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let text = ValidText(String(scalar))
                let isOwn = try pattern.firstMatch(in: text) != nil
                if isOwn != isMember[Int(value)], try unknown.firstMatch(in: text) == nil {
                    Issue.record("\\\(name) and \(String(value, radix: 16))")
                }
            }
        }
    }

    private static func spans(_ rows: [JSONValue]) -> [Range<Int>] {
        rows.compactMap { row in
            guard let start = row.array?.first?.integer, let end = row.array?.last?.integer else { return nil }
            return Int(start)..<Int(end)
        }
    }

    // MARK: Texts

    /// Texts out of the characters of an expression and those that dialects disagree about.
    static func texts(around source: String, _ generator: inout SeededGenerator, count: Int) -> [String] {
        var alphabet = Array(source.unicodeScalars.filter { !"(){}[]*+?|\\".unicodeScalars.contains($0) })
        alphabet += Array("aAbBcCkK01 29xXyz-._=:;\"\n\t\r\u{0B}{}[]()&é中Éñς\u{a0}１ß".unicodeScalars)
        var sampler = TextSampler(seed: generator.next())
        let node = (try? ForeignParser.parse(source, .go)) ?? (try? ForeignParser.parse(source, .python([])))
        let root = node.flatMap { ForeignPrinter.text($0).root }
        return (0..<count).map { _ in
            var text = (0..<Int.random(in: 0...4, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? " " }
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                if let root, let sample = sampler.text(root) { text += Array(sample.unicodeScalars) }
                text += (0..<Int.random(in: 0...4, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? " " }
            }
            var string = ""
            string.unicodeScalars.append(contentsOf: text)
            return string
        }
    }
}

extension String {
    /// The expression as a tree.
    fileprivate var root: Node? { try? Expression(self).root }
}
