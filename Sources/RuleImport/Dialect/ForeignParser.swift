/// How another program reads expressions.
enum Dialect: Sendable {
    /// Go's `regexp`, RE2.
    case go
    /// Python's `regex` (version 0) and, as far as they agree, `re`, over text.
    case python(PythonFlags)
}

/// Flags that a Python program compiles its expressions with, as the package `regex` numbers them.
struct PythonFlags: OptionSet, Sendable {
    let rawValue: Int

    static let ignoreCase = PythonFlags(rawValue: 2)
    static let multiline = PythonFlags(rawValue: 8)
    static let dotAll = PythonFlags(rawValue: 16)
    static let unicode = PythonFlags(rawValue: 32)
    static let verbose = PythonFlags(rawValue: 64)
    static let ascii = PythonFlags(rawValue: 128)
    static let version0 = PythonFlags(rawValue: 8192)
    /// Those that are understood.
    static let known: PythonFlags = [.ignoreCase, .multiline, .dotAll, .unicode, .verbose, .ascii, .version0]
}

/// Reads an expression of another dialect.
///
///     try ForeignParser.parse(#"(?P<key>AKIA[A-Z0-9]{16})\z"#, .go)
///
/// What the dialect has and Oniguruma has not, or has with another meaning and no way to say the same, is refused.
struct ForeignParser {
    /// What holds inside a group until something changes it.
    struct Flags {
        var ignoresCase = false
        var multiline = false
        var dotAll = false
        /// Go: `a*` is lazy and `a*?` greedy.
        var swapsGreed = false
        var verbose = false
        var ascii = true
    }

    let dialect: Dialect
    let scalars: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    var captureCount = 0
    var names: [String: Int] = [:]
    var depth = 0
    /// Whether something other than flags was read.
    var hasBegun = false

    /// In scalars; what is longer is no expression that a person wrote.
    static let longest = 65_536
    static let deepest = 200

    static func parse(_ source: String, _ dialect: Dialect) throws(DialectError) -> ForeignNode {
        var parser = ForeignParser(source, dialect)
        guard parser.scalars.count <= longest else { throw DialectError("longer than \(longest) characters") }
        let node = try parser.alternation()
        guard parser.position == parser.scalars.count else { throw DialectError("a ')' that closes nothing") }
        return node
    }

    private init(_ source: String, _ dialect: Dialect) {
        self.dialect = dialect
        scalars = Array(source.unicodeScalars)
        if case .python(let python) = dialect {
            flags.ignoresCase = python.contains(.ignoreCase)
            flags.multiline = python.contains(.multiline)
            flags.dotAll = python.contains(.dotAll)
            flags.verbose = python.contains(.verbose)
            flags.ascii = python.contains(.ascii)
        }
    }

    var isGo: Bool { if case .go = dialect { true } else { false } }

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func starts(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

    mutating func take(_ text: String) -> Bool {
        guard starts(text) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func next() throws(DialectError) -> Unicode.Scalar {
        guard let scalar = peek else { throw DialectError("the expression ends too early") }
        position += 1
        return scalar
    }

    // MARK: Structure

    mutating func alternation() throws(DialectError) -> ForeignNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw DialectError("groups nested too deep") }
        let outer = flags
        var branches = [try sequence()]
        while take("|") {
            hasBegun = true
            branches.append(try sequence())
        }
        // Flags hold to the end of the group, over all its branches that follow.
        if depth > 1 { flags = outer }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func sequence() throws(DialectError) -> ForeignNode {
        var nodes: [ForeignNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if flags.verbose, skipVerbose() { continue }
            if isGo, take("\\Q") {
                nodes += quoted()
                if let last = nodes.popLast() { nodes.append(try quantified(last)) }
                continue
            }
            guard let atom = try atom() else { continue }
            hasBegun = true
            nodes.append(try quantified(atom))
        }
        return .joined(nodes.flatMap(\.elements))
    }

    private mutating func skipVerbose() -> Bool {
        guard let scalar = peek else { return false }
        if scalar.properties.isWhitespace {
            position += 1
            return true
        }
        guard scalar == "#" else { return false }
        while let scalar = peek, scalar != "\n" { position += 1 }
        return true
    }

    /// What stands between `\Q` and `\E`, or the end.
    private mutating func quoted() -> [ForeignNode] {
        var nodes: [ForeignNode] = []
        while let scalar = peek, !take("\\E") {
            nodes.append(literal(scalar))
            position += 1
        }
        return nodes
    }

    func literal(_ scalar: Unicode.Scalar) -> ForeignNode {
        Self.literal(scalar, ignoresCase: flags.ignoresCase, beyondASCII: hasCaseBeyondASCII)
    }

    /// Whether letters that are not ASCII have cases: not in Python's ASCII mode.
    var hasCaseBeyondASCII: Bool { isGo || !flags.ascii }

    /// A character, in any of its cases where case does not count.
    static func literal(_ scalar: Unicode.Scalar, ignoresCase: Bool, beyondASCII: Bool) -> ForeignNode {
        guard ignoresCase, beyondASCII || scalar.isASCII else { return .literal(scalar, ignoresCase: false) }
        guard !scalar.isASCII else { return .literal(scalar, ignoresCase: scalar.properties.isCased) }
        // Oniguruma ignores the case of ASCII letters alone.
        let cases = SetCases.variants(of: scalar)
        guard cases.count > 1 else { return .literal(scalar, ignoresCase: false) }
        return .set(ForeignSet(items: cases.sorted().map { .range($0, $0) }))
    }

    /// `nil` for what stands for nothing: flags and comments.
    private mutating func atom() throws(DialectError) -> ForeignNode? {
        let scalar = try next()
        switch scalar {
        case ".": return .any(lineFeeds: flags.dotAll)
        case "^": return .edge(flags.multiline ? .lineStart : .textStart)
        case "$": return .edge(flags.multiline ? .lineEnd : isGo ? .textEnd : .textEndOrLastLineFeed)
        case "[": return .set(try set())
        case "(": return try group()
        case "\\": return try escape()
        case "*", "+", "?": throw DialectError("a quantifier with nothing before it")
        default: return literal(scalar)
        }
    }

    // MARK: Quantifiers

    private mutating func quantified(_ atom: ForeignNode) throws(DialectError) -> ForeignNode {
        var node = atom
        var isQuantified = false
        while let bounds = try bounds() {
            guard !isQuantified else { throw DialectError("a quantifier behind a quantifier") }
            isQuantified = true
            var order: ForeignNode.Order = flags.swapsGreed ? .lazy : .greedy
            if take("?") {
                order = flags.swapsGreed ? .greedy : .lazy
            } else if !isGo, take("+") {
                order = .possessive
            }
            node = .repetition(node, least: bounds.least, greatest: bounds.greatest, order)
        }
        return node
    }

    private mutating func bounds() throws(DialectError) -> (least: Int, greatest: Int?)? {
        while flags.verbose, skipVerbose() {}
        switch peek {
        case "*": position += 1; return (0, nil)
        case "+": position += 1; return (1, nil)
        case "?": position += 1; return (0, 1)
        case "{": return try interval()
        default: return nil
        }
    }

    /// `{n}`, `{n,}`, `{n,m}`, and in Python `{,m}`; anything else is text.
    private mutating func interval() throws(DialectError) -> (least: Int, greatest: Int?)? {
        let start = position
        position += 1
        let least = number()
        var greatest = least
        let hasComma = take(",")
        if hasComma { greatest = number() }
        let isInterval = (least != nil || (!isGo && hasComma && greatest != nil)) && take("}")
        guard isInterval else {
            position = start
            if !isGo, isFuzzy { throw DialectError("a fuzzy match") }
            return nil
        }
        let bounds = (least: least ?? 0, greatest: greatest)
        guard bounds.least <= 100_000, greatest ?? 0 <= 100_000, greatest.map({ $0 >= bounds.least }) ?? true else {
            throw DialectError("a repetition out of bounds")
        }
        return bounds
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, ("0"..."9").contains(digit), value ?? 0 < 1_000_000 {
            value = (value ?? 0) * 10 + Int(digit.value - 0x30)
            position += 1
        }
        return value
    }

    /// Python's `regex` reads `{e<=1}` as leave to differ.
    private var isFuzzy: Bool {
        let inside = scalars[position...].prefix(40).prefix { $0 != "}" }.dropFirst()
        return inside.contains { $0 == "e" || $0 == "i" || $0 == "d" || $0 == "s" }
            && inside.allSatisfy { "eids<=>+,0123456789 ".unicodeScalars.contains($0) }
    }
}
