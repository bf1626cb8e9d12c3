import Primitives

/// The arguments of one tool call: JSON that is spelt in a JSON string, or in pieces of one.
///
/// Every string value inside is a text of its own, decoded twice. A change to it is escaped for the inner JSON here
/// and for the outer literal by ``LiteralText``, so the arguments stay valid JSON.
struct ToolArguments {
    struct Value {
        /// `$.path` inside the arguments.
        let path: String
        let text: LiteralText
    }

    /// The arguments as they lie in the outer literals, decoded once.
    var joined = LiteralText()
    /// The same, where they come in pieces whose places are known elsewhere.
    private var pieces: [UInt8] = []
    /// In order.
    private(set) var values: [Value] = []
    /// The names of all members, in order, one a line.
    private(set) var keys: [UInt8] = []
    /// Whether they are one text as they lie: no JSON, or too long to be waited for.
    private(set) var isMalformed = false
    private var keyPlaces: [(text: Int, joined: Int)] = []

    /// The arguments, decoded once.
    var text: [UInt8] { pieces.isEmpty ? joined.text : pieces }

    /// A piece of them, decoded.
    mutating func append(_ bytes: [UInt8]) { pieces += bytes }

    /// All of the arguments are there.
    /// - Parameter depth: how many arrays and objects may stand inside each other.
    mutating func finish(depth: Int) {
        _ = joined.finish()
        let bytes = text
        guard !bytes.isBlank else { return }
        do {
            let node = try JSONNode.parse(bytes, depth: depth)
            gather(node, bytes, path: "$")
        } catch {
            isMalformed = true
        }
    }

    private mutating func gather(_ node: JSONNode, _ bytes: [UInt8], path: String) {
        switch node.content {
        case .string where node.hasText:
            var text = LiteralText()
            _ = text.append(bytes, literal: node.range)
            _ = text.finish()
            values.append(Value(path: path, text: text))
        case .array(let elements):
            for (index, element) in elements.enumerated() { gather(element, bytes, path: "\(path)[\(index)]") }
        case .object(let members):
            for member in members {
                if !keys.isEmpty { keys.append(0x0a) }
                keyPlaces.append((keys.count, member.keyRange.lowerBound))
                keys += JSONString.decode(bytes, in: member.keyRange)
                gather(member.value, bytes, path: path + FieldPath.step(member.key))
            }
        default: break
        }
    }

    /// Where the key at `offset` of ``keys`` begins in the joined arguments.
    func place(ofKey offset: Int) -> Int {
        keyPlaces.last { $0.text <= offset }?.joined ?? 0
    }

    /// How much of ``keys`` is spelt before byte `place` of the joined arguments.
    func keyLength(before place: Int) -> Int {
        keyPlaces.first { $0.joined >= place }?.text ?? keys.count
    }

    /// Where byte `offset` of a value is spelt in the joined arguments.
    func place(ofValue index: Int, _ offset: Int) -> Int {
        values[index].text.place(of: offset)?.raw ?? 0
    }

    /// How much of a value is spelt before byte `place` of the joined arguments.
    func length(ofValue index: Int, before place: Int) -> Int {
        values[index].text.length(before: LiteralText.Place(carrier: 0, raw: place))
    }

    /// What the operations on the values mean for the joined arguments.
    func edits(_ operations: [[LiteralText.Operation]]) -> [TextEdit] {
        zip(values, operations).flatMap { value, operations in
            value.text.splices(operations).map { TextEdit(range: $0.splice.range, replacement: $0.splice.bytes) }
        }
    }
}
