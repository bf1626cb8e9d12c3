import enum TextMatching.ViewTables

/// Characters that stand as the parts that they are written with.
enum SplitCharacters {
    private static let splits: [(whole: UInt32, parts: [UInt32])] = ViewTables.splits.split(separator: " ").map { word in
        let scalars = word.unicodeScalars.map(\.value)
        return (scalars[0], Array(scalars.dropFirst()))
    }
    private static let byWhole = Dictionary(grouping: splits, by: \.whole)

    /// Every way to write a keyword with some of its characters as their parts, itself among them. From left to right
    /// a character of which there would be more than 256 ways stays whole.
    static func spellings(_ word: [UInt32], _ map: (UInt32) -> UInt32?) -> [[UInt32]] {
        var ways: [[UInt32]] = [[]]
        for scalar in word {
            let others = byWhole[scalar, default: []]
            let whole = ways.map { $0 + [scalar] }
            if ways.count * (1 + others.count) > 256 {
                ways = whole
            } else {
                ways = whole + others.flatMap { split in ways.map { $0 + split.parts.compactMap(map) } }
            }
        }
        return ways
    }
}
