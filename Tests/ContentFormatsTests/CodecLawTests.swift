import Foundation
import Primitives
import Testing

@testable import ContentFormats

/// What holds for every codec and every way to cut its input.
@Suite struct CodecLawTests {
    static var answers: [(String, Answers)] {
        [
            ("unchanged", Answers()),
            ("masked", Answers(settle: masking(secrets))),
            (
                "labelled",
                Answers(
                    begin: Array(#"{"Label":"1"}"#.utf8), end: Array(#"{"Label":"1","ReservedCode1":"x"}"#.utf8),
                    label: "本内容由人工智能生成\n\n",
                    settle: { channel, text in
                        var settlement = masking(secrets)(channel, text)
                        if channel.kind == .reply { settlement.closing = "\n\nAI-generated" }
                        return settlement
                    })
            ),
            ("cut", Answers(settle: cutting("choice 0", at: "1380"))),
        ]
    }

    @Test(arguments: Sample.allCases) func `cutting the input changes neither events nor output`(sample: Sample) throws
    {
        let bytes = try sample.bytes
        for (name, answers) in Self.answers {
            let whole = Run(sample.codec, [bytes], answers)
            let single = Run(sample.codec, bytes.single, answers)
            #expect(single.events == whole.events, "\(name), one byte at a time")
            #expect(single.output == whole.output, "\(name), one byte at a time")
            let step = max(1, bytes.count / 60)
            for place in stride(from: 1, to: bytes.count, by: step) {
                let cut = Run(sample.codec, bytes.split(at: place), answers)
                #expect(cut.output == whole.output, "\(name), cut at \(place)")
                #expect(cut.events == whole.events, "\(name), cut at \(place)")
            }
        }
    }

    @Test(arguments: Sample.allCases) func `what is not changed goes out byte for byte`(sample: Sample) throws {
        let bytes = try sample.bytes
        let output = Run(sample.codec, [bytes]).output
        guard sample.rawValue.hasSuffix(".sse") else { return #expect(output == bytes) }
        #expect(Self.frames(output) == Self.frames(bytes))
        // With one choice and no comments there is nothing to overtake.
        let text = String(decoding: bytes, as: UTF8.self)
        let plain = Array(text.split(separator: "\n\n").filter { !$0.hasPrefix(":") }.map { $0 + "\n\n" }.joined().utf8)
        if sample == .chatZh { #expect(Run(sample.codec, [plain]).output == plain) }
    }

    /// The frames of a stream without regard to their order.
    static func frames(_ bytes: [UInt8]) -> [[UInt8]] {
        var framer = SSEFramer(limit: 1 << 30)
        let parts = framer.feed(bytes)
        let (whole, rest) = framer.finish()
        let all = (parts + whole + (rest.map { [$0] } ?? [])).map { part -> [UInt8] in
            if case .frame(let frame) = part { frame.bytes } else { [] }
        }
        return all.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Every frame comes out as it went in, but for token probabilities that do not spell the text beside them: those
    /// alone become `null`. Read off the bytes, by the one form that the samples have.
    static func expectUnchanged(_ frames: [[UInt8]], in output: [[UInt8]]) {
        #expect(frames.count == output.count)
        var left = output
        for frame in frames {
            if let place = left.firstIndex(of: frame) {
                left.remove(at: place)
                continue
            }
            let parts = String(decoding: frame, as: UTF8.self).components(separatedBy: "\"logprobs\": ")
            let place = left.firstIndex { other in
                let others = String(decoding: other, as: UTF8.self).components(separatedBy: "\"logprobs\": ")
                return parts.count == 2 && others.count == 2 && others[0] == parts[0] && others[1].hasPrefix("null")
                    && parts[1].hasSuffix(others[1].dropFirst(4))
            }
            guard let place, let text = parts[0].components(separatedBy: "{\"content\": ").dropFirst().first else {
                // Where a name was mutated away there is no text that the tokens could spell.
                #expect(place != nil, "\(String(decoding: frame, as: UTF8.self)) was changed")
                if let place { left.remove(at: place) }
                continue
            }
            left.remove(at: place)
            let literal = text.components(separatedBy: "}").first ?? ""
            #expect(!parts[1].hasPrefix("{\"content\": [{\"token\": \(literal),"), "what is spelt was taken out")
        }
        #expect(left.isEmpty)
    }

    @Test func `every split of a small stream of every feature gives the same`() {
        let stream =
            "\u{feff}: hi\r\rdata: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\r\n\r\n"
            + "event: x\nid: 1\ndata: {\"choices\":\ndata: [{\"index\":0,\"delta\":{\"content\":\"\\u4f60\\uD83D\"}}]}\n\n"
            + ": between\n\ndata: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}\r\r"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\uDE00!\"},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"what\":\"is this\"}\n\n: late\n\ndata:[DONE]\n\n"
        let bytes = Array(stream.utf8)
        for (name, answers) in Self.answers {
            let whole = Run(OpenAISSECodec(), [bytes], answers)
            if name == "unchanged" { #expect(Self.frames(whole.output) == Self.frames(bytes)) }
            #expect(whole.text("choice 0") == "你😀!")
            for place in 1..<bytes.count {
                let cut = Run(OpenAISSECodec(), bytes.split(at: place), answers)
                #expect(cut.output == whole.output, "\(name), cut at \(place)")
                #expect(cut.events == whole.events, "\(name), cut at \(place)")
            }
        }
    }

    @Test(arguments: 0..<40) func `mutated input never traps, and passes if nothing is cut`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for sample in Sample.allCases {
            var bytes = try Array(sample.bytes.prefix(4000))
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 50)], at: place / 2)
                }
            }
            Self.expectUnchanged(Self.frames(bytes), in: Self.frames(Run(OpenAISSECodec(), [bytes]).output))
            #expect(Run(JSONLinesCodec(), [bytes]).output == bytes)
            let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
            let masked = Answers(label: "AI生成", settle: masking(["13", "a", "1"]))
            let cut = Answers(settle: { _, text in ChannelSettlement(cut: text.count / 2, notice: "N") })
            for answers in [masked, cut] {
                let whole = Run(OpenAISSECodec(), [bytes], answers)
                let halves = Run(OpenAISSECodec(), bytes.split(at: place), answers)
                #expect(whole.output == halves.output)
                #expect(whole.events == halves.events)
                _ = Run(JSONLinesCodec(), bytes.split(at: place), answers)
            }
            _ = Run(AutoCodec(), [bytes])
        }
    }
}
