import RuleTools
import Rules
import Testing

@Suite struct `Coverage of the standard's risks` {
    private static func coverage(_ rules: String..., words: [String: String] = [:]) throws -> RiskCoverage {
        RiskCoverage([try file(head + rules.joined(), words: words).load().pack])
    }

    private static func row(_ coverage: RiskCoverage, _ id: String) -> RiskCoverage.Row? {
        coverage.rows.first { $0.risk.id == id }
    }

    @Test func `keywords are counted once for a risk, and once in all`() throws {
        let coverage = try Self.coverage(
            rule("a", "{keywords: [黑火药, 黑火藥, RDX]}", ["risk: A.1.d"]),
            rule("b", "{any: [{keywords: [rdx, 土炸弹]}, {regex: 'x[0-9]'}]}", ["risk: A.1.d"]),
            rule("c", "{keywords: [黑火药]}", ["risk: A.1.h"]),
            rule("d", "{all: [{keywords: [黑火药, 配方]}, {regex: '[0-9]克'}], within: 9}", ["risk: A.1.d"]),
            rule("e", "{keywords: [无关]}"),
            rule("f", "{keywords: {file: w.txt}}", ["risk: A.2.a"]), words: ["w.txt": "# 词\n甲乙\n丙丁\n甲乙\n"])
        let d = try #require(Self.row(coverage, "A.1.d"))
        #expect(d.keywords == 3 && d.combined == 1 && d.rules == 3 && d.expressions == 2 && d.missing == 197)
        #expect(Self.row(coverage, "A.1.h")?.keywords == 1)
        #expect(Self.row(coverage, "A.2.a")?.keywords == 2 && Self.row(coverage, "A.2.a")?.missing == 98)
        #expect(coverage.keywords == 5 && coverage.missing == 9_995 && coverage.rulesWithoutRisk == 1 && !coverage.isMet)
    }

    @Test func `the numbers are the standard's`() throws {
        #expect(RiskName.all.map(\.id) == Risk.all)
        #expect(RiskName.all.compactMap(\.leastKeywords) == Array(repeating: 200, count: 8) + Array(repeating: 100, count: 9))
        #expect(RiskName.leastInAll == 10_000)
        #expect(RiskName.all.allSatisfy { $0.zh != $0.id && $0.en != $0.id } && Set(RiskName.all.map(\.zh)).count == 31)
    }

    @Test func `it is met where every number is, and not before`() throws {
        func words(_ count: Int, _ head: String) -> String { (0..<count).map { "\(head)\($0)\n" }.joined() }
        func library(_ change: String? = nil) throws -> RiskCoverage {
            var files: [String: String] = [:]
            var rules = ""
            for (number, id) in Risk.all.prefix(17).enumerated() {
                let count = (id.hasPrefix("A.1.") ? 1_150 : 100) - (id == change ? 951 : 0)
                files["\(number).txt"] = words(max(count, 99), "词\(id)")
                rules += rule("r\(number)", "{keywords: {file: \(number).txt}}", ["risk: \(id)"])
            }
            return RiskCoverage([try file(head + rules, words: files).load().pack])
        }
        #expect(try library().isMet)
        let short = try library("A.1.c")
        #expect(!short.isMet && Self.row(short, "A.1.c")?.missing == 1 && short.missing == 851)
        #expect(try library("A.2.b").rows.filter { $0.missing > 0 }.map(\.risk.id) == ["A.2.b"])
    }

    @Test func `a table is as wide as a terminal shows it`() {
        var table = TextTable([.left, .right, .left])
        table.add(["中文", "1", "x"])
        table.add(["abc", "22", ""])
        #expect(table.lines == ["中文   1  x", "abc   22"])
    }
}
