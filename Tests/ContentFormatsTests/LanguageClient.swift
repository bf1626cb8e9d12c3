import Foundation
import Primitives
import Testing

@testable import ContentFormats

/// Reads a streamed reply in any of the protocols as a plain client would: joins what each text's frames say.
struct LanguageClient {
    /// The insides of literals, joined by the name of the channel.
    var raw: [String: [UInt8]] = [:]
    var order: [String] = []
    /// The values that say why or that a reply ended.
    var ends: [String] = []
    var errors: [String] = []
    /// What other frames say again of a text.
    var again: [(name: String, text: [UInt8])] = []
    private var data: [UInt8] = []
    private var input: [Int: [UInt8]] = [:]
    /// The numbers of the frames, where they have any.
    private var numbers: [Int] = []
    private var items: Set<Int> = []
    private var calls: [Int: [UInt8]] = [:]
    private var places: [String: Int] = [:]
    private(set) var blocks: Set<Int> = []
    /// What no client of blocks could make sense of.
    private(set) var disorders: [String] = []

    init(_ output: [UInt8], _ language: ReplyLanguage) throws {
        for line in output.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            var line = Array(line)
            if language != .ollama {
                guard line.starts(with: Array("data:".utf8)) else { continue }
                line = Array(line.dropFirst(5))
            }
            if line.isBlank || String(decoding: line, as: UTF8.self).contains("[DONE]") { continue }
            data = line
            let root = try JSONNode.parse(line)
            switch language {
            case .chat: break
            case .responses: try responses(root)
            case .anthropic: try anthropic(root)
            case .ollama: ollama(root)
            case .llamaCpp: llama(root)
            }
        }
    }

    func text(_ name: String) -> [UInt8] { PlainClient.decoded(raw[name] ?? []) }

    private mutating func add(_ name: String, _ node: JSONNode?) {
        guard let node, node.isString else { return }
        if raw[name] == nil { order.append(name) }
        raw[name, default: []] += data[node.range].dropFirst().dropLast()
    }

    private func spelt(_ node: JSONNode) -> String { String(decoding: data[node.range], as: UTF8.self) }

    private func number(_ node: JSONNode?) -> Int { node.flatMap { Int(spelt($0)) } ?? 0 }

    private mutating func values(_ node: JSONNode, _ name: String) {
        switch node.content {
        case .string: add(name, node)
        case .array(let elements): for (index, element) in elements.enumerated() { values(element, "\(name)[\(index)]") }
        case .object(let members): for member in members { values(member.value, name + FieldPath.step(member.key)) }
        default: break
        }
    }

    private mutating func ollama(_ root: JSONNode) {
        add("reply", root["response"] ?? root["message"]?["content"])
        add("reply/thinking", root["thinking"] ?? root["message"]?["thinking"])
        for call in root["message"]?["tool_calls"]?.elements ?? [] {
            guard let function = call["function"], let arguments = function["arguments"] else { continue }
            values(arguments, "reply/tool \(number(function["index"]))/$")
        }
        if let done = root["done"], spelt(done) == "true" { ends.append(root["done_reason"].map(spelt) ?? "true") }
        if let error = root["error"] { errors.append(spelt(error)) }
    }

    private mutating func anthropic(_ root: JSONNode) throws {
        let index = number(root["index"])
        let delta = root["delta"]
        let type = root.string("type", in: data) ?? ""
        if !ends.isEmpty, type != "ping", type != "message_stop" { disorders.append("\(type) after the end") }
        switch type {
        case "content_block_start":
            if !blocks.insert(index).inserted { disorders.append("block \(index) begins twice") }
            add("message/text \(index)", root["content_block"]?["text"])
            add("message/thinking \(index)", root["content_block"]?["thinking"])
        case "content_block_delta":
            if !blocks.contains(index) { disorders.append("block \(index) goes on before it begins") }
            add("message/text \(index)", delta?["text"])
            add("message/thinking \(index)", delta?["thinking"])
            if let part = delta?["partial_json"] { input[index, default: []] += data[part.range].dropFirst().dropLast() }
        case "content_block_stop":
            if blocks.remove(index) == nil { disorders.append("block \(index) stops before it begins") }
            let whole = PlainClient.decoded(input.removeValue(forKey: index) ?? [])
            if let tree = try? JSONNode.parse(whole) {
                data = whole
                values(tree, "message/tool \(index)/$")
            }
        case "message_delta":
            if !blocks.isEmpty { disorders.append("a block is open at the end") }
            ends.append(delta?["stop_reason"].map(spelt) ?? "")
        case "error": errors.append(root["error"].map(spelt) ?? "")
        default: break
        }
    }

    private mutating func responses(_ root: JSONNode) throws {
        let type = root.string("type", in: data) ?? ""
        if let node = root["sequence_number"] {
            let next = number(node)
            if let last = numbers.last, next != last + 1 { disorders.append("\(next) follows \(last)") }
            numbers.append(next)
        }
        if !ends.isEmpty { disorders.append("\(type) after the end") }
        let index = number(root["output_index"])
        let words = type.split(separator: ".").map(String.init)
        let inner = number(root["content_index"] ?? root["summary_index"])
        switch type {
        case "response.output_item.added":
            if !items.insert(index).inserted { disorders.append("item \(index) begins twice") }
            if let id = root["item"]?.string("id", in: data) { places[id] = index }
        case "response.output_item.done":
            if items.remove(index) == nil { disorders.append("item \(index) is done before it begins") }
            item(root["item"], index)
            if let whole = input.removeValue(forKey: index) { call(PlainClient.decoded(whole), index) }
        case "response.content_part.done", "response.reasoning_summary_part.done":
            part(root["part"], index, inner)
        case "response.completed", "response.incomplete", "response.failed":
            let reply = root["response"]
            let reason = reply?["incomplete_details"]?["reason"].map(spelt) ?? ""
            ends.append((reply?["status"].map(spelt) ?? "") + reason)
            for (position, node) in (reply?["output"]?.elements ?? []).enumerated() {
                item(node, node.string("id", in: data).flatMap { places[$0] } ?? position)
            }
        case "error": errors.append(root["message"].map(spelt) ?? "")
        default:
            guard words.count == 3, words[2] == "delta" || words[2] == "done" else { return }
            if words[1].hasSuffix("arguments"), words[2] == "delta", let delta = root["delta"] {
                input[index, default: []] += data[delta.range].dropFirst().dropLast()
            } else if words[2] == "delta" {
                if !items.contains(index) { disorders.append("item \(index) goes on before it begins") }
                add(Self.responsesName(words[1], index, inner), root["delta"])
            } else if words[1].hasSuffix("arguments") {
                same(root["arguments"], PlainClient.decoded(input[index] ?? []), type)
            } else {
                again(Self.responsesName(words[1], index, inner), root["text"] ?? root["refusal"])
            }
        }
    }

    private static func responsesName(_ word: String, _ index: Int, _ inner: Int) -> String {
        if word == "custom_tool_call_input" { return "response/output \(index)/input" }
        let names = ["output_text": "text", "reasoning_text": "reasoning", "reasoning_summary_text": "summary"]
        return "response/output \(index)/\(names[word] ?? word) \(inner)"
    }

    /// All that was told of a text, or a text that was never told.
    private mutating func again(_ name: String, _ node: JSONNode?) {
        guard node != nil else { return }
        if raw[name] == nil { return add(name, node) }
        same(node, text(name), name)
    }

    private mutating func same(_ node: JSONNode?, _ told: [UInt8], _ name: String) {
        guard let node, node.isString else { return }
        let text = JSONString.decode(data, in: node.range)
        if text != told {
            let (said, before) = (String(decoding: text, as: UTF8.self), String(decoding: told, as: UTF8.self))
            disorders.append("\(name) said again: \(said), told: \(before)")
        }
    }

    private mutating func part(_ node: JSONNode?, _ index: Int, _ inner: Int) {
        switch node?.string("type", in: data) {
        case "output_text": again("response/output \(index)/text \(inner)", node?["text"])
        case "refusal": again("response/output \(index)/refusal \(inner)", node?["refusal"])
        case "reasoning_text": again("response/output \(index)/reasoning \(inner)", node?["text"])
        case "summary_text": again("response/output \(index)/summary \(inner)", node?["text"])
        default: break
        }
    }

    private mutating func item(_ node: JSONNode?, _ index: Int) {
        for (inner, element) in (node?["content"]?.elements ?? []).enumerated() { part(element, index, inner) }
        for (inner, element) in (node?["summary"]?.elements ?? []).enumerated() { part(element, index, inner) }
        again("response/output \(index)/input", node?["input"])
        guard let arguments = node?["arguments"], arguments.isString else { return }
        let text = JSONString.decode(data, in: arguments.range)
        if let told = input[index] { return same(arguments, PlainClient.decoded(told), "call \(index)") }
        if let made = calls[index] { return same(arguments, made, "call \(index)") }
        call(text, index)
    }

    /// A call is made.
    private mutating func call(_ text: [UInt8], _ index: Int) {
        calls[index] = text
        guard let tree = try? JSONNode.parse(text) else { return }
        let frame = data
        data = text
        values(tree, "response/output \(index)/arguments/$")
        data = frame
    }

    private mutating func llama(_ root: JSONNode) {
        let name = "choice \(number(root["index"]))"
        add(name, root["content"])
        if let stop = root["stop"], spelt(stop) == "true" { ends.append(name) }
    }
}

extension ReplyLanguage {
    /// The recorded streams in this language.
    var samples: [String] {
        switch self {
        case .chat: ["chat-zh.sse", "chat-en-tools.sse", "chat-cut.sse"]
        case .responses: ["responses-zh.sse", "responses-en-two.sse", "responses-cut.sse", "responses-failed.sse"]
        case .anthropic: ["anthropic-zh.sse", "anthropic-en-interleaved.sse", "anthropic-cut.sse", "anthropic-error.sse"]
        case .ollama: ["ollama-chat-zh.ndjson", "ollama-generate-en.ndjson", "ollama-cut.ndjson"]
        case .llamaCpp: ["llamacpp-zh.sse", "llamacpp-en-two.sse"]
        }
    }

    static func sample(_ name: String) throws -> [UInt8] {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = root.joined(separator: "/") + "/Samples/streams/" + name
        return try [UInt8](#require(FileManager.default.contents(atPath: path)))
    }
}

struct Recorded: CustomTestStringConvertible, Sendable {
    let language: ReplyLanguage
    let name: String
    var testDescription: String { name }

    static let all = ReplyLanguage.allCases.flatMap { language in
        language.samples.map { Recorded(language: language, name: $0) }
    }
    static let others = all.filter { $0.language != .chat }
}
