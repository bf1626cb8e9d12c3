import Oniguruma
import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `What every match holds` {
    private func literals(_ pattern: String) throws -> [String] {
        try Expression(pattern).root.requiredLiterals.map { literal in
            String(String.UnicodeScalarView(literal.scalars.compactMap(Unicode.Scalar.init)))
                + (literal.ignoresCase ? "/i" : "")
                + "@\(literal.leastDistance)"
                + (literal.greatestDistance == literal.leastDistance
                    ? "" : "-" + (literal.greatestDistance.map(String.init) ?? ""))
        }.sorted()
    }

    @Test(arguments: [
        ("abc", ["abc@0"]), ("(?i)abC1", ["abc1/i@0"]), ("a*密码是", ["密码是@0-"]), ("[一幺][三四]", ["一三@0", "一四@0", "幺三@0", "幺四@0"]),
        ("x{0,3}(?:地址|住址)", ["住址@0-3", "地址@0-3"]), ("a|b*", []), ("\\d+", []), ("(?:\\+|00)?86", ["86@0-2"]),
        ("(?<!a)sk-[a-z]{20}", ["sk-@0"]), ("(?>密|密码)(?=x)\\b", ["密@0"]), ("(?:ab){3}c", ["abababc@0"]), ("(?:ab){2,}c", ["abab@0"]),
        ("\\p{Han}+的(?:路|街)", ["的街@1-", "的路@1-"]), ("(?:a|b)c", ["ac@0", "bc@0"]), ("", []),
    ])
    func `literals are rare and few`(pattern: String, expected: [String]) throws {
        #expect(try literals(pattern) == expected)
    }

    @Test(arguments: [
        ("1[3-9]\\d{9}", 1, 4), ("[\\p{Han}]{2}\\d{4}", 1, 4), ("\\p{Han}*", 0, 0), ("\\d|[ab]\\d", 2, 1), ("[a-z]?\\d\\d", 1, 2), (".", 0, 0),
    ])
    func `windows are narrow`(pattern: String, count: Int, length: Int) throws {
        let windows = try Expression(pattern).root.requiredWindows
        #expect(windows.count == count)
        #expect((windows.first?.sets.count ?? 0) == length)
    }

    @Test(arguments: [
        ("abc", 3), ("a|bcd", 3), ("a?b{2,5}", 6), ("(?:ab){3}", 6), ("(a|bb){,4}c", 9), ("[a-z]{8}(?=x)", 9), ("\\b\\d{3}\\b", 4),
        ("[*+]{2}", 2), ("(?<!a{1,3})b", 1), ("a{2}{3}", 6), ("(?:|)*", 0), ("(?#a*)b", 1), ("[[a-z]&&[^x]]{2}", 2), ("\\R", 2),
        ("(?:a{0})*", 0), ("(?:ab(?=cde)){2}", 7),
    ]) func `a reach ends where it does`(pattern: String, reach: Int) throws {
        #expect(try Expression(pattern).root.reach == reach)
    }

    @Test(arguments: ["a*", "a+b", "(?:a|b+)c", "a{2,}", "a{2}+", "x(?=.*y)", "(?~ab)", "\\X", "a++", "a*?", "(?:a?)+", "[^*]+", "(a)\\1"])
    func `a reach has no end where it has none`(pattern: String) throws {
        #expect(try Expression(pattern).root.isUnbounded)
    }

    private func holds(_ literal: RequiredLiteral, _ text: [UInt32], from start: Int) -> Bool {
        let text = literal.ignoresCase ? text.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 } : text
        return text.indices.contains { index in
            index - start >= literal.leastDistance && index - start <= literal.greatestDistance ?? .max
                && text[index...].starts(with: literal.scalars)
        }
    }

    private func holds(_ window: RequiredWindow, _ text: [UInt32], from start: Int) -> Bool {
        text.indices.contains { index in
            index - start >= window.leastDistance && index - start <= window.greatestDistance ?? .max
                && index + window.sets.count <= text.count
                && zip(window.sets, text[index...]).allSatisfy { $0.contains($1) }
        }
    }

    @Test func `no match is without them, and all bounds hold`() throws {
        var patterns = PatternGenerator(seed: 31, grammar: .all.subtracting(.rarities))
        var matches = 0
        var gated = 0
        for _ in 0..<(1_500 * Soak.factor) {
            let pattern = patterns.next()
            guard let root = try? Expression(pattern).root else { continue }
            let (literals, windows, firsts, width) = (root.requiredLiterals, root.requiredWindows, root.firsts, root.width)
            let compiled = try Pattern(pattern)
            if !literals.isEmpty || !windows.isEmpty { gated += 1 }
            for _ in 0..<8 {
                let text = patterns.text()
                let bytes = Array(text.utf8)
                for match in try compiled.matches(in: ValidText(text)) {
                    matches += 1
                    let all = text.unicodeScalars.map(\.value)
                    let start = String(decoding: bytes[..<match.lowerBound], as: UTF8.self).unicodeScalars.count
                    let end = String(decoding: bytes[..<match.upperBound], as: UTF8.self).unicodeScalars.count
                    #expect(literals.isEmpty || literals.contains { holds($0, Array(all[..<end]), from: start) }, "\(pattern) in \(text)")
                    #expect(windows.isEmpty || windows.contains { holds($0, Array(all[..<end]), from: start) }, "\(pattern) in \(text)")
                    #expect(width.leastScalars <= end - start && end - start <= width.greatestScalars ?? .max, "\(pattern)")
                    #expect(width.leastBytes <= match.count && match.count <= width.greatestBytes ?? .max, "\(pattern)")
                    #expect(start == 0 || root.canFollow(ScalarSet(all[start - 1])), "\(pattern) in \(text)")
                    #expect(start < end ? firsts.contains(all[start]) : root.mayBeEmpty, "\(pattern) in \(text)")
                }
            }
        }
        #expect(matches > 4_000)
        #expect(gated > 300)
    }

    @Test func `the reach of deep groups is found in one pass`() throws {
        var pattern = "(?<=bcd)e"
        for _ in 0..<60 { pattern = "(a?\(pattern))" }
        #expect(try Expression(pattern).root.lookBehindReach == 3)
    }

    @Test func `what stands further left than the reach does not matter`() throws {
        var patterns = PatternGenerator(seed: 32, grammar: [.lookBehind, .wordEdges, .anchors, .lookAhead])
        var behind = 0
        for _ in 0..<(600 * Soak.factor) {
            let pattern = patterns.next()
            guard let root = try? Expression(pattern).root else { continue }
            let reach = root.lookBehindReach
            if reach > 1 { behind += 1 }
            let compiled = try Pattern("\\G(?:\(pattern))")
            for _ in 0..<6 {
                let text = Array(patterns.text().unicodeScalars)
                let other = Array((patterns.text() + "xyz一二三xyz").unicodeScalars)
                for start in text.indices where start >= reach {
                    // The same text from the reach on, behind other text.
                    let kept = text[(start - reach)...]
                    let (left, right) = (text[..<(start - reach)], other)
                    let first = offset(compiled, left + kept, from: start)
                    let second = offset(compiled, right + kept, from: right.count + reach)
                    #expect(first == second, "\(pattern) at \(start) of \(text)")
                }
            }
        }
        #expect(behind > 10)
    }

    /// How many bytes the match at a place takes.
    private func offset(_ pattern: Pattern, _ text: some Sequence<Unicode.Scalar>, from start: Int) -> Int? {
        let scalars = Array(text)
        let bytes = scalars[..<start].reduce(0) { $0 + $1.utf8.count }
        var string = ""
        string.unicodeScalars.append(contentsOf: scalars)
        // The start of all text is not what is asked here.
        return try? pattern.firstMatch(in: ValidText(string), from: bytes, edges: .openStart)?.count
    }
}

@Suite struct `Parts without an end` {
    @Test func `stand exactly in what has no greatest reach`() throws {
        var endless = 0
        for seed in 0..<UInt64(60 * Soak.factor) {
            var patterns = PatternGenerator(seed: seed)
            for _ in 0..<20 {
                guard let root = try? Expression(patterns.next()).root else { continue }
                #expect(root.isUnbounded == !root.endlessParts.isEmpty, "\(root.text)")
                guard root.isUnbounded else { continue }
                endless += 1
                guard let short = root.text(inFirstEndlessPart: 1), let long = root.text(inFirstEndlessPart: 40)
                else { continue }
                #expect(short.count < long.count && long.starts(with: short), "\(root.text)")
            }
        }
        #expect(endless > 100)
    }
}
