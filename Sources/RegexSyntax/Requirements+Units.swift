/// A part of a sequence: one scalar, or something that has to be looked into.
enum Unit {
    case set(ScalarSet)
    case other(Node)
    /// A further turn of something, which tells nothing that its first turn did not.
    case again(Node)
    /// Further turns of a node, and how wide they are together, in scalars.
    case gap(Node, least: Int, greatest: Int?)

    var texts: [[Letter]]? {
        switch self {
        case .set(let set): Node(.one(set)).smallTexts
        case .other(let node), .again(let node): node.smallTexts
        case .gap: nil
        }
    }

    /// In scalars.
    var width: (least: Int, greatest: Int?) {
        switch self {
        case .set: return (1, 1)
        case .other(let node), .again(let node):
            let width = node.width
            return (width.leastScalars, width.greatestScalars)
        case .gap(_, let least, let greatest): return (least, greatest)
        }
    }

    /// The scalars that it can begin with; `nil` where it may be empty, or where they are not known.
    var firsts: ScalarSet? {
        switch self {
        case .set(let set): set
        case .other(let node), .again(let node): node.mayBeEmpty ? nil : node.firsts
        case .gap: nil
        }
    }

    /// The scalars of which one stands right before what follows; `nil` where they are not known.
    var lasts: ScalarSet? {
        switch self {
        case .set(let set): set
        case .other(let node), .again(let node): node.lasts
        // One turn at least has come before.
        case .gap(let node, _, _): node.lasts
        }
    }
}

extension Node {
    /// What a match takes one after the other, with groups opened and repetitions written out as far as they must
    /// happen.
    var units: [Unit] {
        switch kind {
        case .empty, .anchor, .lookAhead, .lookBehind, .keep: return []
        case .one(let set): return [.set(set)]
        case .sequence(let nodes): return nodes.flatMap(\.units)
        case .capture(let node, _), .atomic(let node): return node.units
        case .repetition(let node, let repetition): return node.units(repeated: repetition, in: self)
        case .alternation(let nodes):
            let sets = nodes.map { node in if case .one(let set) = node.kind { set } else { nil as ScalarSet? } }
            guard !sets.contains(nil) else { return [.other(self)] }
            return [.set(ScalarSet(sets.flatMap { $0?.ranges ?? [] }))]
        case .backreference, .absent, .lineBreak, .grapheme: return [.other(self)]
        }
    }

    private func units(repeated repetition: Repetition, in whole: Node) -> [Unit] {
        let turn = units
        guard repetition.least > 0, turn.count <= 64 else { return [.other(whole)] }
        let count = min(repetition.least, turn.isEmpty ? 1 : max(1, 32 / turn.count))
        let again = turn.map { unit -> Unit in if case .other(let node) = unit { .again(node) } else { unit } }
        let written = turn + (1..<max(count, 1)).flatMap { _ in again }
        guard repetition.greatest != count else { return written }
        let rest = Repetition(repetition.least - count, repetition.greatest.map { $0 - count }, repetition.order)
        let width = Node(.repetition(self, rest)).width
        return written + [.gap(self, least: width.leastScalars, greatest: width.greatestScalars)]
    }
}

extension Node {
    /// The scalars that what it takes can end with; `nil` where it may be empty, or where they are not known.
    fileprivate var lasts: ScalarSet? {
        switch kind {
        case .one(let set): return set
        case .capture(let node, _), .atomic(let node): return node.lasts
        case .repetition(let node, let repetition): return repetition.least > 0 ? node.lasts : nil
        case .alternation(let nodes):
            var all = ScalarSet()
            for node in nodes {
                guard let lasts = node.lasts else { return nil }
                all = all.union(lasts)
            }
            return all
        case .sequence(let nodes):
            for node in nodes.reversed() {
                switch node.kind {
                case .empty, .anchor, .lookAhead, .lookBehind, .keep: continue
                default: return node.lasts
                }
            }
            return nil
        case .empty, .lookAhead, .lookBehind, .anchor, .backreference, .keep, .absent, .lineBreak, .grapheme: return nil
        }
    }
}
