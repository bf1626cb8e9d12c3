import enum TextMatching.ViewTables

/// Characters that were split into the parts that they are written with.
enum SplitCharacters {
    private static let wholes: [[UInt32]: UInt32] = {
        var wholes: [[UInt32]: UInt32] = [:]
        for word in ViewTables.splits.split(separator: " ") {
            let scalars = word.unicodeScalars.map(\.value)
            guard let whole = scalars.first, scalars.count >= 3 else { continue }
            wholes[Array(scalars.dropFirst())] = whole
        }
        return wholes
    }()
    private static let firsts = Set(wholes.keys.compactMap(\.first))
    private static let most = wholes.keys.map(\.count).max() ?? 0

    /// The character that the parts from a place on make, the longest first, and where its last part stands.
    ///
    /// The parts are compared folded, as far as `folded` goes; what is ignorable may stand between them.
    static func joined(_ scalars: [UInt32], from start: Int) -> (whole: UInt32, last: Int)? {
        var parts: [UInt32] = []
        var best: (whole: UInt32, last: Int)?
        var place = start
        while place < scalars.count, parts.count < most {
            if let part = Folding.folded(scalars[place]) {
                parts.append(part)
                if parts.count == 1, !firsts.contains(part) { return nil }
                if let whole = wholes[parts] { best = (whole, place) }
            } else if place == start {
                return nil
            }
            place += 1
        }
        return best
    }
}
