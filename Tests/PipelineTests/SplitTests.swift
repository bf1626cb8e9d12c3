import Foundation
import Monitor
import Primitives
import Rules
import TestSupport
import Testing

@testable import Pipeline

/// The central law: however the input is cut, output and records are those of the uncut run.
@Suite struct SplitTests {
    private func holdsForEverySplit(_ input: [UInt8], as format: TestFormat, stride step: Int = 1) throws {
        let whole = try runFilter([input], as: format)
        for cut in stride(from: 0, through: input.count, by: step) {
            let pieces = [Array(input[..<cut]), Array(input[cut...])]
            let split = try runFilter(pieces, as: format)
            guard split == whole else {
                Issue.record("\(format) differs when cut at byte \(cut) of \(input.count)")
                return
            }
        }
        let single = try runFilter(input.map { [$0] }, as: format)
        #expect(single == whole, "\(format) differs one byte at a time")
    }

    @Test(arguments: try samples("streams").map(\.name))
    func `every split of every recorded stream`(name: String) throws {
        let input = try samples("streams").first { $0.name == name }?.bytes ?? []
        try holdsForEverySplit(input, as: .sse, stride: SplitTests.step(input))
        try holdsForEverySplit(input, as: .auto, stride: 97)
    }

    @Test(arguments: try samples("jsonl").map(\.name))
    func `every split of every JSONL sample`(name: String) throws {
        let input = try samples("jsonl").first { $0.name == name }?.bytes ?? []
        try holdsForEverySplit(input, as: .jsonl, stride: SplitTests.step(input))
    }

    @Test(arguments: try (samples("replies") + samples("awkward")).map(\.name))
    func `every split of every reply and awkward text`(name: String) throws {
        let input = try (samples("replies") + samples("awkward")).first { $0.name == name }?.bytes ?? []
        try holdsForEverySplit(input, as: .text, stride: SplitTests.step(input))
    }

    @Test func `every split of every rule's hit text`() throws {
        for pack in try DefaultRules.load().map(\.pack) {
            for rule in pack.rules {
                for text in rule.tests.hit { try holdsForEverySplit(bytes(text), as: .text, stride: SplitTests.step(bytes(text), cuts: 24)) }
            }
        }
    }

    /// In `make test` long samples are cut at some positions only, another set for each length; `make soak` cuts
    /// them at every byte.
    private static func step(_ input: [UInt8], cuts: Int = 160) -> Int {
        Soak.factor > 1 ? 1 : max(1, input.count / cuts | 1)
    }
}
