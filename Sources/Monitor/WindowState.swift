import Rules
import TextMatching

/// How far an `all` has come in a channel.
struct WindowState {
    /// By member, its hits that do not overlap, by start.
    var occurrences: [[Hit]]
    /// By member, from where its next hit is looked for.
    var cursors: [Int]
    /// By member, the first place that is not decided; `nil` where all of the text is.
    var frontiers: [Int?]
    var doubt: Doubt?
    /// The hits that are complete, the earliest end first.
    var complete: [Hit] = []
    /// Those of them that do not overlap, for a search that goes by place.
    var taken: [Hit] = []
    /// Occurrences that end at or before this byte have been looked at as the last of a window.
    var judged = Int.min
    /// How many choices of members may still be looked at.
    var budget = Self.choices

    static let choices = 1_000_000

    init(members: Int) {
        occurrences = Array(repeating: [], count: members)
        cursors = Array(repeating: 0, count: members)
        frontiers = Array(repeating: nil, count: members)
    }
}

extension ChannelScan {
    /// Brings a window up to the end of the text.
    func advance(_ window: PlanSearch.PlanWindow, of rule: PlannedRule, _ state: inout WindowState) {
        for (number, member) in window.members.enumerated() { gather(member, number, of: rule, &state) }
        let limit = state.frontiers.compactMap { $0 }.min() ?? .max
        var lasts: [(member: Int, hit: Hit)] = []
        for (number, list) in state.occurrences.enumerated() {
            let from = list.partitioningIndex { $0.bytes.upperBound > state.judged }
            for hit in list[from...] where hit.bytes.upperBound <= limit { lasts.append((number, hit)) }
        }
        lasts.sort {
            ($0.hit.bytes.upperBound, $0.hit.bytes.lowerBound) < ($1.hit.bytes.upperBound, $1.hit.bytes.lowerBound)
        }
        var made: [Hit] = []
        for (member, last) in lasts {
            if let doubt = state.doubt, last.bytes.lowerBound >= doubt.from { continue }
            guard state.budget > 0 else {
                let doubt = Doubt(reason: .windowLimit, from: last.bytes.lowerBound)
                if doubt.from < state.doubt?.from ?? .max { state.doubt = doubt }
                break
            }
            guard let start = start(of: window, before: last, member, of: rule, &state) else { continue }
            made.append(
                window.cover == .last
                    ? last : Hit(view: rule.rule.view, bytes: start..<last.bytes.upperBound, capped: last.capped))
        }
        if let last = lasts.last { state.judged = last.hit.bytes.upperBound }
        made.sort { one, other in
            if one.bytes.upperBound != other.bytes.upperBound { return one.bytes.upperBound < other.bytes.upperBound }
            return window.cover == .last
                ? one.bytes.lowerBound < other.bytes.lowerBound : one.bytes.lowerBound > other.bytes.lowerBound
        }
        state.complete += made
        for hit in made where hit.bytes.lowerBound >= state.taken.last?.bytes.upperBound ?? 0 { state.taken.append(hit) }
    }

    /// Takes a member's hits as far as they are certain, but for those inside texts of our own.
    private func gather(_ member: PlanSearch, _ number: Int, of rule: PlannedRule, _ state: inout WindowState) {
        var inner = SearchState()
        state.frontiers[number] = nil
        while true {
            switch next(member, from: state.cursors[number], of: rule, &inner) {
            case .none: return
            case .open(let from):
                state.frontiers[number] = from
                return
            case .failure(let doubt):
                state.frontiers[number] = isComplete ? nil : doubt.from
                if doubt.from < state.doubt?.from ?? .max { state.doubt = doubt }
                return
            case .hit(let hit, _):
                switch isOwnText(hit.bytes) {
                case .wait:
                    state.frontiers[number] = hit.bytes.lowerBound
                    return
                case .yes: state.cursors[number] = hit.bytes.lowerBound + 1
                case .no:
                    state.occurrences[number].append(hit)
                    state.cursors[number] = hit.bytes.upperBound
                }
            }
        }
    }

    /// How many scalars of a view lie between two places.
    private func distance(_ view: Int, from: Int, to: Int) -> Int {
        views[view].ordinal(at: to) - views[view].ordinal(at: from)
    }

    /// The latest start of a window that a hit completes: one occurrence of every other member, each ending where the
    /// hit starts or before, at most `within` scalars away, no two overlapping.
    private func start(
        of window: PlanSearch.PlanWindow, before last: Hit, _ member: Int, of rule: PlannedRule,
        _ state: inout WindowState
    ) -> Int? {
        let place = last.bytes.lowerBound
        let ordinal = views[rule.view].ordinal(at: place)
        var others: [ArraySlice<Hit>] = []
        for (number, list) in state.occurrences.enumerated() where number != member {
            let end = list.partitioningIndex { $0.bytes.upperBound > place }
            let start = list[..<end].partitioningIndex {
                ordinal - views[rule.view].ordinal(at: $0.bytes.upperBound) <= window.within
            }
            guard start < end else { return nil }
            others.append(list[start..<end])
        }
        var best: Int?
        var chosen: [Range<Int>] = []
        func choose(_ index: Int, _ first: Int) {
            guard index < others.count else {
                best = max(best ?? first, first)
                return
            }
            for candidate in others[index].reversed() {
                state.budget -= 1
                if state.budget <= 0 { return }
                let start = min(first, candidate.bytes.lowerBound)
                if let best, start <= best { return }
                if chosen.contains(where: { $0.overlaps(candidate.bytes) }) { continue }
                chosen.append(candidate.bytes)
                choose(index + 1, start)
                chosen.removeLast()
            }
        }
        choose(0, place)
        return best
    }

    /// The first hit of a window that begins at a byte or after.
    func next(
        _ window: PlanSearch.PlanWindow, from byte: Int, of rule: PlannedRule, _ state: inout SearchState
    ) -> NextHit {
        var own = state.windows[window.number] ?? WindowState(members: window.members.count)
        advance(window, of: rule, &own)
        state.windows[window.number] = own
        let hit = own.taken.first { $0.bytes.lowerBound >= byte }
        if let open = hold(window, of: rule, own), open <= hit?.bytes.lowerBound ?? .max {
            return .open(from: max(open, byte))
        }
        if let doubt = reach(own.doubt, window, of: rule, own), doubt.from <= hit?.bytes.lowerBound ?? .max {
            return .failure(doubt)
        }
        return hit.map { .hit($0, at: $0.bytes.lowerBound) } ?? .none
    }

    /// A doubt about a member, moved to the first byte that a window with its last member there could cover.
    func reach(_ doubt: Doubt?, _ window: PlanSearch.PlanWindow, of rule: PlannedRule, _ state: WindowState) -> Doubt? {
        guard let doubt, window.cover == .all else { return doubt }
        let ordinal = views[rule.view].ordinal(at: doubt.from)
        let first = state.occurrences.flatMap { $0 }.filter {
            $0.bytes.upperBound <= doubt.from
                && ordinal - views[rule.view].ordinal(at: $0.bytes.upperBound) <= window.within
        }.map(\.bytes.lowerBound).min()
        return Doubt(reason: doubt.reason, from: first ?? doubt.from)
    }

    /// The first byte that a window could still cover that is not complete yet; `nil` where there is none.
    func hold(_ window: PlanSearch.PlanWindow, of rule: PlannedRule, _ state: WindowState) -> Int? {
        guard !isComplete else { return nil }
        let text = views[rule.view]
        var first: Int?
        func note(_ place: Int) { first = min(first ?? place, place) }
        // Occurrences that are certain, but wait for an earlier one of another member to be decided.
        let waiting = state.occurrences.enumerated().flatMap { number, list in
            list.filter { $0.bytes.upperBound > state.judged && $0.bytes.upperBound > (frontier(state) ?? .max) }
                .map { (number, $0.bytes.lowerBound) }
        }
        let open = window.members.enumerated().flatMap { number, member in
            opens(member, from: state.cursors[number]).map { (number, $0) }
        }
        let frontiers = state.frontiers.enumerated().compactMap { number, place in place.map { (number, $0) } }
        // What was found behind an undecided place counts only if that does not take it.
        let behind = frontiers.flatMap { number, place in
            window.members[number].leaves.flatMap { hits[$0] ?? [] }.map(\.bytes.lowerBound).filter { $0 > place }
                .map { (number, $0) }
        }
        for (member, place) in waiting + open + frontiers + behind
        where mayComplete(window, at: place, member, of: rule, state) { note(place) }
        // A doubt begins where the attempt does, whether or not the others are there.
        for leaf in window.fallible { if let place = firstOpen(leaf, from: 0) { note(place) } }
        guard window.cover == .all else { return first }
        // A first member holds as long as a last one could begin within reach: where one may have begun, or at the end.
        let lasts = (waiting + open + frontiers + behind).map { text.ordinal(at: $0.1) } + [text.scalars.count]
        for hit in state.occurrences.joined() {
            let end = text.ordinal(at: hit.bytes.upperBound)
            if lasts.contains(where: { $0 >= end && $0 - end <= window.within }) { note(hit.bytes.lowerBound) }
        }
        for (_, place) in open + frontiers + behind { note(place) }
        return first
    }

    private func frontier(_ state: WindowState) -> Int? { state.frontiers.compactMap { $0 }.min() }

    /// Whether a hit of a member that began at a place could complete a window: every other member stands near
    /// before it, or may.
    private func mayComplete(
        _ window: PlanSearch.PlanWindow, at place: Int, _ member: Int, of rule: PlannedRule, _ state: WindowState
    ) -> Bool {
        let text = views[rule.view]
        let ordinal = text.ordinal(at: place)
        return state.occurrences.indices.allSatisfy { other in
            if other == member { return true }
            if let frontier = state.frontiers[other], frontier < place { return true }
            return state.occurrences[other].contains {
                $0.bytes.upperBound <= place && ordinal - text.ordinal(at: $0.bytes.upperBound) <= window.within
            }
        }
    }

    /// Whether nothing that is still to come makes a difference by what is known of a window: nothing waits, and all
    /// occurrences are out of reach of what may begin at a byte or after.
    func isSpent(
        _ window: PlanSearch.PlanWindow, of rule: PlannedRule, _ state: WindowState, before byte: Int
    ) -> Bool {
        guard state.doubt == nil, state.complete.isEmpty, state.budget == WindowState.choices,
            state.cursors.allSatisfy({ $0 <= byte })
        else { return false }
        let gathered = window.members.enumerated().allSatisfy { number, member in
            member.leaves.allSatisfy { hits[$0]?.last?.at ?? -1 < state.cursors[number] }
        }
        guard gathered else { return false }
        let text = views[rule.view]
        let place = text.ordinal(at: byte)
        return state.occurrences.joined().allSatisfy {
            place - text.ordinal(at: $0.bytes.upperBound) > window.within
        }
    }

    /// Forgets occurrences that no window can reach any more.
    func forget(_ window: PlanSearch.PlanWindow, before byte: Int, _ state: inout WindowState) {
        for member in state.occurrences.indices {
            state.occurrences[member].removeAll { $0.bytes.upperBound < byte && $0.bytes.upperBound <= state.judged }
        }
        state.complete.removeAll { $0.bytes.upperBound < byte }
        if let last = state.taken.last { state.taken.removeAll { $0.bytes.upperBound < byte && $0 != last } }
    }
}
