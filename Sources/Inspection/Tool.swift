public import Primitives

/// The program that made a number or a file, so that somebody else can take the same one.
public struct Tool: Sendable, Equatable {
    public let version: String
    /// SHA-256 of the program's own file in hexadecimal; `nil` where it could not be read.
    public let digest: String?

    public init(version: String, digest: String?) {
        self.version = version
        self.digest = digest
    }

    public static let name = "hallmark"

    /// `{name, version, sha256}`.
    public var json: JSONValue {
        var members: [String: JSONValue] = ["name": .string(Self.name), "version": .string(version)]
        if let digest { members["sha256"] = .string(digest) }
        return .object(members)
    }
}
