/// A value of a rule file and the place where it stands: texts, lists and mappings, nothing that refers to another.
package struct Document: Sendable {
    /// What stands at a place.
    package enum Content: Sendable {
        /// `bare` where it stands without quotes and not as a block, so that readers may take it for no text.
        case text(String, bare: Bool)
        case list([Document])
        case map([Entry])
    }

    /// The spellings of a text.
    package enum Spelling: String, CaseIterable, Hashable, Sendable {
        /// On one line and without quotes.
        case plain
        /// On one line and between `'`, which is doubled inside.
        case quoted
        case other
    }

    /// One key of a mapping and its value.
    package struct Entry: Sendable {
        package var key: String
        package var keyPlace: SourcePlace
        package var value: Document
    }

    package var content: Content
    package var place: SourcePlace
    /// How a text is spelled in its file, where each of its characters can be pointed at.
    package var spelling = Spelling.other

    /// What messages call it.
    package var kind: String {
        switch content {
        case .text(let text, let bare): bare && BareWord(text) == .null ? "nothing" : "text"
        case .list: "a list"
        case .map: "a mapping"
        }
    }

    /// Bounds on what is read from one file.
    package enum Limits {
        /// Bytes of a rule file or a word file.
        static let bytes = 16 << 20
        /// Lists and mappings inside each other; rules need six.
        static let depth = 24
        /// Word files that one pack may name.
        static let wordFiles = 256
        /// Problems that are kept; a file that is wrong everywhere helps nobody.
        static let problems = 200
    }
}

/// What a text without quotes is to the readers of YAML 1.1 and 1.2 taken together.
package enum BareWord: Equatable {
    case text
    case null
    case integer(Int)
    /// A boolean, a floating-point number, a date: some reader does not see text here.
    case ambiguous(String)

    package init(_ word: String) {
        let units = Array(word.utf8)
        switch word.lowercased() {
        case "", "~", "null": self = .null
        case "true", "false", "yes", "no", "on", "off", "y", "n": self = .ambiguous("a boolean")
        case "=", "<<": self = .ambiguous("an operator")
        case ".nan", ".inf", "-.inf", "+.inf": self = .ambiguous("a number")
        default: self = Self.number(units)
        }
    }

    /// Digits may be joined by `_`, `:`, `.`, `,` and `-` into octal, sexagesimal and floating-point numbers and dates.
    private static func number(_ units: [UInt8]) -> BareWord {
        var rest = units[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let first = rest.first(where: { $0 != UInt8(ascii: ".") }), isDigit(first) else { return .text }
        if rest.allSatisfy(isDigit) {
            let canonical = rest.count == 1 || first != UInt8(ascii: "0")
            guard canonical, units.first != UInt8(ascii: "+"), units.count <= 15 else { return .ambiguous("a number") }
            return Int(String(decoding: units, as: UTF8.self)).map { .integer($0) } ?? .ambiguous("a number")
        }
        let joins = Array("_:.-+exot".utf8)
        guard rest.allSatisfy({ isDigit($0) || joins.contains($0 | 0x20) || isHexLetter($0) || joins.contains($0) })
        else { return isDate(rest) ? .ambiguous("a date") : .text }
        if isDate(rest) { return .ambiguous("a date") }
        return looksNumeric(rest) ? .ambiguous("a number") : .text
    }

    /// `2025-09-01`, alone or with a time behind it.
    private static func isDate(_ units: ArraySlice<UInt8>) -> Bool {
        let parts = units.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count) else { return false }
        let day = parts[2].prefix(while: isDigit)
        guard parts[0].allSatisfy(isDigit), parts[1].allSatisfy(isDigit), (1...2).contains(day.count) else {
            return false
        }
        guard let next = parts[2].dropFirst(day.count).first else { return true }
        return next | 0x20 == UInt8(ascii: "t") || next == UInt8(ascii: " ")
    }

    /// Two dots, as in a version, are a number to nobody; neither are hexadecimal letters without `0x`.
    private static func looksNumeric(_ units: ArraySlice<UInt8>) -> Bool {
        let lower = units.map { $0 | 0x20 }
        if ["0x", "0o", "0b"].contains(where: { lower.starts(with: $0.utf8) }) { return true }
        let exponents = lower.count { $0 == UInt8(ascii: "e") }
        let letters = lower.count { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        let dots = units.count { $0 == UInt8(ascii: ".") }
        let dashes = units.count { $0 == UInt8(ascii: "-") }
        let colons = units.count { $0 == UInt8(ascii: ":") }
        return letters == exponents && exponents <= 1 && dots <= 1 && (colons > 0 || dashes <= exponents)
    }

    private static func isDigit(_ unit: UInt8) -> Bool { (0x30...0x39).contains(unit) }
    private static func isHexLetter(_ unit: UInt8) -> Bool { (0x61...0x66).contains(unit | 0x20) }
}
