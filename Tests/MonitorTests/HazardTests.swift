import Monitor
import ReferenceMonitor
import Rules
import TestSupport
import Testing

/// Expressions made to explode, on texts made to explode them: each ends, soon, and as undecided.
@Suite(.serialized) struct HazardTests {
    struct Case: CustomTestStringConvertible {
        var source: String
        /// Repeated to the size.
        var unit: String
        var end = ""
        var testDescription: String { "\(source) on \(unit)…\(end)" }
    }

    static let cases = [
        Case(source: "(a+)+b", unit: "a"), Case(source: "(a|a)*b", unit: "a"), Case(source: "(a*)*b", unit: "a"),
        Case(source: "(.*a){12}b", unit: "a"), Case(source: "(?:(?:甲+乙?)+丙?)+丁", unit: "甲"),
        Case(source: "a*b", unit: "a"), Case(source: ".*x", unit: "a"), Case(source: "[^\\n]+x", unit: "甲乙"),
        Case(source: "(a+)\\1b", unit: "a"), Case(source: "(a|b|ab)*\\1c", unit: "ab"),
        Case(source: "(?=(a+)+c)a", unit: "a", end: "b"), Case(source: "(?:a?){30}a{30}b", unit: "a"),
        Case(source: "(\\w+\\s?)*!", unit: "word ", end: "."),
    ]

    private static func rules(_ source: String) throws -> RuleSet {
        let made = rule("test.hazard", .regex(source, view: .raw), view: .raw)
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: [made], digest: "00")
        return try RuleSet(packs: [pack], enforcement: Enforcement(onUndecided: .block))
    }

    private func text(_ one: Case, _ size: Int) -> [UInt8] {
        Array((String(repeating: one.unit, count: size / one.unit.utf8.count) + one.end).utf8)
    }

    /// Without optimisation a step takes some fifty times as long, so that only a campaign has the usual limits and
    /// whole 64 KiB: there each case ends within two seconds.
    private var isCampaign: Bool { Soak.factor > 1 }
    private var size: Int { isCampaign ? 64 << 10 : 6 << 10 }
    private var limits: MatchLimits { isCampaign ? MatchLimits() : MatchLimits(retries: 20_000) }

    @Test(arguments: cases) func `ends soon in batch and in streams`(_ one: Case) throws {
        let fast = StreamingMonitor(try Self.rules(one.source), limits: limits)
        let bytes = text(one, size)
        let clock = ContinuousClock()
        var batch: Judgement?
        let batchTime = clock.measure { batch = fast.judge(bytes) }
        let expected = try #require(batch)
        // None of them has a match, so that what is not undecided was gone through to the end.
        #expect(expected.findings.isEmpty)
        #expect(expected.verdict == .undecided || expected.verdict == .clean)
        var times: [Duration] = []
        for piece in isCampaign ? [1, 1000, 16384] : [100, 1000] {
            times.append(
                clock.measure {
                    let run = StreamRun(fast, bytes, cuts: Array(stride(from: piece, to: bytes.count, by: piece)))
                    #expect(run.faults.isEmpty)
                    #expect(run.findings.isEmpty)
                    #expect(run.doubts.isEmpty == expected.doubts.isEmpty)
                    if run.doubts.isEmpty { #expect(run.output == bytes) }
                })
        }
        if isCampaign { print("\(one.testDescription): \(expected.verdict) batch \(batchTime) stream \(times)") }
        for time in times + [batchTime] { #expect(time < .seconds(10)) }
    }

    /// Our engine gets through some that libonig gives up on. It may know more then, but never less than it says.
    @Test(arguments: cases) func `what leaves is a prefix of what the plain monitor lets out`(_ one: Case) throws {
        let rules = try Self.rules(one.source)
        let fast = StreamingMonitor(rules, limits: MatchLimits(retries: 20_000))
        let reference = ReferenceMonitor(rules, limits: MatchLimits(retries: 20_000))
        let bytes = text(one, 1 << 10) + Array("x then b, c and 丁!".utf8)
        let expected = reference.judge(bytes)
        let batch = fast.judge(bytes)
        if expected.doubts.isEmpty, batch.doubts.isEmpty { #expect(batch == expected) }
        for cuts in [[], Array(stride(from: 100, to: bytes.count, by: 100)), Array(1..<bytes.count)] {
            let run = StreamRun(fast, bytes, cuts: cuts)
            #expect(run.faults.isEmpty)
            #expect(run.doubts.isEmpty == batch.doubts.isEmpty)
            guard run.doubts.isEmpty else {
                // It stops before anything that was not judged.
                #expect(bytes.starts(with: run.output) || expected.decision.applied(to: bytes).starts(with: run.output))
                continue
            }
            #expect(run.findings == batch.findings)
            #expect(run.output == batch.decision.applied(to: bytes))
            if expected.doubts.isEmpty { #expect(run.findings == expected.findings) }
        }
    }

    @Test func `a long run that a rule takes as a whole is no hazard`() throws {
        let fast = StreamingMonitor(try Self.rules("[a-z]+"))
        let bytes = [UInt8](repeating: 0x61, count: isCampaign ? 256 << 10 : 32 << 10)
        #expect(fast.judge(bytes).findings.map(\.bytes) == [0..<bytes.count])
        let run = StreamRun(fast, bytes, cuts: Array(stride(from: 1000, to: bytes.count, by: 1000)))
        #expect(run.findings.map(\.bytes) == [0..<bytes.count])
        #expect(run.doubts.isEmpty)
    }
}
