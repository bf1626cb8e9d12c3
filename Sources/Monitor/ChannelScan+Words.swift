import TextMatching

// MARK: Words, at the places where they begin

extension ChannelScan {
    /// Tries words at some places of a view.
    mutating func scanWords(_ view: Int, _ text: ViewText, _ places: Range<Int>, only one: Int? = nil) {
        let words = plan.words[view]
        var from = places.lowerBound
        while let place = words.table.nextPlace(in: text, from..<places.upperBound) {
            if let open = tryWords(words, text, place, for: { one == nil || $0 == one }) { openWords[view].append(open) }
            from = place + 1
        }
    }

    /// Several words of a leaf at one place: the longest counts, and what is open decides for all.
    /// - Parameters:
    ///   - walk: of the same place, where nothing else has begun there.
    ///   - isAsked: whether a leaf's matches are wanted.
    /// - Returns: what is open.
    private mutating func tryWords(
        _ words: PlanWords, _ text: ViewText, _ place: Int, from walk: KeywordTable.Walk? = nil,
        for isAsked: (Int) -> Bool
    ) -> OpenWords? {
        var open: [Int32] = []
        var found: [(leaf: Int, end: Int)] = []
        let openings = words.table.openings(in: text, at: place, isComplete: isComplete, from: walk) { leaf, attempt in
            switch attempt {
            case .none, .limit: break
            case .open: if !open.contains(Int32(clamping: leaf)) { open.append(Int32(clamping: leaf)) }
            case .match(let end):
                if let index = found.firstIndex(where: { $0.leaf == leaf }) {
                    found[index].end = max(found[index].end, end)
                } else if isAsked(leaf) {
                    found.append((leaf, end))
                }
            }
        }
        var waits = OpenWords(
            at: text.starts[place], seen: text.scalars.count - place, row: openings.row, leaves: open)
        if found.isEmpty, open.isEmpty { waits.walk = openings.walk }
        if plan.hasWindows { touched.formUnion(waits.windowed(plan, words)) }
        for (leaf, end) in found where !waits.contains(leaf, words) {
            add(LeafHit(at: text.starts[place], bytes: text.starts[place]..<text.ends[end - 1]), to: leaf)
        }
        return openings.row.isEmpty && open.isEmpty ? nil : waits
    }

    /// Tries words again at the places that were open.
    mutating func retryWords(_ view: Int, _ text: ViewText) {
        let end = text.starts.last ?? 0
        let count = openWords[view].count
        if !isComplete, count > 32 {
            guard end - visitedWords[view] >= count >> 4 else { return }
            visitedWords[view] = end
        }
        let words = plan.words[view]
        // In a run that has only grown each place is as open as it was.
        let run = isComplete ? text.scalars.count : words.table.runAtEnd(of: text)
        var kept = 0
        for index in 0..<count {
            var open = openWords[view][index]
            let place = text.ordinal(at: open.at)
            guard place < text.scalars.count, text.starts[place] == open.at else { continue }
            let seen = text.scalars.count - place
            if plan.hasWindows { touched.formUnion(open.windowed(plan, words)) }
            if place >= run {
                open.seen = seen
            } else if isComplete || seen >= open.seen + Self.patience(open.seen) {
                guard let still = tryWords(words, text, place, from: open.walk, for: { open.contains($0, words) }) else { continue }
                open = still
            }
            openWords[view][kept] = open
            kept += 1
        }
        openWords[view].removeLast(count - kept)
    }
}
