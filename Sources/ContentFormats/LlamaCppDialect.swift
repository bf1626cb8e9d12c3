import Primitives

/// llama.cpp's own `/completion`, streamed: pieces of content, the last with `"stop":true`. With several prompts each
/// is a group by its `index`.
struct LlamaCppDialect: ReplyDialect {
    let format = "llamacpp"

    func name(ofGroup key: Int) -> String { "choice \(key)" }

    var reply: FrameContent.Part { FrameContent.Part(name: "", field: "content", kind: .reply) }

    func read(_ data: [UInt8], depth: Int) -> FrameContent? {
        guard var frame = FrameReading(data, depth: depth) else { return nil }
        frame.share = FrameContent.Share(key: frame.integer("index", of: frame.root))
        let reply = reply
        var isError = false
        frame.each(frame.root) { frame, key, value in
            switch key {
            case "content": frame.text(value, reply)
            case "stop":
                frame.leaf(value)
                if case .bool(true) = value.content { frame.share.ends = true }
            case "index", "AIGC": break
            // The request, said again by the server: not the model's text.
            case "prompt", "generation_settings": break
            case "model", "stop_type", "stopping_word": frame.leaf(value)
            case "completion_probabilities", "probs": if !value.isNull { frame.share.foreign.append(value.range) }
            case "error":
                isError = true
                frame.error(value)
            // Tokens are numbers, or, where asked for, the pieces of text that they stand for.
            default: frame.note(value)
            }
        }
        guard !isError || frame.share.hasText else { return frame.content }
        return frame.whole
    }

    private func frame(_ key: Int, _ text: [UInt8], stop: Bool, _ envelope: [UInt8]?) -> [UInt8] {
        event(nil, "{\"index\":\(key),\"content\":\(literal(text)),\"tokens\":[],\"stop\":\(stop)\(member(envelope))}")
    }

    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8] {
        self.frame(key, text, stop: false, envelope)
    }

    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let notice =
            ending.notice.isEmpty ? [] : self.frame(ending.key, JSONString.escaped(ending.notice), stop: false, nil)
        return notice + self.frame(ending.key, [], stop: true, ending.envelope)
    }

    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        self.frame(ending.key, [], stop: true, ending.envelope)
    }

    /// The protocol has no word for a reply that was filtered: it just stops.
    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice] {
        emptied ? self.emptied(frame, key: key) : []
    }

    func emptied(_ frame: SSEFrame, key: Int) -> [Splice] {
        guard let root = root(frame) else { return [] }
        var changes: [Splice] = []
        if let text = root["content"] { changes.append(Splice(range: text.range, bytes: Array("\"\"".utf8))) }
        for name in ["completion_probabilities", "probs"] {
            if let value = root[name] { changes.append(Splice(range: value.range, bytes: Array("[]".utf8))) }
        }
        return changes
    }
}
