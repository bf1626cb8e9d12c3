import Testing

@testable import Oniguruma

@Suite struct PatternTests {
    func match(_ pattern: String, _ text: String, from: Int = 0) throws -> Range<Int>? {
        try Pattern(pattern).firstMatch(in: ValidText(text), from: from)
    }

    @Test(
        arguments: [
            ("b+", "abbb", 1..<4), ("^b", "a\nb", 2..<3), (#"\Aa"#, "ba", nil), ("", "abc", 0..<0),
            (#"\bAKIA\w{4}"#, "密钥AKIA1234", 6..<14), (#"\d+"#, "１２34", 6..<8), (#"\w+"#, "é码x", 5..<6),
            (#"(?-DP)\d+"#, "１２34", 0..<8), (#"(?-WP:\w+)"#, "é码x", 0..<6), ("(?i)AK", "xak", 1..<3),
            ("(?-P)[[:alpha:]]+", "é码x", 0..<6), ("[[:alpha:]]+", "é码x", 5..<6), (#"(?-SP)\s"#, "\u{3000}", 0..<3),
            ("(?i)ß", "ss", nil), ("(?<year>20\\d\\d)年", "在2026年", 3..<10), ("a\\Kb", "ab", 1..<2),
            ("(?=ab\\K)", "ab", 0..<0), ("(?~b)c", "aabc", 3..<4), (#"(?<x>a|b\g<x>c)"#, "bbacc", 0..<5),
        ] as [(String, String, Range<Int>?)])
    func `matches are leftmost, in bytes, and read ASCII classes unless asked`(
        pattern: String, text: String, expected: Range<Int>?
    ) throws {
        #expect(try match(pattern, text) == expected)
    }

    @Test func `look-behind and word boundaries see what precedes the start`() throws {
        #expect(try match("(?<=ab)c", "abc", from: 2) == 2..<3)
        #expect(try match("(?<!b)c", "abc", from: 2) == nil)
        #expect(try match(#"\bc"#, "abc", from: 2) == nil)
        #expect(try match("^c", "ab\nc", from: 3) == 3..<4)
        #expect(try match(#"\Ac"#, "abc", from: 2) == nil)
    }

    @Test func `NUL is a character like any other`() throws {
        #expect(try match("a\0b", "xa\0b") == 1..<4)
        #expect(try match("a\0b", "xa") == nil)
        #expect(try match(#"\x00+"#, "a\0\0") == 1..<3)
        #expect(try match("b", "a\0b") == 2..<3)
    }

    @Test func `a start inside a character or outside the text is refused`() throws {
        let pattern = try Pattern("码")
        let text = ValidText("密码")
        for from in [-1, 1, 2, 4, 5, 7, .max, .min] {
            #expect(throws: SearchError.invalidText) { try pattern.firstMatch(in: text, from: from) }
        }
        #expect(try pattern.firstMatch(in: text, from: 3) == 3..<6)
        #expect(try pattern.firstMatch(in: text, from: 6) == nil)
        #expect(try Pattern("").firstMatch(in: ValidText("")) == 0..<0)
    }

    @Test func `only well-formed UTF-8 is a text`() {
        let bad: [[UInt8]] = [
            [0xE4, 0x73], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE5, 0xAF],
            [0x80], [0x61, 0xF0, 0x9F, 0x98],
        ]
        for bytes in bad { #expect(ValidText(bytes) == nil) }
        #expect(ValidText([])?.count == 0)
        #expect(ValidText(Array("密\0😀".utf8))?.count == 8)
    }

    @Test(
        arguments: [
            ("a*", "baac", [0..<0, 1..<3, 3..<3, 4..<4]), ("", "密x", [0..<0, 3..<3, 4..<4]),
            ("aa", "aaaaa", [0..<2, 2..<4]), ("x", "", []), (#"(?<=a)\b|a"#, "a", [0..<1, 1..<1]),
            ("(?=ab\\K)", "abab", [0..<0, 2..<2]),
        ] as [(String, String, [Range<Int>])])
    func `matches follow each other, a character further after an empty one`(
        pattern: String, text: String, expected: [Range<Int>]
    ) throws {
        #expect(try Pattern(pattern).matches(in: ValidText(text)) == expected)
    }

    @Test func `open edges keep anchors from matching there`() throws {
        let text = ValidText("ab")
        #expect(try Pattern(#"\Aa|^a"#).firstMatch(in: text, edges: .openStart) == nil)
        #expect(try Pattern(#"b\z|b$|b\Z"#).firstMatch(in: text, edges: .openEnd) == nil)
        #expect(try Pattern(#"b\z"#).firstMatch(in: text, edges: .openStart) == 1..<2)
    }

    @Test func `a quoted text matches itself and nothing shorter, in free spacing too`() throws {
        let literals = [
            "a.b*c", #"\Q[x]{2}(?i)|^$"#, "a b#c", "\t\n\u{0}\u{7f}", "密码-1+1=2&&~/", "e\u{301}", "😀", #"\d"#,
        ]
        for literal in literals {
            let quoted = Pattern.quoted(literal)
            for pattern in [quoted, "(?x:" + quoted + ")", "(?x) a{0} " + quoted] {
                let text = ValidText("x" + literal + "y")
                #expect(try Pattern(pattern).firstMatch(in: text) == 1..<(text.count - 1), "\(pattern)")
            }
        }
    }

    @Test func `ten threads share one pattern`() async throws {
        let pattern = try Pattern(#"(?<!\d)1[3-9]\d{9}(?!\d)"#)
        let totals = await withTaskGroup(of: Int.self) { group in
            for thread in 0..<10 {
                group.addTask {
                    (0..<200).reduce(0) { total, round in
                        let padding = String(repeating: "电", count: (round * 7 + thread) % 50)
                        let range = try? pattern.firstMatch(in: ValidText(padding + "13800138000"))
                        return total + (range?.lowerBound == padding.utf8.count ? 1 : 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(totals == 2000)
    }
}
