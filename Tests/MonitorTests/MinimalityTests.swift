import Foundation
import Monitor
import Rules
import TestSupport
import Testing

/// A byte is held only as long as some text to come could change what becomes of it.
///
/// A beginning u of a text may be let go up to a byte k if for every continuation v the decision about uv is the same
/// before k: the same edits that end there or before, none across k, and no cut before k. The greatest such k is what
/// a monitor that holds nothing needlessly has released; what it holds beyond that is needless.
@Suite struct MinimalityTests {
    /// All texts of up to some letters.
    static func continuations(_ letters: [UInt8], _ length: Int) -> [[UInt8]] {
        var all: [[UInt8]] = [[]]
        var last = all
        for _ in 0..<length {
            last = last.flatMap { text in letters.map { text + [$0] } }
            all += last
        }
        return all
    }

    /// The greatest byte up to which all continuations leave a beginning's decision as it is.
    static func releasable(
        _ monitor: StreamingMonitor, _ begin: [UInt8], from least: Int, _ continuations: [[UInt8]]
    ) -> Int {
        var limit = begin.count
        var known: [Edit]?
        for continuation in continuations where limit > least {
            let decision = monitor.judge(begin + continuation).decision
            limit = min(limit, decision.cut ?? limit)
            for edit in decision.edits where edit.bytes.lowerBound < limit && edit.bytes.upperBound > limit {
                limit = edit.bytes.lowerBound
            }
            // Where one has an edit that another has not, it is as far as both go.
            let edits = decision.edits.filter { $0.bytes.lowerBound < limit }
            if let other = known {
                for edit in Set(edits).symmetricDifference(other.filter { $0.bytes.lowerBound < limit }) {
                    limit = min(limit, edit.bytes.lowerBound)
                }
            }
            known = (known ?? edits).filter { $0.bytes.lowerBound < limit }
        }
        return limit
    }

    private func rules(_ match: Match, _ action: Action) throws -> RuleSet {
        let made = rule("test.one", match, view: .raw, action: action)
        let pack = Pack(name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [made], digest: "00")
        return try RuleSet(packs: [pack])
    }

    /// Bytes held in all, and those of them that no continuation needs, over all moments of a text.
    private func holds(
        _ monitor: StreamingMonitor, _ text: [UInt8], _ continuations: [[UInt8]], _ name: Comment
    ) -> (held: Int, needless: Int) {
        var channel = monitor.open()
        var (held, needless) = (0, 0)
        for (index, byte) in text.enumerated() {
            let released = channel.feed([byte]).released
            if released == index + 1 { continue }
            held += index + 1 - released
            let could = Self.releasable(monitor, Array(text[...index]), from: released, continuations)
            #expect(could >= released, name)
            needless += could - released
        }
        return (held, needless)
    }

    @Test func `of words exactly what a continuation needs is held`() throws {
        var random = SeededGenerator(seed: 31)
        let letters = Array("abc".utf8)
        let all = Self.continuations(letters, 4)
        var held = 0
        for _ in 0..<8 * Soak.factor {
            let words = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                String((0..<Int.random(in: 1...4, using: &random)).map { _ in Bool.random(using: &random) ? "a" : "b" })
            }
            let action: Action = Int.random(in: 0..<3, using: &random) == 0 ? .block : .mask
            let monitor = StreamingMonitor(try rules(.keywords(words, view: .raw), action))
            for _ in 0..<4 {
                let text = (0..<10).map { _ in letters[Int.random(in: 0..<[2, 3][Int.random(in: 0...1, using: &random)], using: &random)] }
                let name: Comment = "\(words) \(action) \(String(decoding: text, as: UTF8.self))"
                let found = holds(monitor, text, all, name)
                held += found.held
                #expect(found.needless == 0, name)
            }
        }
        #expect(held > 100)
    }

    /// Without look-around, what an expression holds is exact too.
    @Test func `of expressions exactly what a continuation needs is held`() throws {
        var random = SeededGenerator(seed: 32)
        let letters = Array("abc".utf8)
        let all = Self.continuations(letters, 5)
        var (held, needless) = (0, 0)
        for _ in 0..<10 * Soak.factor {
            let source = Self.source(&random)
            guard let set = try? rules(.regex(source, view: .raw), .mask) else { continue }
            let monitor = StreamingMonitor(set)
            for _ in 0..<2 {
                let text = (0..<8).map { _ in letters[Int.random(in: 0..<3, using: &random)] }
                let found = holds(monitor, text, all, "\(source) \(String(decoding: text, as: UTF8.self))")
                held += found.held
                needless += found.needless
                if found.needless > 0, Soak.factor > 1 { print(source, String(decoding: text, as: UTF8.self), found) }
            }
        }
        if Soak.factor > 1 { print("expressions: \(needless) of \(held) held bytes needless") }
        #expect(held > 50)
        #expect(needless * 50 <= held, "\(needless) of \(held)")
    }

    /// Expressions over two letters, none of which needs more than five more of them.
    private static func source(_ random: inout SeededGenerator) -> String {
        func piece(_ depth: Int) -> String {
            let one = ["a", "b", "[ab]", "[^a]", "c"].randomElement(using: &random) ?? "a"
            guard depth > 0 else { return one + (["", "", "?", "*", "+", "+?", "{1,2}"].randomElement(using: &random) ?? "") }
            return "(?:\(piece(depth - 1))\(piece(0))|\(piece(0)))"
        }
        return "a" + piece(1) + piece(0)
    }
}
