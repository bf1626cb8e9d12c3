import Monitor
import ReferenceMonitor
import Rules
import TestSupport
import Testing

/// A match that can grow without end is waited for as long as its rule's cap says, and no longer.
@Suite struct CapTests {
    @Test func `random capped rules give what the plain monitor gives, in any cutting`() throws {
        var tally = OracleTally()
        for seed in 0..<UInt64(60 * Soak.factor) {
            var trial = try OracleCase(seed: 1 << 32 | seed, hasRuns: true, rule: RandomCappedRules.rule)
            try trial.check(&tally)
        }
        #expect(tally.swallowed * 12 >= tally.texts, "\(tally)")
        #expect(tally.cutMatches * 3 >= tally.texts, "\(tally)")
        #expect(tally.controlFailures * 10 >= tally.cutMatches, "\(tally)")
    }

    private func rules(
        _ source: String, _ cap: Int, _ then: Cap.Outcome, _ action: Action = .mask, view: View = .raw,
        validate: Validator? = nil
    ) throws -> RuleSet {
        var made = rule("test.cap", .regex(source, view: view), view: view, action: action, validate: validate)
        made.cap = Cap(chars: cap, then: then)
        let pack = Pack(name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [made], digest: "00")
        return try RuleSet(packs: [pack], enforcement: Enforcement(onUndecided: .block, defaultReplacement: "[x]"))
    }

    @Test func `what is swallowed ends where its character does, though something in it waits`() throws {
        var capped = rule("test.cap", .regex("👩a{2,}", view: .folded), view: .folded, replacement: "x")
        capped.cap = Cap(chars: 1, then: .commit)
        let other = Match.all([.keywords(["\u{301}b"], view: .folded), .keywords(["c"], view: .folded)], within: 2, cover: .all)
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"),
            rules: [capped, rule("test.all", other, view: .folded)], digest: "00")
        let rules = try RuleSet(packs: [pack])
        // The marks belong to the character, and the last one may begin a match of the other rule.
        let (output, _, _) = output(rules, "👩\u{FE0F}\u{FE0F}\u{301}bdef")
        #expect(output == "xbdef")
    }

    private static let key = "-----BEGIN KEY-----[^-]*-----END KEY-----"

    /// The same answer of both monitors, whole and in every way that a few piece sizes cut.
    private func output(_ rules: RuleSet, _ text: String) -> (String, [Range<Int>], cut: Int?) {
        let bytes = Array(text.utf8)
        let expected = ReferenceMonitor(rules).judge(bytes)
        let fast = StreamingMonitor(rules)
        #expect(fast.judge(bytes) == expected)
        for size in [1, 3, 7, 50] {
            let run = StreamRun(fast, bytes, cuts: Array(stride(from: size, to: bytes.count, by: size)))
            #expect(run.faults.isEmpty)
            #expect(run.findings == expected.findings)
            #expect(run.output == expected.decision.applied(to: bytes))
            #expect(run.cut == expected.decision.cut)
        }
        let out = String(decoding: expected.decision.applied(to: bytes), as: UTF8.self)
        return (out, expected.findings.map(\.bytes), expected.decision.cut)
    }

    @Test func `a match within the cap is a match`() throws {
        let text = "a -----BEGIN KEY-----abc-----END KEY----- b"
        let answer = try output(rules(Self.key, 60, .commit), text)
        #expect(answer.0 == "a [x] b")
        #expect(answer.1 == [2..<41])
        #expect(try output(rules(Self.key, 60, .block), text).0 == "a [x] b")
    }

    @Test func `what is committed is swallowed to the closer`() throws {
        let body = String(repeating: "k", count: 200)
        let answer = try output(rules(Self.key, 30, .commit), "a -----BEGIN KEY-----\(body)-----END KEY----- b")
        #expect(answer.0 == "a [x] b")
        #expect(answer.1 == [2..<32])
    }

    @Test func `without a closer it is swallowed as long as one could come`() throws {
        let body = String(repeating: "k", count: 200)
        #expect(try output(rules(Self.key, 30, .commit), "a -----BEGIN KEY-----\(body)").0 == "a [x]")
        #expect(try output(rules(Self.key, 30, .commit), "a -----BEGIN KEY-----\(body)-- b").0 == "a [x] b")
    }

    @Test func `a match that is too long is blocked where its rule says so`() throws {
        let body = String(repeating: "k", count: 200)
        let answer = try output(rules(Self.key, 30, .block), "a -----BEGIN KEY-----\(body)-----END KEY----- b")
        #expect(answer.0 == "a ")
        #expect(answer.cut == 2)
        // A rule that only observes changes nothing.
        let observed = try output(rules(Self.key, 30, .block, .observe), "a -----BEGIN KEY-----\(body)-----END KEY----- b")
        #expect(observed.cut == nil)
        #expect(observed.1 == [2..<32])
    }

    @Test func `a run is one finding, however long`() throws {
        let answer = try output(rules("[a-z]+", 8, .commit, view: .folded), "1 " + String(repeating: "ａ\u{200B}", count: 90) + "2b")
        #expect(answer.0 == "1 [x]\u{200B}2[x]")
        #expect(answer.1.count == 2)
        let tags = String(repeating: "\u{E0041}", count: 300)
        #expect(try output(rules("(?<![\\x{E0020}-\\x{E007F}])[\\x{E0020}-\\x{E007F}]+", 16, .commit), "hi\(tags) there").0 == "hi[x] there")
    }

    /// Nothing waits longer than the cap, and what is swallowed takes no room.
    @Test func `an endless match is held no longer than its cap`() throws {
        let fast = StreamingMonitor(try rules(Self.key, 64, .commit))
        var channel = fast.open()
        _ = channel.feed(Array("a -----BEGIN KEY-----".utf8))
        let piece = [UInt8](repeating: 0x6B, count: 1000)
        var most = 0
        for _ in 0..<500 * Soak.factor {
            let progress = channel.feed(piece)
            most = max(most, channel.count - progress.released)
            #expect(progress.edits.allSatisfy { $0.replacement == "" || $0.replacement == "[x]" })
        }
        #expect(most == 0)
        #expect(channel.feed(Array("-----END KEY----- b".utf8)).released == channel.count)
    }
}
