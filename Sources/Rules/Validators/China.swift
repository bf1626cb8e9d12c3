/// Chinese resident identity numbers: GB 11643.
enum ResidentID {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// The first two digits of administrative divisions by GB/T 2260.
    static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82, 83,
    ]

    /// Whether there can be a division whose code begins with these four digits.
    ///
    /// GB/T 2260 numbers what is below a province 01 to 20 and 51 to 70 for cities, 21 to 50 for prefectures, 90 for
    /// counties that the province runs itself. The four municipalities have had no more than 01 to 03. The residence
    /// permits of people from Hong Kong, Macau and Taiwan (81, 82, 83) have 00.
    static func isRegion(_ province: Int, _ prefecture: Int) -> Bool {
        switch province {
        case 11, 12, 31, 50: (1...3).contains(prefecture)
        case 71, 81, 82, 83: prefecture == 0
        default: provinces.contains(province) && ((1...70).contains(prefecture) || prefecture == 90)
        }
    }

    /// GB 11643-1999: 17 digits and a check character by ISO/IEC 7064 mod 11-2.
    static func isValid(_ units: [UInt8]) -> Bool {
        guard units.count == 18, let digits = Digits.read(units.prefix(17), 17), isBorn(digits) else {
            return false
        }
        return units[17] == checks[Digits.sum(digits, weights) % 11]
    }

    /// GB 11643-1989: 15 digits, the year without its century, which was always the twentieth.
    static func isValidOld(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 15) else { return false }
        return isBorn(digits[0..<6] + [1, 9] + digits[6...]) && Digits.number(digits[12...]) > 0
    }

    /// Permanent residence of foreigners. The new number is laid out as a citizen's, with 9, province and country in place
    /// of the region.
    static func isValidForeigner(_ units: [UInt8]) -> Bool {
        if units.count == 15 {
            guard let digits = Digits.read(units[3...], 12) else { return false }
            return units[0..<3].allSatisfy(\.isUpperCaseLetter) && provinces.contains(Digits.pair(digits, 0))
        }
        guard units.count == 18, let digits = Digits.read(units.prefix(17), 17), digits[0] == 9 else { return false }
        // Countries are numbered from 004 to 894.
        guard provinces.contains(Digits.pair(digits, 1)), (4...894).contains(Digits.number(digits[3..<6])) else {
            return false
        }
        return isDate(digits) && units[17] == checks[Digits.sum(digits, weights) % 11]
    }

    private static func isBorn(_ digits: [Int]) -> Bool {
        isRegion(Digits.pair(digits, 0), Digits.pair(digits, 2)) && isDate(digits)
    }

    private static func isDate(_ digits: [Int]) -> Bool {
        CalendarDate.exists(
            year: Digits.number(digits[6..<10]), month: Digits.pair(digits, 10), day: Digits.pair(digits, 12))
    }

    /// Whether the region or the date, as far as they are there, are none.
    static func refusesAll(beginningWith units: [UInt8]) -> Bool {
        let digits = units.prefix(14).prefix { $0.digitValue != nil }.compactMap(\.digitValue)
        if digits.count >= 2, !provinces.contains(Digits.pair(digits, 0)) { return true }
        if digits.count >= 4, !isRegion(Digits.pair(digits, 0), Digits.pair(digits, 2)) { return true }
        if digits.count >= 10, !(1800...2099).contains(Digits.number(digits[6..<10])) { return true }
        if digits.count >= 12, !(1...12).contains(Digits.pair(digits, 10)) { return true }
        return digits.count == 14 && !isBorn(digits)
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
        guard let division = Digits.read(units[2..<8], 6) else { return false }
        let province = Digits.pair(division, 0)
        guard province == 10 || ResidentID.provinces.contains(province) else { return false }
        let values = units.compactMap { alphabet.firstIndex(of: $0) }
        guard values.count == 18 else { return false }
        return values[17] == (31 - Digits.sum(values, weights) % 31) % 31
    }
}

/// Organisation codes: GB 11714-1997.
enum OrganisationCode {
    private static let weights = [3, 7, 9, 10, 5, 8, 4, 2]

    static func isValid(_ units: [UInt8]) -> Bool {
        let values = units.prefix(8).compactMap(\.alphanumericValue)
        guard units.count == 9, values.count == 8, values.contains(where: { $0 != values[0] }) else { return false }
        let check = (11 - Digits.sum(values, weights) % 11) % 11
        return units[8] == (check == 10 ? UInt8(ascii: "X") : UInt8(0x30 + check))
    }
}

/// Taxpayer numbers, before and since the unified code.
enum TaxNumber {
    static func isValid(_ units: [UInt8]) -> Bool {
        switch units.count {
        case 15:
            // Region, then the organisation code.
            guard let region = Digits.read(units.prefix(6), 6) else { return false }
            return ResidentID.isRegion(Digits.pair(region, 0), Digits.pair(region, 2))
                && OrganisationCode.isValid(Array(units[6...]))
        case 18: return CreditCode.isValid(units)
        case 20:
            // Sole traders: the owner's identity number, then a number of the business.
            return ResidentID.isValid(Array(units.prefix(18))) && units[18...].allSatisfy { $0.digitValue != nil }
        default: return false
        }
    }
}

/// Identity cards of Hong Kong.
enum HongKongID {
    /// One or two letters, six digits, and a check digit (A for ten) that makes the weighted sum a multiple of eleven.
    /// A missing first letter counts as a space, 36.
    static func isValid(_ units: [UInt8]) -> Bool {
        let letters = units.prefix { $0.isUpperCaseLetter }
        guard (1...2).contains(letters.count), units.count == letters.count + 7, let last = units.last,
            let digits = Digits.read(units[letters.count..<letters.count + 6], 6)
        else { return false }
        guard let check = last == UInt8(ascii: "A") ? 10 : last.digitValue else { return false }
        let values = [Int](repeating: 36, count: 2 - letters.count) + letters.compactMap(\.alphanumericValue)
        return (Digits.sum(values + digits, (2...9).reversed()) + check).isMultiple(of: 11)
    }
}

/// Identity numbers of Taiwan.
enum TaiwanID {
    /// The number of each letter from A to Z; letters were added in the order of offices, not of the alphabet.
    private static let letters = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33,
    ]
    private static let weights = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]

    /// A letter for the office, 1 or 2 for the sex, seven digits, a check digit.
    static func isValid(_ units: [UInt8]) -> Bool {
        units.count == 10 && "12".utf8.contains(units[1]) && isChecked(units)
    }

    /// Resident certificates: as a citizen's with 8 or 9 for the sex, or with a second letter from A to D, of whose
    /// number the last digit counts.
    static func isValidResident(_ units: [UInt8]) -> Bool {
        guard units.count == 10, "89ABCD".utf8.contains(units[1]) else { return false }
        guard units[1].isUpperCaseLetter else { return isChecked(units) }
        return isChecked([units[0], units[1] - 0x41 + 0x30] + units[2...])
    }

    private static func isChecked(_ units: [UInt8]) -> Bool {
        guard units[0].isUpperCaseLetter, let digits = Digits.read(units[1...], 9) else { return false }
        let office = letters[Int(units[0]) - 0x41]
        return Digits.sum([office / 10, office % 10] + digits, weights).isMultiple(of: 10)
    }
}
