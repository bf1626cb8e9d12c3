import Foundation
import Monitor
import ReferenceMonitor
import Rules
import TestSupport
import Testing

/// The packs that come with the house, as they ship.
enum ShippedPacks {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Rules").standardizedFileURL

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static func load() throws -> [Pack] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try Pack.load(try bytes($0), file: $0, wordFile: bytes).pack }
    }
}

/// Any text made of what the rules of all shipped packs are tested with, in any cutting, gives what the plain monitor
/// gives.
@Suite struct PacksOracleTests {
    private static let packs = Result { try ShippedPacks.load() }

    private static func ruleSet(_ onUndecided: Enforcement.OnUndecided) throws -> RuleSet {
        try RuleSet(packs: try packs.get(), enforcement: Enforcement(onUndecided: onUndecided))
    }

    @Test func `texts spliced from all test texts give what the plain monitor gives`() throws {
        let rules = try Self.ruleSet(.release)
        var trial = PacksTrial(rules)
        for _ in 0..<40 * Soak.factor { trial.check() }
        #expect(trial.tally.cutMatches > 5, "\(trial.tally)")
        #expect(trial.tally.controlFailures * 10 >= trial.tally.cutMatches, "\(trial.tally)")
    }
}

/// One run through spliced texts.
struct PacksTrial {
    private let rules: RuleSet
    private let reference: ReferenceMonitor
    private let fast: StreamingMonitor
    private var random = SeededGenerator(seed: 20)
    let samples: [String]
    private(set) var tally = OracleTally()

    init(_ rules: RuleSet) {
        self.rules = rules
        reference = ReferenceMonitor(rules)
        fast = StreamingMonitor(rules)
        samples = rules.rules.flatMap { $0.tests.hit + $0.tests.clean }.filter { $0.unicodeScalars.count <= 400 }
    }

    /// Pieces of samples, whole or cut somewhere.
    private mutating func text() -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard let sample = samples.randomElement(using: &random) else { continue }
            let scalars = Array(sample.unicodeScalars)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let from = Int.random(in: 0...scalars.count, using: &random)
                let to = Int.random(in: from...scalars.count, using: &random)
                text += String(String.UnicodeScalarView(scalars[from..<to]))
            default: text += sample
            }
            if Bool.random(using: &random) { text += ["\n", " ", "，", "。", "\u{200B}"].randomElement(using: &random) ?? "" }
        }
        return Array(text.utf8)
    }

    mutating func check() {
        let bytes = text()
        let expected = reference.judge(bytes)
        let name: Comment = "«\(String(decoding: bytes, as: UTF8.self))»"
        tally.texts += 1
        #expect(fast.judge(bytes) == expected, name)
        var isCut = false
        for round in 0..<3 {
            // Byte by byte, in small pieces, and in a few.
            let chance = [1, 4, 40][round]
            let cuts = (0..<bytes.count).filter { _ in Int.random(in: 0..<chance, using: &random) == 0 }
            isCut = isCut || expected.findings.contains { finding in
                finding.action != .observe && cuts.contains { finding.bytes.contains($0) && $0 > finding.bytes.lowerBound }
            }
            tally.runs += 1
            let run = StreamRun(fast, bytes, cuts: cuts)
            check(run, bytes, expected, "\(name)\ncuts \(cuts)")
        }
        guard isCut else { return }
        tally.cutMatches += 1
        if control(bytes) != expected.decision.applied(to: bytes) { tally.controlFailures += 1 }
    }

    /// A monitor that holds nothing back: each piece of eight bytes is judged by itself.
    private func control(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 8).flatMap { from in
            let piece = Array(bytes[from..<min(from + 8, bytes.count)])
            return fast.judge(piece).decision.applied(to: piece)
        }
    }

    private mutating func check(_ run: StreamRun, _ bytes: [UInt8], _ expected: Judgement, _ name: Comment) {
        #expect(run.faults.isEmpty, name)
        #expect(run.findings == expected.findings, name)
        #expect(Set(run.doubts) == Set(expected.doubts), name)
        #expect(run.cut == expected.decision.cut, name)
        #expect(run.output == expected.decision.applied(to: bytes), name)
        guard let step = run.steps.randomElement(using: &random) else { return }
        let whole = Array(bytes[..<step.came]) + text()
        let output = reference.judge(whole).decision.applied(to: whole)
        #expect(
            run.output.prefix(step.emitted) == output.prefix(step.emitted),
            "leak: out is «\(String(decoding: run.output[..<step.emitted], as: UTF8.self))» of \(step.came), then «\(String(decoding: whole, as: UTF8.self))»\n\(name)")
    }
}
