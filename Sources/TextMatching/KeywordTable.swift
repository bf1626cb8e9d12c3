/// Many keywords of one kind of view, found by the scalars that they begin with. Immutable.
public final class KeywordTable: Sendable {
    /// What was folded away in the views that it is for.
    public let foldings: Foldings
    private let tree: KeywordTree
    /// The most scalars that a keyword has, without those that a match may have beyond them.
    public let longest: Int

    /// Gathers the words of a table.
    public struct Builder {
        private let foldings: Foldings
        private let folding: Folding
        fileprivate private(set) var entries: [(keyword: Keyword, id: Int)] = []

        public init(_ foldings: Foldings) {
            self.foldings = foldings
            folding = Folding(foldings)
        }

        /// Adds a word under an id, which several words may share.
        /// - Returns: `false` for a word of which nothing is left in the view; it matches nothing.
        @discardableResult
        public mutating func add(_ word: String, id: Int) -> Bool {
            let keywords = folding.spellings(of: word).compactMap { Keyword($0, foldings) }
            entries += keywords.map { ($0, id) }
            return !keywords.isEmpty
        }

        public func table() -> KeywordTable { KeywordTable(foldings, entries) }
    }

    private init(_ foldings: Foldings, _ entries: [(keyword: Keyword, id: Int)]) {
        self.foldings = foldings
        longest = entries.map(\.keyword.count).max() ?? 0
        tree = KeywordTree(entries, foldings)
    }

    /// A table of words that all have the id 0.
    public convenience init(_ foldings: Foldings, _ words: some Sequence<String>) {
        var builder = Builder(foldings)
        for word in words { builder.add(word, id: 0) }
        self.init(foldings, builder.entries)
    }

    public var isEmpty: Bool { tree.keywords.isEmpty }

    /// The id of each keyword, in the table's own order.
    public var ids: [Int32] { tree.ids }

    /// Whether a keyword can begin with a scalar.
    public func begins(with scalar: UInt32) -> Bool { tree.root(scalar) != nil }

    /// The first of some places of a view at which a keyword may stand; `nil` where none does.
    public func nextPlace(in text: ViewText, _ places: Range<Int>) -> Int? {
        var from = places.lowerBound
        while let place = tree.filter.next(in: text, from..<places.upperBound) {
            if begins(with: text.scalars[place]) { return place }
            from = place + 1
        }
        return nil
    }

    /// Tells what each keyword that may stand at a place of a view comes to; those that surely do not are left out.
    public func attempts(
        in text: ViewText, at start: Int, isComplete: Bool, _ body: (_ id: Int, _ attempt: Attempt) -> Void
    ) {
        for number in openings(in: text, at: start, isComplete: isComplete, body).row { body(Int(tree.ids[number]), .open) }
    }

    /// Keywords that are open at a place: they stand in a row in the table.
    public struct Openings: Sendable {
        /// As places in ``ids``.
        public var row = 0..<0
        /// How to go on from here when there is more text, if nothing else has begun at the place.
        public var walk: Walk?
    }

    /// How far a text has been followed from a place.
    public struct Walk: Sendable {
        fileprivate let node: Int32
        /// In scalars.
        fileprivate let depth: Int32
    }

    /// The same, but for keywords that stand in a row in the table and that are all open: these are answered. Where a
    /// text ends there may be many of them.
    /// - Parameter walk: of the same place, from when there was less of the text.
    public func openings(
        in text: ViewText, at start: Int, isComplete: Bool, from walk: Walk? = nil,
        _ body: (_ id: Int, _ attempt: Attempt) -> Void
    ) -> Openings {
        var number: Int32
        if let walk {
            number = walk.node
        } else {
            let first = text.scalars[start]
            guard let root = tree.root(first) else { return Openings() }
            if !foldings.isEmpty, start > 0, Scalars.isWord(first), Scalars.isWord(text.scalars[start - 1]) {
                return Openings()
            }
            number = root
        }
        var way = TextWay(text, start + Int(walk?.depth ?? 1) - 1, foldings)
        var isAlone = true
        // What ends at the node that a walk has come to was looked at then.
        var isNew = walk == nil
        while true {
            let node = tree.node(number)
            if isNew, node.all.lowerBound < node.ends {
                isAlone = false
                for entry in node.all.lowerBound..<node.ends { try_(entry, text, start, isComplete, body) }
            }
            guard node.goesOn else { return Openings() }
            switch way.next(in: text) {
            case .scalar(let scalar):
                guard let child = tree.child(of: number, by: scalar) else { return Openings() }
                number = child
                isNew = true
            case .end:
                guard !isComplete else { return Openings() }
                let rest = node.ends..<node.all.upperBound
                if way.isLiteral, tree.areSure(rest) {
                    let walk = Walk(node: number, depth: Int32(clamping: text.scalars.count - start))
                    return Openings(row: Int(rest.lowerBound)..<Int(rest.upperBound), walk: isAlone ? walk : nil)
                }
                for entry in rest { try_(entry, text, start, isComplete, body) }
                return Openings()
            case .none: return Openings()
            }
        }
    }

    private func try_(
        _ number: Int32, _ text: ViewText, _ start: Int, _ isComplete: Bool, _ body: (Int, Attempt) -> Void
    ) {
        let attempt = tree.keywords[Int(number)].attempt(in: text, at: start, isComplete: isComplete)
        if attempt != .none { body(Int(tree.ids[Int(number)]), attempt) }
    }

    /// From where on a text that goes on holds nothing but one repeated scalar: a keyword that is open in there stays so
    /// while it does. The text's end where repeats are not looked over.
    public func runAtEnd(of text: ViewText) -> Int {
        let count = text.scalars.count
        guard foldings.contains(.repeats), let last = text.scalars.last, !Scalars.isDigit(last), !Scalars.isSeparator(last)
        else { return count }
        var start = count
        while start > 0, text.scalars[start - 1] == last { start -= 1 }
        return start
    }
}

extension KeywordTable {
    /// The ordinal from which on keywords have to be tried so that none is missed that ends behind a place: before it
    /// lie as many characters that are no separators as the longest keyword has, each with its repeats, which
    /// separators may part.
    public func reach(in text: ViewText, before ordinal: Int) -> Int {
        let spaced = foldings.contains(.separators)
        let repeats = foldings.contains(.repeats)
        var left = longest
        var place = min(ordinal, text.scalars.count)
        var run: (scalar: UInt32, number: Int)?
        var isParted = false
        while place > 0 {
            let scalar = text.scalars[place - 1]
            if spaced, Scalars.isSeparator(scalar), place < ordinal {
                let costs = isTight(text, place - 1) ? 1 : 0
                guard left >= costs else { break }
                left -= costs
                isParted = true
            } else if repeats, let last = run, last.scalar == scalar, !Scalars.isDigit(scalar),
                !isParted || (spaced && last.number < Keyword.mostRuns)
            {
                run = (scalar, isParted ? last.number + 1 : last.number)
                isParted = false
            } else {
                guard left > 0 else { break }
                left -= 1
                run = (scalar, 1)
                isParted = false
            }
            place -= 1
        }
        return place
    }

    /// Whether a separator is one of more than three in a row, which no gap holds.
    private func isTight(_ text: ViewText, _ place: Int) -> Bool {
        guard place + 3 < text.scalars.count else { return false }
        return (1...3).allSatisfy { Scalars.isSeparator(text.scalars[place + $0]) }
    }
}

/// The scalars of a text that a keyword's way would have to go by, one after the other.
private struct TextWay {
    private let isSpaced: Bool
    private let skipsRuns: Bool
    private var place: Int
    private var last: UInt32
    /// Whether nothing was left out.
    private(set) var isLiteral = true

    enum Step { case scalar(UInt32), end, none }

    init(_ text: ViewText, _ start: Int, _ foldings: Foldings) {
        isSpaced = foldings.contains(.separators)
        skipsRuns = foldings.contains(.repeats)
        place = start + 1
        last = text.scalars[start]
    }

    mutating func next(in text: ViewText) -> Step {
        var separators = 0
        while place < text.scalars.count {
            let scalar = text.scalars[place]
            place += 1
            if skipsRuns, scalar == last, !Scalars.isDigit(scalar) {
                separators = 0
            } else if isSpaced, Scalars.isSeparator(scalar) {
                separators += 1
                if separators > 3 { return .none }
            } else {
                last = scalar
                return .scalar(scalar)
            }
            isLiteral = false
        }
        return .end
    }
}
