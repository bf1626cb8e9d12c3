public import Cryptography
internal import Primitives

/// A witness's word that it saw a checkpoint, and at what time (C2SP tlog-cosignature v1.0.1, Ed25519).
public struct Cosignature: Equatable, Sendable {
    public let witness: WitnessVerifier
    /// Seconds since 1970 by the witness's clock.
    public let time: Int64
}

/// A witness's key that signs cosignatures, with the name that it signs under.
///
///     let line = witness.cosign(checkpoint.text, time: now)
public struct WitnessSigner: Sendable {
    public let verifier: WitnessVerifier
    private let key: SigningKey

    /// - Returns: `nil` for a name that no note can carry.
    public init?(name: String, key: SigningKey) {
        guard let verifier = WitnessVerifier(name: name, key: key.verifyingKey) else { return nil }
        self.verifier = verifier
        self.key = key
    }

    /// Reads `PRIVATE+KEY+name+hex+base64` with the type of cosignatures, 04.
    public init?(skey text: String) {
        guard let parts = NoteVerifier.secretParts(text), parts.key.count == 33,
            parts.key[0] == WitnessVerifier.type, let key = SigningKey(seed: Array(parts.key.dropFirst())),
            let signer = WitnessSigner(name: parts.name, key: key), signer.verifier.keyID == parts.keyID
        else { return nil }
        self = signer
    }

    public var name: String { verifier.name }

    /// The private key as text: to be kept where only its owner reads it.
    public var skey: String {
        "PRIVATE+KEY+\(name)+\(Hex.encode(verifier.keyID))+" + Base64.encode([WitnessVerifier.type] + key.seed)
    }

    /// The signature line that says that `text`, all of a checkpoint's, was seen at `time` seconds since 1970.
    /// - Returns: `nil` for a time before 1970, or where the crypto library fails.
    public func cosign(_ text: [UInt8], time: Int64) -> SignedNote.Signature? {
        guard time >= 0, let signature = key.signature(over: WitnessVerifier.message(text, time: time)) else {
            return nil
        }
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> Int64(56 - 8 * $0)) }
        return SignedNote.Signature(name: name, keyID: verifier.keyID, signature: stamp + signature)
    }
}

/// The public half of a witness's key.
public struct WitnessVerifier: Hashable, Sendable {
    public let name: String
    public let key: VerifyingKey
    /// The first four bytes of SHA-256(name ‖ newline ‖ 04 ‖ key).
    public let keyID: [UInt8]

    /// A timestamped Ed25519 cosignature.
    static let type: UInt8 = 0x04

    public init?(name: String, key: VerifyingKey) {
        guard NoteVerifier.isName(name), key.bytes.count == 32 else { return nil }
        self.name = name
        self.key = key
        keyID = NoteVerifier.keyID(name, Self.type, key)
    }

    /// Reads `name+hex+base64`.
    public init?(vkey text: String) {
        guard let parts = NoteVerifier.parts(text), parts.key.first == Self.type,
            let verifier = WitnessVerifier(name: parts.name, key: VerifyingKey(bytes: Array(parts.key.dropFirst()))),
            verifier.keyID == parts.keyID
        else { return nil }
        self = verifier
    }

    public var vkey: String { "\(name)+\(Hex.encode(keyID))+" + Base64.encode([Self.type] + key.bytes) }

    /// What is signed: a header, the time, and all of the checkpoint's text.
    static func message(_ text: [UInt8], time: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    /// The time that `blob`, eight bytes and an Ed25519 signature, states for `text`; `nil` where it is not this key's.
    func time(_ blob: [UInt8], over text: [UInt8]) -> Int64? {
        guard blob.count == 72 else { return nil }
        let stamp = blob.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let time = Int64(exactly: stamp),
            key.verifies(Array(blob.dropFirst(8)), over: Self.message(text, time: time))
        else { return nil }
        return time
    }
}

extension SignedNote {
    /// Which of `witnesses` cosigned, each once. Signatures by others are passed over.
    /// - Returns: `nil` where one that claims to be a known key's is wrong: then nothing of the note counts.
    public func cosignatures(of witnesses: [WitnessVerifier]) -> [Cosignature]? {
        var found: [Cosignature] = []
        for signature in signatures {
            guard let witness = witnesses.first(where: { $0.name == signature.name && $0.keyID == signature.keyID })
            else { continue }
            guard let time = witness.time(signature.signature, over: text) else { return nil }
            if !found.contains(where: { $0.witness == witness }) { found.append(Cosignature(witness: witness, time: time)) }
        }
        return found
    }

    /// This note with `signature` added, unless it has it.
    public func adding(_ signature: Signature) -> SignedNote {
        signatures.contains(signature) ? self : SignedNote(text: text, signatures: signatures + [signature])
    }

    /// Signature lines as a witness answers with, each with its newline; `nil` where one is none.
    public static func signatureLines(_ bytes: [UInt8]) -> [Signature]? {
        SignedNote(parsing: [0x78, 0x0a, 0x0a] + bytes)?.signatures
    }
}
