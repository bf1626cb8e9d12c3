import Primitives

/// What a frame of an OpenAI chat stream says: where its text is, which choices it belongs to, and whether all of it
/// was understood.
///
/// Every string that is not empty must be text or stand at a place that is known to hold no text for a person.
/// A frame with any other is unknown; so is one that names a member twice, since readers differ on which counts.
struct ChatFrame {
    /// What a string is.
    enum Role: Hashable {
        case reply
        /// The name of the field, as a frame may have two.
        case reasoning(String)
        case refusal
        case arguments(tool: Int)
    }

    /// How a choice carries its text.
    enum Shape { case delta, message, text }

    struct Text {
        let role: Role
        /// The literal in the data, quotes included.
        let literal: Range<Int>
    }

    struct Choice {
        let index: Int
        let node: JSONNode
        var texts: [Text] = []
        var shape = Shape.delta
        /// `delta`, `message` or `text`.
        var body: JSONNode?
        /// The literal of a `finish_reason` that is not null.
        var finish: Range<Int>?
        /// `logprobs` that are not null.
        var logprobs: Range<Int>?

        var hasText: Bool { texts.contains { $0.literal.count > 2 } }
    }

    let root: JSONNode
    private(set) var choices: [Choice] = []
    /// The array `choices`.
    private(set) var choiceList: JSONNode?
    private(set) var errorMessage: Range<Int>?
    private(set) var isUnknown = false
    let model: String?
    let existingLabel: [UInt8]?

    /// `nil` where the data is no JSON object.
    init?(_ data: [UInt8], depth: Int = JSONLinesCodec.defaultDepth) {
        guard let root = try? JSONNode.parse(data, depth: depth), root.isObject else { return nil }
        self.root = root
        model = root.string("model", in: data)
        existingLabel = root.existingLabel(in: data)
        each(root) { frame, key, value in
            switch key {
            case "choices":
                frame.choiceList = value
                guard case .array(let elements) = value.content else { return frame.note(value) }
                for (position, element) in elements.enumerated() { frame.readChoice(element, position, data) }
            case "error": frame.readError(value)
            case "usage", "prompt_filter_results", "AIGC": break
            case "x_groq": frame.metadata(value, ["id"], open: ["usage"])
            case "id", "object", "created", "model", "system_fingerprint", "service_tier", "provider", "request_id",
                "obfuscation":
                frame.leaf(value)
            default: frame.note(value)
            }
        }
        // A choice that stands twice in one frame leaves no order between its texts.
        if Set(choices.map(\.index)).count < choices.count { isUnknown = true }
    }

    /// Visits the members of an object; anything else is only noted.
    private mutating func each(_ node: JSONNode, _ visit: (inout ChatFrame, String, JSONNode) -> Void) {
        guard case .object(let members) = node.content else { return note(node) }
        if members.count > 1, Set(members.map(\.key)).count < members.count { isUnknown = true }
        for member in members { visit(&self, member.key, member.value) }
    }

    /// Nothing below `node` is known: it must be without text.
    private mutating func note(_ node: JSONNode) {
        switch node.content {
        case .string: if node.hasText { isUnknown = true }
        case .array(let elements): for element in elements { note(element) }
        case .object(let members): for member in members { note(member.value) }
        default: break
        }
    }

    /// Metadata in one value; a list or object in its place is none.
    private mutating func leaf(_ node: JSONNode) {
        if !node.isString { note(node) }
    }

    private mutating func metadata(_ node: JSONNode, _ leaves: Set<String>, open: Set<String> = []) {
        each(node) { frame, key, value in
            if leaves.contains(key) { frame.leaf(value) } else if !open.contains(key) { frame.note(value) }
        }
    }

    private mutating func readError(_ node: JSONNode) {
        if node.hasText { errorMessage = node.range }
        if node.isNull || node.isString { return }
        each(node) { frame, key, value in
            switch key {
            case "message" where value.isString: if value.hasText { frame.errorMessage = value.range }
            case "type", "code", "param": frame.leaf(value)
            default: frame.note(value)
            }
        }
    }

    private mutating func readChoice(_ node: JSONNode, _ position: Int, _ data: [UInt8]) {
        var choice = Choice(index: readIndex(of: node, data) ?? position, node: node)
        each(node) { frame, key, value in
            switch key {
            case "delta", "message":
                frame.noteSecond(choice.body)
                choice.shape = key == "delta" ? .delta : .message
                choice.body = value
                if !value.isNull { frame.readBody(value, into: &choice, data) }
            case "text":
                frame.noteSecond(choice.body)
                choice.shape = .text
                choice.body = value
                frame.add(value, .reply, to: &choice)
            case "finish_reason":
                frame.leaf(value)
                if value.hasText { choice.finish = value.range }
            case "logprobs": if !value.isNull { choice.logprobs = value.range }
            case "index": break
            case "stop_reason", "native_finish_reason", "matched_stop": frame.leaf(value)
            case "content_filter_results", "content_filter_result", "content_filter_offsets", "AIGC": break
            default: frame.note(value)
            }
        }
        choices.append(choice)
    }

    /// The `index` of a choice or call; `nil` where there is none. One that is no integer (`1.0`, `"1"`) may join other
    /// frames in a reader than here, so its frame is unknown.
    private mutating func readIndex(of node: JSONNode, _ data: [UInt8]) -> Int? {
        guard let index = node["index"], !index.isNull else { return nil }
        let number = Int(String(decoding: data[index.range], as: UTF8.self))
        if number == nil { isUnknown = true }
        return number
    }

    /// A choice that speaks in two places at once has no order between them.
    private mutating func noteSecond(_ earlier: JSONNode?) {
        if let earlier, !earlier.isNull { isUnknown = true }
    }

    private mutating func readBody(_ node: JSONNode, into choice: inout Choice, _ data: [UInt8]) {
        each(node) { frame, key, value in
            switch key {
            case "role": frame.leaf(value)
            case "content":
                if case .array(let parts) = value.content {
                    for part in parts { frame.readPart(part, into: &choice, data) }
                } else {
                    frame.add(value, .reply, to: &choice)
                }
            case "reasoning_content", "reasoning": frame.add(value, .reasoning(key), to: &choice)
            case "refusal": frame.add(value, .refusal, to: &choice)
            case "tool_calls":
                guard case .array(let calls) = value.content else { return frame.note(value) }
                for (position, call) in calls.enumerated() {
                    frame.readCall(call, frame.readIndex(of: call, data) ?? position, into: &choice)
                }
            case "function_call": frame.readFunction(value, 0, into: &choice)
            default: frame.note(value)
            }
        }
    }

    private mutating func readPart(_ node: JSONNode, into choice: inout Choice, _ data: [UInt8]) {
        guard node.string("type", in: data) == "text" else { return note(node) }
        each(node) { frame, key, value in
            switch key {
            case "type": frame.leaf(value)
            case "text": frame.add(value, .reply, to: &choice)
            default: frame.note(value)
            }
        }
    }

    private mutating func readCall(_ node: JSONNode, _ tool: Int, into choice: inout Choice) {
        each(node) { frame, key, value in
            switch key {
            case "index": break
            case "id", "type": frame.leaf(value)
            case "function": frame.readFunction(value, tool, into: &choice)
            default: frame.note(value)
            }
        }
    }

    private mutating func readFunction(_ node: JSONNode, _ tool: Int, into choice: inout Choice) {
        if node.isNull { return }
        each(node) { frame, key, value in
            switch key {
            case "name": frame.leaf(value)
            case "arguments": frame.add(value, .arguments(tool: tool), to: &choice)
            default: frame.note(value)
            }
        }
    }

    private mutating func add(_ node: JSONNode, _ role: Role, to choice: inout Choice) {
        // A number in a text's place is text to a reader that joins values.
        if case .number = node.content { isUnknown = true }
        guard node.isString else { return note(node) }
        choice.texts.append(Text(role: role, literal: node.range))
    }
}
