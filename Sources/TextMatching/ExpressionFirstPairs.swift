internal import RegexSyntax

/// Tells for many programs at once which of them could have a match at a place, by the scalar before it and the two
/// behind it.
///
/// A program that it leaves out has none there; of the others most have none either. Every program is split into a
/// few rows of «what may precede, what comes first, what comes second»; a scalar's class holds the rows that it may
/// stand in, as bits, for each of the three places.
public struct FirstPairs: Sendable {
    /// How one way to begin looks.
    struct Row {
        /// What may precede; `nil` for anything, the start of the text included.
        var before: ScalarSet?
        /// Whether it can begin at the start of the text.
        var beginsText = true
        /// `nil` where a match may take nothing.
        var first: ScalarSet?
        /// `nil` for anything, the end included.
        var second: ScalarSet?
    }

    /// Of a program's rows; what is beyond is thrown together.
    private static let rowLimit = 6

    /// The program of each row.
    private let programs: [Int]
    private let wordCount: Int
    /// The class of each scalar, by pages of 256.
    private let pages: [UInt16]
    private let classes: [UInt16]
    /// The rows of class c in words `3c·wordCount ..< 3(c+1)·wordCount`: before, first, second.
    private let bits: [UInt64]
    /// The rows that can begin at the start of the text.
    private let textStart: [UInt64]

    /// What it takes, in bytes.
    public var size: Int { pages.count * 2 + classes.count * 2 + bits.count * 8 + textStart.count * 8 }

    /// Programs are told apart by their place in the list.
    public init(_ list: [ExpressionProgram]) {
        let rows = list.enumerated().flatMap { index, program in program.rows.map { (index, $0) } }
        programs = rows.map(\.0)
        let wordCount = max(1, (rows.count + 63) / 64)
        self.wordCount = wordCount
        var textStart = [UInt64](repeating: 0, count: wordCount)
        for (index, row) in rows.enumerated() where row.1.beginsText { textStart[index >> 6] |= 1 << (index & 63) }
        self.textStart = textStart

        let (starts, words) = Self.intervals(rows.map(\.1), wordCount)
        // Intervals in the same rows are one class.
        var numbers: [[UInt64]: UInt16] = [:]
        var bits: [UInt64] = []
        let classOf = words.map { words in
            if let known = numbers[words] { return known }
            let number = UInt16(clamping: numbers.count)
            numbers[words] = number
            bits += words
            return number
        }
        self.bits = bits
        (pages, classes) = Self.pages(starts, classOf)
    }

    /// Where the rows' sets begin and end, and for each stretch between the rows that its scalars may stand in.
    private static func intervals(_ rows: [Row], _ wordCount: Int) -> (starts: [UInt32], words: [[UInt64]]) {
        var bounds: Set<UInt32> = [0]
        for row in rows {
            for range in [row.before, row.first, row.second].compactMap(\.self).flatMap(\.ranges) {
                bounds.insert(range.lowerBound)
                if range.upperBound < 0x10FFFF { bounds.insert(range.upperBound + 1) }
            }
        }
        let starts = bounds.sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(starts, 0...))
        var words = Array(repeating: [UInt64](repeating: 0, count: 3 * wordCount), count: starts.count)
        for (index, row) in rows.enumerated() {
            for (role, set) in [row.before, row.first, row.second].enumerated() {
                for range in (set ?? .all).ranges {
                    let from = places[range.lowerBound] ?? 0
                    let to = places[range.upperBound + 1] ?? starts.count
                    for interval in from..<to { words[interval][role * wordCount + index >> 6] |= 1 << (index & 63) }
                }
            }
        }
        return (starts, words)
    }

    private static func pages(_ starts: [UInt32], _ classOf: [UInt16]) -> (pages: [UInt16], classes: [UInt16]) {
        var pages: [UInt16] = []
        var classes: [UInt16] = []
        var known: [[UInt16]: UInt16] = [:]
        var interval = 0
        for page in 0..<UInt32(0x1100) {
            var own: [UInt16] = []
            if interval + 1 >= starts.count || starts[interval + 1] > page << 8 + 255 {
                own = Array(repeating: classOf[interval], count: 256)
            } else {
                for scalar in page << 8...page << 8 + 255 {
                    while interval + 1 < starts.count, starts[interval + 1] <= scalar { interval += 1 }
                    own.append(classOf[interval])
                }
            }
            if let number = known[own] {
                pages.append(number)
            } else {
                let number = UInt16(known.count)
                known[own] = number
                classes += own
                pages.append(number)
            }
        }
        return (pages, classes)
    }

    /// A number for all scalars that no program here tells apart.
    public func classOf(_ scalar: UInt32) -> UInt16 {
        scalar > 0x10FFFF ? 0 : classes[Int(pages[Int(scalar >> 8)]) << 8 | Int(scalar & 255)]
    }

    /// Appends the programs that may have a match at a place of a text, each once, in order.
    ///
    /// - Parameters:
    ///   - place: an ordinal from 0 through the count of `scalars`; at the end only what may take nothing, or text
    ///     to come, can match, and every program that the scalar before admits is named.
    ///   - isTextStart: whether nothing precedes the first scalar. Where something does that is not here, it is
    ///     taken to be anything.
    public func candidates(in scalars: [UInt32], at place: Int, isTextStart: Bool, into found: inout [Int]) {
        guard place >= 0, place <= scalars.count else { return }
        let before = place > 0 ? Int(classOf(scalars[place - 1])) * 3 * wordCount : nil
        let first = place < scalars.count ? (Int(classOf(scalars[place])) * 3 + 1) * wordCount : nil
        let second = place + 1 < scalars.count ? (Int(classOf(scalars[place + 1])) * 3 + 2) * wordCount : nil
        var last = -1
        for word in 0..<wordCount {
            var rows = first.map { bits[$0 + word] } ?? .max
            if rows == 0 { continue }
            if let second { rows &= bits[second + word] }
            if let before { rows &= bits[before + word] } else if isTextStart { rows &= textStart[word] }
            while rows != 0 {
                let row = word << 6 + rows.trailingZeroBitCount
                rows &= rows - 1
                guard row < programs.count else { break }
                if programs[row] != last { found.append(programs[row]) }
                last = programs[row]
            }
        }
    }

    /// The rows of a simplified tree.
    static func rows(_ tree: Node) -> [Row] {
        let branches = if case .alternation(let nodes) = tree.kind { nodes } else { [tree] }
        var rows = branches.flatMap { branch -> [Row] in
            let (before, beginsText) = branch.leftContext
            if branch.mayBeEmpty { return [Row(before: before, beginsText: beginsText)] }
            return branch.pairs(before: nil).map {
                Row(before: before, beginsText: beginsText, first: $0.first, second: $0.second)
            }
        }
        while rows.count > Self.rowLimit, let last = rows.popLast(), let other = rows.popLast() {
            rows.append(
                Row(
                    before: union(last.before, other.before), beginsText: last.beginsText || other.beginsText,
                    first: union(last.first, other.first), second: union(last.second, other.second)))
        }
        return rows
    }

    private static func union(_ left: ScalarSet?, _ right: ScalarSet?) -> ScalarSet? {
        guard let left, let right else { return nil }
        return left.union(right)
    }
}

extension Node {
    /// What may precede a match, as far as look-behind of one scalar at its head tells, and whether it may begin at
    /// the start of the text.
    fileprivate var leftContext: (before: ScalarSet?, beginsText: Bool) {
        let head = if case .sequence(let nodes) = kind { nodes } else { [self] }
        var before: ScalarSet?
        var beginsText = true
        for node in head {
            guard case .lookBehind(let body, let negative) = node.kind else { break }
            guard case .one(let set) = body.kind else { continue }
            let admitted = negative ? set.inverted : set
            before = before.map { $0.intersection(admitted) } ?? admitted
            beginsText = beginsText && negative
        }
        return (before, beginsText)
    }

    /// The first two scalars of matches that take anything of this node, followed by what begins with `next`: in
    /// each pair any of the one before any of the other.
    fileprivate func pairs(before next: ScalarSet?) -> [(first: ScalarSet, second: ScalarSet?)] {
        switch kind {
        case .one(let set): return [(set, next)]
        case .sequence(let nodes):
            var following: [ScalarSet?] = []
            var behind = next
            for node in nodes.reversed() {
                following.append(behind)
                behind = node.firsts(before: behind)
            }
            var pairs: [(first: ScalarSet, second: ScalarSet?)] = []
            for (node, next) in zip(nodes, following.reversed()) {
                pairs += node.pairs(before: next)
                if !node.mayBeEmpty { break }
            }
            return pairs
        case .alternation(let nodes): return nodes.flatMap { $0.pairs(before: next) }
        case .repetition(let body, let repetition):
            if repetition.greatest == 1 { return body.pairs(before: next) }
            let firsts = body.firsts
            return body.pairs(before: next.map { firsts.union($0) })
        case .atomic(let body), .capture(let body, _): return body.pairs(before: next)
        case .empty, .anchor, .keep, .lookAhead, .lookBehind: return []
        case .backreference, .absent, .lineBreak, .grapheme: return [(.all, nil)]
        }
    }
}
