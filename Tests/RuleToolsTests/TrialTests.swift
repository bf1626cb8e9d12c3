import Foundation
import Monitor
@testable import RuleTools
import Rules
import TestSupport
import Testing

@Suite struct `Trying the tests of rules` {
    private static func trials(_ text: String, quick: Bool = false) async throws -> [TextTrial] {
        let set = try RuleSet(packs: [try file(text).load().pack])
        return await RuleTrials(isQuick: quick, now: { 0 }).run(set)
    }

    private static func failures(_ trials: [TextTrial]) -> [String] {
        trials.flatMap { trial in trial.failures.map { "\(trial.kind.rawValue) \(trial.index): \($0)" } }
    }

    @Test func `a rule that keeps what its view promises passes in every way`() async throws {
        let text = head + rule(
            "a", "{keywords: [黑火药, bomb, 罗斯福 x]}", hit: "[制造黑火药, 'the bomb.', 去罗斯福 x 路]",
            clean: "[黑色火药味, bombard, 罗斯福x光]")
        let trials = try await Self.trials(text)
        #expect(Self.failures(trials) == ["clean 2: hits at byte 0"], "a space in a keyword may be missing")
        #expect(trials[0].spellings >= 5 && trials[0].cuts == 15, "\(trials[0])")
        #expect(trials[1].spellings >= 6 && trials[4].spellings >= 4)
        let quick = try await Self.trials(text, quick: true)
        #expect(quick.allSatisfy { $0.spellings == 0 && $0.cuts == 0 } && quick.count { $0.passed } == 5)
    }

    /// Each folding that is switched off is one spelling less, and nothing else.
    @Test(arguments: [
        ("width", "ａ"), ("case", "Ａ"), ("traditional", "藥"), ("styled", "ⓐ"), ("ignorables", "\u{200B}"), ("confusables", "а"),
        ("separators", "黑.火"), ("repeats", "黑黑"),
    ]) func `a folding that is switched off is not tried`(_ fold: String, _ sign: String) async throws {
        let hit = "[制造黑火药, 买aab酸, 一黑火药]"
        let all = try await Self.trials(head + rule("a", "{keywords: [黑火药, aab酸]}", hit: hit))
        let less = try await Self.trials(head + rule("a", "{keywords: [黑火药, aab酸]}", ["fold: {without: [\(fold)]}"], hit: hit))
        let only = try await Self.trials(head + rule("a", "{keywords: [黑火药, aab酸]}", ["fold: {only: [\(fold)]}"], hit: hit))
        for trials in [all, less, only] { #expect(Self.failures(trials).isEmpty, "\(Self.failures(trials))") }
        let count = { (trials: [TextTrial]) in trials.filter { $0.kind == .hit }.reduce(0) { $0 + $1.spellings } }
        #expect(count(less) < count(all) && count(only) > 0 && count(only) <= 3, "\(count(all)) \(count(less)) \(count(only))")
    }

    @Test func `characters by their parts and by their sound`() async throws {
        let split = try await Self.trials(head + rule("a", "{keywords: [微信], view: split}", hit: "[加微信, 微信号, 我的微信]"))
        #expect(Self.failures(split).isEmpty)
        let plain = try await Self.trials(head + rule("a", "{keywords: [微信]}", hit: "[加微信, 微信号, 我的微信]"))
        #expect(split[0].spellings == plain[0].spellings + 1)
        let sound = try await Self.trials(head + rule("a", "{keywords: [加微信号], view: pinyin}", hit: "[请加微信号, 加微信号吧, 加微信号]"))
        #expect(Self.failures(sound).isEmpty && sound[0].spellings > plain[0].spellings)
    }

    @Test func `what sees less than it seems to is named with the spelling`() async throws {
        // The number is looked for as it stands, whatever the word's view is.
        let text = head + rule(
            "a", "{any: [{keywords: [黑火药]}, {regex: '炸[0-9]药'}]}", hit: "[炸1药, 制黑火药, 炸2药]", clean: "[炸药, 一炸, 黑火]")
        #expect(Self.failures(try await Self.trials(text)).isEmpty)
        // Half of a pair that is looked for is in another view: neither is promised.
        let all = "{all: [{keywords: [黑火药]}, {regex: '炸[0-9]药'}], within: 9}"
        let both = try await Self.trials(head + rule("a", all, hit: "[黑火药炸1药, 炸2药黑火药, 炸3药和黑火药]"))
        #expect(Self.failures(both).isEmpty)
    }

    @Test func `numbers that are checked, words that stand near, and phrases that are excepted keep their promise`() async throws {
        let text = head + rule(
            "a", "{regex: '(?<![0-9])[0-9]{16}(?![0-9])', view: folded}",
            ["validate: luhn", "near: {any: [银行卡], within: 6, side: before}", "except: [{phrase: 测试4111111111111111}]"],
            hit: "[银行卡4111111111111111, 銀行卡：5500005555555559, 银行卡 4012888888881881 的]",
            clean: "[银行卡4111111111111112, 卡4111111111111111, 银行卡测试4111111111111111]")
        let trials = try await Self.trials(text)
        #expect(Self.failures(trials).isEmpty, "\(Self.failures(trials))")
        #expect(trials.allSatisfy { $0.spellings >= 3 })
    }

    // In every spelling and cut they pass through the program, in make test.
    @Test func `every shipped rule passes as it is`() async throws {
        let folder = URL(fileURLWithPath: Command.package + "/Rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let packs = try names.sorted().map { name in
            try RuleFile(path: name, bytes: Array(try Data(contentsOf: folder.appending(path: name)))) { word in
                Array(try Data(contentsOf: folder.appending(path: word)))
            }.load().pack
        }
        let set = try RuleSet(packs: packs)
        let trials = await RuleTrials(isQuick: true, now: { 0 }).run(set)
        for trial in trials where !trial.passed { Issue.record("\(trial.name): \(trial.failures)") }
        #expect(trials.count == set.rules.reduce(0) { $0 + $1.tests.hit.count + $1.tests.clean.count })
    }
}

@Suite struct `Reports of tests` {
    private static func trials() -> [TextTrial] {
        func trial(_ rule: String, _ kind: RuleTestRunner.Kind, _ text: String, _ failures: [TrialFailure]) -> TextTrial {
            var trial = TextTrial(
                rule: rule, pack: rule.hasPrefix("b") ? "b" : "a", kind: kind, index: 0, text: text,
                place: SourcePlace(file: "my \"pack\".yaml", line: 3, column: 5))
            trial.failures = failures
            trial.nanoseconds = 1_500_000
            return trial
        }
        let awkward = "# a \\ <b> & 'c' \"d\" 甲\n乙\u{1}\u{1b}[2J\u{FFFE}\u{200B}😀 ]]> ok - 1 # SKIP"
        return [
            trial("a.one", .hit, "plain", []),
            trial("a.two", .hit, awkward, [TrialFailure(way: .asItIs, reason: "finds nothing")]),
            trial("a.two", .clean, awkward, [
                TrialFailure(way: .spelled(.width, text: "ａ\u{0}"), reason: "hits at byte 0"),
                TrialFailure(way: .cut(before: 4), reason: "finds other things"), TrialFailure(way: .byteByByte, reason: "decides otherwise"),
            ]),
            trial("b.one", .clean, awkward, []),
        ]
    }

    @Test func `other people's readers read them`() throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "readers of test reports") else { return }
        let folder = try TemporaryFolder()
        try folder.write(TestReports.tap(Self.trials()), to: "report.tap")
        try folder.write(TestReports.junit(Self.trials()), to: "report.xml")
        let program = """
            import sys, xml.etree.ElementTree as tree
            from tap.parser import Parser
            from junitparser import JUnitXml
            lines = list(Parser().parse_file("report.tap"))
            unknown = [line for line in lines if line.category == "unknown"]
            assert not unknown, unknown
            assert lines[0].category == "version" and lines[0].version == 14, lines[0]
            plan = [line for line in lines if line.category == "plan"]
            assert [line.expected_tests for line in plan] == [4]
            tests = [line for line in lines if line.category == "test"]
            print([(test.number, test.ok, test.skip, test.todo) for test in tests])
            block = tests[2].yaml_block
            print([failure["way"] for failure in block["failures"]], block["text"] == tests[1].yaml_block["text"])
            print(ascii(block["text"]))
            root = tree.parse("report.xml").getroot()
            known = {"testsuites": {"name", "tests", "failures", "errors", "time"}, "testsuite": {"name", "tests", "failures", "errors", "time"},
                "testcase": {"name", "classname", "time"}, "failure": {"message", "type"}}
            inside = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure"}, "failure": set()}
            for element in root.iter():
                assert set(element.attrib) == known[element.tag], element.attrib
                assert {child.tag for child in element} <= inside[element.tag]
            xml = JUnitXml.fromfile("report.xml")
            print(xml.tests, xml.failures, xml.errors, [(suite.name, suite.tests, suite.failures) for suite in xml])
            print([(case.classname, case.time, [type(result).__name__ for result in case.result]) for suite in xml for case in suite])
            """
        let finished = try Command.run(python, ["-B", "-c", program], folder: folder.path)
        #expect(finished.text == """
            [(1, True, False, False), (2, False, False, False), (3, False, False, False), (4, True, False, False)]
            ['spelled with width', 'cut before byte 4', 'byte by byte'] True
            '# a \\\\ <b> & \\'c\\' "d" \\u7532\\n\\u4e59\\x01\\x1b[2J\\ufffe\\u200b\\U0001f600 ]]> ok - 1 # SKIP'
            4 2 0 [('a', 3, 2), ('b', 1, 0)]
            [('a.one', 0.0015, []), ('a.two', 0.0015, ['Failure']), ('a.two', 0.0015, ['Failure']), ('b.one', 0.0015, [])]

            """, "\(finished.error)")
    }

    @Test func `a line of TAP is a line`() {
        for line in TestReports.tap(Self.trials()).split(separator: "\n") {
            #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(line)")
        }
    }
}
