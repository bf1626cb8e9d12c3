internal import Primitives

/// What was found where a machine-readable label was looked for.
public struct AIGCReading: Hashable, Sendable {
    /// The label as far as it could be made out; `nil` where there was no object of its fields at all.
    public let label: AIGCLabel?
    /// All that is wrong or unusual, in the order of the fields.
    public let problems: [AIGCProblem]

    public init(label: AIGCLabel?, problems: [AIGCProblem] = []) {
        self.label = label
        self.problems = problems
    }

    /// Whether it says what a label must say: what the content is, who produced it, and under which number.
    /// A label may be well-formed and still have problems that a reader can live with.
    public var isWellFormed: Bool { label != nil && !problems.contains { $0.isDefect } }
}

/// Something wrong with a machine-readable label.
public enum AIGCProblem: Hashable, Sendable {
    /// The bytes are no JSON, with the offset of the byte at fault.
    case notJSON(offset: Int, reason: String)
    /// More bytes than ``AIGCLabel/longest``; nothing was read.
    case tooLong(Int)
    /// JSON, but no object with fields of a label in it.
    case noLabel
    /// `AIGC` stands more than once; the last was read.
    case repeatedLabel
    case missing(AIGCLabel.Field)
    /// A misspelt name such as `ReserveCode1`; its value was read if the right name was missing.
    case misspelt(String, AIGCLabel.Field)
    /// The field stands more than once; the last was read, as most readers do.
    case repeated(AIGCLabel.Field)
    /// The value is no string. That of a number was read as it is written, other values as empty.
    case notAString(AIGCLabel.Field)
    /// `Label` is a string, but none of `1`, `2`, `3`.
    case unknownKind(String)
    /// A producer or its number is empty. (Propagation fields may be.)
    case empty(AIGCLabel.Field)
    /// Characters outside Annex E j).
    case forbiddenCharacters(AIGCLabel.Field)
    /// The value is no Unicode text: it was read with U+FFFD where it is ill-formed.
    case notUnicode(AIGCLabel.Field)
    /// A member that Annex E does not know.
    case unknownMember(String)

    /// Whether the label fails to say what it must: what the content is, who produced it, under which number.
    public var isDefect: Bool {
        switch self {
        case .notJSON, .tooLong, .noLabel, .repeatedLabel, .unknownKind, .empty: true
        case .missing(let field), .repeated(let field), .notAString(let field), .misspelt(_, let field),
            .notUnicode(let field):
            field == .label || field == .contentProducer || field == .produceID
        case .forbiddenCharacters, .unknownMember: false
        }
    }
}

extension AIGCProblem: CustomStringConvertible {
    /// One line, no full stop. Names found in the input are in it as they came: escape before showing.
    public var description: String {
        switch self {
        case .notJSON(let offset, let reason): "no JSON at byte \(offset): \(reason)"
        case .tooLong(let count): "\(count) bytes, a label has at most \(AIGCLabel.longest)"
        case .noLabel: "no object with the fields of a label"
        case .repeatedLabel: "AIGC stands more than once"
        case .missing(let field): "\(field.rawValue) is missing"
        case .misspelt(let name, let field): "\(name) should be \(field.rawValue)"
        case .repeated(let field): "\(field.rawValue) stands more than once"
        case .notAString(let field): "\(field.rawValue) is no string"
        case .unknownKind(let value): "Label is \(value), which is none of 1, 2, 3"
        case .empty(let field): "\(field.rawValue) is empty"
        case .forbiddenCharacters(let field): "\(field.rawValue) has characters that GB 45438 Annex E j) does not allow"
        case .notUnicode(let field): "\(field.rawValue) is no Unicode text"
        case .unknownMember(let name): "\(name) is no field of a label"
        }
    }
}

extension AIGCLabel {
    /// The most bytes that are read as a label: far more than any has, and a bound on the work.
    public static let longest = 65_536

    /// How many wrappers and strings of JSON may stand around the fields.
    private static let wrappings = 4

    /// Reads a label: the bare object or one inside `{"AIGC":…}`, itself or as a string that holds it, in any white
    /// space and order. Never traps, whatever the bytes are.
    public static func read(_ json: [UInt8]) -> AIGCReading {
        guard json.count <= longest else { return AIGCReading(label: nil, problems: [.tooLong(json.count)]) }
        var bytes = json
        var problems: [AIGCProblem] = []
        for _ in 0..<wrappings {
            var node: JSONNode
            do throws(JSONError) {
                node = try JSONNode.parse(bytes)
            } catch {
                return AIGCReading(
                    label: nil, problems: problems + [.notJSON(offset: error.offset, reason: error.reason)])
            }
            while let inner = wrapped(node, &problems) { node = inner }
            if node.isString {
                bytes = JSONString.decode(bytes, in: node.range)
                continue
            }
            guard node.members.contains(where: { field(spelt: $0.key) != nil }) else { break }
            var reader = AIGCFieldReader(bytes: bytes, problems: problems)
            return reader.read(node)
        }
        return AIGCReading(label: nil, problems: problems + [.noLabel])
    }

    /// The value of a member whose name contains `AIGC` (Annex E a), unless fields stand beside it.
    private static func wrapped(_ node: JSONNode, _ problems: inout [AIGCProblem]) -> JSONNode? {
        guard !node.members.contains(where: { field(spelt: $0.key) != nil }) else { return nil }
        let named = node.members.filter { $0.key.contains("AIGC") }
        if named.count > 1 { problems.append(.repeatedLabel) }
        return named.last?.value
    }

    /// The field that `name` means, misspelt or not.
    static func field(spelt name: String) -> Field? {
        if let field = Field(rawValue: name) { return field }
        guard name.utf8.count <= 32 else { return nil }
        let plain = name.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
            .map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        return spellings[String(decoding: plain, as: UTF8.self)]
    }

    /// Lower case, joined: the right names and the misspellings that circulate.
    private static let spellings: [String: Field] = {
        var table: [String: Field] = [
            "reservecode1": .reservedCode1, "reservecode2": .reservedCode2,
            "contentproducter": .contentProducer, "contentproductor": .contentProducer,
            "producerid": .produceID, "productid": .produceID, "productionid": .produceID,
            "contentpropogator": .contentPropagator, "contentpropagater": .contentPropagator,
            "propagator": .contentPropagator,
            "propatorid": .propagateID, "propagatorid": .propagateID, "propogateid": .propagateID,
        ]
        for field in Field.allCases { table[field.rawValue.lowercased()] = field }
        return table
    }()
}

/// Takes the fields out of one object and notes what is wrong with them.
struct AIGCFieldReader {
    let bytes: [UInt8]
    var problems: [AIGCProblem]

    mutating func read(_ node: JSONNode) -> AIGCReading {
        var values: [AIGCLabel.Field: String] = [:]
        for field in AIGCLabel.Field.allCases { values[field] = value(of: field, in: node) }
        var extras: [AIGCLabel.Extra] = []
        for member in node.members where AIGCLabel.field(spelt: member.key) == nil {
            problems.append(.unknownMember(member.key))
            extras.append(AIGCLabel.Extra(name: member.key, json: Array(bytes[member.value.range])))
        }
        return AIGCReading(label: AIGCLabel(values, extras: extras), problems: problems)
    }

    private mutating func value(of field: AIGCLabel.Field, in node: JSONNode) -> String {
        let meant = node.members.filter { AIGCLabel.field(spelt: $0.key) == field }
        let exact = meant.filter { $0.key == field.rawValue }
        for member in meant where member.key != field.rawValue { problems.append(.misspelt(member.key, field)) }
        if exact.count > 1 { problems.append(.repeated(field)) }
        guard let member = exact.last ?? meant.last else {
            problems.append(.missing(field))
            return ""
        }
        let text = text(of: member.value, field)
        check(text, field, isString: member.value.isString)
        return text
    }

    private mutating func text(of node: JSONNode, _ field: AIGCLabel.Field) -> String {
        switch node.content {
        case .string:
            let text = JSONString.decode(bytes, in: node.range)
            if let valid = String(validating: text, as: UTF8.self) { return valid }
            problems.append(.notUnicode(field))
            return String(decoding: text, as: UTF8.self)
        case .number:
            problems.append(.notAString(field))
            return String(decoding: bytes[node.range], as: UTF8.self)
        case .null, .bool, .array, .object:
            problems.append(.notAString(field))
            return ""
        }
    }

    private mutating func check(_ text: String, _ field: AIGCLabel.Field, isString: Bool) {
        switch field {
        case .label where isString && AIGCLabel.Kind(rawValue: text) == nil: problems.append(.unknownKind(text))
        case .contentProducer where text.isEmpty, .produceID where text.isEmpty: problems.append(.empty(field))
        default: break
        }
        if !LabelCharacters.isReadable(text) { problems.append(.forbiddenCharacters(field)) }
    }
}
