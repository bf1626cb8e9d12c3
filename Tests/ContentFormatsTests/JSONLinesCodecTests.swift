import Foundation
import Primitives
import Testing

@testable import ContentFormats

@Suite struct JSONLinesCodecTests {
    private func run(
        _ text: String, fields: [FieldPath] = [], limit: Int = 1 << 20, _ answers: Answers = Answers()
    ) -> Run {
        Run(JSONLinesCodec(fields: fields, limit: limit), [Array(text.utf8)], answers)
    }

    @Test func `the sample's fields are found`() throws {
        let run = Run(JSONLinesCodec(), [try Sample.replies.bytes])
        let names = Set(run.channels.map(\.name))
        #expect(
            names.isSuperset(of: [
                "$.response", "$.content", "$.text", "$.output", "$.choices[0].message.content",
                "$.choices[0].message.reasoning_content", "$.choices[1].message.refusal", "$.choices[0].text",
                "$.choices[0].message.tool_calls[0].function.arguments/$.target.key", "$.message.content",
                "$.error.message",
            ]))
        #expect(run.channels.allSatisfy { if case .unknown = $0.kind { false } else { true } })
        #expect(run.faults.isEmpty)
    }

    @Test func `only what is masked changes, and other programs can read it`() throws {
        let bytes = try Sample.replies.bytes
        let envelope = Array(#"{"Label":"1"}"#.utf8)
        let run = Run(JSONLinesCodec(), [bytes], Answers(end: envelope, settle: masking(secrets)))
        let lines = run.output.split(separator: 0x0a)
        #expect(lines.count == 12)
        for line in lines {
            let node = try JSONNode.parse(Array(line))
            #expect(node["AIGC"]?["Label"] != nil)
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) }
        }
        for secret in secrets where secret != "😀" { #expect(!run.string.contains(secret)) }
    }

    @Test func `probabilities of a changed message are dropped`() {
        let tokens = #"[{"token":"a bad","logprob":-1,"bytes":[97,32,98,97,100],"top_logprobs":[]},{"token":" b"}]"#
        let line = #"{"choices":[{"message":{"content":"a bad b"},"logprobs":{"content":\#(tokens)}}]}"# + "\n"
        #expect(run(line).string == line)
        #expect(
            run(line, Answers(settle: masking(["bad"], by: "x"))).string
                == #"{"choices":[{"message":{"content":"a x b"},"logprobs":null}]}"# + "\n")
    }

    @Test(arguments: [
        #"{"content":[{"token":"secret"}]}"#, #"{"content":[{"token":"ok","top_logprobs":[{"token":"secret"}]}]}"#,
        #"{"content":[{"token":"ok","bytes":[115,101,99]}]}"#, #"{"content":[{"token":"ok","other":"secret"}]}"#,
        #"{"content":[{"token":"ok"}],"top_logprobs":[{"secret":-1}]}"#, #"{"secret":["ok"]}"#, #"["secret"]"#,
        #"{"tokens":["o","k"],"token_logprobs":["secret"]}"#, #"{"content":[{"token":"ok","token":"secret"}]}"#,
    ])
    func `probabilities that say what the message does not are dropped`(logprobs: String) {
        func record(_ logprobs: String) -> String {
            #"{"choices":[{"index":0,"message":{"content":"ok"},"logprobs":\#(logprobs)}]}"# + "\n"
        }
        #expect(run(record(logprobs)).string == record("null"))
        // The same in a stream's frame.
        let frame = Array("data: \(record(logprobs).replacing("message", with: "delta"))\n".utf8)
        let dropped = Array("data: \(record("null").replacing("message", with: "delta"))\n".utf8)
        #expect(Run(OpenAISSECodec(), [frame]).output == dropped)
        #expect(run(record(#"{"content":[{"token":"o"},{"token":"k"}]}"#)).string.contains("token"))
    }

    @Test func `arguments that stand twice, or in a function call, are read each time`() {
        let line = #"{"choices":[{"message":{"content":null,"function_call":{"arguments":"{\"a\":\"bad\"}"},"#
            + #""tool_calls":[{"function":{"arguments":"{}"},"function":{"arguments":"{}","#
            + #""arguments":"{\"a\":\"bad\"}"}}]}}]}"# + "\n"
        let run = run(line, Answers(settle: masking(["bad"], by: "x")))
        #expect(run.string == line.replacing("bad", with: "x"))
    }

    @Test func `a first record that is longer than what is looked at is JSONL`() {
        let line = "{\"content\":\"" + String(repeating: "a", count: 70_000) + "\\u0062ad\"}\n"
        let run = Run(AutoCodec(), [Array(line.utf8)], Answers(settle: masking(["bad"], by: "x")))
        #expect(run.string.hasSuffix("ax\"}\n"))
    }

    @Test func `unchanged parts keep their own escapes`() {
        let line = #"{"text":"\u4f60\/ bad \ud83d\ude00\n\u0041", "n":1}"# + "\r\n"
        let run = run(line, Answers(settle: masking(["bad", "A"], by: "\"")))
        #expect(run.string == #"{"text":"\u4f60\/ \" \ud83d\ude00\n\"", "n":1}"# + "\r\n")
        #expect(run.text("$.text") == "你/ bad 😀\nA")
    }

    @Test func `labels, cut and value`() {
        let answers = Answers(
            end: Array("{}".utf8),
            settle: { _, text in
                ChannelSettlement(cut: 2, notice: "N\"", opening: "AI生成\n\n", closing: "完")
            })
        #expect(run(#"{"text":"abcd"}"#, answers).string == #"{"text":"AI生成\n\nabN\"完","AIGC":{}}"#)
        #expect(
            run(#"{ "text" : "abcd", "AIGC" : 1 }"#, answers).string == #"{ "text" : "AI生成\n\nabN\"完", "AIGC" : {} }"#)
        let run = run(#"{"text":"abcd"}"#, answers)
        #expect(run.delivered["$.text"] == Array("abN\"".utf8))
    }

    @Test func `what is no record is unknown and replaced as a whole`() {
        let text = "no json\n\n{\"a\":1}\n[1]\n{\"text\":\"x\"}"
        let before = run(text)
        #expect(before.string == text)
        #expect(before.channels.map(\.name) == ["line 1", "line 3", "line 4", "$.text"])
        #expect(
            before.channels.map(\.kind) == [.unknown(.notJSON), .unknown(.noTextField), .unknown(.notJSON), .reply])
        #expect(before.faults.map(\.line) == [1, 4])
        let after = run(
            text,
            Answers(settle: { channel, _ in
                channel.kind == .reply ? ChannelSettlement() : ChannelSettlement(cut: 0, notice: "N")
            }))
        #expect(after.string == "\"N\"\n\n\"N\"\n\"N\"\n{\"text\":\"x\"}")
        #expect(run("{\"text\":\"x").endings == [.interrupted])
    }

    @Test func `a line over the limit is replaced`() {
        let long = "{\"text\":\"\(String(repeating: "x", count: 100))\"}\r\n"
        let run = run(
            long + "{\"text\":\"y\"}\n", limit: 50, Answers(settle: { _, _ in ChannelSettlement(notice: "N") }))
        #expect(run.string == "\"N\"\r\n{\"text\":\"y\"}\n")
        #expect(run.channels.map(\.kind) == [.unknown(.recordLimit), .reply])
    }

    @Test func `paths name fields`() throws {
        let path = try FieldPath("$.a[].b[1]")
        #expect(path.steps == [.member("a"), .every, .member("b"), .element(1)])
        let run = run(#"{"a":[{"b":["x","y"]},{"b":["z"]},{"b":["u","v"]}],"text":"t"}"#, fields: [path])
        #expect(run.channels.map(\.name) == ["$.a[0].b[1]", "$.a[2].b[1]"])
        #expect(run.channels.map(\.field) == ["$.a[0].b[1]", "$.a[2].b[1]"])
        #expect(self.run(#"{"text":"t"}"#, fields: [path]).channels.map(\.kind) == [.unknown(.noTextField)])
        #expect(throws: FieldPathError.emptyName(at: 2)) { try FieldPath("a..b") }
        #expect(throws: FieldPathError.unclosedBracket(at: 1)) { try FieldPath("a[1") }
        #expect(throws: FieldPathError.notANumber(at: 2, "x")) { try FieldPath("a[x]") }
        #expect(throws: (any Error).self) { try FieldPath("") }
    }

    @Test(arguments: 0..<40) func `random edits are edits of the text`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let atoms = ["a", "1", "你", "\\n", "\\\"", "\\u4f60", "\\ud83d\\ude00", "\\\\", "😀", "\\ud800"]
        var body = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) { body += atoms.randomElement(using: &random) ?? "" }
        let line = "{\"text\":\"\(body)\"}"
        var expected: [UInt8] = []
        let after = run(
            line,
            Answers(settle: { _, text in
                var starts = text.indices.filter { text[$0] & 0xc0 != 0x80 } + [text.count]
                starts = starts.filter { _ in Bool.random(using: &random) }
                var edits: [TextEdit] = []
                for pair in zip(starts, starts.dropFirst()) where Bool.random(using: &random) {
                    edits.append(TextEdit(range: pair.0..<pair.1, replacement: Array("\"好\\".utf8)))
                }
                expected = edited(text, edits)
                return ChannelSettlement(edits: edits)
            }))
        let node = try JSONNode.parse(after.output)
        #expect(node["text"].map { JSONString.decode(after.output, in: $0.range) } == expected)
        #expect(after.delivered["$.text"] == expected)
    }

    @Test func `arguments stay JSON within JSON`() throws {
        let line =
            #"{"choices":[{"message":{"tool_calls":[{"function":{"arguments":"{\"a\": \"x\\u0041bad\\n\", \"b\":[1,\"bad\"]}"}}]}}]}"#
        let run = run(line, Answers(settle: masking(["bad"], by: "\"\\")))
        #expect(run.string == line.replacing("bad", with: #"\\\"\\\\"#))
        let cut = self.run(line, Answers(settle: cutting(run.channels[0].name, at: "bad")))
        #expect(cut.string == line.replacing(#"bad\\n"#, with: ""))
    }

    @Test func `arguments that are plain JSON are watched too`() {
        let line = #"{"choices":[{"message":{"tool_calls":[{"function":{"arguments":{"a":["x bad"],"n":1}}}]}}]}"#
        let run = run(line, Answers(settle: { _, _ in ChannelSettlement(cut: 2, notice: "N") }))
        #expect(run.channels.map(\.name) == ["$.choices[0].message.tool_calls[0].function.arguments/$.a[0]"])
        #expect(run.string == line.replacing("bad", with: ""))
    }

    @Test func `hostile lines are held up`() {
        let deep = String(repeating: "{\"a\":", count: 50_000)
        let wide = "{\"text\":\"\(String(repeating: "\\u0000", count: 150_000))\"}"
        let run = Run(
            JSONLinesCodec(),
            [
                Array((deep + "\n" + wide + "\n").utf8) + [0, 0xff, 0x0a] + Array("{\"text\":\"".utf8) + [
                    0xff, 0, 0x22, 0x7d,
                ]
            ])
        #expect(run.channels.count == 4)
        #expect(run.texts[run.channels[1].id]?.count == 150_000)
    }
}
