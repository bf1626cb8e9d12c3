import TextMatching

// MARK: Where nothing has been found

/// Most of a text shows nothing. As long as nothing was found in it that still matters, all there is to know of a stream
/// is the first place at which something that acts may begin: what stands behind that place waits with it, and is looked
/// at when it is settled.
extension ChannelScan {
    /// The first bytes at which something may begin.
    struct Fronts {
        /// Of any rule.
        var any: Int
        /// Of one that acts.
        var acting: Int

        mutating func note(_ byte: Int, acts: Bool) {
            any = min(any, byte)
            if acts { acting = min(acting, byte) }
        }
    }

    /// What begins at a front.
    fileprivate enum Front {
        /// Nothing, or something that acts: what stands behind does not matter yet.
        case enough
        /// Something that only observes, which does not keep from leaving what stands behind it.
        case observes
        /// Something stands there, or a rule has to be asked.
        case more
    }

    /// Goes on to the first places at which something may begin.
    /// - Returns: `nil` where something stands there, or where a rule has to be asked about it. Then nothing behind the
    ///   fronts was looked at.
    mutating func settle() -> Fronts? {
        guard !isComplete, views.firstInvalid == nil else { return nil }
        var fronts = Fronts(any: decoded, acting: decoded)
        for view in plan.views.indices {
            let text = views[view]
            guard settleWords(view, text, &fronts), settleHeads(view, text, &fronts) else { return nil }
        }
        return fronts
    }

    /// Forgets what is open in favour of the fronts, where nothing else is there to be remembered.
    /// - Returns: whether it is so.
    mutating func rest() -> Bool {
        guard opens.isEmpty, hits.isEmpty, tails.isEmpty, failures.isEmpty, touched.isEmpty, views.firstInvalid == nil
        else { return false }
        for view in plan.views.indices {
            // Behind what was found nothing may be found twice.
            if let first = openWords[view].first, first.at < found { return false }
            if let first = openHeads[view].first, first.at < found { return false }
            guard openHeads[view].allSatisfy(\.tried.isEmpty) else { return false }
            if plan.heads[view] != nil, knownHeads[view] == nil { return false }
        }
        for view in plan.views.indices {
            if let first = openWords[view].first {
                wordFronts[view] = KeywordFront(at: views[view].ordinal(at: first.at))
                openWords[view].removeAll(keepingCapacity: true)
            }
            if let first = openHeads[view].first {
                headFronts[view] = ExpressionHeads.Walk(at: views[view].ordinal(at: first.at))
                openHeads[view].removeAll(keepingCapacity: true)
            }
        }
        return true
    }

    private mutating func settleWords(_ view: Int, _ text: ViewText, _ fronts: inout Fronts) -> Bool {
        let words = plan.words[view]
        guard !words.table.isEmpty else { return true }
        let stop = wordFronts[view].settle(words.table, in: text)
        var front = plan.note(stop, wordFronts[view], words, text, &fronts)
        guard front == .observes, words.haveActing else { return front != .more }
        var further = wordFronts[view]
        while front == .observes {
            further = KeywordFront(at: further.place + 1)
            let stop = further.settle(words.table, in: text)
            front = plan.note(stop, further, words, text, &fronts)
        }
        return front != .more
    }

    private mutating func settleHeads(_ view: Int, _ text: ViewText, _ fronts: inout Fronts) -> Bool {
        guard plan.heads[view] != nil else { return true }
        guard let heads = heads(view) else { return false }
        let stop = heads.settle(&headFronts[view], in: text)
        var front = note(stop, headFronts[view], heads, text, &fronts)
        guard front == .observes, heads.haveMarks(PlanLeaf.actingMark | PlanLeaf.earlyMark) else { return front != .more }
        var further = headFronts[view]
        while front == .observes {
            further = ExpressionHeads.Walk(at: further.start + 1)
            let stop = heads.settle(&further, in: text)
            front = note(stop, further, heads, text, &fronts)
        }
        return front != .more
    }

    // (Mutating, so that it does not cost a copy of all that is in a scan.)
    private mutating func note(
        _ stop: ExpressionHeads.Stop, _ walk: ExpressionHeads.Walk, _ heads: ExpressionHeads, _ text: ViewText,
        _ fronts: inout Fronts
    ) -> Front {
        switch stop {
        case .dead: return .enough
        case .due, .full: return .more
        case .end:
            let marks = heads.marks(of: walk.state)
            guard !heads.isUnsure(in: walk.state), marks & PlanLeaf.windowMark == 0 else { return .more }
            let byte = text.starts[walk.start]
            var acts = marks & PlanLeaf.actingMark != 0
            if !acts, marks & PlanLeaf.earlyMark != 0 { acts = mayAct(heads[walk.state], at: byte) }
            fronts.note(byte, acts: acts)
            return acts ? .enough : .observes
        }
    }

    /// Whether one of the rules that are to be asked about what begins at a byte acts and does not refuse it.
    private func mayAct(_ state: ExpressionHeads.State, at byte: Int) -> Bool {
        state.alive.contains { leaf in
            plan.canBeRefusedEarly[Int(leaf)] && plan.rules[plan.leaves[Int(leaf)].rule].acts
                && mayBecomeFinding(Int(leaf), at: byte)
        }
    }
}

extension Plan {
    fileprivate func note(
        _ stop: KeywordFront.Stop, _ front: KeywordFront, _ words: PlanWords, _ text: ViewText,
        _ fronts: inout ChannelScan.Fronts
    ) -> ChannelScan.Front {
        switch stop {
        case .none: return .enough
        case .found: return .more
        case .open(let row):
            guard !words.areWindowed(row) else { return .more }
            var acts = words.arePlain(row).acting
            for leaf in front.others {
                let rule = rules[leaves[Int(leaf)].rule]
                guard rule.isPlain else { return .more }
                acts = acts || rule.acts
            }
            fronts.note(text.starts[front.place], acts: acts)
            return acts ? .enough : .observes
        }
    }
}
