/// What must stand in a text for an expression to be worth trying, and how far from the start of a match.
public enum ExpressionGate: Hashable, Sendable {
    /// One of these texts.
    case literals([RequiredLiteral])
    /// One of these windows: narrow sets of ASCII in a row, or a single set of few scalars.
    case windows([RequiredWindow])
    /// Nothing that is rare enough to be looked for.
    case none
}

extension Node {
    /// The cheapest thing to look for instead of the expression itself: texts before narrow windows, those before what
    /// a match begins with, and that before any one scalar of it.
    public var gate: ExpressionGate { gate(within: nil) }

    /// The same of what lies within a match's first scalars.
    /// - Parameter cap: how many of them are looked at; `nil` for all.
    public func gate(within cap: Int?) -> ExpressionGate {
        func fits(_ distance: Int?, _ count: Int) -> Bool {
            guard let cap else { return true }
            return distance.map { $0 <= cap - count } ?? false
        }
        let literals = requiredLiterals.allSatisfy { fits($0.greatestDistance, $0.scalars.count) } ? requiredLiterals : []
        if !literals.isEmpty, literals.allSatisfy({ !$0.scalars.isEmpty }) { return .literals(literals) }
        let windows = requiredWindows.allSatisfy { fits($0.greatestDistance, $0.sets.count) } ? requiredWindows : []
        if !windows.isEmpty, windows.allSatisfy({ $0.sets.count > 1 && $0.sets.allSatisfy(\.isNarrow) }) {
            return .windows(windows)
        }
        let firsts = mayBeEmpty ? ScalarSet.all : firsts
        if firsts.count <= ScalarSet.fewest {
            return .windows([RequiredWindow(sets: [firsts], leastDistance: 0, greatestDistance: 0)])
        }
        guard !windows.isEmpty, windows.allSatisfy({ $0.sets.contains { $0.count <= ScalarSet.fewest } }) else {
            return .none
        }
        return .windows(windows.map(\.narrowest))
    }
}

extension RequiredWindow {
    /// The one set of it that holds fewest scalars.
    fileprivate var narrowest: RequiredWindow {
        let place = sets.indices.min { sets[$0].count < sets[$1].count } ?? 0
        return RequiredWindow(
            sets: Array(sets[place...].prefix(1)), leastDistance: sum(leastDistance, place) ?? .max,
            greatestDistance: sum(greatestDistance, place))
    }
}

extension ScalarSet {
    /// How many scalars are worth looking for one by one.
    fileprivate static let fewest = 512

    /// A set that few characters of ordinary text are in, all of them ASCII: digits, a few letters.
    fileprivate var isNarrow: Bool { count <= 16 && (ranges.last?.upperBound ?? 0x80) < 0x80 }
}
