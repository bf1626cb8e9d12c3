import Primitives
import Testing

@testable import ContentFormats

/// Frames that few servers send and all clients must be able to read.
@Suite struct OpenAISSEShapeTests {
    private func run(_ stream: String, _ answers: Answers = Answers()) -> Run {
        Run(OpenAISSECodec(), [Array(stream.utf8)], answers)
    }

    private static let both = OpenAISSECodecTests.frame(
        #"{"index":0,"delta":{"content":"a bad"}},{"index":1,"delta":{"content":"b bad"}}"#)
    private static let ends = OpenAISSECodecTests.stop(0) + OpenAISSECodecTests.stop(1) + "data: [DONE]\n\n"

    @Test func `two choices in one frame are two groups`() throws {
        let answers = Answers(
            begin: Array("1".utf8), end: Array("2".utf8), settle: cutting("choice 1", at: "bad", notice: "N"))
        let run = run(Self.both + Self.both + Self.ends, answers)
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("a bada bad".utf8))
        #expect(client.content(1) == Array("b N".utf8))
        #expect(client.finishes == [0: ["stop"], 1: ["content_filter"]])
        // The first choice is decided first and does not wait for the other.
        #expect(run.string.contains(#"[{"index":0,"delta":{"content":"a bad"},"finish_reason":null}],"AIGC":1}"#))
        #expect(run.string.contains(#"{"index":1,"delta":{}}"#))
    }

    @Test func `a whole message in one frame takes everything into its own text`() throws {
        let stream = OpenAISSECodecTests.frame(
            #"{"index":0,"message":{"role":"assistant","content":"say bad things"},"finish_reason":"stop"}"#)
        let labelled = run(
            stream,
            Answers(
                begin: Array("1".utf8), end: Array("2".utf8), label: "L ",
                settle: { channel, text in
                    var settlement = masking(["bad"], by: "x")(channel, text)
                    settlement.closing = " E"
                    return settlement
                }))
        let client = try PlainClient(labelled.output)
        #expect(client.frames.count == 1)
        #expect(client.content(0) == Array("L say x things E".utf8))
        #expect(client.labels == ["2"])
        let cut = run(stream, Answers(settle: cutting("choice 0", at: "bad", notice: "N")))
        #expect(try PlainClient(cut.output).content(0) == Array("say N".utf8))
        #expect(try PlainClient(cut.output).finishes == [0: ["content_filter"]])
    }

    @Test func `what a choice says after its end is not joined to what was decided`() {
        let secret = "11010519491231002X"
        let stream = OpenAISSECodecTests.frame(
            "{\"index\":0,\"delta\":{\"content\":\"\(secret.prefix(9))\"},\"finish_reason\":\"stop\"}")
            + OpenAISSECodecTests.frame("{\"index\":0,\"delta\":{\"content\":\"\(secret.suffix(9))\"}}") + "data: [DONE]\n\n"
        let run = run(stream, Answers(settle: { channel, _ in
            channel.kind == .unknown(.unknownFrame) ? ChannelSettlement(cut: 0) : ChannelSettlement()
        }))
        #expect(run.channels.contains { $0.kind == .unknown(.unknownFrame) })
        #expect(!run.string.contains(secret.suffix(9)))
        #expect(run.string.hasSuffix("data: [DONE]\n\n"))
    }

    @Test(arguments: ["1.0", "\"1\"", "1e0", "99999999999999999999", "{}"])
    func `an index that readers may read otherwise makes a frame unknown`(index: String) {
        let choice = run(OpenAISSECodecTests.frame("{\"index\":\(index),\"delta\":{\"content\":\"a\"}}"))
        #expect(choice.channels.contains { $0.kind == .unknown(.unknownFrame) })
        let call = run(OpenAISSECodecTests.frame(
            "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":\(index),\"function\":{\"arguments\":\"{}\"}}]}}"))
        #expect(call.channels.contains { $0.kind == .unknown(.unknownFrame) })
    }

    @Test func `a number in the place of a text makes a frame unknown`() {
        let run = run(OpenAISSECodecTests.frame(#"{"index":0,"delta":{"content":13800138000}}"#))
        #expect(run.channels.contains { $0.kind == .unknown(.unknownFrame) })
    }

    @Test func `data in several lines is changed in its own line`() {
        let stream =
            "event: m\r\ndata: {\"choices\":[{\"index\":0,\r\ndata:\"delta\":{\"content\":\"a bad b\"},\r\n"
            + "data: \"finish_reason\":\"stop\"}\r\ndata: ]}\r\n\r\n"
        let run = run(stream, Answers(end: Array("{\n}".utf8), settle: masking(["bad"], by: "x")))
        #expect(run.string == stream.replacing("bad", with: "x").replacing("]}", with: "],\"AIGC\":{ }}"))
    }

    @Test func `legacy completions are read, labelled and cut`() {
        func frame(_ text: String, _ finish: String) -> String {
            OpenAISSECodecTests.frame(
                "{\"text\":\"\(text)\",\"index\":0,\"logprobs\":null,\"finish_reason\":\(finish)}")
        }
        let stream = frame("a b", "null") + frame("ad c", "null") + frame("", "\"stop\"") + "data: [DONE]\n\n"
        let run = run(stream, Answers(label: "L ", settle: cutting("choice 0", at: "bad", notice: "N")))
        func copy(_ text: String) -> String {
            frame(text, "null").replacing(
                #""text":"\#(text)","index":0,"logprobs":null"#, with: #""index":0,"text":"\#(text)""#)
        }
        #expect(
            run.string == copy("L ") + frame("a ", "null") + copy("N") + frame("", "\"content_filter\"")
                + "data: [DONE]\n\n")
    }

    @Test func `what a choice says after a cut end does not go out`() throws {
        let more = OpenAISSECodecTests.delta("more") + OpenAISSECodecTests.stop()
        let stream = OpenAISSECodecTests.delta("bad") + OpenAISSECodecTests.stop() + more
        let run = run(stream, Answers(settle: cutting("choice 0", at: "bad", notice: "N")))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("N".utf8))
        #expect(client.finishes == [0: ["content_filter"]])
        // The belated frame is a channel more: what it says cannot be judged by itself.
        #expect(run.channels.count == 3)
    }

    @Test func `an unknown frame that ends a choice leaves its end behind`() throws {
        let stream =
            OpenAISSECodecTests.delta("a")
            + OpenAISSECodecTests.frame(
                #"{"index":0,"delta":{"content":"b"},"strange":"words","finish_reason":"length"}"#) + "data: [DONE]\n\n"
        let run = run(
            stream,
            Answers(
                end: Array("2".utf8),
                settle: { channel, _ in ChannelSettlement(cut: channel.kind == .unknown(.unknownFrame) ? 0 : nil) }))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("a".utf8))
        #expect(client.finishes == [0: ["length"]])
        #expect(client.labels == ["2"])
        #expect(run.delivered["choice 0"] == Array("a".utf8))
        #expect(!run.string.contains("strange"))
    }

    @Test func `the order of choices that interleave is kept within each`() throws {
        let stream =
            OpenAISSECodecTests.delta("a1", index: 0) + OpenAISSECodecTests.delta("b1", index: 1)
            + ": c\n\n" + OpenAISSECodecTests.delta("b2", index: 1) + OpenAISSECodecTests.stop(1)
            + OpenAISSECodecTests.delta("a2", index: 0) + OpenAISSECodecTests.stop(0)
            + "data: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\ndata: [DONE]\n\n"
        let client = try PlainClient(run(stream).output)
        #expect(client.content(0) == Array("a1a2".utf8))
        #expect(client.content(1) == Array("b1b2".utf8))
        #expect(client.frames.last?["usage"] != nil)
        #expect(client.isDone)
    }

    @Test func `a long stream is read in fair time`() {
        var stream = ""
        for number in 0..<4000 {
            stream += OpenAISSECodecTests.delta("word \(number) ")
            stream += OpenAISSECodecTests.frame(#"{"index":0,"delta":{}}"#)
        }
        let bytes = Array((stream + OpenAISSECodecTests.stop()).utf8)
        let chunks = stride(from: 0, to: bytes.count, by: 100).map { Array(bytes[$0..<min(bytes.count, $0 + 100)]) }
        let run = Run(OpenAISSECodec(), chunks, Answers(settle: masking(["7"], by: "x")))
        #expect(!run.string.contains("7 "))
    }
}
