import RegexSyntax
import TestSupport
import Testing

@Suite struct ScalarSetTests {
    @Test func `sets of scalars answer as sets of numbers do`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let sets = (0..<2).map { _ in
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    let low = UInt32.random(in: 0...60, using: &random)
                    return low...(low + UInt32.random(in: 0...9, using: &random))
                }
            }
            let one = ScalarSet(sets[0])
            let other = ScalarSet(sets[1])
            for scalar in UInt32(0)...80 {
                let inOne = sets[0].contains { $0.contains(scalar) }
                let inOther = sets[1].contains { $0.contains(scalar) }
                #expect(one.contains(scalar) == inOne)
                #expect(one.inverted.contains(scalar) != inOne)
                #expect(one.union(other).contains(scalar) == (inOne || inOther))
                #expect(one.intersection(other).contains(scalar) == (inOne && inOther))
            }
        }
    }

    @Test func `a set has one form, in whatever order its ranges are given`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let given = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                let low = UInt32.random(in: 0...30, using: &random)
                return low...(low + UInt32.random(in: 0...6, using: &random))
            }
            let ranges = ScalarSet(given).ranges
            #expect(ScalarSet(given.shuffled(using: &random)).ranges == ranges)
            #expect(ScalarSet(given.sorted { $0.lowerBound < $1.lowerBound }).ranges == ranges)
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
        }
    }
}
