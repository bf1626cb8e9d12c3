import Primitives
import Rules
import Synchronization
import TextMatching

/// What whole texts are judged with, kept from one to the next: a short text takes less time than setting all of this
/// aside would.
struct BatchDesk: Sendable {
    fileprivate var look: Gates.Look
    fileprivate var scan: ChannelScan
    /// For a part of a text.
    fileprivate var part: ChannelScan
    /// For a first look at one.
    fileprivate var window = ScalarWindow()
    fileprivate var workspace = ExpressionWorkspace()
    fileprivate var found: [(leaf: Int, hit: LeafHit)] = []
    /// How many bytes parts have had.
    fileprivate var read = 0
    /// The rules that could find something, in order, and the same as flags.
    fileprivate var due: [Int] = []
    fileprivate var isDue: Marks
    fileprivate var candidates: [Gates.Candidate] = []

    init(_ plan: Plan, _ entrance: Entrance, _ limits: MatchLimits) {
        look = Gates.Look(entrance.gates)
        scan = ChannelScan(plan, limits)
        part = scan
        isDue = Marks(count: plan.rules.count)
    }
}

/// A desk between two texts. Only who has taken it from those that are kept looks at it.
final class KeptDesk: @unchecked Sendable {
    fileprivate var desk: BatchDesk

    fileprivate init(_ desk: BatchDesk) {
        self.desk = desk
    }
}

/// Judges a text that is whole: gates first, and then only the rules for which something stands in the text, and only
/// where it stands.
struct BatchJudge {
    private let plan: Plan
    private let entrance: Entrance
    private let terms: DecisionTerms
    private let limits: MatchLimits

    init(_ plan: Plan, _ entrance: Entrance, _ terms: DecisionTerms, _ limits: MatchLimits) {
        self.plan = plan
        self.entrance = entrance
        self.terms = terms
        self.limits = limits
    }

    /// In bytes, the longest text whose desk is kept.
    private static let kept = 1 << 16

    func judge(_ text: [UInt8]) -> Judgement {
        let kept = entrance.desks.withLock { $0.popLast() } ?? KeptDesk(BatchDesk(plan, entrance, limits))
        let judgement = judge(text, &kept.desk)
        if text.count <= Self.kept { entrance.desks.withLock { $0.append(kept) } }
        return judgement
    }

    private func judge(_ text: [UInt8], _ desk: inout BatchDesk) -> Judgement {
        entrance.gates.look(at: text, &desk.look)
        findDue(&desk)
        let isUTF8 = TextEncoding.isUTF8(text)
        if desk.due.isEmpty, isUTF8 {
            return Judgement(findings: [], doubts: [], verdict: .clean, decision: Decision(edits: [], cut: nil))
        }
        let isDue = desk.isDue
        entrance.gates.candidates(desk.look, in: text, into: &desk.candidates) { gate in
            entrance.isPlaced[gate] && isDue[entrance.owners[gate]]
        }
        guard isUTF8, findInParts(text, &desk) else {
            findInWhole(text, &desk)
            return decide(&desk)
        }
        guard !desk.found.isEmpty else {
            return Judgement(findings: [], doubts: [], verdict: .clean, decision: Decision(edits: [], cut: nil))
        }
        takeFound(text, &desk)
        return decide(&desk)
    }

    /// Looks at the whole text.
    private func findInWhole(_ text: [UInt8], _ desk: inout BatchDesk) {
        desk.scan.restart(limits, views: views(of: desk.due))
        desk.scan.feed(text)
        desk.scan.finish()
        for number in desk.due {
            for leaf in plan.rules[number].leaves { find(leaf, &desk) }
        }
    }

    /// Those of a leaf.
    private func candidates(_ leaf: Int, _ all: [Gates.Candidate]) -> ArraySlice<Gates.Candidate> {
        let first = all.partitioningIndex { $0.item.leaf >= leaf }
        return all[first...].prefix { $0.item.leaf == leaf }
    }

    /// Looks only at what stands around the candidates, and at the whole text only for a rule that needs that for what
    /// was found. Most of what gates let through comes to nothing.
    /// - Returns: whether that tells what is found; nothing was kept where it does not.
    private func findInParts(_ text: [UInt8], _ desk: inout BatchDesk) -> Bool {
        desk.found.removeAll(keepingCapacity: true)
        desk.read = 0
        for number in desk.due {
            for leaf in plan.rules[number].leaves where !findInParts(leaf, text, &desk) { return false }
        }
        return true
    }

    /// Takes what was found in parts for what is found, and reads the whole text where a rule needs that.
    private func takeFound(_ text: [UInt8], _ desk: inout BatchDesk) {
        desk.due.removeAll { number in !desk.found.contains { entrance.owners[$0.leaf] == number } }
        let readers = desk.due.filter { entrance.readsText[$0] }
        desk.scan.restart(limits, views: views(of: readers))
        if !readers.isEmpty { desk.scan.feed(text) }
        desk.scan.finish()
        for (leaf, hit) in desk.found { desk.scan.add(hit, to: leaf) }
    }

    private func findInParts(_ leaf: Int, _ text: [UInt8], _ desk: inout BatchDesk) -> Bool {
        guard !entrance.gates.isOpen[leaf], !entrance.hasCap[leaf] else { return false }
        guard entrance.hasCompanion(leaf, desk.look) else { return true }
        var rest = candidates(leaf, desk.candidates)
        if entrance.gates.isExact[leaf] {
            var last: Int?
            for candidate in rest where candidate.bytes.lowerBound != last {
                last = candidate.bytes.lowerBound
                desk.found.append((leaf, LeafHit(at: candidate.bytes.lowerBound, bytes: candidate.bytes)))
            }
            return true
        }
        let companions =
            entrance.companions[leaf].map { entrance.gates.isOpen[$0] ? [] : candidates($0, desk.candidates) } ?? []
        while let first = rest.first {
            guard Self.isAccompanied(first, companions) else {
                rest = rest.dropFirst()
                continue
            }
            // What stands close together is looked at once.
            var end = first.bytes.upperBound
            let group = rest.prefix { candidate in
                guard candidate.bytes.lowerBound <= end + Self.near else { return false }
                end = max(end, candidate.bytes.upperBound)
                return true
            }
            guard find(leaf, group, upTo: end, text, &desk) else { return false }
            rest = rest.dropFirst(group.count)
        }
        return true
    }

    /// Whether something that must stand besides a leaf's candidate stands where it has to.
    private static func isAccompanied(_ candidate: Gates.Candidate, _ companions: ArraySlice<Gates.Candidate>) -> Bool {
        // Where there are many, to compare all with all would cost their product.
        companions.isEmpty || companions.count > Self.mostCompanions || companions.contains(where: candidate.mayGo(with:))
    }

    private static let mostCompanions = 32

    /// In bytes: how far apart candidates may be that are looked at together, and how much is looked at behind them.
    private static let near = 64

    /// Tries a leaf at candidates that end before a byte, with as much of the text around them as it takes.
    private func find(
        _ leaf: Int, _ group: ArraySlice<Gates.Candidate>, upTo end: Int, _ text: [UInt8], _ desk: inout BatchDesk
    ) -> Bool {
        guard let start = group.first?.bytes.lowerBound else { return true }
        var before = entrance.contexts[leaf]
        for candidate in group {
            guard let greatest = candidate.item.least == nil ? candidate.item.greatest ?? 0 : candidate.item.greatest
            else { return false }
            before = max(before, entrance.contexts[leaf] + greatest)
        }
        guard before <= Self.mostBefore else { return false }
        guard mayMatch(leaf, group, upTo: end, before, text, &desk) else { return true }
        let view = entrance.viewsOfLeaves[leaf]
        var (back, ahead) = (4 * before, Self.near)
        while true {
            var first = max(0, start - back)
            while first > 0, text[first] & 0xC0 == 0x80 { first -= 1 }
            let last = min(text.count, end + ahead)
            // Parts that overlap cost more than the whole, and where most of them grow to its end its square.
            desk.read += last - first
            guard desk.read <= text.count else { return false }
            desk.part.restart(limits, views: ViewChoice(view), from: first)
            desk.part.feed(text[first..<last])
            if last == text.count { desk.part.finish() }
            if first > 0, desk.part.views[view].ordinal(at: start) < before {
                back *= 4
                continue
            }
            desk.part.tryLeaf(leaf, at: group)
            guard desk.part.failures.isEmpty else { return false }
            if desk.part.openPlaces(leaf).isEmpty {
                for hit in desk.part.hits[leaf] ?? [] { desk.found.append((leaf, hit)) }
                return true
            }
            guard last < text.count else { return false }
            ahead *= 4
        }
    }

    /// A first look at what ``find(_:_:upTo:_:_:)`` would look at: whether any attempt comes to anything there.
    private func mayMatch(
        _ leaf: Int, _ group: ArraySlice<Gates.Candidate>, upTo end: Int, _ before: Int, _ text: [UInt8],
        _ desk: inout BatchDesk
    ) -> Bool {
        guard let start = group.first?.bytes.lowerBound, let expression = plan.leaves[leaf].expression else { return true }
        var first = max(0, start - 4 * before)
        while first > 0, text[first] & 0xC0 == 0x80 { first -= 1 }
        var last = min(text.count, end + entrance.outlooks[leaf])
        while last < text.count, text[last] & 0xC0 == 0x80 { last += 1 }
        let folding = entrance.foldings[entrance.viewsOfLeaves[leaf]]
        guard let hits = desk.window.take(text, first..<last, folding, inner: start..<end),
            first == 0 || hits.lowerBound >= before
        else { return true }
        var (least, greatest) = (Int.max, 0)
        for candidate in group {
            least = min(least, candidate.item.least ?? 0)
            greatest = max(greatest, candidate.item.greatest ?? 0)
        }
        let from = max(0, hits.lowerBound - greatest)
        let to = max(hits.lowerBound + 1, hits.upperBound) - least
        return expression.mayMatch(
            in: desk.window, at: from..<max(from, to), isTextStart: first == 0, isComplete: last == text.count, limits,
            &desk.workspace)
    }

    /// In scalars: who needs more gets the whole text.
    private static let mostBefore = 128

    /// Finds what a leaf finds.
    private func find(_ leaf: Int, _ desk: inout BatchDesk) {
        let rest = candidates(leaf, desk.candidates)
        if entrance.gates.isOpen[leaf] {
            desk.scan.tryLeaf(leaf, at: nil)
        } else if !entrance.hasCompanion(leaf, desk.look) {
            return
        } else if !rest.isEmpty, entrance.gates.isExact[leaf] {
            desk.scan.takeWords(leaf, at: rest)
        } else if !rest.isEmpty {
            desk.scan.tryLeaf(leaf, at: rest)
        }
    }

    private func decide(_ desk: inout BatchDesk) -> Judgement {
        var findings: [Finding] = []
        var doubts = desk.scan.firstInvalid.map { [Doubt(reason: .invalidUTF8, from: $0)] } ?? []
        var deciding = StreamDeciding(terms)
        for doubt in doubts { deciding.add(doubt, acts: true) }
        // Most of what gates let through comes to nothing.
        for number in desk.due where plan.rules[number].leaves.contains(where: { desk.scan.knows($0) }) {
            var state = RuleProgress()
            let answer = state.advance(plan.rules[number], in: desk.scan)
            for finding in answer.findings { deciding.add(finding) }
            for part in answer.swallowed { deciding.add(part) }
            findings += answer.findings
            if let doubt = answer.doubt {
                deciding.add(doubt, acts: plan.rules[number].acts)
                if !doubts.contains(doubt) { doubts.append(doubt) }
            }
        }
        findings.sort(by: Finding.precedes)
        doubts.sort { ($0.from, $0.reason.rawValue) < ($1.from, $1.reason.rawValue) }
        let edits = deciding.release(upTo: desk.scan.decoded, desk.scan.raw, isComplete: true, mayJoin: false)
        return Judgement(
            findings: findings, doubts: doubts, verdict: deciding.verdict,
            decision: Decision(edits: edits, cut: deciding.cut))
    }

    /// The rules that could find anything, given what their gates have found.
    private func findDue(_ desk: inout BatchDesk) {
        desk.due.removeAll(keepingCapacity: true)
        desk.isDue.clear()
        for number in entrance.openRules { note(number, &desk) }
        for gate in desk.look.seen { note(entrance.owners[gate], &desk) }
        if desk.due.count > 1 { desk.due.sort() }
    }

    private func note(_ number: Int, _ desk: inout BatchDesk) {
        guard !desk.isDue[number], entrance.isDueWhenSeen[number] || entrance.isDue(number, desk.look, in: plan)
        else { return }
        desk.isDue.set(number)
        desk.due.append(number)
    }

    /// The views that rules look at; the raw one is always needed.
    private func views(of due: [Int]) -> ViewChoice {
        var views = ViewChoice(0)
        for number in due { views.formUnion(entrance.views[number]) }
        return views
    }
}

extension ChannelScan {
    /// Whether a leaf has found something, or failed.
    func knows(_ leaf: Int) -> Bool { hits[leaf] != nil || failures[leaf] != nil || opens[leaf] != nil }

    /// Takes the hits of a gate that are those of its words: of each place the longest, which comes first.
    mutating func takeWords(_ leaf: Int, at candidates: ArraySlice<Gates.Candidate>) {
        var last: Int?
        for candidate in candidates where candidate.bytes.lowerBound != last {
            add(LeafHit(at: candidate.bytes.lowerBound, bytes: candidate.bytes), to: leaf)
            last = candidate.bytes.lowerBound
        }
    }

    /// Tries a leaf where candidates say, or everywhere.
    mutating func tryLeaf(_ leaf: Int, at candidates: ArraySlice<Gates.Candidate>?) {
        let text = views[plan.leaves[leaf].view]
        let count = text.scalars.count
        guard let candidates else { return tryLeaf(leaf, at: 0..<count, in: text) }
        if candidates.count == 1, let candidate = candidates.first {
            return tryLeaf(leaf, at: Self.places(candidate, text), in: text)
        }
        var tried = 0
        for range in candidates.map({ Self.places($0, text) }).sorted(by: { $0.lowerBound < $1.lowerBound })
        where range.upperBound > tried {
            tryLeaf(leaf, at: max(tried, range.lowerBound)..<range.upperBound, in: text)
            tried = range.upperBound
        }
    }

    /// Where a match may begin that a candidate stands for.
    private static func places(_ candidate: Gates.Candidate, _ text: ViewText) -> Range<Int> {
        let start = text.ordinal(at: candidate.bytes.lowerBound)
        let end = text.ordinal(at: candidate.bytes.upperBound)
        guard let least = candidate.item.least else {
            return max(0, start - (candidate.item.greatest ?? 0))..<max(start, end)
        }
        // A run's hit may be longer than one occurrence: a match may begin before any place in it.
        let from = candidate.item.greatest.map { max(0, start - $0) } ?? 0
        return from..<max(from, min(text.scalars.count, max(start + 1, end) - least))
    }
}
