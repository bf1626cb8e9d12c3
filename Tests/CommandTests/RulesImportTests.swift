import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct `Importing rules` {
    private static let words = "加微信号\trisk=A.2.b\n加微信号\trisk=A.2.b\nplain words\n"

    @Test func `words become a pack that checks, tests and finds`() throws {
        let work = try Workplace()
        try work.folder.write(Self.words, to: "Bad Words.txt")
        let finished = try work.hallmark(["rules", "import", "--from", "words", "Bad Words.txt", "--output", "rules"])
        #expect(finished.status == 0, "\(finished.error)")
        #expect(finished.text.contains("rules/bad-words.yaml: 2 rules, 2 words of 3 lines, 1 duplicate"), "\(finished.text)")
        let checked = try work.hallmark("rules check rules")
        #expect(checked.status == 0 && checked.output.isEmpty, "\(checked.text)")
        #expect(try work.hallmark("rules test rules").status == 0)
        let found = try work.hallmark("rules eval - --benign --rules rules --field text", input: "{\"text\":\"加·微·信号\"}\n")
        #expect(found.text.contains("bad-words.words-a-2-b"), "\(found.text)\(found.error)")
    }

    @Test func `what is there is not overwritten`() throws {
        let work = try Workplace()
        try work.folder.write(Self.words, to: "w.txt")
        #expect(try work.hallmark("rules import --from words w.txt --output my.yaml").status == 0)
        try work.folder.write("other words here\n", to: "w.txt")
        let again = try work.hallmark("rules import --from words w.txt --output my.yaml")
        #expect(again.status == 73 && again.error.contains("--force"))
        #expect(try work.hallmark("rules test my.yaml").text.contains("2 packs") == false)
        #expect(try work.hallmark("rules import --from words w.txt --output my.yaml --force").status == 0)
        #expect(try work.hallmark("rules list my.yaml").text.contains("my.words"))
    }

    @Test func `what was lost is listed, and ends with 1`() throws {
        let work = try Workplace()
        let toml = "[[rules]]\nid = 'good'\nregex = '''\\bak-[0-9]{6}\\b'''\n[[rules]]\nid = 'bad'\nregex = '(?=x)y'\n"
        try work.folder.write(toml, to: "leaks.toml")
        let finished = try work.hallmark("rules import --from gitleaks leaks.toml --output out")
        #expect(finished.status == 1)
        #expect(finished.text.contains("left out\n  leaks.toml:6  bad  regex"), "\(finished.text)")
        #expect(try work.hallmark("rules check out").status == 0)
        try work.folder.write("[[rules]]\nid = 'bad'\npath = 'x'\n", to: "none.toml")
        let none = try work.hallmark("rules import --from gitleaks none.toml --output none")
        #expect(none.status == 1 && none.text.contains("nothing was written"))
        #expect(!FileManager.default.fileExists(atPath: work.folder.file("none")))
    }

    @Test func `malformed files end with 65, and say where`() throws {
        let work = try Workplace()
        try work.folder.write("a = 1\nb = ", to: "a.toml")
        let toml = try work.hallmark("rules import --from gitleaks a.toml --output x")
        #expect(toml.status == 65 && toml.error.contains("a.toml:2: "), "\(toml.error)")
        try work.folder.write([0x61, 0x0A, 0xC4, 0xE3, 0xBA, 0xC3], to: "b.txt")
        let gbk = try work.hallmark("rules import --from words b.txt --output x")
        #expect(gbk.status == 65 && gbk.error.contains("b.txt:2: not UTF-8: it looks like GBK"), "\(gbk.error)")
        #expect(gbk.error.contains("iconv -f GB18030 -t UTF-8 b.txt"))
        try work.folder.write("a\trisk=1\nb\tx=1\n", to: "c.txt")
        let tags = try work.hallmark("rules import --from words c.txt --output x")
        #expect(tags.status == 65 && tags.error.contains("c.txt:1:") && tags.error.contains("c.txt:2:"))
        #expect(try work.hallmark("rules import --from words none.txt --output x").status == 66)
        #expect(try work.hallmark("rules import --from other a.toml --output x").status == 64)
        #expect(try work.hallmark("rules import --from words c.txt --output x --pack No_Name").status == 64)
        #expect(!FileManager.default.fileExists(atPath: work.folder.file("x")))
    }

    @Test func `a file of recognizers becomes a pack of another name`() throws {
        let work = try Workplace()
        let yaml = "recognizers:\n  - name: Badge\n    supported_entity: BADGE\n    patterns: [{name: strong, regex: '\\bbn-\\d{4}\\b', score: 0.9}]\n"
        try work.folder.write(yaml, to: "recognizers.yaml")
        let finished = try work.hallmark("rules import --from presidio recognizers.yaml --output pack.yaml --pack badges --json")
        #expect(finished.status == 0, "\(finished.error)")
        let report = try JSONValue(parsing: finished.output)
        #expect(report["pack"]?.string == "badges" && report["complete"]?.bool == true)
        #expect(try work.hallmark("rules list pack.yaml").text.contains("badges.badge.strong"))
        #expect(try work.hallmark("rules test pack.yaml").status == 0)
    }
}
