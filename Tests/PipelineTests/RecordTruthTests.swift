import AuditLog
import ContentFormats
import Foundation
import Monitor
import Primitives
import Provenance
import Rules
import Testing

@testable import Pipeline

/// What the records say is what happened, and they are kept before it happens.
@Suite struct RecordTruthTests {
    /// Blocks a text in which `!` stands.
    private struct Objector: TextMonitor {
        func judge(_ text: [UInt8]) -> Judgement {
            let place = text.firstIndex(of: UInt8(ascii: "!"))
            return Judgement(
                findings: [], doubts: [], verdict: place == nil ? .clean : .blocked,
                decision: Decision(edits: [], cut: place))
        }
    }

    private func engine(
        _ codec: any ContentCodec, _ books: MemoryBooks, _ monitor: any TextMonitor = defaultMonitor,
        release: Bool = false, holdLimit: Int = 1 << 20
    ) -> FilterEngine {
        FilterEngine(
            codec: codec, monitor: monitor, ledger: Ledger(books),
            configuration: FilterEngine.Configuration(
                source: Source(name: "stdin"),
                labels: LabelPlan(visible: nil, aigc: false, form: .auto, producer: .unnamed, signer: nil),
                enforcement: Enforcement(onUndecided: release ? .release : .block), holdLimit: holdLimit, packs: "",
                environment: fixedEnvironment()))
    }

    private func frame(_ field: String, _ text: String) -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"\(field)\":\"\(text)\"},\"finish_reason\":null}]}\n\n"
    }
    private let stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

    private func contents(_ books: MemoryBooks) -> [String: [String: JSONValue]] {
        var found: [String: [String: JSONValue]] = [:]
        for record in books.records where record["kind"]?.string == "content" {
            found[record["channel"]?["name"]?.string ?? ""] = record
        }
        return found
    }

    @Test func `the parts of a streamed text are durable before it leaves, its closing record comes after`() throws {
        let books = MemoryBooks()
        let engine = engine(TextCodec(), books)
        _ = try engine.feed(bytes(Array(repeating: "我的身份证号是11010519491231002X", count: 300).joined(separator: "\n")))
        let output = try engine.finish()
        #expect(!output.isEmpty)
        #expect(books.records.prefix(books.committed).map { $0["kind"]?.string } == ["open", "part", "part"])
        try engine.delivered()
        #expect(books.records.last?["kind"]?.string == "content")
        #expect(books.records.last?["parts"]?.integer == 2)
        #expect(books.records.count == 4)
    }

    @Test func `a channel that was let go past the cap is not told as withheld, and its neighbour is judged`() throws {
        let books = MemoryBooks()
        let engine = engine(OpenAISSECodec(), books, release: true, holdLimit: 100)
        let input = frame("content", "110105194912310") + frame("content", "02X")
            + String(repeating: frame("reasoning_content", endless), count: 50) + stop
        var output = try engine.feed(bytes(input))
        output += try engine.finish()
        try engine.delivered()
        #expect(String(decoding: output, as: UTF8.self).unicodeScalars.count { $0 == "\u{E0041}" } == 100)
        #expect(engine.tally.withheld == 0)
        #expect(contents(books)["choice 0"]?["verdict"]?.string == "masked")
        let record = contents(books)["choice 0/reasoning"]
        #expect(record?["output"] == nil)
        #expect(record?["action"] == nil)
        #expect(record?["reason"]?.string == "hold-cap")
        #expect(record?["verdict"]?.string == "undecided")
    }

    @Test func `a block in what is held outranks letting go what cannot be judged`() throws {
        let books = MemoryBooks()
        let engine = engine(OpenAISSECodec(), books, Objector(), release: true, holdLimit: 100)
        let input = frame("content", "no!") + String(repeating: frame("content", "0123456789"), count: 40)
        var output = try engine.feed(bytes(input + stop))
        output += try engine.finish()
        try engine.delivered()
        let text = String(decoding: output, as: UTF8.self)
        #expect(!text.contains("no!") && !text.contains("0123456789"))
        #expect(text.contains("content_filter"))
        #expect(contents(books)["choice 0"]?["action"]?.string == "block")
        #expect(contents(books)["choice 0"]?["reason"]?.string == "hold-cap")
    }

    @Test func `a signal after a choice was let go does not claim that it was dropped`() throws {
        let books = MemoryBooks()
        let engine = engine(TextCodec(), books, release: true, holdLimit: 8)
        let text = bytes(endless + endless)
        #expect(try engine.feed(text) == text)
        try engine.delivered()
        try engine.interrupt()
        let record = contents(books)["text"]
        #expect(record?["ended"]?.string == "interrupted")
        #expect(record?["output"] == nil)
        #expect(record?["action"] == nil)
    }

    @Test(arguments: [true, false])
    func `a record that closes a stream cites an open one that is there, though a commit failed`(isFirst: Bool) throws {
        let books = MemoryBooks()
        let engine = engine(OpenAISSECodec(), books)
        if !isFirst {
            _ = try engine.feed(bytes(frame("content", "one")))
            try engine.delivered()
        }
        books.isFull = true
        #expect(throws: LogError.closed) { try engine.feed(bytes(frame("content", "two"))) }
        try engine.interrupt()
        let opened = books.records.filter { $0["kind"] == "open" }.map { $0["id"] }
        let cited = books.records.filter { $0["kind"] == "content" }.map { $0["open"] }
        #expect(opened.count == 1)
        #expect(cited == opened)
        #expect(books.committed == books.records.count)
    }

    @Test(arguments: ["k", "\\u0001", "印"])
    func `no name that comes with the content makes a record too long`(unit: String) throws {
        let books = MemoryBooks()
        let long = String(repeating: unit, count: 70_000)
        let inner = "{\\\"\(long.replacing("\\", with: "\\\\"))\\\":\\\"v\\\"}"
        let line = "{\"model\":\"\(long)\",\"choices\":[{\"message\":{\"content\":\"x\",\"tool_calls\":"
            + "[{\"function\":{\"arguments\":\"\(inner)\"}}]}}]}\n"
        let engine = engine(JSONLinesCodec(), books)
        _ = try engine.feed(bytes(line))
        _ = try engine.finish()
        #expect(books.records.count == 3)
        for record in books.records { #expect(JSONValue.object(record).canonical.count < 4096) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a record with very many strings costs no square of them`() throws {
        let books = MemoryBooks()
        let values = Array(repeating: "\\\"a\\\"", count: 20_000).joined(separator: ",")
        let line = "{\"choices\":[{\"message\":{\"content\":\"x\",\"tool_calls\":[{\"function\":{\"arguments\":\"[\(values)]\"}}]}}]}\n"
        let engine = engine(JSONLinesCodec(), books, Objector())
        #expect(try engine.feed(bytes(line)) == bytes(line))
        #expect(books.records.count == 20_001)
    }
}
