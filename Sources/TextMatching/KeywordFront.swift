/// The first place of a growing text at which keywords may still begin: all before it are settled.
public struct KeywordFront: Sendable {
    /// An ordinal of the text.
    public private(set) var place = 0
    /// How to go on from there when there is more text.
    private var walk: KeywordTable.Walk?
    /// The ids of keywords that are open there and do not stand in a row.
    public private(set) var others: [Int32] = []

    public init() {}

    /// A front at a place.
    public init(at place: Int) { self.place = place }

    /// The text has forgotten so many scalars at its start, all of them settled.
    public mutating func forget(_ count: Int) { place -= count }

    /// Why a front stands where it does.
    public enum Stop: Sendable {
        /// No keyword is open: all of the text is settled.
        case none
        /// Keywords are open: those of a row of the table, and ``KeywordFront/others``.
        case open(Range<Int>)
        /// A keyword stands there.
        case found
    }

    /// Goes on to the first place at which a keyword stands or is open, in a text that may go on.
    public mutating func settle(_ table: KeywordTable, in text: ViewText) -> Stop {
        if !others.isEmpty { others.removeAll(keepingCapacity: true) }
        while true {
            if walk == nil {
                guard let next = table.nextPlace(in: text, place..<text.scalars.count) else {
                    place = text.scalars.count
                    return .none
                }
                place = next
            }
            var isFound = false
            let openings = table.openings(in: text, at: place, isComplete: false, from: walk) { id, attempt in
                switch attempt {
                case .match: isFound = true
                case .open: others.append(Int32(clamping: id))
                case .none, .limit: break
                }
            }
            walk = isFound ? nil : openings.walk
            if isFound { return .found }
            if !openings.row.isEmpty || !others.isEmpty { return .open(openings.row) }
            place += 1
        }
    }
}
