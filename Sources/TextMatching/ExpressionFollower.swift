public import RegexSyntax

/// The bare paths of an expression: what it takes, in which order, without what it asks of the text around.
///
/// Look-around, anchors and atomic groups are taken for granted; what refers to a group takes anything; very large
/// counts are no counts.
public struct ExpressionPaths: Sendable {
    enum State: Sendable {
        case take(ScalarSet, next: Int)
        /// The first goes before the others.
        case split([Int])
        case match
    }

    private(set) var states: [State] = [.match]
    private(set) var start = 0

    private static let limit = 50_000

    public init(_ root: Node) {
        let tree = root.isShallow() ? root.relaxed() : .anyText
        start = add(tree.isShallow() ? tree : .anyText, before: 0)
    }

    /// Adds a node that is followed by a state; answers where it begins.
    private mutating func add(_ node: Node, before next: Int) -> Int {
        switch node.kind {
        case .one(let set): return append(.take(set, next: next))
        case .sequence(let nodes): return nodes.reversed().reduce(next) { add($1, before: $0) }
        case .alternation(let nodes): return append(.split(nodes.map { add($0, before: next) }))
        case .repetition(let body, let repetition): return add(body, repetition, before: next)
        case .capture(let body, _), .atomic(let body): return add(body, before: next)
        case .empty, .lookAhead, .lookBehind, .anchor, .backreference, .keep, .absent, .lineBreak, .grapheme: return next
        }
    }

    private mutating func add(_ body: Node, _ repetition: Repetition, before next: Int) -> Int {
        let before = states.count
        let isLazy = repetition.order == .lazy
        var entry = next
        if let greatest = repetition.greatest {
            for _ in 0..<max(0, greatest - repetition.least) {
                let round = add(body, before: entry)
                entry = append(.split(isLazy ? [next, round] : [round, next]))
                // What is too much to count is not counted.
                if states.count - before > Self.limit { return loop(body, isLazy, before: next) }
            }
        } else {
            entry = loop(body, isLazy, before: next)
        }
        for _ in 0..<repetition.least {
            entry = add(body, before: entry)
            if states.count - before > Self.limit { return loop(body, isLazy, before: next) }
        }
        return entry
    }

    private mutating func loop(_ body: Node, _ isLazy: Bool, before next: Int) -> Int {
        let place = append(.split([]))
        let round = states.count > 4 * Self.limit ? place : add(body, before: place)
        states[place] = .split(isLazy ? [next, round] : [round, next])
        return place
    }

    private mutating func append(_ state: State) -> Int {
        states.append(state)
        return states.count - 1
    }
}

/// Follows a text along an expression's paths, scalar by scalar, and remembers nothing of it.
public struct ExpressionFollower: Sendable {
    private let paths: ExpressionPaths
    /// The states that are alive, those of higher priority first; behind a match nothing is.
    private var alive: [Int] = []
    /// By state, the step in which it was last reached.
    private var marks: [Int]
    private var step = 0
    /// Whether no scalar to come is taken.
    public private(set) var isOver = false
    /// How many ways are open.
    public var width: Int { alive.count }

    public init(_ paths: ExpressionPaths) {
        self.paths = paths
        marks = Array(repeating: -1, count: paths.states.count)
        var first: [Int] = []
        _ = reach(paths.start, &first)
        alive = first
        settle()
    }

    /// Takes the text's next scalar, unless it fits nowhere or all is over.
    public mutating func take(_ scalar: UInt32) -> Bool {
        guard !isOver else { return false }
        step += 1
        var next: [Int] = []
        for state in alive {
            guard case .take(let set, let following) = paths.states[state], set.contains(scalar) else { continue }
            if reach(following, &next) { break }
        }
        alive = next
        settle()
        return !next.isEmpty
    }

    private mutating func settle() {
        guard let first = alive.first else { return isOver = true }
        if case .match = paths.states[first] { isOver = true }
    }

    /// Adds what a state leads to without a scalar; answers whether that is a match, which no other goes behind.
    private mutating func reach(_ state: Int, _ list: inout [Int]) -> Bool {
        var stack = [state]
        while let state = stack.popLast() {
            guard marks[state] != step else { continue }
            marks[state] = step
            switch paths.states[state] {
            case .split(let others): stack += others.reversed()
            case .take: list.append(state)
            case .match:
                list.append(state)
                return true
            }
        }
        return false
    }
}
