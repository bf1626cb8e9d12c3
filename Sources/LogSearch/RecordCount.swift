public import AuditLog
internal import Primitives

extension RecordSearch {
    /// How many records meet a query.
    public struct Count: Equatable, Sendable {
        public var records = 0
        /// How many of them were seen in the log itself: all of them, or those of a sample where the rest is what the
        /// index says.
        public var checked = 0
    }

    /// Up to so many frames in which the index names records are all read.
    private static let mostFrames = 256
    /// Of more, so many.
    private static let sampledFrames = 64

    /// Counts the records that meet `query`, at most `query.limit`.
    ///
    /// Where the index names records in 256 frames or fewer, each of these frames is read. Where it names more, 64 of
    /// them, evenly spread, are read and must hold just as many as it says; then its word is taken for the rest. Where
    /// they do not, and where there is no index, everything is read.
    public func count(_ query: LogQuery) throws -> Count {
        let matcher = LineMatcher(query)
        let most = query.limit ?? .max
        guard var count = try indexedCount(query, matcher) else {
            return try readCount(scan(0..<frames.end), matcher, most: most)
        }
        count.add(try readCount(scan(indexed..<frames.end), matcher, most: most))
        return Count(records: min(most, count.records), checked: min(most, count.checked))
    }

    /// The records that the index covers; `nil` where it is no good.
    private func indexedCount(_ query: LogQuery, _ matcher: LineMatcher) throws -> Count? {
        guard indexed > 0, let named = try named(query) else { return nil }
        if named.sure.count + named.unsure.count <= Self.mostFrames {
            return try readCount((named.sure.map(\.place) + named.unsure).map { Part(places: [$0]) }, matcher)
        }
        var count = try readCount(named.unsure.map { Part(places: [$0]) }, matcher)
        let step = max(1, named.sure.count / Self.sampledFrames)
        let sample = stride(from: step / 2, to: named.sure.count, by: step).map { named.sure[$0] }
        var (rest, isTrue) = (sample[...], true)
        _ = try counts(sample.map { Part(places: [$0.place]) }, matcher) { found in
            isTrue = rest.popFirst()?.count == found
            count.checked += found
            return isTrue
        }
        guard isTrue else { return nil }
        count.records += named.sure.reduce(0) { $0 + $1.count }
        return count
    }

    /// Frames in which the index names records.
    private struct Named {
        /// Those of which it says how many.
        var sure: [(place: LogFrames.Place, count: Int)] = []
        /// Those that have to be read, since only some of their records lie in the time that is asked for, or it does
        /// not know all of their times.
        var unsure: [LogFrames.Place] = []
    }

    private func named(_ query: LogQuery) throws(LogError) -> Named? {
        var named = Named()
        for step in steps {
            guard let (sets, summaries) = try? sets(query, step) else { return nil }
            for (offset, set) in sets.enumerated() where !set.isEmpty {
                let start = (step.lowerBound + offset) * IndexFormat.block
                // What was pruned since is not among them.
                for place in try frames.places(from: start, to: start + IndexFormat.block) {
                    let frame = (place.first - start) / IndexFormat.frame
                    let count = set.count(frame: frame)
                    guard count > 0 else { continue }
                    let times = summaries[offset].times[frame]
                    if times.lies(query.since?.milliseconds, query.until?.milliseconds) {
                        named.sure.append((place, count))
                    } else {
                        named.unsure.append(place)
                    }
                }
            }
        }
        return named
    }

    private func readCount(_ parts: [Part], _ matcher: LineMatcher, most: Int = .max) throws -> Count {
        var count = 0
        let all = try counts(parts, matcher) { found in
            count = min(most, count + found)
            return count < most
        }
        if all { try frames.checkEnds() }
        return Count(records: count, checked: count)
    }

    private func counts(_ parts: [Part], _ matcher: LineMatcher, _ body: (Int) throws -> Bool) throws -> Bool {
        try deliver(parts, 0) { count, text, wanted in
            Self.matches(text, wanted, matcher) { _, _ in count += 1 }
        } _: { try body($0) }
    }
}

extension RecordSearch.Count {
    fileprivate mutating func add(_ other: Self) {
        records += other.records
        checked += other.checked
    }
}
