/// XXH64, the checksum of zstd's frames and seek tables. It finds accidents, not forgeries.
///
/// Source: the xxHash specification, doc/xxhash_spec.md of the reference implementation, version 0.1.1.
public enum XXH64 {
    /// The hash of `bytes`. Zstandard uses its low 32 bits, with seed 0.
    public static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        var position = 0
        var accumulator: UInt64
        if bytes.count >= 32 {
            var lanes = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
            while position + 32 <= bytes.count {
                lanes.0 = round(lanes.0, word(bytes, position))
                lanes.1 = round(lanes.1, word(bytes, position + 8))
                lanes.2 = round(lanes.2, word(bytes, position + 16))
                lanes.3 = round(lanes.3, word(bytes, position + 24))
                position += 32
            }
            accumulator = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                accumulator = (accumulator ^ round(0, lane)) &* prime1 &+ prime4
            }
        } else {
            accumulator = seed &+ prime5
        }
        accumulator &+= UInt64(bytes.count)
        return avalanche(finish(accumulator, bytes, from: position))
    }

    /// The low 32 bits of the hash with seed 0: what a frame and a seek table hold.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: hash(bytes))
    }

    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The bytes after the last full stripe: fewer than 32.
    private static func finish(_ start: UInt64, _ bytes: [UInt8], from start32: Int) -> UInt64 {
        var accumulator = start
        var position = start32
        while position + 8 <= bytes.count {
            accumulator = rotate(accumulator ^ round(0, word(bytes, position)), 27) &* prime1 &+ prime4
            position += 8
        }
        if position + 4 <= bytes.count {
            let half = (0..<4).reduce(UInt64(0)) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
            accumulator = rotate(accumulator ^ (half &* prime1), 23) &* prime2 &+ prime3
            position += 4
        }
        while position < bytes.count {
            accumulator = rotate(accumulator ^ (UInt64(bytes[position]) &* prime5), 11) &* prime1
            position += 1
        }
        return accumulator
    }

    private static func avalanche(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 33) &* prime2
        value = (value ^ value >> 29) &* prime3
        return value ^ value >> 32
    }

    private static func round(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
        rotate(accumulator &+ lane &* prime2, 31) &* prime1
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 - count)
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        let low =
            UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) << 8 | UInt64(bytes[offset + 2]) << 16
            | UInt64(bytes[offset + 3]) << 24
        let high =
            UInt64(bytes[offset + 4]) | UInt64(bytes[offset + 5]) << 8 | UInt64(bytes[offset + 6]) << 16
            | UInt64(bytes[offset + 7]) << 24
        return low | high << 32
    }
}
