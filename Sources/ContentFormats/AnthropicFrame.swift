import Primitives

/// Reads the frames of Anthropic's messages.
enum AnthropicFrame {
    typealias Part = FrameContent.Part

    /// `nil` where the data is no JSON object.
    static func read(_ data: [UInt8], depth: Int) -> FrameContent? {
        guard var frame = FrameReading(data, depth: depth) else { return nil }
        let index = frame.integer("index", of: frame.root)
        let type = frame.type
        frame.each(frame.root) { frame, key, value in
            switch (key, type) {
            case ("type", _): frame.leaf(value)
            case ("index", _), ("AIGC", _): break
            case ("message", "message_start"): message(value, &frame)
            case ("content_block", "content_block_start"): block(value, index, &frame)
            case ("delta", "content_block_delta"): delta(value, index, &frame)
            case ("delta", "message_delta"): ending(value, &frame)
            case ("usage", "message_delta"): usage(value, &frame)
            case ("context_management", "message_delta"): frame.every(value, .other, "context", leaves: ["type"])
            case ("error", "error"): frame.error(value)
            case ("request_id", "error"): frame.leaf(value)
            default: frame.note(value)
            }
        }
        switch type {
        case "content_block_start":
            frame.share.starts = [[index]]
            // A label cannot go before the block that it is to stand in.
            frame.share.isWhole = frame.share.hasText
        case "content_block_stop":
            frame.share.stops = [[index]]
            frame.share.closes = names(of: index)
        case "message_stop": frame.share.ends = true
        case "message_start", "content_block_delta", "message_delta": break
        case "ping":
            frame.content.isHeartbeat = !frame.content.isUnknown && frame.content.existingLabel == nil
            return frame.content
        case "error": return frame.content
        case "": return frame.share.hasText ? frame.whole : frame.content
        default: frame.content.isUnknown = true
        }
        return frame.whole
    }

    // MARK: Parts

    private static func text(_ index: Int) -> Part { Part(name: "text \(index)", kind: .reply, block: [index]) }

    private static func thinking(_ index: Int) -> Part {
        Part(name: "thinking \(index)", kind: .reasoning, block: [index])
    }

    private static func tool(_ index: Int) -> Part { Part(name: "tool \(index)", kind: .argument, block: [index]) }

    /// Members of a citation that are text. Those of all citations of a block are read as one, for a block may have
    /// any number of them.
    private static let citationTexts = ["cited_text", "document_title", "title", "url", "source"]

    private static func citation(_ index: Int, _ key: String) -> Part {
        Part(name: "citation \(index).\(key)", kind: .other, block: [index])
    }

    private static func names(of index: Int) -> [String] {
        [text(index), thinking(index), tool(index)].map(\.name) + citationTexts.map { citation(index, $0).name }
    }

    // MARK: Frames

    private static func usage(_ node: JSONNode, _ frame: inout FrameReading) {
        frame.metadata(node, ["service_tier", "inference_geo", "speed"])
    }

    private static func message(_ node: JSONNode, _ frame: inout FrameReading) {
        frame.content.model = node.string("model", in: frame.data)
        frame.each(node) { frame, key, value in
            switch key {
            case "id", "type", "role", "model", "stop_reason", "stop_sequence": frame.leaf(value)
            case "usage": usage(value, &frame)
            case "container": container(value, &frame)
            case "stop_details": stopDetails(value, &frame)
            // The content of a stream comes in blocks.
            default: frame.note(value)
            }
        }
    }

    private static func container(_ node: JSONNode, _ frame: inout FrameReading) {
        if node.isNull { return }
        frame.each(node) { frame, key, value in
            switch key {
            case "id", "expires_at": frame.leaf(value)
            case "skills":
                frame.list(value) { frame, _, skill in frame.metadata(skill, ["skill_id", "type", "version"]) }
            default: frame.note(value)
            }
        }
    }

    private static func stopDetails(_ node: JSONNode, _ frame: inout FrameReading) {
        if node.isNull { return }
        frame.every(node, .other, "stop_details", leaves: ["type", "category"])
    }

    private static func block(_ node: JSONNode, _ index: Int, _ frame: inout FrameReading) {
        let type = node.string("type", in: frame.data) ?? ""
        frame.each(node) { frame, key, value in
            switch (type, key) {
            case (_, "type"), (_, "id"): frame.leaf(value)
            case ("text", "text"): frame.text(value, text(index))
            case ("thinking", "thinking"): frame.text(value, thinking(index))
            // Opaque to everybody but the server that made it.
            case ("thinking", "signature"), ("redacted_thinking", "data"): frame.leaf(value)
            case ("tool_use", "name"), ("server_tool_use", "name"), ("mcp_tool_use", "name"),
                ("mcp_tool_use", "server_name"):
                frame.leaf(value)
            case (_, "caller"): frame.metadata(value, ["type", "tool_id"])
            case ("tool_use", "input"), ("server_tool_use", "input"), ("mcp_tool_use", "input"):
                frame.arguments(value, "tool \(index) input")
            case (_, "tool_use_id") where type.hasSuffix("_result"), ("container_upload", "file_id"): frame.leaf(value)
            case (_, "content") where type.hasSuffix("_result"):
                frame.every(value, .other, "result \(index)", leaves: resultLeaves)
            default: frame.note(value)
            }
        }
    }

    /// Members of a server tool's result that hold no text for a person.
    private static let resultLeaves: Set<String> = [
        "type", "encrypted_content", "encrypted_index", "file_id", "media_type", "error_code", "retrieved_at",
    ]

    private static func delta(_ node: JSONNode, _ index: Int, _ frame: inout FrameReading) {
        let type = node.string("type", in: frame.data) ?? ""
        frame.each(node) { frame, key, value in
            switch (type, key) {
            case (_, "type"): frame.leaf(value)
            case ("text_delta", "text"): frame.text(value, text(index))
            case ("thinking_delta", "thinking"): frame.text(value, thinking(index))
            case ("input_json_delta", "partial_json"): frame.text(value, tool(index))
            case ("signature_delta", "signature"): frame.leaf(value)
            case ("citations_delta", "citation"): citation(value, index, &frame)
            default: frame.note(value)
            }
        }
    }

    private static func citation(_ node: JSONNode, _ index: Int, _ frame: inout FrameReading) {
        frame.share.isInOnePiece = true
        frame.each(node) { frame, key, value in
            switch key {
            case "type", "file_id", "encrypted_index", "search_result_index": frame.leaf(value)
            case _ where citationTexts.contains(key): frame.text(value, citation(index, key))
            default: frame.note(value)
            }
        }
    }

    private static func ending(_ node: JSONNode, _ frame: inout FrameReading) {
        frame.each(node) { frame, key, value in
            switch key {
            case "stop_reason":
                frame.leaf(value)
                if value.hasText { frame.share.ends = true }
            case "stop_sequence": frame.leaf(value)
            case "stop_details": stopDetails(value, &frame)
            case "container": container(value, &frame)
            default: frame.note(value)
            }
        }
    }
}
