/// Numbers with the check digit of ISO/IEC 7812-1 and nothing more.
enum CardNumber {
    /// Payment cards: 12 to 19 digits.
    static func isValid(_ units: [UInt8]) -> Bool {
        Digits.read(units, 12...19).map { Digits.luhn($0) } ?? false
    }

    /// International mobile equipment identities: 15 digits. Those without a check digit (14) and with the version of
    /// the software (16) cannot be told from any other number.
    static func isDevice(_ units: [UInt8]) -> Bool {
        Digits.read(units, 15).map { Digits.luhn($0) } ?? false
    }
}
