import Primitives
import TestSupport
import Testing

@Suite struct `Explaining a rule` {
    @Test func `it says what is looked for, and how long a stream waits`() throws {
        let finished = try Workplace().hallmark("rules explain cn-privacy.mobile")
        #expect(finished.status == 0 && finished.error.isEmpty, "\(finished.error)")
        let keys = finished.text.split(separator: "\n").compactMap { line in
            line.trimmingPrefix(while: \.isWhitespace).split(separator: "  ").first.map(String.init)
        }
        for key in [
            "cn-privacy.mobile", "view", "takes", "engine", "gate", "tried", "decided", "near", "hold", "in its tests",
        ] {
            #expect(keys.contains(key), "\(key) in \(keys)")
        }
        #expect(finished.text.contains("hold          at most 2"))
    }

    @Test func `an unknown rule is one line with the nearest names`() throws {
        let finished = try Workplace().hallmark("rules explain cn-privacy.moble")
        #expect(finished.status == 66 && finished.output.isEmpty)
        let lines = finished.error.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains("no rule 'cn-privacy.moble'") ?? false)
        #expect(lines.last?.contains("cn-privacy.mobile") ?? false)
        let none = try Workplace().hallmark("rules explain zzzz")
        #expect(none.status == 66 && none.error.contains("rules list"))
        #expect(try Workplace().hallmark("rules explain").status == 64)
    }

    @Test func `text of a rule file cannot steer a terminal, nor break a line`() throws {
        let work = try Workplace()
        try work.folder.write(
            #"""
            pack: my
            version: 1.0.0
            title: {zh: 我的, en: Mine}
            rules:
              - id: my.word
                title: {zh: 词, en: Word}
                category: custom
                severity: low
                match: {keywords: ["a\n\e[2Jb"], view: raw}
                tests: {hit: ["xa\n\e[2Jb"], clean: ["xab a"]}
            """#, to: "my.yaml")
        let finished = try work.hallmark("rules explain my.word my.yaml")
        #expect(finished.status == 0, "\(finished.error)")
        #expect(!finished.text.contains("\u{1b}"), "\(finished.text)")
        #expect(finished.text.contains("a\\n\\u{1b}[2Jb"))
        let json = try JSONValue(parsing: try work.hallmark("rules explain my.word my.yaml --json").output)
        #expect(json["hold"]?["greatest"]?.integer == 6)
    }
}
