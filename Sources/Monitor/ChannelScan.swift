import RegexSyntax
import Rules
import TextMatching

/// What a leaf found at a place, in original bytes.
struct LeafHit: Hashable {
    /// Where the attempt began that found it. Only with `\K` does the match itself begin later.
    var at: Int
    var bytes: Range<Int>
}

/// One channel's text as far as it still matters, and what the leaves of a plan found in it.
///
/// Each leaf is tried once at each place of its view. What an attempt came to does not depend on any other, so that
/// rules can pick from the hits as their own conditions ask. An attempt that what is still to come decides stays open
/// and is tried again when more is there.
struct ChannelScan {
    let plan: Plan
    let limits: MatchLimits
    private(set) var views: TextViews
    /// By leaf, in order of their places; the leaves that found nothing are not in it.
    private(set) var hits: [Int: [LeafHit]] = [:]
    /// By leaf, the places that are not decided yet, in order.
    private(set) var opens: [Int: [OpenAttempt]] = [:]
    /// By leaf, the place at which its engine gave up: nothing is known from there on.
    private(set) var failures: [Int: Doubt] = [:]
    /// The leaves that have found something, or have become undecided, since they were last asked for.
    private(set) var touched: Set<Int> = []
    private(set) var isComplete = false
    /// By view, how many scalars have been tried.
    private var scanned: [Int]
    private var workspace = ExpressionWorkspace()

    struct OpenAttempt: Hashable {
        /// In original bytes.
        var at: Int
        /// How many scalars of the view there were behind the place when it was last tried.
        var seen: Int
    }

    /// - Parameter views: the views that are made; by default all of the plan's.
    init(_ plan: Plan, _ limits: MatchLimits, views needed: Set<Int>? = nil) {
        self.plan = plan
        self.limits = limits
        views = TextViews(plan.views, only: needed)
        scanned = plan.views.map { _ in 0 }
    }

    /// The raw view, which has every scalar of the text.
    var raw: ViewText { views[0] }

    /// The byte up to which the text is known: what lies behind may be a part of a character.
    var decoded: Int { views.decoded }

    /// Takes more text; ``scan()`` looks at it.
    mutating func feed(_ bytes: some Collection<UInt8>) {
        views.feed(bytes)
    }

    /// The text has ended: nothing stays open.
    mutating func finish() {
        views.finish()
        isComplete = true
    }

    /// The first byte that is not part of a character; `nil` where all is UTF-8.
    var firstInvalid: Int? { views.firstInvalid }

    /// The touched leaves, which are then no longer.
    mutating func takeTouched() -> Set<Int> {
        defer { touched.removeAll(keepingCapacity: true) }
        return touched
    }

    /// Tries all leaves at all new places, and again at those that were open.
    mutating func scan() {
        for leaf in opens.keys { retry(leaf) }
        for view in plan.views.indices {
            let text = views[view]
            let end = isComplete ? text.scalars.count : views.settled(view)
            guard scanned[view] < end else { continue }
            if !plan.words[view].isEmpty { scanWords(view, text, scanned[view]..<end) }
            if !plan.starters[view].isEmpty { scanExpressions(view, text, scanned[view]..<end) }
            scanned[view] = end
        }
    }

    /// Tries one leaf at some places.
    mutating func tryLeaf(_ leaf: Int, at places: Range<Int>, in text: ViewText) {
        switch plan.leaves[leaf].matcher {
        case .words: scanWords(plan.leaves[leaf].view, text, places, only: leaf)
        case .expression(let expression):
            for place in places where expression.firsts.contains(text.scalars[place]) && failures[leaf] == nil {
                attempt(leaf, at: place, in: text)
            }
        }
    }

    private mutating func scanWords(_ view: Int, _ text: ViewText, _ places: Range<Int>, only one: Int? = nil) {
        let table = plan.words[view]
        for place in places where table.begins(with: text.scalars[place]) {
            var found: [(leaf: Int, attempt: Attempt)] = []
            table.attempts(in: text, at: place, isComplete: isComplete) { leaf, attempt in
                if let one, leaf != one { return }
                if let index = found.firstIndex(where: { $0.leaf == leaf }) {
                    found[index].attempt = Self.longer(found[index].attempt, attempt)
                } else {
                    found.append((leaf, attempt))
                }
            }
            for (leaf, attempt) in found { take(attempt, of: leaf, at: place, in: text) }
        }
    }

    private mutating func scanExpressions(_ view: Int, _ text: ViewText, _ places: Range<Int>) {
        let starters = plan.starters[view]
        for place in places {
            for leaf in starters[text.scalars[place]] where failures[Int(leaf)] == nil {
                attempt(Int(leaf), at: place, in: text)
            }
        }
    }

    private mutating func attempt(_ leaf: Int, at place: Int, in text: ViewText) {
        guard case .expression(let expression) = plan.leaves[leaf].matcher else { return }
        switch expression.attempt(in: text, at: place, isComplete: isComplete, limits, &workspace) {
        case .none: break
        case .open: open(leaf, at: place, in: text)
        case .match(let range):
            add(
                LeafHit(at: text.starts[place], bytes: text.starts[range.lowerBound]..<text.ends[range.upperBound - 1]),
                to: leaf)
        case .failure(let reason): fail(leaf, Doubt(reason: reason, from: text.starts[place]))
        }
    }

    /// Several words of a leaf at one place: the longest counts, and what is open decides for all.
    private static func longer(_ one: Attempt, _ other: Attempt) -> Attempt {
        switch (one, other) {
        case (.open, _), (_, .open): .open
        case (.match(let end), .match(let otherEnd)): .match(end: max(end, otherEnd))
        default: one
        }
    }

    private mutating func take(_ attempt: Attempt, of leaf: Int, at place: Int, in text: ViewText) {
        switch attempt {
        case .none, .limit: break
        case .open: open(leaf, at: place, in: text)
        case .match(let end):
            add(LeafHit(at: text.starts[place], bytes: text.starts[place]..<text.ends[end - 1]), to: leaf)
        }
    }

    private mutating func open(_ leaf: Int, at place: Int, in text: ViewText) {
        touched.insert(leaf)
        opens[leaf, default: []].append(OpenAttempt(at: text.starts[place], seen: text.scalars.count - place))
    }

    private mutating func add(_ hit: LeafHit, to leaf: Int) {
        touched.insert(leaf)
        guard var list = hits.removeValue(forKey: leaf) else {
            hits[leaf] = [hit]
            return
        }
        // An attempt that was open may be decided after others further right.
        let index = list.last.map { $0.at < hit.at } ?? true ? list.count : list.partitioningIndex { $0.at >= hit.at }
        list.insert(hit, at: index)
        hits[leaf] = list
    }

    private mutating func fail(_ leaf: Int, _ doubt: Doubt) {
        touched.insert(leaf)
        if let known = failures[leaf], known.from <= doubt.from { return }
        failures[leaf] = doubt
    }
}

// MARK: Places that were open

extension ChannelScan {
    /// Tries a leaf again at the places that were open.
    private mutating func retry(_ leaf: Int) {
        guard let places = opens.removeValue(forKey: leaf) else { return }
        let view = plan.leaves[leaf].view
        let text = views[view]
        touched.insert(leaf)
        for open in places {
            let place = text.ordinal(at: open.at)
            guard place < text.scalars.count else { continue }
            // An attempt that has been open for long is not tried again with every character, or a long text that
            // stays open would cost its square.
            let seen = text.scalars.count - place
            if !isComplete, seen < open.seen + open.seen >> 4 || seen == open.seen {
                opens[leaf, default: []].append(open)
                continue
            }
            switch plan.leaves[leaf].matcher {
            case .expression: if failures[leaf] == nil { attempt(leaf, at: place, in: text) }
            case .words:
                var all = Attempt.none
                plan.words[view].attempts(in: text, at: place, isComplete: isComplete) { id, attempt in
                    if id == leaf { all = all == .none ? attempt : Self.longer(all, attempt) }
                }
                take(all, of: leaf, at: place, in: text)
            }
        }
    }

    /// Whether something is undecided that begins at a byte or after, and where the first such place is.
    func firstOpen(_ leaf: Int, from byte: Int) -> Int? {
        guard let places = opens[leaf] else { return nil }
        return places.first { $0.at >= byte }?.at
    }

    /// The first hit of a leaf whose attempt began at a byte or after.
    func firstHit(_ leaf: Int, from byte: Int) -> LeafHit? {
        guard let list = hits[leaf] else { return nil }
        let index = list.partitioningIndex { $0.at >= byte }
        return index < list.count ? list[index] : nil
    }

    /// Forgets what lies before a byte, but for as much context as the views need.
    mutating func forget(before byte: Int) {
        for (leaf, list) in hits where list[0].at < byte {
            let rest = Array(list[list.partitioningIndex { $0.at >= byte }...])
            hits[leaf] = rest.isEmpty ? nil : rest
        }
        var from = byte
        for view in plan.views.indices {
            let text = views[view]
            let ordinal = text.ordinal(at: byte) - plan.context[view]
            from = min(from, ordinal > 0 ? text.starts[ordinal] : text.starts.first ?? from)
        }
        let counts = plan.views.indices.map { views[$0].scalars.count }
        views.forget(before: from)
        for view in plan.views.indices { scanned[view] -= counts[view] - views[view].scalars.count }
    }
}
