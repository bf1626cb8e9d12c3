/// How much text something can take.
public struct Width: Hashable, Sendable {
    public var leastScalars: Int
    /// `nil` without an end.
    public var greatestScalars: Int?
    public var leastBytes: Int
    /// In UTF-8; `nil` without an end.
    public var greatestBytes: Int?

    static let zero = Width(leastScalars: 0, greatestScalars: 0, leastBytes: 0, greatestBytes: 0)

    fileprivate func followed(by other: Width) -> Width {
        Width(
            leastScalars: sum(leastScalars, other.leastScalars) ?? .max,
            greatestScalars: sum(greatestScalars, other.greatestScalars),
            leastBytes: sum(leastBytes, other.leastBytes) ?? .max,
            greatestBytes: sum(greatestBytes, other.greatestBytes))
    }

    fileprivate func or(_ other: Width) -> Width {
        Width(
            leastScalars: min(leastScalars, other.leastScalars),
            greatestScalars: greater(greatestScalars, other.greatestScalars),
            leastBytes: min(leastBytes, other.leastBytes),
            greatestBytes: greater(greatestBytes, other.greatestBytes))
    }

    fileprivate func repeated(_ repetition: Repetition) -> Width {
        Width(
            leastScalars: product(leastScalars, repetition.least) ?? .max,
            greatestScalars: product(greatestScalars, repetition.greatest),
            leastBytes: product(leastBytes, repetition.least) ?? .max,
            greatestBytes: product(greatestBytes, repetition.greatest))
    }
}

/// The sum, at most the greatest number; `nil` where either has no end.
func sum(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
}

/// The product, at most the greatest number; `nil` where either has no end and none is 0.
func product(_ left: Int?, _ right: Int?) -> Int? {
    guard left != 0, right != 0 else { return 0 }
    guard let left, let right else { return nil }
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
}

/// The greater; `nil` where either has no end.
func greater(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    return max(left, right)
}

extension Node {
    /// How much text a match of this node takes, what it only looks at not counted. The bounds are not missed by any
    /// match; they need not be reached.
    /// A reference to a group is taken to be without an end.
    public var width: Width {
        switch kind {
        case .empty, .anchor, .keep, .lookAhead, .lookBehind: return .zero
        case .one(let set): return set.width
        case .sequence(let nodes): return nodes.reduce(.zero) { $0.followed(by: $1.width) }
        case .alternation(let nodes):
            guard let first = nodes.first else { return .zero }
            return nodes.dropFirst().reduce(first.width) { $0.or($1.width) }
        case .repetition(let node, let repetition): return node.width.repeated(repetition)
        case .capture(let node, _), .atomic(let node): return node.width
        case .backreference, .absent:
            return Width(leastScalars: 0, greatestScalars: nil, leastBytes: 0, greatestBytes: nil)
        case .lineBreak: return Width(leastScalars: 1, greatestScalars: 2, leastBytes: 1, greatestBytes: 3)
        case .grapheme: return Width(leastScalars: 1, greatestScalars: nil, leastBytes: 1, greatestBytes: nil)
        }
    }
}

extension ScalarSet {
    /// One scalar; an empty set never matches, so that any bounds hold.
    fileprivate var width: Width {
        let least = ranges.first.map { Self.bytes($0.lowerBound) } ?? 1
        let greatest = ranges.last.map { Self.bytes($0.upperBound) } ?? 1
        return Width(leastScalars: 1, greatestScalars: 1, leastBytes: least, greatestBytes: greatest)
    }

    private static func bytes(_ scalar: UInt32) -> Int {
        switch scalar {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}
