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

    let outline: JSONOutline
    /// The object.
    let place: JSONOutline.Place
    private let depth: Int
    private(set) var fields: [Field] = []
    private(set) var calls: [ToolArguments] = []
    /// Whether a field that should hold text holds strings in a shape that is not known: they are not judged, and so
    /// the record cannot be.
    private(set) var hasUnreadText = false
    private(set) var model: String?
    private(set) var existingLabel: [UInt8]?
    /// Where a label goes.
    private let labelPlace: LabelPlace
    /// Where a record spells its text a second time.
    private var choices: [JSONOutline.Place] = []

    /// - Parameters:
    ///   - place: an object of the outline.
    ///   - paths: the fields that hold text; `nil` for those that are commonly used.
    ///   - depth: how many arrays and objects may stand inside each other in arguments.
    init(
        _ outline: JSONOutline, at place: JSONOutline.Place, paths: [FieldPath]?,
        depth: Int = JSONLinesCodec.defaultDepth
    ) {
        self.outline = outline
        self.place = place
        self.depth = depth
        var members: [(name: String, value: JSONOutline.Place)] = []
        members.reserveCapacity(16)
        var label = LabelPlace(objectAt: outline.range(of: place))
        var hasModel = false
        for (name, value) in outline.members(of: place) {
            let key = outline.name(name)
            members.append((key, value))
            label.take(nameAt: outline.range(of: name), valueAt: outline.range(of: value))
            switch key {
            case "model" where !hasModel:
                hasModel = true
                if outline.kind(of: value) == .string {
                    model = String(decoding: outline.text(value), as: UTF8.self)
                }
            case "AIGC" where label.existing == nil:
                label.existing = outline.range(of: value)
                existingLabel = Array(outline.bytes[outline.range(of: value)])
            case "choices": choices.append(value)
            default: break
            }
        }
        labelPlace = label
        guard let paths else {
            findCommonFields(members)
            return
        }
        for path in paths { find(path.steps[...], at: place, name: "$") }
    }

    /// The change that gives the record a member `AIGC` with `value`.
    func labelled(with value: [UInt8]) -> Splice { labelPlace.splice(value, in: outline.bytes) }

    private mutating func find(_ steps: ArraySlice<FieldPath.Step>, at node: JSONOutline.Place, name: String) {
        guard let step = steps.first else {
            addText(node, name, .reply)
            return
        }
        let rest = steps.dropFirst()
        switch step {
        case .member(let key):
            for member in outline.members(of: node) where outline.name(member.name) == key {
                find(rest, at: member.value, name: name + FieldPath.step(key))
            }
        case .every:
            for (index, element) in outline.elements(of: node).enumerated() {
                find(rest, at: element, name: "\(name)[\(index)]")
            }
        case .element(let index):
            for (number, element) in outline.elements(of: node).enumerated() where number == index {
                find(rest, at: element, name: "\(name)[\(index)]")
            }
        }
    }

    private mutating func findCommonFields(_ members: [(name: String, value: JSONOutline.Place)]) {
        for (key, value) in members {
            switch key {
            case "content", "response", "text", "output": addText(value, "$." + key, .reply)
            case "message":
                for inner in outline.members(of: value) where outline.name(inner.name) == "content" {
                    addText(inner.value, "$.message.content", .reply)
                }
            case "error":
                for inner in outline.members(of: value)
                where outline.name(inner.name) == "message" && hasText(inner.value) {
                    addText(inner.value, "$.error.message", .other)
                }
            case "messages":
                // A conversation: what the model wrote in it.
                for (index, message) in outline.elements(of: value).enumerated() where isAssistant(message) {
                    findInMessage(message, "$.messages[\(index)]")
                }
            case "choices":
                for (index, choice) in outline.elements(of: value).enumerated() {
                    findIn(choice, "$.choices[\(index)]")
                }
            default: break
            }
        }
    }

    /// Whether the first member `role` says so.
    private func isAssistant(_ message: JSONOutline.Place) -> Bool {
        for member in outline.members(of: message) where outline.name(member.name) == "role" {
            return outline.kind(of: member.value) == .string
                && String(decoding: outline.text(member.value), as: UTF8.self) == "assistant"
        }
        return false
    }

    private mutating func findIn(_ choice: JSONOutline.Place, _ name: String) {
        for member in outline.members(of: choice) {
            switch outline.name(member.name) {
            case "text": addText(member.value, name + ".text", .reply)
            case "message": findInMessage(member.value, name + ".message")
            default: break
            }
        }
    }

    private mutating func findInMessage(_ message: JSONOutline.Place, _ name: String) {
        for member in outline.members(of: message) {
            let key = outline.name(member.name)
            switch key {
            case "content": addText(member.value, "\(name).\(key)", .reply)
            case "reasoning_content", "reasoning": addSpare(member.value, "\(name).\(key)", .reasoning)
            case "refusal": addSpare(member.value, "\(name).\(key)", .other)
            case "tool_calls":
                for (index, call) in outline.elements(of: member.value).enumerated() {
                    for function in outline.members(of: call) where outline.name(function.name) == "function" {
                        addArguments(of: function.value, "\(name).\(key)[\(index)].function")
                    }
                }
            case "function_call": addArguments(of: member.value, "\(name).\(key)")
            default: break
            }
        }
    }

    /// Whether it is a string with at least one character.
    private func hasText(_ node: JSONOutline.Place) -> Bool {
        outline.kind(of: node) == .string && outline.range(of: node).count > 2
    }

    private func hasString(_ node: JSONOutline.Place) -> Bool {
        hasText(node) || outline.elements(of: node).contains(where: hasString)
            || outline.members(of: node).contains { hasString($0.value) }
    }

    /// A field that most records leave empty; it is a channel only where it is not.
    private mutating func addSpare(_ node: JSONOutline.Place, _ name: String, _ kind: Channel.Kind) {
        if hasText(node) { addText(node, name, kind) }
    }

    private mutating func addText(_ node: JSONOutline.Place, _ name: String, _ kind: Channel.Kind) {
        var text = LiteralText()
        switch outline.kind(of: node) {
        case .null:
            fields.append(Field(name: name, kind: kind, source: .absent))
            return
        case .string: text.take(outline.bytes, literal: outline.range(of: node))
        case .array:
            for part in outline.elements(of: node) {
                for member in outline.members(of: part)
                where outline.name(member.name) == "text" && outline.kind(of: member.value) == .string {
                    text.take(outline.bytes, literal: outline.range(of: member.value))
                }
            }
            guard text.start != nil else {
                hasUnreadText = hasUnreadText || hasString(node)
                return
            }
        case .object:
            hasUnreadText = hasUnreadText || hasString(node)
            return
        default: return
        }
        _ = text.finish()
        fields.append(Field(name: name, kind: kind, source: .literals(text)))
    }

    /// Arguments that are spelt as JSON in the record itself, as some logs have them.
    private mutating func addPlainArguments(_ node: JSONOutline.Place, _ name: String) {
        if hasText(node) { addText(node, name, .argument) }
        for (index, element) in outline.elements(of: node).enumerated() {
            addPlainArguments(element, "\(name)[\(index)]")
        }
        for member in outline.members(of: node) {
            addPlainArguments(member.value, name + FieldPath.step(outline.name(member.name)))
        }
    }

    /// All of that name: readers differ on which of two counts.
    private mutating func addArguments(of function: JSONOutline.Place, _ name: String) {
        for member in outline.members(of: function) where outline.name(member.name) == "arguments" {
            addArguments(member.value, name + ".arguments")
        }
    }

    private mutating func addArguments(_ node: JSONOutline.Place, _ name: String) {
        guard hasText(node) else {
            addPlainArguments(node, name + "/$")
            return
        }
        var call = ToolArguments()
        call.joined.take(outline.bytes, literal: outline.range(of: node))
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
        dropProbabilities(&splices, isChanged: settlements.contains { !$0.edits.isEmpty || $0.cut != nil })
        return (splices, delivered)
    }

    /// The `logprobs` of a chat completion spell its text a second time: they go where any of it changes, and where
    /// they spell anything else, which nobody has judged.
    private func dropProbabilities(_ splices: inout [Splice], isChanged: Bool) {
        guard !choices.isEmpty else { return }
        let base = outline.range(of: place).lowerBound
        var frame: ChatFrame?
        for choice in choices.flatMap({ Array(outline.elements(of: $0)) }) {
            for member in outline.members(of: choice)
            where outline.name(member.name) == "logprobs" && outline.kind(of: member.value) != .null {
                let range = outline.range(of: member.value)
                if !isChanged {
                    let record = frame ?? ChatFrame(Array(outline.bytes[outline.range(of: place)]), depth: .max)
                    frame = record
                    let inRecord = range.lowerBound - base..<range.upperBound - base
                    let same = record?.choices.first { $0.logprobs == inRecord }
                    if same?.isSpelt(bySame: inRecord, in: Array(outline.bytes[base...])) ?? false { continue }
                }
                splices.removeAll { $0.range.overlaps(range) }
                splices.append(Splice(range: range, bytes: Array("null".utf8)))
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
        let notice = takesNotice && settlement.cut != nil ? Array(settlement.notice.utf8) : []
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
