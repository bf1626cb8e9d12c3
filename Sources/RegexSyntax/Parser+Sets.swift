extension Parser {
    /// A bracketed set. `(?i)` folds it as a whole, before `^` turns it over.
    mutating func set() throws(SyntaxError) -> ScalarSet {
        let (set, isNegative) = try bracket()
        let folded = options.contains(.ignoreCase) ? set.ignoringCase : set
        return isNegative ? folded.inverted : folded
    }

    /// What one pair of brackets has gathered so far.
    private struct Gathering {
        enum State {
            /// Nothing yet, or nothing since `&&`.
            case start
            /// A character that may yet begin a range; `nil` for a class, which may not.
            case value(UInt32?)
            /// A range that waits for its end.
            case range(from: UInt32)
            /// A range or a set inside is done.
            case complete
        }

        var ranges: [ClosedRange<UInt32>] = []
        var state = State.start
        /// What stands before the last `&&`.
        var left: ScalarSet?

        mutating func settle() {
            if case .value(let value?) = state { ranges.append(value...value) }
        }

        mutating func add(_ set: ScalarSet) {
            ranges += set.ranges
        }

        mutating func intersect() {
            settle()
            let right = ScalarSet(ranges)
            left = left.map { $0.intersection(right) } ?? right
            ranges = []
            state = .start
        }
    }

    /// From `[` to its `]`.
    private mutating func bracket() throws(SyntaxError) -> (set: ScalarSet, isNegative: Bool) {
        let start = position
        try deepen(1, at: start)
        defer { depth -= 1 }
        position += 1
        let isNegative = accept("^")
        var gathering = Gathering()
        // A `]` that comes first is a character.
        if next == "]" {
            guard scalars[(position + 1)...].contains(0x5D) else { throw malformed("an empty set", at: start) }
            position += 1
            try take(0x5D, into: &gathering, from: position - 1)
        }
        while !accept("]") {
            guard next != nil else { throw malformed("'[' without ']'", at: start, hint: #"\[ for the character"#) }
            try member(of: &gathering)
        }
        gathering.settle()
        let set = ScalarSet(gathering.ranges)
        return (gathering.left.map { $0.intersection(set) } ?? set, isNegative)
    }

    private mutating func member(of gathering: inout Gathering) throws(SyntaxError) {
        let start = position
        guard let character = next else { return }
        switch Unicode.Scalar(character) {
        case "[":
            if peek(1) == ":", let set = try posixBracket() { return try take(set, into: &gathering, from: start) }
            if case .range = gathering.state { throw notForRules("a range that ends in a set", at: start) }
            gathering.settle()
            let (set, isNegative) = try bracket()
            gathering.add(isNegative ? set.inverted : set)
            gathering.state = .complete
        case "&" where peek(1) == "&":
            position += 2
            gathering.intersect()
        case "-":
            position += 1
            try hyphen(in: &gathering, from: start)
        case "\\":
            position += 1
            guard let letter = next else { throw malformed("'\\' at the end", at: start) }
            if let set = try sharedEscape(from: start) { return try take(set, into: &gathering, from: start) }
            try take(try escapedMember(letter, from: start), into: &gathering, from: start)
        default:
            position += 1
            try take(character, into: &gathering, from: start)
        }
    }

    /// A hyphen is an operator between two characters and a character elsewhere.
    private mutating func hyphen(in gathering: inout Gathering, from start: Int) throws(SyntaxError) {
        let ends = next == "]" || (next == "&" && peek(1) == "&")
        switch gathering.state {
        case .value(let value?) where !ends: gathering.state = .range(from: value)
        case .value(nil) where !ends:
            throw malformed("a range that begins with a class", at: start, hint: "put '-' last in the set")
        default: try take(0x2D, into: &gathering, from: start)
        }
    }

    private func take(_ character: UInt32, into gathering: inout Gathering, from start: Int) throws(SyntaxError) {
        if case .range(let first) = gathering.state {
            guard first <= character else { throw malformed("a range that ends before it begins", at: start) }
            gathering.ranges.append(first...character)
            gathering.state = .complete
        } else {
            gathering.settle()
            gathering.state = .value(character)
        }
    }

    private func take(_ set: ScalarSet, into gathering: inout Gathering, from start: Int) throws(SyntaxError) {
        if case .range = gathering.state { throw malformed("a range that ends in a class", at: start) }
        gathering.settle()
        gathering.add(set)
        gathering.state = .value(nil)
    }

    private mutating func escapedMember(_ letter: UInt32, from start: Int) throws(SyntaxError) -> UInt32 {
        guard let digit = Self.digit(letter), digit < 8 else { return try controlled(letter, from: start) }
        var value: UInt32 = 0
        let first = position
        while position < first + 3, let digit = next.flatMap(Self.digit), digit < 8 {
            value = value * 8 + UInt32(digit)
            position += 1
        }
        guard value < 0x80 else { throw notForRules("a byte that is no character", at: start, hint: "\\x{…}") }
        return value
    }

    /// `[:name:]` and `[:^name:]`; `nil`, and nothing taken, where no `:]` follows.
    private mutating func posixBracket() throws(SyntaxError) -> ScalarSet? {
        let start = position
        var end = position + 2
        while end + 1 < scalars.count, scalars[end] != 0x5D, !(scalars[end] == 0x3A && scalars[end + 1] == 0x5D) {
            end += scalars[end] == 0x5C ? 2 : 1
        }
        guard end + 1 < scalars.count, scalars[end] == 0x3A else { return nil }
        let isNegative = peek(2) == "^"
        let name = scalars[(position + (isNegative ? 3 : 2))..<max(end, position + 3)]
        let text = String(String.UnicodeScalarView(name.compactMap(Unicode.Scalar.init)))
        guard Properties.posix.contains(text) else {
            throw notForRules("a POSIX bracket that is none", at: start, hint: "[:alpha:], [:digit:], [:space:] …")
        }
        position = end + 2
        let set = classSet(text)
        return isNegative ? set.inverted : set
    }
}
