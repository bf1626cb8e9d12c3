internal import RegexSyntax

/// What can begin a piece of an expression.
struct Beginning: Equatable {
    /// The scalars that a match which takes anything begins with, and perhaps more.
    var scalars: ScalarSet
    /// Whether it may take nothing.
    var mayBeEmpty: Bool

    static let nothing = Beginning(scalars: ScalarSet(), mayBeEmpty: true)

    /// What begins this followed by what `next` begins with; `nil` where anything may follow.
    func followed(by next: ScalarSet?) -> ScalarSet? {
        guard mayBeEmpty else { return scalars }
        return next.map { scalars.union($0) }
    }
}

/// How deep and how large a tree may be that is turned into a program.
enum ProgramLimits {
    static let depth = 600
    /// In words of 32 bits.
    static let size = 4_000_000
    /// The branches of an alternation times the ranges of scalars that tell them apart.
    static let choices = 400_000
}

extension Node {
    /// Whether no text is ever matched, as far as sets without members tell.
    private var isImpossible: Bool {
        if case .one(let set) = kind { set.isEmpty } else { false }
    }

    private static let impossible = Node(.one(ScalarSet()))

    static let anyText = Node(.repetition(Node(.one(.all)), Repetition(0, nil)))

    /// CR LF counting as one, as libonig has it for UTF-8.
    private static let anyLineBreak = Node(
        .atomic(
            Node(
                .alternation([
                    Node(.sequence([Node(.one(ScalarSet(0x0D))), Node(.one(ScalarSet(0x0A)))])),
                    Node(.one(ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029]))),
                ]))))

    /// Whether its depth is at most `limit`.
    func isShallow(_ limit: Int = ProgramLimits.depth) -> Bool {
        guard limit > 0 else { return false }
        return switch kind {
        case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: true
        case .sequence(let nodes), .alternation(let nodes): nodes.allSatisfy { $0.isShallow(limit - 1) }
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            node.isShallow(limit - 1)
        }
    }

    /// The least number of scalars that a match takes.
    var leastWidth: Int {
        switch kind {
        case .empty, .anchor, .keep, .lookAhead, .lookBehind, .backreference, .absent: return 0
        case .one, .lineBreak, .grapheme: return 1
        case .sequence(let nodes):
            return nodes.reduce(0) { $0.addingReportingOverflow($1.leastWidth).partialValue }
        case .alternation(let nodes): return nodes.map(\.leastWidth).min() ?? 0
        case .repetition(let node, let repetition):
            let (width, overflow) = node.leastWidth.multipliedReportingOverflow(by: max(repetition.least, 0))
            return overflow ? .max / 2 : min(width, .max / 2)
        case .capture(let node, _), .atomic(let node): return node.leastWidth
        }
    }

    /// The number of scalars that every match takes; `nil` where they differ or nobody knows.
    var fixedWidth: Int? {
        switch kind {
        case .empty, .anchor, .lookAhead, .lookBehind: return 0
        case .one: return 1
        case .sequence(let nodes):
            var sum = 0
            for node in nodes {
                guard let width = node.fixedWidth, width <= Int(Int32.max) else { return nil }
                sum += width
            }
            return sum
        case .alternation(let nodes):
            guard let first = nodes.first?.fixedWidth else { return nil }
            return nodes.allSatisfy { $0.fixedWidth == first } ? first : nil
        case .repetition(let node, let repetition):
            guard let width = node.fixedWidth else { return nil }
            if width == 0 { return 0 }
            guard repetition.least == repetition.greatest else { return nil }
            let (product, overflow) = width.multipliedReportingOverflow(by: repetition.least)
            return overflow || product > Int(Int32.max) ? nil : product
        case .capture(let node, _), .atomic(let node): return node.fixedWidth
        case .backreference, .keep, .absent, .lineBreak, .grapheme: return nil
        }
    }

    /// The tree without captures, impossible pieces and what other pieces can say; `nil` where it holds what no
    /// program covers exactly.
    func simplified() -> Node? {
        switch kind {
        case .empty, .one: return self
        case .capture(let node, _): return node.simplified()
        case .sequence(let nodes): return Self.simplifiedSequence(nodes)
        case .alternation(let nodes): return Self.simplifiedAlternation(nodes)
        case .repetition(let node, let repetition): return Self.simplifiedRepetition(node, repetition)
        case .atomic(let node):
            guard let body = node.simplified() else { return nil }
            if body.isImpossible { return body }
            if case .one = body.kind { return body }
            return Node(.atomic(body))
        case .lookAhead(let node, let negative):
            guard let body = node.simplified() else { return nil }
            if body.isImpossible { return negative ? Node(.empty) : .impossible }
            return Node(.lookAhead(body, negative: negative))
        case .lookBehind(let node, let negative):
            guard let body = node.simplified() else { return nil }
            if body.isImpossible { return negative ? Node(.empty) : .impossible }
            guard body.lookBehindBranches.allSatisfy({ $0.fixedWidth != nil }) else { return nil }
            return Node(.lookBehind(body, negative: negative))
        case .anchor(.searchStart), .backreference, .keep, .absent, .grapheme: return nil
        case .anchor: return self
        case .lineBreak: return .anyLineBreak
        }
    }

    /// The branches of a look-behind, each of a length of its own.
    var lookBehindBranches: [Node] {
        if case .alternation(let nodes) = kind { nodes } else { [self] }
    }

    private static func simplifiedSequence(_ nodes: [Node]) -> Node? {
        var members: [Node] = []
        for node in nodes {
            guard let member = node.simplified() else { return nil }
            if member.isImpossible { return member }
            switch member.kind {
            case .empty: continue
            case .sequence(let inner): members += inner
            default: members.append(member)
            }
        }
        switch members.count {
        case 0: return Node(.empty)
        case 1: return members[0]
        default: return Node(.sequence(members))
        }
    }

    private static func simplifiedAlternation(_ nodes: [Node]) -> Node? {
        var branches: [Node] = []
        for node in nodes {
            guard let branch = node.simplified() else { return nil }
            if branch.isImpossible { continue }
            if case .one(let set) = branch.kind, case .one(let last)? = branches.last?.kind {
                // Neighbours that take one scalar each: which of them took it makes no difference.
                branches[branches.count - 1] = Node(.one(last.union(set)))
            } else if case .alternation(let inner) = branch.kind {
                branches += inner
            } else {
                branches.append(branch)
            }
        }
        switch branches.count {
        case 0: return nodes.isEmpty ? Node(.empty) : .impossible
        case 1: return branches[0]
        default: return Node(.alternation(branches))
        }
    }

    private static func simplifiedRepetition(_ node: Node, _ repetition: Repetition) -> Node? {
        let greatest = repetition.greatest
        guard repetition.least >= 0, greatest ?? .max >= repetition.least, repetition.least < Int(Int32.max),
            greatest ?? 0 < Int(Int32.max), let body = node.simplified()
        else { return nil }
        if greatest == 0 { return Node(.empty) }
        if body.isImpossible { return repetition.least == 0 ? Node(.empty) : body }
        if case .empty = body.kind { return body }
        if repetition.least == 1, greatest == 1 {
            return repetition.order == .possessive ? Node(.atomic(body)).simplified() : body
        }
        // libonig writes short counted pieces out and counts long ones; where a round may take nothing, the two
        // order their paths differently.
        let isPlain = greatest == nil ? repetition.least <= 1 : greatest == 1
        guard isPlain || body.leastWidth > 0 else { return nil }
        if repetition.order == .possessive {
            guard case .one = body.kind else {
                return Node(.atomic(Node(.repetition(body, Repetition(repetition.least, greatest)))))
            }
        }
        return Node(.repetition(body, repetition))
    }

    /// A tree that takes all that this one takes, and more, of nothing that programs do not cover.
    func relaxed() -> Node {
        switch kind {
        case .empty, .one, .lineBreak: return self
        case .capture(let node, _), .atomic(let node): return node.relaxed()
        case .sequence(let nodes): return Node(.sequence(nodes.map { $0.relaxed() }))
        case .alternation(let nodes): return Node(.alternation(nodes.map { $0.relaxed() }))
        case .repetition(let node, var repetition):
            let body = node.relaxed()
            if repetition.order == .possessive { repetition.order = .greedy }
            let isPlain = repetition.greatest == nil ? repetition.least <= 1 : repetition.greatest ?? 0 <= 1
            if !isPlain, body.leastWidth == 0 { repetition = Repetition(0, nil, repetition.order) }
            return Node(.repetition(body, repetition))
        case .lookAhead(let node, let negative):
            // What must not follow has to be known exactly.
            if negative { return simplified() == nil ? Node(.empty) : self }
            return Node(.lookAhead(node.relaxed(), negative: false))
        case .lookBehind: return simplified() == nil ? Node(.empty) : self
        case .anchor(.searchStart), .keep: return Node(.empty)
        case .anchor: return self
        case .backreference, .absent: return .anyText
        case .grapheme: return Node(.repetition(Node(.one(.all)), Repetition(1, nil)))
        }
    }

    /// What can begin a match of this node, a simplified one.
    var beginning: Beginning {
        switch kind {
        case .one(let set): return Beginning(scalars: set, mayBeEmpty: false)
        case .sequence(let nodes): return Self.beginning(nodes[...])
        case .alternation(let nodes):
            var ranges: [ClosedRange<UInt32>] = []
            var mayBeEmpty = false
            for node in nodes {
                let beginning = node.beginning
                ranges += beginning.scalars.ranges
                mayBeEmpty = mayBeEmpty || beginning.mayBeEmpty
            }
            return Beginning(scalars: ScalarSet(ranges), mayBeEmpty: mayBeEmpty)
        case .repetition(let node, let repetition):
            let beginning = node.beginning
            return Beginning(
                scalars: beginning.scalars, mayBeEmpty: beginning.mayBeEmpty || repetition.least == 0)
        case .atomic(let node), .capture(let node, _): return node.beginning
        case .empty, .anchor, .keep, .lookAhead, .lookBehind: return .nothing
        case .backreference, .absent: return Beginning(scalars: .all, mayBeEmpty: true)
        case .lineBreak, .grapheme: return Beginning(scalars: .all, mayBeEmpty: false)
        }
    }

    static func beginning(_ nodes: ArraySlice<Node>) -> Beginning {
        var ranges: [ClosedRange<UInt32>] = []
        for node in nodes {
            let beginning = node.beginning
            ranges += beginning.scalars.ranges
            if !beginning.mayBeEmpty { return Beginning(scalars: ScalarSet(ranges), mayBeEmpty: false) }
        }
        return Beginning(scalars: ScalarSet(ranges), mayBeEmpty: true)
    }

    /// How many scalars before its start a match looks at.
    var reach: Int {
        switch kind {
        case .sequence(let nodes), .alternation(let nodes): return nodes.map(\.reach).max() ?? 0
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .absent(let node):
            return node.reach
        case .lookBehind(let node, _):
            return node.lookBehindBranches.map { ($0.fixedWidth ?? 0) + $0.reach }.max() ?? 0
        case .anchor(.lineStart), .anchor(.wordEdge), .anchor(.noWordEdge): return 1
        case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: return 0
        }
    }
}
