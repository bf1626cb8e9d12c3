import Monitor
import Oniguruma
import Rules

/// A place where a rule, or a part of one, hits.
struct Hit: Hashable {
    /// The view that hit.
    var view: View
    /// In original bytes; never empty.
    var bytes: Range<Int>
    /// Of a hit that its rule's cap ended: what the match would have taken behind it; it may be empty.
    var tail: Range<Int>?

    /// Leftmost first, then longest.
    static func precedes(_ one: Hit, _ other: Hit) -> Bool {
        (one.bytes.lowerBound, -one.bytes.upperBound) < (other.bytes.lowerBound, -other.bytes.upperBound)
    }
}

/// A search that a limit or an error ended.
struct SearchFailure: Error {
    var doubt: Doubt
}

/// One text under one rule set: its views and all that was found in them, each worked out once when first asked for.
///
/// All answers are in original bytes. A search asked for «from» a byte finds matches that start there or later, and sees
/// what stands before.
final class TextScan {
    let text: SourceText
    private let rules: CompiledRules
    private let limits: MatchLimits
    private var views: [View: TextView] = [:]
    private var encoded: [View: EncodedView] = [:]
    private var occurrences: [View: [Lexicon.List: [Range<Int>]]] = [:]
    private var wordHits: [Lexicon.List: [Hit]] = [:]
    private var spans: [Lexicon.List: Spans] = [:]
    private var foreignSpans: [Lexicon.List: Spans] = [:]
    private var expressionHits: [Int: (from: Int, hit: Hit?)] = [:]
    private var windowHits: [Int: (hits: [Hit], doubt: Doubt?)] = [:]

    init(_ text: SourceText, _ rules: CompiledRules, _ limits: MatchLimits) {
        self.text = text
        self.rules = rules
        self.limits = limits
    }

    /// The text in a view.
    func view(_ view: View) -> TextView {
        if let made = views[view] { return made }
        let made = TextView(text, view)
        views[view] = made
        return made
    }

    /// What a validator sees of a hit: the text as it came where that is the view that hit, else the folded text, but
    /// for what the rule does not fold.
    func validatedText(_ hit: Hit) -> String {
        let seen = view(hit.view.kind == .raw ? .raw : View(.folded, without: hit.view.without))
        var string = ""
        for ordinal in seen.ordinal(at: hit.bytes.lowerBound)..<seen.ordinal(at: hit.bytes.upperBound) {
            string.unicodeScalars.append(Unicode.Scalar(seen.scalars[ordinal]) ?? "\u{FFFD}")
        }
        return string
    }

    /// All occurrences of a list's words, each word's longest from each start, in original bytes.
    func spans(of list: Lexicon.List) -> Spans {
        if let made = spans[list] { return made }
        let view = self.view(list.view)
        let made = Spans(found(list).map { view.bytes(of: $0) })
        spans[list] = made
        return made
    }

    /// As `spans(of:)`, without those inside text that a rule set itself puts in place.
    func foreignSpans(of list: Lexicon.List) -> Spans {
        if let made = foreignSpans[list] { return made }
        let view = self.view(list.view)
        let made = Spans(found(list).map { view.bytes(of: $0) }.filter { !isOwnText($0) })
        foreignSpans[list] = made
        return made
    }

    /// Whether a range lies inside text that a rule set itself puts in place.
    func isOwnText(_ bytes: Range<Int>) -> Bool {
        spans(of: rules.ownTexts).containsWhole(bytes)
    }

    /// The first hit of a search that starts at a byte or after: leftmost, then longest or by the expression's priority.
    func next(_ search: Search, from byte: Int) throws(SearchFailure) -> Hit? {
        switch search {
        case .words(let list): return Self.first(wordHits(list), from: byte)
        case .expression(let pattern, let view, _, let cap?):
            return try nextMatch(of: pattern, view, cap, from: byte)
        case .expression(let pattern, let view, let number, nil):
            return try nextMatch(of: pattern, view, number, from: byte)
        case .any(let members):
            return try nextOfAny(members, from: byte)
        case .all(let window):
            let known = hits(of: window)
            return try Self.unless(known.doubt, before: Self.first(known.hits, from: byte))
        }
    }

    /// The hits of a search that do not overlap, from left to right; refused ones are passed over by one character.
    /// - Parameter passesTails: whether the search goes on behind what a capped match would have taken.
    func hits(
        _ search: Search, passesTails: Bool = false, where accepted: (Hit) -> Bool
    ) throws(SearchFailure) -> [Hit] {
        var hits: [Hit] = []
        var from = 0
        while let hit = try next(search, from: from) {
            if accepted(hit) {
                hits.append(hit)
                from = passesTails ? hit.tail?.upperBound ?? hit.bytes.upperBound : hit.bytes.upperBound
            } else {
                from = hit.bytes.lowerBound + 1
            }
        }
        return hits
    }
}

extension TextScan {
    private func found(_ list: Lexicon.List) -> [Range<Int>] {
        if let made = occurrences[list.view] { return made[list] ?? [] }
        let made = rules.lexicon.occurrences(in: view(list.view))
        occurrences[list.view] = made
        return made[list] ?? []
    }

    /// The longest occurrence from each start, by start.
    private func wordHits(_ list: Lexicon.List) -> [Hit] {
        if let made = wordHits[list] { return made }
        let view = self.view(list.view)
        var longest: [Range<Int>] = []
        for range in found(list) {
            guard let last = longest.last, last.lowerBound == range.lowerBound else {
                longest.append(range)
                continue
            }
            if last.upperBound < range.upperBound { longest[longest.count - 1] = range }
        }
        let made = longest.map { Hit(view: list.view, bytes: view.bytes(of: $0)) }
        wordHits[list] = made
        return made
    }

    /// The first hit of several searches; of equals, the one that stands first.
    private func nextOfAny(_ members: [Search], from byte: Int) throws(SearchFailure) -> Hit? {
        var best: Hit?
        var doubt: Doubt?
        for member in members {
            do throws(SearchFailure) {
                guard let hit = try next(member, from: byte) else { continue }
                if let known = best, !Hit.precedes(hit, known) { continue }
                best = hit
            } catch {
                if doubt.map({ error.doubt.from < $0.from }) ?? true { doubt = error.doubt }
            }
        }
        return try Self.unless(doubt, before: best)
    }

    /// A hit holds if it starts before a doubt; otherwise the doubt comes first.
    private static func unless(_ doubt: Doubt?, before hit: Hit?) throws(SearchFailure) -> Hit? {
        guard let doubt else { return hit }
        guard let hit, hit.bytes.lowerBound < doubt.from else { throw SearchFailure(doubt: doubt) }
        return hit
    }

    /// The first of some hits, in order of their starts, that starts at a byte or after.
    private static func first(_ hits: [Hit], from byte: Int) -> Hit? {
        let ordinal = hits.partitioningIndex { $0.bytes.lowerBound >= byte }
        return ordinal < hits.count ? hits[ordinal] : nil
    }

    /// The hits of a window by start: those that do not overlap, the one that is complete first going first.
    private func hits(of window: Search.Window) -> (hits: [Hit], doubt: Doubt?) {
        if let made = windowHits[window.number] { return made }
        var taken: [Hit] = []
        let complete = completions(of: window)
        for hit in complete.hits where hit.bytes.lowerBound >= taken.last?.bytes.upperBound ?? 0 {
            taken.append(hit)
        }
        taken.sort(by: Hit.precedes)
        let made = (hits: taken, doubt: complete.doubt)
        windowHits[window.number] = made
        return made
    }
}

/// A view as the expression engine sees it.
private struct EncodedView {
    var bytes: ViewBytes
    var text: ValidText
}

extension TextScan {
    private func encoded(_ view: View) throws(SearchFailure) -> EncodedView {
        if let made = encoded[view] { return made }
        let bytes = ViewBytes(self.view(view))
        guard let text = ValidText(bytes.bytes) else {
            throw SearchFailure(doubt: Doubt(reason: .matcherError, from: 0))
        }
        let made = EncodedView(bytes: bytes, text: text)
        encoded[view] = made
        return made
    }

    private func nextMatch(
        of pattern: Pattern, _ view: View, _ number: Int, from byte: Int
    ) throws(SearchFailure) -> Hit? {
        // What was found from further left still holds, as long as it starts far enough to the right.
        if let known = expressionHits[number], known.from <= byte {
            guard let hit = known.hit else { return nil }
            if hit.bytes.lowerBound >= byte { return hit }
        }
        let text = self.view(view)
        let encoded = try encoded(view)
        var ordinal = text.ordinal(at: byte)
        while ordinal < text.scalars.count {
            let from = encoded.bytes.offsets[ordinal]
            guard let match = try firstMatch(of: pattern, in: encoded.text, from: from, at: text.starts[ordinal]) else {
                break
            }
            let start = encoded.bytes.ordinal(at: match.lowerBound)
            let end = encoded.bytes.ordinal(at: match.upperBound)
            // An empty match is none, and neither is one that `\K` moves to before the search's own start.
            if start < end, start >= ordinal {
                let hit = Hit(view: view, bytes: text.bytes(of: start..<end))
                expressionHits[number] = (byte, hit)
                return hit
            }
            ordinal = max(start, ordinal) + 1
        }
        expressionHits[number] = (byte, nil)
        return nil
    }

    /// Where a rule has a cap, each place is asked about by itself.
    private func nextMatch(
        of pattern: Pattern, _ view: View, _ cap: PlainCap, from byte: Int
    ) throws(SearchFailure) -> Hit? {
        let text = self.view(view)
        let encoded = try encoded(view)
        for place in text.ordinal(at: byte)..<max(text.ordinal(at: byte), text.scalars.count) {
            if let end = cap.end(in: text.scalars, at: place) {
                let tail = text.ends[place + cap.chars - 1]..<max(text.ends[place + cap.chars - 1], text.ends[end - 1])
                return Hit(view: view, bytes: text.starts[place]..<tail.lowerBound, tail: tail)
            }
            let from = encoded.bytes.offsets[place]
            guard let match = try firstMatch(of: pattern, in: encoded.text, from: from, at: text.starts[place]),
                match.lowerBound == from, !match.isEmpty
            else { continue }
            return Hit(view: view, bytes: text.bytes(of: place..<encoded.bytes.ordinal(at: match.upperBound)))
        }
        return nil
    }

    private func firstMatch(
        of pattern: Pattern, in text: ValidText, from: Int, at original: Int
    ) throws(SearchFailure) -> Range<Int>? {
        let bounds = SearchLimits(
            retriesPerMatch: limits.retries, retriesPerSearch: limits.retriesPerSearch(of: text.count),
            stack: limits.stack)
        do throws(SearchError) {
            return try pattern.firstMatch(in: text, from: from, limits: bounds)
        } catch {
            let reason: Doubt.Reason =
                switch error {
                case .retryLimit: .retryLimit
                case .matchStack: .matchStack
                case .invalidText, .engine: .matcherError
                }
            throw SearchFailure(doubt: Doubt(reason: reason, from: original))
        }
    }
}
