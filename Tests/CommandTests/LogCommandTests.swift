import Foundation
import Primitives
import TestSupport
import Testing

/// The regulator's job, with the built command.
@Suite struct LogCommandTests {
    private func workplace() throws -> Workplace {
        let work = try Workplace()
        let lines = """
            {"model":"demo-chat-1","content":"我的身份证号是11010519491231002X。"}
            {"model":"demo-chat-2","content":"nothing to see"}
            {"model":"demo-chat-1","content":"mail me: zhang.san@corp-mail.cn"}

            """
        #expect(try work.hallmark("filter --format jsonl", input: lines).status == 0)
        return work
    }

    @Test func `verify says how many records, which root, whose signature, since when`() throws {
        let work = try workplace()
        let finished = try work.hallmark(["log", "verify", "audit", "--json", "--key", work.verifierKey()])
        #expect(finished.status == 0)
        let report = try JSONValue(parsing: Array(finished.text.dropLast().utf8))
        #expect(report["verdict"]?.string == "verified")
        #expect(report["trusted"]?.bool == true)
        #expect(report["records"]?.integer == Int64(try work.records().count))
        #expect(report["since"]?.string.flatMap { Timestamp($0) } != nil)
        #expect(report["origin"]?.string?.hasPrefix("hallmark.local/") == true)
    }

    @Test func `without a key from outside the answer is inconclusive`() throws {
        let work = try workplace()
        let finished = try work.hallmark(["log", "verify", "audit", "--keys", "/nonexistent"])
        #expect(finished.status == 1)
        #expect(finished.text.contains("not trusted"), "\(finished.text)")
    }

    @Test func `another log's key does not verify it`() throws {
        let work = try workplace()
        let other = try work.hallmark("keygen other.example")
        #expect(other.status == 0)
        let finished = try work.hallmark(["log", "verify", "audit", "--key", String(other.text.dropLast())])
        #expect(finished.status == 1)
        #expect(!finished.text.contains("VERIFIED"))
    }

    @Test func `search by every condition`() throws {
        let work = try workplace()
        func count(_ line: String) throws -> Int {
            try work.hallmark("log search audit --json " + line).text.split(separator: "\n").count
        }
        let all = try work.records()
        let contents = all.filter { $0["kind"]?.string == "content" }
        #expect(contents.count == 3)
        #expect(try count("--verdict masked") == contents.count { $0["verdict"]?.string == "masked" })
        #expect(try count("--model demo-chat-1") == 2)
        #expect(try count("--rule cn-privacy.resident-id") == 1)
        #expect(try count("--category privacy --limit 1") == 1)
        #expect(try count("--id " + (contents[1]["id"]?.string ?? "")) == 1)
        #expect(try count("--since 2000-01-01 --until 2000-12-31") == 0)
        #expect(try count("--since 2000-01-01 --verdict clean") == 1)
        #expect(try work.hallmark("log search audit --severity urgent").status == 64)
    }

    @Test func `show finds a record by id and by number`() throws {
        let work = try workplace()
        let record = try #require(try work.records().first { $0["kind"]?.string == "content" })
        let byID = try work.hallmark(["log", "show", "audit", record["id"]?.string ?? "", "--json"])
        let byNumber = try work.hallmark(["log", "show", "audit", String(record["seq"]?.integer ?? -1), "--json"])
        #expect(byID.output == byNumber.output)
        #expect(try JSONValue(parsing: Array(byID.output.dropLast())) == record)
        #expect(try work.hallmark("log show audit 99999").status == 66)
    }

    @Test func `stats count what is there`() throws {
        let work = try workplace()
        let finished = try work.hallmark("log stats audit --json")
        let stats = try JSONValue(parsing: Array(finished.output.dropLast()))
        #expect(stats["kinds"]?["content"]?.integer == 3)
        #expect(stats["models"]?["demo-chat-1"]?.integer == 2)
        #expect(try work.hallmark("log stats audit").text.contains("demo-chat-2"))
    }

    @Test func `keygen writes a key that only its owner reads, and never over another`() throws {
        let work = try Workplace()
        let made = try work.hallmark("keygen audit.example.com/chat")
        #expect(made.status == 0)
        #expect(made.text.hasPrefix("audit.example.com/chat+"))
        let folder = work.folder.file("keys")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".skey") })
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try work.hallmark("keygen audit.example.com/chat").status == 73)
    }

    @Test func `a changed byte of every file is found through the command`() throws {
        let work = try workplace()
        let key = try work.verifierKey()
        for name in try FileManager.default.subpathsOfDirectory(atPath: work.folder.file("audit")) {
            guard let bytes = try? work.folder.read("audit/" + name), !bytes.isEmpty else { continue }
            var changed = bytes
            changed[bytes.count / 2] ^= 1
            try work.folder.write(changed, to: "audit/" + name)
            let finished = try work.hallmark(["log", "verify", "audit", "--key", key])
            #expect(finished.status == 1, "\(name): \(finished.text)")
            try work.folder.write(bytes, to: "audit/" + name)
        }
        #expect(try work.hallmark(["log", "verify", "audit", "--key", key]).status == 0)
    }
}
