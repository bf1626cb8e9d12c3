extension ForeignParser {
    /// What follows `[`.
    mutating func set() throws(DialectError) -> ForeignSet {
        var set = ForeignSet(items: [], isNegative: take("^"), ignoresCase: flags.ignoresCase)
        var isFirst = true
        while isFirst || peek != "]" {
            isFirst = false
            if let posix = try posixClass() {
                set.items.append(posix)
                continue
            }
            let low = try member()
            guard case .range(let start, _) = low, starts("-"), position + 1 < scalars.count, scalars[position + 1] != "]"
            else {
                set.items.append(low)
                continue
            }
            position += 1
            guard case .range(let end, _) = try member(), start <= end else { throw DialectError("a range in a set") }
            set.items.append(.range(start, end))
        }
        position += 1
        if set.ignoresCase, hasCaseBeyondASCII { try SetCases.complete(&set) }
        return set
    }

    /// One character, as a range, or a class.
    private mutating func member() throws(DialectError) -> ForeignSet.Item {
        let scalar = try next()
        guard scalar == "\\" else { return .range(scalar.value, scalar.value) }
        let letter = try next()
        if let item = try classEscape(letter) { return item }
        if letter == "b", !isGo { return .range(0x08, 0x08) }
        if !isGo, ("1"..."7").contains(letter) {
            throw DialectError("an octal escape in a set")
        }
        let value = try character(letter).value
        return .range(value, value)
    }

    /// `[:alpha:]`; in Go and in Python's `regex`.
    private mutating func posixClass() throws(DialectError) -> ForeignSet.Item? {
        guard starts("[:") else { return nil }
        let rest = scalars[position...].dropFirst(2).prefix(16)
        guard let colon = rest.firstIndex(of: ":"), colon + 1 < scalars.count, scalars[colon + 1] == "]" else { return nil }
        var name = String(String.UnicodeScalarView(rest[..<colon]))
        guard flags.ascii else { throw DialectError("the class '[:\(name):]', which is one of Unicode in Python") }
        position = colon + 2
        let isNegative = name.hasPrefix("^")
        if isNegative { name.removeFirst() }
        guard let ranges = Self.posix[name] else { throw DialectError("the class '[:\(name):]'") }
        return .spelled((isNegative ? "[^" : "[") + ranges + "]")
    }

    /// As RE2 has them: ASCII.
    private static let posix: [String: String] = [
        "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": #"\x00-\x7F"#, "blank": #"\t "#, "cntrl": #"\x00-\x1F\x7F"#,
        "digit": "0-9", "graph": #"!-~"#, "lower": "a-z", "print": #" -~"#, "punct": #"!-\/:-@\[-`{-~"#,
        "space": #"\t-\r "#, "upper": "A-Z", "word": "0-9A-Z_a-z", "xdigit": "0-9A-Fa-f",
    ]
}

/// The cases of characters that Oniguruma keeps apart: all but those of ASCII letters.
enum SetCases {
    /// Itself and its other cases, as far as each is one character.
    static func variants(of scalar: Unicode.Scalar) -> Set<UInt32> {
        // What is taken for k and for s.
        if scalar.value == 0x212A { return [0x212A, 0x4B, 0x6B] }
        if scalar.value == 0x17F { return [0x17F, 0x53, 0x73] }
        var variants: Set<UInt32> = [scalar.value]
        let properties = scalar.properties
        for mapping in [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping] {
            let mapped = mapping.unicodeScalars
            if mapped.count == 1, let only = mapped.first, only.value >= 0x80 { variants.insert(only.value) }
        }
        return variants
    }

    /// Adds the other cases of what is not ASCII.
    static func complete(_ set: inout ForeignSet) throws(DialectError) {
        var added: Set<UInt32> = []
        for case .range(let low, let high) in set.items where high >= 0x80 {
            guard high - low < 4096 || isCaseless(low, high) else {
                throw DialectError("a wide range of letters where case does not count")
            }
            guard high - low < 4096 else { continue }
            for value in max(low, 0x80)...high {
                guard let scalar = Unicode.Scalar(value) else { continue }
                added.formUnion(variants(of: scalar))
            }
        }
        let known = set.items
        added = added.filter { value in
            !known.contains { item in
                if case .range(let low, let high) = item { return (low...high).contains(value) }
                return false
            }
        }
        set.items += added.sorted().map { .range($0, $0) }
    }

    /// Chinese, Japanese kana and Korean have no case.
    private static func isCaseless(_ low: UInt32, _ high: UInt32) -> Bool {
        let blocks: [ClosedRange<UInt32>] = [0x2E80...0xA63F, 0xAC00...0xFAFF, 0x20000...0x3FFFF]
        return blocks.contains { $0.contains(low) && $0.contains(high) }
    }
}
