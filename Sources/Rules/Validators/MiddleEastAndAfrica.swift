enum Israel {
    /// Nine digits with the zeros in front, as on the card.
    static func isID(_ units: [UInt8]) -> Bool {
        Digits.read(units, 9).map { Digits.luhn($0) } ?? false
    }
}

enum SouthAfrica {
    /// Date of birth, four digits of which 5 and more in front are men's, 0 for citizens and 1 for residents, a digit
    /// that says nothing any more, the check digit.
    static func isID(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 13), digits[10] < 2, Digits.luhn(digits) else { return false }
        return CalendarDate.exists(
            yearOfCentury: Digits.pair(digits, 0), month: Digits.pair(digits, 2), day: Digits.pair(digits, 4))
    }
}
