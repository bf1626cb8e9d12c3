import Monitor
import RuleTools
import Rules
import TestSupport
import Testing

@Suite struct `Looking over rule files` {
    private func codes(_ rules: String...) -> [String] { file(head + rules.joined()).codes }

    @Test func `a pack with nothing to say about`() {
        #expect(codes(rule("a", "{keywords: [黑火药配方]}")) == [])
    }

    // MARK: What another rule makes needless

    @Test(arguments: [
        // What blocks from the first character on, what only observes, and one word in two views.
        ("{keywords: [黑火药]}", "block", "{keywords: [黑火药配方]}", "block", true),
        ("{keywords: [黑火药]}", "block", "{keywords: [黑火药配方]}", "mask", true),
        ("{keywords: [黑火药]}", "observe", "{keywords: [土制黑火药]}", "observe", true),
        ("{keywords: [黑火药]}", "mask", "{keywords: [土制黑火药]}", "observe", true),
        ("{regex: '黑火药'}", "mask", "{keywords: [土制黑火药], view: raw}", "observe", true),
        ("{keywords: [黑火药]}", "block", "{keywords: [黑火药配方], view: raw}", "block", true),
        ("{keywords: [黑火药]}", "block", "{regex: '黑火药(?:配方|比例)', view: folded}", "block", true),
        ("{keywords: [zhayao, 黑火药]}", "mask", "{keywords: [ZHAYAO]}", "mask", true),
        // What the longer word replaces besides, or cuts earlier, is not done without it.
        ("{keywords: [黑火药]}", "mask", "{keywords: [黑火药配方]}", "mask", false),
        ("{keywords: [黑火药]}", "block", "{keywords: [土制黑火药]}", "block", false),
        // A weaker one, and one that does not hit there: bounded, of a narrower view, or in parts.
        ("{keywords: [黑火药]}", "observe", "{keywords: [黑火药配方]}", "mask", false),
        ("{keywords: [bomb]}", "observe", "{keywords: [bombard]}", "observe", false),
        ("{keywords: [bomb]}", "observe", "{keywords: [bomb炸弹]}", "observe", true),
        ("{keywords: [bomb]}", "observe", "{keywords: [bomb炸弹], view: raw}", "observe", false),
        ("{keywords: [黑火药], view: raw}", "block", "{keywords: [黑火药配方]}", "block", false),
        ("{keywords: [黑火药]}", "block", "{all: [{keywords: [黑火药配方]}, {keywords: [步骤如下]}], within: 9}", "block", false),
        // An earlier hit may take its characters.
        ("{keywords: [ZHAYAO, kezha]}", "mask", "{keywords: [zhayao]}", "mask", false),
        ("{keywords: [ABCD, xxab], view: folded}", "mask", "{keywords: [abcd], view: folded}", "mask", false),
    ]) func `keywords that another rule makes needless`(
        _ one: String, _ oneAction: String, _ other: String, _ otherAction: String, _ isNeedless: Bool
    ) throws {
        let file = file(
            head + rule("a", one, ["action: \(oneAction)"]) + rule("b", other, ["action: \(otherAction)"]))
        let report = RuleCheck.check([file])
        let found = report.problems.filter { $0.problem.code == "R065" }
        #expect(found.isEmpty != isNeedless, "\(report.problems)")
        #expect(report.problems.allSatisfy { $0.problem.gravity == .warning })
    }

    @Test func `what a rule refuses hits nothing`() {
        let long = rule("b", "{keywords: [黑火药配方]}", ["action: block"])
        for condition in ["near: {any: [如下], within: 9}", "except: [{phrase: 黑火药厂}]", "level: detect"] {
            let lines = ["action: block", condition]
            #expect(!codes(rule("a", "{keywords: [黑火药]}", lines), long).contains("R065"), "\(condition)")
        }
        #expect(codes(rule("a", "{keywords: [黑火药]}", ["action: block"]), long).contains("R065"))
        // Another category, another risk, a higher severity say more than the other rule does.
        for change in ["risk: A.1.d", "near: {any: [如下], within: 9, effect: raise, to: high}"] {
            let other = rule("b", "{keywords: [黑火药配方]}", ["action: block", change])
            #expect(!codes(rule("a", "{keywords: [黑火药]}", ["action: block"]), other).contains("R065"), "\(change)")
        }
    }

    /// Whatever the text, what leaves is the same without a keyword that is called needless, and what it found lies where
    /// the other rule found something.
    @Test func `a needless keyword changes nothing`() throws {
        var random = SeededGenerator(seed: 64)
        let letters = ["火", "药", "a", "b", " ", "."]
        func word() -> String {
            (0..<Int.random(in: 1...4, using: &random)).map { _ in letters[Int.random(in: 0..<4, using: &random)] }.joined()
        }
        var needless = 0
        for _ in 0..<400 * Soak.factor {
            let views = ["raw", "folded", "folded+"]
            let actions = ["observe", "mask", "block"]
            func some(_ id: String, _ count: Int) -> String {
                let (view, action) = (views[Int.random(in: 0..<3, using: &random)], actions[Int.random(in: 0..<3, using: &random)])
                let words = (0..<count).map { _ in "'\(word())'" }.joined(separator: ", ")
                return rule(id, "{keywords: [\(words)], view: \(view)}", ["action: \(action)"])
            }
            let both = file(head + some("kept", Int.random(in: 1...3, using: &random)) + some("other", 1))
            let messages = RuleCheck.check([both]).problems.filter { $0.problem.code == "R065" }.map(\.problem.message)
            guard let message = messages.first(where: { $0.hasPrefix("'my.other'") }) else { continue }
            let keptID = "my.kept"
            var pack = try both.load().pack
            let set = try RuleSet(packs: [pack])
            pack.rules.removeAll { $0.id != keptID }
            needless += 1
            let with = StreamingMonitor(set)
            let without = StreamingMonitor(try RuleSet(packs: [pack]))
            for _ in 0..<40 {
                let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
                let (full, less) = (with.judge(Array(text.utf8)), without.judge(Array(text.utf8)))
                #expect(full.decision == less.decision, "«\(text)» \(message) \(String(decoding: both.bytes, as: UTF8.self))")
                for finding in full.findings where finding.rule != keptID {
                    #expect(full.findings.contains { $0.rule == keptID && $0.bytes.overlaps(finding.bytes) }, "«\(text)» \(message) \(String(decoding: both.bytes, as: UTF8.self))")
                }
            }
        }
        #expect(needless > 20)
    }

    // MARK: The same twice

    @Test func `two rules that look for the same`() {
        #expect(codes(rule("a", "{keywords: [黑火药, RDX]}"), rule("b", "{keywords: [rdx, 黑火藥]}")) == ["R066"])
        #expect(codes(rule("a", "{regex: 'rdx[0-9]'}"), rule("b", "{any: [{regex: 'rdx[0-9]'}]}")) == ["R066"])
        #expect(codes(rule("a", "{keywords: [黑火药配方]}"), rule("b", "{keywords: [黑火药配方], view: raw}")) == ["R036"])
        let all = "{all: [{keywords: [黑火药]}, {keywords: [步骤如下]}], within: 9}"
        #expect(codes(rule("a", all), rule("b", "{all: [{keywords: [步骤如下]}, {keywords: [黑火药]}], within: 9}")) == ["R066"])
        #expect(codes(rule("a", all), rule("b", all.replacing("9", with: "8"))) == [])
        #expect(codes(rule("a", all), rule("b", all, ["near: {any: [如下], within: 9}"])) == [])
    }

    @Test func `words that are one in their view`() {
        let report = RuleCheck.check([file(head + rule("a", "{keywords: [黑火药配方, RDX9, 黑火藥配方, rdx9]}"))])
        #expect(report.problems.map(\.problem.code) == ["R035", "R035"])
        #expect(report.problems.map(\.problem.place.column) == [37, 44])
        #expect(codes(rule("a", "{keywords: [RDX9, rdx9]}", ["fold: {without: [case]}"])) == [])
    }

    // MARK: Parts of common words

    @Test(arguments: [
        ("[国人]", "folded+", true), ("[枪]", "folded+", true), ("[槍]", "folded", true), ("[毒品]", "folded+", false),
        ("[黑火药]", "raw", false), ("[ass]", "raw", true), ("[ass]", "folded", false), ("[key]", "raw", true),
        ("[AKIA]", "raw", false), ("[zhayao]", "raw", false),
    ]) func `keywords that are part of common words`(_ words: String, _ view: String, _ isPart: Bool) {
        #expect(codes(rule("a", "{keywords: \(words), view: \(view)}")) == (isPart ? ["R067"] : []))
    }

    @Test func `a rule that asks for more than the word may have a short one`() {
        #expect(codes(rule("a", "{keywords: [枪]}", ["near: {any: [出售], within: 9}"])) == [])
        #expect(codes(rule("a", "{all: [{keywords: [枪]}, {keywords: [出售]}], within: 9}")) == [])
    }

    // MARK: Tests, waits, edges

    @Test func `three hits and three near misses`() {
        #expect(codes(rule("a", "{keywords: [黑火药]}", hit: "[一二三, 一二四]")) == ["R068"])
        #expect(codes(rule("a", "{keywords: [黑火药]}", clean: "[一二三, 一二三, 一二四]")) == ["R068"])
    }

    @Test func `rules that make a stream wait for long, and edges of words beside Chinese`() {
        #expect(codes(rule("a", "{regex: '[甲乙].{300,400}丙'}", ["action: mask"])) == ["M011"])
        #expect(codes(rule("a", "{regex: '[甲乙].{300,400}丙'}")) == [])
        #expect(codes(rule("a", "{regex: '密钥\\b'}")) == ["R058"])
        #expect(codes(rule("a", "{keywords: [黑火药]}", ["action: block", "near: {any: [如下], within: 900, side: after}"])) == ["M011"])
        #expect(codes(rule("a", "{regex: '(?<!甲)(?:甲+)+乙'}", ["cap: {chars: 200, then: commit}"])) == ["R059"])
    }

    @Test func `problems stand where their words and keys do`() {
        let text = head + rule("a", "{keywords: [黑火药配方, 黑火药配方]}", ["level: detect", "action: mask", "cap: {chars: 9, then: block}"])
        let places = RuleCheck.check([file(text)]).problems.map { "\($0.problem.code) \($0.problem.place)" }
        #expect(places == ["R035 my.yaml:9:31", "R061 my.yaml:11:5", "R039 my.yaml:12:5"])
        let listed = file(head + rule("a", "{keywords: {file: words.txt}}"), path: "packs/my.yaml", words: ["words.txt": "# 词\n黑火药配方\n\n枪\n"])
        #expect(RuleCheck.check([listed]).problems.map { "\($0.problem.place)" } == ["packs/words.txt:4:1"])
    }
}
