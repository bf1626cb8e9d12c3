import Foundation
import Monitor
import RegexSyntax
import Rules
import TestSupport
import Testing

/// What the shipped packs hold of real replies.
@Suite struct ReplyMinimalityTests {
    /// One rule alone, and what its matches are made of.
    private struct Alone {
        let monitor: StreamingMonitor
        /// What a match can go on with: characters of its expressions, words of its lists and conditions, a mark that
        /// joins what stands before it.
        let pieces: [[UInt8]]
        /// How the texts that the rule is tested with go on.
        let rests: [[UInt8]]

        init(_ rule: Rule) throws {
            var rule = rule
            rule.action = .mask
            let pack = Pack(
                name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [rule], digest: "00")
            monitor = StreamingMonitor(try RuleSet(packs: [pack]))
            var pieces: Set<String> = Set((rule.near?.any ?? []) + [" ", "。", "\u{301}"])
            Self.gather(rule.match, into: &pieces)
            self.pieces = pieces.sorted().map { Array($0.utf8) }
            rests = rule.tests.hit.flatMap { text in
                let scalars = Array(text.unicodeScalars.prefix(200))
                return (1..<max(1, scalars.count)).map { place in
                    Array(String(String.UnicodeScalarView(scalars[place...])).utf8)
                }
            }
        }

        private static func gather(_ match: Match, into pieces: inout Set<String>) {
            switch match {
            case .keywords(let words, _):
                for word in words { pieces.formUnion(word.map { String($0) } + [word]) }
            case .regex(let source, _):
                if let root = try? Expression(source).root { gather(root, into: &pieces) }
            case .any(let members), .all(let members, _, _):
                for member in members { gather(member, into: &pieces) }
            }
        }

        private static func gather(_ node: Node, into pieces: inout Set<String>) {
            if case .one(let set) = node.kind {
                // Check digits and letters make a difference, whatever the set; of others one stands for all.
                for range in set.ranges.prefix(40) {
                    for scalar in range.prefix(range.upperBound < 0x80 ? 26 : 1) {
                        if let scalar = Unicode.Scalar(scalar) { pieces.insert(String(Character(scalar))) }
                    }
                }
            }
            for part in node.parts { gather(part, into: &pieces) }
        }

        /// The rests of the rule's own tests with which it finds something that takes in a byte that it holds.
        func rests(_ channel: any ChannelMonitor) -> [[UInt8]] {
            let held = channel.released
            return rests.filter { rest in
                var channel = channel
                let edits = channel.feed(rest).edits + channel.finish().edits
                return edits.contains { $0.bytes.upperBound > held }
            }
        }

        /// A text that goes on until the rule finds something that takes in a byte that it holds, if chance finds one:
        /// of the pieces in any order the first that it goes on holding with.
        func continuation(_ channel: any ChannelMonitor, _ random: inout SeededGenerator) -> [UInt8]? {
            var channel = channel
            let held = channel.released
            var text: [UInt8] = []
            for _ in 0..<120 {
                var next: (any ChannelMonitor)?
                for piece in pieces.shuffled(using: &random) {
                    var tried = channel
                    let progress = tried.feed(piece)
                    if progress.edits.contains(where: { $0.bytes.upperBound > held }) { return text + piece }
                    guard tried.released == held else { continue }
                    var ended = tried
                    if !ended.finish().edits.isEmpty { return text + piece }
                    next = tried
                    text += piece
                    break
                }
                guard let next else { return nil }
                channel = next
            }
            return nil
        }
    }

    /// Of the bytes that are held, moment by moment, those that no continuation is known to need. Continuations are
    /// sought by chance, so that the figure is an upper bound.
    @Test func `hardly anything is held of a reply that nothing needs`() throws {
        let rules = try RuleSet(packs: try ShippedPacks.load())
        let monitor = StreamingMonitor(rules)
        let alone = try rules.rules.map(Alone.init)
        var random = SeededGenerator(seed: 41)
        var (moments, turn, holding, needless, heldBytes, needlessBytes) = (0, 0, 0, 0, 0, 0)
        for text in try Replies.load().prefix(10 * Soak.factor) {
            var channel = monitor.open()
            var each = alone.map { $0.monitor.open() }
            var come: [UInt8] = []
            for character in text {
                let piece = Array(String(character).utf8)
                come += piece
                let progress = channel.feed(piece)
                for index in each.indices { _ = each[index].feed(piece) }
                if progress.cut != nil { break }
                moments += 1
                guard progress.released < come.count else { continue }
                turn += 1
                // To know for one costs many judgements.
                guard turn % max(1, 32 / Soak.factor) == 0 else { continue }
                holding += 1
                heldBytes += come.count - progress.released
                let could = releasable(monitor, come, progress.released, alone, each, &random)
                guard could > progress.released else { continue }
                needless += 1
                needlessBytes += could - progress.released
                if Soak.factor > 1 {
                    let rest = String(decoding: come[progress.released...], as: UTF8.self).debugDescription
                    print("needless \(could - progress.released) of \(rest)", zip(rules.rules, each).filter { $1.released < could }.map(\.0.id))
                }
            }
        }
        let line =
            "\(moments) moments, \(turn) hold; \(holding) of them \(heldBytes) bytes, \(needless) needlessly \(needlessBytes)"
        if Soak.factor > 1 { print(line) }
        #expect(holding >= 5 * Soak.factor)
        #expect(needlessBytes * 100 < heldBytes, "\(line)")
    }

    /// Up to where a text could be let go, as far as is known; where what is released is needed, exactly that.
    private func releasable(
        _ monitor: StreamingMonitor, _ come: [UInt8], _ released: Int, _ alone: [Alone], _ each: [any ChannelMonitor],
        _ random: inout SeededGenerator
    ) -> Int {
        // No rule looks back further from a place that is held.
        let first = come[..<max(0, released - 150)].lastIndex { $0 < 0x80 } ?? 0
        let begin = Array(come[first...])
        var known: [[UInt8]] = [[]]
        var could = come.count
        for index in each.indices.sorted(by: { each[$0].released < each[$1].released })
        where each[index].released < could {
            func need(_ text: [UInt8]) {
                known.append(text)
                let all = [[], text] + known.suffix(6)
                could = min(could, first + MinimalityTests.releasable(monitor, begin, from: released - first, all))
            }
            // Until what this rule holds is proven; another may hold more.
            for text in alone[index].rests(each[index]) where could > each[index].released { need(text) }
            for _ in 0..<60 where could > each[index].released {
                if let text = alone[index].continuation(each[index], &random) { need(text) }
            }
        }
        return could
    }
}
