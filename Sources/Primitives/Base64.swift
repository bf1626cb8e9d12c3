/// Base64 of RFC 4648: §4 with padding, and §5 (URL-safe) without.
public enum Base64 {
    /// Standard alphabet, padded (RFC 4648 §4).
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(Array(bytes), alphabet: standard, padded: true), as: UTF8.self)
    }

    /// URL-safe alphabet, unpadded (RFC 4648 §5).
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(Array(bytes), alphabet: urlSafe, padded: false), as: UTF8.self)
    }

    /// Strict decoding of the padded standard alphabet: no white space, no missing padding, no stray bits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let units = Array(text.utf8)
        guard units.count.isMultiple(of: 4) else { return nil }
        let padding = units.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return decode(units.dropLast(padding), alphabet: standard)
    }

    /// Strict decoding of the unpadded URL-safe alphabet.
    public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8)[...], alphabet: urlSafe)
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = Array((letters + "+/").utf8)
    private static let urlSafe = Array((letters + "-_").utf8)

    private static func encode(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 3 * 4 + 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
            buffer &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 { output.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        while padded, !output.count.isMultiple(of: 4) { output.append(UInt8(ascii: "=")) }
        return output
    }

    private static func decode(_ units: ArraySlice<UInt8>, alphabet: [UInt8]) -> [UInt8]? {
        guard units.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for unit in units {
            guard let value = alphabet.firstIndex(of: unit) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
                buffer &= (1 << UInt32(bits)) - 1
            }
        }
        // Bits left over must be zero, or two texts would mean the same bytes.
        return buffer == 0 ? output : nil
    }
}
