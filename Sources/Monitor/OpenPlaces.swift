import TextMatching

/// A place at which words are undecided.
struct OpenWords {
    /// In original bytes.
    var at: Int
    /// How many scalars of the view there were behind the place when it was last tried.
    var seen: Int
    /// Keywords that are open, in a row of the view's table; there may be as many as begin with a scalar.
    var row: Range<Int>
    /// Leaves that have other open words.
    var leaves: [Int32]
    /// How to go on, where there is nothing but the row.
    var walk: KeywordTable.Walk?

    func contains(_ leaf: Int, _ words: PlanWords) -> Bool {
        leaves.contains(Int32(clamping: leaf)) || words.table.ids[row].contains(Int32(clamping: leaf))
    }

    /// The leaves of rules with an `all`.
    func windowed(_ plan: Plan, _ words: PlanWords) -> [Int] {
        let others = leaves.lazy.map { Int($0) }.filter { !plan.rules[plan.leaves[$0].rule].isPlain }
        return others.isEmpty ? words.windowed(row) : words.windowed(row) + others
    }
}

/// A place at which expressions are undecided, none of which has been tried there.
struct OpenHeads {
    /// In original bytes.
    let at: Int
    /// How far they have been followed. Its start holds while the view forgets nothing.
    var walk: ExpressionHeads.Walk
    /// Leaves that have been tried there all the same.
    var tried: [Int32] = []

    init(at: Int, _ walk: ExpressionHeads.Walk) {
        self.at = at
        self.walk = walk
    }

    func isAlive(_ leaf: Int, _ heads: ExpressionHeads) -> Bool {
        heads[walk.state].alive.contains(Int32(clamping: leaf)) && !tried.contains(Int32(clamping: leaf))
    }

    /// The leaves of rules with an `all`.
    func windowed(_ plan: Plan, _ heads: ExpressionHeads) -> [Int] {
        guard heads[walk.state].marks & PlanLeaf.windowMark != 0 else { return [] }
        return heads[walk.state].alive.map { Int($0) }.filter { !plan.rules[plan.leaves[$0].rule].isPlain && isAlive($0, heads) }
    }
}

extension ChannelScan {
    /// The places at which an expression is alive and has not been tried.
    private func headPlaces(_ leaf: Int) -> [Int] {
        let view = plan.leaves[leaf].view
        guard !openHeads[view].isEmpty, let heads = knownHeads[view] else { return [] }
        let end = failures[leaf]?.from ?? .max
        return openHeads[view].filter { $0.at < end && $0.isAlive(leaf, heads) }.map(\.at)
    }

    /// The places at which something of a leaf is undecided, in original bytes and in order.
    func openPlaces(_ leaf: Int) -> [Int] {
        guard case .words = plan.leaves[leaf].matcher else {
            return ((opens[leaf]?.map(\.at) ?? []) + headPlaces(leaf)).sorted()
        }
        let view = plan.leaves[leaf].view
        return openWords[view].filter { $0.contains(leaf, plan.words[view]) }.map(\.at)
    }

    /// Whether something of a leaf is undecided that begins at a byte or after, and where the first such place is.
    func firstOpen(_ leaf: Int, from byte: Int) -> Int? {
        guard case .words = plan.leaves[leaf].matcher else {
            let head = headPlaces(leaf).first { $0 >= byte }
            guard let places = opens[leaf] else { return head }
            let index = places.partitioningIndex { $0.at >= byte }
            return index < places.count ? min(places[index].at, head ?? .max) : head
        }
        let view = plan.leaves[leaf].view
        return openWords[view].first { $0.at >= byte && $0.contains(leaf, plan.words[view]) }?.at
    }

    /// The same of what its rule does not refuse for certain.
    func firstWaiting(_ leaf: Int, from byte: Int) -> Int? {
        guard plan.canBeRefusedEarly[leaf] else { return firstOpen(leaf, from: byte) }
        return openPlaces(leaf).first { $0 >= byte && mayBecomeFinding(leaf, at: $0) }
    }

    /// The first places at which a leaf of a rule without an `all` is undecided, and one of a rule that acts.
    ///
    /// Rules that are given up wait for nothing, and others only for what is not before their cursor.
    func firstOpens(_ states: [Int: RuleProgress]) -> (all: Int?, acting: Int?) {
        var first = OpenPlaces()
        for (leaf, places) in opens {
            let number = plan.leaves[leaf].rule
            guard plan.rules[number].isPlain else { continue }
            let from = states[number]?.reach ?? 0
            let index = places.partitioningIndex { $0.at >= from }
            if let place = places[index...].first(where: { mayBecomeFinding(leaf, at: $0.at) }) {
                first.note(place.at, acts: plan.rules[number].acts)
            }
        }
        let decided = states.values.lazy.map(\.reach).max() ?? 0
        for view in openWords.indices {
            note(openWords[view], plan.words[view], states, decided, &first)
            note(openHeads[view], knownHeads[view], states, decided, &first)
        }
        return (first.all, first.acting)
    }

    /// - Parameter decided: the byte behind which no rule has come.
    private func note(
        _ places: [OpenWords], _ words: PlanWords, _ states: [Int: RuleProgress], _ decided: Int,
        _ first: inout OpenPlaces
    ) {
        for place in places {
            guard place.at < first.all ?? .max || place.at < first.acting ?? .max else { return }
            if place.at >= decided {
                let row = words.arePlain(place.row)
                if row.any { first.note(place.at, acts: row.acting) }
            } else {
                for id in words.table.ids[place.row] { note(Int(id), at: place.at, states, &first) }
            }
            for leaf in place.leaves { note(Int(leaf), at: place.at, states, &first) }
        }
    }

    private func note(
        _ places: [OpenHeads], _ heads: ExpressionHeads?, _ states: [Int: RuleProgress], _ decided: Int,
        _ first: inout OpenPlaces
    ) {
        guard !places.isEmpty, let heads else { return }
        for place in places {
            guard place.at < first.all ?? .max || place.at < first.acting ?? .max else { return }
            let state = heads[place.walk.state]
            if place.at >= decided, place.tried.isEmpty {
                if state.marks & PlanLeaf.plainMark != 0 {
                    first.note(place.at, acts: state.marks & PlanLeaf.actingMark != 0)
                }
                guard state.marks & PlanLeaf.earlyMark != 0, place.at < first.acting ?? .max else { continue }
                for leaf in state.alive where plan.canBeRefusedEarly[Int(leaf)] {
                    note(Int(leaf), at: place.at, states, &first)
                }
            } else {
                for leaf in state.alive where !place.tried.contains(leaf) {
                    note(Int(leaf), at: place.at, states, &first)
                }
            }
        }
    }

    private func note(_ leaf: Int, at byte: Int, _ states: [Int: RuleProgress], _ first: inout OpenPlaces) {
        let number = plan.leaves[leaf].rule
        guard plan.rules[number].isPlain, max(states[number]?.reach ?? 0, 0) <= byte, byte < failures[leaf]?.from ?? .max,
            mayBecomeFinding(leaf, at: byte)
        else { return }
        first.note(byte, acts: plan.rules[number].acts)
    }
}

private struct OpenPlaces {
    var all: Int?
    var acting: Int?

    mutating func note(_ place: Int, acts: Bool) {
        all = min(all ?? place, place)
        if acts { acting = min(acting ?? place, place) }
    }
}
