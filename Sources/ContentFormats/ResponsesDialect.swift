import Primitives

/// OpenAI's Responses, streamed: a reply of output items, each begun, told in parts and deltas, and said again in
/// full when it is done; then the whole reply once more.
struct ResponsesDialect: ReplyDialect {
    let format = "openai-responses"
    let repeats = true
    let endsInOneFrame = false
    let numbering: String? = "sequence_number"
    let noProbabilities = "[]"

    func name(ofGroup key: Int) -> String { "response" }

    func read(_ data: [UInt8], depth: Int) -> FrameContent? { ResponsesFrame.read(data, depth: depth) }

    // MARK: Writing

    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8] {
        var id = "\"\""
        if let root = root(frame), root.count("output_index", in: frame.data) ?? 0 == part.block.first {
            id = root.literal("item_id", in: frame.data) ?? id
        }
        return ResponsesWriting(isNamed: frame.isNamed).delta(text, of: part, item: id, member(envelope))
    }

    func closing(
        _ frame: SSEFrame, key: Int, part: FrameContent.Part?, text: [UInt8], envelope: [UInt8]?,
        _ blocks: inout ReplyBlocks
    ) -> [UInt8] {
        let writing = ResponsesWriting(isNamed: frame.isNamed || frame.bytes.isEmpty)
        let outline = ResponsesOutline(blocks)
        if let part, blocks.open.contains(part.block), let item = part.block.first.flatMap({ outline.items[$0] }) {
            return writing.delta(text, of: part, item: item.id, member(envelope))
        }
        // A value of `AIGC` that no other frame can take goes where clients look for nothing new.
        let label = envelope.map { writing.progress(outline.response, member($0)) } ?? []
        return (text.isEmpty ? [] : writing.remark(text, &blocks)) + label
    }

    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let writing = ResponsesWriting(isNamed: frame.isNamed || frame.bytes.isEmpty)
        var blocks = ending.blocks
        var outline = ResponsesOutline(blocks, ending.shown)
        outline.adopt(ending.last)
        var notice = JSONString.escaped(ending.notice)
        var output: [UInt8] = []
        if !notice.isEmpty, let part = ending.part, part.kind == .reply, part.version == 0,
            blocks.open.contains(part.block), let item = part.block.first.flatMap({ outline.items[$0] })
        {
            output += writing.delta(notice, of: part, item: item.id, "")
            outline.add(notice, to: part)
            notice = []
        }
        for index in outline.items.keys.sorted() { output += writing.finish(index, &outline) }
        if !notice.isEmpty { output += writing.remark(notice, &blocks) }
        let reply = outline.reply("incomplete", "{\"reason\":\"content_filter\"}", blocks.added)
        return output + writing.frame("response.incomplete", "\"response\":\(reply)\(member(ending.envelope))")
    }

    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8] {
        let root = root(frame)
        var outline = ResponsesOutline(ending.blocks, ending.shown)
        let writing = ResponsesWriting(isNamed: frame.isNamed)
        let output = outline.items.keys.sorted().flatMap { writing.finish($0, &outline) }
        let type = root?.string("type", in: frame.data) ?? "response.completed"
        let status = type.split(separator: ".").last.map(String.init) ?? "completed"
        let reply = outline.reply(status, "null", ending.blocks.added)
        return output + writing.frame(type, "\"response\":\(reply)\(member(ending.envelope))")
    }

    /// Never asked for: ``ending(_:_:)`` takes the place of the end.
    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice] { [] }

    /// A frame speaks of one group, so it leaves or stays as a whole.
    func emptied(_ frame: SSEFrame, key: Int) -> [Splice] { [] }

    func naming(_ added: [[UInt8]], in frame: SSEFrame) -> [Splice] {
        guard let output = root(frame)?["response"]?["output"], case .array(let known) = output.content
        else { return [] }
        let end = output.range.upperBound - 1
        let list = added.joined(separator: [UInt8(ascii: ",")])
        return [Splice(range: end..<end, bytes: (known.isEmpty ? [] : [UInt8(ascii: ",")]) + list)]
    }
}

/// The frames that a filter adds to a reply in OpenAI's Responses. Texts are the insides of literals.
struct ResponsesWriting {
    /// Whether the events of the stream have names of their own.
    let isNamed: Bool

    /// Numbered by whoever lets it go.
    func frame(_ type: String, _ members: String) -> [UInt8] {
        let data = "{\"type\":\"\(type)\",\"sequence_number\":0,\(members)}"
        return Array(((isNamed ? "event: \(type)\n" : "") + "data: \(data)\n\n").utf8)
    }

    private func spelt(_ text: [UInt8]) -> String { "\"" + String(decoding: text, as: UTF8.self) + "\"" }

    /// The members by which an event names its part.
    private func place(of part: FrameContent.Part, item: String) -> String {
        let start = "\"item_id\":\(item),\"output_index\":\(part.block[0])"
        return switch part.block[1] {
        case 0: start + ",\"content_index\":\(part.block[2])"
        case 1: start + ",\"summary_index\":\(part.block[2])"
        default: start
        }
    }

    func delta(_ text: [UInt8], of part: FrameContent.Part, item: String, _ rest: String) -> [UInt8] {
        guard part.block.count == 3 else { return [] }
        let probabilities = part.field == "output_text" ? ",\"logprobs\":[]" : ""
        let start = place(of: part, item: item)
        return frame("response.\(part.field).delta", start + ",\"delta\":\(spelt(text))\(probabilities)\(rest)")
    }

    private func object(_ part: FrameContent.Part, _ text: [UInt8]) -> String {
        let (type, member, more) =
            switch part.field {
            case "refusal": ("refusal", "refusal", "")
            case "reasoning_text": ("reasoning_text", "text", "")
            case "reasoning_summary_text": ("summary_text", "text", "")
            default: ("output_text", "text", ",\"annotations\":[],\"logprobs\":[]")
            }
        return "{\"type\":\"\(type)\"\(more),\"\(member)\":\(spelt(text))}"
    }

    /// The events that say that a part is done.
    private func done(_ part: ResponsesOutline.Part, item: String) -> [UInt8] {
        let start = place(of: part.part, item: item)
        let member = part.part.field == "refusal" ? "refusal" : "text"
        let probabilities = part.part.field == "output_text" ? ",\"logprobs\":[]" : ""
        let kind = part.part.block[1] == 1 ? "reasoning_summary_part" : "content_part"
        return frame("response.\(part.part.field).done", start + ",\"\(member)\":\(spelt(part.text))\(probabilities)")
            + frame("response.\(kind).done", start + ",\"part\":\(object(part.part, part.text))")
    }

    /// Ends an item that was cut short. A call is not ended: half a call must not be made.
    func finish(_ index: Int, _ outline: inout ResponsesOutline) -> [UInt8] {
        guard let item = outline.items[index], item.isOpen, item.isText else { return [] }
        let output = item.parts.filter(\.isOpen).flatMap { done($0, item: item.id) }
        func list(_ lane: Int) -> String {
            let parts = item.parts.filter { $0.part.block[1] == lane }
            return "[" + parts.map { self.object($0.part, $0.text) }.joined(separator: ",") + "]"
        }
        var changes = [("status", "\"incomplete\"")]
        if item.isMessage || item.has("content") { changes.append(("content", list(0))) }
        if !item.isMessage { changes.append(("summary", list(1))) }
        let object = ResponsesOutline.setting(changes, in: item.object)
        outline.items[index]?.object = object
        outline.items[index]?.isOpen = false
        let whole = String(decoding: object.onOneLine, as: UTF8.self)
        return output + frame("response.output_item.done", "\"output_index\":\(index),\"item\":\(whole)")
    }

    /// A message of its own.
    func remark(_ text: [UInt8], _ blocks: inout ReplyBlocks) -> [UInt8] {
        let index = blocks.next
        blocks.next += 1
        let part = ResponsesItem.text(ResponsesItem.Place(output: index, inner: 0))
        let id = "\"msg_notice_\(index)\""
        func message(_ status: String, _ content: String) -> String {
            let start = "{\"id\":\(id),\"type\":\"message\",\"status\":\"\(status)\""
            return start + ",\"role\":\"assistant\",\"content\":[\(content)]}"
        }
        let whole = message("completed", object(part, text))
        blocks.added.append(Array(whole.utf8))
        let begun = message("in_progress", "")
        return frame("response.output_item.added", "\"output_index\":\(index),\"item\":\(begun)")
            + frame("response.content_part.added", place(of: part, item: id) + ",\"part\":\(object(part, []))")
            + delta(text, of: part, item: id, "")
            + done(ResponsesOutline.Part(part: part, text: text, isOpen: true), item: id)
            + frame("response.output_item.done", "\"output_index\":\(index),\"item\":\(whole)")
    }

    /// The reply as it stands, once more.
    func progress(_ response: [UInt8], _ rest: String) -> [UInt8] {
        let reply = String(decoding: response.onOneLine, as: UTF8.self)
        return frame("response.in_progress", "\"response\":\(reply)\(rest)")
    }
}
