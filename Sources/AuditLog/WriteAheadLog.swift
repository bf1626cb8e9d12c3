/// What is acknowledged and not yet in a frame: the file `wal`.
///
/// Its header is eight bytes of magic and the index of its first record; a record is its line's length, the CRC-32C
/// of all that follows, its index, and the line; numbers are little-endian, of 4, 4 and 8 bytes. Some of the first
/// records may stand in a segment already.
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
        magic + little(UInt64(first), 8)
    }

    static func record(_ index: Int, _ line: [UInt8]) -> [UInt8] {
        let body = little(UInt64(index), 8) + line
        return little(UInt64(line.count), 4) + little(UInt64(CRC32C.checksum(body)), 4) + body
    }

    static func encode(first: Int, lines: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes = header(first: first)
        for (offset, line) in lines.enumerated() { bytes += record(first + offset, line) }
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
            guard let line = Self.line(bytes, at: goodBytes, index: end) else {
                ending = followed(bytes) ? .corrupt("a bad record before a good one") : .torn("a torn record")
                return
            }
            lines.append(line)
            goodBytes += Self.recordHeader + line.count
        }
    }

    /// The line of record `index`, if it stands whole at `offset`.
    private static func line(_ bytes: [UInt8], at offset: Int, index: Int) -> [UInt8]? {
        guard bytes.count - offset > recordHeader, number(bytes, at: offset + 8, 8) == UInt64(index) else {
            return nil
        }
        let length = Int(number(bytes, at: offset, 4))
        guard (1...LogFormat.longestLine).contains(length), length <= bytes.count - offset - recordHeader else {
            return nil
        }
        let body = bytes[(offset + 8)..<(offset + recordHeader + length)]
        guard UInt64(CRC32C.checksum(body)) == number(bytes, at: offset + 4, 4) else { return nil }
        return Array(body.dropFirst(8))
    }

    /// Whether a good record of a later index stands anywhere behind the bad one.
    private func followed(_ bytes: [UInt8]) -> Bool {
        for offset in stride(from: goodBytes + 1, to: bytes.count - Self.recordHeader, by: 1) {
            let index = Self.number(bytes, at: offset + 8, 8)
            guard index > UInt64(end), index < UInt64(end + bytes.count) else { continue }
            if Self.line(bytes, at: offset, index: Int(index)) != nil { return true }
        }
        return false
    }

    private static func number(_ bytes: [UInt8], at offset: Int, _ width: Int) -> UInt64 {
        (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }

    private static func little(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
}
