/// Machine-readable lines: ICAO 9303 part 3 §4.9 and part 4 §4.2.
enum TravelDocument {
    private static let filler = UInt8(ascii: "<")

    /// The second line of a passport, of 44 characters, or the first one and it.
    static func isPassport(_ units: [UInt8]) -> Bool {
        if units.count == 88 { return isFirst(units.prefix(44)) && isSecond(Array(units.suffix(44))) }
        return units.count == 44 && isSecond(units)
    }

    /// `P`, the issuing state, the name; nothing of it is checked by a digit.
    private static func isFirst(_ units: ArraySlice<UInt8>) -> Bool {
        units.first == UInt8(ascii: "P") && units.allSatisfy { $0.isUpperCaseLetter || $0 == filler }
    }

    private static func isSecond(_ units: [UInt8]) -> Bool {
        let state = units[10..<13]
        guard state.allSatisfy({ $0.isUpperCaseLetter || $0 == filler }), units[10].isUpperCaseLetter,
            "MFX<".utf8.contains(units[20])
        else { return false }
        // Where there is no personal number, its check digit may be left out.
        let personal = units[28..<42]
        let isWithout = units[42] == filler && personal.allSatisfy { $0 == filler }
        return isChecked(units[0..<9], by: units[9]) && isDate(units[13..<19]) && isChecked(units[13..<19], by: units[19])
            && isDate(units[21..<27]) && isChecked(units[21..<27], by: units[27])
            && (isWithout || isChecked(personal, by: units[42]))
            && isChecked(units[0..<10] + units[13..<20] + units[21..<43], by: units[43])
    }

    /// Year, month and day; unknown ones are fillers.
    private static func isDate(_ units: ArraySlice<UInt8>) -> Bool {
        let parts = stride(from: units.startIndex, to: units.endIndex, by: 2).map { Array(units[$0..<$0 + 2]) }
        let limits = [0...99, 1...12, 1...31]
        return zip(parts, limits).allSatisfy { part, limit in
            if part == [filler, filler] { return true }
            guard let tens = part[0].digitValue, let ones = part[1].digitValue else { return false }
            return limit.contains(tens * 10 + ones)
        }
    }

    /// Whether a digit is the sum of some characters times 7, 3, 1 and again, modulo 10.
    static func isChecked(_ units: some Collection<UInt8>, by check: UInt8) -> Bool {
        let values = units.compactMap { $0 == filler ? 0 : $0.alphanumericValue }
        guard values.count == units.count, let check = check.digitValue else { return false }
        let total = values.enumerated().reduce(0) { $0 + $1.element * [7, 3, 1][$1.offset % 3] }
        return total % 10 == check
    }
}
