public import Primitives
public import Transparency

/// Enters an export into the log that it is taken from.
public enum Booking {
    /// Nobody enters it, for this reason; the manifest says so.
    case unrecorded(String)
    /// Appends a record and gives its number and id. The signer, if there is one, signs the manifest.
    case recorded(signer: NoteSigner?, append: (_ record: [String: JSONValue]) throws -> BookedRecord)

    func enter(_ manifest: inout ExportManifest) throws -> NoteSigner? {
        switch self {
        case .unrecorded(let reason):
            manifest.entry = .none(reason)
            return nil
        case .recorded(let signer, let append):
            manifest.entry = .record(try append(manifest.record))
            return signer
        }
    }
}

/// Where an export stands in the log.
public struct BookedRecord: Sendable, Equatable {
    public let index: Int
    public let id: String

    public init(index: Int, id: String) {
        self.index = index
        self.id = id
    }
}
