import TextMatching

// MARK: Places that were open

extension ChannelScan {
    /// Tries a leaf again at the places that were open.
    mutating func retry(_ leaf: Int) {
        let view = plan.leaves[leaf].view
        let text = views[view]
        guard isDue(leaf, end: text.starts.last ?? 0), let places = opens.removeValue(forKey: leaf) else { return }
        if !plan.rules[plan.leaves[leaf].rule].isPlain { touched.insert(leaf) }
        for open in places {
            if let failure = failures[leaf], failure.from <= open.at { break }
            let place = text.ordinal(at: open.at)
            guard place < text.scalars.count, text.starts[place] == open.at else { continue }
            // An attempt that has been open for long is not tried again with every character, or a long text that
            // stays open would cost its square.
            let seen = text.scalars.count - place
            let isCapped = plan.leaves[leaf].cap.map { seen > $0 } ?? false
            if !isComplete, !isCapped, open.isStuck || seen < open.seen + Self.patience(open.seen) {
                opens[leaf, default: []].append(open)
                continue
            }
            retry(leaf, open, at: place, in: text, view)
        }
    }

    /// Forgets the places that are open, as if they had not been tried; answers the first of each leaf.
    mutating func forgetOpens() -> [(leaf: Int, first: Int)] {
        guard !opens.isEmpty else { return [] }
        let firsts = opens.compactMap { leaf, places in places.first.map { (leaf, $0.at) } }
        for (leaf, places) in opens { for place in places { spent[leaf] -= place.cost } }
        for (leaf, first) in firsts where plan.isAlone[leaf] { resume[leaf] = first }
        opens.removeAll(keepingCapacity: true)
        return firsts
    }

    /// How many more scalars an attempt that has been open for so many waits for.
    static func patience(_ seen: Int) -> Int { seen < 128 ? 1 : seen >> 4 }

    /// Where many places are open, going through them is work too: it waits until more has come.
    private mutating func isDue(_ leaf: Int, end: Int) -> Bool {
        guard !isComplete, let number = opens[leaf]?.count, number > 32 else { return true }
        guard end - (visited[leaf] ?? 0) >= number >> 4 else { return false }
        visited[leaf] = end
        return true
    }

    private mutating func retry(_ leaf: Int, _ open: OpenAttempt, at place: Int, in text: ViewText, _ view: Int) {
        spent[leaf] -= open.cost
        guard plan.isAlone[leaf] else { return attempt(leaf, at: place, in: text) }
        resume[leaf] = open.at + 1
        attempt(leaf, at: place, in: text)
        // What lies behind has waited for this.
        guard resume[leaf] != .max else { return }
        tryRest(leaf, view, text)
    }

    /// Tries a leaf at the places that it was not tried at while one before them was undecided.
    mutating func tryRest(_ leaf: Int, _ view: Int, _ text: ViewText) {
        let rest = text.ordinal(at: resume[leaf])
        let scanned = headFronts[view].start
        guard rest < scanned else { return }
        for index in openHeads[view].indices where openHeads[view][index].at >= resume[leaf] {
            openHeads[view][index].tried.append(Int32(clamping: leaf))
        }
        tryLeaf(leaf, at: rest..<scanned, in: text)
    }
}
