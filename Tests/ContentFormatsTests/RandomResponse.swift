import Primitives

/// A reply in OpenAI's Responses, made up: items of every kind, begun, told in pieces, done, some at the same time.
struct RandomResponse {
    private static let pieces = ["a", "bb ", "你好", "\\n", "\\u4f60", "😀", "\\ud83d", "\\ude00", "\\\"", "1", "<b>"]
    private(set) var bytes: [UInt8] = []

    init(_ random: inout Seeded) {
        var output: [String] = []
        var items: [[String]] = []
        for index in 0..<Int.random(in: 1...3, using: &random) {
            let (frames, item) = Self.item(index, &random)
            items.append(frames)
            output.append(item)
        }
        var frames = [Self.frame("response.created", Self.reply("in_progress", "[]"))]
        if Bool.random(using: &random) {
            frames.append(Self.frame("response.in_progress", Self.reply("in_progress", "[]")))
        }
        // Each begins after the one before it, and may be told while that still is.
        var open = 1
        while items.contains(where: { !$0.isEmpty }) {
            let index = Int.random(in: 0..<open, using: &random)
            guard !items[index].isEmpty else {
                open = min(items.count, open + 1)
                continue
            }
            frames.append(items[index].removeFirst())
            if Int.random(in: 0..<6, using: &random) == 0 { open = min(items.count, open + 1) }
        }
        let list = Int.random(in: 0..<8, using: &random) == 0 ? "null" : "[\(output.joined(separator: ","))]"
        switch Int.random(in: 0..<10, using: &random) {
        case 0: break
        case 1: frames.append(Self.frame("response.incomplete", Self.reply("incomplete", list)))
        case 2: frames.append(Self.frame("response.failed", Self.reply("failed", "[]")))
        default: frames.append(Self.frame("response.completed", Self.reply("completed", list)))
        }
        let named = Bool.random(using: &random)
        let first = Int.random(in: 0...3, using: &random)
        let end = Bool.random(using: &random) ? "\n" : "\r\n"
        for (number, frame) in frames.enumerated() {
            let type = frame.split(separator: "\"")[3]
            let data = frame.replacing("\"sequence_number\":0", with: "\"sequence_number\":\(first + number)")
            let text = (named ? "event: \(type)\(end)" : "") + "data: \(data)\(end)\(end)"
            bytes += Array(text.utf8)
            if Int.random(in: 0..<9, using: &random) == 0 { bytes += Array(": still here\(end)\(end)".utf8) }
        }
    }

    private static func frame(_ type: String, _ rest: String) -> String {
        "{\"type\":\"\(type)\",\"sequence_number\":0,\(rest)}"
    }

    private static func reply(_ status: String, _ output: String) -> String {
        let details = status == "incomplete" ? "{\"reason\":\"max_output_tokens\"}" : "null"
        return "\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"\(status)\","
            + "\"incomplete_details\":\(details),\"output\":\(output),\"instructions\":\"be kind\"}"
    }

    private static func words(_ random: inout Seeded) -> [String] {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
            (0..<Int.random(in: 0...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
    }

    private static func item(_ index: Int, _ random: inout Seeded) -> (frames: [String], item: String) {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: thought(index, &random)
        case 1: call(index, &random)
        case 2: input(index, &random)
        default: message(index, &random)
        }
    }

    private static func bounds(_ index: Int, _ begun: String, _ inner: [String], _ done: String) -> [String] {
        [frame("response.output_item.added", "\"output_index\":\(index),\"item\":\(begun)")] + inner
            + [frame("response.output_item.done", "\"output_index\":\(index),\"item\":\(done)")]
    }

    /// A text from its beginning to its end.
    private static func text(
        _ event: String, _ part: String, _ place: String, _ type: String, _ member: String, _ random: inout Seeded
    ) -> (frames: [String], part: String) {
        let words = words(&random)
        let whole = "{\"type\":\"\(type)\",\"\(member)\":\"\(words.joined())\"}"
        var frames = [frame("response.\(part).added", "\(place),\"part\":{\"type\":\"\(type)\",\"\(member)\":\"\"}")]
        frames += words.map { word in
            let tokens = type == "output_text" ? ",\"logprobs\":[{\"token\":\"\(word)\",\"logprob\":-1}]" : ""
            return frame("response.\(event).delta", "\(place),\"delta\":\"\(word)\"\(tokens)")
        }
        frames.append(frame("response.\(event).done", "\(place),\"\(member)\":\"\(words.joined())\""))
        frames.append(frame("response.\(part).done", "\(place),\"part\":\(whole)"))
        return (frames, whole)
    }

    private static func message(_ index: Int, _ random: inout Seeded) -> (frames: [String], item: String) {
        var frames: [String] = []
        var parts: [String] = []
        for inner in 0..<Int.random(in: 1...2, using: &random) {
            let place = "\"item_id\":\"m\(index)\",\"output_index\":\(index),\"content_index\":\(inner)"
            let refuses = Int.random(in: 0..<4, using: &random) == 0
            let (new, part) = text(
                refuses ? "refusal" : "output_text", "content_part", place, refuses ? "refusal" : "output_text",
                refuses ? "refusal" : "text", &random)
            frames += new
            parts.append(part)
        }
        func item(_ status: String, _ content: String) -> String {
            let start = "{\"id\":\"m\(index)\",\"type\":\"message\",\"status\":\"\(status)\""
            return start + ",\"role\":\"assistant\",\"content\":[\(content)]}"
        }
        let done = item("completed", parts.joined(separator: ","))
        return (bounds(index, item("in_progress", ""), frames, done), done)
    }

    private static func thought(_ index: Int, _ random: inout Seeded) -> (frames: [String], item: String) {
        let place = "\"item_id\":\"t\(index)\",\"output_index\":\(index)"
        let (first, summary) = text(
            "reasoning_summary_text", "reasoning_summary_part", place + ",\"summary_index\":0", "summary_text", "text",
            &random)
        let (second, content) = text(
            "reasoning_text", "content_part", place + ",\"content_index\":0", "reasoning_text", "text", &random)
        func item(_ summary: String, _ content: String) -> String {
            "{\"id\":\"t\(index)\",\"type\":\"reasoning\",\"summary\":[\(summary)],\"content\":[\(content)]}"
        }
        return (bounds(index, item("", ""), first + second, item(summary, content)), item(summary, content))
    }

    private static func told(
        _ event: String, _ member: String, _ index: Int, _ text: String, _ item: (String) -> String,
        _ random: inout Seeded
    ) -> (frames: [String], item: String) {
        let place = "\"item_id\":\"c\(index)\",\"output_index\":\(index)"
        var frames: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            var piece = String(String.UnicodeScalarView(rest.prefix(Int.random(in: 1...6, using: &random))))
            // Not between the two halves of an escape.
            while piece.reversed().prefix(while: { $0 == "\\" }).count % 2 == 1 {
                piece += String(String.UnicodeScalarView(rest.dropFirst(piece.unicodeScalars.count).prefix(1)))
            }
            rest = rest.dropFirst(piece.unicodeScalars.count)
            frames.append(frame("response.\(event).delta", "\(place),\"delta\":\"\(piece)\""))
        }
        frames.append(frame("response.\(event).done", "\(place),\"\(member)\":\"\(text)\""))
        return (bounds(index, item(""), frames, item(text)), item(text))
    }

    private static func call(_ index: Int, _ random: inout Seeded) -> (frames: [String], item: String) {
        let text = [
            "{\\\"to\\\":\\\"Li 你好 139\\\",\\\"n\\\":1}", "{}",
            "{\\\"a\\\":[\\\"x y\\\",\\\"\\\"],\\\"b\\\":{\\\"c\\\":\\\"zz\\\"}}",
        ].randomElement(using: &random) ?? ""
        return told("function_call_arguments", "arguments", index, text, { arguments in
            let start = "{\"id\":\"c\(index)\",\"type\":\"function_call\",\"call_id\":\"k\",\"name\":\"f\""
            return start + ",\"arguments\":\"\(arguments)\"}"
        }, &random)
    }

    private static func input(_ index: Int, _ random: inout Seeded) -> (frames: [String], item: String) {
        told("custom_tool_call_input", "input", index, "ls 你好 -l", { input in
            let start = "{\"id\":\"c\(index)\",\"type\":\"custom_tool_call\",\"call_id\":\"k\",\"name\":\"f\""
            return start + ",\"input\":\"\(input)\"}"
        }, &random)
    }
}
