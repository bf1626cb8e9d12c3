import Primitives
import Testing

@testable import ContentFormats

/// What a test answers to the events of a codec.
struct Answers {
    var begin: [UInt8]?
    var end: [UInt8]?
    var label = ""
    var settle: (Channel, [UInt8]) -> ChannelSettlement = { _, _ in ChannelSettlement() }
}

/// A codec's whole run, with every event answered before the next bytes come.
struct Run {
    var events: [ContentEvent] = []
    var channels: [Channel] = []
    var texts: [Channel.ID: [UInt8]] = [:]
    var delivered: [String: [UInt8]] = [:]
    var endings: [Ending] = []
    var output: [UInt8] = []
    var faults: [InputFault] = []

    init(_ codec: some ContentCodec, _ chunks: [[UInt8]], _ answers: Answers = Answers()) {
        var codec = codec
        for chunk in chunks {
            answer(codec.feed(chunk), &codec, answers)
            output += codec.takeOutput()
        }
        answer(codec.finish(), &codec, answers)
        output += codec.takeOutput()
        faults = codec.faults
    }

    private mutating func answer(_ events: [ContentEvent], _ codec: inout some ContentCodec, _ answers: Answers) {
        for event in events {
            defer { codec.answered() }
            switch event {
            case .began(let group): codec.begin(group.id, envelope: answers.begin)
            case .opened(let channel):
                channels.append(channel)
                texts[channel.id] = []
                if channel.kind == .reply, !answers.label.isEmpty { codec.open(channel.id, label: answers.label) }
            case .text(let id, let bytes):
                texts[id, default: []] += bytes
                if case .text(id, let earlier) = self.events.last {
                    self.events[self.events.count - 1] = .text(id, earlier + bytes)
                    continue
                }
            case .ended(let group, let ending):
                endings.append(ending)
                var settlements: [Channel.ID: ChannelSettlement] = [:]
                for channel in channels where channel.group == group {
                    settlements[channel.id] = answers.settle(channel, texts[channel.id] ?? [])
                }
                for (id, bytes) in codec.settle(group, settlements, envelope: answers.end) {
                    if let name = channels.first(where: { $0.id == id })?.name {
                        delivered[name, default: []] += bytes
                    }
                }
            case .closed: break
            }
            self.events.append(event)
        }
    }

    func text(_ name: String) -> String? {
        channels.first { $0.name == name }.flatMap { texts[$0.id] }.map { String(decoding: $0, as: UTF8.self) }
    }

    var string: String { String(decoding: output, as: UTF8.self) }
}

extension Array where Element == UInt8 {
    func split(at place: Int) -> [[UInt8]] { [Array(self[..<place]), Array(self[place...])] }
    var single: [[UInt8]] { map { [$0] } }
}

/// Small, seeded, the same on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Reads a stream as a plain client would, sharing nothing with the codec but the JSON parser.
struct PlainClient {
    /// Raw literal bodies of each choice's content, in order.
    var raw: [Int: [UInt8]] = [:]
    var arguments: [Int: [UInt8]] = [:]
    var finishes: [Int: [String]] = [:]
    var frames: [JSONNode] = []
    var isDone = false
    var labels: [String] = []

    init(_ output: [UInt8]) throws {
        let text = String(decoding: output, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("data: ") {
            if line == "data: [DONE]" {
                isDone = true
                continue
            }
            #expect(!isDone)
            let bytes = Array(line.utf8.dropFirst(6))
            let node = try JSONNode.parse(bytes)
            frames.append(node)
            if let label = node["AIGC"] { labels.append(String(decoding: bytes[label.range], as: UTF8.self)) }
            for choice in node["choices"]?.elements ?? [] { read(choice, bytes) }
        }
    }

    private mutating func read(_ choice: JSONNode, _ bytes: [UInt8]) {
        let index = choice["index"].flatMap { Int(String(decoding: bytes[$0.range], as: UTF8.self)) } ?? 0
        if let content = (choice["delta"] ?? choice["message"])?["content"], content.isString {
            raw[index, default: []] += bytes[content.range].dropFirst().dropLast()
        }
        for call in choice["delta"]?["tool_calls"]?.elements ?? [] {
            guard let part = call["function"]?["arguments"], part.isString else { continue }
            arguments[index, default: []] += bytes[part.range].dropFirst().dropLast()
        }
        if let finish = choice["finish_reason"], finish.isString {
            finishes[index, default: []].append(
                String(decoding: JSONString.decode(bytes, in: finish.range), as: UTF8.self))
        }
    }

    /// Halves of a pair in two frames meet here, as they do in a client that joins UTF-16.
    func content(_ index: Int) -> [UInt8] { Self.decoded(raw[index] ?? []) }

    static func decoded(_ raw: [UInt8]) -> [UInt8] {
        let literal = [0x22] + raw + [0x22]
        return JSONString.decode(literal, in: 0..<literal.count)
    }
}

/// The plain edit of a text.
func edited(_ text: [UInt8], _ edits: [TextEdit]) -> [UInt8] {
    var text = text
    for edit in edits.reversed() { text.replaceSubrange(edit.range, with: edit.replacement) }
    return text
}

/// Masks every occurrence of each word.
func masking(_ words: [String], by replacement: String = "[已屏蔽]") -> (Channel, [UInt8]) -> ChannelSettlement {
    { _, text in
        var edits: [TextEdit] = []
        var position = 0
        while position < text.count {
            let word = words.first { text[position...].starts(with: $0.utf8) }
            guard let word else {
                position += 1
                continue
            }
            edits.append(TextEdit(range: position..<position + word.utf8.count, replacement: Array(replacement.utf8)))
            position += word.utf8.count
        }
        return ChannelSettlement(edits: edits)
    }
}

/// Cuts a channel at the first occurrence of `word`.
func cutting(_ channel: String, at word: String, notice: String = "[内容已被拦截]") -> (Channel, [UInt8]) -> ChannelSettlement
{
    { named, text in
        guard named.name == channel, let place = text.indices.first(where: { text[$0...].starts(with: word.utf8) })
        else { return ChannelSettlement() }
        return ChannelSettlement(cut: place, notice: notice)
    }
}

let secrets = [
    "11010519491231002X", "13800138000", "AKIAIOSFODNN7EXAMPLE", "4111 1111 1111 1111", "zhang.san@example.com",
    "jane.doe@example.org", "😀",
]
