internal import Crypto
internal import Foundation

/// HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, one message to a
/// context and no additional data: what binds a message to its place goes into `info`.
public enum HybridEncryption {
    private static var suite: HPKE.Ciphersuite { .Curve25519_SHA256_ChachaPoly }
    /// Bytes of the encapsulated key, which stands before the ciphertext.
    private static let encapsulated = 32

    /// Seals `message` to the holder of the private half of `publicKey`, 32 bytes.
    /// - Returns: the encapsulated key, the ciphertext and its tag, 48 bytes longer than the message; `nil` for a key
    ///   that is none.
    public static func seal(_ message: [UInt8], to publicKey: [UInt8], info: [UInt8]) -> [UInt8]? {
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey),
            var sender = try? HPKE.Sender(recipientKey: key, ciphersuite: suite, info: Data(info)),
            let sealed = try? sender.seal(message)
        else { return nil }
        return Array(sender.encapsulatedKey) + Array(sealed)
    }

    /// Opens what ``seal(_:to:info:)`` gave; `nil` where the key, the info or a byte is another.
    /// - Parameter additional: the additional data of a sender who has some.
    public static func open(
        _ sealed: [UInt8], with key: AgreementKey, info: [UInt8], additional: [UInt8] = []
    ) -> [UInt8]? {
        guard sealed.count > encapsulated, let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: key.bytes),
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: Data(info),
                encapsulatedKey: Data(sealed.prefix(encapsulated)))
        else { return nil }
        return (try? recipient.open(sealed.dropFirst(encapsulated), authenticating: additional)).map { Array($0) }
    }
}

/// An X25519 private key (RFC 7748).
public struct AgreementKey: Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]
    public let publicKey: [UInt8]

    /// A fresh key from the system's generator.
    public init() {
        let key = Curve25519.KeyAgreement.PrivateKey()
        bytes = Array(key.rawRepresentation)
        publicKey = Array(key.publicKey.rawRepresentation)
    }

    /// - Returns: `nil` for what is not 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32, let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else {
            return nil
        }
        self.bytes = bytes
        publicKey = Array(key.publicKey.rawRepresentation)
    }
}

/// ChaCha20-Poly1305 (RFC 8439) under a key that serves one message: the nonce is zero.
public enum OneMessageCipher {
    private static let nonce = [UInt8](repeating: 0, count: 12)

    /// - Returns: the ciphertext and its tag; `nil` unless the key has 32 bytes.
    public static func seal(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count == 32, let nonce = try? ChaChaPoly.Nonce(data: nonce),
            let box = try? ChaChaPoly.seal(message, using: SymmetricKey(data: key), nonce: nonce)
        else { return nil }
        return Array(box.ciphertext) + Array(box.tag)
    }

    public static func open(_ sealed: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count == 32, let box = try? ChaChaPoly.SealedBox(combined: nonce + sealed) else { return nil }
        return (try? ChaChaPoly.open(box, using: SymmetricKey(data: key))).map { Array($0) }
    }
}
