import Rules
import TextMatching

/// Turns findings, as they become certain, into what leaves.
struct StreamDeciding {
    private let rules: DecisionTerms
    /// Findings and doubts that act, by place, which have not been turned into spans or a cut.
    private var events: [Event] = []
    /// What leaves with the replacement before it, and has not left.
    private var swallowed: [Swallowed] = []
    /// The spans that are replaced and have not left, by place; they neither overlap nor touch.
    private var spans: [Span] = []
    private(set) var cut: Int?
    private(set) var released = 0
    private(set) var verdict = Verdict.clean

    private struct Event {
        var place: Int
        /// `nil` for a doubt.
        var finding: Finding?
    }

    private struct Span {
        var bytes: Range<Int>
        var leader: Finding
    }

    init(_ rules: DecisionTerms) {
        self.rules = rules
    }

    /// Takes a finding, in any order.
    mutating func add(_ finding: Finding) {
        switch finding.action {
        case .observe:
            verdict = max(verdict, .observed)
            return
        case .mask: verdict = max(verdict, .masked)
        case .block: verdict = max(verdict, .blocked)
        }
        add(Event(place: finding.bytes.lowerBound, finding: finding))
    }

    /// Takes what lies behind a capped match, which may have grown since.
    mutating func add(_ part: Swallowed) {
        let known = swallowed.firstIndex { $0.rule == part.rule && $0.bytes.lowerBound == part.bytes.lowerBound }
        if let known { swallowed[known] = part } else { swallowed.append(part) }
    }

    /// Takes a doubt. One that does not act makes the verdict undecided and changes nothing of what leaves.
    mutating func add(_ doubt: Doubt, acts: Bool) {
        verdict = max(verdict, .undecided)
        if acts, rules.enforcement.onUndecided == .block { add(Event(place: doubt.from, finding: nil)) }
    }

    private mutating func add(_ event: Event) {
        guard cut == nil else { return }
        // A mask goes before what cuts at its place: the cut is where the span begins that holds it.
        let isMask = event.finding?.action == .mask
        let index = events.partitioningIndex {
            $0.place > event.place || (isMask && $0.place == event.place && $0.finding?.action != .mask)
        }
        events.insert(event, at: index)
    }

    /// The first byte that spans and events still need; `nil` where nothing is pending.
    var pending: Int? {
        [spans.first?.bytes.lowerBound, events.first?.place].compactMap { $0 }.min()
    }

    /// Whether nothing is pending, so that only what begins from now on can change what leaves.
    var isAtRest: Bool { cut == nil && events.isEmpty && spans.isEmpty && swallowed.isEmpty }

    /// ``release(upTo:_:isComplete:mayJoin:)`` where nothing is pending: there is nothing to edit.
    mutating func release(atRestUpTo open: Int, _ text: ViewText, mayJoin: Bool) {
        released = max(released, start(of: open, text, ClusterBounds(text: text, isComplete: false), mayJoin))
    }

    /// Lets go what no continuation can change.
    /// - Parameter open: the first byte at which something that acts may still begin.
    /// - Returns: the edits of what is released with this.
    mutating func release(upTo open: Int, _ text: ViewText, isComplete: Bool, mayJoin: Bool) -> [Edit] {
        guard cut == nil else { return [] }
        let before = released
        let clusters = ClusterBounds(text: text, isComplete: isComplete)
        var limit = open
        if !isComplete { limit = start(of: open, text, clusters, mayJoin) }
        take(upTo: open, text, clusters, isComplete, &limit)
        let gone = gone(text, clusters, &limit)
        if let cut {
            released = max(released, cut)
            let edits = joined(spans.filter { $0.bytes.upperBound <= cut }, gone, before..<released)
            spans = []
            events = []
            swallowed = []
            return edits
        }
        if !isComplete {
            // What touches a span that is still to come is one with it.
            for span in spans.reversed() where span.bytes.upperBound >= limit { limit = min(limit, span.bytes.lowerBound) }
        }
        let done = spans.filter { $0.bytes.upperBound <= limit }
        spans.removeFirst(done.count)
        released = max(released, limit)
        let edits = joined(done, gone, before..<released)
        // The rest of a character may still be to come, where something else has kept it from leaving.
        swallowed = zip(swallowed, gone).filter { $0.isOpen || $1.upperBound >= released }.map(\.0)
        return edits
    }

    /// What is swallowed, to the ends of its last characters.
    private func gone(_ text: ViewText, _ clusters: ClusterBounds, _ limit: inout Int) -> [Range<Int>] {
        swallowed.map { part in
            guard !part.isOpen else { return part.bytes }
            guard let end = clusters.end(at: text.ordinal(at: part.bytes.upperBound)) else {
                limit = min(limit, part.bytes.upperBound)
                return part.bytes
            }
            let upper = end < text.starts.count ? text.starts[end] : text.ends.last ?? 0
            return part.bytes.lowerBound..<max(part.bytes.upperBound, upper)
        }
    }

    /// The edits of what is released now: spans, and what is swallowed between them.
    private func joined(_ spans: [Span], _ gone: [Range<Int>], _ part: Range<Int>) -> [Edit] {
        let edits = spans.map(edit)
        guard !gone.isEmpty else { return edits }
        return (edits + Swallowed.rest(gone.map { $0.clamped(to: part) }, without: edits.map(\.bytes))
            .map { Edit(bytes: $0, replacement: "") }).sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    }

    /// Where what begins at a byte, or behind the end of what is known, would be cut.
    private func start(of byte: Int, _ text: ViewText, _ clusters: ClusterBounds, _ mayJoin: Bool) -> Int {
        let count = text.scalars.count
        let place = byte >= text.ends.last ?? 0 ? count : text.ordinal(at: byte)
        var start = place < count ? min(byte, text.starts[clusters.start(at: place)]) : byte
        // What begins with a mark leaves the character before it whole; what begins behind the mark does not.
        if place < count, clusters.goesOn(behindMarksAt: place) {
            start = min(start, text.starts[clusters.start(ofClusterWith: place)])
        }
        return mayJoin && count > 0 ? min(start, text.starts[clusters.start(ofClusterWith: count - 1)]) : start
    }

    /// Makes spans and a cut of what begins before a byte.
    private mutating func take(
        upTo open: Int, _ text: ViewText, _ clusters: ClusterBounds, _ isComplete: Bool, _ limit: inout Int
    ) {
        while let event = events.first, event.place < open || isComplete {
            let first = text.ordinal(at: event.place)
            let start = clusters.startByte(of: event.place)
            guard let finding = event.finding, finding.action == .mask else {
                var place = spans.first { $0.bytes.contains(start) }?.bytes.lowerBound ?? start
                if let before = spans.last, before.bytes.upperBound == start {
                    switch isMasked(from: start, before: clusters.end(at: first + 1), open, text, clusters, isComplete) {
                    case .yes: place = before.bytes.lowerBound
                    case .no: break
                    case .wait:
                        limit = min(limit, before.bytes.lowerBound)
                        return
                    }
                }
                // What has left has left.
                cut = max(released, place)
                return
            }
            // What is swallowed behind a match goes to the end of the character instead.
            let isFollowed = swallowed.contains {
                $0.rule == finding.rule && $0.bytes.lowerBound == finding.bytes.upperBound
            }
            let place = text.ordinal(at: finding.bytes.upperBound)
            guard let end = isFollowed ? place : clusters.end(at: place) else {
                // What comes may be a part of the last character.
                limit = min(limit, min(start, spans.last { $0.bytes.upperBound >= start }?.bytes.lowerBound ?? start))
                return
            }
            events.removeFirst()
            let known = isFollowed ? 0 : end < text.starts.count ? text.starts[end] : text.ends.last ?? 0
            let upper = max(finding.bytes.upperBound, known)
            merge(Span(bytes: start..<max(start, upper), leader: finding))
        }
    }

    /// Whether a mask begins inside of a character: it reaches back to its start, and joins what ends there.
    /// - Parameter end: where the character ends, as an ordinal; `nil` where what comes decides.
    private func isMasked(
        from start: Int, before end: Int?, _ open: Int, _ text: ViewText, _ clusters: ClusterBounds, _ isComplete: Bool
    ) -> Answer {
        let byte = end.map { $0 < text.starts.count ? text.starts[$0] : text.ends.last ?? 0 }
        guard isComplete || byte ?? .max <= open else { return .wait }
        let masks = events.lazy.filter { $0.finding?.action == .mask && $0.place < byte ?? .max }
        return masks.contains { clusters.startByte(of: $0.place) == start } ? .yes : .no
    }

    private mutating func merge(_ span: Span) {
        guard let last = spans.last, span.bytes.lowerBound <= last.bytes.upperBound else { return spans.append(span) }
        let lower = min(last.bytes.lowerBound, span.bytes.lowerBound)
        let upper = max(last.bytes.upperBound, span.bytes.upperBound)
        let leader = Self.leads(span.leader, last.leader) ? span.leader : last.leader
        spans.removeLast()
        merge(Span(bytes: lower..<upper, leader: leader))
    }

    /// Severity, then start, then rule id.
    private static func leads(_ one: Finding, _ other: Finding) -> Bool {
        if one.severity != other.severity { return one.severity > other.severity }
        if one.bytes.lowerBound != other.bytes.lowerBound { return one.bytes.lowerBound < other.bytes.lowerBound }
        return one.rule < other.rule
    }

    private func edit(_ span: Span) -> Edit {
        Edit(bytes: span.bytes, replacement: rules.replacements[span.leader.rule] ?? rules.enforcement.defaultReplacement)
    }
}

extension StreamDeciding {
    /// What it has set aside, in bytes, about.
    var size: Int {
        events.capacity * MemoryLayout<Event>.stride + spans.capacity * MemoryLayout<Span>.stride
            + swallowed.capacity * MemoryLayout<Swallowed>.stride
    }
}
