/// CRC-32C (Castagnoli, RFC 3720 §12.1): finds accidents in the write-ahead log, and is no proof of anything.
enum CRC32C {
    /// Eight tables of 256: the value of a byte with 0 to 7 bytes behind it, so that eight bytes are taken at once.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for index: UInt32 in 0..<256 {
            var value = index
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0x82F6_3B78 }
            tables.append(value)
        }
        for index in 256..<(8 * 256) {
            let value = tables[index - 256]
            tables.append(tables[Int(value & 0xff)] ^ (value >> 8))
        }
        return tables
    }()

    /// - Parameter range: which of `bytes` to take.
    static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        let span = bytes.span.extracting(range)
        let tables = tables.span
        var value = ~UInt32(0)
        var index = 0
        while index + 8 <= span.count {
            for offset in 0..<4 { value ^= UInt32(span[index + offset]) << UInt32(8 * offset) }
            var next: UInt32 = 0
            for offset in 0..<4 {
                next ^= tables[256 * (7 - offset) + Int(value >> UInt32(8 * offset) & 0xff)]
                next ^= tables[256 * (3 - offset) + Int(span[index + 4 + offset])]
            }
            value = next
            index += 8
        }
        while index < span.count {
            value = tables[Int(UInt8(truncatingIfNeeded: value) ^ span[index])] ^ value >> 8
            index += 1
        }
        return ~value
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes, 0..<bytes.count) }
}
