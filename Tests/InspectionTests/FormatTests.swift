import Primitives
import TestSupport
import Testing

@testable import Inspection

@Suite struct SpreadsheetCellTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        (" =1", " '=1"), ("\u{a0}\u{3000}=1", "\u{a0}\u{3000}'=1"), ("\u{200b}\u{feff}=1", "\u{200b}\u{feff}'=1"),
        ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠a", "'＠a"), ("a\n=1", "a\n'=1"), ("a\r\n  @b", "a\r\n  '@b"),
        ("a;=1", "a;'=1"), ("a,=1", "a,'=1"), ("a\"=1", "a\"'=1"), ("\u{2212}1", "'\u{2212}1"),
        ("123456789012", "'123456789012"), ("00123", "'00123"), ("12e45", "'12e45"), ("1234567890123456.5", "'1234567890123456.5"),
        ("plain", "plain"), ("a-b", "a-b"), ("1234", "1234"), ("cn-privacy.mobile", "cn-privacy.mobile"), ("", ""),
        ("2026-11-22T12:33:07.412Z", "2026-11-22T12:33:07.412Z"), ("x=1", "x=1"), ("你好", "你好"),
    ]) func `what a spreadsheet would act on has an apostrophe before it`(text: String, expected: String) {
        #expect(Array(SpreadsheetCell.protected(text).utf8) == Array(expected.utf8))
        #expect(SpreadsheetCell.protected(expected).utf8.count == expected.utf8.count || text == expected)
    }

    @Test func `no cut of random text begins with a formula, and nothing but apostrophes is added`() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("=+-@＝＠ \u{a0}\t\r\n,;\"'ab1e.中".unicodeScalars)
        for _ in 0..<(20_000 * Soak.factor) {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? "a") }
            let guarded = Array(SpreadsheetCell.protected(String(text)).unicodeScalars)
            #expect(guarded.filter { $0 != "'" } == text.filter { $0 != "'" })
            for piece in guarded.split(whereSeparator: { "\n\r\t,;\"".unicodeScalars.contains($0) }) {
                let first = piece.first { $0 != " " && $0 != "\u{a0}" }
                #expect(!(first.map { "=+-@＝＠".unicodeScalars.contains($0) } ?? false), "\(String(text))")
            }
        }
    }

    @Test func `plain cells, which are written without a closer look, are as those that had one`() {
        var generator = SeededGenerator(seed: 5)
        let alphabet = Array("=+-@|%' \t,;\"ab1e.0E9:Z中".unicodeScalars)
        for _ in 0..<(20_000 * Soak.factor) {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...14, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? "a") }
            let wanted = "\"" + SpreadsheetCell.protected(String(text)).replacing("\"", with: "\"\"") + "\""
            #expect(Array(SpreadsheetCell.quoted(String(text)).utf8) == Array(wanted.utf8), "\(String(text))")
        }
    }

    @Test func `quotes are doubled`() {
        #expect(SpreadsheetCell.quoted("a\"b") == "\"a\"\"b\"")
    }
}

@Suite struct MarkupTests {
    @Test func `text from outside stays text, and what hides becomes visible`() {
        #expect(Markup.escaped("<script>alert('x\"&')</script>") == "&lt;script&gt;alert(&#39;x&quot;&amp;&#39;)&lt;/script&gt;")
        #expect(Markup.escaped("a\u{202e}b\u{200b}\u{0}\u{e0041}") == "a\\u{202e}b\\u{200b}\\u{0}\\u{e0041}")
    }

    @Test(arguments: [(0, "0"), (12, "12"), (999, "999"), (1_000, "1,000"), (41_873_000, "41,873,000")])
    func `numbers are grouped`(number: Int, text: String) {
        #expect(Markup.grouped(number) == text)
    }

    @Test(arguments: [("a b/中.txt", "a%20b/%E4%B8%AD.txt"), ("x#y?z:1", "x%23y%3Fz%3A1"), ("a_b-c.d~", "a_b-c.d~")])
    func `a path is a reference of RFC 3986`(path: String, uri: String) {
        #expect(SARIFEncoder.uri(path) == uri)
    }
}
