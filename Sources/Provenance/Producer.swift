/// Who answers for content: what stands in `ContentProducer` or `ContentPropagator`.
public struct Producer: Hashable, Sendable {
    /// The longest name, in characters.
    public static let longestName = 1024

    /// The code or name as it is written into a label.
    public let value: String
    /// The provider code; `nil` for a plain name.
    public let code: ProviderCode?

    /// Stands in where no producer is configured.
    public static let unnamed = Producer(value: "unnamed", code: nil)

    /// A producer with a provider code.
    public init(code: ProviderCode) {
        self.init(value: code.text, code: code)
    }

    /// A producer with a plain name; it stays a name even where it looks like a code.
    /// - Throws: ``ProducerError`` where Annex E j) does not allow the name.
    public init(name: String) throws(ProducerError) {
        guard !name.isEmpty else { throw .empty }
        for (index, scalar) in name.unicodeScalars.enumerated() {
            guard scalar.isASCII, LabelCharacters.isLegal(UInt8(truncatingIfNeeded: scalar.value)) else {
                throw .character(position: index + 1)
            }
        }
        guard name.utf8.count <= Self.longestName else { throw .tooLong(name.utf8.count) }
        self.init(value: name, code: nil)
    }

    private init(value: String, code: ProviderCode?) {
        self.value = value
        self.code = code
    }

    /// What to tell the user where this is no provider code; `nil` where it is one.
    public var warning: String? {
        guard code == nil else { return nil }
        return "the label names its producer \"\(value)\" and has no provider code: not fit for production"
    }
}

/// Why a text cannot name a producer.
public enum ProducerError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// Not in Annex E j); counted in Unicode scalars from 1.
    case character(position: Int)
    /// Its length in characters.
    case tooLong(Int)

    /// One line, lower case, no full stop.
    public var description: String {
        switch self {
        case .empty: "the producer's name is empty"
        case .character(let position):
            "the producer's name has a character at position \(position) that a label cannot carry: printable ASCII "
                + "without space, \" and \\ is allowed (GB 45438 Annex E j)"
        case .tooLong(let length):
            "the producer's name has \(length) characters, at most \(Producer.longestName) are allowed"
        }
    }
}
