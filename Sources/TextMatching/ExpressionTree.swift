internal import RegexSyntax

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
                    Node(.one(.lineBreak)),
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

    /// The number of scalars that every match takes; `nil` where they differ or nobody knows.
    var fixedWidth: Int? {
        let width = width
        guard let greatest = width.greatestScalars, greatest == width.leastScalars, greatest <= Int(Int32.max)
        else { return nil }
        return greatest
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
        // libonig 6.9.8 takes no more than one line break where `\R` is repeated, and none for `\R*`.
        guard greatest == 1 || !node.hasLineBreak else { return nil }
        // libonig writes short counted pieces out and counts long ones; where a round may take nothing, the two
        // order their paths differently.
        let isPlain = greatest == nil ? repetition.least <= 1 : greatest == 1
        guard isPlain || !body.mayBeEmpty else { return nil }
        if repetition.order == .possessive {
            guard case .one = body.kind else {
                return Node(.atomic(Node(.repetition(body, Repetition(repetition.least, greatest)))))
            }
        }
        return Node(.repetition(body, repetition))
    }

    private var hasLineBreak: Bool {
        switch kind {
        case .lineBreak: true
        case .sequence(let nodes), .alternation(let nodes): nodes.contains(where: \.hasLineBreak)
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            node.hasLineBreak
        default: false
        }
    }

    /// A tree that takes all that this one takes, and more, of nothing that programs do not cover.
    func relaxed() -> Node {
        switch kind {
        case .empty, .one: return self
        case .lineBreak: return Node(.repetition(Node(.one(.lineBreak)), Repetition(1, 2)))
        case .capture(let node, _), .atomic(let node): return node.relaxed()
        case .sequence(let nodes): return Node(.sequence(nodes.map { $0.relaxed() }))
        case .alternation(let nodes): return Node(.alternation(nodes.map { $0.relaxed() }))
        case .repetition(let node, var repetition):
            let body = node.relaxed()
            if repetition.order == .possessive { repetition.order = .greedy }
            let isPlain = repetition.greatest == nil ? repetition.least <= 1 : repetition.greatest ?? 0 <= 1
            if !isPlain, body.mayBeEmpty { repetition = Repetition(0, nil, repetition.order) }
            return Node(.repetition(body, repetition))
        case .lookAhead(let node, let negative):
            // What must not follow has to be known exactly. Where it is not, it is looked at and makes no difference,
            // so that the attempt comes as far in the text as the look-ahead does.
            if negative, simplified() != nil { return self }
            let ahead = Node(.lookAhead(node.relaxed(), negative: false))
            return negative ? Node(.alternation([ahead, Node(.empty)])) : ahead
        case .lookBehind: return simplified() == nil ? Node(.empty) : self
        case .anchor(.searchStart), .keep: return Node(.empty)
        case .anchor: return self
        case .backreference, .absent: return .anyText
        case .grapheme: return Node(.repetition(Node(.one(.all)), Repetition(1, nil)))
        }
    }

    /// What this node followed by what begins with `next` begins with; `nil` where anything may follow.
    func firsts(before next: ScalarSet?) -> ScalarSet? {
        let firsts = firsts
        return mayBeEmpty ? next.map { firsts.union($0) } : firsts
    }
}

extension ScalarSet {
    /// What `\R` takes, CR LF apart.
    fileprivate static let lineBreak = ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029])
}
