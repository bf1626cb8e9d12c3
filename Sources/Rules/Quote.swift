/// How messages show text that came from a file: in quotes, shortened, nothing in it that a terminal acts on.
package enum Quote {
    /// At most forty characters of `text`, quoted and escaped.
    package static func short(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let head = scalars.prefix(40).map(shown).joined()
        return "'\(head)\(scalars.dropFirst(40).isEmpty ? "" : "…")'"
    }

    /// All of `text`, escaped, without quotes.
    package static func escaped(_ text: String) -> String {
        text.unicodeScalars.map(shown).joined()
    }

    /// `U+0041`.
    package static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The scalar itself, or its escape where it would steer or fool a terminal.
    package static func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\t": return "\\t"
        case "\n": return "\\n"
        case "\r": return "\\r"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16))}"
        default: return String(scalar)
        }
    }

    /// `a, b and c`.
    package static func list(_ words: [String]) -> String {
        words.joined(separator: ", ")
    }

    /// The word of `known` that `word` was probably meant to be.
    package static func closest(to word: String, among known: [String]) -> String? {
        let target = Array(word.lowercased().unicodeScalars.prefix(64))
        let ranked = known.map { (word: $0, distance: distance(target, Array($0.lowercased().unicodeScalars))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, min(target.count, best.word.count) / 3) ? best.word : nil
    }

    /// Up to three words of `known` that `word` was probably meant to be, the nearest first: those that differ from it
    /// little, and those that hold it.
    package static func nearest(to word: String, among known: [String]) -> [String] {
        let target = Array(word.lowercased().unicodeScalars.prefix(128))
        let ranked = known.compactMap { candidate -> (word: String, distance: Int)? in
            let own = distance(target, Array(candidate.lowercased().unicodeScalars))
            if own <= max(1, min(target.count, candidate.count) / 3) { return (candidate, own) }
            return target.count > 2 && candidate.contains(word) ? (candidate, candidate.count) : nil
        }
        return ranked.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3).map(\.word)
    }

    /// `did you mean …`, or the whole list where nothing comes near.
    package static func suggestion(for word: String, among known: [String]) -> String {
        if let closest = closest(to: word, among: known) { return "did you mean '\(closest)'?" }
        return "one of: \(list(known))"
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours between two words.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...right.count)]
        for (row, scalar) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(rows[row][column + 1], next[column]) + 1
                best = min(best, rows[row][column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
