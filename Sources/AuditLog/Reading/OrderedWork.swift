internal import Dispatch
internal import Synchronization

/// Work on many pieces on several cores, whose results are taken in order.
enum OrderedWork {
    /// Calls `transform` for 0 to `count` − 1, up to `jobs` at a time, and hands the results to `take` in order, on the
    /// caller's thread, until it answers `false`.
    ///
    /// Results wait for their turn, `count` of them at most: callers hand in as many pieces as may be in memory.
    /// - Returns: whether all were taken.
    static func map<Result: Sendable>(
        _ count: Int, jobs: Int, _ transform: @Sendable (Int) -> Result, take: (Int, Result) throws -> Bool
    ) rethrows -> Bool {
        guard jobs > 1, count > 1 else {
            for index in 0..<count where try !take(index, transform(index)) { return false }
            return true
        }
        let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = transform(index)
                results.withLock { $0[index] = result }
            }
        }
        for index in 0..<count {
            guard let result = results.withLock({ $0[index] }) else { continue }
            guard try take(index, result) else { return false }
        }
        return true
    }
}
