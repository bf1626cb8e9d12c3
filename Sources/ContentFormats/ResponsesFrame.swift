import Primitives

/// Reads the frames of OpenAI's Responses: a reply of output items, told in deltas, and told again in full when a
/// text, its part, its item and the whole reply are done.
enum ResponsesFrame {
    typealias Part = FrameContent.Part

    /// `nil` where the data is no JSON object.
    static func read(_ data: [UInt8], depth: Int) -> FrameContent? {
        guard var frame = FrameReading(data, depth: depth) else { return nil }
        let type = frame.type
        let isSummary = type.hasPrefix("response.reasoning_summary_")
        let output = frame.integer("output_index", of: frame.root)
        let inner = frame.integer(isSummary ? "summary_index" : "content_index", of: frame.root)
        let place = ResponsesItem.Place(output: output, inner: inner)
        _ = frame.integer("sequence_number", of: frame.root)
        if frame.root.count("sequence_number", in: data) != nil {
            frame.content.number = frame.root["sequence_number"]?.range
        }
        frame.each(frame.root) { frame, key, value in member(key, value, place, &frame) }
        bound(place, &frame)
        // What belongs to no reply follows everything that came before it.
        return type.isEmpty || type == "error" ? frame.content : frame.whole
    }

    private static func member(
        _ key: String, _ value: JSONNode, _ place: ResponsesItem.Place, _ frame: inout FrameReading
    ) {
        let type = frame.type
        let isDone = type.hasSuffix(".done")
        switch key {
        case "type", "sequence_number", "item_id", "output_index", "content_index", "summary_index", "obfuscation",
            "annotation_index", "command_index", "response_id", "event_id":
            frame.leaf(value)
        case "agent": frame.metadata(value, ["agent_name"])
        case "AIGC": break
        case "response" where lifecycle[type] != nil: response(value, &frame)
        case "item" where type.hasPrefix("response.output_item."):
            ResponsesItem.read(value, place.output, isDone ? .again : .piece, isDone: isDone, &frame)
        case "part" where type.hasPrefix("response.content_part."):
            ResponsesItem.part(value, place, isDone ? .again : .piece, &frame)
        case "part" where type.hasPrefix("response.reasoning_summary_part."):
            ResponsesItem.summary(value, place, isDone ? .again : .piece, &frame)
        case "status" where type == "response.reasoning_summary_part.done": frame.leaf(value)
        case "annotation" where type == "response.output_text.annotation.added":
            let index = frame.integer("annotation_index", of: frame.root)
            ResponsesItem.annotation(value, place, index, .again, &frame)
        case "logprobs" where type.hasPrefix("response.output_text."):
            frame.probabilities(value, of: frame.root["delta"] ?? frame.root["text"])
        // A picture is no text.
        case "partial_image_b64", "partial_image_index", "size", "quality", "background", "output_format":
            if type.hasPrefix("response.image_generation_call.") { frame.leaf(value) } else { frame.note(value) }
        case "code", "param": if type == "error" { frame.leaf(value) } else { spoken(key, value, place, &frame) }
        case "message" where type == "error": frame.fail(value)
        case "error" where type == "error" || type.isEmpty: frame.error(value)
        default: spoken(key, value, place, &frame)
        }
    }

    /// What each event says, by its type without `response.` and its last word.
    private static let spoken: [String: (member: String, part: @Sendable (ResponsesItem.Place) -> Part)] = [
        "output_text": ("text", ResponsesItem.text),
        "refusal": ("refusal", ResponsesItem.refusal),
        "reasoning_text": ("text", ResponsesItem.reasoning),
        "reasoning_summary_text": ("text", ResponsesItem.summary),
        "function_call_arguments": ("arguments", ResponsesItem.arguments),
        "mcp_call_arguments": ("arguments", ResponsesItem.remoteArguments),
        "custom_tool_call_input": ("input", ResponsesItem.input),
        "code_interpreter_call_code": ("code", ResponsesItem.code),
    ]

    /// The name of an event of one text, and whether it is its last.
    private static func event(_ type: String) -> (name: String, isDone: Bool)? {
        let words = type.split(separator: ".")
        guard words.count == 3, words[0] == "response", words[2] == "delta" || words[2] == "done" else { return nil }
        return (String(words[1]), words[2] == "done")
    }

    /// The text of a delta, or the text told again when it is done.
    private static func spoken(
        _ key: String, _ value: JSONNode, _ place: ResponsesItem.Place, _ frame: inout FrameReading
    ) {
        guard let (name, isDone) = event(frame.type), let (member, part) = spoken[name] else {
            return frame.note(value)
        }
        switch (isDone, key) {
        case (false, "delta"): frame.text(value, part(place))
        case (true, member): frame.text(value, part(place), .again)
        case (_, "name") where member == "arguments": frame.leaf(value)
        default: frame.note(value)
        }
    }

    /// What begins and what is over with the frame.
    private static func bound(_ place: ResponsesItem.Place, _ frame: inout FrameReading) {
        let item = [place.output]
        switch frame.type {
        case "response.output_item.added": (frame.share.starts, frame.share.keeps) = ([item], item)
        case "response.output_item.done": (frame.share.stops, frame.share.keeps) = ([item], item)
        case "response.content_part.added": (frame.share.starts, frame.share.keeps) = ([place.content], place.content)
        case "response.content_part.done":
            frame.share.stops = [place.content]
            let kinds = [ResponsesItem.text, ResponsesItem.refusal, ResponsesItem.reasoning]
            frame.share.closes += kinds.map { $0(place).name }
        case "response.reasoning_summary_part.added":
            (frame.share.starts, frame.share.keeps) = ([place.summary], place.summary)
        case "response.reasoning_summary_part.done":
            frame.share.stops = [place.summary]
            frame.share.closes.append(ResponsesItem.summary(place).name)
        case let type:
            if let ends = lifecycle[type] {
                frame.share.ends = ends
                frame.share.keeps = ends ? nil : []
            } else if let (name, isDone) = event(type), isDone, let part = spoken[name]?.part {
                frame.share.closes.append(part(place).name)
            }
        }
        // Nothing of a text can go before the frame that begins it.
        let texts = frame.share.texts.filter { $0.telling == .piece && !$0.part.isWhole && $0.literal.count > 2 }
        if !texts.isEmpty, event(frame.type) == nil { frame.share.isWhole = true }
    }

    /// The events that carry the reply as a whole, and whether they end it.
    private static let lifecycle: [String: Bool] = [
        "response.created": false, "response.queued": false, "response.in_progress": false,
        "response.completed": true, "response.incomplete": true, "response.failed": true, "response.cancelled": true,
    ]

    /// Members of the reply that are no text of the model: the request said again, and the server's own notes.
    private static let unread: Set<String> = [
        "instructions", "metadata", "prompt", "text", "tool_choice", "tools", "AIGC", "access_programs", "billing",
        "content_filters", "image", "input_transformations", "moderation", "prompt_cache_diagnostics",
        "prompt_cache_options", "tool_usage", "usage",
    ]

    private static func response(_ node: JSONNode, _ frame: inout FrameReading) {
        frame.content.model = node.string("model", in: frame.data)
        frame.content.existingLabel = frame.content.existingLabel ?? node.existingLabel(in: frame.data)
        frame.each(node) { frame, key, value in
            switch key {
            case "id", "object", "status", "model", "previous_response_id", "service_tier", "truncation", "user",
                "safety_identifier", "prompt_cache_key", "prompt_cache_retention":
                frame.leaf(value)
            case _ where unread.contains(key): break
            case "output":
                if value.isNull { return }
                frame.list(value) { frame, index, item in
                    ResponsesItem.read(item, index, .again, isDone: false, &frame)
                }
            // All of the reply's texts joined, as some servers add it.
            case "output_text": if !value.isNull { frame.text(value, Part(name: "output text", kind: .reply), .again) }
            case "error":
                if !value.isNull { frame.every(value, .other, "error", leaves: ["type", "code", "param"]) }
            case "incomplete_details": frame.metadata(value, ["reason"])
            case "reasoning":
                frame.metadata(value, ["effort", "summary", "generate_summary", "context", "mode"])
            case "conversation": frame.metadata(value, ["id"])
            default: frame.note(value)
            }
        }
    }
}

extension FrameReading {
    /// Probabilities of the tokens that spell `text`; those of any other tokens do not go out.
    mutating func probabilities(_ node: JSONNode, of text: JSONNode?) {
        if node.isNull { return }
        if case .array(let elements) = node.content, elements.isEmpty { return }
        if let text, text.isString, TokenProbabilities.joined(node, data) == JSONString.decode(data, in: text.range) {
            share.probabilities.append(node.range)
        } else {
            share.foreign.append(node.range)
        }
    }
}
