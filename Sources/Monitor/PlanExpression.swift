import Oniguruma
import RegexSyntax
import Synchronization
import TextMatching

/// An expression that is tried at single places: by our own engine where that covers it, otherwise by libonig with our
/// engine in front, which says for certain where nothing can match.
struct PlanExpression: Sendable {
    /// Compiled when a text first holds what a match can begin with, as libonig's is when it is first asked: for most
    /// expressions never.
    private let compiled: LazyProgram
    private let pattern: LazyPattern
    /// The scalars that a match can begin with.
    let firsts: ScalarSet
    /// How many scalars of context on the left can matter.
    let reach: Int
    /// The expression as a tree.
    let root: Node

    init(_ source: String) throws(SyntaxError) {
        let root = try Expression(source).root
        self.root = root
        pattern = LazyPattern(source)
        compiled = LazyProgram(root)
        firsts = root.mayBeEmpty ? .all : root.firsts
        reach = root.lookBehindReach
    }

    /// What became of an attempt.
    enum Outcome {
        case none
        /// In ordinals of the view; not empty.
        case match(Range<Int>)
        case open
        case failure(Doubt.Reason)
    }

    /// Tries to match at one place of a view.
    func attempt(
        in text: ViewText, at start: Int, isComplete: Bool, _ limits: MatchLimits,
        _ workspace: inout ExpressionWorkspace
    ) -> Outcome {
        let compiled = compiled.compiled
        let isExact = compiled.isExact
        let attempt = compiled.program.attempt(
            in: text.scalars, at: start, isTextStart: text.isTextStart, isComplete: isComplete, limit: limits.steps,
            workspace: &workspace)
        switch attempt {
        case .none where isExact: return .none
        case .none:
            // It is the scalar at the end that failed; what matters is whether a way was left at the end.
            guard isComplete || workspace.furthest < text.scalars.count else { return .open }
            return libonig(text, start, limits)
        case .match(let end) where isExact: return end > start ? .match(start..<end) : .none
        case .open: return .open
        case .match, .limit: return isComplete ? libonig(text, start, limits) : .open
        }
    }

    /// libonig's answer about one place of a text that is complete, or that no longer matters behind what it sees.
    private func libonig(_ text: ViewText, _ start: Int, _ limits: MatchLimits) -> Outcome {
        guard let pattern = pattern.pattern else { return .failure(.matcherError) }
        let from = max(0, start - reach)
        let encoded = EncodedText(text.scalars[from...])
        guard let valid = ValidText(encoded.bytes) else { return .failure(.matcherError) }
        let bounds = SearchLimits(
            retriesPerMatch: limits.retries, retriesPerSearch: limits.retriesPerSearch(of: valid.count),
            stack: limits.stack)
        do throws(SearchError) {
            let edges: TextEdges = text.isTextStart && from == 0 ? [] : .openStart
            guard let match = try pattern.match(in: valid, at: encoded.offsets[start - from], limits: bounds, edges: edges)
            else { return .none }
            let range = (from + encoded.ordinal(at: match.lowerBound))..<(from + encoded.ordinal(at: match.upperBound))
            return range.isEmpty || range.lowerBound < start ? .none : .match(range)
        } catch {
            switch error {
            case .retryLimit: return .failure(.retryLimit)
            case .matchStack: return .failure(.matchStack)
            case .invalidText, .engine: return .failure(.matcherError)
            }
        }
    }
}

/// An expression's program, compiled when it is first asked for. Not ``Lazy``, which costs more than an attempt at each
/// character.
private final class LazyProgram: Sendable {
    final class Compiled: Sendable {
        let program: ExpressionProgram
        let isExact: Bool

        init(_ root: Node) {
            if let program = ExpressionProgram(root) {
                self.program = program
                isExact = true
            } else {
                // With a scalar behind it that no text has, every way through the expression is gone to its end.
                program = .relaxed(Node(.sequence([root, Node(.one(ScalarSet(0x10FFFF)))])))
                isExact = false
            }
        }
    }

    private let root: Node
    private let made = AtomicLazyReference<Compiled>()

    init(_ root: Node) {
        self.root = root
    }

    var compiled: Compiled { made.load() ?? made.storeIfNil(Compiled(root)) }
}

/// A stretch of a view as libonig sees it.
private struct EncodedText {
    var bytes: [UInt8] = []
    /// The first byte of each scalar, and the number of bytes at the end.
    var offsets: [Int] = []

    init(_ scalars: ArraySlice<UInt32>) {
        offsets.reserveCapacity(scalars.count + 1)
        for value in scalars {
            offsets.append(bytes.count)
            bytes.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        }
        offsets.append(bytes.count)
    }

    func ordinal(at byte: Int) -> Int { offsets.partitioningIndex { $0 >= byte } }
}
