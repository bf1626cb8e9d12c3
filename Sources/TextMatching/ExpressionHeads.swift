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
        /// Bits for what the states that it is alive in are marked with.
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
    /// Scalars that the expressions do not tell apart are of one class, whose members are sets.
    private let classes: StarterTable
    private let width: Int
    private let capacity: Int
    /// By state and class, the next state; 0 where it is not known yet.
    private nonisolated(unsafe) let next: UnsafeMutablePointer<Atomic<Int32>>
    /// By state; a state is there before its number is anywhere else.
    private nonisolated(unsafe) let states: UnsafeMutablePointer<State>
    /// By state, whether something is due in it.
    private nonisolated(unsafe) let isDue: UnsafeMutablePointer<Bool>
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
        var builder = StarterTable.Builder()
        for (number, set) in paths.sets.enumerated() { builder.add(number, beginningWith: set) }
        classes = builder.table()
        width = classes.classCount + 1
        capacity = max(2, min(8192, 2_000_000 / width))
        unsafe next = .allocate(capacity: capacity * width)
        unsafe states = .allocate(capacity: capacity)
        unsafe isDue = .allocate(capacity: capacity)
        unsafe isDue.initialize(to: false)
        for at in 0..<width { unsafe (next + at).initialize(to: Atomic(0)) }
        unsafe states.initialize(to: State([], due: [], paths, marks))
    }

    deinit {
        let count = known.withLock { $0.count }
        unsafe states.deinitialize(count: count)
        unsafe states.deallocate()
        unsafe isDue.deallocate()
        unsafe next.deinitialize(count: count * width)
        unsafe next.deallocate()
    }

    /// How many states there are.
    public var count: Int { known.withLock { $0.count } }

    /// The state in front of all characters, in which nothing is due yet.
    /// - Parameter scalar: what stands before; `nil` at the start of a text.
    public func first(behind scalar: UInt32?) -> Int32 {
        let column = scalar.map { Int(classes.number(of: $0)) } ?? width - 1
        let found = unsafe next[column].load(ordering: .acquiring)
        return found != 0 ? found : makeFirst(column)
    }

    /// The state behind one character more, ``dead`` or ``full``.
    public func next(_ state: Int32, _ scalar: UInt32) -> Int32 {
        // States come from here alone, so that their rows are there.
        let column = Int(classes.number(of: scalar))
        let found = unsafe next[Int(state) * width + column].load(ordering: .acquiring)
        return found != 0 ? found : makeNext(state, column)
    }

    public subscript(state: Int32) -> State { unsafe states[Int(state)] }

    /// Where heads have come to in a text.
    public struct Walk: Sendable {
        /// Where they begin: an ordinal of the text.
        public var start: Int
        public var state: Int32
        /// How many scalars that has taken.
        public var seen: Int

        public init(start: Int, state: Int32, seen: Int) {
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

    /// Goes on as far as there is something to say.
    public func advance(_ walk: inout Walk, in text: ViewText) -> Stop {
        unsafe text.scalars.withUnsafeBufferPointer { unsafe advance(&walk, $0) }
    }

    private func advance(_ walk: inout Walk, _ scalars: UnsafeBufferPointer<UInt32>) -> Stop {
        while walk.start + walk.seen < scalars.count {
            guard walk.seen < Self.depth else { return .full }
            let next = unsafe next(walk.state, scalars[walk.start + walk.seen])
            guard next >= 0 else { return next == Self.full ? .full : .dead }
            walk.state = next
            walk.seen += 1
            if unsafe isDue[Int(next)] { return .due }
        }
        return .end
    }

    /// The first of some places of a text at which not all is dead at once, and what has stopped the walk from there.
    public func next(in text: ViewText, _ places: Range<Int>) -> (walk: Walk, stop: Stop)? {
        unsafe text.scalars.withUnsafeBufferPointer { scalars in
            for place in places.clamped(to: 0..<scalars.count) {
                let state = unsafe first(behind: place > 0 ? scalars[place - 1] : nil)
                guard state >= 0 else { continue }
                var walk = Walk(start: place, state: state, seen: 0)
                let stop = unsafe advance(&walk, scalars)
                if stop != .dead { return (walk, stop) }
            }
            return nil
        }
    }

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
        let number = make(paths.closure(key), at: column)
        known.withLock { $0.firsts[key] = number }
        return number
    }

    private func makeNext(_ state: Int32, _ column: Int) -> Int32 {
        let sets = Set(classes.members(ofClass: column))
        let following = self[state].states.compactMap { number -> Int32? in
            guard case .take(let set, let next) = paths.states[Int(number)], sets.contains(set) else { return nil }
            return next
        }
        return make(paths.closure(following), at: Int(state) * width + column)
    }

    /// The number of a state, which is made if it is new; noted where it was missing.
    private func make(_ closure: (states: [Int32], over: [Int32]), at place: Int) -> Int32 {
        let number = known.withLock { known -> Int32 in
            guard !closure.states.isEmpty || !closure.over.isEmpty else { return Self.dead }
            let key = closure.states + [-1] + closure.over
            if let number = known.numbers[key] { return number }
            guard known.count < capacity else { return Self.full }
            let state = State(closure.states, due: closure.over, paths, marks)
            unsafe (states + known.count).initialize(to: state)
            unsafe (isDue + known.count).initialize(to: !state.due.isEmpty)
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
