/// Ranges, not necessarily disjoint, asked about what lies in, around and near a place.
struct Spans {
    /// By start, then end.
    private let ranges: [Range<Int>]
    /// The ends alone, in order.
    private let ends: [Int]
    /// The greatest end among the first ranges up to each.
    private let reach: [Int]

    init(_ ranges: [Range<Int>]) {
        self.ranges = ranges.sorted {
            ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
        }
        ends = ranges.map(\.upperBound).sorted()
        var reach: [Int] = []
        reach.reserveCapacity(ranges.count)
        for range in self.ranges { reach.append(max(reach.last ?? 0, range.upperBound)) }
        self.reach = reach
    }

    /// Whether one of them contains all of a range.
    func containsWhole(_ range: Range<Int>) -> Bool {
        let count = ranges.partitioningIndex { $0.lowerBound > range.lowerBound }
        return count > 0 && reach[count - 1] >= range.upperBound
    }

    /// Whether one of them ends within a stretch, its edges counted in.
    func hasEnd(in stretch: ClosedRange<Int>) -> Bool {
        let first = ends.partitioningIndex { $0 >= stretch.lowerBound }
        return first < ends.count && ends[first] <= stretch.upperBound
    }

    /// Whether one of them starts within a stretch, its edges counted in.
    func hasStart(in stretch: ClosedRange<Int>) -> Bool {
        let first = ranges.partitioningIndex { $0.lowerBound >= stretch.lowerBound }
        return first < ranges.count && ranges[first].lowerBound <= stretch.upperBound
    }
}
