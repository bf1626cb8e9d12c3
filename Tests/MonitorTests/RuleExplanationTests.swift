import Foundation
import Primitives
import Rules
import TestSupport
import Testing
import TextMatching

@testable import Monitor

@Suite struct `What is said of a rule` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Rules").standardizedFileURL

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    private static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    private func set(_ rules: [Rule]) throws -> RuleSet {
        try RuleSet(
            packs: [Pack(name: "test", version: "1.0.0", title: Title(zh: "测", en: "t"), rules: rules, digest: "00")])
    }

    private func explanation(_ match: Match, _ change: (inout Rule) -> Void = { _ in }) throws -> RuleExplanation {
        var rule = rule("test.one", match)
        change(&rule)
        return try #require(try set([rule]).explanation(of: "test.one"))
    }

    /// How many characters wait behind each of a text, up to where a block cuts.
    private func waits(_ rules: RuleSet, _ text: String) -> [Int] {
        var channel = StreamingMonitor(rules).open()
        var ends: [Int] = []
        var waits: [Int] = []
        for scalar in text.unicodeScalars {
            let progress = channel.feed(Array(String(scalar).utf8))
            ends.append((ends.last ?? 0) + String(scalar).utf8.count)
            if progress.cut != nil { break }
            waits.append(ends.count { $0 > progress.released })
        }
        return waits
    }

    @Test(arguments: files) func `no test of a shipped rule waits longer than is said`(file: String) throws {
        let pack = try Pack.load(try Self.bytes(file), file: file, wordFile: Self.bytes).pack
        let rules = try RuleSet(packs: [pack])
        for rule in pack.rules {
            let explanation = try #require(rules.explanation(of: rule.id))
            #expect(explanation.parts.count == rule.match.leaves.count)
            #expect(explanation.hold.holds == (rule.action != .observe), "\(rule.id)")
            // Tests with characters that a view drops, or that hang on others, wait for those as well.
            let scalars = explanation.hold.longest?.text.unicodeScalars
            let isPlain = scalars?.allSatisfy { $0.value < 0xFF00 && $0.value != 0x200B } ?? true
            if let greatest = explanation.hold.greatest, let longest = explanation.hold.longest, isPlain {
                #expect(longest.held <= greatest, "\(rule.id): \(longest)")
            }
            #expect((explanation.hold.greatest == nil) == !explanation.parts.allSatisfy { $0.decidedAfter != nil })
        }
        #expect(rules.notes.isEmpty, "\(rules.notes)")
        let gates = pack.rules.flatMap { rules.explanation(of: $0.id)?.parts ?? [] }.map(\.gate)
        let isOpen = gates.map { gate in if case .none = gate { true } else { false } }
        // Behind those of the leaves come those of the conditions.
        #expect(isOpen == Array(rules.plan.entrance.value.gates.isOpen.prefix(isOpen.count)))
    }

    @Test func `no stream waits longer for a rule than is said`() throws {
        var waiting = 0
        var near = 0
        for seed in 0..<UInt64(100 * Soak.factor) {
            var random = SeededGenerator(seed: seed)
            let alphabet = RandomRules.alphabets[[0, 1, 6][Int(seed % 3)]]
            var rule = RandomRules.rule(0, alphabet, &random)
            // A block cuts at the first hit; hits that touch, which wait for each other, do not come about.
            rule.action = .block
            guard let rules = try? set([rule]), let greatest = rules.explanation(of: rule.id)?.hold.greatest
            else { continue }
            for _ in 0..<4 {
                // Without two equal neighbours, separators between them aside, there are no repeats to wait for.
                var text = ""
                var last: Unicode.Scalar?
                for _ in 0..<40 {
                    let next = Int.random(in: 0..<4, using: &random) == 0
                        ? RandomRules.part(of: [rule], &random) : alphabet.randomElement(using: &random) ?? "a"
                    for scalar in next.unicodeScalars where scalar != text.unicodeScalars.last && scalar != last {
                        text.unicodeScalars.append(scalar)
                        if !Scalars.isSeparator(scalar.value) { last = scalar }
                    }
                }
                let longest = waits(rules, text).max() ?? 0
                #expect(longest <= greatest, "seed \(seed): \(rule.match) «\(text)»")
                waiting += longest > 0 ? 1 : 0
                near += longest * 2 > greatest ? 1 : 0
            }
        }
        #expect(waiting > 50 && near > 25, "\(waiting), \(near)")
    }

    @Test(arguments: [
        ("K-[a-z]+!", "K-a", "[a-z]+"), ("“[^”]*?”", nil, "[^”]*?"), ("ab(?:c d)+e", "abc d", "(?:c d)+"),
        ("(?m:x.*?y)", nil, ".*?"), ("x(?=.*y)", nil, ".*"), ("(a)\\1b", nil, "\\1"),
    ])
    func `what has no end is named, and a text that waits for it`(source: String, text: String?, part: String) throws {
        let explanation = try explanation(.regex(source, view: .raw))
        #expect(explanation.hold.greatest == nil)
        #expect(explanation.parts.first?.endless.first?.text == part)
        if let text { #expect(explanation.hold.example?.text == text) }
        guard let example = explanation.hold.example else { return }
        #expect(example.held == example.text.unicodeScalars.count)
        let rules = try set([rule("test.one", .regex(source, view: .raw))])
        #expect(waits(rules, example.text).last == example.held)
    }

    @Test func `words wait with what may stand between them`() throws {
        let chinese = try explanation(.keywords(["炸药"], view: .foldedPlus))
        #expect(chinese.hold.greatest == 5 && chinese.hold.waitsForRepeats)
        #expect(chinese.parts.first?.lookBehind == 0)
        let raw = try explanation(.keywords(["abc", "x"], view: .raw))
        #expect(raw.hold.greatest == 2 && !raw.hold.waitsForRepeats)
        let bounded = try explanation(.keywords(["abc"], view: .folded))
        #expect(bounded.hold.greatest == 3 && bounded.parts.first?.lookBehind == 1)
    }

    @Test func `conditions wait, and what only observes does not`() throws {
        let near = try explanation(.keywords(["甲乙"], view: .raw)) {
            $0.view = .raw
            $0.near = Near(any: ["丙丁"], within: 7, side: .after)
        }
        #expect(near.hold.reasons.first == RuleHold.Reason(kind: .near, characters: 2 + 7 + 2 + 1))
        let before = try explanation(.keywords(["甲乙"], view: .raw)) {
            $0.near = Near(any: ["丙丁"], within: 7, side: .before)
        }
        #expect(before.hold.greatest == 1)
        let members: [Match] = [.keywords(["甲"], view: .raw), .keywords(["乙"], view: .raw)]
        let window = try explanation(.all(members, within: 9, cover: .all))
        #expect(window.hold.reasons.first?.kind == .window)
        #expect(try explanation(.keywords(["甲乙"], view: .raw)) { $0.action = .observe }.hold.holds == false)
    }

    @Test func `gates are those of the engine`() throws {
        func gate(_ source: String) throws -> [String] {
            let gate = try explanation(.regex(source, view: .raw)).parts.first?.gate
            if case .items(let items)? = gate { return items.map(\.text) }
            return []
        }
        #expect(try gate("x{0,3}(?:地址|住址)").sorted() == ["住址", "地址"])
        #expect(try gate("[\\p{Han}]{2,3}") == [])
        // What can be slow is never gated.
        #expect(try gate("(?:a+)+密码") == [])
        for source in ["地址", "[\\p{Han}]{2,3}", "(?:a+)+密码", "[0-9]{4}", "[^a]"] {
            let rules = try set([rule("test.one", .regex(source, view: .raw))])
            #expect(rules.plan.entrance.value.gates.isOpen[0] == (try gate(source)).isEmpty, "\(source)")
        }
    }

    @Test func `rules check says what waits for long, and what is folded away`() throws {
        func codes(_ match: Match, _ change: (inout Rule) -> Void = { _ in }) throws -> [String] {
            var rule = rule("test.one", match)
            change(&rule)
            return try set([rule]).notes.map(\.code)
        }
        #expect(try codes(.regex("“.{0,900}”", view: .raw)) == ["M011"])
        #expect(try codes(.regex("“.{0,900}”", view: .raw)) { $0.cap = Cap(chars: 50, then: .block) } == [])
        #expect(try codes(.regex("“.{0,900}”", view: .raw)) { $0.action = .observe } == [])
        #expect(try codes(.regex("“.{0,90}”", view: .raw)) == [])
        // What begins with a rare text seldom begins, and a run without spaces soon ends.
        #expect(try codes(.regex("<secret>.{0,900}", view: .raw)) == [])
        #expect(try codes(.regex("q[0-9a-f]{1,900}", view: .raw)) == [])
        #expect(try codes(.keywords(["甲乙"], view: .raw)) { $0.near = Near(any: ["丙"], within: 400) } == ["M011"])
        let members: [Match] = [.keywords(["甲"], view: .raw), .keywords(["乙"], view: .raw)]
        #expect(try codes(.all(members, within: 9, cover: .all)) == ["M011"])
        #expect(try codes(.all(members, within: 9, cover: .last)) == [])
        #expect(try codes(.regex("ABC", view: .folded)) == ["M012"])
        #expect(try codes(.regex("臺灣", view: .folded)) == ["M012"])
        #expect(try codes(.regex("[A-Za-z]1", view: .folded)) == [])
        #expect(try codes(.regex("ABC", view: .raw)) == [])
    }
}
