/// The characters that parts make when they stand beside each other.
///
/// Only splits with a part that is no character of ordinary text are in the table (忄艮, not 女子 or 木木): where both
/// halves are words, joining them would find words that nobody wrote.
struct SplitParts: Sendable {
    static let shared = SplitParts()

    private let wholes: [[UInt32]: UInt32]
    /// For each first part, the length of the longest split that it begins.
    private let longest: [UInt32: Int]

    private init() {
        var wholes: [[UInt32]: UInt32] = [:]
        var longest: [UInt32: Int] = [:]
        for word in ViewTables.splits.split(separator: " ") {
            let scalars = word.unicodeScalars.map(\.value)
            guard scalars.count >= 3 else { continue }
            wholes[Array(scalars[1...])] = scalars[0]
            longest[scalars[1]] = max(longest[scalars[1]] ?? 0, scalars.count - 1)
        }
        self.wholes = wholes
        self.longest = longest
    }

    /// How many scalars must be there to know what begins with `first`.
    func reach(of first: UInt32) -> Int { longest[first] ?? 1 }

    /// The longest character that the scalars' beginning makes, and of how many parts.
    func join(_ scalars: ArraySlice<UInt32>) -> (whole: UInt32, count: Int)? {
        guard let first = scalars.first, let reach = longest[first] else { return nil }
        for count in stride(from: min(reach, scalars.count), to: 1, by: -1) {
            if let whole = wholes[Array(scalars.prefix(count))] { return (whole, count) }
        }
        return nil
    }
}
