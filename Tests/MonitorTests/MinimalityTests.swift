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

/// What the shipped packs hold of real replies.
@Suite struct ReplyMinimalityTests {
    private static let replies = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Samples/replies").standardizedFileURL

    /// Digits are digits and letters letters, as far as a continuation can be carried over from another text.
    private static func shape(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "0"..."9": "0"
        case "a"..."z", "A"..."Z": "a"
        case "０"..."９": "０"
        default: scalar
        }
    }

    /// How the tests of the packs' rules go on behind what looks like the end of a text: of each rule a few.
    private struct Continuations {
        private var behind: [Int: [[UInt8]]] = [:]

        init(_ rules: [Rule]) {
            for rule in rules {
                var known: [Int: Int] = [:]
                for sample in Set(rule.tests.hit) {
                    let scalars = Array(sample.unicodeScalars.prefix(100))
                    let shapes = scalars.map(shape)
                    let bytes = scalars.map { Array(String($0).utf8) }
                    for place in 1..<max(1, scalars.count) {
                        for key in Self.keys(scalars[..<place], shapes[..<place]) where known[key, default: 0] < 3 {
                            known[key, default: 0] += 1
                            behind[key, default: []].append(Array(bytes[place...].prefix(60).joined()))
                        }
                    }
                }
            }
        }

        /// For the last one to three characters, as they are and by their shapes; what says most first.
        private static func keys(_ scalars: ArraySlice<Unicode.Scalar>, _ shapes: ArraySlice<Unicode.Scalar>) -> [Int] {
            func key(_ part: ArraySlice<Unicode.Scalar>) -> Int { part.reduce(0) { $0 << 21 | Int($1.value) } }
            return [3, 2, 1].filter { $0 <= scalars.count }.flatMap { width in
                [key(scalars.suffix(width)), key(shapes.suffix(width))]
            }
        }

        func candidates(_ text: String) -> [[UInt8]] {
            let scalars = Array(text.unicodeScalars.suffix(3))
            let keys = Self.keys(scalars[...], scalars.map(shape)[...])
            return [[]] + keys.flatMap { behind[$0] ?? [] }
        }
    }

    /// Of the moments between two characters, those at which something is held that no continuation is known to need:
    /// less than one in a hundred. As continuations serve the rest of what the rules' own tests look like there, so that
    /// the figure is an upper bound.
    @Test(.enabled(if: Soak.factor > 1)) func `hardly anything is held of a reply that nothing needs`() throws {
        let rules = try RuleSet(packs: try ShippedPacks.load())
        let monitor = StreamingMonitor(rules)
        let continuations = Continuations(rules.rules)
        var (moments, turn, holding, needless, heldBytes, needlessBytes) = (0, 0, 0, 0, 0, 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.replies.path).sorted() {
            let text = String(decoding: try Data(contentsOf: Self.replies.appendingPathComponent(name)), as: UTF8.self)
            var channel = monitor.open()
            var come: [UInt8] = []
            for character in text {
                come += Array(String(character).utf8)
                let progress = channel.feed(Array(String(character).utf8))
                if progress.cut != nil { break }
                moments += 1
                guard progress.released < come.count else { continue }
                // To know for one costs a thousand judgements.
                turn += 1
                guard turn % max(1, 64 / Soak.factor) == 0 else { continue }
                holding += 1
                heldBytes += come.count - progress.released
                // No rule looks back further from a place that is held.
                let first = come[..<max(0, progress.released - 150)].lastIndex { $0 < 0x80 } ?? 0
                let could = first + MinimalityTests.releasable(
                    monitor, Array(come[first...]), from: progress.released - first,
                    continuations.candidates(String(decoding: come.suffix(40), as: UTF8.self)))
                guard could > progress.released else { continue }
                needless += 1
                needlessBytes += could - progress.released
                if Soak.factor > 1 { print(name, String(decoding: come[progress.released...], as: UTF8.self), could - progress.released) }
            }
        }
        let line = "\(moments) moments, \(turn) hold; of \(holding) that were looked at \(needless) needlessly, \(needlessBytes) of \(heldBytes) bytes"
        if Soak.factor > 1 { print(line) }
        #expect(moments > 2000)
        #expect(needless * turn * 100 < moments * holding, "\(line)")
    }
}
