import Foundation
import Primitives
import Rules
import TestSupport
import Testing
import TextMatching

@testable import Monitor

/// A ban that is spelt in another way is still found, and hardly anything else is found for it.
@Suite struct EvasionTests {
    private struct Word: Hashable {
        var text: String
        var view: View
        var foldings: Foldings { view.foldings }
    }

    /// Every keyword of the shipped packs, in the view that its rule looks for it in.
    private static func words() throws -> [Word] {
        func words(_ match: Match) -> [Word] {
            switch match {
            case .keywords(let list, let view): list.map { Word(text: $0, view: view) }
            case .regex: []
            case .any(let members), .all(let members, _, _): members.flatMap(words)
            }
        }
        let all = try ShippedPacks.load().flatMap(\.rules).flatMap { words($0.match) }
        return Set(all).sorted { ($0.text, "\($0.view)") < ($1.text, "\($1.view)") }
    }

    /// A monitor with a rule for each word and nothing else.
    private static func monitor(_ words: [Word]) throws -> StreamingMonitor {
        let rules = words.enumerated().map { index, word in
            rule("word.\(index)", .keywords([word.text], view: word.view), view: word.view)
        }
        let pack = Pack(name: "word", version: "1.0.0", title: Title(zh: "词", en: "words"), rules: rules, digest: "00")
        return StreamingMonitor(try RuleSet(packs: [pack]))
    }

    private static func text(_ scalars: [UInt32]) -> String {
        String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
    }

    @Test func `every shipped keyword is found in each disguise and in two at once`() throws {
        let words = try Self.words()
        let monitor = try Self.monitor(words)
        var random = SeededGenerator(seed: 7)
        var tried: [String: Int] = [:]
        for (index, word) in words.enumerated() {
            let plain = word.text.unicodeScalars.map(\.value)
            let ways = Disguise.allCases.filter { word.foldings.contains($0.folding) }
            for first in ways {
                guard let once = first.apply(to: plain, &random) else { continue }
                var spellings = [("\(first)", once)]
                for second in ways {
                    // A slice of the pairs; with more rounds, all of them and often.
                    guard Soak.factor > 1 || Int.random(in: 0..<8, using: &random) == 0 else { continue }
                    if let twice = second.apply(to: once, &random) { spellings.append(("\(first)+\(second)", twice)) }
                }
                for (way, spelling) in spellings {
                    tried[way, default: 0] += 1
                    let bytes = Array("，\(Self.text(spelling))。".utf8)
                    let found = monitor.judge(bytes).findings.contains { $0.rule == "word.\(index)" }
                    #expect(found, "«\(word.text)» as «\(Self.text(spelling))» (\(way), \(word.view))")
                }
            }
        }
        #expect(tried.values.reduce(0, +) > 5 * words.count, "\(tried)")
        for disguise in Disguise.allCases { #expect(tried["\(disguise)", default: 0] > 20, "\(disguise)") }
    }

    /// Replies that ban nothing: what the foldings find in them beyond the plain spelling is found for nothing.
    ///
    /// `HALLMARK_REPLIES` names more of them: JSON Lines with the text in `response`.
    @Test func `the foldings find next to nothing in replies that are harmless`() throws {
        let packs = try ShippedPacks.load()
        let folded = StreamingMonitor(try RuleSet(packs: packs))
        let lesser = StreamingMonitor(try RuleSet(packs: packs.map { Self.seen($0, in: .folded) }))
        let plain = StreamingMonitor(try RuleSet(packs: packs.map { Self.seen($0, in: .raw) }))
        for monitor in [folded, lesser, plain] { monitor.prepare() }
        var more: [String] = []
        let replies = try Replies.load()
        for reply in replies {
            let bytes = Array(reply.utf8)
            // Case is no disguise, and everything else that is folded away would be one.
            let lowered = bytes.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
            let known = Set(lesser.judge(bytes).findings.map(\.rule))
                .intersection((plain.judge(lowered).findings + plain.judge(bytes).findings).map(\.rule))
            for finding in folded.judge(bytes).findings where !known.contains(finding.rule) {
                let place = finding.bytes.clamped(to: 0..<bytes.count)
                more.append("\(finding.rule): «\(String(decoding: bytes[place], as: UTF8.self))»")
            }
        }
        // Of our own samples two have numbers beside words in traditional characters, which are meant to be found.
        #expect(more.count <= max(2, replies.count / 1_000), "\(more.count) in \(replies.count): \(more.prefix(40))")
    }

    /// The same rules, none of which looks at more than a view.
    private static func seen(_ pack: Pack, in most: View) -> Pack {
        func seen(_ view: View) -> View { most == .raw ? .raw : view == .foldedPlus ? .folded : view }
        func seen(_ match: Match) -> Match {
            switch match {
            case .keywords(let words, let view): .keywords(words, view: seen(view))
            case .regex(let source, let view): .regex(source, view: seen(view))
            case .any(let members): .any(members.map(seen))
            case .all(let members, let within, let cover): .all(members.map(seen), within: within, cover: cover)
            }
        }
        var pack = pack
        pack.rules = pack.rules.map { rule in
            var rule = rule
            rule.match = seen(rule.match)
            rule.view = seen(rule.view)
            return rule
        }
        return pack
    }
}
