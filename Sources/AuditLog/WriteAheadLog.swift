/// What is acknowledged and not yet in a frame: the file `wal`.
///
/// Its header is eight bytes of magic and the index of its first record; a record is its line's length, the CRC-32C
/// of all that follows, its index, and the line; numbers are little-endian, of 4, 4 and 8 bytes. The checksum is
/// complemented where all before the record was on the disk before the record was written. Some of the first records
/// may stand in a segment already.
///
/// Between two waits for the disk, a power cut may keep any sectors and lose any others. So a good record behind a bad
/// one is only then what no crash explains, when the good one, or one behind it, tells by its checksum that the bad one
/// had been there.
struct WriteAheadLog: Sendable {
    /// Where reading ended.
    enum Ending: Equatable, Sendable {
        case whole
        /// The file ends in the middle of a record, as a crash leaves it.
        case torn(String)
        /// A record is bad, and a good one follows.
        case corrupt(String)
    }

    /// The index of the first record.
    var first = 0
    var lines: [[UInt8]] = []
    /// The bytes up to the end of the last good record; none where the header is torn.
    var goodBytes = 0
    var ending = Ending.whole

    /// The index after the last record.
    var end: Int { first + lines.count }

    static let headerSize = 16
    private static let recordHeader = 16
    private static let magic = Array("HMRKWAL\u{1}".utf8)

    static func header(first: Int) -> [UInt8] {
        var bytes = magic
        append(UInt64(first), 8, to: &bytes)
        return bytes
    }

    /// - Parameter isBehindSync: whether all before it is on the disk.
    static func append(_ index: Int, _ line: [UInt8], isBehindSync: Bool, to bytes: inout [UInt8]) {
        append(UInt64(line.count), 4, to: &bytes)
        let checksum = bytes.count
        append(0, 4, to: &bytes)
        append(UInt64(index), 8, to: &bytes)
        bytes += line
        let value = CRC32C.checksum(bytes, (checksum + 4)..<bytes.count)
        for offset in 0..<4 {
            bytes[checksum + offset] = UInt8(truncatingIfNeeded: (isBehindSync ? ~value : value) >> UInt32(8 * offset))
        }
    }

    /// A file that gets its name only when all of it is on the disk.
    static func encode(first: Int, lines: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes = header(first: first)
        for (offset, line) in lines.enumerated() { append(first + offset, line, isBehindSync: true, to: &bytes) }
        return bytes
    }

    init(parsing bytes: [UInt8]) {
        guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic),
            let first = Int(exactly: Self.number(bytes, at: 8, 8)), first < Int.max / 2
        else {
            // A header is written whole before the file gets its name, so a torn one is no crash's doing.
            ending = .corrupt("no header")
            return
        }
        self.first = first
        goodBytes = Self.headerSize
        while goodBytes < bytes.count {
            guard let record = Self.record(bytes, at: goodBytes, index: end) else {
                ending = isMissed(bytes) ? .corrupt("a bad record before a good one") : .torn("a torn record")
                return
            }
            lines.append(Array(bytes[record.line]))
            goodBytes = record.line.upperBound
        }
    }

    /// The record `index`, if it stands whole at `offset`.
    private static func record(
        _ bytes: [UInt8], at offset: Int, index: Int
    ) -> (line: Range<Int>, isBehindSync: Bool)? {
        guard bytes.count - offset > recordHeader, number(bytes, at: offset + 8, 8) == UInt64(index) else {
            return nil
        }
        let length = Int(number(bytes, at: offset, 4))
        guard (1...LogFormat.longestLine).contains(length), length <= bytes.count - offset - recordHeader else {
            return nil
        }
        let line = (offset + recordHeader)..<(offset + recordHeader + length)
        let found = UInt32(truncatingIfNeeded: number(bytes, at: offset + 4, 4))
        let checksum = CRC32C.checksum(bytes, (offset + 8)..<line.upperBound)
        return found == checksum ? (line, false) : found == ~checksum ? (line, true) : nil
    }

    /// Whether a good record behind the bad one tells that the bad one had been on the disk.
    private func isMissed(_ bytes: [UInt8]) -> Bool {
        var offset = goodBytes + 1
        while offset < bytes.count - Self.recordHeader {
            let index = Self.number(bytes, at: offset + 8, 8)
            if index > UInt64(end), index < UInt64(end + bytes.count),
                let record = Self.record(bytes, at: offset, index: Int(index))
            {
                if record.isBehindSync { return true }
                offset = record.line.upperBound
            } else {
                offset += 1
            }
        }
        return false
    }

    private static func number(_ bytes: [UInt8], at offset: Int, _ width: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
        return value
    }

    private static func append(_ value: UInt64, _ width: Int, to bytes: inout [UInt8]) {
        for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}
