import Rules
import TestSupport
import Testing

@testable import Monitor

/// A text without an end takes a fixed amount of memory.
@Suite(.serialized) struct EndlessTests {
    private static let prose = Array(
        "今天天气不错，我们去公园散步。The quick brown fox jumps over the lazy dog, 12345 times; 编号 2024-05 的报告已经完成。\n".utf8)

    /// What a channel keeps of a text, counted where it can grow.
    private func size(_ channel: StreamingChannel) -> Int { channel.size }

    @Test func `the state of a clean channel stays as small as it is at the start`() throws {
        let rules = try RuleSet(packs: try ShippedPacks.load())
        var channel = StreamingChannel(rules.plan, rules.terms, MatchLimits())
        let idle = size(channel)
        var piece: [UInt8] = []
        while piece.count < 4096 { piece += Self.prose }
        var most = 0
        for round in 0..<32 * Soak.factor {
            for from in stride(from: 0, to: piece.count, by: 64) {
                _ = channel.feed(piece[from..<min(from + 64, piece.count)])
                most = max(most, size(channel))
            }
            if round == 0 { #expect(channel.released > 3500) }
        }
        #expect(channel.count - channel.released < 300)
        if Soak.factor > 1 {
            print("idle channel: \(idle) bytes; at most \(most) in \(channel.count >> 20) MiB; now \(size(channel))")
        }
        // Views keep up to twice what they need, each scalar with two places.
        #expect(idle < 2 << 10)
        #expect(most < 64 << 10)
    }

    @Test func `what a rule finds again and again is forgotten when it has left`() throws {
        let found = rule("test.word", .keywords(["dog", "公园"], view: .foldedPlus))
        let seen = rule("test.seen", .regex("\\d{5}", view: .raw), action: .observe)
        let both = rule(
            "test.both", .all([.keywords(["fox"], view: .raw), .keywords(["times"], view: .raw)], within: 60, cover: .all))
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [found, seen, both], digest: "00")
        let rules = try RuleSet(packs: [pack])
        var channel = StreamingChannel(rules.plan, rules.terms, MatchLimits())
        var (most, findings) = (0, 0)
        for _ in 0..<4000 * Soak.factor {
            findings += channel.feed(Self.prose).findings.count
            most = max(most, size(channel))
        }
        findings += channel.finish().findings.count
        #expect(findings == 16_000 * Soak.factor)
        #expect(most < 64 << 10, "\(most)")
    }

    /// The rest of a match behind its cap leaves nothing behind.
    @Test func `what is swallowed is not kept`() throws {
        var capped = rule("test.cap", .regex("BEGIN[^!]*!", view: .raw), view: .raw)
        capped.cap = Cap(chars: 100, then: .commit)
        let pack = Pack(name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [capped], digest: "00")
        let rules = try RuleSet(packs: [pack])
        var channel = StreamingChannel(rules.plan, rules.terms, MatchLimits())
        _ = channel.feed(Array("a BEGIN".utf8))
        var most = 0
        for _ in 0..<2000 * Soak.factor {
            _ = channel.feed(Self.prose)
            most = max(most, size(channel))
        }
        #expect(channel.released == channel.count)
        #expect(most < 64 << 10, "\(most)")
    }
}
