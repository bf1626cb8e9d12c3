/// A set of Unicode scalars.
public struct ScalarSet: Hashable, Sendable {
    /// In order, neither overlapping nor touching; no bound above 0x10FFFF.
    public let ranges: [ClosedRange<UInt32>]

    /// Takes ranges in any order.
    public init(_ ranges: [ClosedRange<UInt32>] = []) {
        if Self.isInOrder(ranges) {
            self.ranges = ranges
            return
        }
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, UInt64(range.lowerBound) <= UInt64(last.upperBound) + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    /// Whether these are the ranges of a set already.
    private static func isInOrder(_ ranges: [ClosedRange<UInt32>]) -> Bool {
        for index in ranges.indices.dropFirst()
        where UInt64(ranges[index].lowerBound) <= UInt64(ranges[index - 1].upperBound) + 1 {
            return false
        }
        return true
    }

    public init(_ scalar: UInt32) { self.init([scalar...scalar]) }

    /// Every scalar. (Surrogates are no scalars, yet no text holds any.)
    public static let all = ScalarSet([0...0x10FFFF])

    public var isEmpty: Bool { ranges.isEmpty }

    /// How many.
    public var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }

    /// Takes time in the logarithm of the number of ranges.
    public func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    public func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    public var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var from: UInt32 = 0
        for range in ranges {
            if range.lowerBound > from { gaps.append(from...(range.lowerBound - 1)) }
            from = range.upperBound + 1
        }
        if from <= 0x10FFFF { gaps.append(from...0x10FFFF) }
        return ScalarSet(gaps)
    }

    public func intersection(_ other: ScalarSet) -> ScalarSet { inverted.union(other.inverted).inverted }
}
