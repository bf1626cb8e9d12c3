internal import Crypto
internal import Foundation

/// An Ed25519 private key (RFC 8032).
public struct SigningKey: Sendable {
    /// The 32-byte seed.
    public let seed: [UInt8]
    private let key: Curve25519.Signing.PrivateKey

    /// A fresh key from the system's generator.
    public init() {
        key = Curve25519.Signing.PrivateKey()
        seed = Array(key.rawRepresentation)
    }

    /// The key of a 32-byte seed; `nil` for any other length.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            return nil
        }
        self.key = key
        self.seed = seed
    }

    public var verifyingKey: VerifyingKey {
        VerifyingKey(bytes: Array(key.publicKey.rawRepresentation))
    }

    /// The 64-byte signature over `message`; `nil` only where the crypto library fails. Signatures need not be
    /// the same twice: some implementations randomise.
    public func signature(over message: [UInt8]) -> [UInt8]? {
        (try? key.signature(for: message)).map { Array($0) }
    }
}

/// An Ed25519 public key.
public struct VerifyingKey: Hashable, Sendable {
    /// The 32 bytes of the key.
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether `signature` is this key's over `message`; a key or signature of a wrong length never is.
    public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
