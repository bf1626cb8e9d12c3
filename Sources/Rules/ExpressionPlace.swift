/// Where an expression stands in its file.
package struct ExpressionPlace: Hashable, Sendable {
    /// Where its value begins, quotes among it.
    package var start: SourcePlace
    package var spelling: Document.Spelling

    package init(start: SourcePlace, spelling: Document.Spelling) {
        self.start = start
        self.spelling = spelling
    }

    /// The place of a scalar of the expression; `nil` where its spelling does not tell.
    package func place(of offset: Int, in expression: String) -> SourcePlace? {
        let before = expression.unicodeScalars.prefix(offset)
        var place = start
        switch spelling {
        case .plain: place.column += before.count
        // A quote in the text is two in the file.
        case .quoted: place.column += 1 + before.count + before.count { $0 == "'" }
        case .other: return nil
        }
        return place
    }
}
