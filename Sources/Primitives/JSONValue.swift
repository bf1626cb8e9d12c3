/// A JSON value that can be written canonically (RFC 8785): integers only, no duplicate names.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Within ±(2^53 − 1), the range that every reader of JSON keeps exact.
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The largest integer that RFC 8785 can carry exactly.
    public static let largestInteger: Int64 = 9_007_199_254_740_991

    /// The value of member `key`; `nil` where this is no object or has none.
    public subscript(_ key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    public var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
}

extension JSONValue {
    /// Parses I-JSON (RFC 7493) with integers only.
    /// - Throws: ``JSONError`` where the bytes are no JSON, a string is no Unicode, a name stands twice in an
    ///   object, or a number is no integer within ±(2^53 − 1).
    public init(parsing bytes: [UInt8], depth: Int = 64) throws(JSONError) {
        let outline = try JSONOutline(bytes, depth: depth)
        self = try JSONValue(outline, at: outline.root)
    }

    /// The value at `place` of `outline`.
    /// - Throws: as ``init(parsing:depth:)`` does.
    public init(_ outline: JSONOutline, at place: JSONOutline.Place) throws(JSONError) {
        switch outline.kind(of: place) {
        case .null: self = .null
        case .yes: self = .bool(true)
        case .no: self = .bool(false)
        case .number: self = .integer(try Self.integer(outline.bytes, outline.range(of: place)))
        case .string: self = .string(try Self.text(outline, place))
        case .array:
            var elements: [JSONValue] = []
            for element in outline.elements(of: place) { elements.append(try JSONValue(outline, at: element)) }
            self = .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            for (name, value) in outline.members(of: place) {
                let old = members.updateValue(try JSONValue(outline, at: value), forKey: try Self.text(outline, name))
                guard old == nil else {
                    throw JSONError(offset: outline.range(of: name).lowerBound, reason: "a name stands twice")
                }
            }
            self = .object(members)
        }
    }

    private static func text(_ outline: JSONOutline, _ place: JSONOutline.Place) throws(JSONError) -> String {
        let range = outline.range(of: place)
        if outline.isEscaped(place) { return try text(outline.bytes, range) }
        guard let text = String(validating: outline.bytes[range.lowerBound + 1..<range.upperBound - 1], as: UTF8.self) else {
            throw JSONError(offset: range.lowerBound, reason: "a string that is no Unicode text")
        }
        return text
    }

    private static func text(_ bytes: [UInt8], _ range: Range<Int>) throws(JSONError) -> String {
        guard let text = String(validating: JSONString.decode(bytes, in: range), as: UTF8.self) else {
            throw JSONError(offset: range.lowerBound, reason: "a string that is no Unicode text")
        }
        return text
    }

    private static func integer(_ bytes: [UInt8], _ range: Range<Int>) throws(JSONError) -> Int64 {
        guard let number = Int64(String(decoding: bytes[range], as: UTF8.self)),
            number.magnitude <= largestInteger.magnitude
        else { throw JSONError(offset: range.lowerBound, reason: "a number that is no exact integer") }
        return number
    }

    /// The canonical bytes of RFC 8785: members by UTF-16 code units, no white space, the fewest escapes.
    public var canonical: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        write(to: &output)
        return output
    }

    /// The canonical bytes of an object with `members` and `more`, which have no name in common.
    public static func canonical(_ members: [String: JSONValue], and more: KeyValuePairs<String, JSONValue>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        write(members, more, to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): Self.write(number, to: &output)
        case .string(let text): Self.write(text, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members): Self.write(members, [:], to: &output)
        }
    }

    private static func write(
        _ members: [String: JSONValue], _ more: KeyValuePairs<String, JSONValue>, to output: inout [UInt8]
    ) {
        var unsorted: [Member] = []
        unsorted.reserveCapacity(members.count + more.count)
        for member in members { unsorted.append(Member(member.key, member.value)) }
        for member in more { unsorted.append(Member(member.key, member.value)) }
        var order = [Int](unsorted.indices)
        order.sort { unsorted[$0].precedes(unsorted[$1]) }
        var mark = UInt8(ascii: "{")
        for index in order {
            output.append(mark)
            mark = UInt8(ascii: ",")
            write(unsorted[index].name, to: &output)
            output.append(UInt8(ascii: ":"))
            unsorted[index].value.write(to: &output)
        }
        if order.isEmpty { output.append(mark) }
        output.append(UInt8(ascii: "}"))
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        JSONString.append(escaping: text, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    private static func write(_ number: Int64, to output: inout [UInt8]) {
        if number < 0 { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = number.magnitude
        repeat {
            output.append(UInt8(truncatingIfNeeded: 0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }
}

extension JSONValue {
    /// Whether `one` comes before `other` among the members of an object: by UTF-16 code units.
    static func precedes(_ one: String, _ other: String) -> Bool { Member(one, .null).precedes(Member(other, .null)) }
}

/// A member of an object, on its way to its place among the others.
private struct Member {
    let name: String
    let value: JSONValue
    /// The first eight bytes of the name, so that most names are told apart by one comparison.
    private let start: UInt64

    init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
        var start: UInt64 = 0
        let units = name.utf8.span
        for index in 0..<8 { start = start << 8 | UInt64(index < units.count ? Self.rank(units[index]) : 0) }
        self.start = start
    }

    /// Whether this comes before `other` by UTF-16 code units.
    func precedes(_ other: Member) -> Bool {
        if start != other.start { return start < other.start }
        let (one, two) = (name.utf8.span, other.name.utf8.span)
        for index in 0..<min(one.count, two.count) where one[index] != two[index] {
            return Self.rank(one[index]) < Self.rank(two[index])
        }
        return one.count < two.count
    }

    /// UTF-8 has the order of UTF-16, but for what UTF-16 writes as surrogates: that comes before U+E000 to U+FFFF there.
    private static func rank(_ unit: UInt8) -> UInt8 {
        switch unit {
        case 0..<0xee: unit
        case 0xee, 0xef: unit + 5
        default: unit - 2
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral number: Int64) { self = .integer(number) }
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
}
