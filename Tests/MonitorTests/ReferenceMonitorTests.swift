import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct ReferenceMonitorTests {
    private static let pool = [
        rule("a.word", .keywords(["炸药", "kill", "a b"], view: .foldedPlus), severity: .high, replacement: "〔一〕"),
        rule("b.raw", .keywords(["药", "kil"], view: .raw), view: .raw, severity: .low),
        rule("c.digits", .regex("[0-9]{2,4}", view: .folded), view: .folded, severity: .critical, replacement: "#"),
        rule("d.mail", .regex("[a-z]+@[a-z]+", view: .raw), view: .raw),
        rule("e.seen", .keywords(["ill"], view: .raw), view: .raw, action: .observe),
        rule("f.block", .keywords(["核弹"], view: .foldedPlus), severity: .critical, action: .block),
        rule("g.any", .any([.keywords(["甲乙"], view: .folded), .regex("乙+", view: .raw)]), view: .folded),
    ]
    private static let pieces = [
        "炸", "药", "藥", "kill", "kill ", "k-i-l-l", "ｋ", "a", "b", " ", "1", "２", "③", "@", "甲", "乙", "核", "弹", "彈", "，",
        "\n", "\r\n",
        "\u{200B}", "\u{200D}", "\u{FE0F}", "\u{301}", "👨‍👩‍👧", "👍🏽", "🇨🇳", "🇨", "é", "क्षि", "각", "ᄀ", "ᅡ", "|", "・",
    ]

    private func text(_ random: inout Seeded, _ most: Int = 14) -> String {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    @Test func `ranges lead to the text that was meant`() throws {
        let rules = try monitor([Self.pool[0]])
        #expect(rules.found("x 炸\u{200B}藥 ＫＩＬＬ a  b") == ["炸\u{200B}藥", "ＫＩＬＬ", "a  b"])
        let judgement = rules.judge("炸藥")
        #expect(
            judgement.findings == [
                Finding(
                    rule: "a.word", category: .custom, severity: .high, action: .mask, bytes: 0..<6, view: .foldedPlus)
            ])
        #expect(judgement.decision == Decision(edits: [Edit(bytes: 0..<6, replacement: "〔一〕")], cut: nil))
    }

    @Test func `spans never cut a cluster`() throws {
        var random = Seeded(2)
        let rules = try monitor(Self.pool)
        for _ in 0..<1_500 {
            let text = text(&random)
            let decision = rules.judge(text).decision
            var boundaries = Set<Int>([text.utf8.count])
            for index in text.indices { boundaries.insert(text.utf8.distance(from: text.startIndex, to: index)) }
            for edit in decision.edits {
                #expect(
                    boundaries.contains(edit.bytes.lowerBound) && boundaries.contains(edit.bytes.upperBound), "\(text)")
            }
            #expect(decision.cut.map(boundaries.contains) ?? true)
        }
        let flag = try monitor([rule("r", .keywords(["\u{1F1E8}"], view: .raw), view: .raw)])
        #expect(flag.judge("a🇨🇳b").decision.edits.map(\.bytes) == [1..<9])
        let accent = try monitor([rule("r", .regex("e", view: .raw), view: .raw)])
        #expect(accent.judge("e\u{301}").decision.edits.map(\.bytes) == [0..<3])
    }

    @Test func `adding a rule never removes a redaction`() throws {
        var random = Seeded(3)
        for _ in 0..<400 {
            let more = Self.pool.shuffled(using: &random).prefix(Int.random(in: 1...7, using: &random))
            let fewer = more.dropLast()
            let text = text(&random)
            let before = try monitor(Array(fewer)).judge(text)
            let after = try monitor(Array(more)).judge(text)
            #expect(Set(after.findings).isSuperset(of: before.findings), "\(text)")
            #expect(after.verdict >= before.verdict)
            let hiddenBefore = hidden(before.decision, text.utf8.count)
            #expect(hidden(after.decision, text.utf8.count).isSuperset(of: hiddenBefore), "\(text)")
        }
    }

    private func hidden(_ decision: Decision, _ count: Int) -> Set<Int> {
        Set(decision.edits.flatMap { Array($0.bytes) } + Array((decision.cut ?? count)..<count))
    }

    @Test func `filtering what was filtered changes nothing`() throws {
        var random = Seeded(4)
        // Without words that need a word boundary: that is a look-around, and a replacement beside them may give it.
        // And with replacements that nothing can join to, so that what stands beside them finds no new company.
        var pool = Self.pool
        pool[0].match = .keywords(["炸药", "乙甲", "药1药"], view: .foldedPlus)
        for index in pool.indices { pool[index].replacement = "。删。" }
        let rules = try monitor(pool)
        #expect(rules.ruleSet.notes.isEmpty)
        for _ in 0..<1_500 {
            let text = text(&random)
            let once = rules.judge(text).decision.applied(to: Array(text.utf8), notice: "。止。")
            let again = rules.judge(once)
            #expect(again.decision == Decision(edits: [], cut: nil), "\(text)")
        }
    }

    @Test func `invalid UTF-8 is undecided from its place, and hides nothing`() throws {
        let rules = try monitor([rule("r", .keywords(["secret"], view: .raw), view: .raw)])
        let open = try monitor(
            [rule("r", .keywords(["secret"], view: .raw), view: .raw)], Enforcement(onUndecided: .release))
        let clean = Array("一secret二".utf8)
        for place in 0...clean.count {
            for bad: [UInt8] in [[0xFF], [0xE4], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
                var bytes = clean
                bytes.insert(contentsOf: bad, at: place)
                let judgement = rules.judge(bytes)
                #expect(judgement.verdict == .undecided)
                let from = try #require(judgement.doubts.first?.from)
                #expect(from <= place && place - from < 3 && judgement.doubts.map(\.reason) == [.invalidUTF8])
                #expect(try #require(judgement.decision.cut) <= from)
                let whole = (3...9).contains(place) && place != 3 && place != 9
                #expect(judgement.findings.count == (whole ? 0 : 1))
                #expect(open.judge(bytes).decision.edits.count == (whole ? 0 : 1))
            }
        }
    }

    @Test func `limits give undecided from where the search began`() throws {
        let slow = rule("slow", .regex("(?:a|aa)+c", view: .raw), view: .raw)
        let words = rule("word", .keywords(["炸药"], view: .raw), view: .raw)
        let text = "炸药x" + String(repeating: "a", count: 40) + "炸药c"
        let judgement = try monitor([slow, words], limits: MatchLimits(retries: 1_000)).judge(text)
        #expect(judgement.verdict == .undecided)
        #expect(judgement.doubts == [Doubt(reason: .retryLimit, from: 0)])
        #expect(judgement.findings.count == 2, "the other rules go on")
        #expect(judgement.decision.cut == 0)
        // What is complete before the doubt is found all the same.
        let any = rule("any", .any([.keywords(["炸药"], view: .raw), .regex("x(?:a|aa)+c", view: .raw)]), view: .raw)
        let later = try monitor([any], limits: MatchLimits(retries: 1_000)).judge("炸药。" + text)
        #expect(later.verdict == .undecided && later.decision.cut == 0)
    }

    @Test func `too many choices for a window give undecided`() throws {
        let names = ["甲", "乙", "丙", "丁", "戊"]
        let members = (0..<6).map { Match.keywords(names.map { "\($0)\($0)" } + ["一\($0)"], view: .raw) }
        let text = String(repeating: "甲甲", count: 4_000) + "一0"
        let judgement = try monitor([rule("r", .all(members, within: 100_000, cover: .last), view: .raw)]).judge(text)
        #expect([.undecided, .masked].contains(judgement.verdict))
        let twins = (0..<9).map { _ in Match.keywords(["甲甲"], view: .raw) }
        let few = String(repeating: "甲甲", count: 8)
        let none = try monitor([rule("r", .all(twins, within: 100_000, cover: .last), view: .raw)]).judge(few)
        #expect(none.verdict == .clean)
        let many =
            String(repeating: "甲甲", count: 8) + String(repeating: "一", count: 5) + String(repeating: "乙乙", count: 200)
        let hard = (0..<9).map { _ in Match.keywords(["甲甲"], view: .raw) } + [.keywords(["乙乙"], view: .raw)]
        let doubtful = try monitor([rule("r", .all(hard, within: 100_000, cover: .last), view: .raw)]).judge(many)
        #expect(doubtful.verdict == .undecided)
        #expect(doubtful.doubts.map(\.reason) == [.windowLimit])
    }

    @Test func `hostile bytes never trap`() throws {
        var random = Seeded(6)
        let members = Match.all(
            [.keywords(["a", "药"], view: .foldedPlus), .regex("[0-9]", view: .folded)], within: 3, cover: .all)
        let rules = try monitor(
            Self.pool + [
                rule("h.all", members),
                rule(
                    "i.near", .regex("\\w\\b|$|^|", view: .raw), view: .raw, near: Near(any: ["a", "1"], within: 2),
                    except: ["aa"]),
                rule("j.keep", .regex("a\\K.|(?<=.)x?", view: .folded), view: .folded),
            ])
        let parts =
            Self.pieces.map { Array($0.utf8) } + [
                [0xFF], [0x80], [0xE4], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0], [0xEF, 0xBB, 0xBF],
            ]
        for _ in 0..<10_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...10, using: &random) {
                bytes +=
                    Bool.random(using: &random)
                    ? parts.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
            }
            let judgement = rules.judge(bytes)
            #expect(
                judgement.findings.allSatisfy {
                    !$0.bytes.isEmpty && $0.bytes.lowerBound >= 0 && $0.bytes.upperBound <= bytes.count
                })
            _ = judgement.decision.applied(to: bytes)
            #expect((SourceText(bytes).firstInvalidByte == nil) || judgement.verdict >= .undecided)
        }
    }

    @Test func `a replacement that a rule hits is noted`() throws {
        let rules = try monitor([rule("r", .keywords(["炸药", "屏蔽"], view: .raw), view: .raw, replacement: "[炸药]")])
        #expect(rules.ruleSet.notes.count == 2)
        #expect(rules.ruleSet.notes.allSatisfy { $0.gravity == .warning && $0.code == "M010" })
    }

    @Test func `rules that do not compile are all told`() throws {
        do throws(RuleProblems) {
            let pack = Pack(
                name: "p", version: "1", title: Title(zh: "", en: ""),
                rules: [
                    rule("a", .regex("(", view: .raw)), rule("b", .regex("x", view: .foldedPlus)),
                    rule("c", .keywords(["x"], view: .raw)),
                ],
                digest: "")
            _ = try RuleSet(packs: [pack])
            Issue.record("compiled")
        } catch {
            #expect(error.problems.map(\.code) == ["M003", "M002"])
            #expect(error.problems.allSatisfy { $0.place.file == "test.yaml" })
        }
    }

    @Test func `the rules' own tests are run`() throws {
        let rules = try monitor([
            rule(
                "r", .keywords(["炸药"], view: .raw), view: .raw, tests: RuleTests(hit: ["炸药", "药"], clean: ["炸药", "炸"]))
        ])
        let outcomes = RuleTestRunner().run(rules.ruleSet)
        #expect(outcomes.map(\.passed) == [true, false, false, true])
        #expect(outcomes.map(\.kind) == [.hit, .hit, .clean, .clean])
        #expect(outcomes[0].place.file == "test.yaml")
    }
}
