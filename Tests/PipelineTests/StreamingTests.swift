import ContentFormats
import Foundation
import Monitor
import Primitives
import Provenance
import Rules
import TestSupport
import Testing

@testable import Pipeline

/// Text leaves while it comes, and everything else stays as if it had been held.
@Suite struct StreamingTests {
    private let prose = """
        Good morning, al alp alpha! 您的身份和数据 are bravo, alphalpha 身 份身份 and so on.\r\n\
        bravo alpha \u{1F600} e\u{301}.
        """

    private func engine(
        _ codec: any ContentCodec, _ books: MemoryBooks, _ monitor: any TextMonitor = WordMonitor(),
        visible: VisibleLabel? = nil, holdLimit: Int? = nil
    ) -> FilterEngine {
        FilterEngine(
            codec: codec, monitor: monitor, ledger: Ledger(books),
            configuration: FilterEngine.Configuration(
                source: Source(name: "stdin"),
                labels: LabelPlan(visible: visible, aigc: true, form: .auto, producer: .unnamed, signer: nil),
                enforcement: Enforcement(), holdLimit: holdLimit, packs: "sha256:one", environment: fixedEnvironment()))
    }

    private func run(
        _ pieces: [[UInt8]], _ codec: any ContentCodec, _ monitor: any TextMonitor, visible: VisibleLabel? = .standard
    ) throws -> RunOutcome {
        let books = MemoryBooks()
        let engine = engine(codec, books, monitor, visible: visible)
        var output: [UInt8] = []
        for piece in pieces {
            output += try engine.feed(piece)
            #expect(books.committed == books.records.count)
            try engine.delivered()
        }
        output += try engine.finish()
        try engine.delivered()
        return RunOutcome(
            output: output, records: books.records.map(comparable), sidecars: engine.sidecars.map(\.bytes),
            faults: engine.faults.map(\.message), withheld: engine.tally.withheld)
    }

    private func frame(_ field: String, _ text: String, choice: Int = 0) -> String {
        let quoted = String(decoding: JSONString.escaped(text.utf8), as: UTF8.self)
        return "data: {\"choices\":[{\"index\":\(choice),\"delta\":{\"\(field)\":\"\(quoted)\"},\"finish_reason\":null}]}\n\n"
    }
    private func stop(_ choice: Int = 0) -> String {
        "data: {\"choices\":[{\"index\":\(choice),\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    }
    private let done = "data: [DONE]\n\n"

    /// What a client makes of a stream: the text of each choice and field.
    private func joined(_ output: [UInt8]) throws -> [String: String] {
        var texts: [String: String] = [:]
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") where line.hasPrefix("data: {") {
            let value = try JSONValue(parsing: Array(line.dropFirst(6).utf8))
            for choice in value["choices"]?.array ?? [] {
                for field in ["content", "reasoning_content"] {
                    texts["\(choice["index"]?.integer ?? 0)/\(field)", default: ""] += choice["delta"]?[field]?.string ?? ""
                }
                if let reason = choice["finish_reason"]?.string { texts["\(choice["index"]?.integer ?? 0)/finish"] = reason }
            }
        }
        return texts
    }

    @Test(arguments: ["", " and stop! there"])
    func `a text that leaves in pieces ends as the one that was held`(tail: String) throws {
        let text = bytes(prose + tail + " alpha bravo")
        let held = try run([text], TextCodec(), HoldingWords())
        #expect(held.records.contains { $0["verdict"]?.string == (tail.isEmpty ? "masked" : "blocked") })
        for cut in 0...text.count {
            #expect(try run([Array(text[..<cut]), Array(text[cut...])], TextCodec(), WordMonitor()) == held, "cut at \(cut)")
        }
        #expect(try run(text.map { [$0] }, TextCodec(), WordMonitor()) == held)
    }

    @Test func `what has left is a prefix of the end, and no more is held than a word can be long`() throws {
        let text = bytes(prose)
        let whole = try run([text], TextCodec(), HoldingWords(), visible: nil).output
        let books = MemoryBooks()
        let engine = engine(TextCodec(), books)
        var left: [UInt8] = []
        for byte in text {
            left += try engine.feed([byte])
            #expect(whole.starts(with: left))
        }
        _ = try engine.finish()
        try engine.delivered()
        #expect(books.records.last?["held"]?["max"]?.integer == 5)
    }

    @Test func `clean text is out with the piece that brought it`() throws {
        let engine = engine(TextCodec(), MemoryBooks())
        #expect(try engine.feed(bytes("nothing here")) == bytes("nothing here"))
        #expect(!engine.isHolding)
        #expect(try engine.feed(bytes(" al")) == bytes(" "))
        #expect(engine.isHolding)
        #expect(try engine.feed(bytes("lay")) == bytes("allay"))
        #expect(try engine.finish().isEmpty)
    }

    @Test func `the label goes out first, and where it may stand there already the text waits`() throws {
        let label = VisibleLabel.standard
        let books = MemoryBooks()
        let fresh = engine(TextCodec(), books, visible: label)
        #expect(try fresh.feed(bytes("hello")) == bytes(label.opening + "hello"))
        let labelled = engine(TextCodec(), MemoryBooks(), visible: label)
        #expect(try labelled.feed(Array(bytes(label.opening).prefix(20))).isEmpty)
        #expect(try labelled.feed(Array(bytes(label.opening).dropFirst(20)) + bytes("hello")) == bytes(label.opening + "hello"))
        _ = try labelled.finish()
        let near = engine(TextCodec(), MemoryBooks(), visible: label)
        #expect(try near.feed(bytes("本内容由")).isEmpty)
        #expect(try near.feed(bytes("我写")) == bytes(label.opening + "本内容由我写"))
    }

    /// The frames of one message in Anthropic's format.
    private func message(_ blocks: [(index: Int, text: String)]) -> [UInt8] {
        func event(_ type: String, _ rest: String = "") -> String { "event: \(type)\ndata: {\"type\":\"\(type)\"\(rest)}\n\n" }
        var stream = event("message_start", ",\"message\":{\"id\":\"m\",\"content\":[],\"role\":\"assistant\"}")
        for index in Set(blocks.map(\.index)).sorted() {
            stream += event("content_block_start", ",\"index\":\(index),\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
        }
        for (index, text) in blocks {
            let quoted = String(decoding: JSONString.escaped(text.utf8), as: UTF8.self)
            let delta = "{\"type\":\"text_delta\",\"text\":\"\(quoted)\"}"
            stream += event("content_block_delta", ",\"index\":\(index),\"delta\":\(delta)")
        }
        for index in Set(blocks.map(\.index)).sorted() { stream += event("content_block_stop", ",\"index\":\(index)") }
        return bytes(stream + event("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"}") + event("message_stop"))
    }

    @Test(arguments: [
        ([(0, "hello "), (1, "again"), (0, "there")], 0), ([(0, "{\"a\":1}"), (1, "hello"), (2, "again")], 1),
        // What may be the label waits until another text bears it.
        ([(0, "本内容由"), (1, "hello"), (0, "我写")], 1), ([(0, "本内容由"), (1, "")], 0),
    ] as [([(Int, String)], Int)])
    func `a reply of several texts bears the label once, in the first of prose`(
        blocks: [(Int, String)], bearer: Int
    ) throws {
        let input = message(blocks.map { (index: $0.0, text: $0.1) })
        let label = String(decoding: JSONString.escaped(VisibleLabel.standard.opening.utf8), as: UTF8.self)
        let whole = try run([input], ReplyCodec(.anthropic), WordMonitor())
        let text = String(decoding: whole.output, as: UTF8.self)
        #expect(text.ranges(of: label).count == 1, "\(text)")
        let frame = "\"index\":\(bearer),\"delta\":{\"type\":\"text_delta\",\"text\":\"\(label)"
        #expect(text.contains(frame), "\(text)")
        let single = try run(input.map { [$0] }, ReplyCodec(.anthropic), WordMonitor())
        #expect(single == whole)
    }

    @Test func `a chat stream that leaves in pieces reads as the one that was held`() throws {
        let input = bytes(
            frame("reasoning_content", "think al") + frame("reasoning_content", "pha, bra") + frame("content", "好的，身")
                + frame("content", "其他", choice: 1) + frame("reasoning_content", "vo.") + frame("content", "份。al")
                + frame("content", "so stop", choice: 1) + frame("content", "one") + frame("content", "! never", choice: 1)
                + frame("content", " seen", choice: 1) + stop() + stop(1) + done)
        let held = try run([input], OpenAISSECodec(), HoldingWords())
        let whole = try run([input], OpenAISSECodec(), WordMonitor())
        #expect(try joined(whole.output) == joined(held.output))
        #expect(try joined(whole.output)["1/finish"] == "content_filter")
        #expect(sorted(whole.records) == sorted(held.records))
        for cut in stride(from: 0, through: input.count, by: Soak.factor > 1 ? 1 : 7) {
            let split = try run([Array(input[..<cut]), Array(input[cut...])], OpenAISSECodec(), WordMonitor())
            #expect(split == whole, "cut at \(cut)")
        }
        #expect(try run(input.map { [$0] }, OpenAISSECodec(), WordMonitor()) == whole)
    }

    /// A choice that is cut is closed sooner than one that is held to its end; what the records say is the same.
    private func sorted(_ records: [JSONValue]) -> [[UInt8]] {
        records.map(\.canonical).sorted { $0.lexicographicallyPrecedes($1) }
    }

    @Test func `a block in the reasoning ends the choice for the reader at once`() throws {
        let books = MemoryBooks()
        let engine = engine(OpenAISSECodec(), books)
        let first = try engine.feed(bytes(frame("content", "so far") + frame("reasoning_content", "now stop! here")))
        #expect(String(decoding: first, as: UTF8.self).contains("content_filter"))
        try engine.delivered()
        let more = try engine.feed(bytes(frame("content", " and alpha") + stop() + done)) + engine.finish()
        try engine.delivered()
        let text = String(decoding: first + more, as: UTF8.self)
        #expect(!text.contains("alpha") && !text.contains("here"))
        #expect(text.components(separatedBy: "content_filter").count == 2)
        let contents = books.records.filter { $0["kind"]?.string == "content" }
        let reply = contents.first { $0["channel"]?["name"]?.string == "choice 0" }
        #expect(reply?["output"] != nil)
        #expect(reply?["content"]?["bytes"]?.integer == 16)
        #expect(reply?["findings_total"]?.integer == 1)
        #expect(contents.first { $0["channel"]?["name"]?.string == "choice 0/reasoning" }?["action"]?.string == "block")
    }

    @Test func `an interrupted run tells what left and that the rest was dropped`() throws {
        let books = MemoryBooks()
        let engine = engine(TextCodec(), books)
        let left = try engine.feed(bytes("it was alpha and alp"))
        try engine.delivered()
        try engine.interrupt()
        #expect(left == bytes("it was [x] and "))
        let record = books.records.last
        #expect(record?["ended"]?.string == "interrupted")
        #expect(record?["action"]?.string == "drop")
        #expect(record?["output"]?["bytes"]?.integer == Int64(left.count))
        #expect(record?["verdict"]?.string == "masked")
    }

    @Test func `never more findings than one part holds have left without being in the books`() throws {
        let books = MemoryBooks()
        let engine = engine(TextCodec(), books)
        var left = 0
        for _ in 0..<1000 {
            left += try engine.feed(bytes("bravo ")).count
            let durable = books.records.prefix(books.committed).filter { $0["kind"]?.string == "part" }
                .reduce(0) { $0 + ($1["findings"]?.array?.count ?? 0) }
            #expect(left / 6 - durable <= FindingParts.findingsPerRecord)
            try engine.delivered()
        }
        _ = try engine.finish()
        try engine.delivered()
        #expect(books.records.last?["parts"]?.integer == 4)
        #expect(books.records.last?["findings_total"]?.integer == 1000)
    }

    @Test func `rules that change hold for what begins after that`() throws {
        let books = MemoryBooks()
        let engine = engine(OpenAISSECodec(), books)
        var output = try engine.feed(bytes(frame("content", "alpha ")))
        var other = WordMonitor()
        other.words = [WordMonitor.Word("charlie", .mask)]
        #expect(try engine.use(RulesInForce(monitor: other, enforcement: Enforcement(), packs: "sha256:two", holdLimit: nil), packs: []))
        output += try engine.feed(bytes(frame("content", "alpha charlie", choice: 1) + frame("content", "alpha charlie")))
        output += try engine.feed(bytes(stop() + stop(1) + done)) + engine.finish()
        try engine.delivered()
        #expect(try joined(output)["0/content"] == "[x] [x] charlie")
        #expect(try joined(output)["1/content"] == "alpha [x]")
        let contents = books.records.filter { $0["kind"]?.string == "content" }
        #expect(contents.compactMap { $0["packs"]?.string } == ["sha256:one", "sha256:two"])
    }
}
