import Rules
import Testing

@testable import Monitor

/// A stream in which nothing was found that still matters knows no more than where something may begin.
@Suite struct RestTests {
    /// After which pieces the stream is at rest.
    private func rests(_ rules: RuleSet, _ pieces: [String]) throws -> [Bool] {
        let monitor = StreamingMonitor(rules)
        monitor.prepare()
        var channel = try #require(monitor.open() as? StreamingChannel)
        return pieces.map { piece in
            _ = channel.feed(Array(piece.utf8))
            return channel.isAtRest
        }
    }

    @Test func `the shipped packs let replies rest`() throws {
        let rules = try RuleSet(packs: ShippedPacks.load())
        for reply in try Replies.load() {
            var pieces: [String] = []
            var rest = reply[...]
            while !rest.isEmpty {
                pieces.append(String(rest.prefix(4)))
                rest = rest.dropFirst(4)
            }
            let rested = try rests(rules, pieces).count { $0 }
            #expect(rested * 2 >= pieces.count, "\(rested) of \(pieces.count): \(reply.prefix(60))")
        }
    }

    private func made(_ match: Match, _ action: Action = .mask, near: Near? = nil) throws -> RuleSet {
        let rule = rule("r", match, view: .raw, action: action, near: near, replacement: "[x]")
        let pack = Pack(name: "test", version: "1", title: Title(zh: "测试", en: "test"), rules: [rule], digest: "00")
        return try RuleSet(packs: [pack])
    }

    private func word(_ words: String...) -> Match { .keywords(words, view: .raw) }

    @Test func `what was found is forgotten when it has left`() throws {
        let rests = try rests(try made(word("甲乙")), ["一", "甲", "乙", "二", "三", "甲", "丙"])
        #expect(rests == [true, true, false, true, true, true, true])
    }

    @Test func `a member of an all is remembered as long as another is within reach`() throws {
        let rules = try made(.all([word("甲"), word("乙")], within: 2, cover: .last))
        let rests = try rests(rules, ["一", "甲", "二", "三", "四", "五", "六"])
        #expect(rests == [true, false, false, false, true, true, true])
        // And then it counts no more, nor does it count twice.
        let monitor = StreamingMonitor(rules)
        for (text, count) in [("甲一二乙", 1), ("甲一二三乙", 0), ("甲一二三四乙甲", 1), ("甲乙一二三四五乙", 1)] {
            #expect(monitor.judge(Array(text.utf8)).findings.count == count)
            var channel = monitor.open()
            let found = text.flatMap { channel.feed(Array(String($0).utf8)).findings } + channel.finish().findings
            #expect(found.count == count, "\(text)")
        }
    }

    @Test func `a run that only grows is not looked at with every piece`() throws {
        let rule = rule("r", .keywords(["甲乙", "甲丙丁"], view: .foldedPlus))
        let pack = Pack(name: "test", version: "1", title: Title(zh: "测试", en: "test"), rules: [rule], digest: "00")
        let rests = try rests(try RuleSet(packs: [pack]), Array(repeating: "甲", count: 300) + Array(repeating: "一", count: 40))
        #expect(rests[..<128].allSatisfy { $0 })
        #expect(!rests[140..<300].contains(true))
        #expect(rests.last == true)
    }

    @Test func `a doubt and a word that is waited for keep a stream awake`() throws {
        let near = Near(any: ["丁"], within: 3, side: .after, effect: .require)
        let rests = try rests(try made(word("甲"), near: near), ["一", "甲", "二", "三", "四", "五", "六"])
        #expect(rests == [true, false, false, false, false, true, true])
        #expect(try self.rests(try made(word("甲")), ["一", "二"]) == [true, true])
        let monitor = StreamingMonitor(try made(word("甲")))
        var channel = try #require(monitor.open() as? StreamingChannel)
        _ = channel.feed([0xFF, 0x61])
        #expect(!channel.isAtRest)
    }
}
