/// A UUID of version 7 (RFC 9562 §5.7): the id of a record and of the label that goes with it.
///
/// Written with hyphens in lower case. Order of records is by `seq`, never by id.
public struct ContentID: Hashable, Sendable, CustomStringConvertible {
    /// Sixteen bytes, most significant first.
    public let bytes: [UInt8]

    /// The first 48 bits are `time` in milliseconds, the rest ten random bytes with version and variant set.
    /// `random` shorter than ten bytes counts as padded with zeros.
    public init(time: Timestamp, random: [UInt8]) {
        let milliseconds = UInt64(clamping: time.milliseconds)
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) }
        bytes += Array((random + Array(repeating: 0, count: 10)).prefix(10))
        bytes[6] = bytes[6] & 0x0f | 0x70
        bytes[8] = bytes[8] & 0x3f | 0x80
        self.bytes = bytes
    }

    /// Reads the hyphenated form in either case; `nil` unless it is a UUID of version 7.
    public init?(_ text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], let bytes = Hex.decode(groups.joined()),
            bytes[6] >> 4 == 7, bytes[8] >> 6 == 2
        else { return nil }
        self.bytes = bytes
    }

    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(Hex.digits[Int(byte >> 4)])
            text.append(Hex.digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The moment in the first 48 bits.
    public var time: Timestamp {
        Timestamp(milliseconds: bytes.prefix(6).reduce(0) { $0 << 8 | Int64($1) })
    }
}
