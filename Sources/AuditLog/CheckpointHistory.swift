internal import Transparency

/// The file `checkpoints`: every note that was signed, in order, each followed by an empty line.
struct CheckpointHistory: Sendable {
    private(set) var notes: [SignedNote] = []
    /// The bytes up to the end of the last whole note.
    private(set) var goodBytes = 0

    static func entry(_ note: SignedNote) -> [UInt8] { note.bytes + [0x0a] }

    /// Reads as many notes as are whole; what they are worth is for their signatures to say.
    init(parsing bytes: [UInt8]) {
        var start = 0
        var blanks = 0
        for index in bytes.indices.dropFirst() where bytes[index] == 0x0a && bytes[index - 1] == 0x0a {
            blanks += 1
            // The first empty line ends the text, the second the signatures.
            guard blanks.isMultiple(of: 2) else { continue }
            guard let note = SignedNote(parsing: Array(bytes[start..<index])) else { return }
            notes.append(note)
            start = index + 1
            goodBytes = start
        }
    }
}
