extension UInt8 {
    /// The value of an ASCII digit.
    var digitValue: Int? { (0x30...0x39).contains(self) ? Int(self) - 0x30 : nil }
    var isUpperCaseLetter: Bool { (0x41...0x5A).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    /// 0 to 9 for digits, 10 to 35 for letters in upper case.
    var alphanumericValue: Int? { digitValue ?? (isUpperCaseLetter ? Int(self) - 0x41 + 10 : nil) }
}

/// The digits of a number, and the sums that check them.
enum Digits {
    /// The values of `units` where all are digits, as many as wanted, and not one of them over and over.
    static func read(_ units: some Collection<UInt8>, _ counts: ClosedRange<Int>) -> [Int]? {
        guard counts.contains(units.count) else { return nil }
        let digits = units.compactMap(\.digitValue)
        guard digits.count == units.count, digits.contains(where: { $0 != digits[0] }) else { return nil }
        return digits
    }

    static func read(_ units: some Collection<UInt8>, _ count: Int) -> [Int]? { read(units, count...count) }

    /// The number that some digits write.
    static func number(_ digits: some Sequence<Int>) -> Int { digits.reduce(0) { $0 &* 10 &+ $1 } }

    /// The number that two digits write from a place on.
    static func pair(_ digits: [Int], _ place: Int) -> Int { number(digits[place..<place + 2]) }

    /// The sum of the digits, each times its weight; digits without a weight do not count.
    static func sum(_ digits: some Sequence<Int>, _ weights: some Sequence<Int>) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// ISO/IEC 7812-1 annex B: every second digit from the right doubled, its own digits summed, modulo 10.
    static func luhn(_ digits: some BidirectionalCollection<Int>) -> Bool {
        var total = 0
        for (index, digit) in digits.reversed().enumerated() {
            let doubled = index.isMultiple(of: 2) ? digit : digit * 2
            total += doubled > 9 ? doubled - 9 : doubled
        }
        return total.isMultiple(of: 10)
    }

    /// ISO/IEC 7064 mod 11,10: whether the last digit checks the others.
    static func mod11And10(_ digits: [Int]) -> Bool {
        var product = 10
        for digit in digits.dropLast() {
            let sum = (product + digit) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return digits.last.map { (product + $0) % 10 == 1 } ?? false
    }

    /// The remainder of a long number.
    static func remainder(_ digits: some Sequence<Int>, _ modulus: Int) -> Int {
        digits.reduce(0) { ($0 * 10 + $1) % modulus }
    }

    /// J. Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group D5, and a permutation for every place.
    static func verhoeff(_ digits: [Int]) -> Bool {
        var check = 0
        for (index, digit) in digits.reversed().enumerated() {
            check = dihedral(check, permuted(digit, index % 8))
        }
        return check == 0
    }

    /// The product in the symmetries of a pentagon: 0 to 4 turn it, 5 to 9 turn it over first.
    private static func dihedral(_ one: Int, _ other: Int) -> Int {
        let turn = one < 5 ? (one + other) % 5 : (one - other + 10) % 5
        return (one < 5) == (other < 5) ? turn : turn + 5
    }

    /// Verhoeff's permutation, applied several times.
    private static func permuted(_ digit: Int, _ times: Int) -> Int {
        let once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        return (0..<times).reduce(digit) { value, _ in once[value] }
    }
}

/// Days of the Gregorian calendar from 1800 to 2099.
enum CalendarDate {
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1800...2099).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    /// Whether there is such a day in 1900 to 2099, of a year that is known by its last two digits.
    static func exists(yearOfCentury year: Int, month: Int, day: Int) -> Bool {
        exists(year: 2000 + year, month: month, day: day) || exists(year: 1900 + year, month: month, day: day)
    }
}
