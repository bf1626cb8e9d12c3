import Monitor
import RuleImport
import Rules
import TestSupport
import Testing

@Suite struct WordListTests {
    static let sample = """
        \u{FEFF}# a comment
        甲词丁语\trisk=A.2.b\tseverity=high\t引流
        乙词丙语\t引流\tseverity=high\trisk=A.2.b\r
        bomb threat\tcategory=safety\taction=block\tview=folded

        plain words
        plain words
        Ｐｌａｉｎ ＷＯＲＤＳ
        another plain one
        甲词丁语
        """

    private func read(_ text: String = sample) throws -> ImportedPack {
        try WordListImport.read(Array(text.utf8), name: "mine", source: "words.txt")
    }

    @Test func `words with the same tags are one rule with a word file`() throws {
        let imported = try read()
        let set = try Imported.rules(imported)
        #expect(set.rules.map(\.id) == ["mine.yinliu-a-2-b-high", "mine.words-safety-folded-block", "mine.words"])
        #expect(imported.wordFiles.map(\.path) == ["mine/yinliu-a-2-b-high.txt", "mine/words-safety-folded-block.txt", "mine/words.txt"])
        #expect(imported.wordFiles.map { String(decoding: $0.text, as: UTF8.self) } == ["甲词丁语\n乙词丙语\n", "bomb threat\n", "plain words\nanother plain one\n甲词丁语\n"])
        #expect(imported.words == 6 && imported.duplicates == 2 && imported.read == 8)
        let first = try #require(set.rules.first)
        #expect(first.risk == "A.2.b" && first.severity == .high && first.action == .observe && first.title.zh.contains("引流"))
        #expect(set.rules[1].category == .safety && set.rules[1].action == .block)
        #expect(Imported.found(set, "mine.words", "Plain-Words! 甲，词丁语") == ["Plain-Words"])
        #expect(imported.isComplete)
    }

    @Test func `tests are three hits and three near misses where there are so many words`() throws {
        let words = (0..<40).map { "词\(Unicode.Scalar(UInt32(0x4E00 + $0 * 7)) ?? "一")\(Unicode.Scalar(UInt32(0x5E00 + $0 * 11)) ?? "一")" }
        let set = try Imported.rules(try read(words.joined(separator: "\n")))
        #expect(set.rules.map { [$0.tests.hit.count, $0.tests.clean.count] } == [[3, 3]])
    }

    @Test func `near misses are none even where words hold each other`() throws {
        let text = "ab\nabc\nabcd\nb\nbc\nbcd\nc\ncd\nd\na\n中\n中文\n文"
        let imported = try read(text)
        _ = try Imported.rules(imported)
        #expect(Imported.issues(imported, .noted).contains("* short words"))
    }

    @Test func `common words are named`() throws {
        let imported = try read("我们\n可以\nthe same\nwith\n薛定谔方程组\nzyzzyva")
        let common = try #require(imported.issues.first { $0.subject == "common words" })
        #expect(common.reason.contains("我们") && common.reason.contains("可以") && common.reason.contains("with"))
        #expect(!common.reason.contains("薛") && !common.reason.contains("zyzzyva"))
    }

    @Test(arguments: [
        ("a词\trisk=A.9.z", 1, "no risk"), ("ok\nb\tseverity=huge", 2, "one of: low"), ("x\tcolour=red", 1, "no tag is called 'colour'"), ("\tsafety", 1, "tags without a word"),
        ("x\tcategory=safty", 1, "did you mean 'safety'"), ("a\u{7}b", 1, "control character"), ("# nothing", nil, "no word"), ("x\tview=foldd", 1, "did you mean 'folded'"),
    ] as [(String, Int?, String)])
    func `a malformed line is named`(text: String, line: Int?, message: String) throws {
        let error = #expect(throws: ImportFault.self) { try read(text) }
        #expect(error?.places.first?.line == line)
        #expect(error?.places.first?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func `GBK and UTF-16 are refused, with what to do`() throws {
        let lines = Array("abc\n".utf8) + [0xC4, 0xE3, 0xBA, 0xC3, 0x0A]
        let gbk = #expect(throws: ImportFault.self) { try WordListImport.read(lines, name: "x", source: "x") }
        #expect(gbk?.places.first?.line == 2 && gbk?.places.first?.hint?.contains("iconv -f GB18030") == true)
        let wide = #expect(throws: ImportFault.self) { try WordListImport.read([0xFF, 0xFE, 0x61, 0], name: "x", source: "x") }
        #expect(wide?.places.first?.hint?.contains("UTF-16") == true)
        let neither = #expect(throws: ImportFault.self) { try WordListImport.read([0x61, 0xFF, 0x20], name: "x", source: "x") }
        #expect(neither?.places.first?.message == "not UTF-8")
    }

    @Test func `too many sets of tags are refused`() throws {
        let text = (0..<300).map { "word\($0)\ttag\($0)" }.joined(separator: "\n")
        #expect(throws: ImportFault.self) { try read(text) }
    }

    @Test func `what is nothing in its view is left out and said`() throws {
        let imported = try read("\u{200B}\u{200D}\n好词语")
        #expect(Imported.issues(imported, .leftOut) == ["* word"] && !imported.isComplete)
    }
}
