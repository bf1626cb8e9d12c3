import Primitives

/// Reads the output items of a reply in OpenAI's Responses, wherever they stand.
enum ResponsesItem {
    typealias Part = FrameContent.Part

    /// Where a text stands: the number of its item, and its own in a list of that.
    struct Place {
        let output: Int
        let inner: Int

        /// In the content of a message or a thought.
        var content: [Int] { [output, 0, inner] }
        /// In the summary of a thought.
        var summary: [Int] { [output, 1, inner] }
        /// What a tool is given.
        var call: [Int] { [output, 2, 0] }
    }

    @Sendable static func text(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/text \(place.inner)", field: "output_text", kind: .reply,
            block: place.content)
    }

    @Sendable static func refusal(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/refusal \(place.inner)", field: "refusal", kind: .other,
            block: place.content)
    }

    @Sendable static func reasoning(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/reasoning \(place.inner)", field: "reasoning_text", kind: .reasoning,
            block: place.content)
    }

    @Sendable static func summary(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/summary \(place.inner)", field: "reasoning_summary_text", kind: .reasoning,
            block: place.summary)
    }

    @Sendable static func arguments(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/arguments", field: "function_call_arguments", kind: .argument,
            block: place.call)
    }

    @Sendable static func remoteArguments(_ place: Place) -> Part {
        Part(name: "output \(place.output)/arguments", field: "mcp_call_arguments", kind: .argument, block: place.call)
    }

    @Sendable static func input(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/input", field: "custom_tool_call_input", kind: .argument, isPlain: true,
            block: place.call)
    }

    @Sendable static func code(_ place: Place) -> Part {
        Part(
            name: "output \(place.output)/code", field: "code_interpreter_call_code", kind: .argument, isPlain: true,
            block: place.call)
    }

    /// - Parameter isDone: whether nothing more of the item's texts follows.
    static func read(
        _ node: JSONNode, _ output: Int, _ telling: FrameContent.Telling, isDone: Bool, _ frame: inout FrameReading
    ) {
        let type = node.string("type", in: frame.data) ?? ""
        let whole = Place(output: output, inner: 0)
        let first = frame.share.texts.count
        frame.each(node) { frame, key, value in
            switch (type, key) {
            case (_, _) where leaves.contains(key): frame.leaf(value)
            case ("message", "content"), ("reasoning", "content"):
                if value.isNull { return }
                frame.list(value) { frame, index, element in
                    part(element, Place(output: output, inner: index), telling, &frame)
                }
            case ("reasoning", "summary"):
                if value.isNull { return }
                frame.list(value) { frame, index, element in
                    summary(element, Place(output: output, inner: index), telling, &frame)
                }
            // Opaque to everybody but the server that made it.
            case ("reasoning", "encrypted_content"), ("compaction", "encrypted_content"): frame.leaf(value)
            case ("function_call", "arguments"): frame.text(value, arguments(whole), telling)
            case ("mcp_call", "arguments"): frame.text(value, remoteArguments(whole), telling)
            case ("custom_tool_call", "input"): frame.text(value, input(whole), telling)
            case ("code_interpreter_call", "code"): if !value.isNull { frame.text(value, code(whole), telling) }
            // A picture is no text.
            case ("image_generation_call", _) where pictures.contains(key): frame.leaf(value)
            // What tools there are, as their server says.
            case ("mcp_list_tools", "tools"): break
            case (_, "name"), (_, "namespace"), (_, "server_label"): frame.leaf(value)
            case (_, "caller"): frame.metadata(value, ["type", "caller_id"])
            case (_, "agent"): frame.metadata(value, ["agent_name"])
            case _ where calls[type]?.contains(key) ?? false:
                frame.every(value, .argument, "output \(output)/\(key)", leaves: valueLeaves, .again)
            case _ where results[type]?.contains(key) ?? false:
                frame.every(value, .other, "output \(output)/\(key)", leaves: valueLeaves, .again)
            default: frame.note(value)
            }
        }
        guard isDone else { return }
        frame.share.closes += frame.share.texts[first...].map(\.part.name)
    }

    private static let leaves: Set<String> = [
        "id", "type", "status", "role", "phase", "call_id", "container_id", "approval_request_id", "created_by",
    ]

    private static let pictures: Set<String> = [
        "result", "action", "background", "output_format", "quality", "size",
    ]

    /// Members of items in which every string is something that a tool is given.
    private static let calls: [String: Set<String>] = [
        "web_search_call": ["action"],
        "file_search_call": ["queries"],
        "computer_call": ["action", "actions"],
        "local_shell_call": ["action"],
        "shell_call": ["action"],
        "apply_patch_call": ["operation"],
        "mcp_approval_request": ["arguments"],
        "image_generation_call": ["revised_prompt"],
        "program": ["code"],
    ]

    /// Members of items in which every string is a text of its own.
    private static let results: [String: Set<String>] = [
        "mcp_call": ["output", "error"],
        "mcp_list_tools": ["error"],
        "code_interpreter_call": ["outputs"],
        "computer_call": ["pending_safety_checks"],
        "file_search_call": ["results"],
        "shell_call_output": ["output"],
        "image_generation_call": ["error"],
        "program_output": ["result"],
    ]

    private static let valueLeaves: Set<String> = ["type", "file_id", "status", "id", "code", "button"]

    /// A part of a message's or a thought's content.
    static func part(
        _ node: JSONNode, _ place: Place, _ telling: FrameContent.Telling, _ frame: inout FrameReading
    ) {
        let type = node.string("type", in: frame.data) ?? ""
        frame.each(node) { frame, key, value in
            switch (type, key) {
            case (_, "type"): frame.leaf(value)
            case ("output_text", "text"): frame.text(value, text(place), telling)
            case ("refusal", "refusal"): frame.text(value, refusal(place), telling)
            case ("reasoning_text", "text"): frame.text(value, reasoning(place), telling)
            case ("output_text", "annotations"):
                if value.isNull { return }
                frame.list(value) { frame, index, element in annotation(element, place, index, .again, &frame) }
            case ("output_text", "logprobs"): frame.probabilities(value, of: node["text"])
            default: frame.note(value)
            }
        }
    }

    /// A part of a thought's summary.
    static func summary(
        _ node: JSONNode, _ place: Place, _ telling: FrameContent.Telling, _ frame: inout FrameReading
    ) {
        frame.each(node) { frame, key, value in
            switch key {
            case "type": frame.leaf(value)
            case "text": frame.text(value, summary(place), telling)
            default: frame.note(value)
            }
        }
    }

    static func annotation(
        _ node: JSONNode, _ place: Place, _ index: Int, _ telling: FrameContent.Telling, _ frame: inout FrameReading
    ) {
        let name = "output \(place.output)/text \(place.inner)/annotation \(index)"
        frame.every(node, .other, name, leaves: ["type", "file_id", "container_id"], telling)
    }
}
