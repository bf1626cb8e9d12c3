extension RuleProblem {
    /// The problem for a person at a terminal: what and where, the line, an arrow under the column, the hint.
    ///
    ///     Rules/cn.yaml:12:15: error R013: 'severity' is 'hihg'
    ///        12 |     severity: hihg
    ///           |               ^
    ///       hint: did you mean 'high'? one of: low, medium, high, critical
    ///
    /// Nothing that came from the file steers the terminal: control and format characters are shown as escapes.
    /// - Parameter source: the file that the place is in; without it the line is left out.
    public func rendered(source: [UInt8]?) -> String {
        var lines = [Quote.escaped(description)]
        if let line = source.flatMap({ SourceLine($0, at: place) }) {
            let number = String(place.line)
            let margin = String(repeating: " ", count: max(0, 5 - number.count))
            lines.append("\(margin)\(number) | \(line.text)")
            lines.append("\(String(repeating: " ", count: max(5, number.count))) | \(line.arrow)")
        }
        if let hint { lines.append("  hint: \(Quote.escaped(hint))") }
        return lines.joined(separator: "\n")
    }
}

/// One line of a file as a terminal shows it, and an arrow under one of its characters.
struct SourceLine: Equatable {
    let text: String
    let arrow: String

    /// Characters that are shown on either side of the arrow at most.
    private static let reach = 60

    /// `nil` where the file has no such line.
    init?(_ source: [UInt8], at place: SourcePlace) {
        guard place.line >= 1, place.column >= 1, let line = Self.line(place.line, of: source) else { return nil }
        let scalars = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
        let column = min(place.column - 1, scalars.count)
        let first = max(0, column - Self.reach)
        let last = min(scalars.count, column + Self.reach)
        let before = (first > 0 ? "…" : "") + scalars[first..<column].map(Quote.shown).joined()
        text = before + scalars[column..<last].map(Quote.shown).joined() + (last < scalars.count ? "…" : "")
        arrow = String(repeating: " ", count: TextColumns.count(before)) + "^"
    }

    /// Lines end as YAML ends them: with a line feed, a carriage return, or both.
    private static func line(_ number: Int, of source: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = source.starts(with: [0xEF, 0xBB, 0xBF]) ? source.dropFirst(3) : source[...]
        for _ in 1..<number {
            guard let end = rest.firstIndex(where: isBreak) else { return nil }
            let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
        return rest.prefix { !isBreak($0) }
    }

    private static func isBreak(_ unit: UInt8) -> Bool { unit == 0x0A || unit == 0x0D }
}
