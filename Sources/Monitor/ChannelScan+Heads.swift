import Primitives
import TextMatching

// MARK: Expressions, from where they begin

extension ChannelScan {
    /// A view's heads; `nil` where it has no expressions, and as long as they are not worth it.
    mutating func heads(_ view: Int) -> ExpressionHeads? {
        if let known = knownHeads[view] { return known }
        guard let heads = plan.heads[view] else { return nil }
        // To make them takes longer than a short text does without, and a start is to be quick.
        knownHeads[view] = heads.valueIfMade ?? (decoded > Self.short ? heads.value : nil)
        return knownHeads[view]
    }

    /// In bytes, what is short.
    private static let short = 512

    /// Follows heads from some places of a view.
    mutating func scanExpressions(_ view: Int, _ text: ViewText, _ places: Range<Int>, _ heads: ExpressionHeads) {
        var from = places.lowerBound
        while let (walk, stop) = heads.next(in: text, from..<places.upperBound) {
            from = walk.start + 1
            var open = OpenHeads(at: text.starts[walk.start], walk)
            follow(&open, stop, view, text, heads)
        }
    }

    /// Follows heads again from the places at which something was alive.
    mutating func retryHeads(_ view: Int, _ text: ViewText) {
        guard let heads = heads(view) else { return }
        let places = openHeads[view]
        openHeads[view].removeAll(keepingCapacity: true)
        for var open in places {
            let place = text.ordinal(at: open.at)
            guard place < text.scalars.count, text.starts[place] == open.at else { continue }
            if plan.hasWindows { touched.formUnion(open.windowed(plan, heads)) }
            open.walk.start = place
            let stop = heads.advance(&open.walk, in: text)
            follow(&open, stop, view, text, heads)
        }
    }

    /// Follows heads to the end of what is known, and tries what they say is due.
    private mutating func follow(
        _ open: inout OpenHeads, _ stop: ExpressionHeads.Stop, _ view: Int, _ text: ViewText, _ heads: ExpressionHeads
    ) {
        var stop = stop
        while true {
            let state = heads[open.walk.state]
            switch stop {
            case .dead: return
            case .due: attempt(state.due, of: &open, view, text, heads)
            case .full:
                attempt(state.alive, of: &open, view, text, heads)
                return attempt(state.unsure, of: &open, view, text, heads)
            case .end:
                // What has not come to its end by now, where all is there, is nothing.
                guard !isComplete else { return }
                attempt(state.unsure, of: &open, view, text, heads)
                guard !state.alive.isEmpty || !state.unsure.isEmpty else { return }
                if plan.hasWindows { touched.formUnion(open.windowed(plan, heads)) }
                return openHeads[view].append(open)
            }
            stop = heads.advance(&open.walk, in: text)
        }
    }

    private mutating func attempt(
        _ leaves: [Int32], of open: inout OpenHeads, _ view: Int, _ text: ViewText, _ heads: ExpressionHeads
    ) {
        let place = open.walk.start
        for number in leaves where !open.tried.contains(number) {
            let leaf = Int(number)
            open.tried.append(number)
            if plan.isAlone[leaf] {
                // Places go in their order, since behind one that is open no other is tried.
                for index in openHeads[view].indices where openHeads[view][index].isAlive(leaf, heads) {
                    openHeads[view][index].tried.append(number)
                    let earlier = openHeads[view][index].at
                    if resume[leaf] <= earlier { attempt(leaf, at: text.ordinal(at: earlier), in: text) }
                }
            }
            let start = text.starts[place]
            if failures[leaf].map({ start < $0.from }) ?? (resume[leaf] <= start) { attempt(leaf, at: place, in: text) }
        }
    }
}
