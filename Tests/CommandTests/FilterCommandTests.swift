import Foundation
import Primitives
import TestSupport
import Testing

/// The operator's job, with the built command.
@Suite struct FilterCommandTests {
    private let reply = "您的身份证号是11010519491231002X，手机13800138000。"

    @Test func `a text is filtered, labelled and logged`() throws {
        let work = try Workplace()
        let finished = try work.hallmark("filter", input: reply)
        #expect(finished.status == 0, "\(finished.error)")
        #expect(finished.text.hasPrefix("本内容由人工智能生成（AI-generated）\n\n"))
        #expect(!finished.text.contains("11010519491231002X"))
        #expect(!finished.text.contains("13800138000"))
        let kinds = try work.records().compactMap { $0["kind"]?.string }
        #expect(kinds.contains("open"))
        #expect(kinds.contains("content"))
        #expect(kinds.last == "log.close")
        let labels = try FileManager.default.contentsOfDirectory(atPath: work.folder.file("labels"))
        #expect(labels.count == 1)
        #expect(labels.first?.hasSuffix(".aigc.json") == true)
    }

    @Test func `the log holds nothing of the content`() throws {
        let work = try Workplace()
        _ = try work.hallmark("filter", input: reply)
        let files = try FileManager.default.subpathsOfDirectory(atPath: work.folder.file("audit"))
        let zstd = try Command.run("bash", ["-c", "zstd -dcq audit/segments/*.zst"], folder: work.folder.path)
        #expect(zstd.status == 0)
        for secret in ["11010519491231002X", "13800138000", "身份证"] {
            #expect(!zstd.text.contains(secret))
            for file in files where !file.hasPrefix("segments/") {
                guard let bytes = try? work.folder.read("audit/" + file) else { continue }
                #expect(!String(decoding: bytes, as: UTF8.self).contains(secret), "\(file)")
            }
        }
    }

    @Test func `zstd and jq read every line, in order, as the log gives it`() throws {
        let work = try Workplace()
        for _ in 0..<3 { _ = try work.hallmark("filter --format jsonl", input: "{\"content\":\"hello\"}\n{\"content\":\"a@b.example.com\"}\n") }
        let shell = try Command.run(
            "bash", ["-c", "zstd -dcq audit/segments/*.zst | jq -e -c .seq"], folder: work.folder.path)
        #expect(shell.status == 0)
        let numbers = shell.text.split(separator: "\n").compactMap { Int($0) }
        #expect(numbers == Array(numbers.indices))
        let plain = try Command.run("bash", ["-c", "zstd -dcq audit/segments/*.zst"], folder: work.folder.path)
        #expect(try work.hallmark("log cat audit").output == plain.output)
    }

    @Test func `a block answers 1 and lets nothing through after it`() throws {
        let work = try Workplace()
        try work.folder.write(
            """
            pack: trial
            version: 1.0.0
            title: {zh: 试, en: Trial}
            rules:
              - id: trial.stop
                title: {zh: 停, en: Stop}
                category: custom
                severity: high
                action: block
                match: {keywords: [forbidden]}
                tests: {hit: [forbidden], clean: [allowed]}
            """, to: "trial.yaml")
        let finished = try work.hallmark(
            "filter --rules trial.yaml --format jsonl", input: "{\"content\":\"so far forbidden and more\",\"n\":1}\n{\"content\":\"next\"}\n")
        #expect(finished.status == 1)
        let first = String(finished.text.split(separator: "\n").first ?? "")
        #expect(first.contains("so far [内容已被拦截 / content blocked]"))
        #expect(first.contains("\"n\":1"))
        #expect(!first.contains("and more"))
        #expect(finished.text.contains("next"))
    }

    @Test func `a reader that goes away ends the run quietly, and the record says interrupted`() throws {
        let work = try Workplace()
        let command = "for i in $(seq 2000); do cat '\(Command.package)/Samples/streams/chat-zh.sse'; done"
            + " | '\(Command.hallmark)' filter --format openai-sse --log audit | head -c 300 > /dev/null; echo ${PIPESTATUS[1]}"
        let finished = try Command.run(
            "bash", ["-c", command], environment: ["HALLMARK_KEYS": work.folder.file("keys")], folder: work.folder.path)
        #expect(finished.text == "0\n", "\(finished.error)")
        let records = try work.records()
        #expect(records.contains { $0["ended"]?.string == "interrupted" })
        #expect(records.last?["kind"]?.string == "log.close")
    }

    @Test(arguments: [[SIGINT, 130], [SIGTERM, 143]])
    func `a signal ends the run cleanly`(pair: [Int32]) throws {
        let (signal, status) = (pair[0], pair[1])
        let work = try Workplace()
        let run = try RunningFilter(work, ["filter", "--format", "text", "--log", "audit"])
        try run.send(reply)
        try run.waitForOutput()
        kill(run.process.processIdentifier, signal)
        run.process.waitUntilExit()
        #expect(run.process.terminationStatus == status)
        let records = try work.records()
        let content = records.last { $0["kind"]?.string == "content" }
        #expect(content?["ended"]?.string == "interrupted")
        #expect(records.last?["kind"]?.string == "log.close")
        #expect(!run.output.contains("11010519491231002X"))
        let verify = try work.hallmark(["log", "verify", "audit", "--key", work.verifierKey()])
        #expect(verify.status == 0, "\(verify.text)")
    }

    @Test func `a stream cut in the middle of a frame is decided, told and answered with 65`() throws {
        let work = try Workplace()
        let finished = try work.hallmark(["filter", "--format", "openai-sse"], input: try sample("streams/chat-cut.sse"))
        #expect(finished.status == 65, "\(finished.error)")
        let contents = try work.records().filter { $0["kind"]?.string == "content" }
        #expect(contents.contains { $0["ended"]?.string == "interrupted" })
        #expect(try work.records().last?["kind"]?.string == "log.close")
    }

    @Test func `a log in use is refused where it was named, and stepped around where it was not`() throws {
        let work = try Workplace()
        let run = try RunningFilter(work, ["filter", "--format", "text"])
        try run.send(reply)
        try run.waitForOutput()
        let named = try work.hallmark("filter --log audit", input: "x")
        #expect(named.status == 75)
        #expect(named.output.isEmpty)
        let unnamed = try work.hallmark("filter", input: "hello")
        #expect(unnamed.status == 0)
        #expect(unnamed.error.contains("audit-2"))
        run.closeInput()
        run.process.waitUntilExit()
        #expect(run.process.terminationStatus == 0)
    }

    @Test func `kill -9 in mid-stream, twenty times: the log opens, verifies, and holds all that left`() throws {
        let work = try Workplace()
        var generator = SeededGenerator(seed: 20)
        var delivered: Set<String> = []
        for round in 0..<20 * Soak.factor {
            let run = try RunningFilter(work, ["filter", "--format", "jsonl", "--log", "audit"])
            let lines = (0..<400).map { "{\"id\":\"\(round)-\($0)\",\"content\":\"call 1380013800\($0 % 10) now\"}\n" }
            DispatchQueue.global().async { try? run.send(lines.joined()) }
            try run.waitForOutput()
            usleep(UInt32.random(in: 0...30_000, using: &generator))
            kill(run.process.processIdentifier, SIGKILL)
            run.process.waitUntilExit()
            // A label names the record of its line: so each line that left can be asked for in the log.
            for line in run.output.split(separator: "\n") where line.hasSuffix("}") {
                let label = try JSONValue(parsing: Array(line.utf8))["AIGC"]
                delivered.insert(try #require(label?["ProduceID"]?.string))
            }
        }
        let last = try work.hallmark("filter --format jsonl --log audit", input: "{\"content\":\"after all\"}\n")
        #expect(last.status == 0, "\(last.error)")
        let verify = try work.hallmark(["log", "verify", "audit", "--key", work.verifierKey()])
        #expect(verify.status == 0, "\(verify.text)")
        let logged = Set(try work.records().filter { $0["kind"]?.string == "content" }.compactMap { $0["id"]?.string })
        #expect(!delivered.isEmpty)
        #expect(delivered.isSubset(of: logged), "\(delivered.subtracting(logged).count) lines left that no record knows")
    }
}

/// A filter that is running, with its input still open.
final class RunningFilter: @unchecked Sendable {
    // Guarded by nothing but order: one test drives it, and the one writer in the background is joined by the exit.
    let process = Process()
    private let input = Pipe()
    private let outputPath: String
    private let errorPath: String

    init(_ work: Workplace, _ arguments: [String]) throws {
        outputPath = try work.folder.write([UInt8](), to: "out-\(UUID().uuidString)")
        errorPath = try work.folder.write([UInt8](), to: "err-\(UUID().uuidString)")
        process.executableURL = URL(fileURLWithPath: Command.hallmark)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: work.folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["HALLMARK_KEYS": work.folder.file("keys"), "XDG_CACHE_HOME": work.folder.file("cache")]) { $1 }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
        signal(SIGPIPE, SIG_IGN)
        try process.run()
    }

    func send(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    func closeInput() { try? input.fileHandleForWriting.close() }

    /// Waits until something has left, twenty seconds at most.
    func waitForOutput() throws {
        for _ in 0..<2000 {
            if !output.isEmpty { return }
            usleep(10_000)
        }
        throw NothingLeft()
    }

    /// Waits until `condition` holds, twenty seconds at most.
    func wait(until condition: () -> Bool) throws {
        for _ in 0..<2000 {
            if condition() { return }
            usleep(10_000)
        }
        throw NothingLeft()
    }

    /// What was said on standard error.
    var error: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    var output: String {
        (try? Data(contentsOf: URL(fileURLWithPath: outputPath))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    struct NothingLeft: Error {}
}
