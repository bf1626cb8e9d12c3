/// A scalar of a literal; an ASCII letter in lower case where it stands for both cases.
struct Letter: Hashable {
    var scalar: UInt32
    var isFolded: Bool
}

/// Texts that end where the last appended unit ends, and of which a match holds one.
struct LiteralRun {
    private var texts: [[Letter]] = [[]]
    private let least: Int
    private let greatest: Int?
    /// Whether nothing has been appended, so that the run may as well begin elsewhere.
    private(set) var isFresh = true

    init(_ least: Int = 0, _ greatest: Int? = 0) {
        self.least = least
        self.greatest = greatest
    }

    /// Whether the run could take what follows: not, where the texts are not known or become too many.
    mutating func append(_ next: [[Letter]]?) -> Bool {
        guard let next, texts.count * next.count <= Node.textLimit,
            (texts.map(\.count).max() ?? 0) + (next.map(\.count).max() ?? 0) <= Node.textLength
        else { return false }
        texts = texts.flatMap { text in next.map { text + $0 } }
        isFresh = false
        return true
    }

    /// `nil` where one of the texts is empty.
    var gate: Gate<RequiredLiteral>? {
        guard !texts.isEmpty, !texts.contains([]) else { return nil }
        let items = texts.map { text in
            let ignoresCase = text.contains(where: \.isFolded)
            return RequiredLiteral(
                scalars: text.map { ignoresCase ? $0.scalar.lowercasedASCII : $0.scalar }, ignoresCase: ignoresCase,
                leastDistance: least, greatestDistance: greatest)
        }
        // Texts of one length hold none of each other.
        let isEven = Set(items.map(\.scalars.count)).count == 1
        let gate = isEven ? Gate(items: items, score: 0) : Gate(items: items, score: 0).withoutRepeats
        let rarity = Rarity.bits(
            anyOf: gate.items.lazy.map { Rarity.bits($0.scalars, ignoresCase: $0.ignoresCase) })
        return Gate(items: gate.items, score: rarity)
    }
}

extension Gate<RequiredLiteral> {
    /// Without the literals that hold another one, which takes over their distances.
    var withoutRepeats: Gate {
        guard items.count > 1, items.count <= 128 else { return self }
        var kept: [RequiredLiteral] = []
        for item in items.sorted(by: { $0.scalars.count < $1.scalars.count }) {
            if let index = kept.firstIndex(where: { item.offset(of: $0) != nil }),
                let offset = item.offset(of: kept[index])
            {
                kept[index].leastDistance = min(kept[index].leastDistance, sum(item.leastDistance, offset) ?? .max)
                kept[index].greatestDistance = greater(kept[index].greatestDistance, sum(item.greatestDistance, offset))
            } else {
                kept.append(item)
            }
        }
        return Gate(items: kept, score: score)
    }
}

extension RequiredLiteral {
    /// Where this text holds the other one for certain.
    fileprivate func offset(of other: RequiredLiteral) -> Int? {
        guard !ignoresCase || other.ignoresCase, other.scalars.count <= scalars.count else { return nil }
        let own = other.ignoresCase ? scalars.map(\.lowercasedASCII) : scalars
        return (0...(own.count - other.scalars.count)).first { own[$0...].starts(with: other.scalars) }
    }
}

extension UInt32 {
    fileprivate var lowercasedASCII: UInt32 { (0x41...0x5A).contains(self) ? self + 32 : self }
}

extension Node {
    /// The most texts that are told apart.
    fileprivate static let textLimit = 64
    /// The longest text that is.
    fileprivate static let textLength = 48

    /// All texts that the node can match, if they are few and short; what it asserts is left out.
    var smallTexts: [[Letter]]? {
        switch kind {
        case .empty, .anchor, .lookAhead, .lookBehind, .keep: return [[]]
        case .one(let set): return set.letters?.map { [$0] }
        case .capture(let node, _), .atomic(let node): return node.smallTexts
        case .sequence(let nodes): return Self.joined(nodes.lazy.map(\.smallTexts))
        case .alternation(let nodes):
            var all: [[Letter]] = []
            for node in nodes {
                guard let texts = node.smallTexts, all.count + texts.count <= Self.textLimit else { return nil }
                all += texts
            }
            return all
        case .repetition(let node, let repetition):
            guard let greatest = repetition.greatest, greatest <= 8, let texts = node.smallTexts else { return nil }
            var all: [[Letter]] = []
            for count in repetition.least...max(greatest, repetition.least) {
                guard let turn = Self.joined(repeatElement(texts, count: count)),
                    all.count + turn.count <= Self.textLimit
                else { return nil }
                all += turn
            }
            return all
        case .backreference, .absent, .lineBreak, .grapheme: return nil
        }
    }

    private static func joined(_ parts: some Sequence<[[Letter]]?>) -> [[Letter]]? {
        var run: [[Letter]] = [[]]
        for part in parts {
            guard let part, run.count * part.count <= textLimit,
                (run.map(\.count).max() ?? 0) + (part.map(\.count).max() ?? 0) <= textLength
            else { return nil }
            run = run.flatMap { text in part.map { text + $0 } }
        }
        return run
    }
}

extension ScalarSet {
    /// The scalars of a small set, both cases of a letter as one; `nil` for a larger set.
    fileprivate var letters: [Letter]? {
        guard count <= 16 else { return nil }
        var letters: [Letter] = []
        for scalar in ranges.joined() {
            switch scalar {
            case 0x41...0x5A where contains(scalar + 32): letters.append(Letter(scalar: scalar + 32, isFolded: true))
            case 0x61...0x7A where contains(scalar - 32): continue
            default: letters.append(Letter(scalar: scalar, isFolded: false))
            }
        }
        return letters.count <= 8 ? letters : nil
    }
}
