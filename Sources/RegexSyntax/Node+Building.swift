extension Node {
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

    /// An alternation without alternations as members.
    static func alternation(_ nodes: [Node], at range: Range<Int>) -> Node {
        let members = nodes.flatMap { node in
            if case .alternation(let inner) = node.kind { inner } else { [node] }
        }
        return Node(.alternation(members), at: range)
    }

    /// The tree with its groups renumbered; a group without a new number keeps nothing.
    func renumbered(_ numbers: [Int: Int]) -> Node {
        var node = mapped { $0.renumbered(numbers) }
        switch node.kind {
        case .capture(let body, let number):
            node.kind = numbers[number].map { .capture(body, number: $0) } ?? body.kind
        case .backreference(let groups, let ignoresCase):
            node.kind = .backreference(groups.compactMap { numbers[$0] }, ignoresCase: ignoresCase)
        default: break
        }
        return node
    }

    /// The node with each of its parts replaced.
    func mapped(_ change: (Node) -> Node) -> Node {
        let kind: Kind =
            switch kind {
            case .sequence(let nodes): Node.sequence(nodes.map(change), at: range).kind
            case .alternation(let nodes): Node.alternation(nodes.map(change), at: range).kind
            case .repetition(let node, let repetition): .repetition(change(node), repetition)
            case .capture(let node, let number): .capture(change(node), number: number)
            case .atomic(let node): .atomic(change(node))
            case .lookAhead(let node, let negative): .lookAhead(change(node), negative: negative)
            case .lookBehind(let node, let negative): .lookBehind(change(node), negative: negative)
            case .absent(let node): .absent(change(node))
            case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: kind
            }
        return Node(kind, at: range)
    }

    /// Counts the brackets around several nodes among them; a single one keeps its own place.
    mutating func enclose(_ brackets: Range<Int>) {
        switch kind {
        case .sequence, .alternation, .empty: range = brackets
        default: break
        }
    }

    /// The nodes right inside.
    package var parts: [Node] {
        switch kind {
        case .sequence(let nodes), .alternation(let nodes): nodes
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            [node]
        case .empty, .one, .anchor, .backreference, .keep, .lineBreak, .grapheme: []
        }
    }

    /// The tree without its places in the text: equal for two spellings of one expression.
    var shape: Node {
        var node = mapped(\.shape)
        node.range = 0..<0
        return node
    }
}
