import Primitives

/// A frame while it is read, for protocols in which a frame speaks of one group only.
///
/// Every string that is not empty must be text or stand at a place that is known to hold none for a person; a frame
/// with any other is unknown, and so is one that names a member twice, for readers differ on which of them counts.
struct FrameReading {
    typealias Part = FrameContent.Part

    let data: [UInt8]
    let root: JSONNode
    /// `type`, or nothing.
    let type: String
    var share = FrameContent.Share(key: 0)
    var content = FrameContent()

    /// `nil` where the data is no JSON object.
    init?(_ data: [UInt8], depth: Int) {
        guard let root = try? JSONNode.parse(data, depth: depth), root.isObject else { return nil }
        self.data = data
        self.root = root
        type = root.string("type", in: data) ?? ""
        content.model = root.string("model", in: data)
        content.existingLabel = root.existingLabel(in: data)
    }

    /// What was read, as the frame of one group.
    var whole: FrameContent {
        var whole = content
        whole.shares = [share]
        return whole
    }

    /// Visits the members of an object; anything else is only noted.
    mutating func each(_ node: JSONNode, _ visit: (inout FrameReading, String, JSONNode) -> Void) {
        guard case .object(let members) = node.content else { return note(node) }
        if members.count > 1, Set(members.map(\.key)).count < members.count { content.isUnknown = true }
        for member in members { visit(&self, member.key, member.value) }
    }

    /// Visits the elements of an array; anything else is only noted.
    mutating func list(_ node: JSONNode, _ visit: (inout FrameReading, Int, JSONNode) -> Void) {
        guard case .array(let elements) = node.content else { return note(node) }
        for (index, element) in elements.enumerated() { visit(&self, index, element) }
    }

    /// Nothing below `node` is known: it must be without text.
    mutating func note(_ node: JSONNode) {
        switch node.content {
        case .string: if node.hasText { content.isUnknown = true }
        case .array(let elements): for element in elements { note(element) }
        case .object(let members): for member in members { note(member.value) }
        default: break
        }
    }

    /// Metadata: a single value of the server's own.
    mutating func leaf(_ node: JSONNode) {
        switch node.content {
        case .array, .object: note(node)
        default: break
        }
    }

    /// An object of metadata: members named in `leaves` are single values, all others must be without text.
    mutating func metadata(_ node: JSONNode, _ leaves: Set<String>) {
        if node.isNull { return }
        each(node) { frame, key, value in
            if leaves.contains(key) { frame.leaf(value) } else { frame.note(value) }
        }
    }

    /// A string that is text of `part`. A number in a text's place is text to a reader that joins values.
    mutating func text(_ node: JSONNode, _ part: Part, _ telling: FrameContent.Telling = .piece) {
        if case .number = node.content { content.isUnknown = true }
        guard node.isString else { return note(node) }
        share.texts.append(FrameContent.Text(part: part, literal: node.range, telling: telling))
    }

    /// What an error says: its message, all else being metadata.
    mutating func error(_ node: JSONNode) {
        if node.isString { return fail(node) }
        each(node) { frame, key, value in
            switch key {
            case "message": frame.fail(value)
            case "type", "code", "param": frame.leaf(value)
            default: frame.note(value)
            }
        }
    }

    mutating func fail(_ node: JSONNode) {
        guard node.isString, content.error == nil else { return note(node) }
        if node.hasText { content.error = node.range }
    }

    /// Every string below `node` is a text of its own, but those at `leaves`. The frame leaves in one piece.
    /// - Parameter name: what a channel is called; the path inside is added.
    mutating func every(
        _ node: JSONNode, _ kind: Channel.Kind, _ name: String, leaves: Set<String> = [],
        _ telling: FrameContent.Telling = .piece
    ) {
        switch node.content {
        case .string: if node.hasText { single(node.range, kind, name, telling) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                every(element, kind, "\(name)[\(index)]", leaves: leaves, telling)
            }
        case .object(let members):
            if members.count > 1, Set(members.map(\.key)).count < members.count { content.isUnknown = true }
            for member in members {
                if leaves.contains(member.key), member.value.isString { continue }
                every(member.value, kind, name + FieldPath.step(member.key), leaves: leaves, telling)
            }
        default: break
        }
    }

    private mutating func single(
        _ literal: Range<Int>, _ kind: Channel.Kind, _ name: String, _ telling: FrameContent.Telling = .piece
    ) {
        let part = Part(name: name, field: "", kind: kind, isWhole: true)
        share.texts.append(FrameContent.Text(part: part, literal: literal, telling: telling))
        share.closes.append(name)
        share.isInOnePiece = true
    }

    /// The arguments of a call as a JSON value: its strings are texts, its names can only be cut.
    mutating func arguments(_ node: JSONNode, _ name: String) {
        every(node, .argument, name + "/$")
        var count = 0
        names(node, name, &count)
    }

    private mutating func names(_ node: JSONNode, _ name: String, _ count: inout Int) {
        switch node.content {
        case .array(let elements): for element in elements { names(element, name, &count) }
        case .object(let members):
            for member in members {
                if member.keyRange.count > 2 {
                    single(member.keyRange, .names, "\(name)/keys \(count)")
                    count += 1
                }
                names(member.value, name, &count)
            }
        default: break
        }
    }

    /// The integer at `key`; `fallback` where there is none. One that is no integer (`1.0`, `"1"`) may join other
    /// frames in a reader than here, so its frame is unknown.
    mutating func integer(_ key: String, of node: JSONNode, _ fallback: Int = 0) -> Int {
        guard let value = node[key], !value.isNull else { return fallback }
        guard let number = node.count(key, in: data) else {
            content.isUnknown = true
            return fallback
        }
        return number
    }
}

extension JSONNode {
    /// The integer at `key` that is not negative.
    func count(_ key: String, in data: [UInt8]) -> Int? {
        guard let value = self[key], case .number = value.content,
            let number = Int(String(decoding: data[value.range], as: UTF8.self)), (0..<1 << 48).contains(number)
        else { return nil }
        return number
    }

    /// The literal at `key` as it is spelt, where that is a string.
    func literal(_ key: String, in data: [UInt8]) -> String? {
        guard let value = self[key], value.isString else { return nil }
        return String(decoding: data[value.range], as: UTF8.self)
    }
}

/// The spelling of what a filter adds.
extension ReplyDialect {
    /// A server-sent event; `name` is left out where the stream has none.
    func event(_ name: String?, _ data: String) -> [UInt8] {
        Array(((name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n").utf8)
    }

    /// A text as a JSON literal.
    func literal(_ inside: [UInt8]) -> String { "\"" + String(decoding: inside, as: UTF8.self) + "\"" }

    /// `,"AIGC":…`, or nothing.
    func member(_ envelope: [UInt8]?) -> String {
        envelope.map { ",\"AIGC\":" + String(decoding: $0.onOneLine, as: UTF8.self) } ?? ""
    }

    /// The root of a frame's data.
    func root(_ frame: SSEFrame) -> JSONNode? { try? JSONNode.parse(frame.data, depth: .max) }

    func labelled(_ frame: SSEFrame, key: Int, with value: [UInt8]) -> Splice? {
        root(frame).flatMap { $0.isObject ? $0.labelled(with: value, in: frame.data) : nil }
    }
}
