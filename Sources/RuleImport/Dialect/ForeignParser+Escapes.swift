extension ForeignParser {
    /// What follows a backslash outside of brackets.
    mutating func escape() throws(DialectError) -> ForeignNode {
        let letter = try next()
        switch (letter, isGo) {
        case ("A", _): return .edge(.textStart)
        case ("z", true), ("Z", false): return .edge(.textEnd)
        case ("b", _): return .edge(.word(unicode: !flags.ascii))
        case ("B", _): return .edge(.noWord(unicode: !flags.ascii))
        case ("K", false): return .keep
        case ("g", false):
            guard take("<") else { break }
            return try reference(to: try groupName())
        default: break
        }
        if !isGo, ("1"..."9").contains(letter) { return try numberedReference(letter) }
        if let item = try classEscape(letter) {
            return .set(ForeignSet(items: [item], ignoresCase: flags.ignoresCase))
        }
        return literal(try character(letter))
    }

    private mutating func groupName() throws(DialectError) -> String {
        var name = ""
        while true {
            let scalar = try next()
            if scalar == ">" { return name }
            name.unicodeScalars.append(scalar)
        }
    }

    private func reference(to name: String) throws(DialectError) -> ForeignNode {
        guard let number = Int(name) ?? names[name], (1...max(1, captureCount)).contains(number), captureCount > 0 else {
            throw DialectError("a reference to a group that is not there")
        }
        return .backreference(number, ignoresCase: flags.ignoresCase)
    }

    private mutating func numberedReference(_ first: Unicode.Scalar) throws(DialectError) -> ForeignNode {
        var number = Int(first.value - 0x30)
        if let digit = peek, ("0"..."9").contains(digit) {
            position += 1
            number = number * 10 + Int(digit.value - 0x30)
        }
        return try reference(to: String(number))
    }

    // MARK: Characters

    /// The character of an escape.
    mutating func character(_ letter: Unicode.Scalar) throws(DialectError) -> Unicode.Scalar {
        switch letter {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "v": return "\u{0B}"
        case "x" where isGo && take("{"): return try scalar(try digits(until: "}"), 16)
        case "x": return try scalar(try digits(2), 16)
        case "u" where !isGo: return try scalar(try digits(4), 16)
        case "U" where !isGo: return try scalar(try digits(8), 16)
        case "0"..."7":
            position -= 1
            var octal = ""
            while octal.count < 3, let digit = peek, ("0"..."7").contains(digit) {
                octal.unicodeScalars.append(digit)
                position += 1
            }
            guard octal.hasPrefix("0") || (isGo && octal.count > 1) else { throw DialectError("a reference to a group") }
            return try scalar(octal, 8)
        default:
            let isLetter = letter.isASCII && (letter.properties.isAlphabetic || ("0"..."9").contains(letter))
            guard !isLetter else { throw DialectError(#"the escape '\\#(letter)'"#) }
            return letter
        }
    }

    private func scalar(_ digits: String, _ radix: Int) throws(DialectError) -> Unicode.Scalar {
        guard let value = UInt32(digits, radix: radix), let scalar = Unicode.Scalar(value) else {
            throw DialectError("an escape that names no character")
        }
        return scalar
    }

    private mutating func digits(_ count: Int) throws(DialectError) -> String {
        var digits = ""
        for _ in 0..<count { digits.unicodeScalars.append(try next()) }
        return digits
    }

    private mutating func digits(until end: Unicode.Scalar) throws(DialectError) -> String {
        var digits = ""
        while true {
            let scalar = try next()
            if scalar == end { return digits }
            digits.unicodeScalars.append(scalar)
            guard digits.unicodeScalars.count <= 8 else { throw DialectError("an escape that names no character") }
        }
    }

    // MARK: Classes

    /// The item of `\d`, `\p{…}` and their like; `nil` for other escapes.
    mutating func classEscape(_ letter: Unicode.Scalar) throws(DialectError) -> ForeignSet.Item? {
        switch letter {
        case "d", "D", "w", "W", "s", "S": return .spelled(shorthand(letter))
        case "p", "P": return .spelled(try property(letter))
        default: return nil
        }
    }

    private func shorthand(_ letter: Unicode.Scalar) -> String {
        let small = Unicode.Scalar(letter.value | 0x20) ?? letter
        let isNegative = small != letter
        switch small {
        case "d": return flags.ascii ? "\\\(letter)" : isNegative ? #"\P{Nd}"# : #"\p{Nd}"#
        case "w": return flags.ascii ? "\\\(letter)" : (isNegative ? "[^" : "[") + Self.pythonWord + "]"
        default:
            // Go knows no vertical tab among space; Python's `regex` all of Unicode's.
            let space = isGo ? #"\t\n\f\r "# : flags.ascii ? #"\t-\r "# : Self.pythonSpace
            return (isNegative ? "[^" : "[") + space + "]"
        }
    }

    /// `\w` of Python's `regex`: letters, marks, decimal digits, connectors, joiners (UTS 18, annex C).
    static let pythonWord = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}"#
    /// White_Space.
    static let pythonSpace =
        #"\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"#

    private mutating func property(_ letter: Unicode.Scalar) throws(DialectError) -> String {
        guard hasCaseBeyondASCII else { throw DialectError("a property in ASCII mode") }
        var name = ""
        if take("{") {
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard take("}") else { throw DialectError("a property without its end") }
        } else {
            name.unicodeScalars.append(try next())
        }
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) })
        else { throw DialectError("the property '\(name)'") }
        if flags.ignoresCase, ["lu", "ll", "lt", "upper", "lower", "uppercase", "lowercase"].contains(name.lowercased()) {
            throw DialectError("a property of capitals where case does not count")
        }
        return (isNegated != (letter == "P") ? #"\P{"# : #"\p{"#) + name + "}"
    }
}
