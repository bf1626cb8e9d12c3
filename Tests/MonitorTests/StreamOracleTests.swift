import Monitor
import ReferenceMonitor
import Rules
import TestSupport
import Testing

/// The streaming monitor against the plain one: any rules, any text, any cutting.
@Suite struct StreamOracleTests {
    @Test func `random rules, texts and cuttings give what the plain monitor gives`() throws {
        var tally = OracleTally()
        for seed in 0..<UInt64(150 * Soak.factor) {
            var trial = try OracleCase(seed: seed)
            try trial.check(&tally)
        }
        #expect(tally.cutMatches * 3 >= tally.texts, "\(tally)")
        #expect(tally.controlFailures * 10 >= tally.cutMatches, "\(tally)")
        #expect(tally.gaveUp * 1000 <= tally.runs, "\(tally)")
        if Soak.factor > 1 { print(tally) }
    }

    @Test func `long texts that are whole give what the plain monitor gives`() throws {
        var found = 0
        for seed in 0..<UInt64(150 * Soak.factor) {
            var trial = try OracleCase(seed: 1_000_000 + seed)
            found += trial.checkLong()
        }
        #expect(found >= 100 * Soak.factor)
    }
}

extension StreamOracleTests {
    /// Seeds that campaigns have found: masks that reach back to a flag that a block begins at, clusters around what is
    /// not UTF-8, marks inside of joined pictographs, and engines that give up.
    @Test(arguments: [3698, 9943, 13593, 15384, 16384, 25365, 26966, 60386, 75302, 79039] as [UInt64])
    func `what went wrong once`(seed: UInt64) throws {
        var tally = OracleTally()
        var trial = try OracleCase(seed: seed)
        try trial.check(&tally)
        #expect(tally.runs > 0)
    }
}

/// What a campaign has seen.
struct OracleTally: CustomStringConvertible {
    var texts = 0
    var runs = 0
    /// Texts with a match that a boundary cuts.
    var cutMatches = 0
    /// Texts of which a monitor that judges each piece by itself lets out something else.
    var controlFailures = 0
    /// Texts of which something is swallowed behind a cap.
    var swallowed = 0
    /// Texts on which one of the two gives up. Where, and how soon, is each one's own: there the fast monitor's answer
    /// for the whole text stands in for the plain one's.
    var gaveUp = 0
    var description: String {
        "\(texts) texts, \(runs) runs, \(cutMatches) cut, control failed \(controlFailures), swallowed \(swallowed), gave up on \(gaveUp)"
    }
}

/// One random rule set with some random texts.
struct OracleCase {
    private var random: SeededGenerator
    private let seed: UInt64
    private let rules: RuleSet
    private var alphabet: [String]
    /// Whether pieces of texts are often repeated.
    private let hasRuns: Bool

    init(
        seed: UInt64, hasRuns: Bool = false, rule: (Int, [String], inout SeededGenerator) -> Rule = RandomRules.rule
    ) throws {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        let alphabet = RandomRules.alphabets[Int.random(in: 0..<RandomRules.alphabets.count, using: &random)]
        let made = (0..<Int.random(in: 1...4, using: &random)).map { rule($0, alphabet, &random) }
        let enforcement = Enforcement(
            onUndecided: Bool.random(using: &random) ? .block : .release,
            defaultReplacement: Bool.random(using: &random) ? "[x]" : "ab", blockNotice: "[cut]")
        let pack = Pack(
            name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: made, digest: "00")
        rules = try RuleSet(packs: [pack], enforcement: enforcement)
        self.alphabet = alphabet
        self.hasRuns = hasRuns
        self.random = random
    }

    mutating func text() -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 1...24, using: &random) {
            // Parts of the rules, so that they are hit.
            text += Int.random(in: 0..<4, using: &random) == 0
                ? RandomRules.part(of: rules.rules, &random)
                : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            if hasRuns, Bool.random(using: &random), let last = text.unicodeScalars.last {
                text += String(repeating: String(Character(last)), count: Int.random(in: 1...8, using: &random))
            }
        }
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<12, using: &random) == 0, !bytes.isEmpty {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
    }

    /// A text out of parts of the rules, so that they are hit.
    mutating func check(_ tally: inout OracleTally) throws {
        let reference = ReferenceMonitor(rules)
        let fast = StreamingMonitor(rules)
        // By turns with gates and without.
        if seed % 2 == 0 { fast.prepare() }
        for _ in 0..<3 {
            let bytes = text()
            let batch = fast.judge(bytes)
            let expected = judge(bytes, reference, fast, &tally)
            tally.texts += 1
            if expected.decision.edits.contains(where: { $0.replacement.isEmpty }) { tally.swallowed += 1 }
            let name: Comment = "seed \(seed) «\(String(decoding: bytes, as: UTF8.self))» \(bytes)\n\(describe())"
            #expect(batch.findings == expected.findings, name)
            #expect(batch.doubts == expected.doubts, name)
            #expect(batch.verdict == expected.verdict, name)
            #expect(batch.decision == expected.decision, name)
            var isCut = false
            for round in 0..<4 {
                var cuts: [Int] = []
                switch round {
                case 0: cuts = bytes.isEmpty ? [] : Array(1..<bytes.count)
                default:
                    for place in 0..<bytes.count where Int.random(in: 0..<4, using: &random) == 0 { cuts.append(place) }
                }
                isCut = isCut || expected.findings.contains { finding in
                    finding.action != .observe && cuts.contains { finding.bytes.contains($0) && $0 > finding.bytes.lowerBound }
                }
                checkRun(StreamRun(fast, bytes, cuts: cuts), cuts, bytes, expected, reference, fast, name, &tally)
                tally.runs += 1
            }
            if isCut {
                tally.cutMatches += 1
                let output = bytes.indices.flatMap { index in
                    reference.judge([bytes[index]]).decision.applied(to: [bytes[index]])
                }
                if output != expected.decision.applied(to: bytes) { tally.controlFailures += 1 }
            }
        }
    }

    /// Texts of several thousand bytes with little in them, so that most of each is never looked at.
    /// - Returns: how many findings there were.
    mutating func checkLong() -> Int {
        let reference = ReferenceMonitor(rules)
        let fast = StreamingMonitor(rules)
        fast.prepare()
        var tally = OracleTally()
        var found = 0
        for _ in 0..<3 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let filling = ["x", "字", "\u{200B}", " ", "é", "1"].randomElement(using: &random) ?? "x"
                bytes += Array(String(repeating: filling, count: Int.random(in: 0...400, using: &random)).utf8)
                bytes += text()
            }
            let expected = judge(bytes, reference, fast, &tally)
            let name: Comment = "seed \(seed) \(bytes)\n\(describe())"
            #expect(fast.judge(bytes) == expected, name)
            found += expected.findings.count
        }
        return found
    }

    /// The plain monitor's answer, but where one of the two gives up.
    private func judge(
        _ bytes: [UInt8], _ reference: ReferenceMonitor, _ fast: StreamingMonitor, _ tally: inout OracleTally
    ) -> Judgement {
        let answer = reference.judge(bytes)
        let own = fast.judge(bytes)
        guard answer.hasGivenUp || own.hasGivenUp else { return answer }
        tally.gaveUp += 1
        return own
    }

    private mutating func checkRun(
        _ run: StreamRun, _ cuts: [Int], _ bytes: [UInt8], _ expected: Judgement, _ reference: ReferenceMonitor,
        _ fast: StreamingMonitor, _ name: Comment, _ tally: inout OracleTally
    ) {
        let where_: Comment = "\(name)\ncuts \(cuts)"
        #expect(run.faults.isEmpty, where_)
        #expect(run.findings == expected.findings, where_)
        #expect(Set(run.doubts) == Set(expected.doubts), where_)
        #expect(run.cut == expected.decision.cut, where_)
        #expect(
            String(decoding: run.output, as: UTF8.self)
                == String(decoding: expected.decision.applied(to: bytes), as: UTF8.self), where_)
        // What is out after a piece begins what would be out with any other continuation.
        guard let step = run.steps.randomElement(using: &random) else { return }
        for _ in 0..<2 {
            let whole = Array(bytes[..<step.came]) + text()
            let output = judge(whole, reference, fast, &tally).decision.applied(to: whole)
            #expect(
                Array(run.output[..<step.emitted]) == Array(output.prefix(step.emitted)),
                "leak: out is «\(String(decoding: run.output[..<step.emitted], as: UTF8.self))» of \(step.came), then «\(String(decoding: whole, as: UTF8.self))» gives «\(String(decoding: output, as: UTF8.self))»\n\(where_)"
            )
        }
    }

    private func describe() -> String {
        rules.rules.map { "\($0.id) \($0.action) \($0.view) \($0.match) near \(String(describing: $0.near)) cap \(String(describing: $0.cap)) except \($0.except)" }
            .joined(separator: "\n")
    }
}

extension Judgement {
    /// Whether an engine came to its limits.
    fileprivate var hasGivenUp: Bool { doubts.contains { $0.reason == .retryLimit || $0.reason == .matchStack } }
}
