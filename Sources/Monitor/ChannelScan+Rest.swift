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
        /// The rules with an `all` of which a member may begin, and at which byte.
        var windows: [(rule: Int, byte: Int)] = []

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

    /// Forgets what is open in favour of the fronts, and what was found, of which no rule needs anything any more.
    /// - Returns: whether that can be: not where there is something that would not be found again.
    mutating func rest() -> Bool {
        guard tails.isEmpty, failures.isEmpty, touched.isEmpty, views.firstInvalid == nil else { return false }
        for view in plan.views.indices {
            // Behind what was found nothing may be found twice.
            if let first = openWords[view].first, first.at < found || isLong(first.at, view) { return false }
            if let first = openHeads[view].first, first.at < found { return false }
            if plan.heads[view] != nil, knownHeads[view] == nil { return false }
        }
        guard opens.isEmpty || opens.allSatisfy({ isShort($0.key, $0.value) }) else { return false }
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
        for leaf in Array(hits.keys) { forgetHits(leaf) }
        for (leaf, first) in forgetOpens() {
            let view = plan.leaves[leaf].view
            let place = views[view].ordinal(at: first)
            if place < headFronts[view].start { headFronts[view] = ExpressionHeads.Walk(at: place) }
        }
        return true
    }

    /// Whether a word has been open for so long that it costs less not to look at it with every piece, as it does where
    /// a run of one character only grows.
    private func isLong(_ byte: Int, _ view: Int) -> Bool {
        views[view].scalars.count - views[view].ordinal(at: byte) > Self.longest
    }

    /// In scalars.
    fileprivate static let longest = 128

    /// Whether the places at which a leaf is open are found again by its heads.
    private func isShort(_ leaf: Int, _ places: [OpenAttempt]) -> Bool {
        guard let first = places.first, first.at >= found, !places.contains(where: \.isStuck) else { return false }
        let text = views[plan.leaves[leaf].view]
        return text.scalars.count - text.ordinal(at: first.at) <= ExpressionHeads.depth
    }

    private mutating func settleWords(_ view: Int, _ text: ViewText, _ fronts: inout Fronts) -> Bool {
        let words = plan.words[view]
        guard !words.table.isEmpty else { return true }
        let stop = wordFronts[view].settle(words.table, in: text)
        var front = plan.note(stop, wordFronts[view], words, text, &fronts)
        guard front == .observes, words.canHold else { return front != .more }
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
        guard front == .observes, heads.haveMarks(PlanLeaf.holdingMarks) else { return front != .more }
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
            let byte = text.starts[walk.start]
            var acts = marks & PlanLeaf.actingMark != 0
            if marks & PlanLeaf.windowMark != 0 {
                for leaf in heads[walk.state].alive {
                    guard let acting = plan.noteWindow(Int(leaf), at: byte, &fronts) else { return .more }
                    acts = acts || acting
                }
            }
            if !acts, marks & PlanLeaf.earlyMark != 0 { acts = mayAct(heads[walk.state].alive, at: byte) }
            if heads.isUnsure(in: walk.state) {
                guard let acting = ask(heads[walk.state].unsure, at: walk.start, text, &fronts) else { return .more }
                acts = acts || acting
            }
            fronts.note(byte, acts: acts)
            return acts ? .enough : .observes
        }
    }

    /// Asks the engine about expressions that may be open at a place. No attempt is longer than heads are deep, so that
    /// none has to be accounted for.
    /// - Returns: whether one is that the text waits for; `nil` where one is more than open.
    private mutating func ask(
        _ leaves: [Int32], at place: Int, _ text: ViewText, _ fronts: inout Fronts
    ) -> Bool? {
        var acts = false
        for number in leaves {
            let leaf = Int(number)
            guard let expression = plan.leaves[leaf].expression else { continue }
            let view = plan.leaves[leaf].view
            switch expression.attempt(in: text, at: place, isComplete: false, limits, &work[view]) {
            case .none: continue
            case .open(isStuck: false): break
            case .open, .match, .failure: return nil
            }
            guard let acting = plan.noteWindow(leaf, at: text.starts[place], &fronts) else { return nil }
            acts = acts || acting || plan.rules[plan.leaves[leaf].rule].isPlain && mayAct(leaf, at: text.starts[place])
        }
        return acts
    }

    private func mayAct(_ leaf: Int, at byte: Int) -> Bool {
        plan.rules[plan.leaves[leaf].rule].acts && mayBecomeFinding(leaf, at: byte)
    }

    /// Whether one of the rules that are to be asked about what begins at a byte acts and does not refuse it.
    private func mayAct(_ leaves: [Int32], at byte: Int) -> Bool {
        leaves.contains { plan.canBeRefusedEarly[Int($0)] && mayAct(Int($0), at: byte) }
    }
}

extension Plan {
    /// Notes that a leaf of a rule with an `all` may begin at a byte.
    /// - Returns: whether the text waits for it: not for the first member of an `all` that may begin; where another may
    ///   have begun before, the rule has to be asked, which is `nil`.
    fileprivate func noteWindow(_ leaf: Int, at byte: Int, _ fronts: inout ChannelScan.Fronts) -> Bool? {
        let number = leaves[leaf].rule
        let rule = rules[number]
        guard !rule.isPlain else { return false }
        guard rule.restsWithWindows else { return nil }
        if standsAlone[leaf] { return rule.acts }
        if let known = fronts.windows.first(where: { $0.rule == number }) { return known.byte == byte ? false : nil }
        fronts.windows.append((number, byte))
        return false
    }

    fileprivate func note(
        _ stop: KeywordFront.Stop, _ front: KeywordFront, _ words: PlanWords, _ text: ViewText,
        _ fronts: inout ChannelScan.Fronts
    ) -> ChannelScan.Front {
        switch stop {
        case .none: return .enough
        case .found: return .more
        case .open(let row):
            guard text.scalars.count - front.place <= ChannelScan.longest else { return .more }
            var acts = words.arePlain(row).acting
            let byte = text.starts[front.place]
            for leaf in words.windowed(row) {
                guard let acting = noteWindow(leaf, at: byte, &fronts) else { return .more }
                acts = acts || acting
            }
            for leaf in front.others {
                guard let acting = noteWindow(Int(leaf), at: byte, &fronts) else { return .more }
                acts = acts || acting || rules[leaves[Int(leaf)].rule].isPlain && rules[leaves[Int(leaf)].rule].acts
            }
            fronts.note(byte, acts: acts)
            return acts ? .enough : .observes
        }
    }
}
