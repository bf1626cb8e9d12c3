internal import Cryptography

enum Bitcoin {
    /// An address of the main net, in whichever encoding.
    static func isAddress(_ units: [UInt8]) -> Bool {
        if units.first == UInt8(ascii: "1") || units.first == UInt8(ascii: "3") {
            guard let payload = Base58.checked(units), payload.count == 21 else { return false }
            // Version 0 pays to a key, 5 to a script.
            return payload[0] == (units[0] == UInt8(ascii: "1") ? 0 : 5)
        }
        guard let decoded = Bech32.decode(units), decoded.prefix == Array("bc".utf8) else { return false }
        return isWitness(decoded)
    }

    /// BIP 173, BIP 350: version 0 to 16, then a program of 2 to 40 bytes; version 0 has its own checksum.
    private static func isWitness(_ decoded: Bech32.Decoded) -> Bool {
        guard let version = decoded.values.first, version <= 16,
            let program = Bech32.bytes(decoded.values.dropFirst()), (2...40).contains(program.count)
        else { return false }
        if version == 0 { return decoded.checksum == .bech32 && (program.count == 20 || program.count == 32) }
        return decoded.checksum == .bech32m
    }
}

enum Tron {
    /// The byte 0x41 and twenty of the account, which makes 34 characters that begin with T.
    static func isAddress(_ units: [UInt8]) -> Bool {
        guard units.count == 34, let payload = Base58.checked(units) else { return false }
        return payload.count == 21 && payload[0] == 0x41
    }
}

enum Ethereum {
    /// Letters of one case say nothing; of both, a letter is a capital where the Keccak-256 of the small ones has a digit
    /// of 8 or more in its place.
    static func isAddress(_ units: [UInt8]) -> Bool {
        let digits = units.dropFirst(2)
        guard units.count == 42, units.starts(with: Array("0x".utf8)), digits.allSatisfy(isHexadecimal) else {
            return false
        }
        let letters = digits.filter(\.isLetter)
        // All zeros and the like are nobody's.
        guard digits.contains(where: { $0 != units[2] }) else { return false }
        if letters.allSatisfy(\.isUpperCaseLetter) || !letters.contains(where: \.isUpperCaseLetter) { return true }
        let small = digits.map { $0.isUpperCaseLetter ? $0 + 0x20 : $0 }
        let hash = Keccak.hash256(small)
        return digits.enumerated().allSatisfy { place, unit in
            let nibble = place.isMultiple(of: 2) ? hash[place / 2] >> 4 : hash[place / 2] & 15
            return !unit.isLetter || unit.isUpperCaseLetter == (nibble >= 8)
        }
    }

    private static func isHexadecimal(_ unit: UInt8) -> Bool {
        unit.digitValue != nil || (0x61...0x66).contains(unit | 0x20)
    }
}

/// The alphabet without 0, O, I and l, and the checksum that goes with it.
enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    /// More than any address has: the work grows with the square.
    private static let longest = 64

    /// What is encoded, without the first four bytes of SHA-256 of its SHA-256 that stand at its end.
    static func checked(_ units: [UInt8]) -> [UInt8]? {
        guard let bytes = decode(units), bytes.count > 4 else { return nil }
        let payload = Array(bytes.dropLast(4))
        let digest = SHA256Hasher.hash(Array(SHA256Hasher.hash(payload)))
        return digest.prefix(4).elementsEqual(bytes.suffix(4)) ? payload : nil
    }

    /// A number to the base of 58; each 1 in front is a byte of zero.
    private static func decode(_ units: [UInt8]) -> [UInt8]? {
        guard units.count <= longest else { return nil }
        // The least significant byte first.
        var bytes: [UInt8] = []
        for unit in units {
            guard var carry = alphabet.firstIndex(of: unit) else { return nil }
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 0xFF))
                carry >>= 8
            }
        }
        return units.prefix { $0 == UInt8(ascii: "1") }.map { _ in 0 } + bytes.reversed()
    }
}

/// BIP 173 and BIP 350.
enum Bech32 {
    struct Decoded {
        /// What stands before the last 1.
        var prefix: [UInt8]
        /// Five bits each, without those of the checksum.
        var values: [UInt8]
        var checksum: Checksum
    }

    enum Checksum: UInt32 {
        case bech32 = 1
        case bech32m = 0x2BC8_30A3
    }

    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let generators: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]

    /// A text of small letters, or of capitals alone; `nil` where it is none or its checksum is wrong.
    static func decode(_ units: [UInt8]) -> Decoded? {
        let letters = units.filter(\.isLetter)
        let capitals = letters.count(where: \.isUpperCaseLetter)
        guard (8...90).contains(units.count), capitals == 0 || capitals == letters.count else { return nil }
        let small = units.map { $0.isUpperCaseLetter ? $0 + 0x20 : $0 }
        guard let mark = small.lastIndex(of: UInt8(ascii: "1")), mark > 0, small.count - mark > 6 else { return nil }
        let prefix = Array(small[..<mark])
        let values = small[(mark + 1)...].compactMap { alphabet.firstIndex(of: $0).map(UInt8.init) }
        guard values.count == small.count - mark - 1, prefix.allSatisfy({ (33...126).contains($0) }) else { return nil }
        let expanded = prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
        guard let checksum = Checksum(rawValue: checksum(expanded + values)) else { return nil }
        return Decoded(prefix: prefix, values: values.dropLast(6), checksum: checksum)
    }

    private static func checksum(_ values: [UInt8]) -> UInt32 {
        values.reduce(1) { check, value in
            let next = (check & 0x1FF_FFFF) << 5 ^ UInt32(value)
            return generators.indices.reduce(next) { (check >> 25) >> UInt32($1) & 1 == 1 ? $0 ^ generators[$1] : $0 }
        }
    }

    /// Groups of eight bits from those of five; fewer than five may be left over, all of them zero.
    static func bytes(_ values: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (buffer, count) = (0, 0)
        for value in values {
            buffer = (buffer << 5 | Int(value)) & 0xFFF
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(buffer >> count & 0xFF))
        }
        return count < 5 && buffer & (1 << count - 1) == 0 ? bytes : nil
    }
}
