import Oniguruma
import RegexSyntax
import Rules

/// A part of the text that leaves with the replacement before it.
struct Swallowed {
    /// Whose match it belongs to.
    var rule: String
    var bytes: Range<Int>
}

/// A rule's cap, asked of libonig by means of a scalar that no text has: it stands at the end of a piece of text, and
/// may stand for all that is still missing of a match. A match that takes it is one that more text decides.
///
/// What looks around is asked as it is, so this is exact where look-ahead and anchors are decided within the cap.
struct PlainCap: Sendable {
    let chars: Int
    private let open: Pattern
    /// The same, with what looks around taken for granted.
    private let going: Pattern

    private static let end: UInt32 = 0x10FFFF

    /// `nil` where there is no cap, or matches have a greatest width.
    init?(_ source: String, _ cap: Cap?) {
        guard let cap, let root = try? Expression(source).root, root.isUnbounded,
            let open = try? Pattern(Self.ending(root, looksAround: true).text),
            let going = try? Pattern(Self.ending(root, looksAround: false).text)
        else { return nil }
        chars = cap.chars
        self.open = open
        self.going = going
    }

    /// Where a match that begins at a place is over, in ordinals, if it is not within the cap; `nil` where it is.
    func end(in scalars: [UInt32], at place: Int) -> Int? {
        guard scalars.count - place > chars, isOpen(open, scalars, place, place + chars) == nil else { return nil }
        for end in place + chars...scalars.count {
            guard let match = isOpen(going, scalars, place, end) else { continue }
            // The scalar that completes it belongs to it; one that does not fit does not.
            return max(place + chars, match == end ? end : end - 1)
        }
        return scalars.count
    }

    /// `nil` where what comes behind an end still decides, otherwise where the match ends; -1 where there is none.
    private func isOpen(_ pattern: Pattern, _ scalars: [UInt32], _ place: Int, _ end: Int) -> Int? {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        for scalar in scalars[..<end] + [Self.end] {
            offsets.append(bytes.count)
            bytes += Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
        }
        guard let text = ValidText(bytes),
            let match = try? pattern.match(in: text, at: offsets[place], limits: SearchLimits(), edges: [])
        else { return -1 }
        return match.upperBound > offsets[end] ? nil : offsets.firstIndex { $0 >= match.upperBound }
    }

    /// The tree in which the end stands for any rest.
    private static func ending(_ node: Node, looksAround: Bool) -> Node {
        func inner(_ node: Node) -> Node { ending(node, looksAround: looksAround) }
        switch node.kind {
        case .one(let set):
            return Node(
                .alternation([
                    Node(.one(set.intersection(ScalarSet(end).inverted))), Node(.one(ScalarSet(end))),
                    Node(.anchor(.textEnd)),
                ]))
        case .sequence(let nodes): return Node(.sequence(nodes.map(inner)))
        case .alternation(let nodes): return Node(.alternation(nodes.map(inner)))
        case .repetition(let body, let repetition):
            let order = repetition.order == .possessive ? .greedy : repetition.order
            return Node(.repetition(inner(body), Repetition(repetition.least, repetition.greatest, order)))
        case .capture(let body, _), .atomic(let body): return inner(body)
        case .lookAhead, .lookBehind, .anchor, .keep: return looksAround ? node : Node(.empty)
        case .empty, .backreference, .absent, .lineBreak, .grapheme: return node
        }
    }
}
