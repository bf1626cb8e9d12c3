/// A piece of a whole text in one view, without places: to see whether an expression is worth a closer look there.
public struct ScalarWindow: Sendable {
    private var run = DecodedRun()
    private var mapped: [UInt32] = []
    /// Whether the scalars are those that were decoded.
    private var isRaw = true
    /// How many scalars the view has there.
    private(set) var count = 0

    public init() {}

    var scalars: [UInt32] { isRaw ? run.room : mapped }

    /// Takes the piece of a text between two bytes. What it has set aside stays for the next.
    /// - Parameters:
    ///   - range: from the start of a character.
    ///   - inner: two bytes in it, the first one not behind the second.
    /// - Returns: how many of the scalars start before each of the two; `nil` where the piece is more than whole
    ///   characters.
    public mutating func take(
        _ text: [UInt8], _ range: Range<Int>, _ folding: Folding, inner: Range<Int>
    ) -> Range<Int>? {
        count = 0
        let range = range.clamped(to: text.indices)
        let isText = unsafe text.withUnsafeBufferPointer { text in
            unsafe run.decode(UnsafeBufferPointer(rebasing: text[range]), from: range.lowerBound)
        }
        guard isText else { return nil }
        isRaw = folding.isIdentity
        return isRaw ? countRaw(inner) : map(folding, inner)
    }

    private mutating func countRaw(_ inner: Range<Int>) -> Range<Int> {
        count = run.count
        let starts = run.starts
        var lower = 0
        while lower < count, starts[lower] < inner.lowerBound { lower += 1 }
        var upper = lower
        while upper < count, starts[upper] < inner.upperBound { upper += 1 }
        return lower..<upper
    }

    private mutating func map(_ folding: Folding, _ inner: Range<Int>) -> Range<Int> {
        mapped.removeAll(keepingCapacity: true)
        var (lower, upper) = (0, 0)
        let (scalars, starts) = (run.scalars, run.starts)
        for index in scalars.indices {
            guard let scalar = folding.map(scalars[index]) else { continue }
            mapped.append(scalar)
            if starts[index] < inner.lowerBound { lower = mapped.count }
            if starts[index] < inner.upperBound { upper = mapped.count }
        }
        count = mapped.count
        return lower..<max(lower, upper)
    }
}

extension ExpressionProgram {
    /// Whether an attempt at any of some places of a window, of which its end is one, comes to anything but ``Attempt/none``.
    /// - Parameters:
    ///   - isTextStart: whether the text begins with the window.
    ///   - isComplete: whether it ends with it.
    public func mayMatch(
        in window: ScalarWindow, at places: Range<Int>, isTextStart: Bool, isComplete: Bool, limit: Int,
        workspace: inout ExpressionWorkspace
    ) -> Bool {
        firstAttempt(
            in: window.scalars, upTo: window.count, from: places.lowerBound, to: places.upperBound,
            isTextStart: isTextStart, isComplete: isComplete, limit: limit, workspace: &workspace) != nil
    }
}
