import Testing

@testable import Rules

@Suite struct RenderingTests {
    private func render(_ source: String, line: Int, column: Int, hint: String? = nil) -> String {
        let place = SourcePlace(file: "a.yaml", line: line, column: column)
        return RuleProblem(code: "R013", place: place, message: "m", hint: hint).rendered(source: Array(source.utf8))
    }

    @Test func `the arrow stands under the character`() {
        #expect(
            render("one\nseverity: hihg\n", line: 2, column: 11, hint: "did you mean 'high'?") == """
                a.yaml:2:11: error R013: m
                    2 | severity: hihg
                      |           ^
                  hint: did you mean 'high'?
                """)
    }

    @Test func `a Chinese character takes two columns`() {
        #expect(
            render("题: 甲乙x", line: 1, column: 6) == """
                a.yaml:1:6: error R013: m
                    1 | 题: 甲乙x
                      |         ^
                """)
    }

    @Test func `nothing steers the terminal`() {
        let problem = RuleProblem(
            code: "R010", place: SourcePlace(file: "a\u{1B}.yaml", line: 1, column: 3), message: "\u{1B}]0;x\u{7}",
            hint: "\u{202E}")
        let text = problem.rendered(source: Array("\t\u{1B}[31mx\u{202E}y\u{9B}z\u{E0041}".utf8))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F })
        #expect(text.contains(#"\t\u{1b}[31mx\u{202e}y\u{9b}z\u{e0041}"#))
        #expect(text.contains("      |         ^"))
    }

    @Test(arguments: [(0, 1), (1, 0), (9, 1), (Int.max, Int.max), (-1, -1)])
    func `a place outside of the file shows no line`(_ line: Int, _ column: Int) {
        #expect(!render("a\n", line: line, column: column).contains("|"))
    }

    @Test func `lines end as YAML ends them, and long ones are cut`() {
        #expect(render("a\r\nb\rc", line: 3, column: 1).contains("3 | c"))
        #expect(render("a", line: 1, column: 99).hasSuffix("| a\n      |  ^"))
        let long = render(String(repeating: "长", count: 500), line: 1, column: 250)
        #expect(long.split(separator: "\n").allSatisfy { SourceLine.width($0) < 260 })
    }
}

extension SourceLine {
    fileprivate static func width(_ text: Substring) -> Int { TextColumns.count(String(text)) }
}

@Suite struct `Names that come near` {
    @Test(arguments: [
        ("cn-privacy.moble", ["cn-privacy.mobile"]), ("mobile", ["cn-privacy.mobile", "cn-privacy.mobile-in-words"]), ("zz", []),
        ("", []), ("CN-PRIVACY.MOBILE", ["cn-privacy.mobile"]),
    ])
    func `are the likely ones, the nearest first`(word: String, expected: [String]) {
        let known = ["cn-privacy.mobile", "cn-privacy.mobile-in-words", "secrets.jwt", "injection.hidden-tags"]
        #expect(Array(Quote.nearest(to: word, among: known).prefix(max(expected.count, 1))) == expected)
    }
}
