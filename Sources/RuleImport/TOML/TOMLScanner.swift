/// The tokens of TOML: keys and values.
struct TOMLScanner {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var line = 1

    /// Line ends are line feeds from here on.
    init(_ bytes: [UInt8]) {
        guard bytes.contains(0x0D) else {
            self.bytes = bytes
            return
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
            plain.append(byte)
        }
        self.bytes = plain
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func error(_ message: String) -> TOMLError { TOMLError(line: line, message: message) }

    mutating func advance() {
        if peek == 0x0A { line += 1 }
        position += 1
    }

    mutating func skipSpace() {
        while peek == 0x20 || peek == 0x09 { position += 1 }
    }

    mutating func expect(_ mark: Unicode.Scalar) throws(TOMLError) {
        skipSpaceBefore(mark)
        guard peek == UInt8(ascii: mark) else { throw error("'\(mark)' is missing") }
        position += 1
    }

    /// The two brackets of `]]` stand together.
    private mutating func skipSpaceBefore(_ mark: Unicode.Scalar) {
        if mark == "]", position > 0, bytes[position - 1] == UInt8(ascii: "]") { return }
        skipSpace()
    }

    mutating func comment() throws(TOMLError) {
        while let byte = peek, byte != 0x0A {
            guard !Self.isControl(byte) else { throw error("a control character in a comment") }
            position += 1
        }
    }

    /// But for the tab.
    static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

    // MARK: Keys

    mutating func key() throws(TOMLError) -> [String] {
        var parts: [String] = []
        repeat {
            if !parts.isEmpty { position += 1 }
            skipSpace()
            parts.append(try keyPart())
            skipSpace()
            guard parts.count <= TOMLLimits.depth else { throw error("a key of too many parts") }
        } while peek == UInt8(ascii: ".")
        return parts
    }

    private mutating func keyPart() throws(TOMLError) -> String {
        switch peek {
        case UInt8(ascii: "\""):
            guard quotesAhead(Self.quote) < 3 else { throw error("a key over several lines") }
            return try basicString()
        case UInt8(ascii: "'"):
            guard quotesAhead(Self.apostrophe) < 3 else { throw error("a key over several lines") }
            return try literalString()
        default:
            let start = position
            while let byte = peek, Self.isBare(byte) { position += 1 }
            guard position > start else { throw error("a key is missing") }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    // MARK: Values

    mutating func value(depth: Int) throws(TOMLError) -> TOMLValue {
        guard depth <= TOMLLimits.depth else { throw error("nested too deep") }
        skipSpace()
        let line = line
        return TOMLValue(content: try content(depth: depth), line: line)
    }

    private mutating func content(depth: Int) throws(TOMLError) -> TOMLValue.Content {
        switch peek {
        case UInt8(ascii: "\""): return .string(quotesAhead(Self.quote) >= 3 ? try longBasicString() : try basicString())
        case UInt8(ascii: "'"): return .string(quotesAhead(Self.apostrophe) >= 3 ? try longLiteralString() : try literalString())
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "{"): return .table(try inlineTable(depth: depth))
        default:
            let start = position
            while let byte = peek, Self.isWord(byte) { position += 1 }
            // Between a date and a time may be a space.
            if peek == 0x20, position + 1 < bytes.count, (0x30...0x39).contains(bytes[position + 1]),
                TOMLWord.isDate(bytes[start..<position])
            {
                position += 1
                while let byte = peek, Self.isWord(byte) { position += 1 }
            }
            guard let content = TOMLWord.content(bytes[start..<position]) else { throw error("no value of TOML") }
            return content
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }

    private mutating func array(depth: Int) throws(TOMLError) -> [TOMLValue] {
        position += 1
        var elements: [TOMLValue] = []
        while true {
            try skipLines()
            if peek == UInt8(ascii: "]") { break }
            elements.append(try value(depth: depth + 1))
            try skipLines()
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        guard peek == UInt8(ascii: "]") else { throw error("an array that does not end") }
        position += 1
        return elements
    }

    private mutating func skipLines() throws(TOMLError) {
        while true {
            skipSpace()
            if peek == 0x0A { advance() } else if peek == UInt8(ascii: "#") { try comment() } else { return }
        }
    }

    private mutating func inlineTable(depth: Int) throws(TOMLError) -> TOMLTable {
        position += 1
        let tree = TOMLTree(line: line)
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return tree.table
        }
        while true {
            try entry(of: tree, depth: depth)
            skipSpace()
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        guard peek == UInt8(ascii: "}") else { throw error("an inline table that does not end") }
        position += 1
        return tree.table
    }

    private mutating func entry(of table: TOMLTree, depth: Int) throws(TOMLError) {
        let keys = try key()
        try expect("=")
        let value = try value(depth: depth + 1)
        var tree = table
        for key in keys.dropLast() {
            switch tree[key] {
            case .table(let inner): tree = inner
            case nil:
                let made = TOMLTree(line: line)
                tree[key] = .table(made)
                tree = made
            default: throw error("a key stands twice")
            }
        }
        guard let last = keys.last, tree[last] == nil else { throw error("a key stands twice") }
        tree[last] = .value(value)
    }

    // MARK: Strings

    private mutating func literalString() throws(TOMLError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "'") {
            guard !Self.isControl(byte) else { throw error("a control character in a string") }
            position += 1
        }
        return try string(bytes[start..<position], closing: 1)
    }

    private mutating func longLiteralString() throws(TOMLError) -> String {
        position += 3
        if peek == 0x0A { advance() }
        let start = position
        while let byte = peek, quotesAhead(Self.apostrophe) < 3 {
            guard byte == 0x0A || !Self.isControl(byte) else { throw error("a control character in a string") }
            advance()
        }
        // Up to two may stand before those that end it.
        while (4...5).contains(quotesAhead(Self.apostrophe)) { position += 1 }
        return try string(bytes[start..<position], closing: 3)
    }

    /// How many of `quote` stand in a row here, six at most.
    private func quotesAhead(_ quote: UInt8) -> Int { bytes[position...].prefix(6).prefix { $0 == quote }.count }

    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")

    private mutating func string(_ units: ArraySlice<UInt8>, closing: Int) throws(TOMLError) -> String {
        guard peek != nil else { throw error("a string that does not end") }
        position += closing
        return String(decoding: units, as: UTF8.self)
    }

    private mutating func basicString() throws(TOMLError) -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                try escape(into: &units, long: false)
            } else {
                guard !Self.isControl(byte) else { throw error("a control character in a string") }
                units.append(byte)
                position += 1
            }
        }
        return try string(units[...], closing: 1)
    }

    private mutating func longBasicString() throws(TOMLError) -> String {
        position += 3
        if peek == 0x0A { advance() }
        var units: [UInt8] = []
        while let byte = peek, quotesAhead(Self.quote) < 3 {
            if byte == UInt8(ascii: "\\") {
                try escape(into: &units, long: true)
            } else {
                guard byte == 0x0A || !Self.isControl(byte) else { throw error("a control character in a string") }
                units.append(byte)
                advance()
            }
        }
        // Up to two may stand before those that end it.
        while (4...5).contains(quotesAhead(Self.quote)) {
            units.append(UInt8(ascii: "\""))
            position += 1
        }
        return try string(units[...], closing: 3)
    }

    private mutating func escape(into units: inout [UInt8], long: Bool) throws(TOMLError) {
        position += 1
        let letter = peek
        if long, let letter, letter == 0x20 || letter == 0x09 || letter == 0x0A { return try skipLineEnd() }
        position += 1
        switch letter {
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): units.append(letter ?? 0)
        case UInt8(ascii: "u"): try scalar(digits: 4, into: &units)
        case UInt8(ascii: "U"): try scalar(digits: 8, into: &units)
        default: throw error("an unknown escape in a string")
        }
    }

    /// A backslash at the end of a line takes the space behind it away, over all lines that hold nothing else.
    private mutating func skipLineEnd() throws(TOMLError) {
        skipSpace()
        guard peek == 0x0A else { throw error("an unknown escape in a string") }
        while peek == 0x0A || peek == 0x20 || peek == 0x09 { advance() }
    }

    private mutating func scalar(digits: Int, into units: inout [UInt8]) throws(TOMLError) {
        let text = bytes[position...].prefix(digits)
        let isHexadecimal = text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
        guard text.count == digits, isHexadecimal,
            let value = UInt32(String(decoding: text, as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw error("an escape that names no character") }
        position += digits
        units += Array(String(scalar).utf8)
    }
}
