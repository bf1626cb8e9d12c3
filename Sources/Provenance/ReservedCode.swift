public import Cryptography
internal import Primitives

/// What we write into `ReservedCode1` and `ReservedCode2` (GB 45438-2025 Annex E f, i): the means by which a producer
/// or distributor can tell later that the text is still the one it labelled.
///
/// | Form | Text |
/// |---|---|
/// | plain | base64url of SHA-256 over the delivered text without labels, 43 characters |
/// | signed | `sha256.` ‖ the same ‖ `.ed25519.` ‖ base64url of the signature, 86 characters |
///
/// The signed message is `hallmark/label/v1`, a line feed, the content number (`ProduceID`, in `ReservedCode2`
/// `PropagateID`), a line feed, and the 32 bytes of the digest. Every character is one that Annex E j) allows.
public struct ReservedCode: Hashable, Sendable {
    /// The 32 bytes of SHA-256 over the delivered text without labels.
    public let digest: [UInt8]
    /// The 64 bytes of Ed25519; `nil` in the plain form.
    public let signature: [UInt8]?

    /// The plain code of a whole text.
    public init(of text: [UInt8]) {
        digest = SHA256Hasher.hash(text)
        signature = nil
    }

    /// The plain code of a text that was hashed piece by piece.
    public init(_ hasher: SHA256Hasher) {
        digest = hasher.finish()
        signature = nil
    }

    /// Reads either form; `nil` for any other text, which may well be another producer's scheme.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard let digest = Self.bytes(parts[0], 32) else { return nil }
            self.init(digest: digest, signature: nil)
        case 4:
            guard parts[0] == "sha256", parts[2] == "ed25519", let digest = Self.bytes(parts[1], 32),
                let signature = Self.bytes(parts[3], 64)
            else { return nil }
            self.init(digest: digest, signature: signature)
        default: return nil
        }
    }

    private init(digest: [UInt8], signature: [UInt8]?) {
        self.digest = digest
        self.signature = signature
    }

    private static func bytes(_ text: Substring, _ count: Int) -> [UInt8]? {
        // Base64 of `count` bytes is never longer than twice that: a bound before any work on a hostile text.
        guard text.utf8.count <= 2 * count, let bytes = Base64.decodeURL(text), bytes.count == count else { return nil }
        return bytes
    }

    /// This code signed for the content number `id`; `nil` only where the crypto library fails.
    public func signed(for id: String, by key: SigningKey) -> ReservedCode? {
        guard let signature = key.signature(over: Self.message(digest, id)) else { return nil }
        return ReservedCode(digest: digest, signature: signature)
    }

    /// The value of the field.
    public var text: String {
        let plain = Base64.encodeURL(digest)
        guard let signature else { return plain }
        return "sha256.\(plain).ed25519.\(Base64.encodeURL(signature))"
    }

    private static func message(_ digest: [UInt8], _ id: String) -> [UInt8] {
        Array("hallmark/label/v1\n\(id)\n".utf8) + digest
    }
}

/// What checking a label's code came to.
public enum ReservedCodeVerdict: Hashable, Sendable {
    /// The text is the labelled one and, where the code is signed, the key's owner said so. A plain code is no proof
    /// against someone who writes text and label anew.
    case valid
    case invalid(Fault)
    case inconclusive(Gap)

    /// Why a code is not valid.
    public enum Fault: Hashable, Sendable {
        /// The text is not the one that was labelled.
        case content
        /// The signature is not the key's over this digest and content number.
        case signature
    }

    /// Why nothing can be said.
    public enum Gap: Hashable, Sendable {
        /// The field is empty.
        case empty
        /// The scheme is not ours.
        case unknownScheme
        /// The code is signed and no key was given; the text fits where one was given.
        case noKey
        /// No text was given to compare; the signature holds where there is one.
        case noContent
    }
}

extension ReservedCode {
    /// Checks the value of a reserved field.
    /// - Parameters:
    ///   - text: the field's value.
    ///   - id: the content number beside it: `ProduceID` for `ReservedCode1`, `PropagateID` for `ReservedCode2`.
    ///   - content: SHA-256 over the text without labels, `nil` where the text is not at hand.
    ///   - key: whose signature it must be, where it is signed. A plain code is checked without.
    public static func verify(
        _ text: String, id: String, content: [UInt8]?, key: VerifyingKey? = nil
    ) -> ReservedCodeVerdict {
        guard !text.isEmpty else { return .inconclusive(.empty) }
        guard let code = ReservedCode(text) else { return .inconclusive(.unknownScheme) }
        if let content, content != code.digest { return .invalid(.content) }
        if let signature = code.signature {
            guard let key else { return .inconclusive(.noKey) }
            guard key.verifies(signature, over: message(code.digest, id)) else { return .invalid(.signature) }
        }
        return content == nil ? .inconclusive(.noContent) : .valid
    }
}

extension ReservedCode {
    /// The plain form of `code`.
    init(digestOf code: ReservedCode) {
        self.init(digest: code.digest, signature: nil)
    }
}
