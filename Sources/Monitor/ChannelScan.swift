import RegexSyntax
import Rules
import TextMatching

/// What a leaf found at a place, in original bytes.
struct LeafHit: Hashable {
    /// Where the attempt began that found it. Only with `\K` does the match itself begin later.
    var at: Int
    var bytes: Range<Int>
    /// Whether it ends where its rule waits no longer, and not where a match does.
    var isCapped = false
}

/// One channel's text as far as it still matters, and what the leaves of a plan found in it.
///
/// Each leaf is tried once at each place of its view, but where a table or heads say that it is dead there. What an
/// attempt came to does not depend on any other, so that rules can pick from the hits as their own conditions ask.
/// (Where a rule is sure to take every hit of its only leaf, an expression is not tried inside a hit, nor behind a place
/// that is open.) An attempt that what is still to come decides stays open and is tried again when more is there.
///
/// What all attempts of an expression cost together is bounded by ``MatchLimits/retriesPerSearch(of:)`` for the text up
/// to their place. Past that the leaf fails: at the first place that is open, or else where it has come to.
///
/// Where a rule has a cap, an attempt that is open with that many scalars, and one more in the text, is a hit of that
/// many. How far the match would have gone on is followed along its expression's paths: the hit's ``Tail``.
struct ChannelScan {
    let plan: Plan
    private(set) var limits: MatchLimits
    private(set) var views: TextViews
    /// By leaf, in order of their places; the leaves that found nothing are not in it.
    private(set) var hits: [Int: [LeafHit]] = [:]
    /// By leaf that is an expression, the places that are not decided yet, in order.
    var opens: [Int: [OpenAttempt]] = [:]
    /// By view, the places at which words are not decided yet, in order.
    var openWords: [[OpenWords]]
    /// By leaf, the place at which its engine gave up: nothing is known from there on.
    private(set) var failures: [Int: Doubt] = [:]
    /// The leaves that have found something or failed since they were last asked for; of rules with an `all` also those
    /// of which something is undecided.
    var touched: Set<Int> = []
    private(set) var isComplete = false
    /// By view, the first place at which words have not been tried.
    var wordFronts: [KeywordFront]
    /// The same for expressions.
    var headFronts: [ExpressionHeads.Walk]
    /// The byte behind the last place at which something was found.
    private(set) var found = 0
    /// By view.
    var work: [AttemptWork]
    /// By view, the places at which expressions are undecided that have not been tried, in order.
    var openHeads: [[OpenHeads]]
    /// By view, the heads, once they have been needed.
    var knownHeads: [ExpressionHeads?]
    /// Whether any attempt was made.
    private var hasTried = false
    /// By leaf, what the attempts have cost; of those that are open, the last at each place.
    var spent: ByExpression
    /// By leaf that is alone, the byte from which it is tried next; none while a place is open.
    var resume: ByExpression
    /// By leaf with a cap, what lies behind its capped hits, in order of their places.
    private(set) var tails: [Int: [Tail]] = [:]
    /// By leaf with many open places, the last byte there was when they were gone through.
    var visited: [Int: Int] = [:]
    /// The same by view, for words.
    var visitedWords: [Int]

    struct OpenAttempt: Hashable {
        /// In original bytes.
        var at: Int
        /// How many scalars of the view there were behind the place when it was last tried.
        var seen: Int
        /// What that has cost.
        var cost = 0
        /// Whether it is tried again only when all is there.
        var isStuck = false
    }

    init(_ plan: Plan, _ limits: MatchLimits) {
        self.plan = plan
        self.limits = limits
        views = TextViews(plan.views)
        wordFronts = plan.views.map { _ in KeywordFront() }
        headFronts = plan.views.map { _ in ExpressionHeads.Walk(at: 0) }
        openWords = plan.views.map { _ in [] }
        visitedWords = plan.views.map { _ in 0 }
        openHeads = plan.views.map { _ in [] }
        knownHeads = plan.views.map { _ in nil }
        work = plan.views.map { _ in AttemptWork() }
        spent = ByExpression(plan)
        resume = spent
    }

    /// Begins a new text; only some of the views are made. What was set aside for the last one stays.
    /// - Parameter first: the byte that it is fed from, the start of a character.
    mutating func restart(_ limits: MatchLimits, views needed: ViewChoice, from first: Int = 0) {
        self.limits = limits
        views.restart(only: needed, from: first)
        if !hits.isEmpty { hits.removeAll(keepingCapacity: true) }
        if !opens.isEmpty { opens.removeAll(keepingCapacity: true) }
        if !failures.isEmpty { failures.removeAll(keepingCapacity: true) }
        if !touched.isEmpty { touched.removeAll(keepingCapacity: true) }
        if !tails.isEmpty { tails.removeAll(keepingCapacity: true) }
        if !visited.isEmpty { visited.removeAll(keepingCapacity: true) }
        isComplete = false
        found = 0
        if hasTried {
            spent.clear()
            resume.clear()
            hasTried = false
        }
        for view in plan.views.indices {
            if !openWords[view].isEmpty { openWords[view].removeAll(keepingCapacity: true) }
            if !openHeads[view].isEmpty { openHeads[view].removeAll(keepingCapacity: true) }
            work[view].restart()
            wordFronts[view] = KeywordFront()
            headFronts[view] = ExpressionHeads.Walk(at: 0)
            visitedWords[view] = 0
        }
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
        if !opens.isEmpty { for leaf in opens.keys { retry(leaf) } }
        if !tails.isEmpty { for leaf in tails.keys { follow(leaf) } }
        for view in plan.views.indices {
            let text = views[view]
            let end = text.scalars.count
            if !openWords[view].isEmpty { retryWords(view, text) }
            if !openHeads[view].isEmpty { retryHeads(view, text) }
            let (words, expressions) = (wordFronts[view].place..<end, headFronts[view].start..<end)
            if !words.isEmpty, !plan.words[view].table.isEmpty { scanWords(view, text, words) }
            wordFronts[view] = KeywordFront(at: end)
            if expressions.isEmpty { continue }
            if let heads = heads(view) {
                scanExpressions(view, text, expressions, heads)
            } else if plan.heads[view] != nil {
                for leaf in plan.expressionLeaves[view] { tryLeaf(leaf, at: expressions, in: text) }
            }
            headFronts[view] = ExpressionHeads.Walk(at: end)
        }
    }

    /// Tries one leaf at some places.
    mutating func tryLeaf(_ leaf: Int, at places: Range<Int>, in text: ViewText) {
        switch plan.leaves[leaf].matcher {
        case .words: scanWords(plan.leaves[leaf].view, text, places, only: leaf)
        case .expression(let expression):
            for place in places where expression.firsts.contains(text.scalars[place]) && resume[leaf] <= text.starts[place] {
                attempt(leaf, at: place, in: text)
            }
        }
    }

    /// A number for each leaf that is an expression; 0 for words. There may be tens of thousands of those.
    struct ByExpression {
        /// None while all are 0: a channel that is idle keeps nothing.
        private var values: [Int] = []
        private let count: Int
        private let numbers: [Int32]

        init(_ plan: Plan) {
            count = plan.expressions
            numbers = plan.expressionNumbers
        }

        var capacity: Int { values.capacity }

        mutating func clear() {
            for index in values.indices { values[index] = 0 }
        }

        subscript(leaf: Int) -> Int {
            get { values.isEmpty || numbers[leaf] < 0 ? 0 : values[Int(numbers[leaf])] }
            set {
                guard numbers[leaf] >= 0 else { return }
                if values.isEmpty {
                    if newValue == 0 { return }
                    values = Array(repeating: 0, count: count)
                }
                values[Int(numbers[leaf])] = newValue
            }
        }
    }

    /// Asks an expression about a place, and keeps what it says.
    mutating func attempt(_ leaf: Int, at place: Int, in text: ViewText) {
        let leafPlan = plan.leaves[leaf]
        guard case .expression(let expression) = leafPlan.matcher else { return }
        // What is known of a longer text is known of its beginning: all that stands behind the cap does not matter.
        let end = leafPlan.cap.flatMap { $0 < text.scalars.count - place ? place + $0 : nil }
        let outcome = expression.attempt(
            in: text, at: place, upTo: end, isComplete: isComplete && end == nil, limits, &work[leafPlan.view])
        let cost = work[leafPlan.view].cost
        hasTried = true
        spent[leaf] += cost
        let start = text.starts[place]
        switch outcome {
        case .none: break
        case .open where end != nil: addCapped(leaf, place..<(end ?? place), in: text, expression)
        case .open(let isStuck):
            open(leaf, at: place, in: text, cost: cost, isStuck: isStuck)
            if plan.isAlone[leaf] { resume[leaf] = .max }
        case .match(let range):
            let bytes = text.starts[range.lowerBound]..<text.ends[range.upperBound - 1]
            add(LeafHit(at: start, bytes: bytes), to: leaf)
            if plan.isAlone[leaf] { resume[leaf] = bytes.upperBound }
        case .failure(let reason): fail(leaf, Doubt(reason: reason, from: start))
        }
        if spent[leaf] > limits.retriesPerSearch(of: start), failures[leaf] == nil {
            fail(leaf, Doubt(reason: .retryLimit, from: firstOpen(leaf, from: 0).map { min($0, start) } ?? start))
        }
    }

    private mutating func open(_ leaf: Int, at place: Int, in text: ViewText, cost: Int, isStuck: Bool) {
        if !plan.rules[plan.leaves[leaf].rule].isPlain { touched.insert(leaf) }
        let open = OpenAttempt(at: text.starts[place], seen: text.scalars.count - place, cost: cost, isStuck: isStuck)
        var list = opens.removeValue(forKey: leaf) ?? []
        // What is not tried at once may be tried after places further right.
        let index = list.last.map { $0.at < open.at } ?? true ? list.count : list.partitioningIndex { $0.at >= open.at }
        list.insert(open, at: index)
        opens[leaf] = list
    }

    /// Keeps a hit.
    mutating func add(_ hit: LeafHit, to leaf: Int) {
        touched.insert(leaf)
        found = max(found, hit.at + 1)
        guard var list = hits.removeValue(forKey: leaf) else {
            hits[leaf] = [hit]
            return
        }
        // An attempt that was open may be decided after others further right.
        let index = list.last.map { $0.at < hit.at } ?? true ? list.count : list.partitioningIndex { $0.at >= hit.at }
        list.insert(hit, at: index)
        hits[leaf] = list
    }

    /// Nothing more is tried; what is known before the place holds.
    private mutating func fail(_ leaf: Int, _ doubt: Doubt) {
        touched.insert(leaf)
        resume[leaf] = .max
        let before = opens.removeValue(forKey: leaf)?.filter { $0.at < doubt.from } ?? []
        if !before.isEmpty { opens[leaf] = before }
        if let known = failures[leaf], known.from <= doubt.from { return }
        failures[leaf] = doubt
    }
}

// MARK: Caps

extension ChannelScan {
    private mutating func addCapped(_ leaf: Int, _ places: Range<Int>, in text: ViewText, _ expression: PlanExpression) {
        var tail = newTail(places, in: text, expression)
        spent[leaf] += places.count / 16 + follow(&tail, in: text)
        add(LeafHit(at: tail.at, bytes: tail.at..<tail.start, isCapped: true), to: leaf)
        let index = tails[leaf]?.partitioningIndex { $0.at >= tail.at } ?? 0
        tails[leaf, default: []].insert(tail, at: index)
        if plan.isAlone[leaf] { resume[leaf] = tail.isOpen ? .max : tail.end }
    }

    /// Goes on with a leaf's tails.
    private mutating func follow(_ leaf: Int) {
        guard var list = tails.removeValue(forKey: leaf) else { return }
        let view = plan.leaves[leaf].view
        let text = views[view]
        var ended: Int?
        for index in list.indices where list[index].isOpen {
            touched.insert(leaf)
            spent[leaf] += follow(&list[index], in: text)
            if !list[index].isOpen { ended = list[index].end }
        }
        tails[leaf] = list
        guard let ended, plan.isAlone[leaf], failures[leaf] == nil else { return }
        // What lies behind has waited for this.
        resume[leaf] = ended
        tryRest(leaf, view, text)
    }
}

extension ChannelScan {
    /// The first hit of a leaf whose attempt began at a byte or after.
    func firstHit(_ leaf: Int, from byte: Int) -> LeafHit? {
        guard let list = hits[leaf] else { return nil }
        let index = list.partitioningIndex { $0.at >= byte }
        return index < list.count ? list[index] : nil
    }

    /// Forgets what a leaf has found: its rule has picked from it.
    mutating func forgetHits(_ leaf: Int) { hits[leaf] = nil }

    /// Forgets what lies before a byte, but for as much context as the views need.
    mutating func forget(before byte: Int) {
        for (leaf, list) in hits where list[0].at < byte {
            let rest = Array(list[list.partitioningIndex { $0.at >= byte }...])
            hits[leaf] = rest.isEmpty ? nil : rest
        }
        for (leaf, list) in tails where list[0].end < byte {
            let rest = list.filter { $0.end >= byte }
            tails[leaf] = rest.isEmpty ? nil : rest
        }
        var from = byte
        for view in plan.views.indices {
            let text = views[view]
            let ordinal = text.ordinal(at: byte) - plan.context[view]
            from = min(from, ordinal > 0 ? text.starts[ordinal] : text.starts.first ?? from)
        }
        let counts = plan.views.indices.map { views[$0].scalars.count }
        views.forget(before: from)
        for view in plan.views.indices {
            let forgotten = counts[view] - views[view].scalars.count
            wordFronts[view].forget(forgotten)
            headFronts[view].start -= forgotten
        }
    }
}

extension ChannelScan {
    /// What it has set aside, in bytes, about.
    var size: Int {
        let scalar = MemoryLayout<UInt32>.stride + 2 * MemoryLayout<Int>.stride
        var size = plan.views.indices.reduce(0) { $0 + views[$1].scalars.capacity * scalar }
        size += hits.values.reduce(0) { $0 + $1.capacity * MemoryLayout<LeafHit>.stride }
        size += opens.values.reduce(0) { $0 + $1.capacity * MemoryLayout<OpenAttempt>.stride }
        size += tails.values.reduce(0) { $0 + $1.capacity * MemoryLayout<Tail>.stride }
        size += work.reduce(0) { $0 + $1.size }
        size += openWords.reduce(0) { $0 + $1.capacity * MemoryLayout<OpenWords>.stride }
        size += openHeads.reduce(0) { $0 + $1.capacity * MemoryLayout<OpenHeads>.stride }
        let byLeaf = hits.capacity + opens.capacity + tails.capacity + failures.capacity + touched.capacity
        size += wordFronts.capacity * MemoryLayout<KeywordFront>.stride
        size += headFronts.capacity * MemoryLayout<ExpressionHeads.Walk>.stride
        return size + (spent.capacity + resume.capacity + 4 * byLeaf) * MemoryLayout<Int>.stride
    }
}
