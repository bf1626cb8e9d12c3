public import RegexSyntax
internal import Synchronization

/// Many expressions followed at once from the place where they begin: which of them are still alive behind the first
/// few characters, and which have to be asked.
///
/// An automaton whose states are made when a text first comes to them, and kept. Any number of threads may ask.
///
/// A state is a number; what it knows of its expressions is certain, whatever text comes: those that are not in it match
/// nothing at the place, those that are ``State/alive`` are undecided, those that are ``State/due`` are to be asked.
@safe public final class ExpressionHeads: Sendable {
    /// An expression under a number of its own.
    public struct Member {
        public var number: Int
        public var root: Node
        /// Whether it is to be asked wherever it can begin.
        public var isEager: Bool
        /// Bits for what the states that it is alive in are marked with: the lower six.
        public var marks: UInt8

        public init(number: Int, root: Node, isEager: Bool, marks: UInt8) {
            self.number = number
            self.root = root
            self.isEager = isEager
            self.marks = marks
        }
    }

    /// What is known behind some characters.
    public final class State: Sendable {
        /// Expressions that are to be asked now: a match may end here, or they are not followed further.
        public let due: [Int32]
        /// Expressions that are open if the text ends here.
        public let alive: [Int32]
        /// Expressions that may be open if the text ends here.
        public let unsure: [Int32]
        /// The marks of those that are alive.
        public let marks: UInt8
        fileprivate let states: [Int32]

        /// ``marks``, and what a walk stops for.
        fileprivate var flags: UInt8 {
            marks & ~(ExpressionHeads.dueFlag | ExpressionHeads.unsureFlag)
                | (due.isEmpty ? 0 : ExpressionHeads.dueFlag) | (unsure.isEmpty ? 0 : ExpressionHeads.unsureFlag)
        }

        fileprivate init(_ states: [Int32], due: [Int32], _ paths: HeadPaths, _ marks: [UInt8]) {
            let members = Set(states.map { paths.owners[Int($0)] }).sorted()
            func numbers(_ members: some Sequence<Int32>) -> [Int32] { members.map { paths.members[Int($0)].number } }
            let sure = members.filter { paths.members[Int($0)].isSure }
            self.states = states
            self.due = numbers(due)
            alive = numbers(sure)
            unsure = numbers(members.filter { !paths.members[Int($0)].isSure })
            self.marks = sure.reduce(0) { $0 | marks[Int($1)] }
        }
    }

    /// No expression matches at the place.
    public static let dead: Int32 = -1
    /// There is no room for another state: all that were alive before are to be asked.
    public static let full: Int32 = -2

    /// How many characters are followed at most: behind them all that are alive are to be asked.
    public static let depth = HeadPaths.depth

    private let paths: HeadPaths
    private let marks: [UInt8]
    private let allMarks: UInt8
    /// Scalars that the expressions do not tell apart are of one class, whose members are sets.
    private let classes: StarterTable
    /// By block of 256 scalars of the first plane, where its cells begin, and by cell the class.
    private nonisolated(unsafe) let blocks: UnsafeMutablePointer<Int32>
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<UInt16>
    let width: Int
    private let capacity: Int
    /// By state and class, the next state; 0 where it is not known yet.
    nonisolated(unsafe) let next: UnsafeMutablePointer<Atomic<Int32>>
    /// By state; a state is there before its number is anywhere else.
    private nonisolated(unsafe) let states: UnsafeMutablePointer<State>
    /// By state, its marks, whether something is due in it, and whether it is not sure of something.
    nonisolated(unsafe) let flags: UnsafeMutablePointer<UInt8>
    static let dueFlag: UInt8 = 0x80
    static let unsureFlag: UInt8 = 0x40
    private let known = Mutex(Known())

    private struct Known {
        /// States by their paths, what is over following behind a -1.
        var numbers: [[Int32]: Int32] = [:]
        /// First states by where their expressions start.
        var firsts: [[Int32]: Int32] = [:]
        /// State 0 is no state: its row is that of the first states, by what stands before; the last is for the text's
        /// start.
        var count = 1
    }

    public init(_ members: [Member]) {
        var paths = HeadPaths()
        for member in members { paths.add(Int32(clamping: member.number), member.root, isEager: member.isEager) }
        self.paths = paths
        marks = members.map(\.marks)
        allMarks = marks.reduce(0, |)
        var builder = StarterTable.Builder()
        for (number, set) in paths.sets.enumerated() { builder.add(number, beginningWith: set) }
        classes = builder.table()
        width = classes.classCount + 1
        capacity = max(2, min(8192, 2_000_000 / width))
        // Beyond that there is room for first states, of which there may be one for each class.
        unsafe next = .allocate(capacity: (capacity + width) * width)
        unsafe states = .allocate(capacity: capacity + width)
        unsafe flags = .allocate(capacity: capacity + width)
        unsafe flags.initialize(to: 0)
        let (blocks, cells) = classes.layout
        unsafe self.blocks = .allocate(capacity: blocks.count)
        unsafe self.cells = .allocate(capacity: cells.count)
        for (index, block) in blocks.enumerated() { unsafe (self.blocks + index).initialize(to: block) }
        for (index, cell) in cells.enumerated() { unsafe (self.cells + index).initialize(to: cell) }
        for at in 0..<width { unsafe (next + at).initialize(to: Atomic(0)) }
        unsafe states.initialize(to: State([], due: [], paths, marks))
    }

    deinit {
        let count = known.withLock { $0.count }
        unsafe states.deinitialize(count: count)
        unsafe states.deallocate()
        unsafe flags.deallocate()
        unsafe blocks.deallocate()
        unsafe cells.deallocate()
        unsafe next.deinitialize(count: count * width)
        unsafe next.deallocate()
    }

    /// How many states there are.
    public var count: Int { known.withLock { $0.count } }

    /// The state in front of all characters, in which nothing is due yet.
    /// - Parameter scalar: what stands before; `nil` at the start of a text.
    public func first(behind scalar: UInt32?) -> Int32 {
        first(column: scalar.map(column) ?? width - 1)
    }

    /// The same by the class of what stands before: behind the last class, the start of a text.
    @inline(__always)
    func first(column: Int) -> Int32 {
        let found = unsafe next[column].load(ordering: .acquiring)
        return found != 0 ? found : makeFirst(column)
    }

    /// The state behind one character more, ``dead`` or ``full``; behind ``depth`` characters it is not asked any more.
    public func next(_ state: Int32, _ scalar: UInt32) -> Int32 {
        // States come from here alone, so that their rows are there.
        let column = column(of: scalar)
        let found = unsafe next[Int(state) &* width &+ column].load(ordering: .acquiring)
        return found != 0 ? found : makeNext(state, column)
    }

    @inline(__always)
    func column(of scalar: UInt32) -> Int {
        guard scalar <= 0xFFFF else { return Int(classes.number(of: scalar)) }
        return unsafe Int(cells[Int(blocks[Int(scalar >> 8)]) &+ Int(scalar & 0xFF)])
    }

    public subscript(state: Int32) -> State { unsafe states[Int(state)] }

    /// The marks of what is alive in a state.
    public func marks(of state: Int32) -> UInt8 { unsafe flags[Int(state)] & ~(Self.dueFlag | Self.unsureFlag) }

    /// Whether any expression has one of some marks.
    public func haveMarks(_ some: UInt8) -> Bool { allMarks & some != 0 }

    /// Whether a state has expressions that may be open and may not.
    public func isUnsure(in state: Int32) -> Bool { unsafe flags[Int(state)] & Self.unsureFlag != 0 }

    private func makeFirst(_ column: Int) -> Int32 {
        let sets = column < width - 1 ? classes.members(ofClass: column) : []
        let starts = paths.members.filter { member in
            if column == width - 1 { return member.standsFirst }
            return member.before < 0 || sets.contains(member.before)
        }
        let key = starts.map(\.start)
        if let number = known.withLock({ $0.firsts[key] }) {
            unsafe next[column].store(number, ordering: .releasing)
            return number
        }
        let number = make(paths.closure(key), at: column, room: capacity + width)
        known.withLock { $0.firsts[key] = number }
        return number
    }

    func makeNext(_ state: Int32, _ column: Int) -> Int32 {
        let sets = Set(classes.members(ofClass: column))
        let following = self[state].states.compactMap { number -> Int32? in
            guard case .take(let set, let next) = paths.states[Int(number)], sets.contains(set) else { return nil }
            return next
        }
        return make(paths.closure(following), at: Int(state) * width + column, room: capacity)
    }

    /// The number of a state, which is made if it is new; noted where it was missing.
    private func make(_ closure: (states: [Int32], over: [Int32]), at place: Int, room: Int) -> Int32 {
        let number = known.withLock { known -> Int32 in
            guard !closure.states.isEmpty || !closure.over.isEmpty else { return Self.dead }
            let key = closure.states + [-1] + closure.over
            if let number = known.numbers[key] { return number }
            guard known.count < room else { return Self.full }
            let state = State(closure.states, due: closure.over, paths, marks)
            unsafe (states + known.count).initialize(to: state)
            unsafe (flags + known.count).initialize(to: state.flags)
            for at in 0..<width { unsafe (next + known.count * width + at).initialize(to: Atomic(0)) }
            let number = Int32(clamping: known.count)
            known.numbers[key] = number
            known.count += 1
            return number
        }
        unsafe next[place].store(number, ordering: .releasing)
        return number
    }
}
