import Primitives
import Testing

@testable import ContentFormats

/// What is particular to a message told in blocks.
@Suite struct AnthropicTests {
    private static func frame(_ type: String, _ rest: String = "") -> [UInt8] {
        Array("event: \(type)\ndata: {\"type\":\"\(type)\"\(rest)}\n\n".utf8)
    }

    private static let start = frame("message_start", #","message":{"id":"m","content":[],"role":"assistant"}"#)
    private static let end =
        frame("message_delta", #","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}"#) + frame("message_stop")

    private static func begin(_ index: Int, _ block: String = #"{"type":"text","text":""}"#) -> [UInt8] {
        frame("content_block_start", ",\"index\":\(index),\"content_block\":\(block)")
    }

    private static func text(_ index: Int, _ text: String) -> [UInt8] {
        frame("content_block_delta", ",\"index\":\(index),\"delta\":{\"type\":\"text_delta\",\"text\":\"\(text)\"}")
    }

    private static func stop(_ index: Int) -> [UInt8] { frame("content_block_stop", ",\"index\":\(index)") }

    @Test func `a ping overtakes held text, and nothing else does`() {
        var codec = ReplyCodec(.anthropic)
        for event in codec.feed(Self.start + Self.begin(0) + Self.text(0, "138")) {
            if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
            codec.answered()
        }
        #expect(codec.takeOutput() == Self.start + Self.begin(0))
        #expect(codec.feed(Self.frame("ping")).isEmpty)
        #expect(codec.takeOutput() == Self.frame("ping"))
        for _ in codec.feed(Self.stop(0)) { codec.answered() }
        #expect(codec.takeOutput().isEmpty)
    }

    @Test func `a block ends the message as a refusal, with every block stopped`() throws {
        let bytes = Self.start + Self.begin(0) + Self.begin(1) + Self.text(0, "one ") + Self.text(1, "two bad three")
            + Self.stop(0) + Self.stop(1) + Self.end
        let run = Run(
            ReplyCodec(.anthropic), [bytes],
            Answers(begin: nil, end: Array("{\"L\":2}".utf8), settle: cutting("message/text 1", at: "bad", notice: "[N]")))
        let client = try LanguageClient(run.output, .anthropic)
        #expect(client.disorders.isEmpty, "\(run.string)")
        #expect(client.text("message/text 0") == Array("one ".utf8))
        #expect(client.text("message/text 1") + client.text("message/text 2") == Array("two [N]".utf8))
        #expect(client.ends == ["\"refusal\""])
        #expect(run.string.contains(#""usage":{"output_tokens":7},"AIGC":{"L":2}"#))
        #expect(run.string.components(of: "event: message_stop") == 1)
        #expect(!run.string.contains("three"))
    }

    @Test func `a label that closes the message is a block of its own`() throws {
        let bytes = Self.start + Self.begin(0) + Self.text(0, "one") + Self.stop(0) + Self.end
        let run = Run(
            ReplyCodec(.anthropic), bytes.single,
            Answers(label: "<", settle: { _, _ in ChannelSettlement(closing: ">") }))
        let client = try LanguageClient(run.output, .anthropic)
        #expect(client.disorders.isEmpty, "\(run.string)")
        #expect(client.text("message/text 0") == Array("<one".utf8))
        #expect(client.text("message/text 1") == Array(">".utf8))
        #expect(client.ends == ["\"end_turn\""])
    }

    @Test func `text in the beginning of a block is read, and its label stands inside the block`() throws {
        let block = Self.begin(0, #"{"type":"text","text":"at once"}"#)
        let run = Run(ReplyCodec(.anthropic), [Self.start + block + Self.stop(0) + Self.end], Answers(label: "§"))
        #expect(run.text("message/text 0") == "at once")
        let client = try LanguageClient(run.output, .anthropic)
        #expect(client.disorders.isEmpty, "\(run.string)")
        #expect(client.text("message/text 0") == Array("§at once".utf8))
    }

    @Test func `citations and the input of a call are read, and any number of citations is no fault`() {
        func citation(_ text: String) -> [UInt8] {
            let citation = "{\"type\":\"char_location\",\"cited_text\":\"\(text)\",\"document_index\":0}"
            return Self.frame(
                "content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":\(citation)}")
        }
        let call = Self.begin(1, #"{"type":"tool_use","id":"t","name":"f","input":{"to":"Li"}}"#)
        let bytes = Self.start + Self.begin(0) + citation("one ") + Self.text(0, "x") + citation("two") + Self.stop(0)
            + call + Self.stop(1) + Self.end
        let run = Run(ReplyCodec(.anthropic), [bytes])
        #expect(run.text("message/citation 0.cited_text") == "one two")
        #expect(run.text("message/tool 1 input/$.to") == "Li")
        // Texts do not wait for each other, so a citation may come behind the text after it.
        func frames(_ bytes: [UInt8]) -> [String] {
            String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").map(String.init).sorted()
        }
        #expect(frames(run.output) == frames(bytes))
        #expect(!run.channels.contains { if case .unknown = $0.kind { true } else { false } })
    }

    @Test(arguments: [
        #"{"type":"content_block_sing","index":0}"#, #"{"type":"ping","note":"for a person"}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"song_delta","song":"la"}}"#,
        #"{"type":"content_block_delta","index":"0","delta":{"type":"text_delta","text":"a"}}"#,
    ]) func `an event that nobody knows is unknown`(data: String) {
        let bytes = Self.start + Self.begin(0) + Array("data: \(data)\n\n".utf8) + Self.stop(0) + Self.end
        let run = Run(ReplyCodec(.anthropic), [bytes])
        #expect(run.channels.contains { if case .unknown = $0.kind { true } else { false } })
    }

    @Test(arguments: ["event: message_start\n", "event:ping\r\n", "data: {\"type\":\"message_start\"}\n"])
    func `the first line tells the protocol`(line: String) {
        var codec = AutoCodec()
        _ = codec.feed(Array(line.utf8))
        #expect(codec.format == "anthropic-sse")
    }
}

extension String {
    /// How often `text` stands here.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
