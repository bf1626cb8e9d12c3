import Oniguruma
import Testing
import TestSupport

@testable import RegexSyntax

@Suite struct `Properties are those of libonig` {
    /// All scalars in order.
    private static let text: (valid: ValidText, starts: [Int], scalars: [UInt32]) = {
        var text = ""
        var starts: [Int] = []
        var scalars: [UInt32] = []
        var count = 0
        for value in 0...UInt32(0x10FFFF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            starts.append(count)
            scalars.append(value)
            count += scalar.utf8.count
            text.unicodeScalars.append(scalar)
        }
        return (ValidText(text), starts, scalars)
    }()

    /// What libonig finds. (Longer runs at once would fill its stack.)
    private func found(_ set: String) throws -> ScalarSet {
        let text = Self.text
        let set = set.hasPrefix("(?") ? set + "{1,4096}" : "(?>\(set){1,4096})"
        let pattern = try Pattern(set)
        var ranges: [ClosedRange<UInt32>] = []
        for match in try pattern.matches(in: text.valid) {
            guard let first = scalar(at: match.lowerBound), let last = scalar(before: match.upperBound) else { continue }
            ranges.append(first...last)
        }
        // A run over the surrogates is one run of the text.
        return ScalarSet(ranges).intersection(ScalarSet([0xD800...0xDFFF]).inverted)
    }

    private func index(at offset: Int) -> Int {
        let starts = Self.text.starts
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func scalar(at offset: Int) -> UInt32? { Self.text.scalars[index(at: offset)] }
    private func scalar(before offset: Int) -> UInt32? { Self.text.scalars[index(at: offset) - 1] }

    private func ours(_ set: String) throws -> ScalarSet {
        guard case .one(let scalars) = try Expression(set).root.kind else { return ScalarSet() }
        return scalars.intersection(ScalarSet([0xD800...0xDFFF]).inverted)
    }

    @Test func `every property over every scalar`() throws {
        let names = Properties.names.sorted()
        #expect(names.count > 300)
        // A full pass over a million scalars for each takes a while, so each run takes a share of them.
        for (index, name) in names.enumerated() where index % max(1, 16 / Soak.factor) == 0 {
            #expect(try ours("\\p{\(name)}") == found("\\p{\(name)}"), "\(name)")
        }
    }

    private func isSame(_ set: String) throws -> Bool { try ours(set) == found(set) }

    @Test(arguments: ["", "(?-P)", "(?-WP)", "(?-DP)", "(?-SP)", "(?-WDSP)", "(?-W)", "(?i)"])
    func `classes are as wide as the options say`(options: String) throws {
        for set in [
            "\\w", "\\d", "\\s", "\\h", "\\W", "[[:alpha:]]", "[[:^alpha:]]", "[[:digit:]]", "[[:space:]]", "[[:punct:]]", "[[:word:]]",
            "[[:upper:]]", "\\p{Alpha}", "\\p{^Upper}", "\\p{Word}", "[^\\d一]", "\\p{Lu}",
        ] {
            #expect(try isSame(options + set), "\(options)\(set)")
        }
    }
}
