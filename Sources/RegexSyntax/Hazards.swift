/// A shape that can cost far more time than the text is long.
public struct Hazard: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A repetition inside a repetition, that can share one text out in many ways.
        case nestedRepetition
        /// Alternatives under a repetition, two of which can take the same text.
        case overlappingAlternatives
        /// Two repetitions side by side that can take the same characters.
        case adjacentRepetitions
        /// A repetition at the start, gone through again from each of its characters.
        case loopingStart
    }

    public let kind: Kind
    /// What it is about, in scalars of the expression.
    public let range: Range<Int>
    /// One line, in lower case.
    public let message: String
}

extension Node {
    /// The shapes of the expression that are likely to be slow, from left to right.
    public var hazards: [Hazard] {
        var finder = HazardFinder()
        finder.visit(self, isFollowed: false)
        finder.visitStart(of: self)
        return finder.hazards.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    }
}

private struct HazardFinder {
    private(set) var hazards: Set<Hazard> = []

    private mutating func note(_ kind: Hazard.Kind, _ range: Range<Int>, _ message: String) {
        hazards.insert(Hazard(kind: kind, range: range, message: message))
    }

    /// - Parameter isFollowed: whether something comes later that may fail, and so send the search back.
    mutating func visit(_ node: Node, isFollowed: Bool) {
        switch node.kind {
        case .sequence(let nodes):
            let last = isFollowed ? nodes.count : nodes.lastIndex(where: \.canFail) ?? -1
            visitNeighbours(nodes, lastThatFails: last)
            for (index, part) in nodes.enumerated() { visit(part, isFollowed: index < last) }
        case .repetition(let body, let repetition):
            if repetition.order != .possessive, repetition.greatest == nil { visitLoop(node, body) }
            visit(body, isFollowed: isFollowed || repetition.greatest == nil)
        case .atomic(let body): visit(body, isFollowed: false)
        default: for part in node.parts { visit(part, isFollowed: isFollowed) }
        }
    }

    private mutating func visitLoop(_ loop: Node, _ body: Node) {
        let members = body.members
        let needed = members.indices.filter { !members[$0].mayBeEmpty }
        // With two that cannot be empty, the turns are told apart by them.
        guard needed.count < 2 else { return }
        for (index, member) in members.enumerated() where needed.allSatisfy({ $0 == index }) {
            if member.isLoop {
                note(
                    .nestedRepetition, loop.range,
                    "a repetition inside a repetition can share one text out in very many ways")
            }
            if case .alternation(let branches) = member.kind, Self.overlap(branches) {
                note(
                    .overlappingAlternatives, member.range,
                    "two alternatives of a repetition can take the same text, in ever more ways")
            }
        }
    }

    /// Whether two branches can take the same text.
    private static func overlap(_ branches: [Node]) -> Bool {
        // A list of words is told apart at once; only few branches are worth the comparison of all.
        guard branches.count <= 64 else { return false }
        let shapes = branches.map(Shape.init)
        return shapes.indices.contains { left in
            shapes[(left + 1)...].contains { shapes[left].canEqual($0) }
        }
    }

    private mutating func visitNeighbours(_ nodes: [Node], lastThatFails: Int) {
        for (left, node) in nodes.enumerated() where node.isLoop {
            for right in nodes.indices.dropFirst(left + 1).prefix(8) {
                let next = nodes[right]
                if next.isLoop, right < lastThatFails, next.firsts.overlaps(node.firsts) {
                    note(
                        .adjacentRepetitions, node.range.lowerBound..<max(node.range.lowerBound, next.range.upperBound),
                        "two repetitions side by side can take the same characters: the square of their number")
                    break
                }
                if !next.mayBeEmpty { break }
            }
        }
    }

    /// A loop that nothing stands before is tried from each of its own characters.
    mutating func visitStart(of root: Node) {
        if case .alternation(let branches) = root.kind {
            for branch in branches { visitStart(of: branch) }
            return
        }
        let members = root.members
        guard let first = members.first, first.isLoop, members.dropFirst().contains(where: \.canFail) else { return }
        note(
            .loopingStart, first.range,
            "a repetition at the start is gone through again from each of its characters: put (?<!…) before it")
    }
}

extension Node {
    /// What a sequence is made of, groups opened.
    fileprivate var members: [Node] {
        switch kind {
        case .sequence(let nodes): nodes.flatMap(\.members)
        case .capture(let node, _): node.members
        case .empty: []
        default: [self]
        }
    }

    /// A repetition without an end that gives back what it took.
    fileprivate var isLoop: Bool {
        switch kind {
        case .repetition(let body, let repetition):
            repetition.order != .possessive && repetition.greatest == nil && body.width.greatestScalars != 0
        case .capture(let node, _): node.isLoop
        default: false
        }
    }

    /// Whether something in it can be missing from a text.
    fileprivate var canFail: Bool {
        switch kind {
        case .empty, .keep: false
        case .anchor, .lookAhead, .lookBehind: true
        default: !mayBeEmpty
        }
    }
}

/// What can be compared of an alternative.
private struct Shape {
    /// Its scalars one by one; `nil` where it is no text of one length.
    let sets: [ScalarSet]?
    let firsts: ScalarSet

    init(_ node: Node) {
        let units = node.units
        let sets = units.compactMap { unit in if case .set(let set) = unit { set } else { nil } }
        self.sets = sets.count == units.count ? sets : nil
        firsts = node.firsts
    }

    /// Whether both can take the same text; `true` where that is not known.
    func canEqual(_ other: Shape) -> Bool {
        guard let sets, let others = other.sets else { return firsts.overlaps(other.firsts) }
        return sets.count == others.count && !sets.isEmpty && zip(sets, others).allSatisfy { $0.overlaps($1) }
    }
}

extension ScalarSet {
    /// Takes time in the number of ranges of both.
    func overlaps(_ other: ScalarSet) -> Bool {
        var (left, right) = (ranges[...], other.ranges[...])
        while let mine = left.first, let theirs = right.first {
            if mine.overlaps(theirs) { return true }
            if mine.upperBound < theirs.upperBound { left.removeFirst() } else { right.removeFirst() }
        }
        return false
    }
}
