import Primitives
import TestSupport
import Testing

@testable import ContentFormats

/// What holds for the recorded streams of every protocol.
@Suite struct RecordedStreamTests {
    @Test(arguments: Recorded.all) func `a stream in which nothing is changed comes out byte for byte`(stream: Recorded) throws {
        let bytes = try ReplyLanguage.sample(stream.name)
        var codec = ReplyCodec(stream.language)
        var output: [UInt8] = []
        var told: [Channel.ID: Int] = [:]
        func answer(_ events: [ContentEvent]) {
            for event in events {
                #expect(!Self.isUnknown(event) || stream.name.contains("cut"))
                switch event {
                case .began(let group): codec.begin(group.id, envelope: nil)
                case .text(let id, let text):
                    told[id, default: 0] += text.count
                    _ = codec.release(id, through: told[id] ?? 0, edits: [])
                case .ended(let id, _): _ = codec.settle(id, [:]) { _ in nil }
                default: break
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        for byte in bytes { answer(codec.feed([byte])) }
        answer(codec.finish())
        // What stands before half a pair leaves before the pair is whole, so its frame becomes two.
        if String(decoding: bytes, as: UTF8.self).contains(#"\ud83d""#) {
            let before = try LanguageClient(bytes, stream.language)
            let after = try LanguageClient(output, stream.language)
            #expect(before.raw == after.raw && before.ends == after.ends)
            return
        }
        #expect(CodecLawTests.frames(output) == CodecLawTests.frames(bytes))
    }

    private static func isUnknown(_ event: ContentEvent) -> Bool {
        if case .opened(let channel) = event, case .unknown = channel.kind { true } else { false }
    }

    @Test(arguments: Recorded.all) func `the cutting of the bytes changes nothing, at any place`(stream: Recorded) throws {
        let bytes = try ReplyLanguage.sample(stream.name)
        for seed in UInt64(0)..<2 {
            let envelope = seed == 1 ? Array("{\"L\":1}".utf8) : nil
            let label = seed == 1 ? "§" : ""
            let run = ReleasedRun(
                ReplyCodec(stream.language), [bytes], seed: seed, cuts: seed > 0, label: label, envelope: envelope)
            let single = ReleasedRun(
                ReplyCodec(stream.language), bytes.single, seed: seed, cuts: seed > 0, label: label, envelope: envelope)
            #expect(single.output == run.output)
            #expect(single.events == run.events)
            let step = Soak.factor > 1 ? 1 : 41
            for place in stride(from: 1 + Int(seed) * 5, to: bytes.count, by: step) {
                let parts = ReleasedRun(
                    ReplyCodec(stream.language), bytes.split(at: place), seed: seed, cuts: seed > 0, label: label,
                    envelope: envelope)
                #expect(parts.output == run.output, "cut at \(place)")
                #expect(parts.said == run.said, "cut at \(place)")
            }
        }
    }

    @Test(arguments: Recorded.others) func `a client reads what is said to be delivered, and each reply ends once`(
        stream: Recorded
    ) throws {
        let bytes = try ReplyLanguage.sample(stream.name)
        var cuts = 0
        for seed in UInt64(0)..<UInt64(30 * Soak.factor) {
            let run = ReleasedRun(
                ReplyCodec(stream.language), bytes.single, seed: seed, cuts: !seed.isMultiple(of: 4),
                label: seed.isMultiple(of: 5) ? "§" : "", envelope: seed.isMultiple(of: 3) ? Array("{\"L\":1}".utf8) : nil)
            cuts += run.cut.count
            let client = try LanguageClient(run.output, stream.language)
            let output = String(decoding: run.output, as: UTF8.self)
            #expect(client.disorders.isEmpty, "seed \(seed)\n\(output)")
            for (name, kind) in run.kinds where kind == .reply || kind == .reasoning {
                // A notice is spoken as the reply, and counts as the channel's own where there is no reply yet.
                let read = String(decoding: client.text(name), as: UTF8.self).replacing("§", with: "")
                let said = String(decoding: run.said[name] ?? [], as: UTF8.self)
                #expect(read.replacing("[N]", with: "") == said.replacing("[N]", with: ""), "seed \(seed), \(name)\n\(output)")
            }
            for name in client.order where run.kinds[name] == nil {
                let rest = String(decoding: client.text(name), as: UTF8.self).replacing("[N]", with: "")
                #expect(rest.isEmpty, "seed \(seed), \(name) was never told\n\(output)")
            }
            // No call is made with half of its arguments.
            for (name, kind) in run.kinds where kind == .argument {
                if client.raw[name] != nil { #expect(client.text(name) == run.said[name] ?? [], "seed \(seed), \(name)\n\(output)") }
            }
            let groups = run.events.count { if case .began(let group) = $0 { group.streamed } else { false } }
            if !stream.name.contains("cut"), client.errors.isEmpty {
                #expect(client.ends.count == groups, "seed \(seed)\n\(output)")
            }
        }
        #expect(cuts > 0)
    }

    @Test(arguments: ReplyLanguage.allCases) func `a frame that nobody knows is told as unknown`(language: ReplyLanguage) {
        for frame in [#"{"surprise":"text for a person"}"#, "{]", #""text""#, #"{"a":{"b":["hidden"]}}"#] {
            let bytes = language == .ollama ? frame + "\n" : "data: \(frame)\n\n"
            let run = ReleasedRun(ReplyCodec(language), [Array(bytes.utf8)], seed: 2, edits: false, cuts: false)
            #expect(run.events.contains { Self.isUnknown($0) }, "\(frame)")
            // One that is not let through does not leave.
            let cut = ReleasedRun(ReplyCodec(language), [Array(bytes.utf8)], seed: 2, edits: false, cuts: true)
            #expect(!String(decoding: cut.output, as: UTF8.self).contains("hidden"))
            #expect(!String(decoding: cut.output, as: UTF8.self).contains("person"))
        }
    }
}
