import Primitives

/// OpenAI's chat format: each choice is a group, and its end is the frame with its finish reason.
struct OpenAIDialect: ReplyDialect {
    let format = "openai-sse"

    func name(ofGroup key: Int) -> String { "choice \(key)" }

    func read(_ data: [UInt8], depth: Int) -> FrameContent? {
        guard let chat = ChatFrame(data, depth: depth) else { return nil }
        var content = FrameContent()
        content.error = chat.errorMessage
        content.isUnknown = chat.isUnknown
        content.model = chat.model
        content.existingLabel = chat.existingLabel
        var keys: Set<Int> = []
        for choice in chat.choices where keys.insert(choice.index).inserted {
            var share = FrameContent.Share(key: choice.index)
            share.texts = choice.texts.map { FrameContent.Text(part: Self.part($0.role), literal: $0.literal) }
            if let logprobs = choice.logprobs {
                if choice.isSpelt(bySame: logprobs, in: data) {
                    share.probabilities = [logprobs]
                } else {
                    share.foreign = [logprobs]
                }
            }
            share.ends = choice.finish != nil
            share.isWhole = choice.shape == .message
            content.shares.append(share)
        }
        return content
    }

    private static func part(_ role: ChatFrame.Role) -> FrameContent.Part {
        switch role {
        case .reply: FrameContent.Part(name: "", field: "content", kind: .reply)
        case .reasoning(let field): FrameContent.Part(name: "reasoning", field: field, kind: .reasoning)
        case .refusal: FrameContent.Part(name: "refusal", field: "refusal", kind: .other)
        case .arguments(let tool): FrameContent.Part(name: "tool \(tool)", field: "\(tool)", kind: .argument)
        }
    }

    var reply: FrameContent.Part { Self.part(.reply) }

    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8] {
        copy(frame, key, (part, text), finish: nil, envelope)
    }

    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let notice =
            ending.notice.isEmpty
            ? [] : copy(frame, ending.key, (reply, JSONString.escaped(ending.notice)), finish: nil, nil)
        return notice + copy(frame, ending.key, nil, finish: Self.filtered, ending.envelope)
    }

    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let finish = ChatFrame(frame.data)?.choices.first { $0.index == ending.key }?.finish
        let reason = finish.map { Array(frame.data[$0]) } ?? Self.filtered
        return copy(frame, ending.key, nil, finish: reason, ending.envelope)
    }

    private static let filtered = Array("\"content_filter\"".utf8)

    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice] {
        guard let choice = choice(key, in: frame) else { return [] }
        let reason = choice.finish.map { [Splice(range: $0, bytes: Self.filtered)] } ?? []
        return (emptied ? Self.emptied(choice) : []) + reason
    }

    func emptied(_ frame: SSEFrame, key: Int) -> [Splice] {
        choice(key, in: frame).map { Self.emptied($0) } ?? []
    }

    private func choice(_ key: Int, in frame: SSEFrame) -> ChatFrame.Choice? {
        ChatFrame(frame.data, depth: .max)?.choices.first { $0.index == key }
    }

    private static func emptied(_ choice: ChatFrame.Choice) -> [Splice] {
        var changes: [Splice] = []
        if let body = choice.body {
            changes.append(Splice(range: body.range, bytes: Array((choice.shape == .text ? "\"\"" : "{}").utf8)))
        }
        if let logprobs = choice.logprobs { changes.append(Splice(range: logprobs, bytes: Array("null".utf8))) }
        return changes
    }

    /// Into the frame, or into the choice where the frame has several.
    func labelled(_ frame: SSEFrame, key: Int, with value: [UInt8]) -> Splice? {
        guard let chat = ChatFrame(frame.data, depth: .max) else { return nil }
        let object = chat.choices.count > 1 ? chat.choices.first { $0.index == key }?.node : chat.root
        return object?.labelled(with: value, in: frame.data)
    }

    /// A frame like this one with nothing but `text` for one choice.
    /// - Parameter finish: the literal of a finish reason; the choice goes on where there is none.
    private func copy(
        _ frame: SSEFrame, _ key: Int, _ text: (part: FrameContent.Part, inside: [UInt8])?, finish: [UInt8]?,
        _ envelope: [UInt8]?
    ) -> [UInt8] {
        let chat = frame.data.isEmpty ? nil : ChatFrame(frame.data, depth: .max)
        let shape = chat?.choices.first { $0.index == key }?.shape
        var list: [UInt8] = Array("[{\"index\":\(key),".utf8)
        if shape == .text {
            list += Array("\"text\":\"".utf8) + (text?.inside ?? []) + Array("\"".utf8)
        } else {
            // Never the role: clients that join the strings of all frames would read it twice.
            list += Array("\"delta\":{".utf8) + (text.map { Self.member($0.part, $0.inside) } ?? []) + Array("}".utf8)
        }
        list += Array(",\"finish_reason\":".utf8) + (finish ?? Array("null".utf8)) + Array("}]".utf8)
        guard let chat, !chat.isUnknown, chat.errorMessage == nil, let old = chat.choiceList else {
            let label = envelope.map { Array(",\"AIGC\":".utf8) + $0.onOneLine } ?? []
            let start = Array("data: {\"object\":\"chat.completion.chunk\",\"choices\":".utf8)
            return start + list + label + Array("}\n\n".utf8)
        }
        var changes = [Splice(range: old.range, bytes: list)]
        if let usage = chat.root["usage"], usage.isObject {
            changes.append(Splice(range: usage.range, bytes: Array("null".utf8)))
        }
        if let envelope { changes.append(chat.root.labelled(with: envelope, in: frame.data)) }
        return frame.bytes.applying(changes.map { frame.placed($0) })
    }

    private static func member(_ part: FrameContent.Part, _ inside: [UInt8]) -> [UInt8] {
        let literal = Array("\"".utf8) + inside + Array("\"".utf8)
        guard part.kind == .argument else { return Array("\"\(part.field)\":".utf8) + literal }
        let start = Array("\"tool_calls\":[{\"index\":\(part.field),\"function\":{\"arguments\":".utf8)
        return start + literal + Array("}}]".utf8)
    }
}
