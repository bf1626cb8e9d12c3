import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct `Tools for rule authors` {
    static let pack = """
        pack: my
        version: 1.0.0
        title: {zh: 我的, en: Mine}
        rules:
          - id: my.word
            title: {zh: 词, en: Word}
            category: safety
            risk: A.1.d
            severity: low
            match: {keywords: [黑火药, 土炸弹, 黑火药]}  # 两次
            tests:
              hit: [制造黑火药, 土炸弹, 黑火药吗]
              clean: [黑色火药味, 火药桶, 炸弹]

        """

    private static func work(_ pack: String = pack) throws -> Workplace {
        let work = try Workplace()
        try work.folder.write(pack, to: "my.yaml")
        return work
    }

    @Test func `check shows where a word stands, and that it can be fixed`() throws {
        let work = try Self.work()
        let finished = try work.hallmark("rules check my.yaml")
        #expect(finished.status == 0)
        let arrow = String(repeating: " ", count: 39) + "^"
        #expect(finished.text == """
            my.yaml:10:34: warning R035: 'my.word' lists '黑火药' twice
               10 |     match: {keywords: [黑火药, 土炸弹, 黑火药]}  # 两次
                  | \(arrow)
              fix: remove it (--fix)

            """, "\(finished.text)")
        let json = try JSONValue(parsing: try work.hallmark("rules check my.yaml --json").output.dropLast().map(\.self))
        #expect(json["fix"]?.string == "remove it" && json["fixed"] == nil)
    }

    @Test func `check --fix changes the file, and --dry-run says what it would`() throws {
        let work = try Self.work()
        let after = Self.pack.replacing(", 黑火药]}", with: "]}")
        let dry = try work.hallmark("rules check --fix --dry-run my.yaml")
        #expect(dry.status == 0 && dry.text.hasPrefix("--- a/my.yaml\n+++ b/my.yaml\n@@ -7,7 +7,7 @@\n"), "\(dry.text)\(dry.error)")
        #expect(dry.error.contains("would fix 1 problem in 1 file"))
        #expect(try work.folder.read("my.yaml") == Array(Self.pack.utf8))
        if Peer.isInstalled("patch") {
            let copy = try Self.work()
            let finished = try Command.run("patch", ["-p1"], input: dry.output, folder: copy.folder.path)
            let patched = String(decoding: try copy.folder.read("my.yaml"), as: UTF8.self)
            #expect(finished.status == 0 && patched == after)
        }
        let done = try work.hallmark("rules check --fix my.yaml")
        #expect(done.status == 0 && done.output.isEmpty && done.error.contains("fixed 1 problem in 1 file"), "\(done.text)\(done.error)")
        #expect(String(decoding: try work.folder.read("my.yaml"), as: UTF8.self) == after)
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.folder.path).filter { $0.hasPrefix("my.") || $0.hasPrefix(".my") } == ["my.yaml"])
    }

    @Test func `what is left after --fix is said, and errors end with 78`() throws {
        let work = try Self.work(Self.pack.replacing("severity: low", with: "severty: low"))
        let finished = try work.hallmark("rules check --fix --json my.yaml")
        #expect(finished.status == 78)
        let codes = try finished.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8))["code"]?.string }
        #expect(codes == ["R011", "R010"], "\(finished.text)")
        #expect(try work.folder.read("my.yaml") == Array(Self.pack.replacing("severity: low", with: "severty: low").utf8))
    }

    @Test func `a file keeps its permissions, and a link is not replaced`() throws {
        let work = try Self.work()
        let path = work.folder.file("my.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(atPath: work.folder.file("link.yaml"), withDestinationPath: "my.yaml")
        let linked = try work.hallmark("rules check --fix link.yaml")
        #expect(linked.status == 64 && linked.error.contains("link.yaml: not a plain file"))
        #expect(try work.hallmark("rules check --fix my.yaml").status == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
    }

    @Test(arguments: ["rules check --fix", "rules check --dry-run my.yaml", "rules test --json --format tap", "rules test --format xml", "rules bench", "rules bench x --rounds 0"])
    func `what cannot be meant is refused`(line: String) throws {
        #expect(try Self.work().hallmark(line).status == 64)
    }

    // MARK: Test

    @Test func `test names the spelling and the place that fails`() throws {
        // As it stands in one view, and folded in the other: what only the first has is not promised.
        let finished = try Self.work().hallmark("rules test my.yaml")
        #expect(finished.status == 0, "\(finished.text)")
        #expect(finished.text.wholeMatch(of: #/1 pack, 6 passed, 0 failed; tried in \d+ more spellings and \d+ cuts\n/#) != nil, "\(finished.text)")
        let quick = try Self.work().hallmark("rules test --quick my.yaml")
        #expect(quick.text == "1 pack, 6 passed, 0 failed\n")
        let work = try Self.work(Self.pack.replacing("火药桶", with: "黑火药桶"))
        let failed = try work.hallmark("rules test my.yaml")
        #expect(failed.status == 1)
        #expect(failed.text.hasPrefix("my.yaml:13:22: my.word hits at byte 0: the near miss «黑火药桶»\n"), "\(failed.text)")
        let json = try JSONValue(parsing: Array(try work.hallmark("rules test --json my.yaml").output.dropLast()))
        #expect(json["failures"]?.array?.first?["ways"]?.array?.first?["way"]?.string == "as-it-is")
        let tap = try work.hallmark("rules test --format tap my.yaml")
        #expect(tap.status == 1 && tap.text.hasPrefix("TAP version 14\n1..6\nok 1 - my.word hit 1: «制造黑火药»\n"))
        let junit = try work.hallmark("rules test --format junit my.yaml")
        #expect(junit.status == 1 && junit.text.contains("<testsuite name=\"my\" tests=\"6\" failures=\"1\" errors=\"0\""))
    }

    // MARK: Bench, coverage

    @Test func `bench times every rule on files as audit reads them`() throws {
        let work = try Self.work()
        try work.folder.write("{\"content\":\"制造黑火药\"}\n{\"content\":\"黑火药，土炸弹\"}\n{\"content\":\"无\"}\n", to: "texts/a.jsonl")
        try work.folder.write("黑火药", to: "texts/b.txt")
        let finished = try work.hallmark("rules bench texts --rules my.yaml --rounds 1")
        #expect(finished.status == 0, "\(finished.error)")
        let lines = finished.text.split(separator: "\n")
        #expect(lines.first?.hasPrefix("4 texts, ") ?? false)
        #expect(lines.dropFirst(2).first?.matches(of: #/my\.word +[0-9.]+ +100\.0 % +3 +4 +4|my\.word +0\.000 +0\.0 % +3 +4 +4/#).count == 1, "\(finished.text)")
        let json = try JSONValue(parsing: Array(try work.hallmark("rules bench texts --json").output.dropLast()))
        let ids = json["rules"]?.array?.compactMap { $0["rule"]?.string } ?? []
        #expect(ids.count > 50 && Set(ids).count == ids.count)
        #expect(try work.hallmark("rules bench nowhere").status == 66)
        try work.folder.write("", to: "empty/a.txt")
        #expect(try work.hallmark("rules bench empty").status == 66)
    }

    @Test func `coverage says plainly what is missing`() throws {
        let work = try Self.work()
        let finished = try work.hallmark("rules coverage my.yaml")
        #expect(finished.status == 0)
        let lines = finished.text.split(separator: "\n").map(String.init)
        #expect(lines.first?.split(separator: " ").map(String.init) == ["risk", "风险", "keywords", "needed", "missing", "combined", "rules"])
        #expect(lines.dropFirst(4).first?.split(separator: " ").map(String.init) == ["A.1.d", "宣扬恐怖主义、极端主义", "2", "200", "198", "0", "1"])
        #expect(finished.text.contains("9998 keywords are missing of 10000 in all."))
        #expect(finished.text.contains("Too few keywords for 17 risks: A.1.a, "))
        #expect(finished.text.contains("No rule at all for 30 risks: "))
        #expect(try work.hallmark("rules coverage --strict my.yaml").status == 1)
    }
}
