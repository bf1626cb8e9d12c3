import Primitives
import Rules
import TestSupport
import Testing

@testable import HallmarkCommand

@Suite struct `Evaluating rules` {
    static let data = """
        {"text": "电话 13800138000", "labels": [{"rule": "cn-privacy.mobile", "bytes": [7, 18]}]}
        {"text": "call 13800138000", "labels": [], "note": "free"}
        {"text": "nothing", "labels": [{"category": "secret"}]}

        """

    private func work() throws -> Workplace {
        let work = try Workplace()
        try work.folder.write(Self.data, to: "data.jsonl")
        try work.folder.write(try sample("../Rules/cn-privacy.yaml"), to: "new/a.yaml")
        let old = String(decoding: try sample("../Rules/cn-privacy.yaml"), as: UTF8.self)
        try work.folder.write(old.replacing("1(?:3[0-9]", with: "1(?:2[0-9]"), to: "old/a.yaml")
        return work
    }

    @Test func `it says figures, false alarms and misses`() throws {
        let finished = try work().hallmark("rules eval data.jsonl --rules new")
        #expect(finished.status == 0 && finished.error.isEmpty, "\(finished.error)")
        let text = finished.text
        #expect(text.hasPrefix("3 texts, 2 with labels, 2 labels\n"))
        #expect(text.contains("data.jsonl:3  secret"))
        #expect(text.contains("cn-privacy.mobile"))
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `the text of false alarms can be left out`() throws {
        let work = try work()
        #expect(try work.hallmark("rules eval data.jsonl --benign --field text").text.contains("«13800138000»"))
        let without = try work.hallmark("rules eval data.jsonl --benign --field text --no-text")
        #expect(without.text.contains("cn-privacy.mobile  bytes 7–18") && !without.text.contains("13800138000"))
        let none = try work.hallmark("rules eval data.jsonl --benign --field text --list 0")
        #expect(!none.text.contains("13800138000"))
    }

    @Test func `a budget that is exceeded ends with 1`() throws {
        let work = try work()
        let line = "rules eval data.jsonl --benign --field text --max-fp-per-1000 "
        #expect(try work.hallmark(line + "1000").status == 0)
        let over = try work.hallmark(line + "enforce=10")
        #expect(over.status == 1 && over.text.contains("over budget: cn-privacy"), "\(over.text)")
        #expect(try work.hallmark(line + "secrets:0").status == 0)
        let unknown = try work.hallmark(line + "secret:0")
        #expect(unknown.status == 78 && unknown.error.contains("did you mean 'secrets'"))
        #expect(try work.hallmark(line + "many").status == 64)
        try work.folder.write("", to: "empty.jsonl")
        let nothing = try work.hallmark("rules eval empty.jsonl --benign --max-fp-per-1000 0")
        #expect(nothing.status == 66 && nothing.error.contains("nothing was measured"))
        #expect(try work.hallmark("rules eval empty.jsonl --benign").status == 0)
    }

    @Test func `a regression ends with 1 where that is asked for`() throws {
        let work = try work()
        let better = try work.hallmark("rules eval data.jsonl --rules new --against old --fail-on-regression")
        // The new rules find the label, and the old ones nothing; but one false alarm is new.
        #expect(better.text.contains("labels: 1 found now, 0 lost"), "\(better.text)")
        let worse = try work.hallmark("rules eval data.jsonl --rules old --against new")
        #expect(worse.status == 0 && worse.text.contains("labels: 0 found now, 1 lost") && worse.text.contains("regressed"))
        #expect(try work.hallmark("rules eval data.jsonl --rules old --against new --fail-on-regression").status == 1)
        #expect(try work.hallmark("rules eval data.jsonl --rules new --against new --fail-on-regression").status == 0)
        #expect(try work.hallmark("rules eval data.jsonl --fail-on-regression").status == 64)
    }

    @Test func `malformed lines are named and end with 65, which outranks 1`() throws {
        let work = try work()
        try work.folder.write(Self.data + "oops\n{\"text\":\"a\"}\n", to: "bad.jsonl")
        let finished = try work.hallmark("rules eval bad.jsonl --max-fp-per-1000 0")
        #expect(finished.status == 65)
        #expect(finished.error.contains("bad.jsonl:4: no JSON") && finished.error.contains("bad.jsonl:5: no labels"))
        #expect(finished.text.contains("3 texts") && finished.text.contains("2 malformed lines"))
    }

    @Test func `standard input, folders, packed files, and files that are not there`() throws {
        let work = try work()
        let piped = try work.hallmark(["rules", "eval", "-", "--json"], input: Array(Self.data.utf8))
        #expect(try JSONValue(parsing: piped.output)["texts"]?.integer == 3)
        try work.folder.write(Self.data, to: "all/a.jsonl")
        try work.folder.write("电话 13800138000", to: "all/b.txt")
        let packed = try Peer.run("gzip", ["-c"], input: Array(Self.data.utf8)).output
        try work.folder.write(packed, to: "all/c.jsonl.gz")
        #expect(try JSONValue(parsing: work.hallmark("rules eval all --json").output)["texts"]?.integer == 6)
        #expect(try JSONValue(parsing: work.hallmark("rules eval all --json --benign --field text").output)["texts"]?.integer == 7)
        let missing = try work.hallmark("rules eval data.jsonl none.jsonl")
        #expect(missing.status == 66 && missing.error.contains("none.jsonl") && missing.text.contains("3 texts"))
    }

    @Test func `what makes no sense is refused`() throws {
        let work = try work()
        for line in ["", "data.jsonl --benign --spans", "data.jsonl --jobs 0", "data.jsonl --field a --field b", "data.jsonl --field a[]"] {
            #expect(try work.hallmark("rules eval " + line).status == 64, "\(line)")
        }
    }

    @Test func `columns stand under each other whatever the script`() {
        var table = TextTable([.left, .right, .left])
        table.add(["名称", "1", "x"])
        table.add(["name", "200", "中"])
        table.add(["e\u{301}", "", ""])
        #expect(table.lines == ["名称    1  x", "name  200  中", "e\u{301}"])
    }

    @Test func `the columns of a character are those that wcwidth gives it`() throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "widths") else { return }
        let program = """
            import wcwidth, unicodedata
            for value in range(0x20, 0x30000):
                category = unicodedata.category(chr(value))
                if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mc"): continue
                print(value, wcwidth.wcwidth(chr(value)))
            """
        let finished = try Command.run(python, ["-c", program])
        var different: [UInt32] = []
        var count = 0
        for line in finished.text.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            guard numbers.count == 2, let scalar = Unicode.Scalar(UInt32(numbers[0])) else { continue }
            count += 1
            if TextColumns.count(String(scalar)) != numbers[1] { different.append(scalar.value) }
        }
        #expect(count > 100_000, "\(finished.error)")
        // Two regional indicators are one flag, which is two columns wide; the sign of Ahom is a mark to some versions of
        // Unicode and a letter to others.
        #expect(different.allSatisfy { (0x1F1E6...0x1F1FF).contains($0) || $0 == 0x1171E }, "\(different.map { String($0, radix: 16) })")
    }
}
