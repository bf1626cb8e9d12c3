/// The text of a rule file before YAML is read: characters, size, and what would make reading it expensive.
enum SourceText {
    static func check(_ bytes: [UInt8], file: String) throws(RuleProblems) -> String {
        let start = SourcePlace(file: file, line: 1, column: 1)
        guard bytes.count <= Document.Limits.bytes else {
            throw fault(.tooLarge, start, "larger than \(Document.Limits.bytes >> 20) MiB")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault(.notUTF8, place(ofInvalid: bytes, file: file), "not UTF-8", hint: "save the file as UTF-8")
        }
        var place = start
        var wasReturn = false
        for (index, scalar) in text.unicodeScalars.enumerated() {
            // A byte order mark may open a file; libyaml takes it for no column.
            if index == 0, scalar == "\u{FEFF}" { continue }
            guard isAllowed(scalar) else {
                let name = Quote.codePoint(scalar)
                throw fault(
                    .badCharacter, place, "the character \(name)", hint: "write it as an escape in double quotes")
            }
            if scalar == "\n" || scalar == "\r" {
                if !(scalar == "\n" && wasReturn) { place.line += 1 }
                place.column = 1
            } else {
                place.column += 1
            }
            wasReturn = scalar == "\r"
        }
        try checkAliases(bytes, start)
        return text
    }

    /// What YAML may hold, but for the line separators that its versions disagree about.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E: true
        case 0xA0...0xD7FF: scalar.value != 0x2028 && scalar.value != 0x2029
        case 0xE000...0xFFFD: scalar.value != 0xFEFF
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Refuses files with many aliases before they are read: keys are compared while YAML is read, and a key made
    /// of aliases to lists of aliases takes forever. Few aliases are found, and refused, after reading.
    private static func checkAliases(_ bytes: [UInt8], _ start: SourcePlace) throws(RuleProblems) {
        let openers = Array(" \t\r\n[{,:?".utf8)
        var before = UInt8(ascii: "\n")
        var anchors = 0
        var aliases = 0
        for (unit, next) in zip(bytes, bytes.dropFirst()) {
            if openers.contains(before), isNameCharacter(next) {
                if unit == UInt8(ascii: "&") { anchors += 1 }
                if unit == UInt8(ascii: "*") { aliases += 1 }
            }
            before = unit
        }
        guard anchors == 0 || aliases <= 8 else {
            throw fault(.anchor, start, "\(aliases) words that look like aliases", hint: "write the values out")
        }
    }

    private static func isNameCharacter(_ unit: UInt8) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func place(ofInvalid bytes: [UInt8], file: String) -> SourcePlace {
        var place = SourcePlace(file: file, line: 1, column: 1)
        var decoder = UTF8()
        var units = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&units) {
            place = scalar == "\n" ? SourcePlace(file: file, line: place.line + 1, column: 1) : place
            if scalar != "\n" { place.column += 1 }
        }
        return place
    }

    private static func fault(
        _ code: ProblemCode, _ place: SourcePlace, _ message: String, hint: String? = nil
    ) -> RuleProblems {
        RuleProblems([RuleProblem(code, at: place, message, hint: hint)])
    }
}
