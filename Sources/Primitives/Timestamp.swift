/// A moment in UTC with millisecond resolution, written as RFC 3339 with exactly three digits and `Z`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// `2026-11-22T12:33:07.412Z`. RFC 3339 has four digits for the year, so a moment outside the years 0 to 9999
    /// is written as the nearest inside.
    public var rfc3339: String {
        let milliseconds = min(max(milliseconds, Self.yearZero), Self.endOfYear9999)
        let days = Self.floorDivide(milliseconds, 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(days)
        let seconds = rest / 1000
        return Self.pad(year, 4) + "-" + Self.pad(month, 2) + "-" + Self.pad(day, 2) + "T"
            + Self.pad(seconds / 3600, 2) + ":" + Self.pad(seconds / 60 % 60, 2) + ":" + Self.pad(seconds % 60, 2)
            + "." + Self.pad(rest % 1000, 3) + "Z"
    }

    /// Reads RFC 3339 in UTC (`Z`), a fraction of one to nine digits allowed, or a date alone, which means its
    /// first moment. `nil` for anything else, impossible dates included.
    public init?(_ text: String) {
        let units = Array(text.utf8)
        guard units.count >= 10, units[4] == UInt8(ascii: "-"), units[7] == UInt8(ascii: "-"),
            let year = Self.number(units[0..<4]), let month = Self.number(units[5..<7]),
            let day = Self.number(units[8..<10]), (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(year, month)
        else { return nil }
        var value = Self.days(year, month, day) * 86_400_000
        if units.count > 10 {
            guard let time = Self.timeOfDay(units[10...]) else { return nil }
            value += time
        }
        self.init(milliseconds: value)
    }

    private static let yearZero: Int64 = -62_167_219_200_000
    private static let endOfYear9999: Int64 = 253_402_300_799_999

    private static func timeOfDay(_ units: ArraySlice<UInt8>) -> Int64? {
        let part = Array(units)
        guard part.count >= 10, part[0] | 0x20 == UInt8(ascii: "t"), part.last.map({ $0 | 0x20 }) == UInt8(ascii: "z"),
            part[3] == UInt8(ascii: ":"), part[6] == UInt8(ascii: ":"),
            let hour = number(part[1..<3]), let minute = number(part[4..<6]), let second = number(part[7..<9]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        let tail = part[9..<(part.count - 1)]
        if !tail.isEmpty {
            guard tail.first == UInt8(ascii: "."), (2...10).contains(tail.count),
                number(tail.dropFirst()) != nil
            else { return nil }
            let digits = Array(tail.dropFirst().prefix(3)) + [0x30, 0x30]
            fraction = number(digits[0..<3]) ?? 0
        }
        return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    }

    private static func number(_ units: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for unit in units {
            guard (0x30...0x39).contains(unit) else { return nil }
            value = value * 10 + Int64(unit - 0x30)
        }
        return units.isEmpty ? nil : value
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }

    /// Days since the epoch to a date of the proleptic Gregorian calendar; the year is taken to begin in March,
    /// so that the leap day comes last.
    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
