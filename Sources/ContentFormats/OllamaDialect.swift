import Primitives

/// Ollama's `/api/chat` and `/api/generate`, streamed: a line of JSON each, the last with `"done":true`.
struct OllamaDialect: ReplyDialect {
    let format = "ollama"
    let isLines = true

    func name(ofGroup key: Int) -> String { "reply" }

    var reply: FrameContent.Part { FrameContent.Part(name: "", field: "content", kind: .reply) }
    private var thinking: FrameContent.Part { FrameContent.Part(name: "thinking", field: "thinking", kind: .reasoning) }

    func read(_ data: [UInt8], depth: Int) -> FrameContent? {
        guard var frame = FrameReading(data, depth: depth) else { return nil }
        var isError = false
        frame.each(frame.root) { frame, key, value in
            switch key {
            case "model", "created_at", "remote_model", "remote_host", "done_reason": frame.leaf(value)
            case "message": message(value, &frame)
            case "response": frame.text(value, reply)
            case "thinking": frame.text(value, thinking)
            case "done":
                frame.leaf(value)
                if case .bool(true) = value.content { frame.share.ends = true }
            case "logprobs": if !value.isNull { frame.share.foreign.append(value.range) }
            case "error":
                isError = true
                frame.error(value)
            case "AIGC": break
            default: frame.note(value)
            }
        }
        // Both at once may be joined by a reader in either order, or one of them be left out.
        if frame.root["message"] != nil, frame.root["response"] != nil { frame.content.isUnknown = true }
        guard !isError || frame.share.hasText else { return frame.content }
        return frame.whole
    }

    private func message(_ node: JSONNode, _ frame: inout FrameReading) {
        frame.each(node) { frame, key, value in
            switch key {
            case "role", "tool_name": frame.leaf(value)
            case "content": frame.text(value, reply)
            case "thinking": frame.text(value, thinking)
            case "tool_calls":
                if value.isNull { return }
                frame.list(value) { frame, position, element in call(element, position, &frame) }
            default: frame.note(value)
            }
        }
    }

    private func call(_ node: JSONNode, _ position: Int, _ frame: inout FrameReading) {
        frame.each(node) { frame, key, value in
            switch key {
            case "id", "type": frame.leaf(value)
            case "function":
                let index = frame.integer("index", of: value, position)
                frame.each(value) { frame, key, value in
                    switch key {
                    case "index": break
                    case "name", "description": frame.leaf(value)
                    case "arguments": frame.arguments(value, "tool \(index)")
                    default: frame.note(value)
                    }
                }
            default: frame.note(value)
            }
        }
    }

    /// - Parameter end: the members of the last line.
    private func line(_ frame: SSEFrame, _ text: [UInt8], isThought: Bool = false, _ end: String) -> [UInt8] {
        let root = root(frame)
        let head = ["model", "created_at"].compactMap { key in
            root?.literal(key, in: frame.data).map { "\"\(key)\":\($0)," }
        }.joined()
        let thought = isThought ? ",\"thinking\":" + literal(text) : ""
        let content = literal(isThought ? [] : text)
        let says =
            root?["response"] == nil
            ? "\"message\":{\"role\":\"assistant\",\"content\":\(content)\(thought)}"
            : "\"response\":\(content)\(thought)"
        return Array("{\(head)\(says),\(end)}\n".utf8)
    }

    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8] {
        line(frame, text, isThought: part.kind == .reasoning, "\"done\":false" + member(envelope))
    }

    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let notice = ending.notice.isEmpty ? [] : line(frame, JSONString.escaped(ending.notice), "\"done\":false")
        return notice + line(frame, [], Self.end(ending.envelope, member))
    }

    private static func end(_ envelope: [UInt8]?, _ member: ([UInt8]?) -> String) -> String {
        "\"done\":true,\"done_reason\":\"content_filter\"" + member(envelope)
    }

    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let reason = root(frame)?.literal("done_reason", in: frame.data) ?? "\"stop\""
        return line(frame, [], "\"done\":true,\"done_reason\":\(reason)" + member(ending.envelope))
    }

    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice] {
        guard let root = root(frame) else { return [] }
        let reason = Array("\"content_filter\"".utf8)
        var changes = emptied ? self.emptied(frame, key: key) : []
        if let old = root["done_reason"] {
            changes.append(Splice(range: old.range, bytes: reason))
        } else if let done = root["done"] {
            let end = done.range.upperBound
            changes.append(Splice(range: end..<end, bytes: Array(",\"done_reason\":".utf8) + reason))
        }
        return changes
    }

    func emptied(_ frame: SSEFrame, key: Int) -> [Splice] {
        guard let root = root(frame) else { return [] }
        var changes: [Splice] = []
        for text in [root["response"], root["thinking"], root["message"]?["content"], root["message"]?["thinking"]] {
            if let text { changes.append(Splice(range: text.range, bytes: Array("\"\"".utf8))) }
        }
        if let logprobs = root["logprobs"] { changes.append(Splice(range: logprobs.range, bytes: Array("null".utf8))) }
        return changes + withheld(frame, key: key)
    }

    func withheld(_ frame: SSEFrame, key: Int) -> [Splice] {
        guard let calls = root(frame)?["message"]?["tool_calls"] else { return [] }
        return [Splice(range: calls.range, bytes: Array("[]".utf8))]
    }
}
