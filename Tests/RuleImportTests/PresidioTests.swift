import Monitor
import Primitives
import RuleImport
import Rules
import TestSupport
import Testing

@Suite struct PresidioTests {
    static let sample = #"""
        supported_languages: [en]
        recognizers:
          - name: "Badge recognizer"
            supported_language: en
            supported_entity: BADGE
            patterns:
              - {name: "badge (weak)", regex: '\bbn-\d{6}\b', score: 0.01}
              - {name: "badge (strong)", regex: '(?<![\w-])badge\s+(?P<n>\d{4})\b', score: 0.8}
            context: [badge, staff]
          - name: Titles
            supported_entity: TITLE
            supported_languages:
              - {language: en, context: [name]}
              - {language: es}
            deny_list: [Mr., Mrs., 先生]
            deny_list_score: 0.5
          - name: CreditCardRecognizer
            type: predefined
          - SpacyRecognizer
          - name: Off
            enabled: false
            supported_entity: X
            patterns: [{name: x, regex: x, score: 1}]
          - name: Card
            supported_entity: CARD
            validation: luhn
            patterns: [{name: card, regex: '\b\d{16}\b', score: 0.4}]
          - name: Odd
            supported_entity: ODD
            colour: red
            patterns:
              - {name: recursive, regex: '\((?R)?\)', score: 0.5}
              - {name: endless, regex: 'start.*?end', score: 0.5}
        """#

    private func read(_ text: String = sample) throws -> ImportedPack {
        try PresidioImport.read(Array(text.utf8), name: "mine", source: "sample.yaml")
    }

    @Test func `each pattern is a rule that finds what it found`() throws {
        let set = try Imported.rules(try read())
        #expect(
            set.rules.map(\.id) == [
                "mine.badge-recognizer.badge-weak", "mine.badge-recognizer.badge-strong", "mine.titles.deny-list", "mine.card.card", "mine.odd.endless",
            ])
        let cases: [(rule: String, text: String, found: [String])] = [
            ("badge-recognizer.badge-weak", "BN-123456 bn-１２３４５６ xbn-123456 号bn-123456", ["BN-123456", "bn-１２３４５６"]),
            ("badge-recognizer.badge-strong", "badge 1234, -badge 1234, Badge\n0000", ["badge 1234", "Badge\n0000"]),
            ("titles.deny-list", "mr. and MRS. x，先生 王先生 Mr.x", ["mr.", "MRS.", "先生"]),
            ("card.card", "4111111111111111 4111111111111112", ["4111111111111111"]),
            ("odd.endless", "start\nx end", ["start\nx end"]),
        ]
        for (rule, text, found) in cases { #expect(Imported.found(set, "mine." + rule, text) == found, "\(rule)") }
    }

    @Test func `scores become severities, and context raises them`() throws {
        let set = try Imported.rules(try read())
        let severities = set.rules.map(\.severity)
        #expect(severities == [.low, .high, .medium, .medium, .medium])
        func severity(_ text: String) -> Severity? {
            StreamingMonitor(set).judge(Array(text.utf8)).findings.first { $0.rule == "mine.badge-recognizer.badge-weak" }?.severity
        }
        #expect(severity("my bn-123456") == .low && severity("my STAFF number: bn-123456") == .medium)
    }

    @Test func `nothing is dropped in silence`() throws {
        let imported = try read()
        #expect(imported.read == 7 && imported.rules == 5)
        #expect(
            Imported.issues(imported, .leftOut) == [
                "CreditCardRecognizer type", "SpacyRecognizer type", "Odd regex", "Odd colour",
            ])
        #expect(Imported.issues(imported, .changed) == ["Badge recognizer regex", "Odd regex"])
        #expect(
            Set(Imported.issues(imported, .noted)) == [
                "* supported_languages", "Badge recognizer score", "Badge recognizer context", "Badge recognizer supported_language",
                "Titles score", "Titles context", "Titles supported_language", "Off enabled", "Card score", "Odd score",
            ])
    }

    /// The words of a list as Presidio puts them into an expression.
    @Test func `a list of words finds what Presidio's expression finds`() throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "Presidio's lists of words") else { return }
        let set = try Imported.rules(try read())
        var generator = SeededGenerator(seed: 7)
        let parts = ["Mr.", "mrs.", "MR", "先生", " ", "x", "，", "\n", "王", "é", "_", "1", "-"]
        let texts = (0..<300).map { _ in
            (0..<Int.random(in: 1...8, using: &generator)).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
        }
        let expression = #"(?:^|(?<=\W))(Mr\.|Mrs\.|先生)(?:(?=\W)|$)"#
        let rows = texts.map { JSONValue.array([.string(expression), 26, .string($0)]).canonical + [0x0A] }
        let finished = try Command.run(
            python, ["-B", Command.package + "/Tests/RuleImportTests/peers.py", "regex"], input: rows.flatMap(\.self))
        let answers = finished.text.split(separator: "\n")
        try #require(answers.count == texts.count, "\(finished.error)")
        for (text, answer) in zip(texts, answers) {
            let bytes = Array(text.utf8)
            let own = StreamingMonitor(set).judge(bytes).findings.filter { $0.rule == "mine.titles.deny-list" }
                .map { JSONValue.array([.integer(Int64($0.bytes.lowerBound)), .integer(Int64($0.bytes.upperBound))]) }
            #expect(.array(own) == (try JSONValue(parsing: Array(answer.utf8))), "\(text.debugDescription)")
        }
    }

    @Test func `flags of the file hold for its expressions`() throws {
        let text = "global_regex_flags: 0\nrecognizers:\n  - {name: a, supported_entity: A, patterns: [{name: a, regex: 'ab.c', score: 1}]}\n"
        let set = try Imported.rules(try read(text))
        #expect(Imported.found(set, "mine.a.a", "abxc ABxc ab\nc") == ["abxc"])
    }

    @Test func `a list that is too long for an expression becomes keywords, and that is said`() throws {
        let words = (0..<3_000).map { "word\($0)" }.joined(separator: ", ")
        let imported = try read("recognizers:\n  - {name: a, supported_entity: A, deny_list: [\(words)]}\n")
        let set = try Imported.rules(imported)
        #expect(Imported.found(set, "mine.a.deny-list", "WORD17 word3000 word2999") == ["WORD17", "word2999"])
        #expect(Imported.issues(imported, .changed) == ["a deny_list"])
    }

    @Test(arguments: [
        ("", "nothing"), ("a: 1", "no recognizers"), ("recognizers: 1", "not a list"), ("recognizers: [[1]]", "not a mapping"), ("recognizers: [{x: 1}]", "without 'name'"),
        ("recognizers: [{name: a, patterns: [{name: a}]}]", "without 'regex'"), ("recognizers: [{name: a, patterns: [{regex: a, score: 2}]}]", "from 0 to 1"),
        ("recognizers: [{name: a, patterns: [{regex: a, flags: 2}]}]", "has no key"), ("recognizers: &a []", "anchor"), ("global_regex_flags: 1\nrecognizers: []", "flags"), ("a: [", ""),
    ]) func `a malformed file is an error`(text: String, message: String) throws {
        let error = #expect(throws: ImportFault.self) { try read(text) }
        #expect(error?.places.first?.message.contains(message) == true || message.isEmpty, "\(String(describing: error))")
    }
}
