import Cryptography
import Primitives
import Testing

@testable import Rules

@Suite struct EffectiveRulesTests {
    private func pack(_ name: String, _ rules: [String], _ action: Action) -> Pack {
        let title = Title(zh: "甲", en: "A")
        let rules = rules.map { id in
            Rule(
                id: "\(name).\(id)", title: title, category: .custom, severity: .low, action: action,
                match: .keywords(["甲"], view: .raw), view: .raw)
        }
        return Pack(name: name, version: "1.0.0", title: title, rules: rules, digest: "d-\(name)")
    }

    private func actions(_ overrides: [Override]) throws -> [Action] {
        try EffectiveRules([pack("b", ["one", "two"], .block), pack("a", ["one"], .mask)], overrides: overrides)
            .rules.map(\.action)
    }

    @Test func `without overrides nothing changes`() throws {
        let packs = [pack("b", ["one", "two"], .block), pack("a", ["one"], .mask)]
        #expect(try EffectiveRules(packs).rules == packs.flatMap(\.rules))
    }

    @Test func `a rule's override beats its pack's, a later one an earlier one`() throws {
        #expect(try actions([Override(target: .pack("b"), action: .observe)]) == [.observe, .observe, .mask])
        let rule = Override(target: .rule("b.one"), action: .mask)
        #expect(try actions([rule, Override(target: .pack("b"), action: .observe)]) == [.mask, .observe, .mask])
        #expect(try actions([rule, Override(target: .rule("b.one"), action: .block)]) == [.block, .block, .mask])
        let level = Override(target: .rule("b.one"), level: .enforce)
        #expect(try actions([rule, level]) == [.mask, .block, .mask], "fields are overridden one by one")
    }

    @Test func `a rule that only detects observes`() throws {
        #expect(try actions([Override(target: .pack("b"), level: .detect)]) == [.observe, .observe, .mask])
        let both = Override(target: .rule("b.one"), action: .block, level: .detect)
        #expect(try actions([both]) == [.observe, .block, .mask])
        let back = [Override(target: .pack("b"), level: .detect), Override(target: .rule("b.two"), level: .enforce)]
        #expect(try actions(back) == [.observe, .block, .mask])
    }

    @Test func `what is not there is named`() {
        let unknown = Override(target: .rule("b.tow"), action: .mask)
        #expect {
            try actions([Override(target: .pack("b"), action: .mask), unknown])
        } throws: { error in
            let problem = error as? OverrideProblem
            return problem?.index == 1 && problem?.description == "no rule 'b.tow' is loaded; did you mean 'b.two'?"
        }
        #expect(throws: OverrideProblem.self) { try actions([Override(target: .pack("c"), action: .mask)]) }
        #expect(throws: OverrideProblem.self) { try actions([Override(target: .pack("a"))]) }
    }

    @Test func `the digest is of names, versions, digests and overrides`() throws {
        let packs = [pack("b", ["one"], .block), pack("a", ["one"], .mask)]
        let overrides = [
            Override(target: .pack("b"), action: .observe), Override(target: .rule("a.one"), level: .detect),
        ]
        let text =
            #"[["a","1.0.0","d-a"],["b","1.0.0","d-b"],"#
            + #"[{"action":"observe","pack":"b"},{"level":"detect","rule":"a.one"}]]"#
        let expected = Hex.encode(SHA256Hasher.hash(Array(text.utf8)))
        #expect(try EffectiveRules(packs, overrides: overrides).packsDigest == expected)
        #expect(try EffectiveRules(packs.reversed(), overrides: overrides).packsDigest == expected)
        #expect(try EffectiveRules(packs, overrides: overrides.reversed()).packsDigest != expected)
    }
}
