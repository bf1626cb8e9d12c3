internal import Primitives
internal import SystemIO

/// A ``LogQuery`` made ready for lines as they lie in a frame.
///
/// A whole frame is searched for one text that every match must hold, before any line is looked at; then the line for
/// the others.
public struct LineMatcher: Sendable {
    public let query: LogQuery
    private let conditions: [(field: RecordFields.Field, values: [[UInt8]])]
    /// Texts of which each match has one; empty where there is none that narrows the search.
    private let needles: [[UInt8]]
    /// Further lists of such texts.
    private let more: [[[UInt8]]]
    private let since: [UInt8]?
    private let until: [UInt8]?
    private let hasTime: Bool

    public init(_ query: LogQuery) {
        self.query = query
        conditions = query.conditions.map { ($0.field, $0.values.map { Array($0.utf8) }) }
        // More than three are found faster by looking at each line.
        let texts = query.conditions.map { $0.values.count > 3 ? [] : $0.values.map { JSONValue.string($0).canonical } }
        needles = texts.first ?? []
        more = texts.dropFirst().filter { !$0.isEmpty }
        hasTime = query.since != nil || query.until != nil
        since = query.since.map { Array($0.rfc3339.utf8) }
        until = query.until.map { Array($0.rfc3339.utf8) }
    }

    /// Hands the number and the range of each line that matches to `body`, in order.
    public func matches(in text: LogFrames.Text, _ body: (_ index: Int, _ line: Range<Int>) -> Void) {
        matches(in: text.bytes, first: text.first, body)
    }

    /// The same for lines, a newline behind each, of which the first has number `first`.
    public func matches(in bytes: [UInt8], first: Int, _ body: (_ index: Int, _ line: Range<Int>) -> Void) {
        let fields = RecordFields()
        var (index, start) = (first, 0)
        while start < bytes.count {
            guard let hit = next(bytes, from: start) else { return }
            while let end = ByteSearch.first(0x0a, in: bytes, from: start), end < hit { (index, start) = (index + 1, end + 1) }
            let end = ByteSearch.first(0x0a, in: bytes, from: start) ?? bytes.count
            if mayMatch(bytes, start..<end), matches(bytes, start..<end, fields) { body(index, start..<end) }
            (index, start) = (index + 1, end + 1)
        }
    }

    private func mayMatch(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        more.allSatisfy { texts in
            texts.contains { ByteSearch.first($0, in: bytes, from: line.lowerBound, to: line.upperBound) != nil }
        }
    }

    /// Where the next line to look at is: at or before the place that is given back, and after none other.
    private func next(_ bytes: [UInt8], from start: Int) -> Int? {
        if needles.isEmpty { return start }
        return needles.compactMap { ByteSearch.first($0, in: bytes, from: start) }.min()
    }

    /// Whether the line at `range` matches.
    public func matches(_ bytes: [UInt8], _ range: Range<Int>, _ fields: RecordFields) -> Bool {
        var met: UInt32 = 0
        var timely = !hasTime
        let end = fields.scan(bytes, from: range.lowerBound) { field, value in
            if field == .time, hasTime { timely = isTimely(bytes, value) }
            for (place, condition) in conditions.enumerated() where condition.field == field {
                if condition.values.contains(where: { Self.same($0, bytes, value) }) { met |= 1 << UInt32(place) }
            }
        }
        guard end == range.upperBound else {
            guard let record = try? JSONValue(parsing: Array(bytes[range])) else { return false }
            return query.matches(record)
        }
        return timely && met == 1 << UInt32(conditions.count) - 1
    }

    private static func same(_ wanted: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard wanted.count == range.count else { return false }
        var place = range.lowerBound
        for unit in wanted {
            if bytes[place] != unit { return false }
            place += 1
        }
        return true
    }

    private func isTimely(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        // As the log writes it, a time is 24 characters that sort as it does.
        if range.count == 24, bytes[range.upperBound - 1] == UInt8(ascii: "Z"), Self.isPlain(bytes, range) {
            let time = bytes[range]
            return since.map { !time.lexicographicallyPrecedes($0) } ?? true
                && until.map { time.lexicographicallyPrecedes($0) } ?? true
        }
        guard let time = Timestamp(String(decoding: bytes[range], as: UTF8.self)) else { return false }
        return query.since.map { time >= $0 } ?? true && query.until.map { time < $0 } ?? true
    }

    /// Whether it is a moment that exists, told without asking the calendar where that is easy.
    private static func isPlain(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let start = range.lowerBound
        guard bytes[start + 10] == UInt8(ascii: "T"), bytes[start + 19] == UInt8(ascii: ".") else { return false }
        for offset in [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 22]
        where !(0x30...0x39).contains(bytes[start + offset]) { return false }
        for offset in [4, 7] where bytes[start + offset] != UInt8(ascii: "-") { return false }
        for offset in [13, 16] where bytes[start + offset] != UInt8(ascii: ":") { return false }
        func number(_ offset: Int) -> UInt8 { (bytes[start + offset] - 0x30) * 10 + bytes[start + offset + 1] - 0x30 }
        return (1...12).contains(number(5)) && (1...28).contains(number(8)) && number(11) < 24 && number(14) < 60
            && number(17) < 60
    }
}
