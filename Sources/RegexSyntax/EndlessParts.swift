/// A part of an expression that can take text without end, or look at it.
public struct EndlessPart: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Scalars out of a set, one after the other.
        case scalars(ScalarSet)
        /// One turn after the other.
        case turns
        /// What a group took once more.
        case reference
        /// Any text without what is to be absent.
        case absent
        /// A grapheme cluster.
        case grapheme
    }

    public let kind: Kind
    /// Whether it takes as little as it can, so that what follows it ends it.
    public let isLazy: Bool
    /// Where it stands in the expression, in scalars.
    public let range: Range<Int>
}

extension Node {
    /// The parts for which ``isUnbounded`` holds, from left to right.
    public var endlessParts: [EndlessPart] {
        switch kind {
        case .lookBehind: return []
        case .repetition(_, let repetition) where repetition.greatest == 0: return []
        case .repetition(let node, let repetition) where repetition.greatest == nil && node.width.greatestScalars != 0:
            let kind: EndlessPart.Kind = node.onlySet.map { .scalars($0) } ?? .turns
            return [EndlessPart(kind: kind, isLazy: repetition.order == .lazy, range: range)]
        case .backreference: return [EndlessPart(kind: .reference, isLazy: false, range: range)]
        case .absent: return [EndlessPart(kind: .absent, isLazy: false, range: range)]
        case .grapheme: return [EndlessPart(kind: .grapheme, isLazy: false, range: range)]
        default: return parts.flatMap(\.endlessParts)
        }
    }

    /// A text that begins a match and then stays in the first part without an end, for so many scalars or turns.
    /// What stands around is not looked at, so that the text need not begin a match. `nil` where none is known.
    public func text(inFirstEndlessPart turns: Int) -> [UInt32]? {
        guard !endlessParts.isEmpty else { return nil }
        switch kind {
        case .repetition(let node, let repetition) where repetition.greatest == nil:
            guard let turn = node.plainText, !turn.isEmpty else { return nil }
            return Array(repeatElement(turn, count: max(turns, repetition.least)).joined())
        case .absent, .grapheme: return Array(repeatElement(0x61, count: turns))
        case .sequence(let nodes):
            guard let place = nodes.firstIndex(where: { !$0.endlessParts.isEmpty }),
                let rest = nodes[place].text(inFirstEndlessPart: turns)
            else { return nil }
            var text: [UInt32] = []
            for node in nodes[..<place] {
                guard let own = node.plainText else { return nil }
                text += own
            }
            return text + rest
        default:
            // A part that is there to be absent is not gone through.
            if case .lookAhead(_, negative: true) = kind { return nil }
            return parts.lazy.compactMap { $0.text(inFirstEndlessPart: turns) }.first
        }
    }

    /// A short text that the node takes, by what is usual in texts; `nil` where none is known.
    private var plainText: [UInt32]? {
        switch kind {
        case .empty, .anchor, .keep, .lookAhead, .lookBehind, .absent: return []
        case .one(let set): return set.usual.map { [$0] }
        case .sequence(let nodes):
            var text: [UInt32] = []
            for node in nodes {
                guard let own = node.plainText, text.count < 512 else { return nil }
                text += own
            }
            return text
        case .alternation(let nodes): return nodes.lazy.compactMap(\.plainText).first
        case .repetition(let node, let repetition):
            guard repetition.least > 0 else { return [] }
            guard repetition.least <= 512, let turn = node.plainText else { return nil }
            return Array(repeatElement(turn, count: repetition.least).joined())
        case .capture(let node, _), .atomic(let node): return node.plainText
        case .lineBreak: return [0x0A]
        case .grapheme: return [0x61]
        case .backreference: return nil
        }
    }

    /// The set of a node that takes one scalar.
    private var onlySet: ScalarSet? {
        switch kind {
        case .one(let set): set
        case .capture(let node, _), .atomic(let node): node.onlySet
        default: nil
        }
    }
}

extension ScalarSet {
    /// A member that texts hold often.
    fileprivate var usual: UInt32? {
        let usual: [UInt32] = [0x61, 0x30, 0x41, 0x31, 0x4E00, 0x20]
        if let scalar = usual.first(where: contains) { return scalar }
        let printed = intersection(ScalarSet([0x21...0x7E])).ranges.first ?? ranges.first
        return printed?.lowerBound
    }
}
