import Monitor
import ReferenceMonitor
import Rules
import TestSupport
import Testing

/// Homophones and split characters: what is found of them, where, and what a stream waits for.
@Suite struct RespellingTests {
    private func rules(_ rules: [(words: [String], view: View)]) throws -> RuleSet {
        let rules = rules.enumerated().map { number, rule in
            Rule(
                id: "test.r\(number)", title: Title(zh: "规则", en: "rule"), category: .custom, severity: .low,
                action: .mask, match: .keywords(rule.words, view: rule.view), view: rule.view)
        }
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: rules, digest: "00")
        return try RuleSet(packs: [pack], enforcement: Enforcement(defaultReplacement: "*"))
    }

    private func output(_ rules: RuleSet, _ text: String) -> String {
        let bytes = Array(text.utf8)
        let run = StreamRun(StreamingMonitor(rules), bytes, cuts: Array(bytes.indices.dropFirst()))
        #expect(run.faults.isEmpty)
        #expect(run.output == ReferenceMonitor(rules).judge(bytes).decision.applied(to: bytes))
        return String(decoding: run.output, as: UTF8.self)
    }

    @Test func `a word is found as the parts of its characters, and all of them are replaced`() throws {
        let split = try rules([(["恨情"], .split)])
        #expect(output(split, "我恨情你") == "我*你")
        #expect(output(split, "我忄艮情你") == "我*你")
        #expect(output(split, "我恨忄青你") == "我*你")
        #expect(output(split, "我忄\u{200B}艮·忄青你") == "我*你")
        #expect(output(split, "忄") == "忄" && output(split, "忄艮忄") == "忄艮忄")
        #expect(output(split, "艮忄情") == "艮忄情")
        #expect(output(try rules([(["恨情"], .foldedPlus)]), "我忄艮情你") == "我忄艮情你")
    }

    @Test func `a part that is put in front hides nothing, whatever other rules look for`() throws {
        #expect(output(try rules([(["白粉"], .split), (["可怕"], .split)]), "忄白粉可忄白") == "忄*")
        #expect(output(try rules([(["好人"], .split)]), "女子人") == "女子人")
    }

    @Test func `a word is found as what is read like it`() throws {
        let pinyin = try rules([(["微信号"], .pinyin)])
        #expect(output(pinyin, "加薇芯号，加威信耗，加微-新-浩") == "加*，加*，加*")
        #expect(output(pinyin, "加weixinhao，加微信，號微信") == "加weixinhao，加微信，號微信")
        #expect(output(pinyin, "加薇芯號") == "加*")
    }

    @Test func `what a rule switches off is not folded away`() throws {
        let without = try rules([(["Ab词"], View(.foldedPlus, without: [.case, .separators]))])
        #expect(output(without, "Ab词 ab词 A.b词 Ａb词 AAb词词") == "* ab词 A.b词 * *")
        let bare = View(.folded, without: Set(Fold.allCases).subtracting([.traditional]))
        #expect(output(try rules([(["台湾A"], bare)]), "臺灣A 台湾Ａ 臺灣a") == "* 台湾Ａ 臺灣a")
    }

    @Test func `of ordinary text nothing waits that could not be one of the words`() throws {
        let monitor = StreamingMonitor(
            try rules([(["恨情"], .split), (["微信号", "炸药"], .pinyin), (["药草"], .split)]))
        let text = Array("今天人们一起去木工厂看山水，女子们吃火锅，口中有一日三餐的金字招牌。".utf8)
        for step in StreamRun(monitor, text, cuts: Array(text.indices.dropFirst())).steps {
            // The bytes of a character that has only begun, and nothing else.
            #expect(step.came - step.emitted < 3, "\(step)")
        }
        // Of the parts those wait that could go on, and the word as far as it has come.
        for (text, held) in [("看忄", 3), ("看忄艮", 6), ("看忄艮忄", 9), ("看忄人", 0), ("看薇", 3), ("看人薇芯", 6)] {
            var channel = monitor.open()
            #expect(Array(text.utf8).count - channel.feed(Array(text.utf8)).released == held, "\(text)")
        }
    }

    @Test func `parts without an end cost their length and no memory`() throws {
        let monitor = StreamingMonitor(try rules([(["恨情", "恨"], .split), (["微信号"], .pinyin)]))
        for piece in ["忄", "忄艮", "微", "薇芯", "艮忄艮·", "忄 忄\u{200B}"] {
            let text = Array(String(repeating: piece, count: 100).utf8)
            var channel = monitor.open()
            var released = 0
            let clock = ContinuousClock()
            let time = clock.measure {
                for _ in 0..<200 { released = channel.feed(text).released }
                released = channel.finish().released
            }
            #expect(released == 200 * text.count)
            #expect(time < .seconds(5), "\(piece): \(time)")
        }
    }
}
