import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct CostTests {
    /// Texts that a careless matcher is slow on.
    static let texts: [(String, String)] = [
        ("prose", "今天天气不错，我们去公园散步，顺便买一点药。The quick brown fox jumps over the lazy dog, 12345 times. "),
        ("one letter", "a"), ("spaced letters", "a "), ("one character", "药"), ("separators", "-._ "),
        ("digits", "1234567890"),
        ("pairs", "炸药"), ("ignorables", "\u{200B}"), ("marks", "e\u{301}\u{302}"), ("flags", "🇨🇳"), ("members", "甲乙"),
    ]

    @Test(arguments: texts) func `judging takes time in proportion to the text`(name: String, piece: String) throws {
        var rules: [Rule] = []
        for number in 0..<8 {
            let words = ["炸药", "火药\(number)", "kill", "as soon", "aaaa", "药药药", "word\(number)", "1234\(number)", "🇨🇳🇨"]
            rules.append(
                rule(
                    "w\(number)", .keywords(words, view: .foldedPlus), near: Near(any: ["药", "a"], within: 20),
                    except: ["炸药库", "aaaaaa"]))
            rules.append(
                rule("r\(number)", .regex("[a-z]{1,9}[0-9]{\(number + 2)}|乙\(number)", view: .folded), view: .folded))
        }
        let all = Match.all(
            [.keywords(["甲", "a", "药"], view: .raw), .regex("乙|1|炸", view: .raw)], within: 30, cover: .all)
        rules.append(rule("all", all, view: .raw))
        let rulesOfAll = try monitor(rules)
        func seconds(_ bytes: Int) -> Double {
            let text = Array(String(repeating: piece, count: bytes / piece.utf8.count).utf8)
            let took = ContinuousClock().measure { _ = rulesOfAll.judge(text) }
            return Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        }
        _ = seconds(64)
        let (small, large) = (seconds(1_024), seconds(8_192))
        #expect(large < 8 * 3 * small + 0.5, "\(name)")
    }
}
