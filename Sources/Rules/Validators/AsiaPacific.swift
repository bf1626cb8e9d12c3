enum India {
    /// Twelve digits that begin with 2 to 9 and do not read the same from behind.
    static func isAadhaar(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 12), digits[0] > 1, digits != digits.reversed() else { return false }
        return Digits.verhoeff(digits)
    }

    /// The fourth letter: a person, company, family, trust and so on.
    static func isPAN(_ units: [UInt8]) -> Bool {
        guard units.count == 10, (units[0..<5] + units[9...]).allSatisfy(\.isUpperCaseLetter) else { return false }
        let digits = units[5..<9].compactMap(\.digitValue)
        return "ABCFGHJKLPT".utf8.contains(units[3]) && digits.count == 4 && Digits.number(digits) > 0
    }
}

enum Japan {
    static func isMyNumber(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 12) else { return false }
        let remainder = Digits.sum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
        return digits[11] == (remainder < 2 ? 0 : 11 - remainder)
    }
}

enum Korea {
    /// Date of birth, a digit for century, sex and nationality, four digits of the place, an order, the check digit.
    static func isRRN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 13) else { return false }
        let century =
            switch digits[6] {
            case 1, 2, 5, 6: 1900
            case 3, 4, 7, 8: 2000
            default: 1800
            }
        let isDay = CalendarDate.exists(
            year: century + Digits.pair(digits, 0), month: Digits.pair(digits, 2), day: Digits.pair(digits, 4))
        guard isDay, Digits.pair(digits, 7) <= 96 else { return false }
        return digits[12] == (11 - Digits.sum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10
    }
}

enum Singapore {
    /// S and T for citizens, F, G and M for foreigners, each series with an offset and letters of its own.
    static func isNRIC(_ units: [UInt8]) -> Bool {
        guard units.count == 9, let digits = Digits.read(units[1..<8], 7), let series = series(units[0]) else {
            return false
        }
        let remainder = (Digits.sum(digits, [2, 7, 6, 5, 4, 3, 2]) + series.offset) % 11
        return units[8] == Array(series.letters.utf8)[remainder]
    }

    private static func series(_ letter: UInt8) -> (offset: Int, letters: String)? {
        switch letter {
        case UInt8(ascii: "S"): (0, "JZIHGFEDCBA")
        case UInt8(ascii: "T"): (4, "JZIHGFEDCBA")
        case UInt8(ascii: "F"): (0, "XWUTRQPNMLK")
        case UInt8(ascii: "G"): (4, "XWUTRQPNMLK")
        case UInt8(ascii: "M"): (3, "XWUTRQPNJLK")
        default: nil
        }
    }
}

enum Thailand {
    /// Thirteen digits, the first 1 to 8.
    static func isPIN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 13), (1...8).contains(digits[0]) else { return false }
        return digits[12] == (11 - Digits.sum(digits, (2...13).reversed()) % 11) % 10
    }
}

enum Malaysia {
    /// Codes of the place of birth that are not given out: other places are states, territories and countries.
    private static let noPlaces: Set<Int> = [0, 17, 18, 19, 20, 69, 70, 73, 80, 81, 94, 95, 96, 97]

    /// Date of birth, place of birth, four digits.
    static func isNRIC(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 12), !noPlaces.contains(Digits.pair(digits, 6)) else { return false }
        return CalendarDate.exists(
            yearOfCentury: Digits.pair(digits, 0), month: Digits.pair(digits, 2), day: Digits.pair(digits, 4))
    }
}

enum Indonesia {
    /// Provinces by the codes of the ministry of home affairs.
    private static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65, 71, 72, 73, 74,
        75, 76, 81, 82, 91, 92, 93, 94, 95, 96, 97,
    ]

    /// Province, regency (1 to 69) or city (71 on), district, day (women's 40 higher), month, year, a number from 1 on.
    static func isNIK(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 16), provinces.contains(Digits.pair(digits, 0)) else { return false }
        let day = Digits.pair(digits, 6)
        return Digits.pair(digits, 2) != 0 && Digits.pair(digits, 4) != 0 && day < 80
            && CalendarDate.exists(
                yearOfCentury: Digits.pair(digits, 10), month: Digits.pair(digits, 8), day: day % 40)
            && Digits.number(digits[12...]) != 0
    }
}

enum Australia {
    /// Tax file numbers. The old ones of eight digits are no longer given to people.
    static func isTFN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 9) else { return false }
        return Digits.sum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]).isMultiple(of: 11)
    }

    /// Eight digits, the first 2 to 6, a check digit, the issue of the card, perhaps the person's place on it.
    static func isMedicare(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 10...11), (2...6).contains(digits[0]), digits[9] != 0, digits.last != 0
        else { return false }
        return digits[8] == Digits.sum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10
    }
}

enum NewZealand {
    /// From 10,000,000 to 150,000,000. Where the first weights leave ten, the second ones count.
    static func isIRD(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 8...9), (10_000_001..<150_000_000).contains(Digits.number(digits)) else {
            return false
        }
        let body = (digits.count == 8 ? [0] : []) + digits.dropLast()
        let first = check(body, [3, 2, 7, 6, 5, 4, 3, 2])
        return digits.last == (first == 10 ? check(body, [7, 4, 3, 2, 5, 2, 7, 6]) : first)
    }

    private static func check(_ digits: [Int], _ weights: [Int]) -> Int { (11 - Digits.sum(digits, weights) % 11) % 11 }
}
