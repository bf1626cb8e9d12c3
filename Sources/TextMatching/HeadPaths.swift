internal import RegexSyntax

/// What many expressions take with their first characters: states that take one scalar of a set, or branch.
///
/// It takes all that the expressions take with ``depth`` scalars, and where it takes more it says so.
struct HeadPaths: Sendable {
    enum State: Sendable {
        case take(set: Int32, next: Int32)
        case split([Int32])
        /// From here on the expression has to be asked itself.
        case over
    }

    struct Member: Sendable {
        var number: Int32
        var start: Int32
        /// What stands before it, as a set; less than 0 where anything may.
        var before: Int32
        /// Whether it can begin where the text does.
        var standsFirst: Bool
        /// Whether a match always can follow from what is taken: nothing in it looks around, or takes back.
        var isSure: Bool
    }

    private(set) var states: [State] = []
    /// By state, the member that it belongs to.
    private(set) var owners: [Int32] = []
    private(set) var members: [Member] = []
    private(set) var sets: [ScalarSet] = []
    private var numbers: [ScalarSet: Int32] = [:]

    static let depth = 16
    /// The most states of one expression.
    private static let limit = 3000

    /// Adds an expression.
    /// - Parameter isEager: whether it is asked wherever it can begin.
    mutating func add(_ number: Int32, _ root: Node, isEager: Bool) {
        let tree = root.isShallow() ? root.simplified() : nil
        let (condition, body) = (tree ?? (root.isShallow() ? root.relaxed() : .anyText)).head()
        var member = Member(
            number: number, start: 0, before: condition.before.map { self.set($0) } ?? -1, standsFirst: condition.standsFirst,
            isSure: tree != nil && body.isSureInside)
        let first = states.count
        // A match that takes nothing is none: one that may take nothing is asked for where there is anything.
        let isEager = isEager || body.mayBeEmpty || !body.isShallow()
        if !isEager { member.start = add(body, before: append(.over)) }
        if isEager || states.count - first > Self.limit {
            states.removeSubrange(first...)
            let firsts = body.mayBeEmpty ? ScalarSet.all : body.firsts
            member.start = append(.take(set: self.set(firsts), next: append(.over)))
        }
        owners += Array(repeating: Int32(clamping: members.count), count: states.count - owners.count)
        members.append(member)
    }

    private mutating func set(_ set: ScalarSet) -> Int32 {
        if let known = numbers[set] { return known }
        let number = Int32(clamping: sets.count)
        numbers[set] = number
        sets.append(set)
        return number
    }

    private mutating func append(_ state: State) -> Int32 {
        states.append(state)
        return Int32(clamping: states.count - 1)
    }

    /// Adds a node that is followed by a state; answers where it begins.
    private mutating func add(_ node: Node, before next: Int32) -> Int32 {
        switch node.kind {
        case .one(let set): return append(.take(set: self.set(set), next: next))
        case .sequence(let nodes): return nodes.reversed().reduce(next) { add($1, before: $0) }
        case .alternation(let nodes):
            let branches = nodes.map { add($0, before: next) }
            return append(.split(branches))
        case .repetition(let body, let repetition): return add(body, repetition, before: next)
        case .capture(let body, _), .atomic(let body): return add(body, before: next)
        case .empty, .lookAhead, .lookBehind, .anchor, .backreference, .keep, .absent, .lineBreak, .grapheme: return next
        }
    }

    private mutating func add(_ body: Node, _ repetition: Repetition, before next: Int32) -> Int32 {
        let before = states.count
        var entry = next
        let more = repetition.greatest.map { max(0, $0 - repetition.least) } ?? .max
        // What is not followed to its last round is followed as if it had none: no walk is longer. Then walks that began
        // elsewhere are the same here.
        if repetition.least > Self.depth, !body.mayBeEmpty { return loop(body, before: nil) }
        if more > Self.depth {
            entry = loop(body, before: next)
        } else {
            for _ in 0..<more where states.count - before <= Self.limit {
                let round = add(body, before: entry)
                entry = append(.split([round, next]))
            }
        }
        for _ in 0..<min(repetition.least, Self.depth) where states.count - before <= Self.limit {
            entry = add(body, before: entry)
        }
        return entry
    }

    /// Rounds without end, and what follows them, if that is followed.
    private mutating func loop(_ body: Node, before next: Int32?) -> Int32 {
        let place = append(.split([]))
        let round = add(body, before: place)
        states[Int(place)] = .split([round] + (next.map { [$0] } ?? []))
        return place
    }
}

extension HeadPaths {
    /// The states that take something, of all that some states lead to without a scalar, in order; and the members
    /// that are over there, of which there are no states.
    func closure(_ first: [Int32]) -> (states: [Int32], over: [Int32]) {
        var seen: Set<Int32> = []
        var stack = first
        var takes: [Int32] = []
        var over: Set<Int32> = []
        while let state = stack.popLast() {
            guard seen.insert(state).inserted else { continue }
            switch states[Int(state)] {
            case .split(let others): stack += others
            case .take: takes.append(state)
            case .over: over.insert(owners[Int(state)])
            }
        }
        if !over.isEmpty { takes.removeAll { over.contains(owners[Int($0)]) } }
        return (takes.sorted(), over.sorted())
    }
}

/// What must stand before an expression.
private struct HeadCondition {
    /// `nil` for anything.
    var before: ScalarSet?
    var standsFirst = true

    mutating func add(_ set: ScalarSet, standsFirst: Bool) {
        before = before?.intersection(set) ?? set
        self.standsFirst = self.standsFirst && standsFirst
    }
}

extension Node {
    /// What stands before the expression by the conditions that it begins with, and the rest of it, without what it
    /// looks ahead for behind its end.
    fileprivate func head() -> (HeadCondition, Node) {
        var condition = HeadCondition()
        guard case .sequence(var nodes) = kind else { return (condition, self) }
        while let first = nodes.first, first.note(in: &condition, before: nodes.dropFirst()) { nodes.removeFirst() }
        while let last = nodes.last, last.isLookAhead { nodes.removeLast() }
        return (condition, Node(.sequence(nodes)))
    }

    private var isLookAhead: Bool {
        switch kind {
        case .lookAhead, .anchor: true
        default: false
        }
    }

    /// Notes a condition on the scalar before; `false` for what is none, or not that alone.
    private func note(in condition: inout HeadCondition, before rest: ArraySlice<Node>) -> Bool {
        switch kind {
        case .lookBehind(let body, let negative):
            guard case .one(let set) = body.kind else { return false }
            condition.add(negative ? set.inverted : set, standsFirst: negative)
        case .anchor(.textStart): condition.add(ScalarSet(), standsFirst: true)
        case .anchor(.lineStart): condition.add(ScalarSet(0x0A), standsFirst: true)
        case .anchor(.wordEdge(let set)):
            let body = Node(.sequence(Array(rest)))
            guard !body.mayBeEmpty else { return false }
            if body.firsts.intersection(set).isEmpty {
                condition.add(set, standsFirst: false)
            } else if body.firsts.intersection(set.inverted).isEmpty {
                condition.add(set.inverted, standsFirst: true)
            } else {
                return false
            }
        default: return false
        }
        return true
    }

    /// Whether what has been taken never keeps the rest from matching.
    fileprivate var isSureInside: Bool {
        switch kind {
        case .empty, .one: true
        case .sequence(let nodes), .alternation(let nodes): nodes.allSatisfy(\.isSureInside)
        case .repetition(let body, let repetition): repetition.order != .possessive && body.isSureInside
        case .capture(let body, _): body.isSureInside
        default: false
        }
    }
}
