/// The label of a text file in a file beside it, because GB 45438-2025 asks for file metadata and plain text has none.
public enum Sidecar {
    /// What a file's full name gets behind it: `notes.txt` is labelled by `notes.txt.aigc.json`.
    public static let suffix = ".aigc.json"

    /// The name or path of the sidecar of the file `name`.
    public static func name(for name: String) -> String {
        name + suffix
    }

    /// The contents: the wrapped label on one line.
    public static func bytes(_ label: AIGCLabel) -> [UInt8] {
        label.wrappedJSON + [UInt8(ascii: "\n")]
    }

    /// Reads contents, ours or anyone's; a byte order mark is let pass.
    public static func read(_ bytes: [UInt8]) -> AIGCReading {
        AIGCLabel.read(bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes)
    }
}
