/// An expression cut into the pieces that its dialect and its width depend on. It is no parser: what it does not
/// know stays a character.
struct ExpressionTokens {
    enum Token: Equatable {
        case character(Unicode.Scalar)
        /// `.`
        case anyCharacter
        /// `\d` is `d`, `\p{Han}` is `p{Han}`, `\k<name>` is `k<name>`.
        case escape(String)
        /// A bracketed set with what stands inside, nested sets too.
        case set(String)
        /// `(` and what gives the group its kind: ``, `?:`, `?<=`, `?i:` …
        case open(String)
        case close
        /// `(?i)`
        case flags(String)
        case alternation
        /// `^` or `$`
        case lineAnchor(Unicode.Scalar)
        /// `greatest` is `nil` without an end.
        case quantifier(greatest: Int?, isInterval: Bool)
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var isExtended = false
    private(set) var tokens: [Token] = []

    init(_ expression: String) {
        scalars = Array(expression.unicodeScalars)
        while let scalar = next {
            position += 1
            scan(scalar)
        }
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func scan(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\\": tokens.append(.escape(escape()))
        case "[": tokens.append(.set(set()))
        case "(": group()
        case ")": tokens.append(.close)
        case "|": tokens.append(.alternation)
        case ".": tokens.append(.anyCharacter)
        case "^", "$": tokens.append(.lineAnchor(scalar))
        case "*", "+": simple(nil)
        case "?": simple(1)
        case "{":
            guard let interval = interval() else { return tokens.append(.character(scalar)) }
            tokens.append(interval)
            _ = accept("?")
        case "#" where isExtended: while let scalar = next, scalar != "\n" { position += 1 }
        case " ", "\t", "\n", "\r": if !isExtended { tokens.append(.character(scalar)) }
        default: tokens.append(.character(scalar))
        }
    }

    /// `*`, `+` and `?` take a second `+` for possessive and `?` for lazy; an interval takes only `?`.
    private mutating func simple(_ greatest: Int?) {
        tokens.append(.quantifier(greatest: greatest, isInterval: false))
        if !accept("?") { _ = accept("+") }
    }

    /// What follows `{` up to `}`, if that is an interval.
    private mutating func interval() -> Token? {
        guard let close = scalars[position...].prefix(24).firstIndex(of: "}") else { return nil }
        let text = String(String.UnicodeScalarView(scalars[position..<close]))
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let isNumeric = parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.count <= 2, isNumeric, text.utf8.contains(where: { $0 != UInt8(ascii: ",") }) else { return nil }
        position = close + 1
        return .quantifier(greatest: parts.last.flatMap { Int($0) }, isInterval: true)
    }

    private mutating func escape() -> String {
        guard let scalar = next else { return "" }
        position += 1
        var text = String(scalar)
        switch scalar {
        case "p", "P", "x", "o", "N", "U", "y", "u":
            if next == "{" { text += upTo("}") }
        case "k", "g":
            if next == "<" { text += upTo(">") } else if next == "'" { text += quoted() }
        case "c":
            if let scalar = next {
                position += 1
                text += String(scalar)
            }
        default: break
        }
        return text
    }

    private mutating func quoted() -> String {
        position += 1
        return "'" + upTo("'")
    }

    /// Everything up to and with the next `end`; nothing where there is none.
    private mutating func upTo(_ end: Unicode.Scalar) -> String {
        guard let close = scalars[position...].firstIndex(of: end) else { return "" }
        defer { position = close + 1 }
        return String(String.UnicodeScalarView(scalars[position...close]))
    }

    /// What stands in a set; `]` as its first member is a character.
    private mutating func set() -> String {
        let start = position
        var depth = 1
        _ = accept("^")
        _ = accept("]")
        while let scalar = next {
            position += 1
            switch scalar {
            case "\\": if next != nil { position += 1 }
            case "[":
                depth += 1
                if next == ":" { break }
                _ = accept("^")
            case "]": depth -= 1
            default: break
            }
            if depth == 0 { return String(String.UnicodeScalarView(scalars[start..<(position - 1)])) }
        }
        return String(String.UnicodeScalarView(scalars[start...]))
    }

    private mutating func group() {
        guard accept("?") else { return tokens.append(.open("")) }
        guard let kind = next else { return tokens.append(.open("?")) }
        switch kind {
        case "#":
            while let scalar = next {
                position += 1
                if scalar == "\\", next != nil { position += 1 }
                if scalar == ")" { break }
            }
        case ":", "=", "!", ">":
            position += 1
            tokens.append(.open("?\(kind)"))
        case "~":
            position += 1
            tokens.append(.open(accept("|") ? "?~|" : "?~"))
        case "<":
            position += 1
            if accept("=") { return tokens.append(.open("?<=")) }
            if accept("!") { return tokens.append(.open("?<!")) }
            tokens.append(.open("?<" + upTo(">")))
        case "'":
            tokens.append(.open("?" + quoted()))
        case "P":
            position += 1
            tokens.append(.open("?P"))
        case "(":
            position += 1
            tokens.append(.open("?(" + upTo(")")))
        default: flags()
        }
    }

    private mutating func flags() {
        var text = ""
        while let scalar = next, scalar.isASCII, scalar.properties.isAlphabetic || scalar == "-" {
            position += 1
            text += String(scalar)
        }
        let on = text.prefix { $0 != "-" }
        if on.contains("x") { isExtended = true }
        if accept(")") { return tokens.append(.flags(text)) }
        _ = accept(":")
        tokens.append(.open("?\(text):"))
    }
}
