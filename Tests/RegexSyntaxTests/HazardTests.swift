import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `Shapes that are slow are told` {
    @Test(arguments: [
        ("(a+)+b", Hazard.Kind.nestedRepetition, 0..<5), ("x(?:[a-z]+ ?)*y", .nestedRepetition, 1..<14),
        ("x(?:a|a)*", .overlappingAlternatives, 1..<8), ("x(?:\\w|\\d)+y", .overlappingAlternatives, 1..<10),
        ("x\\d*\\d+y", .adjacentRepetitions, 1..<7), ("x.*a?.*b", .adjacentRepetitions, 1..<7), ("a*b", .loopingStart, 0..<2),
        ("x|\\w+@", .loopingStart, 2..<5),
    ])
    func `found where it stands`(pattern: String, kind: Hazard.Kind, range: Range<Int>) throws {
        let hazards = try Expression(pattern).root.hazards
        #expect(hazards.contains { $0.kind == kind && $0.range == range }, "\(hazards)")
    }

    @Test(arguments: [
        "abc", "(?:[a-z]+ )*y", "x(?>a+)+b", "x(?:a+)?b", "x(?:ab|ac)*y", "(?<!a)a*b", "x\\d*[a-z]+y", "x.*.*", "\\d+", "x(?:a{1,3}){1,3}y",
        "x\\d++\\d", "[\\p{Han}a-z]{2,24}?路", "x\\d+ \\d+y",
    ])
    func `what is not slow is left alone`(pattern: String) throws {
        let hazards = try Expression(pattern).root.hazards
        // A loop at the start that stops at a fixed character costs the square of one word only.
        #expect(hazards.filter { $0.kind != .loopingStart || !pattern.hasPrefix("(?:") } == [])
    }

    @Test(arguments: [
        String(repeating: "a?", count: 5_000), "(?:" + String(repeating: "a*", count: 5_000) + ")*b", String(repeating: "a*", count: 5_000),
        String(repeating: "(?:", count: 100) + "a|bb" + String(repeating: ")+|cc", count: 100),
        String(repeating: "(?:", count: 7) + "a|bb" + String(repeating: "){8}|cc", count: 7), "[a-z]{100000}x",
        String(repeating: "a|", count: 5_000), String(repeating: "(", count: 100) + "a+" + String(repeating: ")+", count: 100),
        "(?:" + String(repeating: "[ab]|", count: 60) + "[ab])*c", String(repeating: "[ab]", count: 3_000),
    ])
    func `hostile expressions take no long time`(pattern: String) throws {
        let root = try Expression(pattern).root
        let clock = ContinuousClock()
        let time = clock.measure {
            _ = (root.hazards, root.requiredLiterals, root.requiredWindows, root.firsts, root.reach, root.lookBehindReach)
            _ = (root.viablePrefix, root.text)
        }
        #expect(time < .seconds(8), "\(time)")
    }
}
