enum Italy {
    /// In the places of digits a letter may stand where two people would otherwise share a code.
    private static let replacements = Array("LMNPQRSTUV".utf8)
    private static let months = Array("ABCDEHLMPRST".utf8)
    /// What characters count in odd places, by their value; digits as the letters A to J.
    private static let odd = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ]

    /// Six letters of the name, year, month, day (women's 40 higher), place, check letter.
    static func isCodiceFiscale(_ units: [UInt8]) -> Bool {
        guard units.count == 16, [0, 1, 2, 3, 4, 5, 11, 15].allSatisfy({ units[$0].isUpperCaseLetter }),
            let month = months.firstIndex(of: units[8])
        else { return false }
        let digits = [6, 7, 9, 10, 12, 13, 14].compactMap { digit(units[$0]) }
        guard digits.count == 7 else { return false }
        let (year, day) = (Digits.pair(digits, 0), Digits.pair(digits, 2))
        // The year leaves its century open; 1900 is told from 2000 by nothing.
        guard day < 80, CalendarDate.exists(yearOfCentury: year, month: month + 1, day: day % 40) else { return false }
        return units[15] == UInt8(0x41 + sum(units.prefix(15)) % 26)
    }

    private static func digit(_ unit: UInt8) -> Int? { unit.digitValue ?? replacements.firstIndex(of: unit) }

    private static func sum(_ units: ArraySlice<UInt8>) -> Int {
        units.enumerated().reduce(0) { sum, character in
            let value = character.element.digitValue ?? Int(character.element) - 0x41
            return sum + (character.offset.isMultiple(of: 2) ? odd[value] : value)
        }
    }
}

enum Spain {
    private static let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)

    /// Eight digits, of which X, Y or Z stands for the first in the number of a foreigner, and a letter.
    static func isDNI(_ units: [UInt8]) -> Bool {
        guard units.count == 9, let first = units.first else { return false }
        let plain = (0x58...0x5A).contains(first) ? [first - 0x58 + 0x30] + units[1..<8] : Array(units[0..<8])
        guard let digits = Digits.read(plain, 8) else { return false }
        return units[8] == letters[Digits.number(digits) % 23]
    }
}

enum Portugal {
    /// Nine digits, the first not 0.
    static func isNIF(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 9), digits[0] != 0 else { return false }
        let remainder = Digits.sum(digits.prefix(8), (2...9).reversed()) % 11
        return digits[8] == (remainder < 2 ? 0 : 11 - remainder)
    }
}

enum Turkey {
    /// Nine digits, the first not 0; then seven times the odd places less the even ones, then the sum of all ten.
    static func isKimlik(_ units: [UInt8]) -> Bool {
        guard let digits = Digits.read(units, 11), digits[0] != 0 else { return false }
        let tenth = Digits.sum(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10
        return digits[9] == (tenth + 10) % 10 && digits[10] == digits.prefix(10).reduce(0, +) % 10
    }
}
