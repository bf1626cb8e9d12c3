import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct DecidingTests {
    private func finding(
        _ bytes: Range<Int>, _ action: Action = .mask, _ severity: Severity = .medium, _ rule: String = "a"
    ) -> Finding {
        Finding(rule: rule, category: .custom, severity: severity, action: action, bytes: bytes, view: .raw)
    }

    private func decide(
        _ findings: [Finding], _ doubts: [Int] = [], _ onUndecided: Enforcement.OnUndecided = .block,
        boundaries: [Int] = Array(0...20)
    ) -> (verdict: Verdict, decision: Decision) {
        let doubts = doubts.map { Doubt(reason: .retryLimit, from: $0) }
        return Deciding(replacements: ["a": "A", "b": "B"], enforcement: Enforcement(onUndecided: onUndecided))
            .decide(findings: findings, doubts: doubts, acting: doubts) { Clusters(boundaries) }
    }

    private func edit(_ bytes: Range<Int>, _ replacement: String) -> Edit {
        Edit(bytes: bytes, replacement: replacement)
    }

    @Test func `masks that overlap or touch are one`() {
        #expect(decide([finding(1..<3), finding(4..<6)]).decision.edits == [edit(1..<3, "A"), edit(4..<6, "A")])
        #expect(decide([finding(1..<3), finding(3..<6)]).decision.edits == [edit(1..<6, "A")])
        #expect(decide([finding(1..<9), finding(3..<6)]).decision.edits == [edit(1..<9, "A")])
        #expect(decide([finding(3..<6), finding(1..<4), finding(6..<7)]).decision.edits == [edit(1..<7, "A")])
    }

    @Test func `the gravest, then the earliest, then the first by name lends its replacement`() {
        let low = finding(1..<3, .mask, .low, "a")
        #expect(decide([low, finding(2..<4, .mask, .high, "b")]).decision.edits == [edit(1..<4, "B")])
        #expect(decide([finding(2..<4, .mask, .low, "b"), low]).decision.edits == [edit(1..<4, "A")])
        #expect(decide([finding(1..<4, .mask, .low, "b"), low]).decision.edits == [edit(1..<4, "A")])
        #expect(decide([finding(1..<4, .mask, .low, "c")]).decision.edits == [edit(1..<4, "[已屏蔽]")])
    }

    @Test func `spans grow to whole clusters, and may touch by that`() {
        let boundaries = [0, 4, 8, 12, 20]
        #expect(decide([finding(5..<6)], boundaries: boundaries).decision.edits == [edit(4..<8, "A")])
        #expect(decide([finding(4..<8)], boundaries: boundaries).decision.edits == [edit(4..<8, "A")])
        #expect(
            decide([finding(5..<6), finding(9..<10)], boundaries: boundaries).decision.edits == [edit(4..<12, "A")])
        #expect(decide([finding(6..<7, .block)], boundaries: boundaries).decision.cut == 4)
    }

    @Test func `a block cuts before the span that holds it`() {
        let answer = decide([finding(1..<3), finding(5..<9), finding(7..<8, .block), finding(10..<12)])
        #expect(answer.verdict == .blocked)
        #expect(answer.decision == Decision(edits: [edit(1..<3, "A")], cut: 5))
        #expect(
            decide([finding(5..<9), finding(9..<10, .block)]).decision == Decision(edits: [edit(5..<9, "A")], cut: 9))
        #expect(decide([finding(4..<5, .block), finding(2..<3, .block)]).decision.cut == 2)
    }

    @Test func `a doubt cuts where the policy says so`() {
        #expect(decide([finding(5..<9)], [7]).decision == Decision(edits: [], cut: 5))
        #expect(decide([finding(5..<9)], [7], .release).decision == Decision(edits: [edit(5..<9, "A")], cut: nil))
        #expect(decide([finding(5..<9, .block)], [2]).decision.cut == 2)
        #expect(decide([finding(5..<9, .block)], [2], .release).decision.cut == 5)
        #expect(decide([], [20]).decision.cut == 20)
    }

    @Test func `the verdict is the gravest of all`() {
        #expect(decide([]).verdict == .clean)
        #expect(decide([finding(1..<2, .observe)]) == (.observed, Decision(edits: [], cut: nil)))
        #expect(decide([finding(1..<2, .observe), finding(1..<2)]).verdict == .masked)
        #expect(decide([finding(1..<2)], [9], .release).verdict == .undecided)
        #expect(decide([finding(1..<2, .block)], [0]).verdict == .blocked)
    }

    @Test func `any findings give edits in order, apart, before the cut`() {
        var random = Seeded(5)
        for _ in 0..<5_000 {
            let findings = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                let start = Int.random(in: 0..<19, using: &random)
                return finding(
                    start..<Int.random(in: start + 1...20, using: &random),
                    Action.allCases.randomElement(using: &random) ?? .mask,
                    Severity.allCases.randomElement(using: &random) ?? .low, Bool.random(using: &random) ? "a" : "b")
            }
            let boundaries = [0] + (1..<20).filter { _ in Bool.random(using: &random) } + [20]
            let decision = decide(findings, boundaries: boundaries).decision
            for (edit, next) in zip(decision.edits, decision.edits.dropFirst()) {
                #expect(edit.bytes.upperBound < next.bytes.lowerBound)
            }
            let places =
                decision.edits.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] }
                + (decision.cut.map { [$0] } ?? [])
            #expect(places.allSatisfy(boundaries.contains))
            #expect(places.allSatisfy { $0 <= decision.cut ?? 20 })
            #expect(decision == decide(findings.shuffled(using: &random), boundaries: boundaries).decision)
            for finding in findings where finding.action == .mask {
                let covered = decision.edits.contains {
                    $0.bytes.lowerBound <= finding.bytes.lowerBound && $0.bytes.upperBound >= finding.bytes.upperBound
                }
                #expect(covered || (decision.cut.map { $0 <= finding.bytes.lowerBound } ?? false))
            }
        }
    }
}
