import Foundation
import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct ConditionTests {
    private let making = Match.all(
        [.keywords(["炸药", "雷管"], view: .foldedPlus), .keywords(["制作", "配方"], view: .foldedPlus)], within: 4,
        cover: .last)

    @Test func `an all needs every member, near enough, in any order`() throws {
        let rules = try monitor([rule("r", making)])
        #expect(rules.found("雷管的制作步骤") == ["制作"])
        #expect(rules.found("制作一个雷管") == ["雷管"])
        #expect(rules.found("雷管一二三四制作") == ["制作"])
        #expect(rules.found("雷管一二三四五制作").isEmpty)
        #expect(rules.found("雷管一二\u{200B}三四制作") == ["制作"])
        #expect(rules.found("雷管雷管").isEmpty)
        #expect(rules.found("雷管制作配方") == ["制作", "配方"])
        #expect(rules.found("制作雷管制作") == ["雷管", "制作"])
    }

    @Test func `cover all takes the shortest window, and windows do not overlap`() throws {
        let a = Match.keywords(["甲"], view: .raw)
        let b = Match.keywords(["乙"], view: .raw)
        let c = Match.keywords(["丙"], view: .raw)
        let two = try monitor([rule("r", .all([a, b], within: 9, cover: .all), view: .raw)])
        #expect(two.found("甲一甲二乙") == ["甲二乙"])
        #expect(two.found("甲乙乙甲") == ["甲乙", "乙甲"])
        #expect(two.found("甲乙甲").count == 1)
        let three = try monitor([rule("r", .all([a, b, c], within: 3, cover: .all), view: .raw)])
        #expect(three.found("丙甲一乙") == ["丙甲一乙"])
        #expect(three.found("丙一甲一二乙").isEmpty)
        #expect(three.found("乙丙甲一丙一乙") == ["乙丙甲", "丙一乙"] || three.found("乙丙甲一丙一乙") == ["乙丙甲"])
    }

    @Test func `members do not share their text`() throws {
        let match = Match.all(
            [.keywords(["炸药"], view: .raw), .keywords(["药包", "药"], view: .raw)], within: 5, cover: .last)
        let rules = try monitor([rule("r", match, view: .raw)])
        #expect(rules.found("炸药包").isEmpty)
        #expect(rules.found("炸药包药") == ["药"])
    }

    @Test func `members may look at different views`() throws {
        let match = Match.all(
            [.keywords(["kill"], view: .folded), .regex("[0-9]{3}", view: .raw)], within: 2, cover: .all)
        let rules = try monitor([rule("r", match, view: .folded)])
        #expect(rules.found("ＫＩＬＬ\u{200B}\u{200B}\u{200B}: 123") == ["ＫＩＬＬ\u{200B}\u{200B}\u{200B}: 123"])
        #expect(rules.found("ＫＩＬＬ １２３").isEmpty)
    }

    @Test func `near counts characters on its side`() throws {
        func rules(_ side: Near.Side) throws -> ReferenceMonitor {
            try monitor([
                rule(
                    "r", .regex("[0-9]+", view: .folded), view: .folded,
                    near: Near(any: ["证件", "号码"], within: 2, side: side))
            ])
        }
        #expect(try rules(.before).found("证件一二123") == ["123"])
        #expect(try rules(.before).found("证件一二三123").isEmpty)
        #expect(try rules(.before).found("123证件").isEmpty)
        #expect(try rules(.after).found("123一二证件") == ["123"])
        #expect(try rules(.after).found("123一二三证件").isEmpty)
        #expect(try rules(.after).found("证件123").isEmpty)
        #expect(try rules(.both).found("号码１\u{200B}２") == ["１\u{200B}２"])
        #expect(try rules(.both).found("1证件2一二三4") == ["1", "2"])
    }

    @Test func `near may raise, and words of our own do not count`() throws {
        let near = Near(any: ["屏蔽", "证件"], within: 3, effect: .raise(to: .critical))
        let rules = try monitor([
            rule("r", .regex("[0-9]+", view: .raw), view: .raw, severity: .low, near: near, replacement: "[证件号]")
        ])
        #expect(rules.judge("号1").findings.map(\.severity) == [.low])
        #expect(rules.judge("证件1").findings.map(\.severity) == [.critical])
        #expect(rules.judge("[已屏蔽]1").findings.map(\.severity) == [.low])
        #expect(rules.judge("[证件号]1").findings.map(\.severity) == [.low])
        let members = Match.all([.keywords(["屏蔽"], view: .raw), .keywords(["词"], view: .raw)], within: 9, cover: .last)
        #expect(try monitor([rule("r", members, view: .raw)]).found("[已屏蔽]词").isEmpty)
        #expect(try monitor([rule("r", members, view: .raw)]).found("屏蔽词") == ["词"])
    }

    @Test func `an exception covers what lies inside it`() throws {
        let rules = try monitor([rule("r", .keywords(["炸药"], view: .foldedPlus), except: ["炸药库管理", "防炸药"])])
        #expect(rules.found("炸药库管理，炸药库，防炸药") == ["炸药"])
        #expect(rules.judge("炸药库").verdict == .masked)
        #expect(rules.judge("炸藥庫管理").verdict == .clean)
    }

    @Test func `a refused match swallows nothing`() throws {
        let rules = try monitor([
            rule("r", .regex("[ab]{2}", view: .raw), view: .raw, except: ["aab"])
        ])
        // aa and ab are covered; ba, one character further, is not.
        #expect(rules.found("aaba") == ["ba"])
        let words = try monitor([rule("r", .keywords(["甲乙丙", "乙丙"], view: .raw), view: .raw, except: ["甲乙丙丁戊"])])
        #expect(words.found("甲乙丙丁").count == 1)
        let shifted = try monitor([
            rule(
                "r", .any([.keywords(["甲乙"], view: .raw), .keywords(["乙丙"], view: .raw)]), view: .raw, except: ["一甲乙"])
        ])
        #expect(shifted.found("一甲乙丙") == ["乙丙"])
    }

    @Test func `any takes the leftmost, then the longest`() throws {
        let rules = try monitor([
            rule(
                "r",
                .any([.keywords(["甲乙"], view: .raw), .regex("甲乙丙|丁", view: .raw), .keywords(["乙丙丁"], view: .raw)]),
                view: .raw)
        ])
        #expect(rules.found("甲乙丙丁") == ["甲乙丙", "丁"])
        #expect(rules.found("乙丙丁") == ["乙丙丁"])
    }

    @Test func `validators see the folded text`() throws {
        let rules = try monitor([
            rule("r", .regex("[0-9]{17}[0-9x]", view: .folded), view: .folded, validate: .cnResidentID)
        ])
        #expect(rules.found("号１１０１０５１９４９１２３１００２Ｘ。").count == 1)
        #expect(rules.found("号110105194912310021").isEmpty)
    }

    @Test func `a validator sees the capitals that its view leaves`() throws {
        let address = "TUHL94fxedgYC1SXr4ipEKK4h92dsE46qS"
        let kept = View(.folded, without: [.case])
        let expression = "T[1-9A-HJ-NP-Za-km-z]{33}"
        let raw = try monitor([rule("r", .regex(expression, view: .raw), view: .raw, validate: .tron)])
        let folded = try monitor([rule("r", .regex(expression, view: kept), view: kept, validate: .tron)])
        let wide = String(String.UnicodeScalarView(address.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
        #expect(raw.found("到 \(address)。") == [address] && folded.found("到 \(address)。") == [address])
        #expect(raw.found(wide).isEmpty && folded.found(wide) == [wide])
        #expect(raw.found(address.replacingOccurrences(of: "x", with: "X")).isEmpty)
        // Of two leaves each is seen in its own view.
        let both = Match.any([.regex(expression, view: .raw), .regex("t[1-9a-z]{33}", view: .folded)])
        let mixed = try monitor([rule("r", both, view: .raw, validate: .tron)])
        #expect(mixed.found(address) == [address] && mixed.found(wide).isEmpty)
    }

    @Test func `near is what counting by hand makes of it`() throws {
        var random = Seeded(31)
        let pieces = ["甲", "乙", "１", "2", "一", "\u{200B}", "\u{FE0F}"]
        for _ in 0..<1_500 {
            let within = Int.random(in: 0...3, using: &random)
            let side = Near.Side.allCases.randomElement(using: &random) ?? .both
            let near = Near(any: ["甲", "乙乙"], within: within, side: side)
            let rules = try monitor([rule("r", .regex("[0-9]", view: .folded), view: .folded, near: near)])
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let seen = text.unicodeScalars.filter { $0 != "\u{200B}" && $0 != "\u{FE0F}" }.map { String($0) }
            let words = seen.indices.flatMap { place in
                (seen[place] == "甲" ? [place..<place + 1] : [])
                    + (seen[place...].prefix(2) == ["乙", "乙"] ? [place..<place + 2] : [])
            }
            let expected = seen.indices.filter { place in
                guard ["１", "2"].contains(seen[place]) else { return false }
                return words.contains { word in
                    side != .after && word.upperBound <= place && place - word.upperBound <= within
                        || side != .before && word.lowerBound > place && word.lowerBound - place - 1 <= within
                }
            }
            #expect(rules.found(text) == expected.map { seen[$0] }, "\(text.unicodeScalars) \(near)")
        }
    }

    @Test func `a window that is complete before a doubt is found`() throws {
        let slow = Match.regex("1|(?:a|aa)+c", view: .raw)
        let text = "甲1。甲。" + String(repeating: "a", count: 40) + "。c"
        for cover in Cover.allCases {
            let match = Match.all([slow, .keywords(["甲"], view: .raw)], within: 3, cover: cover)
            let rules = try monitor([rule("r", match, view: .raw)], limits: MatchLimits(retries: 1_000))
            let judgement = rules.judge(text)
            #expect(judgement.doubts.map(\.reason) == [.retryLimit])
            #expect(judgement.findings.map(\.bytes) == [cover == .last ? 3..<4 : 0..<4])
            // What a window might still cover is not released.
            #expect(judgement.decision.cut == (cover == .last ? 4 : 0))
        }
    }

    @Test func `the shortest window is that of trying every choice`() throws {
        var random = Seeded(21)
        let members: [Match] = ["甲", "乙", "丙乙", "丁"].map { .keywords([$0], view: .raw) }
        for _ in 0..<1_500 {
            let count = Int.random(in: 2...4, using: &random)
            let within = Int.random(in: 0...6, using: &random)
            let letters = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                ["甲", "乙", "丙", "丁", "一"].randomElement(using: &random) ?? ""
            }
            let text = letters.joined()
            let rules = try monitor([rule("r", .all(Array(members[..<count]), within: within, cover: .all), view: .raw)]
            )
            let expected = naive(letters, ["甲", "乙", "丙乙", "丁"].prefix(count).map { $0.map { String($0) } }, within)
            #expect(
                rules.judge(text).findings.map { $0.bytes.lowerBound / 3..<$0.bytes.upperBound / 3 } == expected,
                "\(text) \(count) \(within)")
        }
    }

    /// All choices of one occurrence per member, by plain enumeration.
    private func naive(_ text: [String], _ words: [[String]], _ within: Int) -> [Range<Int>] {
        let places = words.map { word in
            text.indices.filter { $0 + word.count <= text.count && Array(text[$0..<$0 + word.count]) == word }.map {
                $0..<$0 + word.count
            }
        }
        var choices: [[Range<Int>]] = [[]]
        for member in places { choices = choices.flatMap { choice in member.map { choice + [$0] } } }
        var windows: [(last: Range<Int>, window: Range<Int>)] = []
        for choice in choices {
            let sorted = choice.sorted { $0.lowerBound < $1.lowerBound }
            guard let first = sorted.first, let last = sorted.last else { continue }
            guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else { continue }
            guard last.lowerBound - first.upperBound <= within else { continue }
            windows.append((last, first.lowerBound..<last.upperBound))
        }
        let shortest = Dictionary(grouping: windows) { $0.last }.values
            .compactMap { $0.map(\.window).max { $0.lowerBound < $1.lowerBound } }
            .sorted { ($0.upperBound, -$0.lowerBound) < ($1.upperBound, -$1.lowerBound) }
        var taken: [Range<Int>] = []
        for window in shortest where window.lowerBound >= taken.last?.upperBound ?? 0 { taken.append(window) }
        return taken
    }
}
