import Primitives

/// A reply in OpenAI's Responses as its reader has it: what the frames that left say of it.
struct ResponsesOutline {
    struct Part {
        let part: FrameContent.Part
        /// The inside of a literal.
        var text: [UInt8]
        let isOpen: Bool
    }

    struct Item {
        /// The last that was said of it, as JSON.
        var object: [UInt8]
        /// A literal.
        let id: String
        let type: String
        var isOpen: Bool
        var parts: [Part] = []

        var isMessage: Bool { type == "message" }
        /// Whether it is something said, and nothing that is to be done.
        var isText: Bool { isMessage || type == "reasoning" }

        /// Whether its object has the member.
        func has(_ name: String) -> Bool { (try? JSONNode.parse(object, depth: .max))?[name] != nil }

        init?(_ node: JSONNode?, _ data: [UInt8], isOpen: Bool) {
            guard let node, node.isObject else { return nil }
            object = Array(data[node.range])
            id = node.literal("id", in: data) ?? "\"\""
            type = node.string("type", in: data) ?? ""
            self.isOpen = isOpen
        }
    }

    /// The reply without its items, as JSON.
    private(set) var response = Array("{\"object\":\"response\",\"output\":[]}".utf8)
    var items: [Int: Item] = [:]
    private var usage: [UInt8]?

    init(_ blocks: ReplyBlocks, _ shown: [ReplyEnding.Shown] = []) {
        for (block, data) in blocks.kept {
            guard let root = try? JSONNode.parse(data, depth: .max) else { continue }
            if block.isEmpty, let object = root["response"], object.isObject { response = Array(data[object.range]) }
            if block.count == 1 { items[block[0]] = Item(root["item"], data, isOpen: blocks.open.contains(block)) }
        }
        var texts: [[Int]: ReplyEnding.Shown] = [:]
        for text in shown where text.part.block.count == 3 { texts[text.part.block] = text }
        // Parts of an item that is over are said in its object.
        let begun = blocks.kept.keys.filter { $0.count == 3 }
        for block in Set(begun).union(texts.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) where block[1] < 2 {
            let isOpen = blocks.kept[block] == nil || blocks.open.contains(block)
            guard let part = texts[block]?.part ?? Self.part(block, blocks.kept[block] ?? []) else { continue }
            items[block[0]]?.parts.append(Part(part: part, text: texts[block]?.text ?? [], isOpen: isOpen))
        }
    }

    /// A part of which nothing was said but that it begins.
    private static func part(_ block: [Int], _ data: [UInt8]) -> FrameContent.Part? {
        let place = ResponsesItem.Place(output: block[0], inner: block[2])
        let root = try? JSONNode.parse(data, depth: .max)
        return switch root?["part"]?.string("type", in: data) {
        case "output_text": ResponsesItem.text(place)
        case "refusal": ResponsesItem.refusal(place)
        case "reasoning_text": ResponsesItem.reasoning(place)
        case "summary_text": ResponsesItem.summary(place)
        default: nil
        }
    }

    /// Takes what the frame of the end says, no more of its texts than may be said: what was used, and what was said
    /// that no frame before it told.
    mutating func adopt(_ last: [UInt8]?) {
        guard let last, let reply = (try? JSONNode.parse(last, depth: .max))?["response"] else { return }
        if let value = reply["usage"] { usage = Array(last[value.range]) }
        for (index, node) in (reply["output"]?.elements ?? []).enumerated() where items[index] == nil {
            if let item = Item(node, last, isOpen: false), item.isText { items[index] = item }
        }
    }

    mutating func add(_ text: [UInt8], to part: FrameContent.Part) {
        guard let index = part.block.first,
            let place = items[index]?.parts.firstIndex(where: { $0.part.block == part.block })
        else { return }
        items[index]?.parts[place].text += text
    }

    /// The whole reply, all that is over in it.
    func reply(_ status: String, _ details: String, _ added: [[UInt8]]) -> String {
        let said = items.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isOpen }.map(\.object) + added
        let list = said.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
        var changes = [("status", "\"\(status)\""), ("incomplete_details", details), ("output", "[\(list)]")]
        if let usage { changes.append(("usage", String(decoding: usage, as: UTF8.self))) }
        return String(decoding: Self.setting(changes, in: response).onOneLine, as: UTF8.self)
    }

    /// An object with other values for some members.
    static func setting(_ changes: [(name: String, value: String)], in bytes: [UInt8]) -> [UInt8] {
        guard let node = try? JSONNode.parse(bytes, depth: .max), node.isObject else { return bytes }
        var splices: [Splice] = []
        var rest: [String] = []
        for (name, value) in changes {
            if let old = node[name] {
                splices.append(Splice(range: old.range, bytes: Array(value.utf8)))
            } else {
                rest.append("\"\(name)\":\(value)")
            }
        }
        if !rest.isEmpty {
            let end = node.range.upperBound - 1
            let text = (node.members.isEmpty ? "" : ",") + rest.joined(separator: ",")
            splices.append(Splice(range: end..<end, bytes: Array(text.utf8)))
        }
        return bytes.applying(splices)
    }
}
