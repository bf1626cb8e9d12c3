import Foundation
import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

/// The monitor against `oracle.py`, which shares neither code nor tables with it.
@Suite struct OracleTests {
    private static let pieces = [
        "炸", "药", "藥", "弹", "彈", "a", "s", "o", "b", "A", "Ｓ", "ⓐ", "𝐚", "ˢ", "🅐", "⒮", "1", "１", "①", "⓵", "❶", "5",
        "0", "Ⅰ",
        "-", "_", ".", "*", " ", "\u{3000}", "\u{A0}", "・", "･", "…", "+", "@", "，", "。", ",", "\n", "\r\n", "\u{200B}",
        "\u{200D}",
        "\u{FE0F}", "\u{AD}", "\u{2060}", "é", "e", "ß", "×", "İ", "K", "а", "о", "с", "Ѕ", "І", "α", "Ο", "👨", "👩",
        "🇦", "🇸", "\u{301}",
        "㊀", "⽕", "一", "火", "c", "l",
    ]
    private static let words = [
        "炸药", "药药", "药", "ass", "as", "a1", "11", "1", "a b", "c++", "ß", "弹", "药a", "so so", "a-炸", "a5b", "i", "ao",
        "+", "  ",
        "e\u{301}", "火一", "K", "ll", "炸\u{200B}藥", "as 1 药",
    ]

    /// What a character may be disguised as.
    private static let disguises: [Character: [String]] = [
        "a": ["a", "A", "ⓐ", "𝐚", "🅐", "а", "α", "🇦", "aa", "a\u{200B}"], "s": ["s", "Ｓ", "ˢ", "⒮", "Ѕ", "🇸", "ss"],
        "o": ["o", "о", "Ο"], "1": ["1", "１", "①", "⓵", "❶"], "药": ["药", "藥", "药药", "药\u{FE0F}"], "弹": ["弹", "彈"],
        "i": ["i", "І", "Ⅰ", "I"], "火": ["火", "⽕"], "一": ["一", "㊀"], " ": [" ", "\u{3000}", "", "・", "\u{A0}"],
        "c": ["c", "с", "C"],
    ]

    private func words(_ rules: [Rule]) -> [String] {
        rules.flatMap { rule in
            guard case .keywords(let words, _) = rule.match else { return [String]() }
            return words
        }
    }

    /// A word as someone might write it who does not want it found.
    private func disguised(_ word: String, _ random: inout Seeded) -> String {
        let gaps =
            [["", ""], ["", "", " "], [" ", "-", "・"], ["…", "*.*", "  "], ["，", ""], ["    ", "-"]].randomElement(
                using: &random) ?? [""]
        return word.map { character in
            let written = Self.disguises[character]?.randomElement(using: &random) ?? String(character)
            return written + (gaps.randomElement(using: &random) ?? "")
        }.joined()
    }

    private func lines(_ random: inout Seeded, _ cases: Int) -> [(bytes: [UInt8], rules: [Rule])] {
        (0..<cases).map { _ in
            let rules = (0..<Int.random(in: 1...3, using: &random)).map { number in
                let view = [View.raw, .folded, .foldedPlus].randomElement(using: &random) ?? .raw
                let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    Self.words.randomElement(using: &random) ?? "a"
                }
                return rule(
                    "r\(number)", .keywords(words, view: view), view: view,
                    severity: Severity.allCases.randomElement(using: &random) ?? .low,
                    action: [.mask, .mask, .mask, .observe, .block].randomElement(using: &random) ?? .mask,
                    replacement: "<\(number)>")
            }
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...10, using: &random) {
                // Words and what they are made of, more often than chance would have it.
                let piece = Self.pieces.randomElement(using: &random) ?? ""
                let word = disguised(words(rules).randomElement(using: &random) ?? "", &random)
                bytes += Array((Int.random(in: 0..<3, using: &random) == 0 ? word : piece).utf8)
                if Int.random(in: 0..<60, using: &random) == 0 {
                    bytes.append(UInt8.random(in: 0x80...0xFF, using: &random))
                }
            }
            return (bytes, rules)
        }
    }

    private func line(_ bytes: [UInt8], _ rules: [Rule]) throws -> String {
        let described: [[String: Any]] = rules.map { rule in
            guard case .keywords(let words, let view) = rule.match else { return [:] }
            return [
                "id": rule.id, "words": words, "view": view.name, "severity": rule.severity.rawValue,
                "action": rule.action.rawValue, "replacement": rule.replacement ?? "",
            ]
        }
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        return String(
            decoding: try JSONSerialization.data(withJSONObject: ["text": hex, "rules": described]), as: UTF8.self)
    }

    private struct Answer: Decodable, Equatable {
        var findings: [[Field]]
        var verdict: String
        var edits: [[Field]]
        var cut: Int?
    }

    private enum Field: Decodable, Equatable {
        case text(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    private func answer(_ judgement: Judgement) -> Answer {
        Answer(
            findings: judgement.findings.map {
                [.text($0.rule), .number($0.bytes.lowerBound), .number($0.bytes.upperBound)]
            },
            verdict: judgement.verdict.rawValue,
            edits: judgement.decision.edits.map {
                [.number($0.bytes.lowerBound), .number($0.bytes.upperBound), .text($0.replacement)]
            },
            cut: judgement.decision.cut)
    }

    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(
        where: FileManager.default.isExecutableFile)

    @Test(.enabled(if: python != nil)) func `the monitor and the oracle agree`() throws {
        var random = Seeded(2_026)
        let cases = lines(&random, 4_000)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appendingPathComponent("cases"), folder.appendingPathComponent("answers"))
        let text = try cases.map { try line($0.bytes, $0.rules) + "\n" }.joined()
        try Data(text.utf8).write(to: input)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("oracle.py")
        process.arguments = [script.path, input.path, output.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)

        let answers = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
        try #require(answers.count == cases.count)
        var found = 0
        for (number, (bytes, rules)) in cases.enumerated() {
            let expected = try JSONDecoder().decode(Answer.self, from: Data(answers[number].utf8))
            let actual = answer(try monitor(rules).judge(bytes))
            found += expected.findings.isEmpty ? 0 : 1
            guard actual != expected else { continue }
            Issue.record(
                "\(try line(bytes, rules)) \(String(decoding: bytes, as: UTF8.self)): \(actual) and \(expected)")
        }
        #expect(found > cases.count * 2 / 5, "too few texts with a finding to mean anything: \(found)")
    }
}
