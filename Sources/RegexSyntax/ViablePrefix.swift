extension Node {
    /// An expression that matches, at a place, all that stands from there to the end of the data where it is the
    /// beginning of a possible match: where some text to come, or that none comes, can make a match there begin, end
    /// elsewhere or vanish.
    ///
    /// It never misses such a place, given the ``lookBehindReach`` before it. It holds too much behind references to
    /// groups, in what only a possessive or atomic part rules out, and for continuations of a lower priority. Its
    /// size grows with that of the expression, its logarithm, and how deeply groups are nested.
    public var viablePrefix: String {
        guard let prefix else { return "(?!)" }
        return "(?=\(Self.any))(?:\(prefix))\(Self.end)"
    }

    private static let any = "(?m:.)"
    /// The end of the data. (`\z` would not hold where more text may follow.)
    private static let end = "(?!(?m:.))"

    /// The proper beginnings of what the node takes, up to the end of the data; `nil` where there are none.
    private var prefix: String? {
        switch kind {
        case .empty, .keep: return nil
        case .one(let set): return set.isEmpty ? nil : ""
        case .sequence(let nodes): return Self.prefix(of: nodes)
        case .alternation(let nodes):
            let prefixes = nodes.compactMap(\.prefix)
            return prefixes.isEmpty ? nil : "(?:\(prefixes.joined(separator: "|")))"
        case .repetition(let node, let repetition):
            guard repetition.greatest != 0, let prefix = node.prefix else { return nil }
            let turns = repetition.greatest.map { $0 == 1 ? "" : "(?-i:\(node.opened)){0,\($0 - 1)}" }
            return (turns ?? "(?-i:\(node.opened))*") + "(?:\(prefix))"
        case .capture(let node, _), .atomic(let node): return node.prefix
        case .lookAhead(let node, _):
            // Where it is not decided, all that follows waits with it.
            return node.prefix.map { "(?=(?:\($0))\(Self.end))\(Self.any)*" }
        case .lookBehind(let node, _): return node.hasOpenAnchor ? "" : nil
        case .anchor(let anchor): return anchor.prefix
        case .backreference: return Self.any + "*"
        case .absent: return opened
        case .lineBreak: return "\\r?"
        case .grapheme: return "\\X?"
        }
    }

    /// Those of a sequence, half by half, so that long sequences do not nest deeply.
    private static func prefix(of nodes: some BidirectionalCollection<Node>) -> String? {
        guard let first = nodes.first else { return nil }
        guard nodes.count > 1 else { return first.prefix }
        let left = nodes.prefix(nodes.count / 2)
        let right = prefix(of: nodes.dropFirst(nodes.count / 2)).map { left.map(\.opened).joined() + $0 }
        let choices = [prefix(of: left), right].compactMap(\.self)
        return choices.isEmpty ? nil : "(?:\(choices.joined(separator: "|")))"
    }

    /// What takes all that the node takes, and perhaps more: atomic and possessive parts are opened, references take
    /// anything.
    private var opened: String {
        switch kind {
        case .empty, .keep: return ""
        case .one, .grapheme: return text
        case .sequence(let nodes): return nodes.map(\.opened).joined()
        case .alternation(let nodes): return "(?:\(nodes.map(\.opened).joined(separator: "|")))"
        case .repetition(let node, let repetition):
            let suffix =
                switch (repetition.least, repetition.greatest) {
                case (let least, nil): "{\(least),}"
                case (let least, let greatest?): "{\(least),\(greatest)}"
                }
            return "(?-i:\(node.opened))\(suffix)"
        case .capture(let node, _), .atomic(let node): return "(?:\(node.opened))"
        // What is to be absent must not grow with what stands for it.
        case .lookAhead(let node, negative: true): return node.refersToGroups ? "" : "(?!\(node.uncaptured.text))"
        case .lookAhead(let node, negative: false): return "(?=\(node.opened))"
        case .absent(let node):
            return node.refersToGroups ? Self.any + "*" : Node(.absent(node.uncaptured)).text
        case .lookBehind: return uncaptured.text
        case .anchor(.lineStart): return "(?:^|(?<=\\n))"
        case .anchor(.textEnd): return "(?=\\z)"
        case .anchor: return text
        case .backreference: return Self.any + "*"
        case .lineBreak: return "(?:\\r\\n|\\R)"
        }
    }

    /// The node without its captures.
    private var uncaptured: Node { renumbered([:]) }

    private var refersToGroups: Bool {
        if case .backreference = kind { return true }
        return parts.contains(where: \.refersToGroups)
    }

    /// Whether a look-behind holds what the next scalar decides on.
    private var hasOpenAnchor: Bool {
        if case .anchor(let anchor) = kind { return anchor.prefix != nil }
        return parts.contains(where: \.hasOpenAnchor)
    }
}

extension Anchor {
    /// Empty where the end of the data leaves it open; a line feed before that end leaves `\Z` open too.
    fileprivate var prefix: String? {
        switch self {
        case .textStart, .searchStart: nil
        case .lineStart, .textEnd, .lineEnd, .wordEdge, .noWordEdge: ""
        case .textEndOrLastLineFeed: "\\n?"
        }
    }
}
