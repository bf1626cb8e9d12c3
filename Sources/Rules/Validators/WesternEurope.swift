enum UnitedKingdom {
    /// NHS numbers: nine digits times ten down to two, and a check digit that makes it a multiple of eleven.
    static func isNHS(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 10) else { return false }
        return Digits.sum(digits, (1...10).reversed()).isMultiple(of: 11)
    }

    /// National insurance numbers. Neither letter is one of D, F, I, Q, U, V, nor the second O; some pairs are for other
    /// systems.
    static func isNINO(_ units: [UInt8]) -> Bool {
        guard units.count == 9, units[0].isUpperCaseLetter, units[1].isUpperCaseLetter,
            units[2..<8].allSatisfy({ $0.digitValue != nil }), "ABCD".utf8.contains(units[8])
        else { return false }
        let others = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"]
        return !"DFIQUV".utf8.contains(units[0]) && !"DFIQUVO".utf8.contains(units[1])
            && !others.contains(String(decoding: units[0..<2], as: UTF8.self))
    }
}

enum Ireland {
    private static let letters = Array("WABCDEFGHIJKLMNOPQRSTUV".utf8)

    /// Seven digits, a check letter, and perhaps a second one: A, B and H count since 2013, the older T, W and X never
    /// did.
    static func isPPS(_ units: [UInt8]) -> Bool {
        guard (8...9).contains(units.count), let digits = Digits.read(units.prefix(7), 7) else { return false }
        var total = Digits.sum(digits, (2...8).reversed())
        if units.count == 9 {
            guard "ABHTWX".utf8.contains(units[8]) else { return false }
            if "ABH".utf8.contains(units[8]) { total += 9 * (Int(units[8]) - 0x40) }
        }
        return units[7] == letters[total % 23]
    }
}

enum Germany {
    /// Eleven digits. Of the first ten one occurs twice, or three times but not in a row; all others at most once.
    static func isTaxID(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11), digits[0] != 0, Digits.mod11And10(digits) else { return false }
        let body = digits.prefix(10)
        let repeated = (0...9).map { digit in body.count { $0 == digit } }.filter { $0 > 1 }
        guard repeated == [2] || repeated == [3] else { return false }
        return !(0..<8).contains { place in Set(digits[place..<place + 3]).count == 1 }
    }

    /// Nine characters, the first a letter, without vowels and letters that look like digits; then the check digit, and
    /// perhaps the D of the machine-readable line.
    static func isDocument(_ units: [UInt8]) -> Bool {
        let characters = units.count == 11 && units[10] == UInt8(ascii: "D") ? Array(units.dropLast()) : units
        let alphabet = "0123456789CFGHJKLMNPRTVWXYZ".utf8
        guard characters.count == 10, characters[0].isUpperCaseLetter, characters.allSatisfy(alphabet.contains) else {
            return false
        }
        return TravelDocument.isChecked(characters.dropLast(), by: characters[9])
    }
}

enum France {
    /// Sex, year and month of birth, department, commune, order, and a key of two digits. Months beyond twelve stand for
    /// dates that are not known; departments 2A and 2B count as 19 and 18.
    static func isNIR(_ units: [UInt8]) -> Bool {
        guard units.count == 15 else { return false }
        var plain = units
        let isCorsica = units[5] == UInt8(ascii: "2") && [UInt8(ascii: "A"), UInt8(ascii: "B")].contains(units[6])
        if isCorsica { (plain[5], plain[6]) = (UInt8(ascii: "1"), units[6] == UInt8(ascii: "A") ? 0x39 : 0x38) }
        guard let digits = Digits.read(plain, 15), [1, 2, 3, 4, 7, 8].contains(digits[0]) else { return false }
        let month = Digits.pair(digits, 3)
        guard (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
        return Digits.pair(digits, 13) == 97 - Digits.remainder(digits[0..<13], 97)
    }
}

enum Netherlands {
    /// The eleven test: nine digits times nine down to two, the last one subtracted.
    static func isBSN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 9) else { return false }
        return Digits.sum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]).isMultiple(of: 11)
    }
}

enum Belgium {
    /// Date of birth, order, two digits for the remainder of 97. The month of a BIS number is 20 or 40 higher; month and
    /// day can be unknown.
    static func isNationalNumber(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11) else { return false }
        let (month, day) = (Digits.pair(digits, 2), Digits.pair(digits, 4))
        guard month < 60, month % 20 <= 12, day <= 31 else { return false }
        let check = Digits.pair(digits, 9)
        return check == 97 - Digits.remainder(digits[0..<9], 97)
            || check == 97 - Digits.remainder([2] + digits[0..<9], 97)
    }
}

enum Switzerland {
    /// The country's number 756, nine digits, the check digit of EAN-13.
    static func isAHV(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 13), Digits.number(digits[0..<3]) == 756 else { return false }
        return Digits.sum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).isMultiple(of: 10)
    }
}

enum Austria {
    /// Serial number from 100 on, check digit, day, month and year of birth. Months 13 to 15 are given out where a day
    /// has run out of numbers.
    static func isSVNR(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 10), digits[0] != 0 else { return false }
        guard (1...31).contains(Digits.pair(digits, 4)), (1...15).contains(Digits.pair(digits, 6)) else { return false }
        return digits[3] == Digits.sum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11
    }
}
