import Foundation
import Oniguruma
import RegexSyntax
import Rules
import TestSupport
import Testing
import TextMatching

/// The expressions of the packs that come with the house, on the texts that their rules are tested with.
@Suite struct `Shipped expressions` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Rules").standardizedFileURL

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    private static func expressions(_ match: Match) -> [String] {
        switch match {
        case .keywords: []
        case .regex(let source, _): [source]
        case .any(let members): members.flatMap { expressions($0) }
        case .all(let members, _, _): members.flatMap { expressions($0) }
        }
    }

    private static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test(arguments: files) func `are matched as libonig matches them, and never decided too early`(file: String) throws
    {
        let pack = try Pack.load(try Self.bytes(file), file: file, wordFile: Self.bytes).pack
        var workspace = ExpressionWorkspace()
        var found = 0
        for rule in pack.rules {
            let own = rule.tests.hit + rule.tests.clean
            let texts = own + own.map { $0.lowercased() }
            for source in Self.expressions(rule.match) {
                let program = try #require(ExpressionProgram(try Expression(source).root), "\(rule.id)")
                let pattern = try Pattern("\\G(?:\(source))")
                for text in Set(texts) {
                    found += try compare(program, pattern, text, rule.id, &workspace)
                }
            }
        }
        #expect(found > 0)
    }

    private func compare(
        _ program: ExpressionProgram, _ pattern: Pattern, _ text: String, _ rule: String,
        _ workspace: inout ExpressionWorkspace
    ) throws -> Int {
        // Long samples: their beginning and end.
        let all = Array(text.unicodeScalars)
        let kept = all.count > 240 ? Array(all.prefix(120) + all.suffix(120)) : all
        let scalars = kept.map(\.value)
        let valid = ValidText(String(String.UnicodeScalarView(kept)))
        var byte = 0
        var found = 0
        for start in 0...scalars.count {
            defer { byte += start < kept.count ? UTF8.width(kept[start]) : 0 }
            let range = try pattern.firstMatch(in: valid, from: byte)
            let end = range.map {
                String(decoding: valid.bytes[byte..<$0.upperBound], as: UTF8.self).unicodeScalars.count
            }
            let expected = end.map { Attempt.match(end: start + $0) } ?? .none
            let attempt = program.attempt(
                in: scalars, at: start, isTextStart: true, isComplete: true, workspace: &workspace)
            #expect(attempt == expected, "\(rule) at \(start) of \(text)")
            guard expected != .none || start % 7 == 0 else { continue }
            found += expected == .none ? 0 : 1
            for cut in start...scalars.count {
                let early = program.attempt(
                    in: Array(scalars[..<cut]), at: start, isTextStart: true, isComplete: false, workspace: &workspace)
                #expect(early == .open || early == expected, "\(rule) at \(start) of \(text), cut at \(cut)")
            }
        }
        return found
    }
}
