import Foundation
import Hallmark
import TestSupport
import Testing

/// The sample of `docs/library.md`: it compiles because it stands here, and it does what the page says.
@Suite struct LibrarySampleTests {
    func filter(_ reply: [[UInt8]], keys: String, log: String, environment: Environment) throws -> [UInt8] {
        let packs = try DefaultRules.load().map(\.pack)
        let rules = try RuleSet(packs: packs, overrides: [], enforcement: Enforcement())
        let writer = try LogWriter(
            opening: log, keys: KeyFolder(path: keys), packs: rules.packsRecord, environment: environment,
            options: LogOptions())
        let engine = FilterEngine(
            codec: TextCodec(), monitor: StreamingMonitor(rules, limits: MatchLimits()), ledger: Ledger(writer),
            configuration: FilterEngine.Configuration(
                source: Source(name: "my service"),
                labels: LabelPlan(visible: .standard, aigc: true, form: .prose, producer: .unnamed, signer: nil),
                enforcement: Enforcement(), holdLimit: 1 << 20, packs: "sha256:" + rules.digest, environment: environment))
        var output: [UInt8] = []
        for piece in reply { output += try engine.feed(piece) }  // what comes back may leave: it is in the books
        output += try engine.finish()
        try engine.delivered()                                   // it has left
        try writer.close(reason: "end-of-input")
        return output
    }

    @Test func `the sample watches, marks and logs`() throws {
        let folder = try TemporaryFolder()
        let (keys, log) = (folder.file("keys"), folder.file("audit"))
        try LogWriter.create(
            directory: log, origin: nil, producer: "", keys: KeyFolder(path: keys), environment: .system, host: "test")
        let text = Array("我的手机号是 13800138000。".utf8)
        let output = try filter(
            [Array(text[..<20]), Array(text[20...])], keys: keys, log: log, environment: .system)
        let delivered = String(decoding: output, as: UTF8.self)
        #expect(delivered.hasPrefix("本内容由人工智能生成（AI-generated）\n\n我的手机号是 "))
        #expect(!delivered.contains("13800138000"))
        #expect(LogVerifier.verify(directory: log, trust: .folder(KeyFolder(path: keys))).verdict == .verified)
        var kinds: [String] = []
        try LogReader(directory: log).forEach { _, line in
            kinds += try JSONValue(parsing: line)["kind"]?.string.map { [$0] } ?? []
            return true
        }
        #expect(kinds == ["log.init", "epoch.begun", "log.open", "open", "content", "log.close"])
    }

    @Test func `the page shows what stands here, line by line`() throws {
        let page = try Self.lines(Command.package + "/docs/library.md")
        let start = try #require(page.firstIndex(of: "```swift"))
        let end = try #require(page[(start + 1)...].firstIndex(of: "```"))
        let block = page[(start + 1)..<end].filter { !$0.isEmpty }
        #expect(block.first == "import Hallmark")
        let here = try Self.lines(#filePath)
        let first = try #require(here.firstIndex { $0.hasPrefix("func filter(") })
        #expect(Array(here[first...].prefix(block.count - 1)) == Array(block.dropFirst()))
    }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
