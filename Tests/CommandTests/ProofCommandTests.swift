import Foundation
import Primitives
import TestSupport
import Testing

/// Proofs and witnesses, with the built command.
@Suite struct ProofCommandTests {
    private func workplace() throws -> Workplace {
        let work = try Workplace()
        let lines = (0..<40).map { "{\"content\":\"reply \($0)\"}\n" }.joined()
        #expect(try work.hallmark("filter --format jsonl", input: lines).status == 0)
        return work
    }

    private func json(_ finished: Finished) throws -> JSONValue {
        try JSONValue(parsing: Array(finished.output.dropLast()))
    }

    @Test func `a proof convinces whoever has it and the key, and nothing else is needed`() throws {
        let work = try workplace()
        let key = try work.verifierKey()
        let proof = try work.hallmark("log prove audit 7")
        #expect(proof.status == 0)
        let record = try work.hallmark("log show audit 7 --json").output
        let elsewhere = try Workplace()
        try elsewhere.folder.write(proof.output, to: "p.tlog-proof")
        let good = try elsewhere.hallmark(["log", "check-proof", "p.tlog-proof", "--key", key])
        #expect(good.status == 0 && good.text.hasPrefix("PROVEN  p.tlog-proof\n"), "\(good.text)")
        #expect(good.text.contains("record      7 of "))
        let brought = try elsewhere.folder.write(record, to: "record")
        #expect(try elsewhere.hallmark(["log", "check-proof", "p.tlog-proof", "--key", key, "--record", brought]).status == 0)
        let other = try elsewhere.folder.write(try work.hallmark("log show audit 8 --json").output, to: "other")
        let wrong = try elsewhere.hallmark(["log", "check-proof", "p.tlog-proof", "--key", key, "--record", other, "--json"])
        #expect(wrong.status == 1)
        #expect(try json(wrong)["verdict"]?.string == "not-proven")
        #expect(try elsewhere.hallmark("log check-proof p.tlog-proof").status == 64)
        #expect(try elsewhere.hallmark(["log", "check-proof", "no-such", "--key", key]).status == 66)
        try elsewhere.folder.write(proof.output.dropLast(), to: "cut")
        #expect(try elsewhere.hallmark(["log", "check-proof", "cut", "--key", key]).status == 65)
        let stranger = try elsewhere.hallmark("keygen stranger.example").text.dropLast()
        #expect(try elsewhere.hallmark(["log", "check-proof", "p.tlog-proof", "--key", String(stranger)]).status == 1)
    }

    @Test func `proofs by id, of a range, under an earlier checkpoint, and without the record`() throws {
        let work = try workplace()
        let key = try work.verifierKey()
        try work.folder.write(try work.folder.read("audit/checkpoint"), to: "kept")
        #expect(try work.hallmark("filter --format text", input: "more").status == 0)
        let id = try #require(try work.records()[9]["id"]?.string)
        let range = try work.hallmark("log prove audit 5..9 --output proofs --checkpoint kept --json")
        #expect(range.status == 0)
        #expect(try json(range)["proofs"]?.array?.count == 5)
        for index in 5...9 {
            let finished = try work.hallmark(["log", "check-proof", "proofs/\(index).tlog-proof", "--key", key, "--json"])
            #expect(finished.status == 0)
            #expect(try json(finished)["record"]?["seq"]?.integer == Int64(index))
            #expect(try json(finished)["checkpoint"] == json(range)["checkpoint"])
        }
        #expect(try work.hallmark(["log", "prove", "audit", id, "--output", "by-id", "--without-record"]).status == 0)
        #expect(try work.hallmark(["log", "check-proof", "by-id", "--key", key]).status == 64)
        #expect(try work.hallmark("log prove audit 99999").status == 66)
        #expect(try work.hallmark("log prove audit 5..9").status == 64)
        #expect(try work.hallmark("log prove audit 019a5c1e-7d7b-7c3e-8f2b-0c9b3a3f1d10").status == 66)
        #expect(try work.hallmark("log prove audit 5 --size 4").status == 66)
    }

    @Test func `a checkpoint that was kept shows whether the log was rewritten since`() throws {
        let work = try workplace()
        let key = try work.verifierKey()
        try work.folder.write(try work.folder.read("audit/checkpoint"), to: "kept")
        #expect(try work.hallmark("filter --format text", input: "more").status == 0)
        let good = try work.hallmark(["log", "consistency", "audit", "--from", "kept", "--key", key, "--output", "proof", "--json"])
        #expect(good.status == 0)
        #expect(try json(good)["verdict"]?.string == "consistent")
        #expect(try work.hallmark("log consistency audit --from 3").status == 0)
        // Another log, and the same log put back to before.
        let other = try workplace()
        try other.folder.write(try work.folder.read("kept"), to: "kept")
        let foreign = try other.hallmark("log consistency audit --from kept")
        #expect(foreign.status == 1 && foreign.text.contains("another log"), "\(foreign.text)")
        try work.folder.write(try work.folder.read("audit/checkpoint"), to: "newest")
        let old = try workplace()
        try old.folder.write(try work.folder.read("newest"), to: "newest")
        #expect(try old.hallmark("log consistency audit --from newest --to newest").status == 1)
        #expect(try work.hallmark("log consistency audit --from 999").status == 1)
        #expect(try work.hallmark("log consistency audit --from no-such").status == 66)
    }

    @Test func `a checkpoint goes to a witness on a stick and comes back cosigned`() throws {
        let work = try workplace()
        let witness = try Workplace()
        let vkey = try witness.hallmark("keygen witness.example/a --witness").text.trimmingCharacters(in: .newlines)
        let skey = witness.folder.file("keys/witness%2eexample%2fa.skey")
        let skeyPath = FileManager.default.fileExists(atPath: skey) ? skey : try FileManager.default
            .contentsOfDirectory(atPath: witness.folder.file("keys")).filter { $0.hasSuffix(".skey") }
            .map { witness.folder.file("keys/" + $0) }[0]
        let key = String(decoding: try Data(contentsOf: URL(fileURLWithPath: work.verifierKey())), as: UTF8.self)
        let trust = try work.folder.write("log \(key)\nwitness a \(vkey)\nquorum a\n", to: "trust")
        let before = try work.hallmark(["log", "verify", "audit", "--trust", trust])
        #expect(before.status == 1 && before.text.contains("INCONCLUSIVE") && before.text.contains("not reached"), "\(before.text)")

        #expect(try work.hallmark("log witness request audit --output request").status == 0)
        let sign = ["log", "witness", "sign", work.folder.file("request"), "--state", "state", "--key", skeyPath, "--trust", trust]
        let signed = try witness.hallmark(sign + ["--output", "answer"])
        #expect(signed.status == 0, "\(signed.error)")
        let again = try witness.hallmark(sign)
        #expect(again.status == 1 && again.error.contains("--from"), "\(again.error)")
        let accepted = try work.hallmark(["log", "witness", "accept", "audit", witness.folder.file("answer"), "--trust", trust])
        #expect(accepted.status == 0, "\(accepted.error)")
        let after = try work.hallmark(["log", "verify", "audit", "--trust", trust, "--json"])
        #expect(after.status == 0)
        #expect(try json(after)["witnesses"]?["reached"]?.bool == true)
        #expect(try json(after)["witnesses"]?["cosigned"]?.array?.count == 1)

        // A proof carries the witness's word along.
        #expect(try work.hallmark("log prove audit 7 --output p").status == 0)
        let proven = try work.hallmark(["log", "check-proof", "p", "--trust", trust])
        #expect(proven.status == 0 && proven.text.contains("quorum      a: reached"), "\(proven.text)")

        // A new run moves on; the witness is behind, the log is whole, its writer starts.
        #expect(try work.hallmark("filter --format text", input: "more").status == 0)
        let later = try work.hallmark(["log", "verify", "audit", "--trust", trust])
        #expect(later.status == 1 && later.text.contains("the last checkpoint that has it is of "), "\(later.text)")
        #expect(try work.hallmark(["log", "verify", "audit", "--key", work.verifierKey()]).status == 0)

        // What is no witness's word is not kept.
        #expect(try work.hallmark(["log", "witness", "accept", "audit", "audit/checkpoint", "--trust", trust]).status == 65)
    }

    @Test func `a run sends its checkpoint to the witness, and fails without one where that is required`() throws {
        let work = try workplace()
        let vkey = try work.hallmark("keygen witness.example/a --witness --keys w").text.trimmingCharacters(in: .newlines)
        let skey = try #require(
            try FileManager.default.contentsOfDirectory(atPath: work.folder.file("w")).first { $0.hasSuffix(".skey") })
        let key = String(decoding: try Data(contentsOf: URL(fileURLWithPath: work.verifierKey())), as: UTF8.self)
        try work.folder.write("log \(key)\nquorum none\n", to: "logs")
        let server = Process()
        server.executableURL = URL(fileURLWithPath: Command.hallmark)
        server.arguments = [
            "log", "witness", "serve", "--state", work.folder.file("state"), "--key", work.folder.file("w/" + skey),
            "--trust", work.folder.file("logs"), "--listen", "127.0.0.1:0",
        ]
        let pipe = Pipe()
        server.standardError = pipe
        try server.run()
        var said = ""
        while !said.contains("\n") { said += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self) }
        let url = try #require(said.split(whereSeparator: \.isWhitespace).last { $0.hasPrefix("http://") })
        try work.folder.write("log \(key)\nwitness a \(vkey) \(url)\nquorum a\n", to: "trust")
        try work.folder.write("log: {trust: trust, quorum: required}\n", to: "hallmark.yaml")

        let run = try work.hallmark("filter --format text", input: "more")
        #expect(run.status == 0, "\(run.error)")
        #expect(try work.hallmark("log verify audit").status == 0)
        #expect(try work.hallmark("audit kept --log audit").status == 66)
        #expect(try work.hallmark("log witness push audit").status == 0)

        server.terminate()
        server.waitUntilExit()
        #expect(server.terminationReason == .exit && server.terminationStatus == 0)
        let failed = try work.hallmark("filter --format text", input: "again")
        #expect(failed.status == 69 && failed.error.contains("has not reached the quorum a"), "\(failed.error)")
        #expect(failed.text.contains("again"))
        try work.folder.write("log: {trust: trust}\n", to: "hallmark.yaml")
        let warned = try work.hallmark("filter --format text", input: "again")
        #expect(warned.status == 0 && warned.error.contains("witness a: not reached"), "\(warned.error)")
        #expect(try work.hallmark("log witness push audit").status == 1)
        #expect(try work.hallmark(["log", "verify", "audit", "--key", work.verifierKey()]).status == 0)
        try work.folder.write("log: {quorum: required}\n", to: "hallmark.yaml")
        #expect(try work.hallmark("filter --format text", input: "x").status == 78)
    }

    @Test func `every wrong line of a trust policy is named with file and line`() throws {
        let work = try workplace()
        try work.folder.write("log x\n\nwitness a b\nquorum c\n", to: "trust")
        let finished = try work.hallmark("log verify audit --trust trust")
        #expect(finished.status == 78)
        for line in [1, 3, 4] { #expect(finished.error.contains("trust:\(line): "), "\(finished.error)") }
    }

    @Test func `a log is exported as tiles, and the export is a record of it`() throws {
        let work = try workplace()
        let first = try work.hallmark("log export audit --tlog-tiles tiles --json")
        #expect(first.status == 0, "\(first.error)")
        let records = try work.records()
        #expect(records.contains { $0["kind"]?.string == "log.export" && $0["format"]?.string == "tlog-tiles" })
        #expect(try json(first)["checkpoint"]?["size"]?.integer == Int64(records.count))
        #expect(try work.folder.read("tiles/checkpoint") == work.folder.read("audit/checkpoint"))
        let again = try work.hallmark("log export audit --tlog-tiles tiles --unrecorded --json")
        #expect(again.status == 0)
        #expect(try json(again)["written"]?.integer == 1)
        #expect(try workplace().hallmark(["log", "export", "audit", "--tlog-tiles", work.folder.file("tiles")]).status == 73)
        #expect(try work.hallmark("log export audit").status == 64)
    }
}
