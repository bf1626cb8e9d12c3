extension Validator {
    /// Whether `text`, the match in its folded form, is what the rule takes it for.
    ///
    /// Letters count in either case. Where people group digits, single spaces and hyphens are passed over.
    public func accepts(_ text: String) -> Bool {
        switch self {
        case .luhn: CardNumber.isValid(Self.compact(text))
        case .cnResidentID: ResidentID.isValid(Self.compact(text))
        case .cnUSCC: CreditCode.isValid(Self.compact(text))
        case .iban: AccountNumber.isValid(Self.compact(text))
        case .email: MailAddress.isValid(Array(text.utf8))
        case .ipv4: InternetAddress.isV4(Array(text.utf8)[...])
        case .ipv6: InternetAddress.isV6(Array(text.utf8)[...])
        }
    }

    /// Whether no text is accepted that goes on from `text`, nor one that `text` goes on from.
    package func refusesAll(beginningWith text: String) -> Bool {
        guard case .cnResidentID = self else { return false }
        return ResidentID.refusesAll(beginningWith: Self.compact(text))
    }

    /// The bytes without spaces and hyphens, ASCII letters in upper case.
    private static func compact(_ text: String) -> [UInt8] {
        text.utf8.compactMap { unit in
            if unit == UInt8(ascii: " ") || unit == UInt8(ascii: "-") { return nil }
            return (0x61...0x7A).contains(unit) ? unit - 0x20 : unit
        }
    }
}

extension UInt8 {
    /// The value of an ASCII digit.
    var digitValue: Int? { (0x30...0x39).contains(self) ? Int(self) - 0x30 : nil }
    var isUpperCaseLetter: Bool { (0x41...0x5A).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}

/// Payment card numbers: ISO/IEC 7812-1 annex B.
enum CardNumber {
    static func isValid(_ units: [UInt8]) -> Bool {
        let digits = units.compactMap(\.digitValue)
        guard digits.count == units.count, (12...19).contains(digits.count) else { return false }
        // A row of one digit has a valid check digit more often than not, and is nobody's card.
        guard digits.contains(where: { $0 != digits[0] }) else { return false }
        var total = 0
        for (index, digit) in digits.reversed().enumerated() {
            let doubled = index.isMultiple(of: 2) ? digit : digit * 2
            total += doubled > 9 ? doubled - 9 : doubled
        }
        return total.isMultiple(of: 10)
    }
}

/// Chinese resident identity numbers: GB 11643-1999.
enum ResidentID {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// The first two digits of administrative divisions by GB/T 2260.
    static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82, 83,
    ]

    static func isValid(_ units: [UInt8]) -> Bool {
        let digits = units.prefix(17).compactMap(\.digitValue)
        guard units.count == 18, digits.count == 17, provinces.contains(number(digits[0..<2])) else { return false }
        let isDate = CalendarDate.exists(
            year: number(digits[6..<10]), month: number(digits[10..<12]), day: number(digits[12..<14]))
        let total = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return isDate && units[17] == checks[total % 11]
    }

    /// Whether the province or the date, as far as they are there, are none.
    static func refusesAll(beginningWith units: [UInt8]) -> Bool {
        let digits = units.prefix(14).prefix { $0.digitValue != nil }.compactMap(\.digitValue)
        if digits.count >= 2, !provinces.contains(number(digits[0..<2])) { return true }
        if digits.count >= 10, !(1800...2099).contains(number(digits[6..<10])) { return true }
        if digits.count >= 12, !(1...12).contains(number(digits[10..<12])) { return true }
        return digits.count == 14
            && !CalendarDate.exists(
                year: number(digits[6..<10]), month: number(digits[10..<12]), day: number(digits[12..<14]))
    }

    private static func number(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }
}

/// Days of the Gregorian calendar from 1800 to 2099.
enum CalendarDate {
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1800...2099).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }
}

/// Unified social credit codes: GB 32100-2015.
enum CreditCode {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    /// The registering authorities and the classes that each of them gives out.
    private static let classes: [UInt8: String] = [
        UInt8(ascii: "1"): "1239", UInt8(ascii: "2"): "19", UInt8(ascii: "3"): "123459", UInt8(ascii: "4"): "19",
        UInt8(ascii: "5"): "1234569", UInt8(ascii: "6"): "129", UInt8(ascii: "7"): "129", UInt8(ascii: "8"): "19",
        UInt8(ascii: "9"): "1239", UInt8(ascii: "A"): "19", UInt8(ascii: "N"): "1239", UInt8(ascii: "Y"): "1",
    ]

    static func isValid(_ units: [UInt8]) -> Bool {
        guard units.count == 18, classes[units[0]]?.utf8.contains(units[1]) == true else { return false }
        // The division: a province, or 10 for what is registered with the state itself.
        let division = units[2..<8].compactMap(\.digitValue)
        guard division.count == 6,
            division[0] * 10 + division[1] == 10
                || ResidentID.provinces.contains(division[0] * 10 + division[1])
        else { return false }
        let values = units.compactMap { alphabet.firstIndex(of: $0) }
        guard values.count == 18 else { return false }
        let total = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return values[17] == (31 - total % 31) % 31
    }
}
