import RegexSyntax
import TextMatching

/// What must stand in a text for a leaf to find anything, or for a condition to hold: literals and runs, all leaves' in a few tables, so that one
/// quick look says which rules have to be asked, and where.
struct Gates: Sendable {
    /// One table, and the text that it is for. (A class, since every text goes by it, and its parts are many to copy.)
    final class Table: Sendable {
        let matcher: LiteralMatcher
        let stretches: ByteStretches
        let items: [Item]
        /// `nil` for the raw text.
        let map: GateMap?

        init(matcher: LiteralMatcher, stretches: ByteStretches, items: [Item], map: GateMap?) {
            self.matcher = matcher
            self.stretches = stretches
            self.items = items
            self.map = map
        }
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
    /// Whether an attempt of a leaf may come to its limits: it is asked whatever else its rule needs.
    let canFail: [Bool]

    /// Where a leaf may find something.
    struct Candidate {
        var item: Item
        /// The hit in original bytes.
        var bytes: Range<Int>
        /// The hit in bytes of its table's text.
        var place: Range<Int>

        /// Whether a match that this hit belongs to may hold the other: this is what an expression's gate has found, and
        /// that a text that must stand there besides, which is where it was found and no further on.
        func mayGo(with companion: Candidate) -> Bool {
            guard let least = item.least, let companionLeast = companion.item.least else { return true }
            // In scalars, from the one to the other; a scalar has one byte to four.
            if let greatest = companion.item.greatest {
                let most = greatest - least
                if companion.place.lowerBound - place.upperBound > (most < 0 ? most : 4 * most) { return false }
            }
            if let greatest = item.greatest {
                let fewest = companionLeast - greatest
                if companion.place.lowerBound - place.lowerBound < (fewest < 0 ? 4 * fewest : fewest) { return false }
            }
            return true
        }
    }

    /// What the tables found in a text. One look serves for many texts, and keeps what it has set aside.
    struct Look {
        /// By table, and the text as the table sees it.
        fileprivate var hits: [[LiteralMatcher.Hit]]
        fileprivate var texts: [GateText?]
        /// By leaf, whether there is a hit for it.
        private var marks: Marks
        /// The leaves for which there is one.
        private(set) var seen: [Int] = []

        init(_ gates: Gates) {
            hits = gates.tables.map { _ in [] }
            texts = gates.tables.map { $0.map.map(GateText.init) }
            marks = Marks(count: gates.isOpen.count)
        }

        func isSeen(_ leaf: Int) -> Bool { marks[leaf] }

        fileprivate mutating func restart() {
            marks.clear()
            seen.removeAll(keepingCapacity: true)
        }

        fileprivate mutating func see(_ leaf: Int) {
            guard !marks[leaf] else { return }
            marks.set(leaf)
            seen.append(leaf)
        }
    }

    /// Looks at a whole text.
    func look(at text: [UInt8], _ look: inout Look) {
        look.restart()
        for (number, table) in tables.enumerated() {
            look.hits[number].removeAll(keepingCapacity: true)
            look.texts[number]?.make(of: text)
            if let made = look.texts[number] {
                table.matcher.hits(in: made.bytes, range: 0..<made.count, into: &look.hits[number])
                table.stretches.hits(in: made.bytes, count: made.count, into: &look.hits[number])
            } else {
                table.matcher.hits(in: text, into: &look.hits[number])
                table.stretches.hits(in: text, into: &look.hits[number])
            }
            for hit in look.hits[number] {
                let item = table.items[Int(hit.id)]
                if Int(hit.end - hit.start) >= item.leastLength { look.see(item.leaf) }
            }
        }
    }

    /// Where some leaves may find something, in order of the leaves, then of the places.
    func candidates(
        _ look: Look, in text: [UInt8], into candidates: inout [Candidate], for isAsked: (_ leaf: Int) -> Bool
    ) {
        candidates.removeAll(keepingCapacity: true)
        for (number, table) in tables.enumerated() {
            for hit in look.hits[number] {
                let item = table.items[Int(hit.id)]
                guard Int(hit.end - hit.start) >= item.leastLength, isAsked(item.leaf) else { continue }
                let range = Int(hit.start)..<Int(hit.end)
                let bytes = look.texts[number]?.original(range, of: text) ?? range
                candidates.append(Candidate(item: item, bytes: bytes, place: range))
            }
        }
        // Of each place the longest first: of words it is the one that counts.
        candidates.sort {
            ($0.item.leaf, $0.bytes.lowerBound, -$0.bytes.upperBound)
                < ($1.item.leaf, $1.bytes.lowerBound, -$1.bytes.upperBound)
        }
    }
}

/// Flags that are cleared all at once, however many there are.
struct Marks {
    private var stamps: [UInt32]
    private var stamp: UInt32 = 1

    init(count: Int) {
        stamps = Array(repeating: 0, count: count)
    }

    subscript(index: Int) -> Bool { stamps[index] == stamp }

    mutating func set(_ index: Int) { stamps[index] = stamp }

    mutating func clear() {
        guard stamp < .max else {
            stamps = Array(repeating: 0, count: stamps.count)
            stamp = 1
            return
        }
        stamp += 1
    }
}

/// Gathers what gates are made of.
struct GateBuilder {
    /// What a table's text is.
    private enum Kind: Hashable {
        case raw
        /// Folded in a way that expressions may ask for, and that some do.
        case folded(Foldings)
        /// Folded as far as it goes, without separators and repeats.
        case loose
    }
    private var literals: [Kind: [LiteralMatcher.Literal]] = [:]
    private var runs: [Kind: [LiteralMatcher.ClassRun]] = [:]
    private var stretches: [Kind: [ByteStretches.Stretch]] = [:]
    private var items: [Kind: [Gates.Item]] = [:]
    private var isOpen: [Bool] = []
    private var isExact: [Bool] = []
    private var canFail: [Bool] = []
    private var maps: [Kind: GateMap] = [:]

    init() {}

    func gates() -> Gates {
        var isOpen = isOpen
        let tables = items.compactMap { kind, items -> Gates.Table? in
            guard let matcher = LiteralMatcher(literals: literals[kind] ?? [], runs: runs[kind] ?? []) else {
                // More than tables can hold: nothing is known of these leaves.
                for item in items { isOpen[item.leaf] = true }
                return nil
            }
            let stretches = ByteStretches(stretches[kind] ?? [])
            return Gates.Table(matcher: matcher, stretches: stretches, items: items, map: maps[kind])
        }
        return Gates(tables: tables, isOpen: isOpen, isExact: isExact, canFail: canFail)
    }

    private mutating func kind(of foldings: Foldings, isForWords: Bool) -> Kind? {
        if foldings == .raw { return .raw }
        // Each table costs a walk over the text, so that words share one where they can.
        if foldings == .folded || !isForWords && foldings.isSubset(of: .folded) {
            if maps[.folded(foldings)] == nil { maps[.folded(foldings)] = GateMap(foldings) }
            return .folded(foldings)
        }
        // Whatever a weaker folding leaves apart, the strongest joins; what splits or respells does not pass it.
        guard isForWords, foldings.isSubset(of: .foldedPlus) else { return nil }
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
        canFail.append(false)
        let strongest = Folding(.foldedPlus)
        guard let kind = kind(of: foldings, isForWords: true) else { return isOpen.append(true) }
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
            // A word of separators alone is nothing to the gate. Where one begins with what the gate's text has not, a
            // match may begin anywhere before its hit.
            let head = scalars.first { !Scalars.isSeparator($0) }.flatMap(strongest.map)
            let isSeen = kind == .raw || head.map { kind != .loose || !Scalars.isSeparator($0) } ?? false
            guard !bytes.isEmpty, isSeen else { return isOpen.append(true) }
            made.append(bytes)
        }
        isOpen.append(false)
        // Separators at the front are not in the gate's text, and a match begins with them.
        let leading = words.map { $0.prefix(while: Scalars.isSeparator).count }.max() ?? 0
        let id = add(Gates.Item(leaf: leaf, least: nil, greatest: kind == .loose ? leading : 0), kind)
        literals[kind, default: []] += made.map { LiteralMatcher.Literal(bytes: $0, id: id) }
    }

    /// The next leaf is an expression.
    /// - Parameters:
    ///   - gates: what must stand in a text for it; `nil` where it may come to a limit, which counts all the same.
    ///   - needsWord: whether its rule is asked only where a word stands in the text that it requires.
    /// - Returns: texts of which one must stand there besides, for ``addCompanions(_:_:)``.
    mutating func addExpression(
        _ gates: ExpressionGates?, _ foldings: Foldings, needsWord: Bool = false
    ) -> [RequiredLiteral] {
        let leaf = isOpen.count
        isExact.append(false)
        canFail.append(gates == nil)
        guard let kind = kind(of: foldings, isForWords: false), let gates else {
            isOpen.append(true)
            return []
        }
        guard !gates.isCommon || !needsWord else {
            isOpen.append(true)
            return []
        }
        switch gates.gate {
        case .none: isOpen.append(true)
        case .literals(let literals):
            isOpen.append(false)
            for literal in literals { add(literal, leaf, kind) }
        case .windows(let windows):
            isOpen.append(false)
            for window in windows { add(window, leaf, kind) }
        }
        return gates.companions
    }

    /// What must stand in the text besides what an expression's own gate looks for.
    mutating func addCompanions(_ literals: [RequiredLiteral], _ foldings: Foldings) {
        let gate = isOpen.count
        isExact.append(false)
        canFail.append(false)
        let kind = kind(of: foldings, isForWords: false)
        isOpen.append(kind == nil)
        if let kind { for literal in literals { add(literal, gate, kind) } }
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
        if window.stretch >= ByteStretches.shortest, let bytes = ascii.first, ascii.allSatisfy({ $0 == bytes }) {
            stretches[kind, default: []].append(ByteStretches.Stretch(bytes, least: window.stretch, id: id))
        } else if !ascii.contains(where: \.isEmpty) {
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
