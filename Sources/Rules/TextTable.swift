/// Rows in columns, as wide as a terminal shows them: a Chinese character is two columns.
package struct TextTable: Sendable {
    /// On which side of its column a cell stands.
    package enum Side: Sendable { case left, right }

    private let sides: [Side]
    private var rows: [[String]] = []

    package init(_ sides: [Side]) {
        self.sides = sides
    }

    /// A row of at most as many cells as there are columns.
    package mutating func add(_ cells: [String]) { rows.append(cells) }

    /// Each row a line without spaces at its end, the columns two spaces apart.
    package var lines: [String] {
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
