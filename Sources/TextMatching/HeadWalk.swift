private import Synchronization

extension ExpressionHeads {
    /// Where heads have come to in a text.
    public struct Walk: Sendable {
        /// Where they begin: an ordinal of the text.
        public var start: Int
        public private(set) var state: Int32
        /// How many scalars that has taken.
        public private(set) var seen: Int

        /// A walk that begins at a place.
        public init(at start: Int) {
            self.init(start, 0, 0)
        }

        fileprivate init(_ start: Int, _ state: Int32, _ seen: Int) {
            self.start = start
            self.state = state
            self.seen = seen
        }
    }

    /// Why a walk has stopped.
    public enum Stop: Sendable {
        /// Nothing is alive any more.
        case dead
        /// Something is due.
        case due
        /// All that are alive, or may be, are to be asked; nothing is followed any more.
        case full
        /// The text ends.
        case end
    }

    /// Goes on with a walk that has begun, as far as there is something to say.
    public func advance(_ walk: inout Walk, in text: ViewText) -> Stop {
        settle(&walk, in: text, upTo: walk.start)
    }

    /// The first of some places of a text at which not all is dead at once, and what has stopped the walk from there.
    public func next(in text: ViewText, _ places: Range<Int>) -> (walk: Walk, stop: Stop)? {
        var walk = Walk(at: places.lowerBound)
        let stop = settle(&walk, in: text, upTo: places.upperBound)
        return stop == .dead ? nil : (walk, stop)
    }

    /// Goes on, and where all is dead from the next place on, up to a place at which not all is, or to `end`.
    public func settle(_ walk: inout Walk, in text: ViewText, upTo end: Int = .max) -> Stop {
        unsafe text.scalars.withUnsafeBufferPointer { scalars in
            unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Columns.room) { room in
                guard let room = room.baseAddress else { return .dead }
                var columns = unsafe Columns(scalars, self, room)
                return unsafe settle(&walk, &columns, upTo: min(end, scalars.count))
            }
        }
    }

    private func settle(_ walk: inout Walk, _ columns: inout Columns, upTo end: Int) -> Stop {
        let (next, flags, width) = unsafe (next, flags, width)
        let count = unsafe columns.count
        var trail = Trail()
        var start = walk.start
        var state = walk.state
        var place = start + walk.seen
        var isBegun = walk.seen > 0
        while isBegun || start < end {
            unsafe columns.take(start)
            if !isBegun {
                state = unsafe first(column: start > 0 ? Int(columns[start &- 1]) : width &- 1)
                place = start
            }
            isBegun = false
            let from = place
            let limit = min(count, start &+ Self.depth)
            while state >= 0, place < limit {
                var following = unsafe next[Int(state) &* width &+ Int(columns[place])].load(ordering: .acquiring)
                if following <= 0 {
                    if following == 0 { following = unsafe makeNext(state, Int(columns[place])) }
                    if following < 0 {
                        guard following != Self.full else {
                            walk = Walk(start, state, place &- start)
                            return .full
                        }
                        trail.end(from: from, at: place)
                        state = following
                        break
                    }
                }
                state = following
                if unsafe flags[Int(state)] & Self.dueFlag != 0 {
                    walk = Walk(start, state, place &+ 1 &- start)
                    return .due
                }
                if trail.meets(state, at: place) {
                    state = Self.dead
                    break
                }
                place &+= 1
            }
            guard state < 0 else {
                walk = Walk(start, state, place &- start)
                return place < count ? .full : .end
            }
            start &+= 1
        }
        walk = Walk(at: start)
        return .dead
    }
}

/// The classes of some scalars of a text, each looked up once for all the walks that come by.
@unsafe private struct Columns {
    /// How many there is room for.
    static let room = 48
    private let scalars: UnsafeBufferPointer<UInt32>
    private let heads: ExpressionHeads
    private let room: UnsafeMutablePointer<UInt16>
    /// The places that are looked up.
    private var from = 0
    private var to = 0

    init(_ scalars: UnsafeBufferPointer<UInt32>, _ heads: ExpressionHeads, _ room: UnsafeMutablePointer<UInt16>) {
        unsafe self.scalars = unsafe scalars
        unsafe self.heads = heads
        unsafe self.room = unsafe room
    }

    var count: Int { unsafe scalars.count }

    /// Looks up what a walk from a place comes by, and what stands before it.
    @inline(__always)
    mutating func take(_ start: Int) {
        guard unsafe start &+ ExpressionHeads.depth > to, unsafe to < scalars.count || start &- 1 < from else { return }
        unsafe fill(max(0, start &- 1))
    }

    private mutating func fill(_ first: Int) {
        unsafe from = first
        unsafe to = unsafe min(scalars.count, first &+ Self.room)
        for place in unsafe from..<max(from, to) {
            unsafe room[place &- first] = UInt16(truncatingIfNeeded: heads.column(of: scalars[place]))
        }
    }

    @inline(__always)
    subscript(place: Int) -> UInt16 { unsafe room[place &- from] }
}

/// The states that walks came to before all was dead, by place. Another that comes to one of them there goes the same
/// way: from within a word most do.
private struct Trail {
    /// By place, modulo the depth.
    private var states = InlineArray<16, Int32>(repeating: 0)
    private var from = 0
    private var to = 0

    /// Notes where a walk has come to; answers whether another has come to that before.
    @inline(__always)
    mutating func meets(_ state: Int32, at place: Int) -> Bool {
        if place >= from, place < to, states[place & 15] == state { return true }
        states[place & 15] = state
        return false
    }

    /// The walk from a place has come to nothing, at another.
    @inline(__always)
    mutating func end(from start: Int, at place: Int) {
        from = start
        to = place
    }
}
