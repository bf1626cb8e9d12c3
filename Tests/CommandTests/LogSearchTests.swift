import Foundation
import Primitives
import TestSupport
import Testing

/// `log search` beside programs that know nothing of it.
@Suite struct LogSearchTests {
    private func workplace(_ count: Int = 60) throws -> Workplace {
        let work = try Workplace()
        let lines = (0..<count).map { number in
            let text = number % 3 == 0 ? "电话 1380013\(8000 + number)" : number % 5 == 0 ? "mail user\(number)@mail-shop.cn" : "第 \(number) 句"
            return "{\"model\":\"m\(number % 4)\",\"content\":\"\(text)\"}\n"
        }
        #expect(try work.hallmark("filter --format jsonl", input: lines.joined()).status == 0)
        return work
    }

    @Test(.enabled(if: Peer.isInstalled("jq") && Peer.isInstalled("zstd"), "jq or zstd is not installed"))
    func `jq finds the same records`() throws {
        let work = try workplace()
        let queries = [
            ("--verdict masked", #"select(.verdict=="masked")"#), ("--model m2", #"select(.model=="m2")"#),
            ("--rule cn-privacy.mobile --model m0", #"select(.model=="m0" and any(.findings[]?; .rule=="cn-privacy.mobile"))"#),
            ("--category privacy --severity high", #"select(any(.findings[]?; .category=="privacy") and any(.findings[]?; .severity=="high"))"#),
            ("--action mask", #"select(.action=="mask")"#), ("--source stdin", #"select(.source.name?=="stdin")"#),
            ("--kind log.open", #"select(.kind=="log.open")"#), ("--since 2000-01-01", "."),
        ]
        for (options, filter) in queries {
            for more in ["", " --no-index"] {
                let found = try work.hallmark("log search audit --json \(options)\(more)")
                let peer = try Command.run(
                    "sh", ["-c", "zstd -dcq audit/segments/*.zst | jq -c --sort-keys '\(filter)'"], folder: work.folder.path)
                #expect(!found.output.isEmpty && found.text == peer.text, "\(options)")
                let lines = found.text.split(separator: "\n").map(String.init)
                let newest = try work.hallmark("log search audit --json --newest \(options)\(more)")
                #expect(newest.text.split(separator: "\n").map(String.init) == lines.reversed())
                #expect(try work.hallmark("log search audit --count \(options)\(more)").text == "\(lines.count)\n")
            }
        }
    }

    @Test func `DuckDB counts the same`() throws {
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: "search beside DuckDB") else { return }
        let work = try workplace()
        let script = """
            import duckdb, sys
            for condition in sys.argv[1:]:
                table = "read_ndjson('audit/segments/*.zst', columns={'verdict': 'VARCHAR', 'model': 'VARCHAR', 'kind': 'VARCHAR'})"
                print(duckdb.sql(f"select count(*) from {table} where {condition}").fetchall()[0][0])
            """
        let finished = try Command.run(
            python, ["-c", script, "verdict='masked'", "model='m1'", "kind='content'"], folder: work.folder.path)
        let counts = try ["--verdict masked", "--model m1", "--kind content"].map {
            try work.hallmark("log search audit --count " + $0).text
        }
        #expect(finished.text == counts.joined(), "\(finished.error)")
    }

    @Test func `a text is found by who has the keys, and nobody else`() throws {
        let work = try workplace(9)
        let text = "电话 13800138003"
        let found = try work.hallmark(["log", "search", "audit", "--text", "-", "--json"], input: Array(text.utf8))
        let record = try JSONValue(parsing: Array(found.output.dropLast()))
        #expect(record["source"]?["line"]?.integer == 4, "\(found.text) \(found.error)")
        // What was delivered is found as well.
        let delivered = try work.hallmark("filter --format text --no-log --label visible=start", input: text).text
        #expect(!delivered.contains("13800138003"))
        try work.folder.write("电话 [已屏蔽]", to: "delivered.txt")
        let output = record["output"]?["hmac"]?.string ?? ""
        #expect(try work.hallmark("log search audit --count --digest \(output)").text != "0\n")
        try work.folder.write(text + " ", to: "other.txt")
        #expect(try work.hallmark("log search audit --count --text other.txt").text == "0\n")
        let nobody = try work.hallmark(
            ["log", "search", "audit", "--text", "other.txt"], environment: ["HALLMARK_KEYS": work.folder.file("none")])
        #expect(nobody.status == 69)
        #expect(nobody.error.contains("no key of any epoch"), "\(nobody.error)")
        #expect(try work.hallmark("log search audit --text nowhere.txt").status == 66)
        #expect(try work.hallmark("log search audit --digest xyz").status == 64)
    }

    @Test func `an index of garbage does no harm, and is made anew`() throws {
        let work = try workplace()
        let before = try work.hallmark("log search audit --json --verdict masked").text
        try work.folder.write("no database at all", to: "audit/index.sqlite")
        let garbage = try work.hallmark("log search audit --json --verdict masked")
        #expect(garbage.status == 0 && garbage.text == before && !before.isEmpty, "\(garbage.error)")
        #expect(try work.hallmark("log index audit").status == 0)
        #expect(try work.hallmark("log search audit --json --verdict masked").text == before)
        #expect(try work.hallmark("log index audit --index no/such/folder/i.sqlite").status == 73)
        #expect(try work.hallmark("log index nowhere").status != 0)
        let verified = try work.hallmark(["log", "verify", "audit", "--json", "--key", try work.verifierKey()])
        #expect(verified.text.contains("\"unknown_files\":[]"), "\(verified.text)")
    }
}
