enum UnitedStates {
    /// Numbers that were printed as samples or became known: SSA, "Social Security Number Misuse", and placeholders.
    private static let samples: Set<Int> = [78_051_120, 219_099_999, 457_555_462, 123_456_789]

    /// Social security numbers: area, group, serial.
    static func isSSN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 9) else { return false }
        let area = Digits.number(digits[0..<3])
        guard area != 0, area != 666, area < 900 else { return false }
        return Digits.pair(digits, 3) != 0 && Digits.number(digits[5...]) != 0
            && !samples.contains(Digits.number(digits))
    }
}

enum Canada {
    /// Social insurance numbers: 0 is not given out, 8 is for businesses.
    static func isSIN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 9) else { return false }
        return digits[0] != 0 && digits[0] != 8 && Digits.luhn(digits)
    }
}

enum Mexico {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ".utf8)
    /// The federal entities, and NE for those born abroad.
    private static let states: Set<String> = [
        "AS", "BC", "BS", "CC", "CH", "CL", "CM", "CS", "DF", "DG", "GR", "GT", "HG", "JC", "MC", "MN", "MS", "NE", "NL",
        "NT", "OC", "PL", "QR", "QT", "SL", "SP", "SR", "TC", "TL", "TS", "VZ", "YN", "ZS",
    ]

    /// Four letters of the name, date of birth, sex, state, three consonants, a character that tells namesakes apart
    /// (a digit before 2000, a letter since), a check digit.
    static func isCURP(_ units: [UInt8]) -> Bool {
        guard units.count == 18, units[0..<4].allSatisfy(\.isUpperCaseLetter), "HMX".utf8.contains(units[10]),
            units[11..<16].allSatisfy(\.isUpperCaseLetter),
            states.contains(String(decoding: units[11..<13], as: UTF8.self)), let check = units[17].digitValue
        else { return false }
        let date = units[4..<10].compactMap(\.digitValue)
        let century = units[16].digitValue == nil ? 2000 : 1900
        guard date.count == 6,
            CalendarDate.exists(
                year: century + Digits.pair(date, 0), month: Digits.pair(date, 2), day: Digits.pair(date, 4))
        else { return false }
        let values = units[0..<17].compactMap { alphabet.firstIndex(of: $0) }
        guard values.count == 17 else { return false }
        return (Digits.sum(values, (2...18).reversed()) + check).isMultiple(of: 10)
    }
}

enum Brazil {
    /// Nine digits and two check digits.
    static func isCPF(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11) else { return false }
        return check(digits[0..<9], (2...10).reversed()) == digits[9]
            && check(digits[0..<10], (2...11).reversed()) == digits[10]
    }

    /// Eight characters of the organisation, four of the branch, two check digits. Letters count 17 for A and on.
    static func isCNPJ(_ units: [UInt8]) -> Bool {
        let values = units.compactMap { $0.digitValue ?? ($0.isUpperCaseLetter ? Int($0) - 0x30 : nil) }
        guard values.count == 14, units.count == 14, values[12] < 10, values[13] < 10,
            values[0..<12].contains(where: { $0 != values[0] })
        else { return false }
        let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
        return check(values[0..<12], weights.dropFirst()) == values[12] && check(values[0..<13], weights) == values[13]
    }

    private static func check(_ values: ArraySlice<Int>, _ weights: some Sequence<Int>) -> Int {
        let remainder = Digits.sum(values, weights) % 11
        return remainder < 2 ? 0 : 11 - remainder
    }
}

enum Argentina {
    /// People, companies, and those abroad.
    private static let kinds: Set<Int> = [20, 23, 24, 27, 30, 33, 34, 50, 51, 55]

    static func isCUIT(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11), kinds.contains(Digits.pair(digits, 0)) else { return false }
        let check = (11 - Digits.sum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        return digits[10] == (check == 10 ? 9 : check)
    }
}

enum Chile {
    /// Seven or eight digits, each times 2 to 7 from the right, and again; K for ten.
    static func isRUT(_ units: [UInt8]) -> Bool {
        guard let last = units.last, let digits = Digits.read(units.dropLast(), 7...8) else { return false }
        let check = (11 - Digits.sum(digits.reversed(), [2, 3, 4, 5, 6, 7, 2, 3]) % 11) % 11
        return last == (check == 10 ? UInt8(ascii: "K") : UInt8(0x30 + check))
    }
}
