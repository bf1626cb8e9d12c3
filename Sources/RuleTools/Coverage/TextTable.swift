import Rules

/// Rows in columns, as wide as a terminal shows them: a Chinese character is two columns.
public struct TextTable: Sendable {
    /// On which side of its column a cell stands.
    public enum Side: Sendable { case left, right }

    private let sides: [Side]
    private var rows: [[String]] = []

    public init(_ sides: [Side]) {
        self.sides = sides
    }

    /// A row of at most as many cells as there are columns.
    public mutating func add(_ cells: [String]) { rows.append(cells) }

    /// Each row a line without spaces at its end, the columns two spaces apart.
    public var lines: [String] {
        let widths = sides.indices.map { column in
            rows.map { $0.indices.contains(column) ? TextColumns.count($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() where sides.indices.contains(column) {
                let space = String(repeating: " ", count: widths[column] - TextColumns.count(cell))
                line += (column > 0 ? "  " : "") + (sides[column] == .left ? cell + space : space + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
