internal import Cryptography
public import Primitives

/// The public key of somebody who may read excerpts: `HPKE+name+1a2b3c4d+base64`.
///
/// The eight hexadecimal digits are the first four bytes of SHA-256 over `hallmark/excerpt-key/v1`, a newline, the
/// name, a newline and the 32 bytes of the X25519 key.
public struct ExcerptKey: Hashable, Sendable {
    public let name: String
    public let key: [UInt8]

    private static let prefix = "HPKE+"
    static let privatePrefix = "PRIVATE+HPKE+"

    init?(name: String, key: [UInt8]) {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "+") }), key.count == 32
        else { return nil }
        (self.name, self.key) = (name, key)
    }

    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let parts = Self.parts(text.dropFirst(Self.prefix.count)),
            let key = ExcerptKey(name: parts.name, key: parts.key), key.id == parts.id
        else { return nil }
        self = key
    }

    public var text: String { "\(Self.prefix)\(name)+\(id)+\(Base64.encode(key))" }

    public var id: String {
        Hex.encode(SHA256Hasher.hash(Array("hallmark/excerpt-key/v1\n\(name)\n".utf8) + key).prefix(4))
    }

    static func parts(_ text: Substring) -> (name: String, id: String, key: [UInt8])? {
        let fields = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let key = Base64.decode(fields[2]) else { return nil }
        return (String(fields[0]), String(fields[1]), key)
    }
}

/// The private half, which stays with its owner and never comes near a log: `PRIVATE+HPKE+name+1a2b3c4d+base64`.
public struct ExcerptSecret: Sendable {
    let key: AgreementKey
    public let publicKey: ExcerptKey

    public init?(name: String) {
        let key = AgreementKey()
        guard let publicKey = ExcerptKey(name: name, key: key.publicKey) else { return nil }
        (self.key, self.publicKey) = (key, publicKey)
    }

    public init?(_ text: String) {
        guard text.hasPrefix(ExcerptKey.privatePrefix),
            let parts = ExcerptKey.parts(text.dropFirst(ExcerptKey.privatePrefix.count)),
            let key = AgreementKey(bytes: parts.key), let publicKey = ExcerptKey(name: parts.name, key: key.publicKey),
            publicKey.id == parts.id
        else { return nil }
        (self.key, self.publicKey) = (key, publicKey)
    }

    public var text: String {
        "\(ExcerptKey.privatePrefix)\(publicKey.name)+\(publicKey.id)+\(Base64.encode(key.bytes))"
    }
}

/// Excerpts of a content, sealed to those who may read them.
///
/// The text is encrypted once, with ChaCha20-Poly1305 under a key for this one message, and that key is sealed to each
/// reader with HPKE (RFC 9180, X25519). `info` of HPKE is `hallmark/excerpt/v1`, the log's origin, the record's id and
/// the reader's key id, a newline after each: moved to another record or log, it does not open.
public enum SealedExcerpt {
    static let buckets = [256, 1024, 2048, 4096, largest]
    /// The most bytes that are sealed for one record.
    public static let largest = 8192

    static func info(_ origin: String, _ id: String, _ key: ExcerptKey) -> [UInt8] {
        Array("hallmark/excerpt/v1\n\(origin)\n\(id)\n\(key.id)\n".utf8)
    }

    /// The member `excerpts` of a record: `{suite, to: [{key, sealed}], sealed}`.
    /// - Parameter text: at most ``largest`` bytes; spaces fill it up to the next of a few sizes.
    /// - Returns: `nil` for a longer text, and where a key is none.
    public static func seal(
        _ text: [UInt8], to keys: [ExcerptKey], origin: String, record id: String
    ) -> [String: JSONValue]? {
        guard let bucket = buckets.first(where: { $0 >= text.count }) else { return nil }
        let once = SecureRandom.bytes(32)
        let padded = text + [UInt8](repeating: 0x20, count: bucket - text.count)
        guard let sealed = OneMessageCipher.seal(padded, key: once) else { return nil }
        var readers: [JSONValue] = []
        for key in keys {
            guard let lock = HybridEncryption.seal(once, to: key.key, info: info(origin, id, key)) else { return nil }
            readers.append(["key": .string(key.id), "sealed": .string(Base64.encode(lock))])
        }
        return [
            "suite": "x25519-hkdf-sha256-chacha20poly1305", "to": .array(readers), "sealed": .string(Base64.encode(sealed)),
        ]
    }

    /// The text, with its padding, of a record's excerpts; `nil` where they are not for this key, or not of this record.
    public static func open(_ record: JSONValue, origin: String, with secret: ExcerptSecret) -> [UInt8]? {
        guard let id = record["id"]?.string, let excerpts = record["excerpts"],
            let sealed = excerpts["sealed"]?.string.flatMap({ Base64.decode($0) }),
            let mine = excerpts["to"]?.array?.first(where: { $0["key"]?.string == secret.publicKey.id }),
            let lock = mine["sealed"]?.string.flatMap({ Base64.decode($0) }),
            let once = HybridEncryption.open(lock, with: secret.key, info: info(origin, id, secret.publicKey))
        else { return nil }
        return OneMessageCipher.open(sealed, key: once)
    }
}
