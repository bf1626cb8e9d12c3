/// A stretch of a text in one view: its scalars, each with the original bytes that it stands for.
///
/// It grows at the end and is forgotten at the start; `isTextStart` says whether its first scalar is the text's.
/// Places are ordinals into `scalars`; original bytes count from the start of the whole text.
public struct ViewText: Sendable {
    /// The view's scalars.
    public internal(set) var scalars: [UInt32] = []
    /// The original byte at which each of them starts.
    public internal(set) var starts: [Int] = []
    /// The original byte at which each of them ends.
    public internal(set) var ends: [Int] = []
    /// Whether nothing of the text stands before the first scalar.
    public internal(set) var isTextStart = true

    public init() {}

    /// How many of the scalars start before an original byte: the ordinal of the first that does not.
    public func ordinal(at byte: Int) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < byte { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Begins a new text, at its start or behind that. What it has set aside stays.
    mutating func restart(isTextStart: Bool) {
        scalars.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        self.isTextStart = isTextStart
    }

    /// Adds a scalar of the view at the end.
    public mutating func append(_ scalar: UInt32, from start: Int, to end: Int) {
        scalars.append(scalar)
        starts.append(start)
        ends.append(end)
    }

    /// Forgets the first scalars.
    public mutating func removeFirst(_ count: Int) {
        guard count > 0 else { return }
        scalars.removeFirst(count)
        starts.removeFirst(count)
        ends.removeFirst(count)
        isTextStart = false
    }
}
