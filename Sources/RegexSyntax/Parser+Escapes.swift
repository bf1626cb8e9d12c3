extension Parser {
    /// What `\` begins outside a set.
    mutating func escape() throws(SyntaxError) -> Piece {
        let start = position
        position += 1
        guard let letter = next else { throw malformed("'\\' at the end", at: start) }
        if next == "w" || next == "W" {
            position += 1
            return Piece(node: Node(.one(letter == "w" ? wordSet : wordSet.inverted), at: start..<position))
        }
        if let set = try sharedEscape(from: start) {
            if letter == "h" || letter == "H" { note(.hexDigit(letter == "h" ? "h" : "H"), from: start) }
            return Piece(node: Node(.one(set), at: start..<position))
        }
        switch Unicode.Scalar(letter) {
        case "A": return anchor(.textStart, from: start)
        case "z": return anchor(.textEnd, from: start)
        case "Z": return anchor(.textEndOrLastLineFeed, from: start)
        case "G": return anchor(.searchStart, from: start)
        case "b": return anchor(.wordEdge(wordSet), from: start)
        case "B": return anchor(.noWordEdge(wordSet), from: start)
        case "K":
            position += 1
            return Piece(node: Node(.keep, at: start..<position), isRepeatable: false)
        case "R":
            position += 1
            return Piece(node: Node(.lineBreak, at: start..<position))
        case "X":
            position += 1
            return Piece(node: Node(.grapheme, at: start..<position))
        case "y", "Y":
            throw notForRules("'\\\(Character(Unicode.Scalar(letter) ?? "y"))', the edge of a grapheme", at: start)
        case "k": return try namedReference(from: start)
        case "g":
            if peek(1) == "<" || peek(1) == "'" {
                throw notForRules(
                    "a call of a group: an expression may not call itself", at: start, hint: "write the group out",
                    topic: .recursion)
            }
        case "0": return Piece(node: literal(try octal(), from: start))
        case "1", "2", "3", "4", "5", "6", "7", "8", "9": return try numberedReference(from: start)
        default: break
        }
        let character = try controlled(letter, from: start)
        noteLetter(Unicode.Scalar(letter), from: start)
        return Piece(node: literal(character, from: start))
    }

    /// Letters that are more than letters in other dialects.
    private mutating func noteLetter(_ letter: Unicode.Scalar?, from start: Int) {
        switch letter {
        case "Q"?, "E"?: note(.quoting(letter ?? "Q"), from: start)
        case "p"?, "P"?: note(.bareProperty(letter ?? "p"), from: start)
        case "N"?, "U"?: note(.namedCharacter(letter ?? "N"), from: start)
        default: break
        }
    }

    private mutating func anchor(_ anchor: Anchor, from start: Int) -> Piece {
        position += 1
        return Piece(node: Node(.anchor(anchor), at: start..<position), isRepeatable: false)
    }

    /// The escapes for classes, which `(?i)` does not fold; `position` stands on the letter.
    mutating func sharedEscape(from start: Int) throws(SyntaxError) -> ScalarSet? {
        guard let letter = next.flatMap(Unicode.Scalar.init) else { return nil }
        switch letter {
        case "w", "W": return shorthand("word", negative: letter == "W")
        case "d", "D": return shorthand("digit", negative: letter == "D")
        case "s", "S": return shorthand("space", negative: letter == "S")
        case "h", "H": return shorthand("xdigit", negative: letter == "H")
        case "p", "P":
            guard peek(1) == "{" else { return nil }
            position += 2
            return try property(isNegative: letter == "P", from: start)
        default: return nil
        }
    }

    private mutating func shorthand(_ name: String, negative: Bool) -> ScalarSet {
        position += 1
        let set = classSet(name)
        return negative ? set.inverted : set
    }

    /// A class of the POSIX brackets as the options narrow it. An ASCII `P` narrows all of them.
    func classSet(_ name: String) -> ScalarSet {
        let narrowing: Options =
            switch name {
            case "word": [.asciiWord, .asciiPosix]
            case "digit": [.asciiDigit, .asciiPosix]
            case "space": [.asciiSpace, .asciiPosix]
            case "ascii": []
            default: .asciiPosix
            }
        return options.isDisjoint(with: narrowing) ? Properties.set(named: name) ?? ScalarSet() : Properties.ascii(name)
    }

    /// The word scalars of `\w` and `\b` outside brackets, where libonig counts the Latin-1 digits that are raised or
    /// part of a fraction among them, as it does not in brackets.
    private var wordSet: ScalarSet {
        let set = classSet("word")
        return set.contains(0xE9) ? set.union(ScalarSet([0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE])) : set
    }

    /// The name and the end of `\p{…}`.
    private mutating func property(isNegative: Bool, from start: Int) throws(SyntaxError) -> ScalarSet {
        var isNegative = isNegative
        if accept("^") { isNegative.toggle() }
        let first = position
        while let character = next, character != "}" { position += 1 }
        guard accept("}") else { throw malformed("a property without '}'", at: start) }
        var name = ""
        for character in scalars[first..<(position - 1)] where ![0x20, 0x2D, 0x5F].contains(character) {
            guard character < 0x80, let scalar = Unicode.Scalar(character) else { throw unknownProperty(first) }
            name.unicodeScalars.append(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
        }
        guard let set = Properties.posix.contains(name) ? classSet(name) : Properties.set(named: name) else {
            throw unknownProperty(first)
        }
        return isNegative ? set.inverted : set
    }

    private func unknownProperty(_ offset: Int) -> SyntaxError {
        notForRules(
            "a property that rules do not know", at: offset,
            hint: "general categories, scripts and the common properties: L, Nd, Han, Emoji, White_Space")
    }

    // MARK: Characters by number

    /// The scalar of an escape that is one character; `position` stands on the letter, which may be any.
    mutating func controlled(_ letter: UInt32, from start: Int) throws(SyntaxError) -> UInt32 {
        switch Unicode.Scalar(letter) {
        case "x": return try hexadecimal(from: start)
        case "u": return try fixedHexadecimal(from: start)
        case "o" where peek(1) == "{": return try braced(radix: 8, from: start)
        case "c", "C", "M": throw notForRules("a control or meta character", at: start, hint: "\\x{…}")
        default: break
        }
        position += 1
        return switch Unicode.Scalar(letter) {
        case "t": 0x09
        case "n": 0x0A
        case "v": 0x0B
        case "f": 0x0C
        case "r": 0x0D
        case "a": 0x07
        case "b": 0x08
        case "e": 0x1B
        default: letter
        }
    }

    private mutating func hexadecimal(from start: Int) throws(SyntaxError) -> UInt32 {
        if peek(1) == "{" { return try braced(radix: 16, from: start) }
        position += 1
        var value: UInt32 = 0
        let first = position
        while position < first + 2, let digit = next.flatMap(Self.digit) {
            value = value * 16 + UInt32(digit)
            position += 1
        }
        guard position > first else { throw notForRules("'\\x' without digits", at: start, hint: "\\x{…}") }
        guard value < 0x80 else {
            throw notForRules(
                "a byte that is no character", at: start, hint: "\\x{\(String(value, radix: 16))} for the character")
        }
        return value
    }

    private mutating func fixedHexadecimal(from start: Int) throws(SyntaxError) -> UInt32 {
        position += 1
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap(Self.digit) else {
                throw notForRules("'\\u' without four digits", at: start, hint: "\\x{…}")
            }
            value = value * 16 + UInt32(digit)
            position += 1
        }
        return try scalar(value, from: start)
    }

    /// `\x{…}` and `\o{…}` with one number.
    private mutating func braced(radix: UInt32, from start: Int) throws(SyntaxError) -> UInt32 {
        position += 2
        let first = position
        var value: UInt32 = 0
        while let digit = next.flatMap(Self.digit), digit < radix {
            value = value * radix + UInt32(digit)
            position += 1
            guard value <= 0x10FFFF, position - first <= 8 else {
                throw notForRules("a number above 10FFFF", at: start)
            }
        }
        guard position > first, accept("}") else {
            throw notForRules("not one hexadecimal number in braces", at: start, hint: "\\x{1F600}")
        }
        return try scalar(value, from: start)
    }

    private func scalar(_ value: UInt32, from start: Int) throws(SyntaxError) -> UInt32 {
        guard Unicode.Scalar(value) != nil else { throw notForRules("half of a UTF-16 pair", at: start) }
        return value
    }

    /// `\0` and up to two octal digits.
    private mutating func octal() throws(SyntaxError) -> UInt32 {
        position += 1
        var value: UInt32 = 0
        let first = position
        while position < first + 2, let digit = next.flatMap(Self.digit), digit < 8 {
            value = value * 8 + UInt32(digit)
            position += 1
        }
        return value
    }

    // MARK: References

    private mutating func numberedReference(from start: Int) throws(SyntaxError) -> Piece {
        let first = position
        var value = 0
        while let digit = next.flatMap(Self.digit), digit < 10, value < 100_000 {
            value = value * 10 + digit
            position += 1
        }
        if value > 9, value > groupCount {
            position = first
            guard let letter = next, letter == "8" || letter == "9" else {
                throw notForRules("an octal number", at: start, hint: "\\x{…}")
            }
            position += 1
            return Piece(node: literal(letter, from: start))
        }
        return reference(to: value, isNumbered: true, from: start)
    }

    private mutating func reference(to group: Int, isNumbered: Bool, from start: Int) -> Piece {
        if isNumbered { numbered.append((group, start)) }
        let kind = Node.Kind.backreference([group], ignoresCase: options.contains(.ignoreCase))
        return Piece(node: Node(kind, at: start..<position))
    }

    /// `\k<name>`, `\k<1>`, `\k<-1>`, with `'` too; otherwise the letter.
    private mutating func namedReference(from start: Int) throws(SyntaxError) -> Piece {
        position += 1
        guard accept("<") || accept("'") else { return Piece(node: literal(0x6B, from: start)) }
        let end: Unicode.Scalar = scalars[position - 1] == 0x3C ? ">" : "'"
        let first = position
        while let character = next, character != end, character != ")" { position += 1 }
        let name = Array(scalars[first..<position])
        guard accept(end) else { throw malformed("a reference without its end", at: start) }
        if let group = named[name] { return reference(to: group, isNumbered: false, from: start) }
        guard let sign = name.first, Self.digit(sign).map({ $0 < 10 }) == true || sign == 0x2D else {
            throw malformed("a reference to a name that no group before it has", at: first)
        }
        var value = 0
        for character in sign == 0x2D ? name[1...] : name[...] {
            guard let digit = Self.digit(character), digit < 10, value < 100_000 else {
                throw notForRules("a reference to a level", at: first)
            }
            value = value * 10 + digit
        }
        if sign == 0x2D { value = value == 0 ? 0 : groupCount + 1 - value }
        guard value > 0 else { throw malformed("a reference to no group", at: first) }
        return reference(to: value, isNumbered: true, from: start)
    }
}
