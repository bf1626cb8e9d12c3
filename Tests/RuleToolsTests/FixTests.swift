import Foundation
import RuleTools
import Rules
import TestSupport
import Testing

@Suite struct `Fixing rule files` {
    private static func fixed(_ text: String, words: [String: String] = [:]) -> (text: String, outcome: RuleFixer.Outcome) {
        let outcome = RuleFixer.fix([file(text, words: words)])
        return (String(decoding: outcome.files[0].bytes, as: UTF8.self), outcome)
    }

    /// Before and after, each once as the one rule of a pack.
    @Test(arguments: [
        (#"{keywords: [黑火药, 土炸弹, 黑火药]}"#, #"{keywords: [黑火药, 土炸弹]}"#),
        (#"{keywords: [RDX9, "rdx9", 黑火药]}"#, #"{keywords: [RDX9, 黑火药]}"#),
        ("\n      keywords:\n        - 黑火药  # 一\n        - 黑火药  # 二\n        - 土炸弹", "\n      keywords:\n        - 黑火药  # 一\n        # 二\n        - 土炸弹"),
        (#"{regex: '\pL{3}黑火药\PN'}"#, #"{regex: '\p{L}{3}黑火药\P{N}'}"#),
        (#"{regex: '(?P<kind>黑|白)火药''s'}"#, #"{regex: '(?<kind>黑|白)火药''s'}"#),
        (#"{keywords: [yes, 黑火药]}"#, #"{keywords: ['yes', 黑火药]}"#),
        (#"{keywords: [1.0, 1.0, 黑火药]}"#, #"{keywords: ['1.0', 黑火药]}"#),
        ("{keywords: [cafe\u{301}馆, 黑火药]}", "{keywords: [café馆, 黑火药]}"),
        ("{keywords: ['cafe\u{301}''s', 黑火药]}", "{keywords: ['café''s', 黑火药]}"),
    ]) func `what leaves no choice is done`(_ before: String, _ after: String) {
        let (text, outcome) = Self.fixed(head + rule("a", before))
        #expect(text.utf8.elementsEqual((head + rule("a", after)).utf8), "\(outcome.report.problems.map(\.problem))")
        #expect(outcome.refused.isEmpty && !outcome.done.isEmpty)
        // Once is enough.
        let again = Self.fixed(text)
        #expect(again.text == text && again.outcome.done.isEmpty)
    }

    @Test func `a cap and an action that do nothing go, and what stands beside them stays`() {
        let lines = ["# why", "cap: {chars: 9, then: block}  # nine", "level: detect # only", "action: block"]
        let (text, _) = Self.fixed(head + rule("a", "{keywords: [黑火药]}", lines))
        #expect(text == head + rule("a", "{keywords: [黑火药]}", ["# why", "# nine", "level: detect # only"]))
        let flow = "{id: my.a, title: {zh: 一, en: One}, category: custom, severity: low, match: {keywords: [黑火药]}, cap: {chars: 9, then: block}, tests: {hit: [一二三, 一, 二], clean: [一二四, 三, 四]}}"
        let made = Self.fixed(head + "  - \(flow)\n").text
        #expect(made == head + "  - \(flow.replacing("cap: {chars: 9, then: block}, ", with: ""))\n")
    }

    @Test func `lines of a word file go, and become NFC`() {
        let words = "# 词\r\n黑火药配方\r\n土炸弹\r\n黑火药配方\r\ncafe\u{301}馆\r\n"
        let (_, outcome) = Self.fixed(head + rule("a", "{keywords: {file: w.txt}}"), words: ["w.txt": words])
        #expect(outcome.files[0].texts["w.txt"] == Array("# 词\r\n黑火药配方\r\n土炸弹\r\ncafé馆\r\n".utf8))
    }

    @Test func `an interval is made possessive only where the tests say that it was meant so`() {
        func pack(_ hit: String, _ clean: String) -> String {
            head + rule("a", "{regex: '火a{2}+药'}", hit: hit, clean: clean)
        }
        let meant = pack("[火aa药, 大火aa药, 小火aa药]", "[火aaaa药, 火a药, 火aaa药]")
        #expect(Self.fixed(meant).text == meant.replacing("a{2}+", with: "(?>a{2})"))
        // Without an end, as it stands: what a cap is asked for.
        let other = pack("[火aa药, 大火aa药, 火aaaa药]", "[火a药, 火aaa药, 药]")
        let (text, outcome) = Self.fixed(other)
        #expect(text == other && outcome.refused.count == 1)
    }

    @Test(arguments: [
        // Layouts that are not known, texts that no place is known of, and what leaves a choice.
        "{regex: \"\\\\pL黑火药\"}", "{regex: '\\p黑火药'}", "{keywords: [黑火药], view: pinyin}\n    cap:\n      # nine\n      chars: 9\n      then: block",
        "{keywords: [黑火药, 土炸弹, # 一\n      黑火药]}", "{regex: 'cafe\u{301}+', view: folded}",
    ]) func `what is not sure is left alone`(_ match: String) {
        let text = head + rule("a", match)
        #expect(Self.fixed(text).text == text)
    }

    @Test func `every shipped pack is left as it is`() throws {
        let folder = URL(fileURLWithPath: Command.package + "/Rules")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).filter({ $0.hasSuffix(".yaml") }) {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            let file = RuleFile(path: name, bytes: bytes) { word in Array(try Data(contentsOf: folder.appending(path: word))) }
            #expect(RuleFixer.fix([file]).files[0].texts == file.texts, "\(name)")
        }
    }

    /// Files that are cut and joined at random: whatever is done to them, nothing that was right becomes wrong, and the
    /// values that are read are the same but for what was fixed.
    @Test func `a broken file is never made worse`() throws {
        let lines = [
            "cap: {chars: 9, then: block}", "level: detect", "action: block", "why: yes", "why: 'it''s'", "clause: cafe\u{301}", "# note",
            "except: [{phrase: no}]", "near: {any: [on, off], within: 9}", "replacement: \"x\" # y", "cap:", "  chars: 9", "  then: commit",
        ]
        let matches = [
            "{keywords: [yes, 黑火药, 黑火药]}", "{regex: '\\pL黑+'}", "\n      keywords:\n      - 1\n      - 黑火药\n      - 黑火药", "{regex: \\pN黑火药}",
            "{any: [{keywords: [no]}, {regex: 'x{2}+'}]}",
        ]
        var random = SeededGenerator(seed: 7)
        var done = 0
        for _ in 0..<300 * Soak.factor {
            let some = (0..<Int.random(in: 0...5, using: &random)).map { _ in lines.randomElement(using: &random) ?? "" }
            let text = head + rule("a", matches.randomElement(using: &random) ?? "", some)
            let before = RuleCheck.check([file(text)])
            let outcome = RuleFixer.fix([file(text)])
            done += outcome.done.count
            let errors = { (report: RuleCheck.Report) in report.problems.count { $0.problem.gravity == .error } }
            #expect(before.ruleSet == nil || errors(outcome.report) <= errors(before), "\(text)")
            // Comments survive.
            let comments = { (text: String) in text.matches(of: #/# (?:note|y)/#).count }
            #expect(comments(String(decoding: outcome.files[0].bytes, as: UTF8.self)) == comments(text), "\(text)")
        }
        #expect(done > 100)
    }
}

@Suite struct `Unified diffs` {
    @Test(.enabled(if: Peer.isInstalled("patch"), "patch is not installed"))
    func `patch makes of the old text the new one`() throws {
        var random = SeededGenerator(seed: 11)
        for round in 0..<60 * Soak.factor {
            func text() -> String {
                let lines = (0..<Int.random(in: 0...30, using: &random)).map { _ in "\(Int.random(in: 0...5, using: &random))" }
                return lines.joined(separator: "\n") + (Bool.random(using: &random) || lines.isEmpty ? "" : "\n")
            }
            let (before, after) = (text(), text())
            let diff = UnifiedDiff.text(path: "f", before: Array(before.utf8), after: Array(after.utf8))
            guard before != after else {
                #expect(diff.isEmpty)
                continue
            }
            let folder = try TemporaryFolder()
            try folder.write(before, to: "f")
            let finished = try Command.run("patch", ["-p1", "--no-backup-if-mismatch"], input: Array(diff.utf8), folder: folder.path)
            // Of a text that is gone patch removes the file.
            let made = after.isEmpty ? (try? folder.read("f")) ?? [] : try folder.read("f")
            #expect(finished.status == 0 && made == Array(after.utf8), "\(round): \(finished.text)\(diff)")
        }
    }

    @Test func `changes far apart are told apart`() {
        let before = (1...40).map { "\($0)\n" }.joined()
        let after = before.replacing("\n10\n", with: "\nten\n").replacing("\n30\n", with: "\n")
        #expect(UnifiedDiff.text(path: "a/b", before: Array(before.utf8), after: Array(after.utf8)) == """
            --- a/a/b
            +++ b/a/b
            @@ -7,7 +7,7 @@
             7
             8
             9
            -10
            +ten
             11
             12
             13
            @@ -27,7 +27,6 @@
             27
             28
             29
            -30
             31
             32
             33

            """)
    }
}
