internal import AuditLog

/// A value of a field as the index knows it: 48 bits of a hash. That two terms have the same costs a look at a record
/// that does not match, and nothing else.
struct IndexTerm: Hashable, Comparable {
    /// Below 2^48.
    let bits: UInt64

    static let width: UInt64 = 48

    init(bits: UInt64) { self.bits = bits }

    init(_ field: RecordFields.Field, _ value: String) {
        let bytes = Array(value.utf8)
        self.init(field, bytes, bytes.startIndex..<bytes.endIndex)
    }

    /// FNV-1a, stirred at the end: its high bits alone are no better than the last bytes.
    init(_ field: RecordFields.Field, _ bytes: [UInt8], _ range: Range<Int>) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(field.rawValue) &* 0x9e37_79b9_7f4a_7c15
        for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        bits = (hash ^ hash >> 33) >> (64 - Self.width)
    }

    static func < (one: IndexTerm, other: IndexTerm) -> Bool { one.bits < other.bits }

    /// The key of its row for `block`: rows of one term lie beside each other.
    func key(_ block: Int) -> Int64 { Int64(bitPattern: bits << 16 | UInt64(block)) }

    /// Rare terms share rows.
    var bucket: Int { Int(bits >> (Self.width - 8)) }
    /// What tells it from others of its bucket.
    var mark: UInt64 { bits & 0xff_ffff_ffff }
}
