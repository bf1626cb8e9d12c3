internal import Cryptography
internal import Primitives
internal import SystemIO

/// What a given text's digest would be in each epoch of a log, for who has the keys.
public struct TextRecognition: Sendable {
    /// The digest under the key of each epoch that the folder has, by the epoch's id.
    public private(set) var digests: [String: String] = [:]
    /// The epochs whose key the folder has not, or not any more: the text cannot be recognised there.
    public private(set) var missing: [String] = []
    /// Those among the missing whose key was destroyed, as the log says: nobody can recognise the text there.
    public private(set) var destroyed: [String] = []

    /// - Throws: for a key that is there and cannot be used.
    public init(of text: [UInt8], inLog directory: String, keys: KeyFolder) throws(LogError) {
        let folder = LogFolder(path: directory)
        guard let description = LogDescription(parsing: try folder.read(folder.description, limit: LogFormat.smallFile))
        else { throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log") }
        for epoch in description.epochs {
            do throws(LogError) {
                var code = HMACSHA256(key: try keys.epochKey(epoch, create: false))
                code.update(LogFormat.contentLabel)
                code.update(text)
                digests[epoch] = Hex.encode(Array(code.finish().prefix(16)))
            } catch {
                guard case .keyMissing = error else { throw error }
                missing.append(epoch)
                if description.destroyed.contains(epoch) { destroyed.append(epoch) }
            }
        }
    }
}
