public import Cryptography
internal import Primitives

/// A key that signs notes (C2SP signed-note, Ed25519), with the name that it signs under.
public struct NoteSigner: Sendable {
    public let verifier: NoteVerifier
    public let key: SigningKey

    /// - Returns: `nil` for a name that no note can carry: see ``NoteVerifier/isName(_:)``.
    public init?(name: String, key: SigningKey) {
        guard let verifier = NoteVerifier(name: name, key: key.verifyingKey) else { return nil }
        self.verifier = verifier
        self.key = key
    }

    /// Reads `PRIVATE+KEY+name+hex+base64`, the form of Go's `x/mod/sumdb/note`.
    public init?(skey text: String) {
        guard let parts = NoteVerifier.secretParts(text), parts.key.count == 33, parts.key[0] == NoteVerifier.ed25519,
            let key = SigningKey(seed: Array(parts.key.dropFirst())),
            let signer = NoteSigner(name: parts.name, key: key),
            signer.verifier.keyID == parts.keyID
        else { return nil }
        self = signer
    }

    public var name: String { verifier.name }

    /// The private key as text: to be kept where only its owner reads it.
    public var skey: String {
        "PRIVATE+KEY+\(name)+\(Hex.encode(verifier.keyID))+" + Base64.encode([NoteVerifier.ed25519] + key.seed)
    }

    /// The note of `text`, which must end with a newline; `nil` only where the crypto library fails.
    public func sign(_ text: [UInt8]) -> SignedNote? {
        guard let signature = key.signature(over: text) else { return nil }
        return SignedNote(
            text: text, signatures: [.init(name: name, keyID: verifier.keyID, signature: signature)])
    }
}

/// The public half: who may have signed a note.
public struct NoteVerifier: Hashable, Sendable {
    public let name: String
    public let key: VerifyingKey
    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    public let keyID: [UInt8]

    static let ed25519: UInt8 = 0x01

    public init?(name: String, key: VerifyingKey) {
        guard Self.isName(name), key.bytes.count == 32 else { return nil }
        self.name = name
        self.key = key
        keyID = Self.keyID(name, Self.ed25519, key)
    }

    /// Reads `name+hex+base64`.
    public init?(vkey text: String) {
        guard let parts = Self.parts(text), parts.key.first == Self.ed25519,
            let verifier = NoteVerifier(name: parts.name, key: VerifyingKey(bytes: Array(parts.key.dropFirst()))),
            verifier.keyID == parts.keyID
        else { return nil }
        self = verifier
    }

    public var vkey: String { "\(name)+\(Hex.encode(keyID))+" + Base64.encode([Self.ed25519] + key.bytes) }

    /// Whether a note's signature can carry `name`: not empty, no space, no plus sign, no control character.
    public static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f && $0 != "+" }
            && !name.contains { $0.isWhitespace }
    }

    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    static func keyID(_ name: String, _ type: UInt8, _ key: VerifyingKey) -> [UInt8] {
        Array(SHA256Hasher.hash(Array(name.utf8) + [0x0a, type] + key.bytes).prefix(4))
    }

    /// The three fields of a private key in the form of Go's `x/mod/sumdb/note`.
    static func secretParts(_ text: String) -> (name: String, keyID: [UInt8], key: [UInt8])? {
        let prefix = "PRIVATE+KEY+"
        return text.hasPrefix(prefix) ? parts(String(text.dropFirst(prefix.count))) : nil
    }

    /// The three fields; base64 may hold plus signs, a name may not.
    static func parts(_ text: String) -> (name: String, keyID: [UInt8], key: [UInt8])? {
        let fields = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, fields[1].utf8.count == 8, fields[1] == fields[1].lowercased(),
            let keyID = Hex.decode(fields[1]), let key = Base64.decode(fields[2])
        else { return nil }
        return (String(fields[0]), keyID, key)
    }
}

/// A text with signatures below it (C2SP signed-note v1.0.0).
public struct SignedNote: Equatable, Sendable {
    public struct Signature: Equatable, Sendable {
        public let name: String
        public let keyID: [UInt8]
        public let signature: [UInt8]

        /// - Parameters:
        ///   - keyID: four bytes.
        ///   - signature: what follows them, as the key's type has it.
        public init(name: String, keyID: [UInt8], signature: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.signature = signature
        }

        /// Its line with the newline.
        public var bytes: [UInt8] {
            Array((SignedNote.dash + name + " " + Base64.encode(keyID + signature) + "\n").utf8)
        }
    }

    /// What is signed, its last newline included.
    public let text: [UInt8]
    public let signatures: [Signature]

    public init(text: [UInt8], signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    fileprivate static let dash = "\u{2014} "
    private static let mostSignatures = 100

    /// Reads a note strictly; `nil` where it is none.
    public init?(parsing bytes: [UInt8]) {
        guard let note = String(validating: bytes, as: UTF8.self),
            !bytes.contains(where: { $0 < 0x20 && $0 != 0x0a }), bytes.last == 0x0a,
            let split = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }),
            note.utf8.count == bytes.count
        else { return nil }
        let lines = String(decoding: bytes[(split + 2)...].dropLast(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count <= Self.mostSignatures else { return nil }
        var signatures: [Signature] = []
        for line in lines {
            guard line.hasPrefix(Self.dash) else { return nil }
            let fields = line.dropFirst(Self.dash.count).split(separator: " ", omittingEmptySubsequences: false)
            guard fields.count == 2, NoteVerifier.isName(String(fields[0])), let blob = Base64.decode(fields[1]),
                blob.count > 4
            else { return nil }
            signatures.append(
                Signature(
                    name: String(fields[0]), keyID: Array(blob.prefix(4)), signature: Array(blob.dropFirst(4))))
        }
        self.init(text: Array(bytes[...split]), signatures: signatures)
    }

    /// The note as it is kept and sent.
    public var bytes: [UInt8] {
        var output = text + [0x0a]
        for signature in signatures { output += signature.bytes }
        return output
    }

    /// This note with those signatures of `other` too that it has not yet; as it is where the texts differ.
    public func joined(with other: SignedNote) -> SignedNote {
        guard other.text == text else { return self }
        return SignedNote(text: text, signatures: signatures + other.signatures.filter { !signatures.contains($0) })
    }

    /// Which of `verifiers` signed. Signatures by others are passed over; none counts where one of a known key is
    /// wrong.
    public func signers(among verifiers: [NoteVerifier]) -> [NoteVerifier] {
        var found: [NoteVerifier] = []
        for signature in signatures {
            guard let verifier = verifiers.first(where: { $0.name == signature.name && $0.keyID == signature.keyID })
            else { continue }
            guard verifier.key.verifies(signature.signature, over: text) else { return [] }
            found.append(verifier)
        }
        return found
    }
}
