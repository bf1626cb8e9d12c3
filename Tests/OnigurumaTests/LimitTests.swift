import Foundation
import TestSupport
import Testing

@testable import Oniguruma

@Suite struct LimitTests {
    @Test func `too many steps back are an error, never «no match»`() throws {
        let pattern = try Pattern(#"(?:a|aa|a?)+b"#)
        // Without the b at the end libonig would see at once that there cannot be a match.
        let text = ValidText(String(repeating: "a", count: 60) + "!b")
        let few = SearchLimits(retriesPerMatch: 1000, retriesPerSearch: 1_000_000)
        #expect(throws: SearchError.retryLimit) { try pattern.firstMatch(in: text, limits: few) }
        #expect(throws: SearchError.retryLimit) { try pattern.matches(in: text, limits: few) }
        let whole = SearchLimits(retriesPerMatch: 1_000_000, retriesPerSearch: 100)
        #expect(throws: SearchError.retryLimit) { try pattern.firstMatch(in: text, limits: whole) }
    }

    @Test func `too many places to go back to are an error`() throws {
        let pattern = try Pattern("(?:a|b)*c")
        let text = ValidText(String(repeating: "ab", count: 20_000) + "!c")
        let limits = SearchLimits(retriesPerMatch: .max, retriesPerSearch: .max, stack: 4096)
        #expect(throws: SearchError.matchStack) { try pattern.firstMatch(in: text, limits: limits) }
        let enough = ValidText(String(repeating: "ab", count: 20_000) + "c")
        #expect(try pattern.firstMatch(in: enough) == 0..<40_001)
    }

    @Test func `a limit below the least counts as the least`() throws {
        let least = SearchLimits(retriesPerMatch: 0, retriesPerSearch: -5, stack: 0)
        #expect(least == SearchLimits(retriesPerMatch: 1, retriesPerSearch: 1, stack: 1024))
        #expect(try Pattern("abc").firstMatch(in: ValidText("abc"), limits: least) == 0..<3)
        #expect(throws: SearchError.retryLimit) {
            try Pattern("(?:a|b|c)+d").firstMatch(in: ValidText("abcabc"), limits: least)
        }
    }

    @Test(arguments: [
        "(?{1})", "(*FAIL)", "(*MAX{2})", "(*COUNT[x]{X})a", "(", ")", "[", "[]", "*", "(?<n>", "(?<>a)",
        #"\"#, #"\p{NoSuchThing}"#, #"\k<x>"#, "(?s)a", "(?P<x>a)", "(?z)", "[z-a]", #"\xE4"#,
        #"(?<x>a|\g<x>b)"#, "a{100001}", #"[\w-.]"#,
    ])
    func `callouts and ill-formed expressions are refused with a reason`(source: String) {
        let error = #expect(throws: PatternError.self) { _ = try Pattern(source) }
        #expect((error?.code ?? 0) < 0)
        #expect(error?.message.isEmpty == false)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func `look-behind has one length an alternative, so that it never costs the square of the text`() {
        for source in ["(?<=ab*)c", "(?<=ab{0,2000})c", "(?<!ab*)c", "(?<!(?:ab|c)+d)c"] {
            #expect(throws: PatternError.self) { _ = try Pattern(source) }
        }
        for source in ["(?<=a|bc)d", #"(?<!\d{1,3})c"#, "(?<![a-z]{4})c"] { #expect((try? Pattern(source)) != nil) }
    }

    @Test func `the reason is one line whatever the expression holds`() {
        let error = #expect(throws: PatternError.self) { _ = try Pattern("\\k<a\n\u{1b}[31m>x") }
        #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true)
    }

    /// Runs `body` on a thread with the stack that secondary threads have on some systems.
    func onSmallStack(_ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            body()
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        done.wait()
    }

    @Test(arguments: [
        String(repeating: "(", count: 5000), String(repeating: "(?:", count: 20_000) + "a",
        String(repeating: "(", count: 1000) + String(repeating: ")", count: 1000),
        String(repeating: "[", count: 5000), String(repeating: "(?i)", count: 5000) + "a",
        "a" + String(repeating: "{2}", count: 5000), "a" + String(repeating: "+?", count: 5000),
        String(repeating: "(?=", count: 3000), String(repeating: "(?<=", count: 3000),
        String(repeating: "(?~", count: 3000),
    ])
    func `deep nesting is refused without running over a small stack`(source: String) {
        onSmallStack {
            #expect(throws: PatternError.self) { _ = try Pattern(source) }
        }
    }

    @Test func `nesting below the limit and long alternations compile on a small stack`() {
        onSmallStack {
            let nested = String(repeating: "(?:a|", count: 100) + "b" + String(repeating: ")*", count: 100)
            #expect((try? Pattern(nested)) != nil)
            let words = (0..<20_000).map { "w\($0)" }.joined(separator: "|")
            #expect((try? Pattern(words)) != nil)
            #expect((try? Pattern(String(repeating: "a?", count: 20_000))) != nil)
        }
    }

    @Test func `random expressions and texts never trap, and what they find lies in the text`() throws {
        var generator = SeededGenerator(seed: 1)
        let pieces = [
            "a", "b", "密", ".", "*", "+", "?", "{1,3}", "{2}", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?~",
            ")", "|", "[", "]", "^", "-", "&&", "\\b", "\\B", "\\w", "\\d", "\\K", "\\G", "\\A", "\\z", "\\k<n>",
            "(?<n>", "\\g<n>", "(?i)", "(?m:", "\\X", "\\R", "\0", "\\x{", "}", "$", "\\p{Han}", "\\", "(?(1)", "\\1",
        ]
        let letters = ["a", "b", "A", "密", "码", "\0", "\n", " ", "é", "😀", "1"]
        let limits = SearchLimits(retriesPerMatch: 2000, retriesPerSearch: 20_000, stack: 10_000)
        var compiled = 0
        for _ in 0..<6000 {
            let source = (0..<Int.random(in: 1...9, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let pattern = try? Pattern(source) else { continue }
            compiled += 1
            let text = ValidText(
                (0..<Int.random(in: 0...30, using: &generator))
                    .map { _ in letters.randomElement(using: &generator) ?? "" }.joined())
            guard let found = try? pattern.matches(in: text, limits: limits) else { continue }
            var end = 0
            for range in found {
                #expect(range.lowerBound >= 0 && range.upperBound <= text.count, "\(source.debugDescription)")
                #expect(text.isBoundary(range.lowerBound) && text.isBoundary(range.upperBound))
                #expect(range.lowerBound >= end, "\(source.debugDescription) in \(text)")
                end = range.upperBound
            }
        }
        #expect(compiled > 500)
    }

    @Test func `random bytes as expressions never trap`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<3000 {
            let source = String(decoding: generator.bytes(Int.random(in: 0...24, using: &generator)), as: UTF8.self)
            guard let pattern = try? Pattern(source) else { continue }
            let text = ValidText(String(decoding: generator.bytes(40), as: UTF8.self))
            _ = try? pattern.firstMatch(in: text, limits: SearchLimits(retriesPerMatch: 1000, retriesPerSearch: 9999))
        }
    }
}
