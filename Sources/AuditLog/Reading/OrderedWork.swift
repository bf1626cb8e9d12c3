internal import Dispatch
internal import Synchronization

/// Work on many pieces on several cores, whose results are taken in order.
package enum OrderedWork {
    /// Calls `transform` for 0 to `count` − 1, up to `jobs` at a time, and hands the results to `take` in order, on the
    /// caller's thread, until it answers `false`. While one result is taken, the others go on; where none is ready, the
    /// caller's thread works too.
    /// - Parameters:
    ///   - jobs: how many threads work, the caller's among them.
    ///   - ahead: how many pieces are begun before their turn, at most: so many results may be in memory.
    /// - Returns: whether all were taken.
    package static func map<Result: Sendable, Failure: Error>(
        _ count: Int, jobs: Int, ahead: Int = .max, _ transform: @escaping @Sendable (Int) -> Result,
        take: (Int, Result) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard jobs > 1, count > 1 else {
            for index in 0..<max(0, count) where try !take(index, transform(index)) { return false }
            return true
        }
        let desk = Desk(count, ahead: min(count, max(jobs, ahead)), helpers: jobs - 1, transform)
        defer { desk.close() }
        for index in 0..<count {
            guard try take(index, desk.result(index)) else { return false }
        }
        return true
    }
}

/// Where pieces are fetched and results are laid down.
private final class Desk<Result: Sendable>: Sendable {
    private struct State {
        /// The results that wait for their turn, each in the place of its number modulo the count of places.
        var results: [Result?]
        /// The next piece that nobody works on.
        var next = 0
        /// The piece whose result is taken next.
        var turn = 0
        var idle: Int
        var isAwaited = false
    }

    private enum Step {
        case taken(Result, helpers: Int)
        case work(Int)
        case wait
    }

    private let count: Int
    private let places: Int
    private let transform: @Sendable (Int) -> Result
    private let state: Mutex<State>
    private let arrival = DispatchSemaphore(value: 0)
    private let helpers = DispatchGroup()

    init(_ count: Int, ahead places: Int, helpers: Int, _ transform: @escaping @Sendable (Int) -> Result) {
        (self.count, self.places, self.transform) = (count, places, transform)
        state = Mutex(State(results: Array(repeating: nil, count: places), idle: helpers))
        summon(state.withLock { wanted(&$0) })
    }

    /// The result of piece `index`, of which the turn is.
    func result(_ index: Int) -> Result {
        while true {
            switch state.withLock({ step(index, &$0) }) {
            case .taken(let result, let helpers):
                summon(helpers)
                return result
            case .work(let piece): lay(transform(piece), piece)
            case .wait: arrival.wait()
            }
        }
    }

    /// No piece is begun any more; returns when those that were are done.
    func close() {
        state.withLock { $0.next = count }
        helpers.wait()
    }

    private func step(_ index: Int, _ state: inout State) -> Step {
        if let result = state.results[index % places].take() {
            state.turn = index + 1
            return .taken(result, helpers: wanted(&state))
        }
        if let piece = fetch(&state) { return .work(piece) }
        // Somebody works on it: all before it were taken, and it is not to be had.
        state.isAwaited = true
        return .wait
    }

    private func fetch(_ state: inout State) -> Int? {
        guard state.next < count, state.next - state.turn < places else { return nil }
        defer { state.next += 1 }
        return state.next
    }

    private func lay(_ result: Result, _ piece: Int) {
        let isAwaited = state.withLock { state in
            state.results[piece % places] = result
            guard state.isAwaited, piece == state.turn else { return false }
            state.isAwaited = false
            return true
        }
        if isAwaited { arrival.signal() }
    }

    /// How many idle helpers there is work for; they are busy from now on.
    private func wanted(_ state: inout State) -> Int {
        let pieces = min(count, state.turn + places) - state.next
        let wanted = max(0, min(state.idle, pieces))
        state.idle -= wanted
        return wanted
    }

    private func summon(_ count: Int) {
        for _ in 0..<count { DispatchQueue.global().async(group: helpers) { [self] in help() } }
    }

    private func help() {
        while let piece = state.withLock({ state in
            let piece = fetch(&state)
            if piece == nil { state.idle += 1 }
            return piece
        }) { lay(transform(piece), piece) }
    }
}
