import Monitor
import Rules

extension TextScan {
    /// Every place where an `all` is complete, the earliest end first, then the longest (`cover: last`) or the shortest
    /// window (`cover: all`); with a doubt, those that are known to come before it.
    ///
    /// The occurrences of a member are its hits that do not overlap, without those inside text of our own. For each
    /// occurrence L of each member, taken as the last: every other member gives one occurrence that ends at or before
    /// L's start; none overlaps another; at most `within` scalars of the rule's view lie between the end of the one that
    /// starts first and L's start; and of all such choices the one counts whose first member starts last.
    func completions(of window: Search.Window) -> (hits: [Hit], doubt: Doubt?) {
        var doubts: [Doubt] = []
        var occurrences: [[Hit]] = []
        for member in window.members {
            var known: [Hit] = []
            do throws(SearchFailure) {
                _ = try hits(member) { hit in
                    let counts = !isOwnText(hit.bytes)
                    if counts { known.append(hit) }
                    return counts
                }
            } catch {
                doubts.append(error.doubt)
            }
            occurrences.append(known)
        }
        var scan = WindowScan(occurrences: occurrences, view: view(window.view), window: window)
        return scan.completions(before: doubts.min { $0.from < $1.from })
    }
}

/// The choice of members before a last one.
private struct WindowScan {
    /// By member, by start; those of one member do not overlap.
    let occurrences: [[Hit]]
    let view: TextView
    let window: Search.Window
    /// How many choices may still be looked at in this text.
    var left = 1_000_000

    init(occurrences: [[Hit]], view: TextView, window: Search.Window) {
        self.occurrences = occurrences
        self.view = view
        self.window = window
    }

    /// All windows that are complete before a doubt about one of the members, or until there are too many choices.
    mutating func completions(before known: Doubt?) -> (hits: [Hit], doubt: Doubt?) {
        var lasts = occurrences.indices.flatMap { member in occurrences[member].map { (member, $0) } }
        lasts.sort { ($0.1.bytes.upperBound, $0.1.bytes.lowerBound) < ($1.1.bytes.upperBound, $1.1.bytes.lowerBound) }
        var complete: [Hit] = []
        var doubt = known
        for (ordinal, (member, last)) in lasts.enumerated() {
            if let known, last.bytes.lowerBound >= known.from { continue }
            let start = start(before: last, of: member)
            guard left > 0 else {
                let from = lasts[ordinal...].map { $0.1.bytes.lowerBound }.min() ?? last.bytes.lowerBound
                doubt = Doubt(reason: .windowLimit, from: from)
                break
            }
            guard let start else { continue }
            switch window.cover {
            case .last: complete.append(last)
            case .all: complete.append(Hit(view: window.view, bytes: start..<last.bytes.upperBound, tail: last.tail))
            }
        }
        return (ordered(complete), doubt.map { Doubt(reason: $0.reason, from: reach(of: $0.from)) })
    }

    private func ordered(_ complete: [Hit]) -> [Hit] {
        complete.sorted { one, other in
            if one.bytes.upperBound != other.bytes.upperBound { return one.bytes.upperBound < other.bytes.upperBound }
            return window.cover == .last
                ? one.bytes.lowerBound < other.bytes.lowerBound : one.bytes.lowerBound > other.bytes.lowerBound
        }
    }

    /// The first byte that a window with its last member at a place or after could cover.
    private func reach(of place: Int) -> Int {
        guard window.cover == .all else { return place }
        return occurrences.compactMap { reachable($0, before: place).first?.bytes.lowerBound }.min() ?? place
    }

    /// The start of the shortest window that a hit completes, in original bytes; `nil` where there is none.
    private mutating func start(before last: Hit, of member: Int) -> Int? {
        let place = last.bytes.lowerBound
        var candidates: [ArraySlice<Hit>] = []
        for other in occurrences.indices where other != member {
            let near = reachable(occurrences[other], before: place)
            if near.isEmpty { return nil }
            candidates.append(near)
        }
        // The member with the fewest occurrences first: less to undo.
        candidates.sort { $0.count < $1.count }
        var choice = Choice(candidates: candidates, left: left)
        choice.extend(member: 0, chosen: [], start: place)
        left = choice.left
        return choice.best
    }

    /// The hits that end at or before a place and at most `within` scalars away from it.
    private func reachable(_ hits: [Hit], before place: Int) -> ArraySlice<Hit> {
        let end = hits.partitioningIndex { $0.bytes.upperBound > place }
        let start = hits.partitioningIndex { view.distance(from: $0.bytes.upperBound, to: place) <= window.within }
        return hits[min(start, end)..<end]
    }
}

/// A search through all choices of one occurrence per member.
private struct Choice {
    /// By member, by start.
    let candidates: [ArraySlice<Hit>]
    /// How many more may be looked at.
    var left: Int
    /// The latest start so far of a complete choice.
    var best: Int?

    init(candidates: [ArraySlice<Hit>], left: Int) {
        self.candidates = candidates
        self.left = left
    }

    mutating func extend(member: Int, chosen: [Range<Int>], start: Int) {
        guard member < candidates.count else {
            best = max(best ?? start, start)
            return
        }
        for candidate in candidates[member].reversed() {
            left -= 1
            guard left > 0 else { return }
            let first = min(start, candidate.bytes.lowerBound)
            // Starts only get earlier from here on.
            if let best, first <= best { return }
            if chosen.contains(where: { $0.overlaps(candidate.bytes) }) { continue }
            extend(member: member + 1, chosen: chosen + [candidate.bytes], start: first)
        }
    }
}
