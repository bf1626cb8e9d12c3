import RegexSyntax
import TextMatching

/// What must stand in a text for a leaf to find anything, or for a condition to hold: literals and runs, all leaves' in a few tables, so that one
/// quick look says which rules have to be asked, and where.
struct Gates: Sendable {
    /// One table, and the text that it is for.
    struct Table: Sendable {
        let matcher: LiteralMatcher
        let items: [Item]
        /// `nil` for the raw text.
        let map: GateMap?
    }

    /// What a hit of a table says about a leaf.
    struct Item: Sendable {
        let leaf: Int
        /// Scalars of the leaf's view from the start of a match to the hit, at least; `nil` for a word, which starts
        /// inside the hit, or as many scalars before it as its separators at the front.
        let least: Int?
        /// At most; `nil` without an end.
        let greatest: Int?
        /// A shorter hit, in bytes, says nothing.
        var leastLength = 0
    }

    let tables: [Table]
    /// By leaf, and then by condition: whether it is always asked, since nothing must stand in the text for it.
    let isOpen: [Bool]
    /// Whether what is found for a leaf are its words, and not what may hold one.
    let isExact: [Bool]

    /// Where a leaf may find something, in original bytes of the hit.
    struct Candidate {
        var item: Item
        var bytes: Range<Int>
    }

    /// What the tables found in a text.
    struct Look {
        /// By table, with the text as the table sees it.
        fileprivate var hits: [(hits: [LiteralMatcher.Hit], text: GateText?)] = []
        /// By leaf, whether there is a hit for it.
        fileprivate(set) var isSeen: [Bool]
        /// The leaves for which there is one.
        fileprivate(set) var seen: [Int] = []
    }

    /// Looks at a whole text.
    func look(at text: [UInt8]) -> Look {
        var look = Look(isSeen: Array(repeating: false, count: isOpen.count))
        for table in tables {
            var hits: [LiteralMatcher.Hit] = []
            var gate: GateText?
            if let map = table.map {
                var made = GateText(map)
                made.make(of: text)
                table.matcher.hits(in: made.bytes, range: 0..<made.count, into: &hits)
                gate = made
            } else {
                table.matcher.hits(in: text, into: &hits)
            }
            for hit in hits {
                let item = table.items[Int(hit.id)]
                guard !look.isSeen[item.leaf], Int(hit.end - hit.start) >= item.leastLength else { continue }
                look.isSeen[item.leaf] = true
                look.seen.append(item.leaf)
            }
            look.hits.append((hits, gate))
        }
        return look
    }

    /// Where some leaves may find something, by leaf.
    func candidates(_ look: Look, in text: [UInt8], for isAsked: (_ leaf: Int) -> Bool) -> [Int: [Candidate]] {
        var candidates: [Int: [Candidate]] = [:]
        for (table, found) in zip(tables, look.hits) {
            for hit in found.hits {
                let item = table.items[Int(hit.id)]
                guard Int(hit.end - hit.start) >= item.leastLength, isAsked(item.leaf) else { continue }
                let range = Int(hit.start)..<Int(hit.end)
                let bytes = found.text?.original(range, of: text) ?? range
                candidates[item.leaf, default: []].append(Candidate(item: item, bytes: bytes))
            }
        }
        return candidates
    }
}

/// Gathers what gates are made of.
struct GateBuilder {
    private enum Kind: Int { case raw, folded, loose }
    private var literals: [Kind: [LiteralMatcher.Literal]] = [:]
    private var runs: [Kind: [LiteralMatcher.ClassRun]] = [:]
    private var items: [Kind: [Gates.Item]] = [:]
    private var isOpen: [Bool] = []
    private var isExact: [Bool] = []
    private var maps: [Kind: GateMap] = [:]

    init() {}

    func gates() -> Gates {
        let kinds: [Kind] = [.raw, .folded, .loose]
        var isOpen = isOpen
        let tables = kinds.compactMap { kind -> Gates.Table? in
            guard let items = items[kind] else { return nil }
            guard let matcher = LiteralMatcher(literals: literals[kind] ?? [], runs: runs[kind] ?? []) else {
                // More than tables can hold: nothing is known of these leaves.
                for item in items { isOpen[item.leaf] = true }
                return nil
            }
            return Gates.Table(matcher: matcher, items: items, map: maps[kind])
        }
        return Gates(tables: tables, isOpen: isOpen, isExact: isExact)
    }

    private mutating func kind(of foldings: Foldings) -> Kind? {
        if foldings == .raw { return .raw }
        if foldings == .folded {
            if maps[.folded] == nil { maps[.folded] = GateMap(.folded) }
            return .folded
        }
        // Whatever a weaker folding leaves apart, the strongest joins; what splits or respells does not pass it.
        guard foldings.isSubset(of: .foldedPlus) else { return nil }
        if maps[.loose] == nil { maps[.loose] = GateMap(.foldedPlus) }
        return .loose
    }

    private mutating func add(_ item: Gates.Item, _ kind: Kind) -> Int {
        let id = items[kind]?.count ?? 0
        items[kind, default: []].append(item)
        return id
    }

    /// The next leaf is a list of words.
    mutating func addWords(_ words: [[UInt32]], _ foldings: Foldings) {
        let leaf = isOpen.count
        isExact.append(foldings == .raw)
        let strongest = Folding(.foldedPlus)
        guard let kind = kind(of: foldings) else { return isOpen.append(true) }
        var made: [[UInt8]] = []
        for scalars in words {
            let bytes: [UInt8]
            if kind == .raw {
                bytes = scalars.flatMap { Array(UTF8.encode(Unicode.Scalar($0) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter) }
            } else if let map = maps[kind] {
                bytes = GateText.bytes(of: kind == .loose ? scalars.compactMap(strongest.map) : scalars, map)
            } else {
                bytes = []
            }
            // A word of separators alone is nothing to the gate.
            guard !bytes.isEmpty else { return isOpen.append(true) }
            made.append(bytes)
        }
        isOpen.append(false)
        // Separators at the front are not in the gate's text, and a match begins with them.
        let leading = words.map { $0.prefix(while: Scalars.isSeparator).count }.max() ?? 0
        let id = add(Gates.Item(leaf: leaf, least: nil, greatest: kind == .loose ? leading : 0), kind)
        literals[kind, default: []] += made.map { LiteralMatcher.Literal(bytes: $0, id: id) }
    }

    /// The next leaf is an expression.
    /// - Parameter cap: how many scalars of a match are sure to be there: it may be found without the others.
    mutating func addExpression(_ root: Node, _ foldings: Foldings, cap: Int? = nil) {
        let leaf = isOpen.count
        isExact.append(false)
        guard let kind = kind(of: foldings), kind != .loose, !root.canReachLimits else { return isOpen.append(true) }
        switch root.gate(within: cap) {
        case .none: isOpen.append(true)
        case .literals(let literals):
            isOpen.append(false)
            for literal in literals { add(literal, leaf, kind) }
        case .windows(let windows):
            isOpen.append(false)
            for window in windows { add(window, leaf, kind) }
        }
    }

    private mutating func add(_ literal: RequiredLiteral, _ leaf: Int, _ kind: Kind) {
        let id = add(Gates.Item(leaf: leaf, least: literal.leastDistance, greatest: literal.greatestDistance), kind)
        let bytes = literal.scalars.flatMap {
            Array(UTF8.encode(Unicode.Scalar($0) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        }
        literals[kind, default: []].append(
            LiteralMatcher.Literal(bytes: bytes, ignoresCase: literal.ignoresCase, id: id))
    }

    /// Scalars in a row, or one of a set that has others than ASCII.
    private mutating func add(_ window: RequiredWindow, _ leaf: Int, _ kind: Kind) {
        let sets = window.sets
        let id = add(
            Gates.Item(
                leaf: leaf, least: window.leastDistance, greatest: window.greatestDistance,
                leastLength: sets.count > 1 ? window.stretch : 0), kind)
        let ascii = sets.map { Self.bytes($0.intersection(ScalarSet([0...0x7F]))) ?? ByteClass() }
        if !ascii.contains(where: \.isEmpty) {
            runs[kind, default: []].append(LiteralMatcher.ClassRun(classes: ascii, id: id))
        }
        guard sets.count == 1 else { return }
        for range in sets[0].intersection(ScalarSet([0x80...0x10FFFF])).ranges {
            for scalar in range {
                guard let scalar = Unicode.Scalar(scalar), let bytes = UTF8.encode(scalar) else { continue }
                literals[kind, default: []].append(LiteralMatcher.Literal(bytes: Array(bytes), id: id))
            }
        }
    }

    /// A set of ASCII scalars as bytes; `nil` where it has others.
    private static func bytes(_ set: ScalarSet) -> ByteClass? {
        guard let last = set.ranges.last, last.upperBound < 0x80 else { return nil }
        var bytes = ByteClass()
        for range in set.ranges {
            for scalar in range { bytes.insert(UInt8(truncatingIfNeeded: scalar)) }
        }
        return bytes
    }
}

extension Node {
    /// Whether it can run into its limits: that has to happen wherever the plain way would, gate or none.
    var canReachLimits: Bool { !hazards.isEmpty || repeatsWhatVaries }

    /// Whether something is repeated many times, or without an end, of which one round may take much or little: a text
    /// can be shared out among the rounds in very many ways.
    fileprivate var repeatsWhatVaries: Bool {
        if case .repetition(let body, let repetition) = kind, repetition.greatest ?? .max >= 8 {
            let width = body.width
            let members = if case .sequence(let nodes) = body.kind { nodes } else { [body] }
            let isLoop = width.greatestScalars.map { $0 - width.leastScalars >= 16 } ?? true
            // Two that cannot be missing tell the rounds apart.
            if body.mayBeEmpty || isLoop, members.filter({ !$0.mayBeEmpty }).count < 2 { return true }
        }
        return parts.contains(where: \.repeatsWhatVaries)
    }
}
