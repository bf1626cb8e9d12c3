enum Sweden {
    /// Year (with or without its century), month, day, a hyphen (or a plus from the hundredth year on), three digits,
    /// the check digit. The day of a samordningsnummer is 60 higher.
    static func isPersonnummer(_ units: [UInt8]) -> Bool {
        let mark = units.count > 5 && "+-".utf8.contains(units[units.count - 5]) ? units[units.count - 5] : nil
        let plain = mark == nil ? units : units.dropLast(5) + units.suffix(4)
        guard plain.count == 10 || plain.count == 12, let digits = Digits.read(plain, 10...12) else { return false }
        let short = Array(digits.suffix(10))
        let (year, month, day) = (Digits.pair(short, 0), Digits.pair(short, 2), Digits.pair(short, 4))
        let centuries = digits.count == 12 ? [Digits.pair(digits, 0)] : mark == UInt8(ascii: "+") ? [18, 19] : [19, 20]
        let isDay = centuries.contains {
            CalendarDate.exists(year: $0 * 100 + year, month: month, day: day > 60 ? day - 60 : day)
        }
        return isDay && Digits.luhn(short)
    }
}

enum Norway {
    private static let first = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]
    private static let second = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]

    /// Day (40 higher for foreigners), month (40 higher where a hospital gave the number), year, three digits that say
    /// the century, two check digits.
    static func isFodselsnummer(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11), Digits.sum(digits, first).isMultiple(of: 11),
            Digits.sum(digits, second).isMultiple(of: 11)
        else { return false }
        let (day, month) = (Digits.pair(digits, 0), Digits.pair(digits, 2))
        guard day < 80, let year = year(Digits.pair(digits, 4), Digits.number(digits[6..<9])) else { return false }
        return CalendarDate.exists(year: year, month: month > 40 ? month - 40 : month, day: day > 40 ? day - 40 : day)
    }

    private static func year(_ year: Int, _ individual: Int) -> Int? {
        switch individual {
        case 0..<500: 1900 + year
        case 500..<750 where year >= 54: 1800 + year
        case 500..<1000 where year < 40: 2000 + year
        case 900..<1000: 1900 + year
        default: nil
        }
    }
}

enum Finland {
    private static let checks = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)

    /// Day, month, year, a sign for the century, a number from 002 to 899, a check character.
    static func isHETU(_ units: [UInt8]) -> Bool {
        guard units.count == 11, let century = century(units[6]) else { return false }
        let digits = (units[0..<6] + units[7..<10]).compactMap(\.digitValue)
        guard digits.count == 9, (2...899).contains(Digits.number(digits[6...])) else { return false }
        let year = century + Digits.pair(digits, 4)
        return CalendarDate.exists(year: year, month: Digits.pair(digits, 2), day: Digits.pair(digits, 0))
            && units[10] == checks[Digits.number(digits) % 31]
    }

    /// Since 2023 several signs stand for one century.
    private static func century(_ sign: UInt8) -> Int? {
        if sign == UInt8(ascii: "+") { return 1800 }
        if "-YXWVU".utf8.contains(sign) { return 1900 }
        return "ABCDEF".utf8.contains(sign) ? 2000 : nil
    }
}

enum Denmark {
    /// Day, month, year, and four digits of which the first says the century.
    static func isCPR(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 10) else { return false }
        let year = Digits.pair(digits, 4)
        let century =
            switch digits[6] {
            case 0...3: 1900
            case 4, 9: year < 37 ? 2000 : 1900
            default: year < 58 ? 2000 : 1800
            }
        return CalendarDate.exists(year: century + year, month: Digits.pair(digits, 2), day: Digits.pair(digits, 0))
    }
}
