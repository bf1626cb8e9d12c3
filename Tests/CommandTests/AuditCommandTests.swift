import Foundation
import Primitives
import TestSupport
import Testing

/// The auditor's job, with the built command.
@Suite struct AuditCommandTests {
    private func archive() throws -> Workplace {
        let work = try Workplace()
        try work.folder.write("一切正常。", to: "in/a.txt")
        try work.folder.write("证件号 身份证 11010519491231002X", to: "in/sub/b.md")
        try work.folder.write("{\"content\":\"ok\"}\n{\"content\":\"someone@example.com\"}\n", to: "in/c.jsonl")
        try work.folder.write("[{\"text\":\"one\"},{\"text\":\"two\"}]", to: "in/d.json")
        try work.folder.write("not for us", to: "in/e.bin")
        for pack in ["gzip -k in/c.jsonl", "zstd -qk in/sub/b.md"] {
            #expect(try Command.run("bash", ["-c", pack], folder: work.folder.path).status == 0)
        }
        return work
    }

    @Test func `every kind of file is read, packed or not`() throws {
        let work = try archive()
        let finished = try work.hallmark("audit in --json")
        #expect(finished.status == 0, "\(finished.error)")
        let report = try JSONValue(parsing: Array(finished.output.dropLast()))
        #expect(report["files"]?.integer == 6)
        #expect(report["channels"]?.integer == 9)
        #expect(report["by_rule"]?["cn-privacy.resident-id"]?.integer == 2)
        let contents = try work.records().filter { $0["kind"]?.string == "content" }
        #expect(contents.count == 9)
        #expect(contents.allSatisfy { $0["mode"]?.string == "audit" && $0["output"] == nil })
    }

    @Test func `the log is the same whatever the number of jobs`() throws {
        let work = try archive()
        func told(_ jobs: Int) throws -> [JSONValue] {
            #expect(try work.hallmark("audit in Nothing --log log\(jobs) --jobs \(jobs)").status == 66)
            return try work.records("log\(jobs)").filter { $0["kind"]?.string == "content" }.map { record in
                guard case .object(var members) = record else { return record }
                for key in ["id", "time", "seq"] { members[key] = nil }
                return .object(members)
            }
        }
        let one = try told(1)
        #expect(try told(4) == one)
        #expect(one.count == 9)
    }

    @Test func `fail-on answers 1 from its severity on`() throws {
        let work = try archive()
        #expect(try work.hallmark("audit in --no-log").status == 0)
        #expect(try work.hallmark("audit in --no-log --fail-on low").status == 1)
        #expect(try work.hallmark("audit in/a.txt --no-log --fail-on low").status == 0)
    }

    @Test func `a damaged file is named, what could be read is judged, and the rest goes on`() throws {
        let work = try archive()
        let packed = try work.folder.read("in/c.jsonl.gz")
        try work.folder.write(Array(packed.dropLast(9)), to: "in/broken.jsonl.gz")
        let finished = try work.hallmark("audit in --no-log --json")
        #expect(finished.status == 74, "\(finished.error)")
        #expect(finished.error.contains("broken.jsonl.gz"))
        #expect(finished.text.contains("cn-privacy.resident-id"))
    }

    @Test func `a log inside the archive is not mistaken for content`() throws {
        let work = try archive()
        #expect(try work.hallmark("audit in --log in/audit").status == 0)
        let again = try work.hallmark("audit in --no-log --json")
        let report = try JSONValue(parsing: Array(again.output.dropLast()))
        #expect(report["files"]?.integer == 6)
    }

    @Test func `the sample archive is audited to its end`() throws {
        let work = try Workplace()
        let finished = try work.hallmark(
            ["audit", Command.package + "/Samples/archive", Command.package + "/Samples/replies", "--json", "--no-log"])
        #expect(finished.status == 0, "\(finished.error)")
        let report = try JSONValue(parsing: Array(finished.output.dropLast()))
        #expect((report["findings"]?.integer ?? 0) > 10)
    }
}
