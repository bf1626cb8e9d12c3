import Primitives
import Testing

@testable import ContentFormats

@Suite struct OpenAISSECodecTests {
    static func frame(_ choices: String, _ more: String = "") -> String {
        "data: {\"id\":\"c\",\"model\":\"demo-chat-1\",\"choices\":[\(choices)]\(more)}\n\n"
    }

    static func delta(_ content: String, index: Int = 0, finish: String? = nil) -> String {
        let end = finish.map { "\"\($0)\"" } ?? "null"
        return frame("{\"index\":\(index),\"delta\":{\"content\":\"\(content)\"},\"finish_reason\":\(end)}")
    }

    static func stop(_ index: Int = 0) -> String {
        frame("{\"index\":\(index),\"delta\":{},\"finish_reason\":\"stop\"}")
    }

    private func run(_ stream: String, _ answers: Answers = Answers()) -> Run {
        Run(OpenAISSECodec(), [Array(stream.utf8)], answers)
    }

    @Test(arguments: 0..<60) func `edits of a random stream are edits of its text`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let atoms = ["a", "1", " ", "你", "\\n", "\\\"", "\\u4f60", "\\ud83d\\ude00", "\\/", "😀", "é"]
        var stream = ""
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let index = Int.random(in: 0...1, using: &random)
            var content = ""
            for _ in 0..<Int.random(in: 0...6, using: &random) { content += atoms.randomElement(using: &random) ?? "" }
            if Bool.random(using: &random), content.hasSuffix("\\ude00") {
                stream += Self.delta(String(content.dropLast(6)), index: index)
                content = "\\ude00"
            }
            stream += Self.delta(content, index: index)
            if Bool.random(using: &random) { stream += ": ping\n\n" }
        }
        stream += Self.stop(0) + Self.stop(1) + "data: [DONE]\n\n"
        var expected: [String: [UInt8]] = [:]
        var plan: [String: [TextEdit]] = [:]
        // Edits at the edges of characters, as a monitor makes them.
        let before = run(stream)
        for channel in before.channels {
            let characters = String(decoding: before.texts[channel.id] ?? [], as: UTF8.self).unicodeScalars
            var edits: [TextEdit] = []
            var offset = 0
            for scalar in characters {
                let length = String(scalar).utf8.count
                if Int.random(in: 0..<4, using: &random) == 0 {
                    let new = Array(["", "[\"x\"]", "\\", "好\n"].randomElement(using: &random)?.utf8 ?? "".utf8)
                    edits.append(TextEdit(range: offset..<offset + length, replacement: new))
                }
                offset += length
            }
            plan[channel.name] = edits
            expected[channel.name] = edited(before.texts[channel.id] ?? [], edits)
        }
        let after = run(stream, Answers(settle: { channel, _ in ChannelSettlement(edits: plan[channel.name] ?? []) }))
        let client = try PlainClient(after.output)
        #expect(client.isDone)
        for index in 0...1 {
            let name = "choice \(index)"
            #expect(client.content(index) == expected[name] ?? [])
            #expect(after.delivered[name] ?? [] == expected[name] ?? [])
        }
    }

    @Test func `the samples lose their secrets and nothing else`() throws {
        for sample in [Sample.chatZh, .chatTools] {
            let before = Run(sample.codec, [try sample.bytes])
            let after = Run(sample.codec, [try sample.bytes], Answers(settle: masking(secrets)))
            let client = try PlainClient(after.output)
            #expect(client.isDone)
            for (index, secret) in secrets.enumerated() { #expect(!after.string.contains(secret), "\(index)") }
            for channel in before.channels where channel.name == "choice 0" || channel.name == "choice 1" {
                let text = before.texts[channel.id] ?? []
                let plain = edited(text, masking(secrets)(channel, text).edits)
                #expect(client.content(channel.name.hasSuffix("0") ? 0 : 1) == plain)
                #expect(after.delivered[channel.name] == plain)
                #expect(plain != text)
            }
            for (index, raw) in client.arguments {
                let json = PlainClient.decoded(raw)
                let node = try JSONNode.parse(json)
                #expect(index == 0)
                #expect(node["target"]?["key"].map { JSONString.decode(json, in: $0.range) } == Array("[已屏蔽]".utf8))
                #expect(node["notes"]?.elements.count == 2)
            }
        }
    }

    @Test func `channels of a stream with everything`() throws {
        let run = Run(OpenAISSECodec(), [try Sample.chatTools.bytes])
        #expect(run.text("choice 0/reasoning")?.contains("AKIAIOSFODNN7EXAMPLE") == true)
        #expect(run.text("choice 0/tool 0/$.target.key") == "AKIAIOSFODNN7EXAMPLE")
        #expect(run.text("choice 0/tool 0/$.notes[1]") == "done \"soon\"\n第二行")
        #expect(run.text("choice 0/tool 0/keys") == "action\ntarget\nkey\nowner\nnotes\ndry_run")
        #expect(run.text("choice 1")?.hasSuffix("card 4111 1111 1111 1111.") == true)
        #expect(run.endings == [.complete, .complete])
        #expect(run.faults.isEmpty)
    }

    @Test func `a cut ends its choice alone and in the protocol's own words`() throws {
        let stream =
            Self.delta("one ", index: 0) + Self.delta("uno ", index: 1) + Self.delta("two bad thr", index: 0)
            + Self.delta("ee", index: 0) + Self.delta("dos", index: 1) + Self.stop(0) + Self.stop(1)
            + "data: [DONE]\n\n"
        let run = run(stream, Answers(settle: cutting("choice 0", at: "bad", notice: "[N]")))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("one two [N]".utf8))
        #expect(client.content(1) == Array("uno dos".utf8))
        #expect(client.finishes == [0: ["content_filter"], 1: ["stop"]])
        #expect(client.isDone)
        #expect(run.delivered["choice 0"] == Array("one two [N]".utf8))
    }

    @Test func `a cut makes the end that a broken stream lacks`() throws {
        let run = Run(
            OpenAISSECodec(), [try Sample.chatCut.bytes],
            Answers(settle: { channel, text in
                channel.kind == .unknown(.unknownFrame)
                    ? ChannelSettlement(cut: 0) : cutting("choice 0", at: "1380", notice: "[N]")(channel, text)
            }))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("客户电话是 [N]".utf8))
        #expect(client.finishes == [0: ["content_filter"]])
        #expect(run.endings == [.interrupted, .interrupted])
        #expect(run.faults.count == 1)
        #expect(!run.string.contains("li.si"))
    }

    @Test func `a cut in reasoning keeps the reply back`() throws {
        let reasoning = Self.frame(#"{"index":0,"delta":{"reasoning_content":"ok bad"}}"#)
        let stream = reasoning + Self.delta("answer") + Self.stop() + "data: [DONE]\n\n"
        let run = run(stream, Answers(settle: cutting("choice 0/reasoning", at: "bad", notice: "[N]")))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("[N]".utf8))
        #expect(client.finishes == [0: ["content_filter"]])
        #expect(run.delivered["choice 0/reasoning"] == Array("ok ".utf8))
        #expect(run.delivered["choice 0"] == Array("[N]".utf8))
        #expect(!run.string.contains("bad"))
    }

    @Test(arguments: ["choice 0/tool 0/$.q", "choice 0/tool 0/keys"])
    func `a cut in arguments leaves no notice`(name: String) throws {
        func call(_ arguments: String) -> String {
            Self.frame(#"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\#(arguments)"}}]}}"#)
        }
        let stream =
            Self.delta("before") + call(#"{\"q\":\"a "#) + call(#"bad q\""#) + call("}")
            + Self.frame(#"{"index":0,"delta":{},"finish_reason":"tool_calls"}"#)
        let word = name.hasSuffix("keys") ? "q" : "bad"
        let run = run(stream, Answers(settle: cutting(name, at: word, notice: "[N]")))
        let client = try PlainClient(run.output)
        #expect(client.content(0) == Array("before".utf8))
        #expect(client.finishes == [0: ["content_filter"]])
        #expect(!run.string.contains("bad"))
        #expect(!run.string.contains("[N]"))
    }

    @Test func `labels and values stand first and last`() throws {
        let answers = Answers(
            begin: Array(#"{"R":""}"#.utf8), end: Array(#"{"R":"h"}"#.utf8), label: "AI生成\n\n",
            settle: { _, _ in ChannelSettlement(closing: "\n\n完") })
        for stream in [
            Self.frame(#"{"index":0,"delta":{"role":"assistant","content":""}}"#) + Self.delta("hi") + Self.stop(),
            Self.delta("hi") + Self.stop(), Self.delta("hi", finish: "stop"),
        ] {
            let run = run(stream + "data: [DONE]\n\n", answers)
            let client = try PlainClient(run.output)
            #expect(client.content(0) == Array("AI生成\n\nhi\n\n完".utf8))
            #expect(client.finishes == [0: ["stop"]])
            #expect(client.labels == [#"{"R":""}"#, #"{"R":"h"}"#])
            #expect(run.delivered["choice 0"] == Array("hi".utf8))
        }
    }

    @Test func `a label is out before the text, and at once`() {
        var codec = OpenAISSECodec()
        for event in codec.feed(Array(Self.delta("secret").utf8)) {
            if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
            if case .opened(let channel) = event { codec.open(channel.id, label: "AI生成") }
        }
        let output = String(decoding: codec.takeOutput(), as: UTF8.self)
        #expect(output.contains("AI生成"))
        #expect(!output.contains("secret"))
        _ = codec.feed(Array(": ping\n\n".utf8))
        #expect(codec.takeOutput() == Array(": ping\n\n".utf8))
    }

    @Test(arguments: [
        "data: not json\n\n", "data: [1]\n\n", "data: {\"a\":\"text\"}\n\n", "plain words\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[{\"title\":\"x\"}]}}]}\n\n",
        "data: {\"id\":1,\"id\":2}\n\n", "data: {\"citations\":[\"https://example.org\"]}\n\n",
        "data: \(String(repeating: "[", count: 100_000))\n\n",
    ])
    func `what is not understood is never passed in silence`(frame: String) {
        let stream = frame + Self.delta("ok") + Self.stop() + "data: [DONE]\n\n"
        let before = run(stream)
        #expect(before.output == Array(stream.utf8))
        #expect(before.text("frame 1") == frame)
        #expect(before.channels.first { $0.name == "frame 1" }?.kind == .unknown(.unknownFrame))
        let after = run(
            stream,
            Answers(settle: { channel, _ in
                ChannelSettlement(cut: channel.name == "frame 1" ? 0 : nil)
            }))
        #expect(after.output == Array(stream.utf8.dropFirst(frame.utf8.count)))
    }

    @Test(arguments: [
        ": c\n\n", "retry: 10\n\n", "event: ping\ndata: {}\n\n", "\n\n\n",
        "data: {\"choices\":[],\"prompt_filter_results\":[{\"x\":\"y\"}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"service\":\"z\"},\"x_groq\":{\"id\":\"q\"}}\n\n",
    ])
    func `what holds no text makes no channel`(frame: String) {
        let run = run(frame)
        #expect(run.channels.isEmpty)
        #expect(run.output == Array(frame.utf8))
    }

    @Test func `probabilities of changed text are dropped`() {
        let stream =
            Self.frame(
                #"{"index":0,"delta":{"content":"bad"},"logprobs":{"content":[{"token":"bad"}]}}"#)
            + Self.frame(#"{"index":0,"delta":{"content":"x"},"logprobs":{"content":[{"token":"x"}]}}"#) + Self.stop()
        let run = run(stream, Answers(settle: masking(["bad"])))
        #expect(!run.string.contains("bad"))
        #expect(run.string.contains("\"logprobs\":null"))
        // A server may send a text's probabilities with a later frame.
        #expect(!run.string.contains("\"token\""))
    }

    @Test func `an error is a text of its own`() {
        let frame = "data: {\"error\":{\"message\":\"no such user zhang.san@example.com\",\"type\":\"t\"}}\n\n"
        let run = run(frame, Answers(settle: masking(secrets)))
        #expect(run.channels.map(\.kind) == [.other])
        #expect(run.string == frame.replacing("zhang.san@example.com", with: "[已屏蔽]"))
    }

    @Test func `a lone half of a pair shows as no UTF-8`() {
        let run = run(Self.delta("a\\ud83d") + Self.delta("b") + Self.delta("\\ude00") + Self.stop())
        #expect(run.texts.values.first == [0x61, 0xed, 0xa0, 0xbd, 0x62, 0xed, 0xb8, 0x80])
    }

    @Test func `an open choice is truncated`() {
        #expect(run(Self.delta("a") + "data: [DONE]\n\n").endings == [.truncated])
        #expect(run(Self.delta("a") + "data: [DONE]\n\n").faults.isEmpty)
        #expect(run(Self.delta("a")).endings == [.truncated])
        #expect(run(Self.delta("a")).faults.count == 1)
    }

    @Test func `a frame over the limit is dropped and told`() {
        let stream = Self.delta(String(repeating: "x", count: 3000)) + Self.delta("y") + Self.stop()
        let run = Run(OpenAISSECodec(limit: 1000), [Array(stream.utf8)])
        #expect(run.channels.map(\.kind) == [.unknown(.recordLimit), .reply])
        #expect(!run.string.contains("xx"))
    }

    @Test func `arguments that are no JSON are unknown`() {
        let stream = Self.frame(#"{"index":0,"delta":{"tool_calls":[{"index":3,"function":{"arguments":"{oops"}}]}}"#)
        let run = run(stream + Self.stop())
        #expect(run.channels.map(\.name) == ["choice 0/tool 3"])
        #expect(run.channels.map(\.kind) == [.unknown(.malformedArguments)])
    }
}
