/// Values that are written without quotes: booleans, numbers, dates.
enum TOMLWord {
    static func content(_ word: ArraySlice<UInt8>) -> TOMLValue.Content? {
        let text = String(decoding: word, as: UTF8.self)
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        if let number = integer(Array(word)) { return .integer(number) }
        if let number = float(Array(word)) { return .float(number) }
        return isDate(word) || isMoment(word) || isTime(word[...]) ? .date(text) : nil
    }

    // MARK: Numbers

    private static func integer(_ word: [UInt8]) -> Int64? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.starts(with: prefix.utf8) {
            let digits = word.dropFirst(2)
            guard areDigits(digits, radix: radix) else { return nil }
            return Int64(plain(digits), radix: radix)
        }
        let sign = word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "+") ? 1 : 0
        guard isWhole(word.dropFirst(sign)) else { return nil }
        return Int64(plain(word[...]))
    }

    /// Decimal digits without a needless zero in front.
    private static func isWhole(_ digits: ArraySlice<UInt8>) -> Bool {
        areDigits(digits, radix: 10) && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
    }

    /// At least one digit, with underscores only between two of them.
    private static func areDigits(_ digits: ArraySlice<UInt8>, radix: Int) -> Bool {
        var wasDigit = false
        for byte in digits {
            let isUnderscore = byte == UInt8(ascii: "_")
            guard isUnderscore ? wasDigit : isDigit(byte, radix) else { return false }
            wasDigit = !isUnderscore
        }
        return wasDigit
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30 < radix
        case 0x61...0x66, 0x41...0x46: radix == 16
        default: false
        }
    }

    private static func plain(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func float(_ word: [UInt8]) -> Double? {
        let sign = word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "+") ? 1 : 0
        let halves = word[sign...].split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
        let parts = halves[0].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard isWhole(parts[0]), parts.count == 1 || areDigits(parts[1], radix: 10), parts.count + halves.count > 2 else {
            return nil
        }
        if halves.count == 2 {
            let exponent = halves[1]
            let hasSign = exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+")
            guard areDigits(hasSign ? exponent.dropFirst() : exponent, radix: 10) else { return nil }
        }
        return Double(plain(word[...]))
    }

    // MARK: Dates

    /// `2025-09-01`.
    static func isDate(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard word.count == 10, parts.map(\.count) == [4, 2, 2] else { return false }
        let numbers = parts.compactMap(number)
        guard numbers.count == 3, numbers[0] > 0, (1...12).contains(numbers[1]) else { return false }
        let isLeap = numbers[0].isMultiple(of: 4) && (!numbers[0].isMultiple(of: 100) || numbers[0].isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[numbers[1] - 1]).contains(numbers[2])
    }

    /// `07:32:00.5`.
    private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
        let halves = word.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2, 2] else { return false }
        let numbers = parts.compactMap(number)
        guard numbers.count == 3, numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return false }
        return halves.count == 1 || number(halves[1]) != nil
    }

    /// A date, `T` or a space, a time, and perhaps an offset.
    private static func isMoment(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count > 11, isDate(word.prefix(10)) else { return false }
        let mark = word[word.startIndex + 10]
        guard mark | 0x20 == UInt8(ascii: "t") || mark == 0x20 else { return false }
        let rest = word.dropFirst(11)
        if rest.last.map({ $0 | 0x20 == UInt8(ascii: "z") }) == true { return isTime(rest.dropLast()) }
        guard let sign = rest.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else {
            return isTime(rest)
        }
        let offset = rest[(sign + 1)...].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = offset.compactMap(number)
        return offset.map(\.count) == [2, 2] && numbers.count == 2 && numbers[0] < 24 && numbers[1] < 60
            && isTime(rest[..<sign])
    }

    /// Of decimal digits alone; of very many the first.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.prefix(9).reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}
