/// A keyword, made ready for one kind of view, and asked whether it stands at a place.
///
/// What it matches is said where the rules are documented; in short, for c₁…cₘ, its scalars in the view:
/// - without foldings it is the plain substring;
/// - with any, it is *bounded*: no word scalar (`Scalars.isWord`) stands beside a first or last scalar that is one;
/// - with ``Foldings/repeats`` a scalar that is no digit may be repeated;
/// - with ``Foldings/separators`` up to three separators may stand between two scalars, but where both are word scalars
///   and the keyword has none there: then either everywhere or nowhere; repeats of all but the last scalar may be parted
///   in the same way, into up to eight runs.
///
/// With ``Foldings/split`` there is one for each way to write the word (``Folding/spellings(of:)``).
///
/// What stands before the first and behind the last scalar that is no separator is taken literally. The longest match
/// from a place counts.
struct Keyword: Sendable {
    private enum Gap: Sendable {
        /// Nothing may stand there.
        case closed
        /// Up to three separators.
        case free
        /// Separators everywhere, or nowhere.
        case uniform
    }

    private struct Element: Sendable {
        var scalar: UInt32
        var repeats: Bool
        var gap = Gap.closed
    }

    private let elements: [Element]
    private let isBounded: Bool
    private let hasUniformGap: Bool
    /// Whether it is its scalars and nothing between them.
    private let isPlain: Bool
    /// Whether two neighbours are equal, so that there may be several ways to share a run among them.
    private let isAmbiguous: Bool

    /// The scalar that every match begins with.
    let first: UInt32
    /// How many scalars it has at least.
    var count: Int { elements.count }

    /// - Parameter scalars: the word in the view. Answers `nil` for none, which would match everywhere.
    init?(_ scalars: [UInt32], _ foldings: Foldings) {
        guard let first = scalars.first else { return nil }
        self.first = first
        isBounded = !foldings.isEmpty
        elements = Self.elements(scalars, foldings)
        hasUniformGap = elements.contains { $0.gap == .uniform }
        isPlain = elements.allSatisfy { !$0.repeats && $0.gap == .closed }
        isAmbiguous = zip(elements, elements.dropFirst()).contains { $0.scalar == $1.scalar && $0.repeats }
    }

    private static func elements(_ scalars: [UInt32], _ foldings: Foldings) -> [Element] {
        let spaced = foldings.contains(.separators)
        let repeats = foldings.contains(.repeats)
        guard spaced || repeats, let begin = scalars.firstIndex(where: { !Scalars.isSeparator($0) }),
            let last = scalars.lastIndex(where: { !Scalars.isSeparator($0) })
        else { return scalars.map { Element(scalar: $0, repeats: false) } }
        var elements: [Element] = []
        var wasSeparated = false
        for (index, scalar) in scalars.enumerated() {
            guard (begin...last).contains(index) else {
                elements.append(Element(scalar: scalar, repeats: false))
                continue
            }
            if spaced, Scalars.isSeparator(scalar) {
                wasSeparated = true
                continue
            }
            if spaced, index > begin, let before = elements.last {
                let isJoined = !wasSeparated && Scalars.isWord(before.scalar) && Scalars.isWord(scalar)
                elements[elements.count - 1].gap = isJoined ? .uniform : .free
            }
            wasSeparated = false
            elements.append(Element(scalar: scalar, repeats: repeats && !Scalars.isDigit(scalar)))
        }
        return elements
    }

    /// The scalars by which a table finds it: all of them, or where separators and repeats are looked over those of its
    /// core, without repeats, up to one that is itself a separator. Literal where these are its first scalars.
    func way(_ foldings: Foldings) -> (scalars: [UInt32], isLiteral: Bool) {
        let scalars = elements.map(\.scalar)
        guard !foldings.isDisjoint(with: [.separators, .repeats]) else { return (scalars, true) }
        var way = [first]
        guard !Scalars.isSeparator(first) else { return (way, true) }
        for scalar in scalars.dropFirst() {
            if Scalars.isSeparator(scalar) { break }
            if foldings.contains(.repeats), scalar == way.last, !Scalars.isDigit(scalar) { continue }
            way.append(scalar)
        }
        return (way, way.elementsEqual(scalars.prefix(way.count)))
    }
}

extension Keyword {
    /// The longest match that begins at a place of a view, or whether what comes decides.
    func attempt(in text: ViewText, at start: Int, isComplete: Bool) -> Attempt {
        if isBounded, start > 0, Scalars.isWord(first), Scalars.isWord(text.scalars[start - 1]) { return .none }
        if isPlain, !begins(in: text, at: start) { return .none }
        let tight = follow(text, start, spaced: false, isComplete)
        guard hasUniformGap else { return tight }
        return Self.longer(tight, follow(text, start, spaced: true, isComplete))
    }

    /// Whether what there is of a text from a place on is the beginning of its scalars, or begins with all of them.
    private func begins(in text: ViewText, at start: Int) -> Bool {
        unsafe text.scalars.withUnsafeBufferPointer { scalars in
            unsafe elements.withUnsafeBufferPointer { elements in
                for index in 0..<min(elements.count, scalars.count - start)
                where unsafe elements[index].scalar != scalars[start + index] { return false }
                return true
            }
        }
    }

    /// Of two ways the longer; undecided if either is.
    private static func longer(_ one: Attempt, _ other: Attempt) -> Attempt {
        switch (one, other) {
        case (.open, _), (_, .open): .open
        case (.match(let end), .match(let otherEnd)): .match(end: max(end, otherEnd))
        case (.none, _): other
        default: one
        }
    }

    private func follow(_ text: ViewText, _ start: Int, spaced: Bool, _ isComplete: Bool) -> Attempt {
        isAmbiguous
            ? followAll(text, start, spaced: spaced, isComplete) : followOne(text, start, spaced: spaced, isComplete)
    }

    /// Where no two neighbours are equal there is one way only: a run is one element's, and what follows it tells
    /// whether a gap stands there.
    private func followOne(_ text: ViewText, _ start: Int, spaced: Bool, _ isComplete: Bool) -> Attempt {
        let count = text.scalars.count
        var place = start
        for (index, element) in elements.enumerated() {
            guard place < count else { return isComplete ? .none : .open }
            guard text.scalars[place] == element.scalar else { return .none }
            place = element.repeats ? Self.runEnd(text, place) : place + 1
            guard index + 1 < elements.count else { break }
            if place >= count { return isComplete ? .none : .open }
            guard element.gap != .closed, element.gap == .free || spaced else { continue }
            for runs in 1...Self.mostRuns {
                let end = Self.gapEnd(text, place)
                if end == place, element.gap == .uniform { return .none }
                let isAgain = end > place && element.repeats && runs < Self.mostRuns && end < count
                    && text.scalars[end] == element.scalar
                place = isAgain ? Self.runEnd(text, end) : end
                guard isAgain else { break }
                if place >= count { return isComplete ? .none : .open }
            }
        }
        return end(text, place, isComplete)
    }

    /// The match that ends before a place, if it may end there.
    private func end(_ text: ViewText, _ place: Int, _ isComplete: Bool) -> Attempt {
        let last = elements[elements.count - 1]
        guard place >= text.scalars.count else {
            if isBounded, Scalars.isWord(last.scalar), Scalars.isWord(text.scalars[place]) { return .none }
            return .match(end: place)
        }
        // At the end of the data a run may go on, and a word too.
        let isDecided = isComplete || !(last.repeats || (isBounded && Scalars.isWord(last.scalar)))
        return isDecided ? .match(end: place) : .open
    }

    /// How many runs of one scalar separators may part: without a bound a text of nothing else would cost its square.
    static let mostRuns = 8

    /// Behind up to three separators.
    private static func gapEnd(_ text: ViewText, _ place: Int) -> Int {
        var end = place
        while end < text.scalars.count, end - place < 3, Scalars.isSeparator(text.scalars[end]) { end += 1 }
        return end
    }

    private static func runEnd(_ text: ViewText, _ place: Int) -> Int {
        let scalar = text.scalars[place]
        var end = place + 1
        while end < text.scalars.count, text.scalars[end] == scalar { end += 1 }
        return end
    }

    /// Follows all ways at once.
    private func followAll(_ text: ViewText, _ start: Int, spaced: Bool, _ isComplete: Bool) -> Attempt {
        let count = text.scalars.count
        var places: Set<Int> = [start]
        var isOpen = false
        for (index, element) in elements.enumerated() {
            var next: Set<Int> = []
            for place in places {
                guard place < count else {
                    isOpen = !isComplete
                    continue
                }
                guard text.scalars[place] == element.scalar else { continue }
                var runEnd = element.repeats ? Self.runEnd(text, place) : place + 1
                guard index + 1 < elements.count else {
                    next.insert(runEnd)
                    continue
                }
                if element.gap != .uniform || !spaced {
                    // With nothing in between, all ways to share a run among equal elements come to the same.
                    let isShared = elements[index + 1].scalar == element.scalar
                    next.insert(isShared ? place + 1 : runEnd)
                }
                guard element.gap == .free || (element.gap == .uniform && spaced) else { continue }
                for runs in 1...Self.mostRuns {
                    if runEnd >= count { isOpen = isOpen || !isComplete }
                    let end = Self.gapEnd(text, runEnd)
                    if end > runEnd { next.formUnion(runEnd + 1...end) }
                    // The same once more behind separators is a repeat too.
                    guard end > runEnd, element.repeats, runs < Self.mostRuns, end < count,
                        text.scalars[end] == element.scalar
                    else { break }
                    runEnd = Self.runEnd(text, end)
                    if element.gap == .free { next.insert(runEnd) }
                }
            }
            places = next
        }
        if isOpen { return .open }
        var best = Attempt.none
        for place in places { best = Self.longer(best, end(text, place, isComplete)) }
        return best
    }
}

/// How much of a view a keyword can take.
public struct KeywordStretch: Hashable, Sendable {
    /// In scalars, with as many separators as may stand in it, and each of its scalars once.
    public let greatest: Int
    /// Whether a scalar of it may be repeated, so that a match has no greatest width.
    public let repeats: Bool
    /// Whether the scalar behind it decides on a match.
    public let looksBehind: Bool

    /// `nil` where nothing is left of the word.
    public init?(_ word: String, _ foldings: Foldings) {
        let stretches = Folding(foldings).spellings(of: word).compactMap { Keyword($0, foldings)?.stretch }
        guard let greatest = stretches.map(\.greatest).max() else { return nil }
        self.init(
            greatest: greatest, repeats: stretches.contains(where: \.repeats),
            looksBehind: stretches.contains(where: \.looksBehind))
    }

    fileprivate init(greatest: Int, repeats: Bool, looksBehind: Bool) {
        self.greatest = greatest
        self.repeats = repeats
        self.looksBehind = looksBehind
    }
}

extension Keyword {
    fileprivate var stretch: KeywordStretch {
        let last = elements[elements.count - 1]
        return KeywordStretch(
            greatest: elements.reduce(0) { $0 + ($1.gap == .closed ? 1 : 4) },
            repeats: elements.contains(where: \.repeats),
            looksBehind: last.repeats || (isBounded && Scalars.isWord(last.scalar)))
    }
}

