import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct KeywordTests {
    private func hits(_ word: String, _ text: String, _ view: View = .foldedPlus) throws -> Bool {
        try !monitor([rule("r", .keywords([word], view: view), view: view)]).found(text).isEmpty
    }

    /// Word, text that means it.
    static let evasions: [(String, String)] = [
        ("炸药", "做炸药吗"), ("炸药", "炸藥"), ("炸药", "炸 药"), ("炸药", "炸-药"), ("炸药", "炸...药"), ("炸药", "炸\u{200B}药"),
        ("炸药", "炸\u{FE0F}药"), ("炸药", "炸\u{2060}\u{AD}药"), ("炸药", "炸炸药药药"), ("炸药", "炸·药"), ("炸药", "炸・药"),
        ("炸药", "炸･药"), ("炸药", "炸\u{3000}药"), ("炸药", "炸\u{E0001}药"), ("火药", "⽕药"), ("一夜", "㊀夜"),
        ("kill", "KILL"), ("kill", "ｋｉｌｌ"), ("kill", "ⓚⓘⓛⓛ"), ("kill", "🅚🅘🅛🅛"), ("kill", "𝐤𝐢𝐥𝐥"), ("kill", "𝕜𝖎𝓵𝔩"),
        ("kill", "k i l l"), ("kill", "k-i-l-l"), ("kill", "k.i.l.l"), ("kill", "kiiilll"), ("kill", "k\u{200D}ill"),
        ("kill", "кill"), ("kill", "kіll"), ("kill", "ᵏⁱˡˡ"), ("kill", "⒦⒤⒧⒧"), ("kill", "🇰🇮🇱🇱"), ("kill", "我要kill你"),
        ("kill", "k _ i _ l _ l"), ("kill", "k i l l l"), ("12315", "⓵②③①⑤"), ("12315", "１２３１５"), ("vx号", "v x 号"),
        ("as soon", "as  soon"), ("as soon", "assoon"), ("c++", "用C++写"), ("вода", "ВОДА"), ("ß", "ẞ"),
        ("哈哈", "哈哈哈哈"), ("枪械", "槍械"), ("secret", "sеcrеt"), ("台湾", "臺灣"),
    ]

    @Test(arguments: evasions) func `finds a word through its disguises`(word: String, text: String) throws {
        #expect(try hits(word, text), "\(word) in \(text)")
    }

    /// Word, text that does not mean it.
    static let misses: [(String, String)] = [
        ("ass", "as soon"), ("ass", "class"), ("ass", "assess"), ("ass", "as s"), ("ass", "a ss"), ("ass", "pass"),
        ("炸药", "他怕炸，药也没吃"), ("炸药", "炸。药"), ("炸药", "炸\n药"), ("炸药", "炸、药"), ("炸药", "炸,药"), ("炸药", "炸: 药"),
        ("炸药", "炸    药"), ("哈哈", "哈"), ("110", "1110"), ("110", "1100"), ("110", "11 0"), ("a1b", "a11b"),
        ("kill", "skills"), ("kill", "kil"), ("kill", "ki ll"), ("kill", "k;i;l;l"), ("ss", "ß"), ("c++", "c"),
        ("c++", "cc"),
        ("l0", "lo"), ("lo", "l0"), ("1", "l"), ("l", "1"), ("l", "١"), ("cafe", "cafè"), ("x", "2×3"), ("is", "Ísis"),
    ]

    @Test(arguments: misses) func `leaves what only looks near alone`(word: String, text: String) throws {
        #expect(try !hits(word, text), "\(word) in \(text)")
    }

    @Test func `the raw view takes words as they are`() throws {
        #expect(try hits("Kill", "overKilled", .raw))
        #expect(try !hits("Kill", "kill", .raw))
        #expect(try !hits("炸药", "炸\u{200B}药", .raw))
        #expect(try hits("炸\u{200B}药", "炸\u{200B}药", .raw))
    }

    @Test func `the folded view knows no separators, repeats or look-alikes`() throws {
        #expect(try hits("炸药", "炸\u{200B}藥", .folded))
        #expect(try hits("kill", "ＫＩⓁ𝐥", .folded))
        for text in ["炸 药", "炸·药", "炸炸 药"] { #expect(try !hits("炸药", text, .folded)) }
        #expect(try !hits("kill", "кill", .folded))
        #expect(try !hits("kill", "kkill", .folded))
    }

    @Test func `the longest word counts, and words do not overlap`() throws {
        let words = try monitor([rule("r", .keywords(["炸药", "炸药包", "包装"], view: .raw), view: .raw)])
        #expect(words.found("炸药包装炸药") == ["炸药包", "炸药"])
        let runs = try monitor([rule("r", .keywords(["哈哈"], view: .foldedPlus))])
        #expect(runs.found("哈哈哈哈，哈哈") == ["哈哈哈哈", "哈哈"])
    }

    @Test func `a word that folding leaves nothing of is refused`() {
        #expect(throws: RuleProblems.self) { try monitor([rule("r", .keywords(["\u{200B}"], view: .folded))]) }
        #expect(throws: RuleProblems.self) { try monitor([rule("r", .keywords([""], view: .raw))]) }
    }

    @Test func `a long run costs no more than its length`() throws {
        let text = String(repeating: "哈", count: 20_000) + String(repeating: "a ", count: 20_000)
        let words = try monitor([
            rule("r", .keywords(["哈哈哈哈嘿", "aaaa", "哈 哈哈"], view: .foldedPlus), except: ["哈哈呵"])
        ])
        // Of the word of four letters each but the last takes up to eight of the spaced ones, which makes 25 of 20,000;
        // the run of one character is one match.
        #expect(words.found(text).count == 801)
    }
}
