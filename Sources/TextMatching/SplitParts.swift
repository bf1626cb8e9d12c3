/// The characters that parts make when they stand beside each other.
///
/// Only splits with a part that is no character of ordinary text are in the table (忄艮, not 女子 or 木木): where both
/// halves are words, joining them would find words that nobody wrote.
struct SplitParts: Sendable {
    static let shared = SplitParts()

    private let wholes: [[UInt32]: UInt32]
    /// Beginnings of splits that are not all of one, of two parts and more.
    private let beginnings: Set<[UInt32]>
    private let firsts: Set<UInt32>
    private let made: Set<UInt32>

    private init() {
        var wholes: [[UInt32]: UInt32] = [:]
        var beginnings: Set<[UInt32]> = []
        for word in ViewTables.splits.split(separator: " ") {
            let scalars = word.unicodeScalars.map(\.value)
            guard scalars.count >= 3 else { continue }
            wholes[Array(scalars[1...])] = scalars[0]
            for count in 2..<max(2, scalars.count - 1) { beginnings.insert(Array(scalars[1...count])) }
        }
        self.wholes = wholes
        self.beginnings = beginnings
        firsts = Set(wholes.keys.compactMap(\.first))
        made = Set(wholes.values)
    }

    /// Whether a scalar can be the first part of a character.
    func begins(_ first: UInt32) -> Bool { firsts.contains(first) }

    /// Whether a character can be put together of parts.
    func makes(_ whole: UInt32) -> Bool { made.contains(whole) }

    /// Whether more parts behind these could make one character of all of them.
    func canGoOn(_ parts: [UInt32]) -> Bool {
        parts.count == 1 ? begins(parts[0]) : beginnings.contains(parts)
    }

    /// The longest character that the parts' beginning makes, and of how many of them.
    func join(_ parts: [UInt32]) -> (whole: UInt32, count: Int)? {
        for count in stride(from: parts.count, to: 1, by: -1) {
            if let whole = wholes[Array(parts.prefix(count))] { return (whole, count) }
        }
        return nil
    }
}

/// Puts characters together that were split into their parts: from left to right, the longest first.
///
/// Parts are known in whatever form the foldings leave alike, and what is ignorable may stand between them; which of the
/// foldings a view applies makes no difference, so that all views join the same parts. What may still become a part
/// stays here until it is known.
struct SplitJoiner: Sendable {
    /// A scalar of the text, with its original bytes.
    struct Part: Sendable {
        var scalar: UInt32
        var start: Int
        var end: Int
    }

    /// A scalar and what is ignorable behind it, or what makes one character.
    struct Piece {
        var parts: ArraySlice<Part>
        var whole: UInt32?
    }

    private static let folding = Folding(.folded)
    private var waiting: [Part] = []
    /// Those of `waiting` that are not ignorable, folded, and where in it they stand.
    private var folded: [UInt32] = []
    private var places: [Int] = []

    init() {}

    /// The first byte of what waits for more text; `nil` where nothing does.
    var start: Int? { waiting.first?.start }

    /// Whether a scalar passes as it is.
    func passes(_ scalar: UInt32) -> Bool {
        waiting.isEmpty && !(Self.folding.map(scalar).map(SplitParts.shared.begins) ?? false)
    }

    /// Takes the text's next scalar, and adds what is known with it.
    mutating func add(_ part: Part, into pieces: inout [Piece]) {
        guard let scalar = Self.folding.map(part.scalar) else {
            return waiting.isEmpty ? pieces.append(Piece(parts: [part])) : waiting.append(part)
        }
        folded.append(scalar)
        places.append(waiting.count)
        waiting.append(part)
        settle(isOver: false, &pieces)
    }

    /// The text is over.
    mutating func finish(into pieces: inout [Piece]) { settle(isOver: true, &pieces) }

    private mutating func settle(isOver: Bool, _ pieces: inout [Piece]) {
        while !folded.isEmpty, isOver || !SplitParts.shared.canGoOn(folded) {
            let joined = SplitParts.shared.join(folded)
            let count = joined?.count ?? 1
            let last = places[count - 1] + 1
            pieces.append(Piece(parts: waiting[..<last], whole: joined?.whole))
            let next = count < places.count ? places[count] : waiting.count
            if last < next { pieces.append(Piece(parts: waiting[last..<next])) }
            waiting.removeFirst(next)
            folded.removeFirst(count)
            places = places.dropFirst(count).map { $0 - next }
        }
    }
}
