import Foundation
import Testing

@testable import Rules

@Suite struct ProblemTests {
    /// Every `Problems/NN-….yaml` has what is wrong with it beside it: problems and hints, a line each. To write
    /// them anew, set `HALLMARK_RECORD` and read what changed.
    @Test(arguments: try Self.names()) func `a wrong file says what is wrong and where`(_ name: String) throws {
        let path = "Problems/\(name).yaml"
        let found = try Self.problems(path).map(Self.lines).joined()
        if ProcessInfo.processInfo.environment["HALLMARK_RECORD"] != nil {
            try Data(found.utf8).write(to: Samples.folder.appendingPathComponent("Problems/\(name).txt"))
        }
        let expected = String(decoding: try Samples.bytes("Problems/\(name).txt"), as: UTF8.self)
        #expect(found == expected)
    }

    @Test func `all kinds of problems of reading are among the samples`() throws {
        let codes = Set(try Self.names().flatMap { try Self.problems("Problems/\($0).yaml").map(\.code) })
        let elsewhere: Set<ProblemCode> = [
            .keywordTwice, .keywordShared, .uncapped, .lookBehind, .needlessCap, .recursion, .multiline, .foreignGroup,
            .hexDigit, .quoting, .bareProperty, .namedCharacter, .lineAnchor, .stackedQuantifier,
            .asciiClassBesideChinese, .noNearMiss, .idleAction, .notNFC, .notForRules, .hazard, .noGate,
            .expressionLike, .shadowed, .sameMatch, .partOfWords, .fewTests,
        ]
        let missing = ProblemCode.allCases.filter { !elsewhere.contains($0) && !codes.contains($0.rawValue) }
        #expect(missing.isEmpty)
    }

    @Test func `every code has its line in the table`() throws {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Rules/ProblemCode.swift")
        let text = try String(contentsOf: source, encoding: .utf8)
        for code in ProblemCode.allCases {
            #expect(text.components(separatedBy: "/// | \(code.rawValue) | ").count == 2)
        }
    }

    @Test func `a place is inside the file`() throws {
        for name in try Self.names() {
            let source = try Samples.bytes("Problems/\(name).yaml")
            let lines = source.split(separator: 0x0A, omittingEmptySubsequences: false)
            for problem in try Self.problems("Problems/\(name).yaml") {
                #expect((1...lines.count).contains(problem.place.line), "\(name)")
                let line = lines[min(problem.place.line, lines.count) - 1]
                let width = String(decoding: line, as: UTF8.self).unicodeScalars.count
                #expect((1...(width + 1)).contains(problem.place.column), "\(name)")
            }
        }
    }

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Samples.folder.appendingPathComponent("Problems").path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func problems(_ path: String) throws -> [RuleProblem] {
        do {
            return try Samples.load(path: path).warnings
        } catch let problems as RuleProblems {
            #expect(problems.problems.contains { $0.gravity == .error })
            return problems.problems
        }
    }

    static func lines(_ problem: RuleProblem) -> String {
        problem.description + "\n" + (problem.hint.map { "  hint: \($0)\n" } ?? "")
    }
}
