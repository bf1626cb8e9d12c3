/// TOML 1.0.0, read strictly.
///
///     let table = try TOMLDocument.read(bytes)
///     table["rules"]?.array?.first?.table?["id"]?.string
enum TOMLDocument {
    /// Reads a document of at most 16 MiB. Integers have 64 bits; arrays, inline tables and keys go 64 levels deep.
    static func read(_ bytes: [UInt8]) throws(TOMLError) -> TOMLTable {
        guard bytes.count <= TOMLLimits.bytes else {
            throw TOMLError(line: 1, message: "larger than \(TOMLLimits.bytes >> 20) MiB")
        }
        if (try? UTF8Span(validating: bytes.span)) == nil { throw TOMLError(line: 1, message: "not UTF-8") }
        var parser = TOMLParser(bytes)
        return try parser.document()
    }
}

/// Statements: headers, keys and their values.
struct TOMLParser {
    var scanner: TOMLScanner
    private let root = TOMLTree(line: 1)
    private var section: TOMLTree
    /// What dotted keys of this section made: it is closed when the section ends.
    private var dotted: [TOMLTree] = []

    init(_ bytes: [UInt8]) {
        scanner = TOMLScanner(bytes)
        section = root
    }

    mutating func document() throws(TOMLError) -> TOMLTable {
        while true {
            scanner.skipSpace()
            switch scanner.peek {
            case nil: return root.table
            case UInt8(ascii: "\n"): scanner.advance()
            case UInt8(ascii: "#"): try scanner.comment()
            case UInt8(ascii: "["): try header()
            default:
                try keyValue(into: section)
                try endOfLine()
            }
        }
    }

    private mutating func endOfLine() throws(TOMLError) {
        scanner.skipSpace()
        if scanner.peek == UInt8(ascii: "#") { try scanner.comment() }
        guard scanner.peek == nil || scanner.peek == UInt8(ascii: "\n") else {
            throw scanner.error("something stands behind the end of a statement")
        }
    }

    // MARK: Headers

    private mutating func header() throws(TOMLError) {
        for tree in dotted { tree.isClosed = true }
        dotted = []
        scanner.advance()
        let isList = scanner.peek == UInt8(ascii: "[")
        if isList { scanner.advance() }
        let line = scanner.line
        let keys = try scanner.key()
        for _ in 0..<(isList ? 2 : 1) { try scanner.expect("]") }
        section = isList ? try appended(keys, line) : try table(keys, line)
        try endOfLine()
    }

    private func table(_ keys: [String], _ line: Int) throws(TOMLError) -> TOMLTree {
        var tree = root
        for key in keys { tree = try step(into: tree, key, line) }
        guard !tree.isClosed else { throw TOMLError(line: line, message: "the table stands twice") }
        tree.isClosed = true
        return tree
    }

    private func appended(_ keys: [String], _ line: Int) throws(TOMLError) -> TOMLTree {
        var tree = root
        for key in keys.dropLast() { tree = try step(into: tree, key, line) }
        let made = TOMLTree(line: line)
        made.isClosed = true
        guard let last = keys.last else { return made }
        switch tree[last] {
        case nil: tree[last] = .tables([made])
        case .tables(let list): tree[last] = .tables(list + [made])
        default: throw TOMLError(line: line, message: "what is no array of tables cannot be added to")
        }
        return made
    }

    /// The table below a key, made where it is missing; of an array of tables the last.
    private func step(into tree: TOMLTree, _ key: String, _ line: Int) throws(TOMLError) -> TOMLTree {
        switch tree[key] {
        case .table(let inner): return inner
        case .tables(let list):
            if let last = list.last { return last }
            throw TOMLError(line: line, message: "an empty array of tables")
        case .value: throw TOMLError(line: line, message: "a value stands where a table is named")
        case nil:
            let made = TOMLTree(line: line)
            tree[key] = .table(made)
            return made
        }
    }

    // MARK: Keys and values

    private mutating func keyValue(into table: TOMLTree) throws(TOMLError) {
        let line = scanner.line
        let keys = try scanner.key()
        try scanner.expect("=")
        let value = try scanner.value(depth: 0)
        var tree = table
        for key in keys.dropLast() {
            if case .tables = tree[key] { throw TOMLError(line: line, message: "an array of tables is no table") }
            tree = try step(into: tree, key, line)
            guard !tree.isClosed else { throw TOMLError(line: line, message: "a table is added to from elsewhere") }
            dotted.append(tree)
        }
        guard let last = keys.last, tree[last] == nil else { throw TOMLError(line: line, message: "a key stands twice") }
        tree[last] = .value(value)
    }
}
