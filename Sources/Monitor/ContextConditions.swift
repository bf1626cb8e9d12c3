import Rules
import TextMatching

/// An answer that may have to wait for more text.
enum Answer { case yes, no, wait }

extension ChannelScan {
    /// What a rule's own conditions make of a hit.
    enum Condition {
        case accepted(Severity)
        case refused
        case wait
    }

    func condition(_ hit: Hit, of rule: PlannedRule) -> Condition {
        if let validator = rule.rule.validate, !validator.accepts(text(hit.bytes, in: hit.view)) { return .refused }
        var waits = false
        if let except = rule.except {
            switch stands(anyOf: except, view: rule.view, around: hit.bytes) {
            case .yes: return .refused
            case .wait: waits = true
            case .no: break
            }
        }
        guard let near = rule.near, let condition = rule.rule.near else {
            return waits ? .wait : .accepted(rule.rule.severity)
        }
        let answer = stands(anyOf: near, view: rule.view, near: hit.bytes, condition)
        switch (condition.effect, answer) {
        case (_, .wait): return .wait
        case (.require, .no): return .refused
        case (.require, .yes): return waits ? .wait : .accepted(rule.rule.severity)
        case (.raise, .no): return waits ? .wait : .accepted(rule.rule.severity)
        case (.raise(let raised), .yes): return waits ? .wait : .accepted(raised)
        }
    }

    /// In bytes, how much of what has begun a validator sees that may refuse it: a rule may wait for long.
    private static let beginning = 256

    /// Whether something of a leaf that is undecided at a byte can still be accepted by its rule, as far as what stands
    /// before it and its first characters tell.
    func mayBecomeFinding(_ leaf: Int, at byte: Int) -> Bool {
        guard plan.canBeRefusedEarly[leaf] else { return true }
        let rule = plan.rules[plan.leaves[leaf].rule]
        let view = plan.leaves[leaf].name
        if let validator = rule.rule.validate, validator.refusesBeginnings,
            validator.refusesAll(beginningWith: text(byte..<min(decoded, byte + Self.beginning), in: view))
        {
            return false
        }
        guard let near = rule.near, let condition = rule.rule.near, condition.effect == .require,
            condition.side == .before
        else { return true }
        return stands(anyOf: near, view: rule.view, near: byte..<byte, condition) != .no
    }

    /// A range of original bytes as a validator sees what was found there in a view.
    private func text(_ bytes: Range<Int>, in view: View) -> String {
        let text = raw
        let folding = view == .folded ? plan.folding : Folding(view.seenByValidators.foldings)
        var string = ""
        for ordinal in text.ordinal(at: bytes.lowerBound)..<text.ordinal(at: bytes.upperBound) {
            guard let scalar = folding.map(text.scalars[ordinal]) else { continue }
            string.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
        }
        return string
    }

    /// Whether an occurrence of a word contains a range of original bytes.
    private func stands(anyOf words: KeywordTable, view: Int, around bytes: Range<Int>) -> Answer {
        let text = views[view]
        let end = text.ordinal(at: bytes.lowerBound + 1)
        let first = min(words.reach(in: text, before: text.ordinal(at: bytes.upperBound)), end)
        var answer = Answer.no
        var next = first
        while answer != .yes, let place = words.nextPlace(in: text, next..<max(next, end)) {
            occurrences(of: words, in: text, at: place) { range in
                guard let range else { return answer = answer == .yes ? .yes : .wait }
                if range.lowerBound <= bytes.lowerBound, range.upperBound >= bytes.upperBound { answer = .yes }
            }
            next = place + 1
        }
        return answer
    }

    /// Tells the longest occurrence of each word that begins at a place, or that it is undecided.
    private func occurrences(
        of words: KeywordTable, in text: ViewText, at place: Int, _ body: (Range<Int>?) -> Void
    ) {
        words.attempts(in: text, at: place, isComplete: isComplete) { _, attempt in
            switch attempt {
            case .match(let end): body(text.starts[place]..<text.ends[end - 1])
            case .open: body(nil)
            case .none, .limit: break
            }
        }
    }

    /// Whether a range lies inside a text that the rule set itself puts in place.
    func isOwnText(_ bytes: Range<Int>) -> Answer {
        plan.ownTexts.isEmpty ? .no : stands(anyOf: plan.ownTexts, view: 0, around: bytes)
    }

    /// Whether a word stands on the right side of a hit, beside it and not in it, at most `within` scalars away, and
    /// not inside a text of our own.
    private func stands(
        anyOf words: KeywordTable, view: Int, near hit: Range<Int>, _ condition: Near
    ) -> Answer {
        let text = views[view]
        let within = max(0, condition.within)
        var answer = Answer.no
        if condition.side != .after {
            let ordinal = text.ordinal(at: hit.lowerBound)
            let nearest = max(0, ordinal - within)
            // A word that ends where the nth scalar before the hit starts, or later, has at most n scalars after it.
            let from = nearest > 0 ? min(text.ends[nearest - 1], hit.lowerBound) : Int.min
            var next = words.reach(in: text, before: nearest)
            while answer != .yes, let place = words.nextPlace(in: text, next..<max(next, ordinal)) {
                occurrences(of: words, in: text, at: place) { range in
                    guard let range else { return answer = answer == .yes ? .yes : .wait }
                    guard range.upperBound >= from, range.upperBound <= hit.lowerBound else { return }
                    answer = Self.either(answer, notOwn(range))
                }
                next = place + 1
            }
        }
        guard condition.side != .before, answer != .yes else { return answer }
        let ordinal = text.ordinal(at: hit.upperBound)
        let (sum, overflow) = ordinal.addingReportingOverflow(within)
        let isInside = !overflow && sum < text.scalars.count
        if !isInside, !isComplete { answer = .wait }
        let end = isInside ? sum + 1 : text.scalars.count
        var next = ordinal
        while answer != .yes, let place = words.nextPlace(in: text, next..<max(next, end)) {
            occurrences(of: words, in: text, at: place) { range in
                answer = Self.either(answer, range.map(notOwn) ?? .wait)
            }
            next = place + 1
        }
        return answer
    }

    private func notOwn(_ bytes: Range<Int>) -> Answer {
        switch isOwnText(bytes) {
        case .yes: .no
        case .no: .yes
        case .wait: .wait
        }
    }

    private static func either(_ one: Answer, _ other: Answer) -> Answer {
        one == .yes || other == .yes ? .yes : one == .wait || other == .wait ? .wait : .no
    }
}
