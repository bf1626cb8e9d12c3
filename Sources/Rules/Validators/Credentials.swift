internal import Primitives

/// Tokens whose last six characters check the others, as GitHub published it for its own and for npm's (2021).
enum TokenChecksum {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let kinds = ["ghp", "gho", "ghu", "ghs", "ghr", "npm"].map { Array($0.utf8) }
    private static let fineGrained = Array("github_pat_".utf8)

    /// A kind, `_`, thirty characters or more, and their CRC-32 to the base of 62. How fine-grained tokens are checked is
    /// not published: 22 characters, `_` and 59 are taken for one.
    static func isValid(_ units: [UInt8]) -> Bool {
        if units.starts(with: fineGrained) { return isFineGrained(units.dropFirst(fineGrained.count)) }
        guard let mark = units.firstIndex(of: UInt8(ascii: "_")), kinds.contains(Array(units[..<mark])) else {
            return false
        }
        let token = units[(mark + 1)...]
        guard (36...251).contains(token.count), token.allSatisfy(alphabet.contains) else { return false }
        return token.suffix(6).elementsEqual(base62(crc32(token.dropLast(6))))
    }

    private static func isFineGrained(_ units: ArraySlice<UInt8>) -> Bool {
        let parts = units.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [22, 59] && parts.allSatisfy { $0.allSatisfy(alphabet.contains) }
    }

    /// ISO 3309, as in Ethernet and zlib.
    static func crc32(_ units: some Sequence<UInt8>) -> UInt32 {
        var check = UInt32.max
        for unit in units {
            check ^= UInt32(unit)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
        }
        return ~check
    }

    /// Six characters, zeros in front.
    private static func base62(_ number: UInt32) -> [UInt8] {
        var rest = Int(number)
        let reversed = (0..<6).map { _ in
            defer { rest /= 62 }
            return alphabet[rest % 62]
        }
        return reversed.reversed()
    }
}

/// JSON Web Tokens in compact form: RFC 7515 §7.1, RFC 7519.
enum WebToken {
    /// Longer ones are not looked into.
    private static let longest = 64 << 10

    /// Header, payload, signature. An encrypted token has five parts and is none of these.
    static func isValid(_ units: [UInt8]) -> Bool {
        guard units.count <= longest else { return false }
        let parts = units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].allSatisfy(isEncoded) else { return false }
        return object(parts[0])?["alg"]?.isString == true && object(parts[1]) != nil
    }

    private static func object(_ part: ArraySlice<UInt8>) -> JSONNode? {
        guard let bytes = Base64.decodeURL(String(decoding: part, as: UTF8.self)),
            String(validating: bytes, as: UTF8.self) != nil, let value = try? JSONNode.parse(bytes), value.isObject
        else { return nil }
        return value
    }

    private static func isEncoded(_ unit: UInt8) -> Bool {
        unit.digitValue != nil || unit.isLetter || unit == UInt8(ascii: "-") || unit == UInt8(ascii: "_")
    }
}
