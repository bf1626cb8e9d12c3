internal import Primitives
public import Transparency

/// The statement that one signing key of a log follows another: a signed note of five lines that both keys signed, so
/// that whoever trusts one of the two can go on to the other without the log.
///
///     hallmark/key-rotation/v1
///     <origin>
///     <verifier key so far>
///     <verifier key from now on>
///     <number of the record that says so>
///
/// Checkpoints over at most that many records are signed by the key before, larger ones by the key after.
public struct KeyRotation: Equatable, Sendable {
    public let origin: String
    public let from: NoteVerifier
    public let to: NoteVerifier
    /// The number of the record `key.rotated` in which the statement stands.
    public let index: Int

    private static let header = "hallmark/key-rotation/v1"

    init?(from: NoteVerifier, to: NoteVerifier, index: Int) {
        guard from.name == to.name, from != to, index > 0 else { return nil }
        (origin, self.from, self.to, self.index) = (from.name, from, to, index)
    }

    /// Reads a statement; `nil` unless both keys signed it.
    public init?(parsing text: String) {
        guard let note = SignedNote(parsing: Array(text.utf8)), note.bytes == Array(text.utf8) else { return nil }
        let lines = String(decoding: note.text.dropLast(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 5, lines[0] == Self.header, let from = NoteVerifier(vkey: lines[2]),
            let to = NoteVerifier(vkey: lines[3]), let index = Int(lines[4]), String(index) == lines[4],
            let rotation = KeyRotation(from: from, to: to, index: index), rotation.origin == lines[1],
            Set(note.signers(among: [from, to])) == [from, to]
        else { return nil }
        self = rotation
    }

    /// What is signed.
    var text: [UInt8] {
        Array("\(Self.header)\n\(origin)\n\(from.vkey)\n\(to.vkey)\n\(index)\n".utf8)
    }

    /// The statement with both signatures, the old key's first.
    static func statement(from old: NoteSigner, to new: NoteSigner, index: Int) -> String? {
        guard let rotation = KeyRotation(from: old.verifier, to: new.verifier, index: index),
            let first = old.sign(rotation.text), let second = new.sign(rotation.text)
        else { return nil }
        let note = SignedNote(text: rotation.text, signatures: first.signatures + second.signatures)
        return String(decoding: note.bytes, as: UTF8.self)
    }
}

/// From which size of the log on a key's word counts no more: it was stolen, or may have been.
struct KeyRevocation: Equatable, Sendable {
    let key: String
    let from: Int

    var json: JSONValue { ["key": .string(key), "from": .integer(Int64(from))] }

    init(key: String, from: Int) {
        (self.key, self.from) = (key, from)
    }

    init?(_ value: JSONValue) {
        guard let key = value["key"]?.string, let from = value["from"]?.integer.flatMap({ Int(exactly: $0) }), from >= 0
        else { return nil }
        self.init(key: key, from: from)
    }
}

/// Which key signs for which sizes of a log.
struct KeySchedule: Equatable, Sendable {
    struct Term: Equatable, Sendable {
        let key: NoteVerifier
        /// The largest size that it signs for; `nil` for the key in force.
        let through: Int?
        /// From this size on its word does not count.
        let revokedFrom: Int?
    }

    /// The oldest first.
    let terms: [Term]

    /// - Returns: `nil` where the description's keys and statements are not one chain.
    init?(_ description: LogDescription) {
        let keys = description.keys.compactMap { NoteVerifier(vkey: $0) }
        let rotations = description.rotations.compactMap { KeyRotation(parsing: $0) }
        guard !keys.isEmpty, keys.count == description.keys.count, rotations.count == keys.count - 1,
            rotations.count == description.rotations.count, keys.allSatisfy({ $0.name == description.origin })
        else { return nil }
        for (place, rotation) in rotations.enumerated() {
            guard rotation.from == keys[place], rotation.to == keys[place + 1],
                place == 0 || rotations[place - 1].index < rotation.index
            else { return nil }
        }
        terms = keys.enumerated().map { place, key in
            Term(
                key: key, through: place < rotations.count ? rotations[place].index : nil,
                revokedFrom: description.revoked.filter { $0.key == key.vkey }.map(\.from).min())
        }
    }

    /// The key that signs a checkpoint over `size` records.
    func key(size: Int) -> NoteVerifier? {
        terms.first { $0.through.map { size <= $0 } ?? true }?.key
    }

    /// Whether somebody who trusts only `keys` may take the word of the key in force.
    func leads(from keys: [NoteVerifier]) -> Bool {
        guard let start = terms.lastIndex(where: { keys.contains($0.key) }) else { return false }
        // A stolen key signs any statement: what it said from there on leads nowhere.
        return terms[start...].dropLast().allSatisfy { term in
            guard let from = term.revokedFrom, let through = term.through else { return true }
            return through < from
        }
    }
}
