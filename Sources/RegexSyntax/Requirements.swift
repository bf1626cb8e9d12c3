/// A text that a match holds, at a distance from where the match starts (with `\K`: from where the attempt starts).
public struct RequiredLiteral: Hashable, Sendable {
    /// At least one. Where ``ignoresCase``, ASCII letters are in lower case.
    public var scalars: [UInt32]
    /// Whether ASCII letters stand for both cases.
    public var ignoresCase: Bool
    /// In scalars.
    public var leastDistance: Int
    /// In scalars; `nil` without an end.
    public var greatestDistance: Int?
}

/// Up to four scalars of ASCII in a row that a match holds, each out of a set, or one scalar out of any set, at a
/// distance from where the match starts.
public struct RequiredWindow: Hashable, Sendable {
    public var sets: [ScalarSet]
    /// In scalars.
    public var leastDistance: Int
    /// In scalars; `nil` without an end.
    public var greatestDistance: Int?
    /// Where all sets are one: how many scalars of it in a row a match holds there, as many as the window has or more.
    public var stretch: Int

    public init(sets: [ScalarSet], leastDistance: Int, greatestDistance: Int?, stretch: Int? = nil) {
        self.sets = sets
        self.leastDistance = leastDistance
        self.greatestDistance = greatestDistance
        self.stretch = stretch ?? sets.count
    }
}

extension Node {
    /// Texts of which every match holds at least one, at its distance: rare ones rather than few, at most 512. Empty
    /// where there are none.
    public var requiredLiterals: [RequiredLiteral] { Requirements(self).literals?.items ?? [] }

    /// Windows of which every match holds at least one, at its distance: rare ones rather than few, at most 16.
    /// Sets of more than 4,096 scalars take no part. Empty where there are none.
    public var requiredWindows: [RequiredWindow] { Requirements(self).windows?.items ?? [] }
}

/// Something with a distance from the start of a match.
protocol Distant {
    var leastDistance: Int { get set }
    var greatestDistance: Int? { get set }
}

extension RequiredLiteral: Distant {}
extension RequiredWindow: Distant {}

/// Items of which each match holds one, and how rare they make a match.
struct Gate<Item: Distant> {
    var items: [Item]
    /// In bits; see ``Rarity``.
    var score: Double

    /// The items behind a text of some width.
    func moved(_ least: Int, _ greatest: Int?) -> Gate {
        Gate(
            items: items.map { item in
                var item = item
                item.leastDistance = sum(item.leastDistance, least) ?? .max
                item.greatestDistance = sum(item.greatestDistance, greatest)
                return item
            }, score: score)
    }

    /// One of each alternative's items; `nil` where an alternative has none, or there are more than `limit`.
    static func any(of gates: [Gate?], limit: Int) -> Gate? {
        var all = Gate(items: [], score: 0)
        for gate in gates {
            guard let gate, all.items.count + gate.items.count <= limit else { return nil }
            all.items += gate.items
        }
        all.score = Rarity.bits(anyOf: gates.lazy.compactMap { $0?.score })
        return all.items.isEmpty ? nil : all
    }
}

/// The best literals and windows of a node.
struct Requirements {
    private(set) var literals: Gate<RequiredLiteral>?
    /// The best after those.
    private var second: Gate<RequiredLiteral>?
    private(set) var windows: Gate<RequiredWindow>?

    /// The literals, the rarest first.
    var ranked: [Gate<RequiredLiteral>] { [literals, second].compactMap { $0 } }

    init(_ node: Node) {
        let units = node.units
        if case .other(let only)? = units.first, units.count == 1 {
            if case .alternation(let branches) = only.kind {
                let parts = branches.map(Requirements.init)
                literals = .any(of: parts.map(\.literals), limit: 512).map(\.withoutRepeats)
                windows = .any(of: parts.map(\.windows), limit: 16)
            }
            return
        }
        var least = 0
        var greatest: Int? = 0
        var literalRun = LiteralRun()
        var windowRun = WindowRun()
        for unit in units {
            let texts = unit.texts
            if literalRun.isFresh { literalRun = LiteralRun(least, greatest) }
            if !literalRun.append(texts) {
                consider(literalRun.gate)
                literalRun = LiteralRun(least, greatest)
                _ = literalRun.append(texts)
            }
            switch unit {
            case .set(let set) where set.isASCII:
                if windowRun.sets.isEmpty { windowRun = WindowRun(least, greatest) }
                windowRun.sets.append(set)
            case .set(let set):
                consider(windowRun.gate)
                windowRun = WindowRun()
                if set.count <= ScalarSet.mostInWindow { consider(WindowRun(set, least, greatest).gate) }
            case .again, .gap, .other:
                if let firsts = unit.firsts, firsts.isASCII, !windowRun.sets.isEmpty { windowRun.sets.append(firsts) }
                consider(windowRun.gate)
                windowRun = WindowRun()
                if case .other(let node) = unit {
                    let inner = Requirements(node)
                    consider(inner.literals?.moved(least, greatest))
                    consider(inner.windows?.moved(least, greatest))
                }
                // What it ends with stands right before what follows.
                if let lasts = unit.lasts, lasts.isASCII, let last = sum(least, unit.width.least) {
                    windowRun = WindowRun(max(0, last - 1), sum(greatest, unit.width.greatest).map { max(0, $0 - 1) })
                    windowRun.sets = [lasts]
                }
            }
            let width = unit.width
            least = sum(least, width.least) ?? .max
            greatest = sum(greatest, width.greatest)
        }
        consider(literalRun.gate)
        consider(windowRun.gate)
    }

    private mutating func consider(_ gate: Gate<RequiredLiteral>?) {
        guard let gate else { return }
        if gate.score > literals?.score ?? -1 {
            (literals, second) = (gate, literals)
        } else if gate.score > second?.score ?? -1 {
            second = gate
        }
    }

    private mutating func consider(_ gate: Gate<RequiredWindow>?) {
        if let gate, gate.score > windows?.score ?? -1 { windows = gate }
    }
}

/// Sets in a row.
private struct WindowRun {
    var sets: [ScalarSet] = []
    var least = 0
    var greatest: Int?

    init(_ least: Int = 0, _ greatest: Int? = 0) {
        self.least = least
        self.greatest = greatest
    }

    init(_ set: ScalarSet, _ least: Int, _ greatest: Int?) {
        self.init(least, greatest)
        sets = [set]
    }

    /// Up to four of them, those that a text holds least often.
    var gate: Gate<RequiredWindow>? {
        let length = min(4, sets.count)
        guard length > 0 else { return nil }
        let windows = (0...(sets.count - length)).map { start in
            RequiredWindow(
                sets: Array(sets[start..<(start + length)]), leastDistance: sum(least, start) ?? .max,
                greatestDistance: sum(greatest, start), stretch: stretch(from: start, length))
        }
        guard let best = windows.map({ ($0, Self.bits($0)) }).max(by: { $0.1 < $1.1 }) else { return nil }
        return Gate(items: [best.0], score: best.1)
    }

    /// The scalars in a row around a window of one set that are of the set.
    private func stretch(from start: Int, _ length: Int) -> Int {
        let set = sets[start]
        guard length > 1, sets[start..<(start + length)].allSatisfy({ $0 == set }) else { return length }
        let before = sets[..<start].reversed().prefix { $0 == set }.count
        return before + sets[start...].prefix { $0 == set }.count
    }

    /// Stretches that are longer than words are rarer than the windows in them.
    private static func bits(_ window: RequiredWindow) -> Double {
        Rarity.bits(window.sets) + Double(max(0, min(32, window.stretch) - 8)) * 0.5
    }
}

extension ScalarSet {
    /// A window of one set has no more scalars.
    static let mostInWindow = 4_096

    var isASCII: Bool { (ranges.last?.upperBound ?? 0x80) < 0x80 }
}
