/// A JSON text (RFC 8259) as a flat list of what stands in it: a tree without a node of its own for each value.
///
/// It costs one array whatever the text holds, and nothing is decoded before it is asked for, so a reader who wants
/// two strings of a record pays for two strings. ``JSONNode`` is the same as a tree.
public struct JSONOutline: Sendable {
    /// What stands at a place.
    public enum Kind: UInt8, Sendable {
        case null, yes, no, number, string, array, object
    }

    /// A value, or the name of a member.
    public struct Place: Hashable, Sendable {
        let index: Int
    }

    struct Token: Sendable {
        var kind: Kind
        /// Whether a string or name is spelt with a backslash.
        var isEscaped = false
        let start: Int
        var end: Int
        /// The token behind this one and all that stands in it.
        var next: Int
    }

    /// The text.
    public let bytes: [UInt8]
    private let tokens: [Token]

    /// Parses one JSON text that takes all of `bytes` but white space around it.
    ///
    /// Syntax is strict. Inside strings, bytes that are no UTF-8 and lone surrogate escapes are let through: what
    /// they mean is for the reader of the string to decide.
    /// - Parameter depth: how many arrays and objects may stand inside each other.
    /// - Throws: ``JSONError`` with the offset of the first byte at fault.
    public init(_ bytes: [UInt8], depth: Int = 64) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, depthLimit: depth)
        try parser.document()
        self.bytes = bytes
        tokens = parser.tokens
    }

    /// The value that all others stand in.
    public var root: Place { Place(index: 0) }

    public func kind(of place: Place) -> Kind { tokens[place.index].kind }

    /// The bytes that a value or name takes, quotes and brackets included.
    public func range(of place: Place) -> Range<Int> { tokens[place.index].start..<tokens[place.index].end }

    /// A member's name, decoded; ill-formed parts of it are replaced by U+FFFD.
    public func name(_ place: Place) -> String {
        let token = tokens[place.index]
        if token.isEscaped { return String(decoding: text(place), as: UTF8.self) }
        return String(decoding: bytes[token.start + 1..<token.end - 1], as: UTF8.self)
    }

    /// Whether a string or name is spelt with a backslash.
    public func isEscaped(_ place: Place) -> Bool { tokens[place.index].isEscaped }

    /// The text of a string, as ``JSONString/decode(_:in:)`` has it.
    public func text(_ place: Place) -> [UInt8] {
        let token = tokens[place.index]
        if token.isEscaped { return JSONString.decode(bytes, in: token.start..<token.end) }
        return Array(bytes[token.start + 1..<token.end - 1])
    }

    /// The elements of an array, in order; none of anything else.
    public func elements(of place: Place) -> Elements {
        Elements(tokens: tokens, inside: place, kind(of: place) == .array)
    }

    /// The members of an object, in order; none of anything else.
    public func members(of place: Place) -> Members {
        Members(tokens: tokens, inside: place, kind(of: place) == .object)
    }

    /// The value of the first member of an object that is called `name`; `nil` where it has none, or is no object.
    public func value(_ name: String, in place: Place) -> Place? {
        guard kind(of: place) == .object else { return nil }
        var index = place.index + 1
        let end = tokens[place.index].next
        while index < end {
            if isName(tokens[index], name) { return Place(index: index + 1) }
            index = tokens[index + 1].next
        }
        return nil
    }

    private func isName(_ token: Token, _ name: String) -> Bool {
        if token.isEscaped { return JSONString.decode(bytes, in: token.start..<token.end).elementsEqual(name.utf8) }
        guard token.end - token.start - 2 == name.utf8.count else { return false }
        var place = token.start + 1
        for unit in name.utf8 {
            if bytes[place] != unit { return false }
            place += 1
        }
        return true
    }

    /// The places inside an array.
    public struct Elements: Sequence, IteratorProtocol {
        private let tokens: [Token]
        private var index: Int
        private let end: Int

        init(tokens: [Token], inside place: Place, _ isArray: Bool) {
            self.tokens = tokens
            index = place.index + 1
            end = isArray ? tokens[place.index].next : index
        }

        public mutating func next() -> Place? {
            guard index < end else { return nil }
            defer { index = tokens[index].next }
            return Place(index: index)
        }
    }

    /// The places inside an object, two by two.
    public struct Members: Sequence, IteratorProtocol {
        private let tokens: [Token]
        private var index: Int
        private let end: Int

        init(tokens: [Token], inside place: Place, _ isObject: Bool) {
            self.tokens = tokens
            index = place.index + 1
            end = isObject ? tokens[place.index].next : index
        }

        public mutating func next() -> (name: Place, value: Place)? {
            guard index < end else { return nil }
            let value = index + 1
            defer { index = tokens[value].next }
            return (Place(index: index), Place(index: value))
        }
    }
}

/// A recursive-descent parser over one array of bytes.
struct JSONParser {
    let bytes: [UInt8]
    let depthLimit: Int
    private(set) var tokens: [JSONOutline.Token] = []
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        // A record of a few dozen values is common; more grows as it comes.
        tokens.reserveCapacity(32)
    }

    mutating func document() throws(JSONError) {
        skipSpace()
        try value()
        skipSpace()
        guard position == bytes.count else { throw fault("text after the value") }
    }

    private func fault(_ reason: String) -> JSONError {
        JSONError(offset: position, reason: position < bytes.count ? reason : "unexpected end")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let unit = next, unit == 0x20 || unit == 0x0a || unit == 0x0d || unit == 0x09 { position += 1 }
    }

    private mutating func value() throws(JSONError) {
        let index = tokens.count
        tokens.append(JSONOutline.Token(kind: .null, start: position, end: position, next: index))
        switch next {
        case UInt8(ascii: "{"):
            tokens[index].kind = .object
            try enter()
            try object()
            depth -= 1
        case UInt8(ascii: "["):
            tokens[index].kind = .array
            try enter()
            try array()
            depth -= 1
        case UInt8(ascii: "\""):
            tokens[index].kind = .string
            tokens[index].isEscaped = try string()
        case UInt8(ascii: "t"):
            tokens[index].kind = .yes
            try word("true")
        case UInt8(ascii: "f"):
            tokens[index].kind = .no
            try word("false")
        case UInt8(ascii: "n"): try word("null")
        default:
            tokens[index].kind = .number
            try number()
        }
        tokens[index].end = position
        tokens[index].next = tokens.count
    }

    private mutating func enter() throws(JSONError) {
        guard depth < depthLimit else { throw fault("nested deeper than \(depthLimit)") }
        depth += 1
        position += 1
    }

    private mutating func array() throws(JSONError) {
        skipSpace()
        if accept(UInt8(ascii: "]")) { return }
        while true {
            skipSpace()
            try value()
            skipSpace()
            if accept(UInt8(ascii: "]")) { return }
            guard accept(UInt8(ascii: ",")) else { throw fault("expected a comma or the end of the array") }
        }
    }

    private mutating func object() throws(JSONError) {
        skipSpace()
        if accept(UInt8(ascii: "}")) { return }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("expected a member name") }
            let start = position
            let isEscaped = try string()
            tokens.append(
                JSONOutline.Token(
                    kind: .string, isEscaped: isEscaped, start: start, end: position, next: tokens.count + 1))
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw fault("expected a colon") }
            skipSpace()
            try value()
            skipSpace()
            if accept(UInt8(ascii: "}")) { return }
            guard accept(UInt8(ascii: ",")) else { throw fault("expected a comma or the end of the object") }
        }
    }

    private mutating func accept(_ unit: UInt8) -> Bool {
        guard next == unit else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: String) throws(JSONError) {
        for unit in word.utf8 {
            guard accept(unit) else { throw fault("expected a value") }
        }
    }

    /// - Returns: whether it is spelt with a backslash.
    private mutating func string() throws(JSONError) -> Bool {
        position += 1
        var isEscaped = false
        while true {
            skipPlain()
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return isEscaped
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape()
            case nil: throw fault("unexpected end")
            default: throw fault("a control character inside a string")
            }
        }
    }

    /// Goes on to the next quote, backslash or control character.
    private mutating func skipPlain() {
        position = Self.plainEnd(bytes, from: position)
    }

    private static func plainEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var place = start
        while place < span.count {
            let unit = span[place]
            if unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") { break }
            place += 1
        }
        return place
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
