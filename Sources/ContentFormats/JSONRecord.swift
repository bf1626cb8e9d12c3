import Primitives

/// One JSON object with text in some of its fields: what the text is, and how changes to it get back into the bytes.
struct JSONRecord {
    /// One text of the record.
    struct Field {
        enum Source {
            case literals(LiteralText)
            /// A string inside arguments: which call, which value.
            case argument(call: Int, value: Int)
            case keys(call: Int)
            case malformed(call: Int)
            /// `null`: no text, and no place for any.
            case absent
        }

        let name: String
        let kind: Channel.Kind
        let source: Source
    }

    let bytes: [UInt8]
    let node: JSONNode
    private let depth: Int
    private(set) var fields: [Field] = []
    private(set) var calls: [ToolArguments] = []
    /// Whether a field that should hold text holds strings in a shape that is not known: they are not judged, and so
    /// the record cannot be.
    private(set) var hasUnreadText = false
    var model: String? { node.string("model", in: bytes) }
    var existingLabel: [UInt8]? { node.existingLabel(in: bytes) }

    /// - Parameters:
    ///   - node: an object, parsed from `bytes`.
    ///   - paths: the fields that hold text; `nil` for those that are commonly used.
    ///   - depth: how many arrays and objects may stand inside each other in arguments.
    init(bytes: [UInt8], node: JSONNode, paths: [FieldPath]?, depth: Int = JSONLinesCodec.defaultDepth) {
        self.bytes = bytes
        self.node = node
        self.depth = depth
        guard let paths else {
            findCommonFields()
            return
        }
        for path in paths { find(path.steps[...], at: node, name: "$") }
    }

    private mutating func find(_ steps: ArraySlice<FieldPath.Step>, at node: JSONNode, name: String) {
        guard let step = steps.first else {
            addText(node, name, .reply)
            return
        }
        let rest = steps.dropFirst()
        switch step {
        case .member(let key):
            for member in node.members where member.key == key {
                find(rest, at: member.value, name: name + FieldPath.step(key))
            }
        case .every:
            for (index, element) in node.elements.enumerated() { find(rest, at: element, name: "\(name)[\(index)]") }
        case .element(let index):
            let elements = node.elements
            if index < elements.count { find(rest, at: elements[index], name: "\(name)[\(index)]") }
        }
    }

    private mutating func findCommonFields() {
        for member in node.members {
            let name = "$." + member.key
            switch member.key {
            case "content", "response", "text", "output": addText(member.value, name, .reply)
            case "message":
                for inner in member.value.members where inner.key == "content" {
                    addText(inner.value, "$.message.content", .reply)
                }
            case "error":
                for inner in member.value.members where inner.key == "message" && inner.value.hasText {
                    addText(inner.value, "$.error.message", .other)
                }
            case "messages":
                // A conversation: what the model wrote in it.
                for (index, message) in member.value.elements.enumerated()
                where message.string("role", in: bytes) == "assistant" {
                    findInMessage(message, "$.messages[\(index)]")
                }
            case "choices":
                for (index, choice) in member.value.elements.enumerated() { findIn(choice, "$.choices[\(index)]") }
            default: break
            }
        }
    }

    private mutating func findIn(_ choice: JSONNode, _ name: String) {
        for member in choice.members {
            if member.key == "text" { addText(member.value, name + ".text", .reply) }
            if member.key == "message" { findInMessage(member.value, name + ".message") }
        }
    }

    private mutating func findInMessage(_ message: JSONNode, _ name: String) {
        for member in message.members {
            let name = "\(name).\(member.key)"
            switch member.key {
            case "content": addText(member.value, name, .reply)
            case "reasoning_content", "reasoning": addSpare(member.value, name, .reasoning)
            case "refusal": addSpare(member.value, name, .other)
            case "tool_calls":
                for (index, call) in member.value.elements.enumerated() {
                    for function in call.members where function.key == "function" {
                        addArguments(of: function.value, "\(name)[\(index)].function")
                    }
                }
            case "function_call": addArguments(of: member.value, name)
            default: break
            }
        }
    }

    private static func hasString(_ node: JSONNode) -> Bool {
        node.hasText || node.elements.contains(where: hasString) || node.members.contains { hasString($0.value) }
    }

    /// A field that most records leave empty; it is a channel only where it is not.
    private mutating func addSpare(_ node: JSONNode, _ name: String, _ kind: Channel.Kind) {
        if node.hasText { addText(node, name, kind) }
    }

    private mutating func addText(_ node: JSONNode, _ name: String, _ kind: Channel.Kind) {
        var text = LiteralText()
        switch node.content {
        case .null:
            fields.append(Field(name: name, kind: kind, source: .absent))
            return
        case .string: _ = text.append(bytes, literal: node.range)
        case .array(let parts):
            for part in parts {
                for member in part.members where member.key == "text" && member.value.isString {
                    _ = text.append(bytes, literal: member.value.range)
                }
            }
            guard text.start != nil else {
                hasUnreadText = hasUnreadText || Self.hasString(node)
                return
            }
        case .object:
            hasUnreadText = hasUnreadText || Self.hasString(node)
            return
        default: return
        }
        _ = text.finish()
        fields.append(Field(name: name, kind: kind, source: .literals(text)))
    }

    /// Arguments that are spelt as JSON in the record itself, as some logs have them.
    private mutating func addPlainArguments(_ node: JSONNode, _ name: String) {
        if node.hasText { addText(node, name, .argument) }
        for (index, element) in node.elements.enumerated() { addPlainArguments(element, "\(name)[\(index)]") }
        for member in node.members { addPlainArguments(member.value, name + FieldPath.step(member.key)) }
    }

    /// All of that name: readers differ on which of two counts.
    private mutating func addArguments(of function: JSONNode, _ name: String) {
        for member in function.members where member.key == "arguments" {
            addArguments(member.value, name + ".arguments")
        }
    }

    private mutating func addArguments(_ node: JSONNode, _ name: String) {
        guard node.hasText else {
            addPlainArguments(node, name + "/$")
            return
        }
        var call = ToolArguments()
        _ = call.joined.append(bytes, literal: node.range)
        call.finish(depth: depth)
        let number = calls.count
        calls.append(call)
        if call.isMalformed {
            fields.append(
                Field(name: name, kind: .unknown(.malformedArguments), source: .malformed(call: number)))
            return
        }
        for (index, value) in call.values.enumerated() {
            let source = Field.Source.argument(call: number, value: index)
            fields.append(Field(name: "\(name)/\(value.path)", kind: .argument, source: source))
        }
        if !call.keys.isEmpty {
            fields.append(Field(name: "\(name)/keys", kind: .names, source: .keys(call: number)))
        }
    }

    /// The decoded text of a field.
    func text(of field: Field) -> [UInt8] {
        switch field.source {
        case .literals(let text): text.text
        case .argument(let call, let value): calls[call].values[value].text.text
        case .keys(let call): calls[call].keys
        case .malformed(let call): calls[call].joined.text
        case .absent: []
        }
    }
}

extension JSONRecord {
    /// The changes that settle each field, and what is delivered of it.
    func settled(_ settlements: [ChannelSettlement]) -> (splices: [Splice], delivered: [[UInt8]]) {
        var splices: [Splice] = []
        var delivered: [[UInt8]] = []
        var inner = calls.map { $0.values.map { _ in [LiteralText.Operation]() } }
        var emptied: Set<Int> = []
        for (field, settlement) in zip(fields, settlements) {
            switch field.source {
            case .literals(let text):
                let change = Self.change(text, settlement, takesNotice: !field.kind.takesNoNotice)
                splices += change.splices
                delivered.append(change.delivered)
            case .malformed(let call):
                let change = Self.change(calls[call].joined, settlement, takesNotice: false)
                splices += change.splices
                delivered.append(change.delivered)
            case .argument(let call, let value):
                let text = calls[call].values[value].text
                inner[call][value] = text.operations(settlement.edits, limit: settlement.cut)
                delivered.append(text.delivered(inner[call][value]))
            case .keys(let call):
                if settlement.cut != nil { emptied.insert(call) }
                delivered.append(settlement.cut == nil ? calls[call].keys : [])
            case .absent: delivered.append([])
            }
        }
        for (index, call) in calls.enumerated() where !call.isMalformed {
            let operations =
                emptied.contains(index)
                ? call.joined.operations([], limit: 0, notice: Array("{}".utf8))
                : call.joined.operations(call.edits(inner[index]))
            splices += call.joined.splices(operations).map(\.splice)
        }
        if !emptied.isEmpty { withdraw(emptied, from: &delivered) }
        if settlements.contains(where: { !$0.edits.isEmpty || $0.cut != nil }) { dropProbabilities(&splices) }
        return (splices, delivered)
    }

    /// The `logprobs` of a chat completion spell its text a second time; they go where any of it changes.
    private func dropProbabilities(_ splices: inout [Splice]) {
        for choices in node.members where choices.key == "choices" {
            for choice in choices.value.elements {
                for member in choice.members where member.key == "logprobs" && !member.value.isNull {
                    splices.removeAll { $0.range.overlaps(member.value.range) }
                    splices.append(Splice(range: member.value.range, bytes: Array("null".utf8)))
                }
            }
        }
    }

    /// Arguments with a name that must not go out do not go out at all.
    private func withdraw(_ emptied: Set<Int>, from delivered: inout [[UInt8]]) {
        for (index, field) in fields.enumerated() {
            if case .argument(let call, _) = field.source, emptied.contains(call) { delivered[index] = [] }
        }
    }

    private static func change(
        _ text: LiteralText, _ settlement: ChannelSettlement, takesNotice: Bool
    ) -> (splices: [Splice], delivered: [UInt8]) {
        let notice = takesNotice ? Array(settlement.notice.utf8) : []
        let operations = text.operations(settlement.edits, limit: settlement.cut, notice: notice)
        var splices = text.splices(operations).map(\.splice)
        if let start = text.start?.raw, !settlement.opening.isEmpty, takesNotice {
            splices.insert(
                Splice(range: start..<start, bytes: JSONString.escaped(settlement.opening.utf8)), at: 0)
        }
        if let end = text.end?.raw, !settlement.closing.isEmpty, takesNotice {
            splices.append(Splice(range: end..<end, bytes: JSONString.escaped(settlement.closing.utf8)))
        }
        return (splices, text.delivered(operations))
    }
}
