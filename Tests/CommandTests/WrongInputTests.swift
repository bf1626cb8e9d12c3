import Foundation
import Primitives
import TestSupport
import Testing

/// Wrong input of every kind gives one line that says what, where and what to do, and its exit code.
@Suite struct WrongInputTests {
    @Test(arguments: [
        ("filter --format klingon", 64),
        ("filter --nonsense", 64),
        ("filter --log a --no-log", 64),
        ("filter --no-log --label visible=middle", 64),
        ("filter --no-log --label visible=off", 64),
        ("filter --no-log --format jsonl --field a..b", 64),
        ("filter --no-log --format text --field a", 64),
        ("audit", 64),
        ("audit --jobs 0 .", 64),
        ("audit --no-log nowhere", 66),
        ("log verify nowhere", 66),
        ("log cat nowhere", 66),
        ("log search nowhere --since yesterday", 64),
        ("filter --no-log --rules nowhere.yaml", 78),
        ("filter --no-log --policy nowhere.yaml", 78),
    ])
    func `a wrong word gives its exit code and says so in a line`(line: String, status: Int) throws {
        let finished = try Workplace().hallmark(line)
        #expect(Int(finished.status) == status, "\(finished.error)")
        #expect(finished.output.isEmpty)
        #expect(!finished.error.isEmpty)
    }

    @Test func `a rule that does not compile is named with file, line and column`() throws {
        let work = try Workplace()
        try work.folder.write(
            """
            pack: bad
            version: 1.0.0
            title: {zh: 坏, en: Bad}
            rules:
              - id: bad.one
                title: {zh: 一, en: One}
                category: custom
                severity: low
                match: {regex: 'a(b'}
                tests: {hit: [ab], clean: [c]}
            """, to: "bad.yaml")
        let finished = try work.hallmark("filter --no-log --rules bad.yaml", input: "x")
        #expect(finished.status == 78)
        #expect(finished.error.contains("bad.yaml:9:22"), "\(finished.error)")
        #expect(finished.output.isEmpty)
    }

    @Test func `log index names a log that is not there`() throws {
        let work = try Workplace()
        let finished = try work.hallmark("log index nowhere")
        #expect(finished.status == 66)
        #expect(finished.error.contains("no audit log here"))
    }

    @Test func `rules check names a folder that is not there`() throws {
        let finished = try Workplace().hallmark("rules check nowhere")
        #expect(finished.status == 78)
        #expect(finished.text.contains("nowhere"))
    }

    @Test func `an unknown key of the policy is named with its place`() throws {
        let work = try Workplace()
        try work.folder.write("producer: {name: acme}\nlog:\n  dri: audit\n", to: "p.yaml")
        let finished = try work.hallmark("filter --no-log --policy p.yaml", input: "x")
        #expect(finished.status == 78)
        #expect(finished.error.contains("p.yaml:3:3"), "\(finished.error)")
    }

    @Test func `a policy that asks for what this version lacks is refused, not half applied`() throws {
        let work = try Workplace()
        try work.folder.write("labels: {c2pa: embed}\n", to: "p.yaml")
        #expect(try work.hallmark("filter --no-log --policy p.yaml", input: "x").status == 78)
    }

    @Test func `a key that does not fit the log is refused`() throws {
        let work = try Workplace()
        #expect(try work.hallmark("log init audit").status == 0)
        let name = try FileManager.default.contentsOfDirectory(atPath: work.folder.file("keys"))
            .first { $0.hasSuffix(".skey") }
        let path = work.folder.file("keys/" + (name ?? ""))
        try FileManager.default.removeItem(atPath: path)
        let finished = try work.hallmark("filter --log audit", input: "x")
        #expect(finished.status == 78, "\(finished.error)")
        #expect(finished.output.isEmpty)
    }

    @Test func `keys inside the log are refused`() throws {
        let work = try Workplace()
        #expect(try work.hallmark("log init audit --keys audit/keys").status == 78)
        #expect(try work.hallmark("filter --log audit --keys audit/keys", input: "x").status == 78)
    }

    @Test func `a log on a folder that cannot be written is an error before anything leaves`() throws {
        let work = try Workplace()
        try work.folder.write("not a folder", to: "file")
        let finished = try work.hallmark("filter --log file/audit", input: "hello")
        #expect([73, 74, 66].contains(finished.status), "\(finished.error)")
        #expect(finished.output.isEmpty)
    }

    @Test func `lines that are no JSON are counted as malformed and never pass`() throws {
        let work = try Workplace()
        let finished = try work.hallmark(
            "filter --format jsonl --no-log", input: "{\"content\":\"fine\"}\nnot json 13800138000\n{\"content\":\"ok\"}\n")
        #expect(finished.status == 65)
        #expect(!finished.text.contains("13800138000"))
        #expect(finished.text.split(separator: "\n").count == 3)
        #expect(finished.error.contains("line 2"), "\(finished.error)")
    }

    @Test func `an empty input gives an empty output`() throws {
        for format in ["text", "jsonl", "openai-sse", "auto"] {
            let finished = try Workplace().hallmark("filter --format \(format)")
            #expect(finished.status == 0, "\(format): \(finished.error)")
            #expect(finished.output.isEmpty)
        }
    }

    @Test func `every command has a help with an example`() throws {
        let commands = [
            "filter", "audit", "log", "log init", "log verify", "log cat", "log show", "log search", "log index", "log stats", "rules",
            "rules check", "rules test", "rules list", "rules explain", "keygen",
        ]
        for command in commands {
            let finished = try Workplace().hallmark(command + " --help")
            #expect(finished.status == 0)
            #expect(finished.text.contains("hallmark " + command.split(separator: " ")[0]), "\(command)")
            #expect(finished.text.lowercased().contains("example"), "\(command)")
        }
        #expect(try Workplace().hallmark("--version").text == "0.1.0\n")
    }

    @Test(arguments: ["<&-", "<text >&-"])
    func `a closed standard stream is an error and its number goes to no other file`(redirection: String) throws {
        let work = try Workplace()
        try work.folder.write("a harmless reply", to: "text")
        let finished = try Command.run(
            "bash", ["-c", "timeout 20 \(Command.hallmark) filter --format text --keys keys \(redirection)"],
            folder: work.folder.path)
        #expect(finished.status == 74, "\(finished.error)")
        #expect(finished.error.contains("Bad file descriptor"))
        #expect(try !work.records().isEmpty)
    }
}
