import Oniguruma
import Primitives
import RegexSyntax
import TextMatching

/// An expression that is tried at single places: by our own engine where that covers it, otherwise by libonig with our
/// engine in front, which says for certain where nothing can match.
final class PlanExpression: Sendable {
    /// Compiled when a text first holds what a match can begin with, as libonig's is when it is first asked: for most
    /// expressions never.
    private let deferred: DeferredProgram
    private let pattern: LazyPattern
    /// The scalars that a match can begin with.
    let firsts: ScalarSet
    /// How many scalars of context on the left can matter.
    let reach: Int
    /// Whether what decides on a match can grow without end.
    let isUnbounded: Bool
    /// The expression as a tree.
    let root: Node
    /// What it takes, for following a match past its cap.
    let paths: Lazy<ExpressionPaths>

    init(_ source: String) throws(SyntaxError) {
        let root = try Expression(source).root
        self.root = root
        pattern = LazyPattern(source)
        deferred = DeferredProgram(root)
        paths = Lazy { ExpressionPaths(root) }
        firsts = root.mayBeEmpty ? .all : root.firsts
        reach = root.lookBehindReach
        isUnbounded = root.isUnbounded
    }

    /// What became of an attempt.
    enum Outcome {
        case none
        /// In ordinals of the view; not empty.
        case match(Range<Int>)
        /// What is still to come decides. What is stuck has come to a limit before the end of the text, so that it
        /// comes no further before all is there.
        case open(isStuck: Bool)
        case failure(Doubt.Reason)
    }

    /// Tries to match at one place of a view.
    /// - Parameters:
    ///   - end: how many of the view's scalars are looked at, if not all; then the text is not complete.
    ///   - work: what attempts work with; its `cost` is that of this one afterwards.
    func attempt(
        in text: ViewText, at start: Int, upTo end: Int? = nil, isComplete: Bool, _ limits: MatchLimits,
        _ work: inout AttemptWork
    ) -> Outcome {
        let count = end ?? text.scalars.count
        let compiled = deferred.compiled
        let isExact = compiled.isExact
        let attempt = compiled.program.attempt(
            in: text.scalars, at: start, upTo: count, isTextStart: text.isTextStart, isComplete: isComplete,
            limit: limits.steps, workspace: &work.own)
        work.cost = work.own.steps
        switch attempt {
        case .none where isExact: return .none
        case .none:
            // It is the scalar at the end that failed; what matters is whether a way was left at the end.
            guard isComplete || work.own.furthest < count else { return .open(isStuck: false) }
            return libonig(text, start, count, isComplete, limits, &work)
        case .match(let end) where isExact: return end > start ? .match(start..<end) : .none
        case .open: return .open(isStuck: false)
        case .match: return isComplete ? libonig(text, start, count, isComplete, limits, &work) : .open(isStuck: false)
        case .limit: return isComplete ? libonig(text, start, count, isComplete, limits, &work) : .open(isStuck: true)
        }
    }

    /// Whether an attempt at any of some places comes to anything: not sure where it answers `true`.
    func mayMatch(
        in window: ScalarWindow, at places: Range<Int>, isTextStart: Bool, isComplete: Bool, _ limits: MatchLimits,
        _ workspace: inout ExpressionWorkspace
    ) -> Bool {
        let compiled = deferred.compiled
        // What libonig has to be asked about may also fail.
        guard compiled.isExact else { return true }
        return compiled.program.mayMatch(
            in: window, at: places, isTextStart: isTextStart, isComplete: isComplete, limit: limits.steps,
            workspace: &workspace)
    }

    /// libonig's answer about one place of a text that is complete, or that no longer matters behind what it sees.
    ///
    /// libonig does not say how much it has done. So it is asked with a small limit first and then with larger ones,
    /// and what it could not do with is its cost.
    private func libonig(
        _ text: ViewText, _ start: Int, _ count: Int, _ isComplete: Bool, _ limits: MatchLimits,
        _ work: inout AttemptWork
    ) -> Outcome {
        guard let pattern = pattern.pattern else { return .failure(.matcherError) }
        let first = isComplete ? 0 : max(0, start - reach)
        guard let encoded = work.encoded(text, first..<count, isComplete: isComplete) else { return .failure(.matcherError) }
        let edges: TextEdges = text.isTextStart && first == 0 ? [] : .openStart
        var retries = min(256, max(1, limits.retries))
        while true {
            let bounds = SearchLimits(
                retriesPerMatch: retries, retriesPerSearch: limits.retriesPerSearch(of: encoded.text.count),
                stack: limits.stack)
            work.cost += retries / 4
            do throws(SearchError) {
                let at = encoded.offsets[start - first]
                guard let match = try pattern.match(in: encoded.text, at: at, limits: bounds, edges: edges)
                else { return .none }
                let lower = first + encoded.ordinal(at: match.lowerBound)
                let upper = first + encoded.ordinal(at: match.upperBound)
                return lower == upper || lower < start ? .none : .match(lower..<upper)
            } catch {
                switch error {
                case .retryLimit where retries < limits.retries: retries = min(limits.retries, retries * 4)
                case .retryLimit: return .failure(.retryLimit)
                case .matchStack: return .failure(.matchStack)
                case .invalidText, .engine: return .failure(.matcherError)
                }
            }
        }
    }
}

/// What the attempts in one view work with, and what the last one has cost.
struct AttemptWork {
    var own = ExpressionWorkspace()
    /// In steps of our own engine, or times that libonig went back.
    var cost = 0
    /// The whole view, once it is complete and libonig has been asked.
    private var whole: EncodedText?

    init() {}

    /// Begins a new text.
    mutating func restart() {
        cost = 0
        whole = nil
    }

    /// What it has set aside, in bytes, about.
    var size: Int { own.size }

    /// Some of a view's scalars as libonig sees them: all of them where the text is complete.
    fileprivate mutating func encoded(_ text: ViewText, _ places: Range<Int>, isComplete: Bool) -> EncodedText? {
        if isComplete, let whole { return whole }
        let made = EncodedText(text.scalars[places])
        cost += places.count / 16
        if isComplete { whole = made }
        return made
    }
}

/// A stretch of a view as libonig sees it.
private struct EncodedText {
    let text: ValidText
    /// The first byte of each scalar, and the number of bytes at the end.
    let offsets: [Int]

    init?(_ scalars: ArraySlice<UInt32>) {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        offsets.reserveCapacity(scalars.count + 1)
        for value in scalars {
            offsets.append(bytes.count)
            bytes.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        }
        offsets.append(bytes.count)
        guard let text = ValidText(bytes) else { return nil }
        self.text = text
        self.offsets = offsets
    }

    func ordinal(at byte: Int) -> Int { offsets.partitioningIndex { $0 >= byte } }
}
