import ContentFormats
import Cryptography
import Monitor
import Primitives
import Provenance
import Rules
import Testing

@testable import Pipeline

@Suite struct FilterEngineTests {
    private let identity = "我的身份证号是11010519491231002X，请保密。"

    private func record(_ outcome: RunOutcome, _ kind: String = "content") -> JSONValue {
        outcome.records.first { $0["kind"]?.string == kind } ?? .null
    }

    @Test func `a text is masked, labelled and logged`() throws {
        let outcome = try runFilter([bytes(identity)], as: .text)
        #expect(outcome.text.hasPrefix("本内容由人工智能生成（AI-generated）\n\n我的身份证号是["))
        #expect(!outcome.text.contains("11010519491231002X"))
        let content = record(outcome)
        #expect(content["verdict"]?.string == "masked")
        #expect(content["action"]?.string == "mask")
        #expect(content["open"]?.string == record(outcome, "open")["id"]?.string)
        #expect(content["content"]?["bytes"]?.integer == Int64(identity.utf8.count))
        #expect(content["content"]?["chars"]?.integer == Int64(identity.unicodeScalars.count))
        #expect(content["findings"]?.array?.first?["bytes"]?.array == [21, 39])
    }

    @Test func `the sidecar's code is the digest of what was delivered, labels left out`() throws {
        let outcome = try runFilter([bytes(identity)], as: .text)
        let delivered = Array(outcome.output.dropFirst(VisibleLabel.standard.opening.utf8.count))
        let label = AIGCLabel.read(outcome.sidecars.first ?? []).label
        #expect(label?.reservedCode1 == Base64.encodeURL(SHA256Hasher.hash(delivered)))
        #expect(label?.produceID == record(outcome)["id"]?.string)
    }

    @Test func `a name in arguments that would be masked is cut, and the record says so`() throws {
        let stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
            + "{\"name\":\"f\",\"arguments\":\"" + #"{\"11010519491231002X\":1}"# + "\"}}]},\"finish_reason\":\"stop\"}]}\n\n"
        let outcome = try runFilter([bytes(stream)], as: .sse)
        #expect(!outcome.text.contains("11010519491231002X"))
        #expect(record(outcome)["verdict"]?.string == "blocked")
        #expect(record(outcome)["action"]?.string == "block")
    }

    @Test func `clean text goes out byte for byte, but for its label`() throws {
        let text = bytes("A perfectly harmless reply.\r\n 没有问题。\u{0}\u{7f}")
        let outcome = try runFilter([text], as: .text, visible: nil)
        #expect(outcome.output == text)
        #expect(record(outcome)["verdict"]?.string == "clean")
        #expect(record(outcome)["output"] == nil)
    }

    @Test func `filtering a filtered text changes nothing`() throws {
        let once = try runFilter([bytes(identity)], as: .text)
        #expect(try runFilter([once.output], as: .text).output == once.output)
    }

    @Test func `the label is out before the text is decided`() throws {
        let books = MemoryBooks()
        let engine = FilterEngine(
            codec: TextCodec(), monitor: defaultMonitor, ledger: Ledger(books),
            configuration: FilterEngine.Configuration(
                source: Source(name: "stdin"),
                labels: LabelPlan(visible: .standard, aigc: true, form: .auto, producer: .unnamed, signer: nil),
                enforcement: Enforcement(), holdLimit: 1 << 20, packs: "", environment: fixedEnvironment()))
        let first = try engine.feed(bytes("1101051949"))
        #expect(String(decoding: first, as: UTF8.self) == VisibleLabel.standard.opening)
        #expect(books.committed == 1)
        #expect(engine.isHolding)
    }

    @Test func `bytes that are no UTF-8 stop there`() throws {
        let outcome = try runFilter([bytes("fine so far ") + [0xe4] + bytes("secret")], as: .text, visible: nil)
        #expect(outcome.text == "fine so far [内容已被拦截 / content blocked]")
        #expect(record(outcome)["verdict"]?.string == "undecided")
        #expect(record(outcome)["reason"]?.string == "invalid-utf8")
        #expect(outcome.withheld == 1)
    }

    @Test func `or pass unchanged where the policy releases what it cannot judge`() throws {
        let text = bytes("fine so far ") + [0xe4] + bytes("secret")
        let outcome = try runFilter([text], as: .text, visible: nil, enforcement: Enforcement(onUndecided: .release))
        #expect(outcome.output == text)
        #expect(record(outcome)["verdict"]?.string == "undecided")
        #expect(outcome.withheld == 0)
    }

    @Test(arguments: [TestFormat.text, .sse])
    func `nothing of a channel past the hold cap is released`(format: TestFormat) throws {
        let stream = (0..<50).map { index in
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(endless)\"},\"finish_reason\":null}]}\n\n" + (index == 49
                ? "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n" : "")
        }.joined()
        let long = String(repeating: endless, count: 50)
        let outcome = try runFilter([bytes(format == .text ? long : stream)], as: format, visible: nil, holdLimit: 100)
        #expect(!outcome.text.unicodeScalars.contains("\u{E0041}"))
        #expect(outcome.text.contains("[内容已被拦截 / content blocked]"))
        #expect(record(outcome)["reason"]?.string == "hold-cap")
        #expect(record(outcome)["content"]?["bytes"]?.integer == 400)
        if format == .sse {
            #expect(outcome.text.contains("content_filter"))
            #expect(outcome.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test(arguments: [TestFormat.text, .sse])
    func `past the hold cap all of it passes where the policy releases`(format: TestFormat) throws {
        let frame = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(endless)\"},\"finish_reason\":null}]}\n\n"
        let input = format == .text
            ? String(repeating: endless, count: 50)
            : String(repeating: frame, count: 50) + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        let outcome = try runFilter(
            [bytes(input)], as: format, visible: nil, enforcement: Enforcement(onUndecided: .release), holdLimit: 100)
        #expect(outcome.text.unicodeScalars.count { $0 == "\u{E0041}" } == 100)
        #expect(record(outcome)["verdict"]?.string == "undecided")
    }

    @Test func `a signal drops what is held, and the books say so`() throws {
        let outcome = try runFilter([bytes("11010519491231002X")], as: .text, interruptAtEnd: true)
        #expect(outcome.text == VisibleLabel.standard.opening)
        #expect(record(outcome)["ended"]?.string == "interrupted")
        #expect(record(outcome)["output"]?["bytes"]?.integer == 0)
    }

    @Test func `an input cut inside a character is told as interrupted`() throws {
        let outcome = try runFilter([Array(bytes("好的，没问题").dropLast())], as: .text, visible: nil)
        #expect(record(outcome)["ended"]?.string == "interrupted")
        #expect(!outcome.faults.isEmpty)
    }

    @Test func `many findings go into parts, and the record has the totals`() throws {
        let text = Array(repeating: identity, count: 300).joined(separator: "\n")
        let outcome = try runFilter([bytes("{\"content\":" + "\"" + text.replacingNewlines + "\"}\n")], as: .jsonl)
        let parts = outcome.records.filter { $0["kind"]?.string == "part" }
        let content = record(outcome)
        #expect(parts.count == 2)
        #expect(content["parts"]?.integer == 2)
        #expect(content["findings_total"]?.integer == 300)
        #expect(parts.reduce(0) { $0 + ($1["findings"]?.array?.count ?? 0) } == 300)
        #expect(parts.allSatisfy { $0["of"] == content["id"] })
    }

    @Test func `a JSONL record carries its label, and keeps every other byte`() throws {
        let outcome = try runFilter(
            [bytes("{ \"id\" : 7, \"content\":\"a\\u4e2d mail\", \"x\":[1, 2.50]}\n")], as: .jsonl, visible: nil)
        #expect(outcome.text.hasPrefix("{ \"id\" : 7, \"content\":\"a\\u4e2d mail\", \"x\":[1, 2.50]"))
        let value = try JSONNode.parse(Array(outcome.output.dropLast()))
        #expect(value["AIGC"]?["Label"] != nil)
    }

    @Test(arguments: ["11010519491231002X", String(repeating: "k", count: 70_000), "\u{1b}[2J"])
    func `what a model calls its arguments does not get into the books`(key: String) throws {
        let arguments = String(decoding: JSONString.escaped(JSONValue.object([key: "v"]).canonical), as: UTF8.self)
        let line = "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":\"\(arguments)\"}}]}}]}\n"
        let outcome = try runFilter([bytes(line)], as: .jsonl)
        #expect(!outcome.records.isEmpty)
        for record in outcome.records {
            let text = String(decoding: record.canonical, as: UTF8.self)
            #expect(!text.contains(key))
            #expect(text.utf8.count < 5000)
        }
    }

    @Test(arguments: [
        #"{"text":"ok","content":["call 13800138000"]}"#, #"{"text":"ok","content":{"text":"call 13800138000"}}"#,
        #"{"content":{"parts":[{"text":"call 13800138000"}]},"output":"fine"}"#,
    ])
    func `text in a shape that is not known beside text that is does not pass`(line: String) throws {
        let outcome = try runFilter([bytes(line + "\n")], as: .jsonl)
        #expect(!outcome.text.contains("13800138000"))
        #expect(record(outcome)["verdict"]?.string == "undecided")
        #expect(outcome.withheld == 1)
    }

    @Test func `JSON and code take no visible label`() throws {
        let outcome = try runFilter([bytes("{\"content\":\"[1,2,3]\"}\n")], as: .jsonl)
        #expect(!outcome.text.contains("人工智能"))
        #expect(outcome.text.contains("\"AIGC\""))
    }
}

extension String {
    fileprivate var replacingNewlines: String { split(separator: "\n").joined(separator: "\\n") }

    /// How often `part` stands in it.
    fileprivate func components(_ part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
