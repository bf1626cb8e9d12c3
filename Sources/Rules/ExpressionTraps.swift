/// What means something else in Oniguruma's dialect than its writer is likely to think.
enum ExpressionTraps {
    struct Trap: Equatable, Sendable {
        var code: ProblemCode
        var gravity: RuleProblem.Gravity
        var message: String
        var hint: String?
    }

    /// The traps of `expression`, each kind once, in the order of its text.
    static func find(in expression: String) -> [Trap] {
        let tokens = ExpressionTokens(expression).tokens
        var traps: [Trap] = []
        for (index, token) in tokens.enumerated() {
            let previous = index > 0 ? tokens[index - 1] : nil
            guard let trap = trap(token, after: previous) ?? besideChinese(tokens, index) else { continue }
            if !traps.contains(trap) { traps.append(trap) }
        }
        return traps
    }

    private static func trap(_ token: ExpressionTokens.Token, after previous: ExpressionTokens.Token?) -> Trap? {
        switch token {
        case .escape(let name): escape(name)
        case .flags(let letters): flags(letters)
        case .open(let kind): group(kind)
        case .set(let content): set(content)
        case .lineAnchor(let anchor):
            Trap(
                code: .lineAnchor, gravity: .warning, message: "'\(anchor)' matches at every line of a text",
                hint: anchor == "^" ? #"\A is the start of the text"# : #"(?=\z) is the end of the text"#)
        case .quantifier(_, isInterval: false):
            if case .quantifier(_, isInterval: true) = previous {
                Trap(
                    code: .stackedQuantifier, gravity: .warning,
                    message: "a quantifier behind an interval repeats it: 'a{2}+' is '(?:a{2})+', not possessive",
                    hint: "write (?>a{2}) for possessive, or the group for repetition")
            } else {
                nil
            }
        default: nil
        }
    }

    private static func escape(_ name: String) -> Trap? {
        switch name.unicodeScalars.first {
        case "h", "H":
            Trap(
                code: .hexDigit, gravity: .warning,
                message: #"'\\#(name)' is about hexadecimal digits, not about space"#,
                hint: #"[ \t] for space within a line, [0-9a-fA-F] to be plain"#)
        case "Q", "E":
            Trap(
                code: .quoting, gravity: .error, message: #"'\\#(name)' is the letter \#(name): nothing is quoted"#,
                hint: #"put a \ before each character that means something"#)
        case "p" where name == "p", "P" where name == "P":
            Trap(
                code: .bareProperty, gravity: .error, message: #"'\\#(name)' without braces is a letter"#,
                hint: #"\p{L}"#)
        case "N", "U":
            Trap(
                code: .namedCharacter, gravity: .error,
                message: #"'\\#(name)' names no character in this dialect"#, hint: #"\x{1F600}"#)
        case "g":
            Trap(
                code: .recursion, gravity: .error, message: #"'\g' calls a group: an expression may not call itself"#,
                hint: "write the group out")
        default: nil
        }
    }

    private static func flags(_ letters: String) -> Trap? {
        let on = letters.prefix { $0 != "-" }
        if on.contains("m") {
            return Trap(
                code: .multiline, gravity: .warning, message: "'(?m)' lets '.' match line breaks",
                hint: "'^' and '$' match at every line without it")
        }
        guard letters.contains("s") else { return nil }
        return Trap(
            code: .foreignGroup, gravity: .error, message: "'(?s)' is another dialect's",
            hint: "'(?m)' lets '.' match line breaks")
    }

    private static func group(_ kind: String) -> Trap? {
        switch kind {
        case "?P":
            Trap(
                code: .foreignGroup, gravity: .error, message: "'(?P' is another dialect's",
                hint: "(?<name>…), and \\k<name> to refer to it")
        case "?~|":
            Trap(
                code: .recursion, gravity: .error, message: "'(?~|' changes what the rest may match",
                hint: "(?~…) or (?!…)")
        case _ where kind.hasSuffix(":") && kind != "?:": flags(String(kind.dropFirst().dropLast()))
        default: nil
        }
    }

    private static func set(_ content: String) -> Trap? {
        let scalars = Array(content.unicodeScalars)
        for index in scalars.indices where scalars[index] == "\\" && index + 3 < scalars.count {
            let isClass = "dswhDSWH".unicodeScalars.contains(scalars[index + 1])
            let isEscaped = index > 0 && scalars[index - 1] == "\\"
            if isClass, !isEscaped, scalars[index + 2] == "-", scalars[index + 3] != "[" {
                return Trap(
                    code: .expression, gravity: .error, message: "a range that begins with a class",
                    hint: "put '-' last in the set")
            }
        }
        return nil
    }

    /// Word characters are ASCII here, so that `\b` stands between two Chinese characters nowhere.
    private static func besideChinese(_ tokens: [ExpressionTokens.Token], _ index: Int) -> Trap? {
        guard case .escape(let name) = tokens[index], ["b", "B", "w", "W"].contains(name) else { return nil }
        let before = tokens[..<index].last { !isStructure($0) }
        let after = tokens[(index + 1)...].first { !isStructure($0) }
        for case .character(let scalar)? in [before, after] where scalar.properties.isIdeographic {
            return Trap(
                code: .asciiClassBesideChinese, gravity: .warning,
                message: #"'\\#(name)' beside '\#(scalar)': word characters are ASCII letters, digits and '_' here"#,
                hint: #"say what may stand there, as in (?![0-9A-Za-z]), or ask for Unicode with (?-W)"#)
        }
        return nil
    }

    private static func isStructure(_ token: ExpressionTokens.Token) -> Bool {
        switch token {
        case .open, .close, .quantifier, .flags: true
        default: false
        }
    }
}
