import Foundation
import Primitives
import TestSupport
import Testing

/// What proofs, consistency and tiles print with `--json` is what `docs/schema` says.
@Suite struct ProofSchemaTests {
    private func expect(_ finished: Finished, fits name: String, status: Int32 = 0) throws {
        #expect(finished.status == status, "\(finished.error)")
        let schema = try SchemaValidator(named: name)
        let problems = schema.problems(try JSONValue(parsing: Array(finished.output.dropLast())))
        #expect(problems.isEmpty, "\(name): \(problems) in \(finished.text)")
        guard JSONSchemaPeer.isInstalled else { return }
        let answer = try JSONSchemaPeer.problems([String(finished.text.dropLast())], schema: name)
        #expect(answer.isEmpty, "jsonschema on \(name): \(answer)")
    }

    @Test func `proofs, consistency, tiles and a verification with witnesses`() throws {
        let work = try Workplace()
        #expect(try work.hallmark("filter --format text", input: "a reply").status == 0)
        let key = try work.verifierKey()
        let vkey = String(decoding: try Data(contentsOf: URL(fileURLWithPath: key)), as: UTF8.self)
        try expect(try work.hallmark("log prove audit 0..2 --output proofs --json"), fits: "log-prove")
        try expect(
            try work.hallmark(["log", "check-proof", "proofs/1.tlog-proof", "--key", key, "--json"]),
            fits: "log-check-proof")
        let witness = try work.hallmark("keygen witness.example/a --witness --keys w").text
        try work.folder.write("log \(vkey)\nwitness a \(witness)quorum a\n", to: "trust")
        try expect(
            try work.hallmark("log check-proof proofs/1.tlog-proof --trust trust --json"), fits: "log-check-proof",
            status: 1)
        try expect(try work.hallmark("log verify audit --trust trust --json"), fits: "log-verify", status: 1)
        try expect(try work.hallmark("log consistency audit --from 2 --json"), fits: "log-consistency")
        try expect(try work.hallmark("log consistency audit --from 99 --json"), fits: "log-consistency", status: 1)
        try expect(try work.hallmark("log export audit --tlog-tiles tiles --json"), fits: "log-export-tiles")
        let schema = try SchemaValidator(named: "record")
        for record in try work.records() { #expect(schema.problems(record).isEmpty) }
    }
}
