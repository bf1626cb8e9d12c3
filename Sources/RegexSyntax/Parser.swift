/// Reads an expression from left to right, with the decisions in the order in which libonig takes them.
struct Parser {
    /// What `(?…)` switches.
    struct Options: OptionSet {
        let rawValue: UInt8
        static let ignoreCase = Options(rawValue: 1)
        static let dotAll = Options(rawValue: 2)
        static let extended = Options(rawValue: 4)
        static let asciiWord = Options(rawValue: 8)
        static let asciiDigit = Options(rawValue: 16)
        static let asciiSpace = Options(rawValue: 32)
        static let asciiPosix = Options(rawValue: 64)
        static let ascii: Options = [.asciiWord, .asciiDigit, .asciiSpace, .asciiPosix]
    }

    /// A node with what libonig would still know of how it was written.
    struct Piece {
        var node: Node
        /// Whether a repetition may follow.
        var isRepeatable = true
        /// Whether it, or one of its alternatives, stands in a group that hides the alternatives in there from a
        /// look-behind.
        var isWrapped = false
    }

    let scalars: [UInt32]
    var position = 0
    var depth = 2
    var options: Options
    var groupCount = 0
    /// The numbers of the groups that have names.
    var named: [[UInt32]: Int] = [:]
    /// The groups that are referred to by number, with the place where.
    var numbered: [(group: Int, offset: Int)] = []
    var traps: [Trap] = []
    /// Greatest product of intervals inside the piece that was read last.
    var lastProduct = 1

    init(_ source: String, options: SyntaxOptions) throws(SyntaxError) {
        scalars = source.unicodeScalars.map(\.value)
        self.options = options.asciiClasses ? .ascii : []
        guard scalars.count <= SyntaxLimits.length else {
            throw SyntaxError(
                .notForRules, "an expression of more than \(SyntaxLimits.length) characters",
                at: SyntaxLimits.length)
        }
    }

    mutating func expression() throws(SyntaxError) -> (Node, Int) {
        let piece = try alternatives()
        if position < scalars.count {
            throw malformed("')' without '('", at: position, hint: #"\) for the character"#)
        }
        for reference in numbered {
            if !named.isEmpty {
                throw malformed(
                    "a reference by number beside named groups", at: reference.offset, hint: "\\k<name>")
            }
            if reference.group > groupCount {
                throw malformed("no group \(reference.group) to refer to", at: reference.offset)
            }
        }
        guard !named.isEmpty else { return (piece.node, groupCount) }
        let order = named.values.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(order, 1...))
        return (piece.node.renumbered(numbers), order.count)
    }

    // MARK: Characters

    var next: UInt32? { position < scalars.count ? scalars[position] : nil }

    func peek(_ distance: Int) -> UInt32? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == character.value else { return false }
        position += 1
        return true
    }

    func malformed(
        _ message: String, at offset: Int, hint: String? = nil, topic: SyntaxError.Topic = .other
    ) -> SyntaxError {
        SyntaxError(.malformed, message, at: min(offset, scalars.count), hint: hint, topic: topic)
    }

    func notForRules(
        _ message: String, at offset: Int, hint: String? = nil, topic: SyntaxError.Topic = .other
    ) -> SyntaxError {
        SyntaxError(.notForRules, message, at: min(offset, scalars.count), hint: hint, topic: topic)
    }

    mutating func note(_ kind: Trap.Kind, from start: Int) {
        traps.append(Trap(kind: kind, range: start..<position))
    }

    mutating func deepen(_ steps: Int, at offset: Int) throws(SyntaxError) {
        depth += steps
        guard depth <= SyntaxLimits.depth else { throw malformed("nested too deeply", at: offset) }
    }

    // MARK: Alternatives and sequences

    /// Everything up to `)` or the end, neither of which is taken.
    mutating func alternatives() throws(SyntaxError) -> Piece {
        let start = position
        var branches: [Piece] = []
        var product = 1
        repeat {
            branches.append(try branch())
            product = max(product, lastProduct)
        } while accept("|")
        lastProduct = product
        if branches.count == 1 { return branches[0] }
        let node = Node.alternation(branches.map(\.node), at: start..<position)
        return Piece(
            node: node, isRepeatable: branches.allSatisfy(\.isRepeatable),
            isWrapped: branches.contains { if case .alternation = $0.node.kind { true } else { false } })
    }

    private mutating func branch() throws(SyntaxError) -> Piece {
        let start = position
        var pieces: [Piece] = []
        var product = 1
        while true {
            try skipTrivia()
            guard let character = next, character != "|", character != ")" else { break }
            guard let piece = try piece() else { continue }
            pieces.append(piece)
            product = max(product, lastProduct)
        }
        lastProduct = product
        if pieces.count == 1 { return pieces[0] }
        return Piece(node: .sequence(pieces.map(\.node), at: start..<position))
    }

    /// Comments, and with `(?x)` space.
    private mutating func skipTrivia() throws(SyntaxError) {
        while let character = next {
            if character == "(", peek(1) == "?", peek(2) == "#" {
                try skipComment()
            } else if options.contains(.extended), [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(character) {
                position += 1
            } else if options.contains(.extended), character == "#" {
                while let character = next {
                    position += 1
                    if character == 0x0A { break }
                }
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(SyntaxError) {
        let start = position
        position += 3
        while let character = next {
            position += 1
            if character == ")" { return }
            if character == "\\", position < scalars.count { position += 1 }
        }
        throw malformed("a comment without its ')'", at: start)
    }

    // MARK: Pieces

    /// One atom with its repetitions; `nil` where only options were set to no effect.
    private mutating func piece() throws(SyntaxError) -> Piece? {
        let start = position
        let before = depth
        defer { depth = before }
        lastProduct = 1
        var piece = try atom()
        var afterInterval = false
        while true {
            // Behind options that hold to the end of the group nothing but that end can follow.
            try skipTrivia()
            let place = position
            guard let repetition = try repetition() else { return piece }
            if afterInterval, scalars[place] == 0x2A || scalars[place] == 0x2B {
                note(.stackedRepetition, from: place)
            }
            afterInterval = scalars[place] == 0x7B
            guard piece.isRepeatable else {
                throw malformed("a repetition of what takes no text", at: place)
            }
            try deepen(1, at: place)
            piece = Piece(node: try repeated(piece.node, repetition, at: start..<position))
        }
    }

    private mutating func repeated(
        _ node: Node, _ repetition: Repetition, at range: Range<Int>
    ) throws(SyntaxError) -> Node {
        if repetition.least == 1, repetition.greatest == 1 { return Node(node.kind, at: range) }
        lastProduct = lastProduct.multipliedReportingOverflow(
            by: max(repetition.greatest ?? repetition.least, 1)).partialValue
        guard (1...SyntaxLimits.product).contains(lastProduct) else {
            throw notForRules("repetitions that multiply to too many", at: range.upperBound - 1)
        }
        return Node(.repetition(node, repetition), at: range)
    }

    /// `* + ?` and intervals with what follows them; `nil` where there is none.
    private mutating func repetition() throws(SyntaxError) -> Repetition? {
        let (least, greatest): (Int, Int?)
        switch next.flatMap(Unicode.Scalar.init) {
        case "*": (least, greatest) = (0, nil)
        case "+": (least, greatest) = (1, nil)
        case "?": (least, greatest) = (0, 1)
        case "{": return try interval()
        default: return nil
        }
        position += 1
        if accept("?") { return Repetition(least, greatest, .lazy) }
        return Repetition(least, greatest, accept("+") ? .possessive : .greedy)
    }

    /// `{n}`, `{n,}`, `{,n}`, `{n,m}`; anything else leaves `{` a character.
    mutating func interval() throws(SyntaxError) -> Repetition? {
        let start = position
        position += 1
        let low = try number()
        let hasComma = accept(",")
        let high = hasComma ? try number() : low
        guard low != nil || high != nil, accept("}") else {
            position = start
            return nil
        }
        let least = low ?? 0
        // As libonig has it: `{n}` takes neither `?` nor `+`, which repeat it, and `{5,2}` is possessive.
        guard hasComma else { return Repetition(least, least) }
        if let high, least > high { return Repetition(high, least, .possessive) }
        let isLazy = accept("?") && least != high
        return Repetition(least, high, isLazy ? .lazy : .greedy)
    }

    private mutating func number() throws(SyntaxError) -> Int? {
        let start = position
        var value = 0
        while let digit = next.flatMap(Self.digit), digit < 10 {
            value = value * 10 + digit
            position += 1
            guard value <= SyntaxLimits.interval else {
                throw malformed("a number above \(SyntaxLimits.interval) in an interval", at: start)
            }
        }
        return position > start ? value : nil
    }

    /// The value of a hexadecimal digit.
    static func digit(_ character: UInt32) -> Int? {
        switch character {
        case 0x30...0x39: Int(character - 0x30)
        case 0x41...0x46: Int(character - 0x37)
        case 0x61...0x66: Int(character - 0x57)
        default: nil
        }
    }

    private mutating func atom() throws(SyntaxError) -> Piece {
        let start = position
        guard let character = next else { return Piece(node: Node(.empty, at: start..<start)) }
        switch Unicode.Scalar(character) {
        case "(": return try group()
        case "\\": return try escape()
        case "[":
            let set = try set()
            return Piece(node: Node(.one(set), at: start..<position))
        case "*", "+", "?": throw malformed("a repetition of nothing", at: start, hint: "\\ before it for the character")
        case "{":
            guard try interval() == nil else { throw malformed("a repetition of nothing", at: start) }
            position += 1
            return Piece(node: Node(.one(ScalarSet(character)), at: start..<position))
        case ".":
            position += 1
            let set = options.contains(.dotAll) ? ScalarSet.all : ScalarSet(0x0A).inverted
            return Piece(node: Node(.one(set), at: start..<position))
        case "^", "$":
            position += 1
            let anchor: Anchor = character == "^" ? .lineStart : .lineEnd
            note(character == "^" ? .lineStart : .lineEnd, from: start)
            return Piece(node: Node(.anchor(anchor), at: start..<position), isRepeatable: false)
        default:
            position += 1
            return Piece(node: literal(character, from: start))
        }
    }

    /// A character that stands for itself.
    func literal(_ character: UInt32, from start: Int) -> Node {
        let set = ScalarSet(character)
        return Node(.one(options.contains(.ignoreCase) ? set.ignoringCase : set), at: start..<position)
    }
}

/// Compares a scalar with a character of the syntax.
func == (left: UInt32?, right: Unicode.Scalar) -> Bool { left == right.value }
func != (left: UInt32?, right: Unicode.Scalar) -> Bool { left != right.value }
