import Primitives

/// Anthropic's messages, streamed: a message of content blocks, each begun, told in deltas and stopped, then a
/// `message_delta` with the reason of the end, and `message_stop`.
///
/// The group ends with the reason, so that a label that closes the message is a block before it.
struct AnthropicDialect: ReplyDialect {
    let format = "anthropic-sse"
    let endsInOneFrame = false

    func name(ofGroup key: Int) -> String { "message" }

    func read(_ data: [UInt8], depth: Int) -> FrameContent? { AnthropicFrame.read(data, depth: depth) }

    // MARK: Writing

    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8] {
        let (type, member) =
            switch part.kind {
            case .reasoning: ("thinking_delta", "thinking")
            case .argument, .unknown: ("input_json_delta", "partial_json")
            default: ("text_delta", "text")
            }
        return delta(part.block.first ?? 0, type, member, text, envelope)
    }

    private func delta(
        _ index: Int, _ type: String, _ name: String, _ text: [UInt8], _ envelope: [UInt8]? = nil
    ) -> [UInt8] {
        let delta = "{\"type\":\"\(type)\",\"\(name)\":\(literal(text))}"
        let head = "{\"type\":\"content_block_delta\",\"index\":\(index),\"delta\":"
        return event("content_block_delta", head + delta + member(envelope) + "}")
    }

    private func stop(_ index: Int) -> [UInt8] {
        event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":\(index)}")
    }

    /// A block of its own.
    private func remark(_ text: [UInt8], _ blocks: inout ReplyBlocks) -> [UInt8] {
        let index = blocks.next
        blocks.next += 1
        let head = "{\"type\":\"content_block_start\",\"index\":\(index),\"content_block\":"
        return event("content_block_start", head + "{\"type\":\"text\",\"text\":\"\"}}")
            + delta(index, "text_delta", "text", text) + stop(index)
    }

    func closing(
        _ frame: SSEFrame, key: Int, part: FrameContent.Part?, text: [UInt8], envelope: [UInt8]?,
        _ blocks: inout ReplyBlocks
    ) -> [UInt8] {
        if let part, blocks.open.contains(part.block) {
            return copy(frame, key: key, part: part, text: text, envelope: envelope)
        }
        // A value of `AIGC` that no other frame can take goes where clients look for nothing.
        let label = envelope.map { event("ping", "{\"type\":\"ping\"" + member($0) + "}") } ?? []
        return (text.isEmpty ? [] : remark(text, &blocks)) + label
    }

    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        var blocks = ending.blocks
        var output: [UInt8] = []
        var notice = JSONString.escaped(ending.notice)
        if !notice.isEmpty, let part = ending.part, part.kind == .reply, blocks.open.contains(part.block) {
            output += copy(frame, key: ending.key, part: part, text: notice, envelope: nil)
            notice = []
        }
        output += blocks.open.compactMap(\.first).flatMap { stop($0) }
        if !notice.isEmpty { output += remark(notice, &blocks) }
        return output + end("\"refusal\"", frame, ending.envelope)
            + event("message_stop", "{\"type\":\"message_stop\"}")
    }

    private func end(_ reason: String, _ frame: SSEFrame, _ envelope: [UInt8]?) -> [UInt8] {
        var usage = "{\"output_tokens\":0}"
        if let root = root(frame), root.string("type", in: frame.data) == "message_delta",
            let tokens = root["usage"]?.count("output_tokens", in: frame.data)
        {
            usage = "{\"output_tokens\":\(tokens)}"
        }
        let delta = "{\"stop_reason\":\(reason),\"stop_sequence\":null}"
        let head = "{\"type\":\"message_delta\",\"delta\":\(delta),\"usage\":\(usage)"
        return event("message_delta", head + member(envelope) + "}")
    }

    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let root = root(frame)
        if root?.string("type", in: frame.data) == "message_stop" {
            return event("message_stop", "{\"type\":\"message_stop\"" + member(ending.envelope) + "}")
        }
        return end(root?["delta"]?.literal("stop_reason", in: frame.data) ?? "\"end_turn\"", frame, ending.envelope)
    }

    /// Never asked for: ``ending(_:_:)`` takes the place of the end.
    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice] { [] }

    /// A frame speaks of one group, so it leaves or stays as a whole.
    func emptied(_ frame: SSEFrame, key: Int) -> [Splice] { [] }

    func withheld(_ frame: SSEFrame, key: Int) -> [Splice] {
        guard let input = root(frame)?["content_block"]?["input"] else { return [] }
        return [Splice(range: input.range, bytes: Array("{}".utf8))]
    }
}
