/// A place in a JSON text (RFC 8259): what stands there and which bytes it takes.
///
/// The tree refers to the bytes that it was parsed from and copies none of them but object keys, so a reader can
/// change one string and leave every other byte as it was.
public struct JSONNode: Sendable {
    /// What stands at a place.
    public enum Content: Sendable {
        case null
        case bool(Bool)
        case number
        case string
        case array([JSONNode])
        case object([Member])
    }

    /// One name and its value.
    public struct Member: Sendable {
        /// The decoded name; ill-formed parts of it are replaced by U+FFFD.
        public let key: String
        /// The bytes of the name, quotes included.
        public let keyRange: Range<Int>
        public let value: JSONNode
    }

    public let content: Content
    /// The bytes that the value takes, quotes and brackets included.
    public let range: Range<Int>

    /// The value of the first member called `key`; `nil` where this is no object or has none.
    public subscript(_ key: String) -> JSONNode? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The elements, or none where this is no array.
    public var elements: [JSONNode] {
        if case .array(let elements) = content { elements } else { [] }
    }

    /// The members, or none where this is no object.
    public var members: [Member] {
        if case .object(let members) = content { members } else { [] }
    }

    public var isString: Bool { if case .string = content { true } else { false } }
    public var isNull: Bool { if case .null = content { true } else { false } }
    public var isObject: Bool { if case .object = content { true } else { false } }
}

/// Why bytes are no JSON.
public struct JSONError: Error, Equatable, Sendable {
    /// The offset of the byte at fault, or the length of the input where it ended too early.
    public let offset: Int
    /// What was wrong, in a few words, lower case.
    public let reason: String

    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}

extension JSONNode {
    /// Parses one JSON text that takes all of `bytes` but white space around it.
    ///
    /// Syntax is strict. Inside strings, bytes that are no UTF-8 and lone surrogate escapes are let through: what
    /// they mean is for the reader of the string to decide.
    /// - Parameter depth: how many arrays and objects may stand inside each other.
    /// - Throws: ``JSONError`` with the offset of the first byte at fault.
    public static func parse(_ bytes: [UInt8], depth: Int = 64) throws(JSONError) -> JSONNode {
        let outline = try JSONOutline(bytes, depth: depth)
        return JSONNode(outline, at: outline.root)
    }

    /// The tree below one place of an outline.
    private init(_ outline: JSONOutline, at place: JSONOutline.Place) {
        range = outline.range(of: place)
        switch outline.kind(of: place) {
        case .null: content = .null
        case .yes: content = .bool(true)
        case .no: content = .bool(false)
        case .number: content = .number
        case .string: content = .string
        case .array: content = .array(outline.elements(of: place).map { JSONNode(outline, at: $0) })
        case .object:
            content = .object(
                outline.members(of: place).map { name, value in
                    Member(
                        key: outline.name(name), keyRange: outline.range(of: name), value: JSONNode(outline, at: value))
                })
        }
    }
}
