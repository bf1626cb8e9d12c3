extension ExpressionProgram {
    /// The match that begins exactly at `start`, or whether text to come decides.
    ///
    /// Where the text goes on, the answer is ``Attempt/match(end:)`` or ``Attempt/none`` only if it is the same for
    /// every text to come; without look-around and atomic groups it is ``Attempt/open`` only if it is not.
    /// - Parameters:
    ///   - scalars: the text, with at least ``reach`` scalars, or all that there are, before `start`.
    ///   - start: an ordinal from 0 through the count of `scalars`.
    ///   - end: how many of the scalars are looked at; by default all.
    ///   - isTextStart: whether nothing precedes the first scalar.
    ///   - isComplete: whether nothing comes after the last.
    ///   - limit: how many steps are allowed; beyond, the answer is ``Attempt/limit``.
    ///   - workspace: holds `furthest` and `steps` afterwards.
    public func attempt(
        in scalars: [UInt32], at start: Int, upTo end: Int? = nil, isTextStart: Bool, isComplete: Bool,
        limit: Int = usualLimit, workspace: inout ExpressionWorkspace
    ) -> Attempt {
        let count = min(scalars.count, end ?? scalars.count)
        guard start >= 0, start <= count else { return .none }
        return attempt(
            in: scalars, count: count, at: start, isTextStart: isTextStart, isComplete: isComplete,
            limit: limit, workspace: &workspace)
    }

    /// The first place at or behind `from` and before `to` at which an attempt does not end in ``Attempt/none``.
    ///
    /// Only the scalars before `end` are looked at, if not all. `limit` is for each attempt. Behind a search without
    /// an answer, `workspace.furthest` is that of the last attempt.
    public func firstAttempt(
        in scalars: [UInt32], upTo end: Int? = nil, from: Int, to: Int, isTextStart: Bool, isComplete: Bool,
        limit: Int = usualLimit, workspace: inout ExpressionWorkspace
    ) -> (start: Int, attempt: Attempt)? {
        let count = min(scalars.count, end ?? scalars.count)
        let to = min(to, count + 1)
        guard max(from, 0) < to, count <= Int(Int32.max) else { return nil }
        let (start, attempt) = search(
            scalars, count, from: max(from, 0), to: to, isTextStart: isTextStart, isComplete: isComplete,
            limit: limit, &workspace)
        return attempt == .none ? nil : (start, attempt)
    }

    /// The longest piece of text from `start` on that text to come could still have made a match of, as its end: for
    /// places whose attempt in this text ended in ``Attempt/none``. At least `start`.
    public func viableEnd(
        in scalars: [UInt32], at start: Int, isTextStart: Bool, isComplete: Bool, limit: Int = usualLimit,
        workspace: inout ExpressionWorkspace
    ) -> Int {
        guard start >= 0, start <= scalars.count else { return start }
        _ = attempt(
            in: scalars, at: start, isTextStart: isTextStart, isComplete: isComplete, limit: limit,
            workspace: &workspace)
        guard looksAhead else { return workspace.furthest }
        // What looked ahead may have read further than the path that it stands on goes. The longer the text, the
        // fewer paths are alive.
        var low = start
        var high = workspace.furthest
        while low < high {
            let middle = (low + high + 1) / 2
            let attempt = attempt(
                in: scalars, count: middle, at: start, isTextStart: isTextStart, isComplete: false, limit: limit,
                workspace: &workspace)
            if attempt == .none { high = middle - 1 } else { low = middle }
        }
        workspace.furthest = low
        return low
    }

    /// An attempt in the first `count` scalars.
    private func attempt(
        in scalars: [UInt32], count: Int, at start: Int, isTextStart: Bool, isComplete: Bool, limit: Int,
        workspace: inout ExpressionWorkspace
    ) -> Attempt {
        guard count <= Int(Int32.max) else { return .limit }
        return search(
            scalars, count, from: start, to: start + 1, isTextStart: isTextStart, isComplete: isComplete,
            limit: limit, &workspace
        ).attempt
    }

    /// The first attempt from a place in `from..<to` that does not end in ``Attempt/none``, or the last one that was
    /// made. There is a place in `from..<to`, and none lies behind `count`, which is at most that of `scalars`.
    private func search(
        _ scalars: [UInt32], _ count: Int, from: Int, to: Int, isTextStart: Bool, isComplete: Bool, limit: Int,
        _ workspace: inout ExpressionWorkspace
    ) -> (start: Int, attempt: Attempt) {
        workspace.prepare(registers: max(registers, 1))
        var from = from
        while true {
            let (start, outcome) = search(
                scalars, count, from, to, isTextStart, isComplete, limit, &workspace)
            switch outcome {
            case ExpressionMachine.Outcome.none: return (start, .none)
            case ExpressionMachine.Outcome.open: return (start, .open)
            case 0...: return (start, .match(end: outcome))
            case ExpressionMachine.Outcome.full where workspace.grow(): from = start
            default: return (start, .limit)
            }
        }
    }

    private func search(
        _ scalars: [UInt32], _ count: Int, _ from: Int, _ to: Int, _ isTextStart: Bool, _ isComplete: Bool,
        _ limit: Int, _ workspace: inout ExpressionWorkspace
    ) -> (start: Int, outcome: Int) {
        var steps = 0
        var furthest = from
        let found = unsafe words.withUnsafeBufferPointer { words in
            unsafe scalars.withUnsafeBufferPointer { scalars in
                unsafe workspace.frames.withUnsafeMutableBufferPointer { frames in
                    unsafe workspace.registers.withUnsafeMutableBufferPointer { registers in
                        // Words, frames and registers are never empty; without scalars none are read.
                        guard let words = words.baseAddress, let base = frames.baseAddress,
                            let registers = registers.baseAddress
                        else { return (from, ExpressionMachine.Outcome.limit) }
                        var machine = unsafe ExpressionMachine(
                            words: words, start: self.start, scalars: scalars.baseAddress ?? words, count: count,
                            isTextStart: isTextStart, isComplete: isComplete, frames: base, capacity: frames.count,
                            registers: registers, limit: limit)
                        let found = machine.search(from: from, to: to, firsts: UInt32(firstsOffset))
                        steps = machine.steps
                        furthest = machine.furthest
                        return found
                    }
                }
            }
        }
        workspace.steps = steps
        workspace.furthest = furthest
        return found
    }
}
