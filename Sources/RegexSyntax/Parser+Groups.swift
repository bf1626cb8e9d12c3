extension Parser {
    /// What begins with `(`.
    mutating func group() throws(SyntaxError) -> Piece {
        let start = position
        try deepen(2, at: start)
        position += 1
        guard accept("?") else { return try capture(from: start, name: nil) }
        guard let kind = next.flatMap(Unicode.Scalar.init) else { throw unclosed(start) }
        position += 1
        switch kind {
        case ":":
            var piece = try body(of: start)
            piece.node.enclose(start..<position)
            return piece
        case "=", "!":
            let body = try body(of: start).node
            return Piece(node: Node(.lookAhead(body, negative: kind == "!"), at: start..<position), isRepeatable: false)
        case ">":
            let body = try body(of: start).node
            return Piece(node: Node(.atomic(body), at: start..<position))
        case "~": return try absent(from: start)
        case "<":
            if accept("=") { return try lookBehind(from: start, negative: false) }
            if accept("!") { return try lookBehind(from: start, negative: true) }
            return try capture(from: start, name: name(upTo: ">", from: start))
        case "'": return try capture(from: start, name: name(upTo: "'", from: start))
        case "(":
            throw notForRules("a condition", at: start, hint: "write the two cases out: (?:(a)b|c)")
        case "{": throw malformed("a callout", at: start)
        default:
            position -= 1
            return try optionGroup(from: start)
        }
    }

    private func unclosed(_ start: Int) -> SyntaxError {
        malformed("'(' without ')'", at: start, hint: #"\( for the character"#)
    }

    /// What stands in a group, and its `)`. Options that are set inside end with it.
    private mutating func body(of start: Int) throws(SyntaxError) -> Piece {
        let outer = options
        let piece = try alternatives()
        options = outer
        guard accept(")") else { throw unclosed(start) }
        return piece
    }

    private mutating func capture(from start: Int, name: [UInt32]?) throws(SyntaxError) -> Piece {
        groupCount += 1
        let number = groupCount
        if let name { named[name] = number }
        let body = try body(of: start).node
        return Piece(node: Node(.capture(body, number: number), at: start..<position))
    }

    /// The name of a new group with its end.
    private mutating func name(upTo end: Unicode.Scalar, from start: Int) throws(SyntaxError) -> [UInt32] {
        let first = position
        while let character = next, character != end {
            guard Self.isNamePart(character), position > first || Self.digit(character).map({ $0 > 9 }) ?? true else {
                throw malformed(
                    "a character that no name has", at: position, hint: "letters, digits and '_', a digit not first")
            }
            position += 1
        }
        let name = Array(scalars[first..<position])
        guard position < scalars.count else { throw unclosed(start) }
        guard !name.isEmpty else { throw malformed("a group without a name", at: first) }
        position += 1
        guard named[name] == nil else { throw notForRules("a name that another group has", at: first) }
        return name
    }

    static func isNamePart(_ character: UInt32) -> Bool {
        switch character {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case ..<0x80: false
        default: Unicode.Scalar(character)?.properties.isAlphabetic ?? false
        }
    }

    private mutating func absent(from start: Int) throws(SyntaxError) -> Piece {
        if next == "|" {
            throw notForRules(
                "'(?~|', which changes what the rest may match", at: start, hint: "(?~…) or (?!…)", topic: .recursion)
        }
        let body = try body(of: start).node
        return Piece(node: Node(.absent(body), at: start..<position))
    }

    /// `(?i)`, which holds to the end of the group around it, and `(?i:…)`.
    private mutating func optionGroup(from start: Int) throws(SyntaxError) -> Piece {
        let outer = options
        try readOptions(from: start)
        if accept(":") {
            var node = try alternatives().node
            options = outer
            guard accept(")") else { throw unclosed(start) }
            node.enclose(start..<position)
            return Piece(node: node, isWrapped: true)
        }
        position += 1
        // What follows, alternatives too, belongs to the options: `a(?i)b|c` is `a(?i:b|c)`.
        var node = try alternatives().node
        options = outer
        node.enclose(start..<position)
        return Piece(node: node, isWrapped: true)
    }

    /// The letters up to `:` or `)`, which stays.
    private mutating func readOptions(from start: Int) throws(SyntaxError) {
        var isOn = true
        let first = position
        while let letter = next.flatMap(Unicode.Scalar.init) {
            switch letter {
            case "-": isOn = false
            case "i": set(.ignoreCase, isOn)
            case "m":
                set(.dotAll, isOn)
                if isOn { traps.append(Trap(kind: .dotAll, range: position..<(position + 1))) }
            case "x": set(.extended, isOn)
            case "W": set(.asciiWord, isOn)
            case "D": set(.asciiDigit, isOn)
            case "S": set(.asciiSpace, isOn)
            case "P": set(.asciiPosix, isOn)
            case ":": return
            case ")" where position > first: return
            case "s":
                throw malformed(
                    "'(?s)', which is another dialect's", at: position, hint: "(?m) lets '.' match line breaks",
                    topic: .dialect)
            case "y": throw notForRules("'(?y{…})', which changes what \\X is", at: position)
            default:
                let hint = letter == "<" ? "(?<name>…)" : nil
                throw malformed("no option '\(letter)'", at: position, hint: hint)
            }
            if letter == "P", next == "P", peek(1) == "<" || peek(1) == "=" || peek(1) == ">" {
                throw malformed(
                    "'(?P', which is another dialect's", at: position,
                    hint: "(?<name>…), and \\k<name> to refer to it", topic: .dialect)
            }
            position += 1
        }
        throw unclosed(start)
    }

    private mutating func set(_ option: Options, _ isOn: Bool) {
        if isOn { options.insert(option) } else { options.remove(option) }
    }
}
