/// Many keywords of one kind of view, found by the scalars that they begin with.
public struct KeywordTable: Sendable {
    private struct Entry: Sendable {
        var keyword: Keyword
        var id: Int
    }

    /// The keywords that share their first scalar.
    private struct Group: Sendable {
        /// Those whose second scalar says nothing.
        var loose: [Int32] = []
        var bySecond: [UInt32: [Int32]] = [:]
    }

    /// What was folded away in the views that it is for.
    public let foldings: Foldings
    private let folding: Folding
    private var entries: [Entry] = []
    private var groups: [Group] = []
    /// For the first plane the group of a scalar, from 1; 0 where no keyword begins so. By blocks of 256, which most
    /// tables have few of.
    private var blocks: [Int16] = Array(repeating: -1, count: 256)
    private var cells: [Int32] = []
    private var beyond: [UInt32: Int32] = [:]
    /// The most scalars that a keyword has, without those that a match may have beyond them.
    public private(set) var longest = 0
    /// Every scalar that a keyword begins with, in the view.
    public private(set) var firsts: Set<UInt32> = []

    public init(_ foldings: Foldings) {
        self.foldings = foldings
        folding = Folding(foldings)
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// Adds a word under an id, which several words may share.
    /// - Returns: `false` for a word of which nothing is left in the view; it matches nothing.
    @discardableResult
    public mutating func add(_ word: String, id: Int) -> Bool {
        let keywords = folding.spellings(of: word).compactMap { Keyword($0, foldings) }
        for keyword in keywords { add(keyword, id: id) }
        return !keywords.isEmpty
    }

    private mutating func add(_ keyword: Keyword, id: Int) {
        longest = max(longest, keyword.count)
        firsts.insert(keyword.first)
        let number = Int32(truncatingIfNeeded: entries.count)
        entries.append(Entry(keyword: keyword, id: id))
        let key = keyword.key(foldings)
        let group = makeGroup(key.first)
        if let second = key.second {
            groups[group].bySecond[second, default: []].append(number)
        } else {
            groups[group].loose.append(number)
        }
    }

    private mutating func makeGroup(_ scalar: UInt32) -> Int {
        let known = group(of: scalar)
        if known > 0 { return Int(known) - 1 }
        groups.append(Group())
        let number = Int32(truncatingIfNeeded: groups.count)
        if scalar <= 0xFFFF {
            let block = Int(scalar >> 8)
            if blocks[block] < 0 {
                blocks[block] = Int16(cells.count >> 8)
                cells.append(contentsOf: repeatElement(0, count: 256))
            }
            cells[Int(blocks[block]) << 8 + Int(scalar & 0xFF)] = number
        } else {
            beyond[scalar] = number
        }
        return groups.count - 1
    }

    private func group(of scalar: UInt32) -> Int32 {
        guard scalar <= 0xFFFF else { return beyond.isEmpty ? 0 : beyond[scalar, default: 0] }
        let block = blocks[Int(scalar >> 8)]
        return block < 0 ? 0 : cells[Int(block) << 8 + Int(scalar & 0xFF)]
    }

    /// Whether a keyword can begin with a scalar.
    public func begins(with scalar: UInt32) -> Bool { group(of: scalar) > 0 }

    /// Tells what each keyword that may stand at a place of a view comes to; those that surely do not are left out.
    public func attempts(
        in text: ViewText, at start: Int, isComplete: Bool, _ body: (_ id: Int, _ attempt: Attempt) -> Void
    ) {
        let first = text.scalars[start]
        let number = group(of: first)
        guard number > 0 else { return }
        if !foldings.isEmpty, start > 0, Scalars.isWord(first), Scalars.isWord(text.scalars[start - 1]) { return }
        let group = groups[Int(number) - 1]
        try_(group.loose, text, start, isComplete, body)
        guard !group.bySecond.isEmpty else { return }
        switch second(text, start) {
        case .scalar(let second):
            if let those = group.bySecond[second] { try_(those, text, start, isComplete, body) }
        case .end:
            guard !isComplete else { return }
            for those in group.bySecond.values { try_(those, text, start, isComplete, body) }
        case .none: return
        }
    }

    private func try_(
        _ numbers: [Int32], _ text: ViewText, _ start: Int, _ isComplete: Bool, _ body: (Int, Attempt) -> Void
    ) {
        for number in numbers {
            let entry = entries[Int(number)]
            let attempt = entry.keyword.attempt(in: text, at: start, isComplete: isComplete)
            if attempt != .none { body(entry.id, attempt) }
        }
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

    private enum Second { case scalar(UInt32), end, none }

    /// The scalar of the text that a keyword's second one would have to be.
    private func second(_ text: ViewText, _ start: Int) -> Second {
        let first = text.scalars[start]
        let count = text.scalars.count
        let isSpaced = foldings.contains(.separators)
        let skipsRun = foldings.contains(.repeats) && !Scalars.isDigit(first)
        var place = start + 1
        var separators = 0
        while place < count {
            let scalar = text.scalars[place]
            if skipsRun, scalar == first {
                separators = 0
            } else if isSpaced, Scalars.isSeparator(scalar) {
                separators += 1
                if separators > 3 { return .none }
            } else {
                return .scalar(scalar)
            }
            place += 1
        }
        return .end
    }

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
