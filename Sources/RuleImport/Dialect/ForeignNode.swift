/// An expression of another dialect as a tree: what it matches, with all flags resolved. How it was spelled is kept
/// where Oniguruma reads it to the same effect, so that a person knows it again.
indirect enum ForeignNode: Hashable, Sendable {
    case empty
    case literal(Unicode.Scalar, ignoresCase: Bool)
    case set(ForeignSet)
    /// `.`, with line feeds or without.
    case any(lineFeeds: Bool)
    case edge(Edge)
    case sequence([ForeignNode])
    case alternation([ForeignNode])
    case repetition(ForeignNode, least: Int, greatest: Int?, Order)
    /// Numbered from 1.
    case capture(ForeignNode, number: Int)
    case atomic(ForeignNode)
    case lookAhead(ForeignNode, negative: Bool)
    case lookBehind(ForeignNode, negative: Bool)
    case backreference(Int, ignoresCase: Bool)
    /// `\K`: the match begins here.
    case keep

    enum Order: Hashable, Sendable { case greedy, lazy, possessive }

    enum Edge: Hashable, Sendable {
        case textStart, textEnd
        /// At the end, or before a line feed that ends the text.
        case textEndOrLastLineFeed
        /// At the start, or behind any line feed.
        case lineStart
        /// At the end, or before any line feed.
        case lineEnd
        case word(unicode: Bool)
        case noWord(unicode: Bool)
    }
}

/// A set of characters.
struct ForeignSet: Hashable, Sendable {
    enum Item: Hashable, Sendable {
        case range(UInt32, UInt32)
        /// What Oniguruma reads inside brackets: `\w`, `\p{L}`, `[^\t\n ]`.
        case spelled(String)
    }

    var items: [Item]
    var isNegative = false
    var ignoresCase = false
}

/// Why an expression cannot be carried over: a few words, lower case.
struct DialectError: Error, Hashable, Sendable {
    var message: String

    init(_ message: String) { self.message = message }
}

extension ForeignNode {
    /// The nodes right below.
    var children: [ForeignNode] {
        switch self {
        case .sequence(let nodes), .alternation(let nodes): nodes
        case .repetition(let node, _, _, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _):
            [node]
        default: []
        }
    }

    /// All capturing groups in it, by number.
    var captures: [Int] {
        var numbers = children.flatMap(\.captures)
        if case .capture(_, let number) = self { numbers.append(number) }
        return numbers.sorted()
    }

    var hasBackreference: Bool {
        if case .backreference = self { return true }
        return children.contains(where: \.hasBackreference)
    }

    /// The least and the greatest number of characters that it takes; `nil` without an end.
    var width: (least: Int, greatest: Int?) {
        switch self {
        case .empty, .edge, .lookAhead, .lookBehind, .keep: return (0, 0)
        case .literal, .set, .any: return (1, 1)
        case .sequence(let nodes):
            return nodes.map(\.width).reduce((0, 0)) { sum, own in
                (sum.0 + own.least, sum.1.flatMap { sum in own.greatest.map { sum + $0 } })
            }
        case .alternation(let nodes):
            let widths = nodes.map(\.width)
            let greatest = widths.contains { $0.greatest == nil } ? nil : widths.compactMap(\.greatest).max()
            return (widths.map(\.least).min() ?? 0, greatest)
        case .repetition(let node, let least, let greatest, _):
            let own = node.width
            let most = greatest.flatMap { most in own.greatest.map { $0.multipliedReportingOverflow(by: most) } }
            return (own.least.multipliedReportingOverflow(by: least).partialValue, most.flatMap { $0.overflow ? nil : $0.partialValue })
        case .capture(let node, _), .atomic(let node): return node.width
        case .backreference: return (0, nil)
        }
    }

    /// The elements of a sequence whose elements are no sequences.
    var elements: [ForeignNode] {
        switch self {
        case .empty: []
        case .sequence(let nodes): nodes.flatMap(\.elements)
        default: [self]
        }
    }

    static func joined(_ nodes: [ForeignNode]) -> ForeignNode {
        nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// The text, where it matches that one and, being anchored at both ends, nothing around it.
    var anchoredText: String? {
        var nodes = elements
        guard nodes.count > 2, nodes.removeFirst() == .edge(.textStart), nodes.removeLast() == .edge(.textEnd) else {
            return nil
        }
        var text = ""
        for node in nodes {
            guard case .literal(let scalar, let ignoresCase) = node, !ignoresCase || !scalar.properties.isCased else {
                return nil
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
