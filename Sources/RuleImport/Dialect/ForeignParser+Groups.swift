extension ForeignParser {
    /// What follows `(`; `nil` for flags and comments.
    mutating func group() throws(DialectError) -> ForeignNode? {
        guard take("?") else { return try capture(named: nil) }
        if isGo {
            if ["=", "!", "<=", "<!"].contains(where: starts) { throw DialectError("look-around, which Go does not have") }
            if take("P<") || take("<") { return try capture(named: try name(until: ">")) }
        } else if let node = try pythonGroup() {
            return node
        }
        if take("#") {
            guard !isGo else { throw DialectError("an unknown group") }
            while try next() != ")" {}
            return nil
        }
        return try flagGroup()
    }

    private mutating func capture(named name: String?) throws(DialectError) -> ForeignNode {
        captureCount += 1
        let number = captureCount
        if let name {
            guard names[name] == nil else { throw DialectError("a group's name that stands twice") }
            names[name] = number
        }
        return .capture(try body(), number: number)
    }

    private mutating func body() throws(DialectError) -> ForeignNode {
        let node = try alternation()
        guard take(")") else { throw DialectError("a group that does not end") }
        return node
    }

    private mutating func name(until end: Unicode.Scalar) throws(DialectError) -> String {
        var name = ""
        while true {
            let scalar = try next()
            if scalar == end { break }
            guard scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                throw DialectError("a group's name that is none")
            }
            name.unicodeScalars.append(scalar)
        }
        guard !name.isEmpty else { throw DialectError("a group's name that is none") }
        return name
    }

    /// What Python has and Go has not.
    private mutating func pythonGroup() throws(DialectError) -> ForeignNode? {
        if take("=") { return .lookAhead(try body(), negative: false) }
        if take("!") { return .lookAhead(try body(), negative: true) }
        if take("<=") { return .lookBehind(try body(), negative: false) }
        if take("<!") { return .lookBehind(try body(), negative: true) }
        if take(">") { return .atomic(try body()) }
        if take("P<") || take("<") { return try capture(named: try name(until: ">")) }
        if take("P=") {
            let name = try name(until: ")")
            guard let number = names[name] else { throw DialectError("a reference to a group that is not there") }
            return .backreference(number, ignoresCase: flags.ignoresCase)
        }
        let foreign: [(mark: String, what: String)] = [
            ("(", "a condition on a group"), ("|", "a branch reset"), ("R", "a recursion"), ("&", "a recursion"),
            ("P>", "a recursion"),
        ]
        for (mark, what) in foreign where starts(mark) { throw DialectError(what) }
        if let scalar = peek, ("0"..."9").contains(scalar) { throw DialectError("a recursion") }
        return nil
    }

    /// `(?i)`, `(?i-s:…)`, `(?:…)`.
    private mutating func flagGroup() throws(DialectError) -> ForeignNode? {
        var changed = flags
        var isOn = true
        while true {
            switch try next() {
            case "-":
                guard isOn else { throw DialectError("an unknown group") }
                isOn = false
            case ":":
                let outer = flags
                flags = changed
                let node = try body()
                flags = outer
                return node
            case ")":
                // One Python program refuses them there, another takes them for the whole expression.
                guard isGo || (depth == 1 && !hasBegun) else { throw DialectError("flags behind the beginning") }
                flags = changed
                return nil
            case let letter: try set(letter, isOn, &changed)
            }
        }
    }

    private func set(_ letter: Unicode.Scalar, _ isOn: Bool, _ flags: inout Flags) throws(DialectError) {
        switch (letter, isGo) {
        case ("i", _): flags.ignoresCase = isOn
        case ("m", _): flags.multiline = isOn
        case ("s", _): flags.dotAll = isOn
        case ("U", true): flags.swapsGreed = isOn
        case ("x", false): flags.verbose = isOn
        case ("a", false): flags.ascii = isOn
        case ("u", false): flags.ascii = !isOn
        default: throw DialectError("the flag '\(letter)'")
        }
    }
}
