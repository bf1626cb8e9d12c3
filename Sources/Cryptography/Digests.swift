internal import Crypto
internal import Foundation
public import Primitives

/// SHA-256 (FIPS 180-4), at once or piece by piece.
public struct SHA256Hasher: Sendable {
    private var state = SHA256()

    public init() {}

    public mutating func update(_ bytes: [UInt8]) {
        state.update(data: bytes)
    }

    /// The 32 bytes of the digest of all that was fed so far.
    public func finish() -> [UInt8] {
        Array(state.finalize())
    }

    /// The 32 bytes of the digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    /// The 32 bytes of the digest of `range` of `bytes`, which is not copied.
    public static func hash(_ bytes: [UInt8], in range: Range<Int>) -> [UInt8] {
        Array(SHA256.hash(data: bytes[range]))
    }
}

/// HMAC-SHA-256 (RFC 2104), piece by piece.
public struct HMACSHA256: Sendable {
    private var state: HMAC<SHA256>

    public init(key: [UInt8]) {
        state = HMAC<SHA256>(key: SymmetricKey(data: key))
    }

    public mutating func update(_ bytes: [UInt8]) {
        state.update(data: bytes)
    }

    /// The 32 bytes of the code over all that was fed so far.
    public func finish() -> [UInt8] {
        Array(state.finalize())
    }
}

/// Random bytes from the system's cryptographic generator.
public enum SecureRandom {
    public static func bytes(_ count: Int) -> [UInt8] {
        // Each word is a call of the system.
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            let word = generator.next() as UInt64
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

extension Environment {
    /// The system's clock and random ids.
    public static let system = Environment(
        now: { now() },
        newID: { ContentID(time: now(), random: SecureRandom.bytes(10)) })

    private static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
