enum Poland {
    /// Year, month (80 higher before 1900, 20 higher from 2000 on), day, four digits, the check digit.
    static func isPESEL(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11) else { return false }
        let month = Digits.pair(digits, 2)
        guard let century = [0: 1900, 1: 2000, 4: 1800][month / 20] else { return false }
        let year = century + Digits.pair(digits, 0)
        return CalendarDate.exists(year: year, month: month % 20, day: Digits.pair(digits, 4))
            && Digits.sum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).isMultiple(of: 10)
    }
}

enum Russia {
    private static let weights = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]

    /// Taxpayer numbers: the last digit checks those before it, for people the last but one too.
    static func isINN(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 10...12), digits.count != 11 else { return false }
        let checked = digits.count == 10 ? [9] : [10, 11]
        return checked.allSatisfy { place in
            digits[place] == Digits.sum(digits.prefix(place), weights.suffix(place)) % 11 % 10
        }
    }

    /// Pension insurance numbers from 001-001-999 on, below which there are no check digits.
    static func isSNILS(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11), Digits.number(digits.prefix(9)) > 1_001_998 else { return false }
        return Digits.pair(digits, 9) == Digits.sum(digits.prefix(9), (1...9).reversed()) % 101 % 100
    }
}
