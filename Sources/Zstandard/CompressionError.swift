/// Why bytes could not be compressed, or are not what a compressor wrote.
public struct CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was wrong: one line, lower case.
    public let message: String

    public init(message: String) {
        self.message = message
    }

    public var description: String { message }

    static let cut = CompressionError(message: "the compressed data ends too early")
    static let memory = CompressionError(message: "no memory for the codec")
    static func tooLong(_ limit: Int) -> CompressionError {
        CompressionError(message: "the data unpacks to more than \(limit) bytes")
    }
}
