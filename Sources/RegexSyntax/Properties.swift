internal import Synchronization

/// Sets of scalars by the name of a property.
enum Properties {
    /// The classes of the POSIX brackets, which `\p{…}` knows too.
    static let posix: Set<String> = [
        "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
        "ascii", "word",
    ]

    /// Every name, in lower case and without space, '-' and '_'.
    static var names: [String] {
        PropertyTables.lines.split(separator: "\n").flatMap { line in
            line.prefix { $0 != ":" }.split(separator: " ").map(String.init)
        }
    }

    /// The scalars of a property; `nil` where the tables do not have it.
    static func set(named name: String) -> ScalarSet? {
        // To go through the table takes some microseconds; to make an index of it takes longer than all rules need.
        let table = PropertyTables.lines.utf8.span
        let wanted = name.utf8.span
        guard !wanted.isEmpty else { return nil }
        var at = 0
        while at < table.count {
            var isWanted = false
            repeat {
                var length = 0
                while length < wanted.count, !isNameEnd(table, at + length), table[at + length] == wanted[length] {
                    length += 1
                }
                isWanted = isWanted || length == wanted.count && isNameEnd(table, at + length)
                while !isNameEnd(table, at) { at += 1 }
                at += 1
            } while at < table.count && table[at - 1] == UInt8(ascii: " ")
            if isWanted { return decode(table, from: at) }
            while at < table.count, table[at] != UInt8(ascii: "\n") { at += 1 }
            at += 1
        }
        return nil
    }

    /// Whether a name ends before a place.
    private static func isNameEnd(_ table: Span<UInt8>, _ at: Int) -> Bool {
        at >= table.count || table[at] == UInt8(ascii: " ") || table[at] == UInt8(ascii: ":")
    }

    /// The ASCII part of a POSIX class. Each is made when it is first asked for: there are more than most rules use.
    static func ascii(_ name: String) -> ScalarSet {
        guard posix.contains(name) else { return ScalarSet() }
        return asciiClasses.withLock { made in
            if let known = made[name] { return known }
            let ranges = (set(named: name) ?? ScalarSet()).ranges
            let part = ScalarSet(ranges.filter { $0.lowerBound < 0x80 }.map { $0.clamped(to: 0...0x7F) })
            made[name] = part
            return part
        }
    }

    private static let asciiClasses = Mutex<[String: ScalarSet]>([:])

    /// Reads the line's pairs of numbers, the gap before a run and its length less one, five bits to a character.
    private static func decode(_ table: Span<UInt8>, from start: Int) -> ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        var end: UInt32 = 0
        var gap: UInt32?
        var value: UInt32 = 0
        var shift: UInt32 = 0
        for at in start..<table.count {
            guard table[at] != UInt8(ascii: "\n") else { break }
            let digit = UInt32(digitValue(table[at]))
            value |= (digit & 31) << shift
            shift += 5
            guard digit < 32 else { continue }
            if let known = gap {
                ranges.append((end + known)...(end + known + value))
                end += known + value + 1
                gap = nil
            } else {
                gap = value
            }
            value = 0
            shift = 0
        }
        return ScalarSet(ranges)
    }

    private static func digitValue(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2B: 62
        default: 63
        }
    }
}

extension ScalarSet {
    /// With each ASCII letter in its other case too.
    var ignoringCase: ScalarSet {
        var others: [ClosedRange<UInt32>] = []
        for range in ranges {
            if let upper = range.part(of: 0x41...0x5A) { others.append((upper.lowerBound + 32)...(upper.upperBound + 32)) }
            if let lower = range.part(of: 0x61...0x7A) { others.append((lower.lowerBound - 32)...(lower.upperBound - 32)) }
        }
        return others.isEmpty ? self : ScalarSet(ranges + others)
    }
}

extension ClosedRange<UInt32> {
    /// What it shares with `other`; `nil` for nothing.
    fileprivate func part(of other: ClosedRange<UInt32>) -> ClosedRange<UInt32>? {
        overlaps(other) ? clamped(to: other) : nil
    }
}
