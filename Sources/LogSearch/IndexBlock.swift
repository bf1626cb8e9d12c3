internal import AuditLog
internal import Cryptography
internal import Primitives
internal import SystemIO

/// The numbers of the index.
enum IndexFormat {
    /// Of the tables and of what stands in them; another one is thrown away.
    static let version = 2
    /// `PRAGMA application_id`: `HMIX`.
    static let application = 0x484d_4958
    /// Records to a block: 64 frames. Only whole blocks are indexed; what comes after them is read.
    static let block = 16_384
    static let frame = 256
    static let framesPerBlock = block / frame
    /// The most blocks that there are: 2^30 records.
    static let mostBlocks = 1 << 16
    /// A term of fewer records of a block than this has no row of its own.
    static let common = 24
    static let buckets = 256
    /// Bytes to a record of a rare term.
    static let entry = 7
}

/// 16,384 records as the index keeps them.
struct IndexBlock: Sendable {
    struct Row: Sendable {
        let key: Int64
        let bytes: [UInt8]
    }

    let number: Int
    /// Which records have a common term, a row for each.
    private(set) var terms: [Row] = []
    /// Which records have a rare one, a row for each bucket.
    private(set) var rare: [Row] = []
    let summary: BlockSummary

    /// - Parameters:
    ///   - leaf: that of the last record.
    ///   - terms: those of the records; it is used up.
    init(number: Int, leaf: [UInt8], times: [FrameTimes], terms collected: inout BlockTerms) {
        self.number = number
        var common: [UInt64] = []
        var rows: [Row] = []
        var buckets = [[UInt8]](repeating: [], count: IndexFormat.buckets)
        collected.forEach { bits, records in
            let term = IndexTerm(bits: bits)
            if records.count >= IndexFormat.common {
                common.append(bits)
                rows.append(Row(key: term.key(number), bytes: RecordSet.encode(records)))
            } else {
                for record in records { Self.append(term.mark << 14 | UInt64(record), to: &buckets[term.bucket]) }
            }
        }
        terms = rows
        rare = buckets.enumerated().map { Row(key: Self.rareKey($0, number), bytes: $1) }
        summary = BlockSummary(leaf: leaf, common: common, times: times)
    }

    /// The leaf hash of the last record of a block; zeros where it was pruned.
    static func leaf(_ lastFrame: LogFrames.Text?) -> [UInt8] {
        guard let bytes = lastFrame?.bytes.dropLast(), let last = bytes.split(separator: 0x0a).last else {
            return Array(repeating: 0, count: 32)
        }
        return SHA256Hasher.hash([0] + last)
    }

    static func rareKey(_ bucket: Int, _ block: Int) -> Int64 { Int64(bucket << 16 | block) }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 8 * (IndexFormat.entry - 1), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}

/// Makes a block of frames that come one after the other.
struct IndexBlockBuilder {
    private let number: Int
    private let fields = RecordFields()
    private var terms = BlockTerms()
    private var times = [FrameTimes](repeating: FrameTimes(isWhole: false), count: IndexFormat.framesPerBlock)
    private var leaf = IndexBlock.leaf(nil)
    private var clock = RecordClock()

    init(number: Int) { self.number = number }

    /// Takes one of the block's frames; those that were pruned do not come.
    mutating func add(_ text: LogFrames.Text) {
        let first = text.first - number * IndexFormat.block
        let frame = first / IndexFormat.frame
        var span = FrameTimes()
        let bytes = text.bytes
        var (record, start) = (UInt16(truncatingIfNeeded: first), 0)
        while start < bytes.count {
            start = add(bytes, from: start, record, &span) + 1
            record &+= 1
        }
        times[frame] = span
        if frame == IndexFormat.framesPerBlock - 1 { leaf = IndexBlock.leaf(text) }
    }

    mutating func finish() -> IndexBlock {
        IndexBlock(number: number, leaf: leaf, times: times, terms: &terms)
    }

    /// - Returns: where the line ends.
    private mutating func add(_ bytes: [UInt8], from start: Int, _ record: UInt16, _ span: inout FrameTimes) -> Int {
        var time: Range<Int>?
        terms.begin(record)
        let end = fields.scan(bytes, from: start) { field, value in
            if field == .time { time = value } else { terms.add(IndexTerm(field, bytes, value), isName: field.isName) }
        }
        if let end, end < bytes.count, bytes[end] == 0x0a {
            span.add(time.flatMap { clock.milliseconds(bytes, $0) })
            terms.keep()
            return end
        }
        let lineEnd = ByteSearch.first(0x0a, in: bytes, from: start) ?? bytes.count
        terms.begin(record)
        addSpelledOut(Array(bytes[start..<lineEnd]), &span)
        terms.keep()
        return lineEnd
    }

    /// A line that is not spelled plainly.
    private mutating func addSpelledOut(_ line: [UInt8], _ span: inout FrameTimes) {
        // Something that is no record matches nothing.
        guard let record = try? JSONValue(parsing: line) else { return span.add(nil) }
        for (field, value) in RecordFields.fields(of: record) where field != .time {
            terms.add(IndexTerm(field, value), isName: field.isName)
        }
        span.add(record["time"]?.string.flatMap { Timestamp($0) }?.milliseconds)
    }
}

extension RecordFields.Field {
    /// Whether many records have the same.
    fileprivate var isName: Bool { self != .id && self != .digest }
}

/// The earliest and the latest time in a frame.
struct FrameTimes: Equatable, Sendable {
    var first = Int64.max
    var last = Int64.min
    /// Whether every line of it is a record with a time.
    var isWhole = true

    /// A record without a time counts for nothing: no time is asked for that it has.
    mutating func add(_ time: Int64?) {
        guard let time else {
            isWhole = false
            return
        }
        (first, last) = (min(first, time), max(last, time))
    }

    /// Whether every record of it lies in `[since, until)`.
    func lies(_ since: Int64?, _ until: Int64?) -> Bool {
        isWhole && since.map { first >= $0 } ?? true && until.map { last < $0 } ?? true
    }

    /// Whether a record of it may lie in `[since, until)`.
    func meets(_ since: Int64?, _ until: Int64?) -> Bool {
        first <= last && since.map { last >= $0 } ?? true && until.map { first < $0 } ?? true
    }
}

/// Reads the times of records, of which most have the day of the one before.
struct RecordClock {
    private var day: [UInt8] = []
    private var midnight: Int64 = 0

    mutating func milliseconds(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        if range.count == 24, day.count == 11, bytes[range.upperBound - 1] == UInt8(ascii: "Z"),
            bytes[start..<(start + 11)].elementsEqual(day), let time = timeOfDay(bytes, start + 11)
        {
            return midnight + time
        }
        guard let time = Timestamp(String(decoding: bytes[range], as: UTF8.self)) else { return nil }
        let date = Array(bytes[start..<(start + min(11, range.count))])
        if range.count == 24, let first = Timestamp(String(decoding: date.prefix(10), as: UTF8.self)) {
            (day, midnight) = (date, first.milliseconds)
        }
        return time.milliseconds
    }

    /// `12:33:07.412`
    private func timeOfDay(_ bytes: [UInt8], _ start: Int) -> Int64? {
        func number(_ offset: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for index in (start + offset)..<(start + offset + count) {
                guard (0x30...0x39).contains(bytes[index]) else { return nil }
                value = value * 10 + Int64(bytes[index] - 0x30)
            }
            return value
        }
        guard bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
            bytes[start + 8] == UInt8(ascii: "."), let hour = number(0, 2), let minute = number(3, 2),
            let second = number(6, 2), let rest = number(9, 3), hour < 24, minute < 60, second < 60
        else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000 + rest
    }
}
