import Cryptography
import Foundation
import Primitives
import TestSupport
import Testing

/// The keeper's job, with the built command: keys, epochs, excerpts, retention.
@Suite struct CustodyCommandTests {
    /// What was planted, and stands in every stream of the samples.
    private static let secrets = ["11010519491231002X", "13800138000", "zq7Kp0-PLANTED-Vx93"]

    private static let planted = """
        我的身份证号是11010519491231002X，手机 13800138000，口令 zq7Kp0-PLANTED-Vx93。

        """

    /// Every way in which a text may lie in bytes without being the text.
    private static func disguises(_ secret: String) -> [(String, [UInt8])] {
        let bytes = Array(secret.utf8)
        let digest = SHA256Hasher.hash(bytes)
        var forms: [(String, [UInt8])] = [
            ("itself", bytes), ("reversed", bytes.reversed()), ("hex", Array(Hex.encode(bytes).utf8)),
            ("HEX", Array(Hex.encode(bytes).uppercased().utf8)), ("UTF-16LE", bytes.flatMap { [$0, 0] }),
            ("UTF-16BE", bytes.flatMap { [0, $0] }), ("lower case", Array(secret.lowercased().utf8)),
            ("SHA-256", digest), ("SHA-256 in hex", Array(Hex.encode(digest.prefix(16)).utf8)),
            ("SHA-256 in base64", Array(Base64.encode(digest).utf8.prefix(20))),
        ]
        for phase in 0..<3 {
            // The first and the last group also hold bits of what stands around.
            let text = Base64.encode([UInt8](repeating: 0x2e, count: phase) + bytes)
            let inner = Array(text.utf8).dropFirst(4).dropLast(4)
            forms.append(("base64 at phase \(phase)", Array(inner)))
            let url = Base64.encodeURL([UInt8](repeating: 0x2e, count: phase) + bytes)
            forms.append(("base64url at phase \(phase)", Array(Array(url.utf8).dropFirst(4).dropLast(4))))
        }
        return forms
    }

    /// Every byte of everything in the log's folder, and the records unpacked.
    private func everything(_ work: Workplace, _ log: String) throws -> [(String, Data)] {
        let folder = work.folder.file(log)
        var found: [(String, Data)] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            if let bytes = FileManager.default.contents(atPath: folder + "/" + name) { found.append((name, bytes)) }
        }
        found.append(("records", Data(try work.hallmark(["log", "cat", log]).output)))
        #expect(found.count > 5)
        return found
    }

    private func expectNothingPlanted(_ work: Workplace, _ log: String) throws {
        for (name, bytes) in try everything(work, log) {
            for secret in Self.secrets {
                for (form, needle) in Self.disguises(secret) {
                    #expect(bytes.range(of: Data(needle)) == nil, "\(log)/\(name): \(secret), \(form)")
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func `no planted secret lies in a log, in any disguise`(withExcerpts: Bool) throws {
        let work = try Workplace()
        #expect(try work.hallmark("keygen regulator --excerpts").status == 0)
        let excerpts = withExcerpts ? "{to: [regulator.hpke], chars: 8, severity: low}" : "off"
        try work.folder.write("log: {excerpts: \(excerpts)}\n", to: "policy.yaml")
        let policy = ["--policy", "policy.yaml"]
        let line = JSONValue.object(["content": .string(Self.planted), "model": "demo"]).canonical + [0x0a]
        try work.folder.write(Self.planted, to: "files/a.txt")
        try work.folder.write(String(decoding: line, as: UTF8.self), to: "files/b.jsonl")
        var runs: [(String, [String], [UInt8])] = [
            ("text", ["filter", "--format", "text"], Array(Self.planted.utf8)),
            ("jsonl", ["filter", "--format", "jsonl"], line + line),
            ("audit", ["audit", "files"], []),
        ]
        let streams = [
            "chat-zh.sse", "chat-en-tools.sse", "anthropic-zh.sse", "responses-zh.sse", "ollama-chat-zh.ndjson",
            "llamacpp-zh.sse", "chat-cut.sse",
        ]
        for name in streams {
            // A secret that no rule knows, in content and in arguments alike.
            let text = String(decoding: try sample("streams/" + name), as: UTF8.self)
                .replacing("demo.test", with: "zq7Kp0-PLANTED-Vx93.test")
            runs.append((name, ["filter"], Array(text.utf8)))
        }
        var opened: Set<String> = []
        for (name, arguments, input) in runs {
            let log = "log-" + name
            let finished = try work.hallmark(arguments + policy + ["--log", log], input: input)
            #expect(finished.status == 0 || finished.status == 1 || finished.status == 65, "\(name): \(finished.error)")
            try expectNothingPlanted(work, log)
            let records = try work.records(log)
            let sealed = records.filter { $0["excerpts"] != nil }
            #expect(sealed.isEmpty == !withExcerpts || !withExcerpts && sealed.isEmpty, "\(name)")
            for record in sealed {
                let number = String(record["seq"]?.integer ?? -1)
                let shown = try work.hallmark(["log", "open-excerpt", log, number, "--key", "regulator.hpke.key", "--json"])
                #expect(shown.status == 0, "\(name): \(shown.error)")
                for excerpt in try JSONValue(parsing: Array(shown.output.dropLast()))["excerpts"]?.array ?? [] {
                    let text = excerpt["text"]?.string ?? ""
                    for secret in Self.secrets where text.contains(secret) { opened.insert(name + secret) }
                }
            }
            #expect(try work.hallmark(["log", "verify", log]).status == 0)
        }
        guard withExcerpts else { return }
        for name in ["text", "jsonl", "audit", "chat-zh.sse", "anthropic-zh.sse", "ollama-chat-zh.ndjson", "llamacpp-zh.sse"] {
            #expect(opened.contains(name + Self.secrets[0]) || opened.contains(name + Self.secrets[1]), "\(name)")
        }
    }

    @Test func `excerpts open with the reader's key alone, and the reasons are said`() throws {
        let work = try Workplace()
        #expect(try work.hallmark("keygen regulator --excerpts").status == 0)
        #expect(try work.hallmark("keygen regulator --excerpts").status == 73)
        #expect(try work.hallmark("keygen other --excerpts").status == 0)
        try work.folder.write("log: {excerpts: {to: [regulator.hpke]}}\n", to: "hallmark.yaml")
        #expect(try work.hallmark("filter --format text", input: Self.planted).status == 0)
        let number = try #require(try work.records().first { $0["excerpts"] != nil }?["seq"]?.integer)
        let shown = try work.hallmark("log open-excerpt audit \(number) --key regulator.hpke.key")
        #expect(shown.text.contains("11010519491231002X"))
        #expect(try work.hallmark("log open-excerpt audit \(number) --key other.hpke.key").status == 1)
        #expect(try work.hallmark("log open-excerpt audit \(number) --key regulator.hpke").status == 78)
        #expect(try work.hallmark("log open-excerpt audit 0 --key regulator.hpke.key").status == 66)
        #expect(try work.hallmark("log open-excerpt audit 999 --key regulator.hpke.key").status == 66)
        try work.folder.write("log: {excerpts: {to: [regulator.hpke.key]}}\n", to: "hallmark.yaml")
        let refused = try work.hallmark("filter --format text", input: "x")
        #expect(refused.status == 78 && refused.error.contains("private key"), "\(refused.error)")
    }

    @Test func `keys are rotated, revoked and lost, each with its words and its exit code`() throws {
        let work = try Workplace()
        let old = String(try work.hallmark("log init audit").text.dropLast())
        let new = String(try work.hallmark("log rotate-key audit").text.dropLast())
        #expect(old != new)
        for key in [old, new] {
            let finished = try work.hallmark(["log", "verify", "audit", "--key", key])
            #expect(finished.status == 0, "\(finished.text)")
            #expect(finished.text.contains("in force"))
        }
        let account = ["--reason", "stolen", "--who", "security"]
        let current = try work.hallmark(["log", "revoke-key", "audit", "--key", new, "--from", "1"] + account)
        #expect(current.status == 64 && current.error.contains("rotate it first"), "\(current.error)")
        #expect(try work.hallmark(["log", "revoke-key", "audit", "--key", old, "--from", "1"] + account).status == 0)
        #expect(try work.hallmark(["log", "verify", "audit", "--key", old]).status == 1)
        #expect(try work.hallmark(["log", "verify", "audit", "--key", new]).status == 0)
        #expect(try work.hallmark("log rotate-epoch audit").text.hasSuffix("-2\n"))

        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: work.folder.file("keys"))
                .first { $0.hasSuffix(".skey") && !$0.contains("+") })
        try FileManager.default.removeItem(atPath: work.folder.file("keys/" + name))
        let lost = try work.hallmark("log rotate-key audit")
        #expect(lost.status == 78 && lost.error.contains("--continues"), "\(lost.error)")
        #expect(try work.hallmark("log init next --continues audit").status == 0)
        #expect(try work.records("next").first?["continues"]?.string?.contains("\n\n") == true)
    }

    @Test func `retention is reported, holds are kept, and nothing goes from the segment that is written`() throws {
        let work = try Workplace()
        try work.folder.write(
            "log: {retain: {content: {min: none, max: 0 days}, log.*: {min: none}}}\n", to: "hallmark.yaml")
        let lines = (0..<300).map { "{\"content\":\"line \($0)\"}\n" }.joined()
        #expect(try work.hallmark("filter --format jsonl", input: lines).status == 0)
        let report = try JSONValue(parsing: Array(try work.hallmark("log retention audit --json").output.dropLast()))
        #expect(report["removable"]?.array?.isEmpty == true)
        #expect(report["overdue"]?.array?.first?["reason"]?.string?.contains("still being written") == true)
        let schema = try SchemaValidator(named: "log-retention")
        #expect(schema.problems(report).isEmpty, "\(schema.problems(report))")
        #expect(try work.hallmark("log prune audit").status == 64)
        #expect(try work.hallmark("log prune audit --dry-run").text.contains("may go           nothing"))

        let added = try work.hallmark("log hold add audit --records 0..<10 --reason case-7 --who counsel")
        #expect(added.status == 0, "\(added.error)")
        let id = String(added.text.dropLast())
        #expect(try work.hallmark("log hold list audit").text.contains(id))
        #expect(try work.hallmark("log hold list audit --json").text.contains("case-7"))
        #expect(try work.hallmark("log retention audit").text.contains("legal hold"))
        #expect(try work.hallmark("log hold add audit --reason x --who y").status == 64)
        #expect(try work.hallmark("log hold release audit \(id) --reason closed --who counsel").status == 0)
        #expect(try work.hallmark("log hold release audit \(id) --reason closed --who counsel").status == 66)
        #expect(try work.hallmark("log hold list audit").text.isEmpty)

        let month = try #require(try work.records().first { $0["kind"]?.string == "epoch.begun" }?["epoch"]?.string)
        #expect(try work.hallmark("log destroy-epoch audit \(month) --reason due --who officer").status == 0)
        #expect(try work.hallmark("log destroy-epoch audit \(month) --reason due --who officer").status == 66)
        #expect(try work.hallmark(["log", "verify", "audit"]).status == 0)
        let record = try SchemaValidator(named: "record")
        for line in try work.records() { #expect(record.problems(line).isEmpty, "\(record.problems(line))") }
        try work.folder.write("log: {retain: {unlabelled: {min: 100 days}}}\n", to: "hallmark.yaml")
        let refused = try work.hallmark("log retention audit")
        #expect(refused.status == 78 && refused.error.contains("184"), "\(refused.error)")
    }
}
