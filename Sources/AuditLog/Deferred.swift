internal import Dispatch
internal import Synchronization

/// A value that another core works out meanwhile. Where none has begun when it is asked for, who asks works it out.
final class Deferred<Value: Sendable>: Sendable {
    private enum State {
        case waiting, begun
        case done(Value)
    }

    private let state = Mutex(State.waiting)
    private let finished = DispatchSemaphore(value: 0)
    private let work: @Sendable () -> Value

    init(_ work: @escaping @Sendable () -> Value) {
        self.work = work
        DispatchQueue.global(qos: .userInitiated).async { _ = self.begin() }
    }

    /// The value, which is waited for.
    var value: Value {
        if let value = begin() { return value }
        while true {
            if case .done(let value) = state.withLock({ $0 }) { return value }
            finished.wait()
            // For whoever else waits.
            finished.signal()
        }
    }

    /// Works the value out, unless somebody has begun to.
    private func begin() -> Value? {
        let isMine = state.withLock { state in
            guard case .waiting = state else { return false }
            state = .begun
            return true
        }
        guard isMine else { return nil }
        let value = work()
        state.withLock { $0 = .done(value) }
        finished.signal()
        return value
    }
}
