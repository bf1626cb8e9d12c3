/// Charts as inline SVG. Each has a title and a description for whoever does not see it; the page's tables have the same
/// numbers.
enum Charts {
    /// One row of a bar chart.
    struct Bar {
        let name: String
        let count: Int
        /// The class that colours it.
        let style: String
        /// What stands behind the count.
        var note = ""
    }

    private static let width = 760
    private static let nameWidth = 230
    private static let row = 26

    /// Horizontal bars, one below the other.
    static func bars(_ bars: [Bar], id: String, title: String) -> String {
        let height = bars.count * row + 8
        let most = max(1, bars.map(\.count).max() ?? 1)
        let room = width - nameWidth - 200
        var svg = open(id: id, title: title, description: describe(bars.map { ($0.name, $0.count) }), height: height)
        for (index, bar) in bars.enumerated() {
            let top = index * row + 4
            let length = bar.count == 0 ? 0 : max(1, bar.count * room / most)
            svg += "<text class=\"name\" x=\"\(nameWidth - 8)\" y=\"\(top + 16)\">\(Markup.escaped(shortened(bar.name, 30)))</text>"
            svg += "<rect class=\"\(bar.style)\" x=\"\(nameWidth)\" y=\"\(top + 3)\" width=\"\(length)\" height=\"17\"/>"
            let note = bar.note.isEmpty ? "" : " · " + bar.note
            svg += "<text x=\"\(nameWidth + length + 7)\" y=\"\(top + 16)\">\(Markup.escaped(Markup.grouped(bar.count) + note))</text>\n"
        }
        return svg + "</svg>"
    }

    /// Columns over time, each cut into the verdicts.
    static func columns(
        _ columns: [(name: String, parts: [(style: String, count: Int)])], id: String, title: String
    ) -> String {
        let height = 190
        let floor = height - 34
        let totals = columns.map { $0.parts.reduce(0) { $0 + $1.count } }
        let most = max(1, totals.max() ?? 1)
        var svg = open(
            id: id, title: title, description: describe(zip(columns.map(\.name), totals).map { ($0, $1) }), height: height)
        svg += "<line class=\"axis\" x1=\"48\" y1=\"\(floor)\" x2=\"\(width)\" y2=\"\(floor)\"/>"
        svg += "<text class=\"name\" x=\"42\" y=\"18\">\(Markup.grouped(most))</text>"
        svg += "<text class=\"name\" x=\"42\" y=\"\(floor)\">0</text>\n"
        let step = (width - 52) / max(1, columns.count)
        // A name needs some sixty units of room.
        let every = max(1, (64 + max(1, step) - 1) / max(1, step))
        for (index, column) in columns.enumerated() {
            let left = 50 + index * step
            var bottom = floor
            for part in column.parts where part.count > 0 {
                let tall = max(1, part.count * (floor - 10) / most)
                bottom -= tall
                svg += "<rect class=\"\(part.style)\" x=\"\(left)\" y=\"\(bottom)\" width=\"\(max(1, min(48, step - 2)))\" height=\"\(tall)\"/>"
            }
            if index.isMultiple(of: every) {
                svg += "<text x=\"\(left)\" y=\"\(floor + 18)\">\(Markup.escaped(column.name))</text>\n"
            }
        }
        return svg + "</svg>"
    }

    private static func open(id: String, title: String, description: String, height: Int) -> String {
        """
        <svg viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(Markup.escaped(title))</title><desc id="\(id)-d">\(Markup.escaped(description))</desc>

        """
    }

    private static func describe(_ counts: [(String, Int)]) -> String {
        let shown = counts.prefix(40).map { "\($0.0): \($0.1)" }.joined(separator: "; ")
        return counts.isEmpty ? "0" : counts.count > 40 ? shown + "; …" : shown
    }

    private static func shortened(_ text: String, _ length: Int) -> String {
        text.count > length ? text.prefix(length - 1) + "…" : text
    }
}
