import Primitives
import Testing

@testable import ContentFormats

/// Streams of every kind of frame, settled at random.
@Suite struct RandomStreamTests {
    private static let words = ["a", "bb ", "你好", "\\n", "\\u4f60", "😀", "\\\"", "1"]

    private static func word(_ random: inout Seeded) -> String {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined()
    }

    private static func choice(_ index: Int, _ random: inout Seeded, isLast: Bool = false) -> String {
        let delta =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: "\"role\":\"assistant\",\"content\":\"\""
            case 1: "\"reasoning_content\":\"\(word(&random))\""
            case 2: "\"content\":\"\(word(&random))\",\"reasoning\":\"\(word(&random))\""
            case 3: "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"k\\\":\\\"v \"}}]"
            case 4: "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"w\\\"}\"}}]"
            default: "\"content\":\"\(word(&random))\""
            }
        let finish = isLast ? "\"stop\"" : "null"
        return "{\"index\":\(index),\"delta\":{\(delta)},\"finish_reason\":\(finish)}"
    }

    static func stream(_ random: inout Seeded) -> [UInt8] {
        // Both reply, so that a notice has a text to stand in.
        var stream = OpenAISSECodecTests.delta("p", index: 1) + OpenAISSECodecTests.delta("q", index: 0)
        for _ in 0..<Int.random(in: 1...14, using: &random) {
            switch Int.random(in: 0..<12, using: &random) {
            case 0: stream += ": ping\n\n"
            case 1: stream += OpenAISSECodecTests.frame(choice(0, &random) + "," + choice(1, &random))
            case 2: stream += OpenAISSECodecTests.frame(choice(0, &random), ",\"odd\":\"\(word(&random))\"")
            case 3: stream += "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n"
            case 4: stream += "data: {\"odd\":\"x\(word(&random))\"}\r\n\r\n"
            default: stream += OpenAISSECodecTests.frame(choice(Int.random(in: 0...1, using: &random), &random))
            }
        }
        for index in 0...1 where Int.random(in: 0..<5, using: &random) > 0 {
            stream += OpenAISSECodecTests.frame(choice(index, &random, isLast: true))
        }
        if Bool.random(using: &random) { stream += "data: [DONE]\n\n" }
        return Array(stream.utf8)
    }

    /// The same for the same channel and text, whatever the order of questions.
    private static func answers(_ seed: UInt64, labelled: Bool) -> Answers {
        let settle: (Channel, [UInt8]) -> ChannelSettlement = { channel, text in
            var random = Seeded(state: seed &+ UInt64(channel.id.number) &* 77)
            var settlement = ChannelSettlement()
            if case .unknown = channel.kind {
                settlement.cut = Bool.random(using: &random) ? 0 : nil
                return settlement
            }
            let starts = text.indices.filter { text[$0] & 0xc0 != 0x80 } + [text.count]
            var edits: [TextEdit] = []
            for pair in zip(starts, starts.dropFirst()) where Int.random(in: 0..<4, using: &random) == 0 {
                edits.append(TextEdit(range: pair.0..<pair.1, replacement: Array("«\"»".utf8)))
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                let cut = starts.randomElement(using: &random) ?? 0
                settlement.cut = cut
                edits.removeAll { $0.range.upperBound > cut }
                settlement.notice = "[N]"
            }
            settlement.edits = edits
            if labelled, channel.kind == .reply { settlement.closing = "§" }
            return settlement
        }
        let value = labelled ? Array("{\"L\":1}".utf8) : nil
        return Answers(begin: value, end: value, label: labelled ? "§" : "", settle: settle)
    }

    @Test(arguments: 0..<100) func `what is said to be delivered is what a client reads`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let bytes = Self.stream(&random)
        for labelled in [false, true] {
            let answers = Self.answers(seed, labelled: labelled)
            let run = Run(OpenAISSECodec(), [bytes], answers)
            let client = try PlainClient(run.output)
            for index in 0...1 {
                let said = run.delivered["choice \(index)"]
                #expect(Self.unlabelled(client.content(index)) == said, "choice \(index)\n\(run.string)")
                #expect((client.finishes[index] ?? []).count <= 1)
            }
            for place in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 10)) {
                let cut = Run(OpenAISSECodec(), bytes.split(at: place), answers)
                #expect(cut.output == run.output)
                #expect(cut.events == run.events)
                #expect(cut.delivered == run.delivered)
            }
            #expect(Run(OpenAISSECodec(), bytes.single, answers).output == run.output)
        }
    }

    private static func unlabelled(_ text: [UInt8]) -> [UInt8] {
        Array(String(decoding: text, as: UTF8.self).replacing("§", with: "").utf8)
    }
}
