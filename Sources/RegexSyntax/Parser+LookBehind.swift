extension Parser {
    /// `(?<=…)` and `(?<!…)`: each alternative of one length, as in Ruby.
    mutating func lookBehind(from start: Int, negative: Bool) throws(SyntaxError) -> Piece {
        let outer = options
        var piece = try alternatives()
        options = outer
        guard accept(")") else { throw malformed("'(' without ')'", at: start) }
        if let offender = piece.node.offender(inNegative: negative) {
            let hint = offender.kind.isCapture ? "(?:…)" : nil
            throw notForRules(
                offender.kind.isCapture ? "a capturing group in a negative look-behind" : "not allowed in a look-behind",
                at: offender.range.lowerBound, hint: hint)
        }
        if case .alternation(let branches) = piece.node.kind, !piece.isWrapped {
            let trimmed = branches.map(\.withoutLooseHead)
            for branch in trimmed { try requireOneWidth(branch) }
            piece.node = Node(.alternation(trimmed), at: piece.node.range)
        } else {
            if !piece.isWrapped { piece.node = piece.node.withoutLooseHead }
            try requireOneWidth(piece.node)
        }
        return Piece(node: Node(.lookBehind(piece.node, negative: negative), at: start..<position), isRepeatable: false)
    }

    private func requireOneWidth(_ node: Node) throws(SyntaxError) {
        let width = node.width
        guard width.greatestScalars == nil || width.greatestScalars != width.leastScalars else { return }
        throw notForRules(
            width.greatestScalars == nil ? "a look-behind without a greatest width" : "a look-behind of several widths",
            at: node.range.lowerBound,
            hint: "give each width an alternative of its own: (?<=ab|c)")
    }
}

extension Node.Kind {
    fileprivate var isCapture: Bool { if case .capture = self { true } else { false } }
}

extension Node {
    /// What may not stand in a look-behind.
    fileprivate func offender(inNegative: Bool) -> Node? {
        switch kind {
        case .empty, .one: nil
        case .anchor(.lineStart), .anchor(.lineEnd), .anchor(.wordEdge), .anchor(.noWordEdge), .anchor(.textStart): nil
        case .sequence(let nodes), .alternation(let nodes):
            nodes.lazy.compactMap { $0.offender(inNegative: inNegative) }.first
        case .repetition(let node, _), .atomic(let node): node.offender(inNegative: inNegative)
        case .lookBehind(let node, _): node.offender(inNegative: inNegative)
        case .capture(let node, _): inNegative ? self : node.offender(inNegative: inNegative)
        case .lookAhead, .backreference, .keep, .absent, .lineBreak, .grapheme, .anchor: self
        }
    }

    /// libonig leaves the optional part of repeated characters at the head of a look-behind away: `(?<=a*b)` is
    /// `(?<=b)`, as whatever precedes the `b` is enough.
    fileprivate var withoutLooseHead: Node {
        switch kind {
        case .repetition(let body, let repetition) where repetition.order != .possessive:
            guard case .one = body.kind, repetition.greatest != repetition.least else { return self }
            return repetition.least == 0
                ? Node(.empty, at: range)
                : Node(.repetition(body, Repetition(repetition.least, repetition.least)), at: range)
        case .sequence(let nodes):
            let rest = nodes.drop { node in
                if case .empty = node.withoutLooseHead.kind { true } else { false }
            }
            guard let head = rest.first else { return Node(.empty, at: range) }
            return .sequence([head.withoutLooseHeadAlone] + rest.dropFirst(), at: range)
        default: return self
        }
    }

    /// As ``withoutLooseHead``, but a sequence inside a sequence is left alone.
    private var withoutLooseHeadAlone: Node {
        if case .repetition = kind { withoutLooseHead } else { self }
    }

    /// A sequence without what is empty, and without sequences as members.
    static func sequence(_ nodes: [Node], at range: Range<Int>) -> Node {
        var members: [Node] = []
        for node in nodes {
            switch node.kind {
            case .empty: continue
            case .sequence(let inner): members += inner
            default: members.append(node)
            }
        }
        switch members.count {
        case 0: return Node(.empty, at: range)
        case 1: return members[0]
        default: return Node(.sequence(members), at: range)
        }
    }

    /// The tree with its groups renumbered; a group without a new number keeps nothing.
    func renumbered(_ numbers: [Int: Int]) -> Node {
        func inside(_ node: Node) -> Node { node.renumbered(numbers) }
        let kind: Kind =
            switch kind {
            case .sequence(let nodes): Node.sequence(nodes.map(inside), at: range).kind
            case .alternation(let nodes): .alternation(nodes.map(inside))
            case .repetition(let node, let repetition): .repetition(inside(node), repetition)
            case .capture(let node, let number):
                if let new = numbers[number] { .capture(inside(node), number: new) } else { inside(node).kind }
            case .atomic(let node): .atomic(inside(node))
            case .lookAhead(let node, let negative): .lookAhead(inside(node), negative: negative)
            case .lookBehind(let node, let negative): .lookBehind(inside(node), negative: negative)
            case .backreference(let groups, let ignoresCase):
                .backreference(groups.compactMap { numbers[$0] }, ignoresCase: ignoresCase)
            case .absent(let node): .absent(inside(node))
            case .empty, .one, .anchor, .keep, .lineBreak, .grapheme: kind
            }
        return Node(kind, at: range)
    }
}
