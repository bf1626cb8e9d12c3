import Primitives
import TextMatching

/// How far a match would have gone on past its rule's cap.
struct Tail {
    /// The place of its hit, in original bytes.
    let at: Int
    /// Where it begins: the end of its hit.
    let start: Int
    /// How far it has come; where there is nothing of it, its start.
    var end: Int
    /// Whether the next scalar may still belong to it.
    var isOpen = true
    fileprivate var follower: ExpressionFollower
}

extension ChannelScan {
    /// The tail of a capped hit.
    func tail(_ leaf: Int, at byte: Int) -> Tail? { tails[leaf]?.first { $0.at == byte } }

    /// Begins a tail behind the places of a capped hit.
    func newTail(_ places: Range<Int>, in text: ViewText, _ expression: PlanExpression) -> Tail {
        var follower = ExpressionFollower(expression.paths.value)
        for place in places {
            guard follower.take(text.scalars[place]) else { break }
        }
        let start = text.ends[places.upperBound - 1]
        return Tail(
            at: text.starts[places.lowerBound], start: start, end: start, isOpen: !follower.isOver, follower: follower)
    }

    /// Follows a tail to the end of what is known.
    /// - Returns: what that has cost.
    func follow(_ tail: inout Tail, in text: ViewText) -> Int {
        var cost = 0
        var place = text.ordinal(at: tail.end)
        while tail.isOpen, place < text.scalars.count {
            cost += 1 + tail.follower.width >> 2
            if tail.follower.take(text.scalars[place]) { tail.end = text.ends[place] }
            tail.isOpen = !tail.follower.isOver
            place += 1
        }
        if isComplete { tail.isOpen = false }
        return cost
    }
}

/// A part of the text that leaves with the replacement before it.
struct Swallowed: Hashable {
    /// Whose match it belongs to.
    var rule: String
    var bytes: Range<Int>
    /// Whether it may still grow.
    var isOpen: Bool

    /// What is left of some ranges without others, which do not overlap, in pieces as large as can be.
    static func rest(_ ranges: [Range<Int>], without others: [Range<Int>]) -> [Range<Int>] {
        var rest: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = rest.last, range.lowerBound <= last.upperBound {
                rest[rest.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                rest.append(range)
            }
        }
        for other in others {
            rest = rest.flatMap { range in
                guard range.overlaps(other) else { return [range] }
                return [
                    range.lowerBound..<max(range.lowerBound, other.lowerBound),
                    min(range.upperBound, other.upperBound)..<range.upperBound,
                ].filter { !$0.isEmpty }
            }
        }
        return rest
    }
}
