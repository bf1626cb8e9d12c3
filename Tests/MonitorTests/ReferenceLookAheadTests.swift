import Monitor
import ReferenceMonitor
import Rules
import Testing

/// Look-ahead that refers to a group is libonig's alone: until its text is there, nothing is decided.
@Suite struct ReferenceLookAheadTests {
    @Test(arguments: [
        "  (?!(.)\\1c)", "  (?!(.).*\\1c+?)(?>\\d?|-)", "a(?!b(?!(c)\\1))", "a(?:(?=(.)b\\1)|c)", "a(?:(?!(.)b\\1)|cc)",
        "a(?:b(?=(c)\\1)|bd)?", "(a)(?!\\1)b?",
    ])
    func `nothing is decided before its text has come`(_ source: String) throws {
        let rule = Rule(
            id: "test.a", title: Title(zh: "规则", en: "rule"), category: .custom, severity: .low, action: .mask,
            match: .regex(source, view: .raw), view: .raw)
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [rule], digest: "00")
        let rules = try RuleSet(packs: [pack], enforcement: Enforcement())
        let (fast, plain) = (StreamingMonitor(rules), ReferenceMonitor(rules))
        for text in ["x  cccb ", "  bbc", "abcbx", "abccx", "abcdc", "acbcx", "accc", "abcabdabcc", "aaab", "a"] {
            let bytes = Array(text.utf8)
            let cuts = Array(bytes.indices.dropFirst())
            let expected = plain.judge(bytes).findings.map(\.bytes)
            #expect(fast.judge(bytes).findings.map(\.bytes) == expected, "\(text)")
            #expect(StreamRun(fast, bytes, cuts: cuts).findings.map(\.bytes) == expected, "\(text)")
        }
    }
}
