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
        var parser = JSONParser(bytes: bytes, depthLimit: depth)
        return try parser.document()
    }
}

/// A recursive-descent parser over one array of bytes.
struct JSONParser {
    let bytes: [UInt8]
    let depthLimit: Int
    var position = 0
    var depth = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(JSONError) -> JSONNode {
        skipSpace()
        let node = try value()
        skipSpace()
        guard position == bytes.count else { throw fault("text after the value") }
        return node
    }

    private func fault(_ reason: String) -> JSONError {
        JSONError(offset: position, reason: position < bytes.count ? reason : "unexpected end")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let unit = next, unit == 0x20 || unit == 0x0a || unit == 0x0d || unit == 0x09 { position += 1 }
    }

    private mutating func value() throws(JSONError) -> JSONNode {
        let start = position
        let content: JSONNode.Content
        switch next {
        case UInt8(ascii: "{"): content = try nested { (parser) throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): content = try nested { (parser) throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""):
            try string()
            content = .string
        case UInt8(ascii: "t"): content = try word("true", .bool(true))
        case UInt8(ascii: "f"): content = try word("false", .bool(false))
        case UInt8(ascii: "n"): content = try word("null", .null)
        default:
            try number()
            content = .number
        }
        return JSONNode(content: content, range: start..<position)
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONNode.Content
    ) throws(JSONError) -> JSONNode.Content {
        guard depth < depthLimit else { throw fault("nested deeper than \(depthLimit)") }
        depth += 1
        position += 1
        let content = try body(&self)
        depth -= 1
        return content
    }

    private mutating func array() throws(JSONError) -> JSONNode.Content {
        var elements: [JSONNode] = []
        skipSpace()
        if accept(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value())
            skipSpace()
            if accept(UInt8(ascii: "]")) { return .array(elements) }
            guard accept(UInt8(ascii: ",")) else { throw fault("expected a comma or the end of the array") }
        }
    }

    private mutating func object() throws(JSONError) -> JSONNode.Content {
        var members: [JSONNode.Member] = []
        skipSpace()
        if accept(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("expected a member name") }
            let start = position
            try string()
            let keyRange = start..<position
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw fault("expected a colon") }
            skipSpace()
            let key = String(decoding: JSONString.decode(bytes, in: keyRange), as: UTF8.self)
            members.append(JSONNode.Member(key: key, keyRange: keyRange, value: try value()))
            skipSpace()
            if accept(UInt8(ascii: "}")) { return .object(members) }
            guard accept(UInt8(ascii: ",")) else { throw fault("expected a comma or the end of the object") }
        }
    }

    private mutating func accept(_ unit: UInt8) -> Bool {
        guard next == unit else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: String, _ content: JSONNode.Content) throws(JSONError) -> JSONNode.Content {
        for unit in word.utf8 {
            guard accept(unit) else { throw fault("expected a value") }
        }
        return content
    }

    private mutating func string() throws(JSONError) {
        position += 1
        while let unit = next {
            switch unit {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw fault("a control character inside a string")
            default: position += 1
            }
        }
        throw fault("unexpected end")
    }

    private mutating func escape() throws(JSONError) {
        position += 1
        guard let unit = next else { throw fault("unexpected end") }
        position += 1
        guard unit == UInt8(ascii: "u") else {
            guard "\"\\/bfnrt".utf8.contains(unit) else {
                position -= 1
                throw fault("unknown escape")
            }
            return
        }
        for _ in 0..<4 {
            guard let digit = next, Hex.value(digit) != nil else { throw fault("expected four hexadecimal digits") }
            position += 1
        }
    }

    private mutating func number() throws(JSONError) {
        _ = accept(UInt8(ascii: "-"))
        if !accept(UInt8(ascii: "0")) { try digits() }
        if accept(UInt8(ascii: ".")) { try digits() }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
            try digits()
        }
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let unit = next, (0x30...0x39).contains(unit) { position += 1 }
        guard position > start else { throw fault("expected a value") }
    }
}
