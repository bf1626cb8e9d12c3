import Primitives
import TestSupport
import Testing

@testable import ContentFormats

/// What is particular to a reply that says all of its texts again and again.
@Suite struct ResponsesTests {
    /// Numbers each frame as it stands.
    static func stream(_ frames: [String]) -> [UInt8] {
        let numbered = frames.enumerated().map { number, frame in
            "data: {\"type\":\"response.\(frame.replacing("#", with: "\",\"sequence_number\":\(number),"))}\n\n"
        }
        return Array(numbered.joined().utf8)
    }

    static let created = ##"created#"response":{"id":"r","object":"response","status":"in_progress","output":[]}"##

    static func message(_ index: Int, _ content: String, status: String = "completed") -> String {
        let start = "{\"id\":\"m\(index)\",\"type\":\"message\",\"status\":\"\(status)\""
        return start + ",\"role\":\"assistant\",\"content\":[\(content)]}"
    }

    static func part(_ text: String) -> String { "{\"type\":\"output_text\",\"annotations\":[],\"text\":\"\(text)\"}" }

    static func completed(_ items: [String]) -> String {
        "completed#\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[\(items.joined(separator: ","))]}"
    }

    static func added(_ index: Int, _ item: String) -> String {
        "output_item.added#\"output_index\":\(index),\"item\":\(item)"
    }

    static func done(_ index: Int, _ item: String) -> String {
        "output_item.done#\"output_index\":\(index),\"item\":\(item)"
    }

    static func place(_ index: Int) -> String {
        "\"item_id\":\"m\(index)\",\"output_index\":\(index),\"content_index\":0"
    }

    static func delta(_ index: Int, _ text: String, _ more: String = "") -> String {
        "output_text.delta#\(place(index)),\"delta\":\"\(text)\"\(more)"
    }

    static func begin(_ index: Int) -> [String] {
        [
            added(index, message(index, "", status: "in_progress")),
            "content_part.added#\(place(index)),\"part\":\(part(""))",
        ]
    }

    static func end(_ index: Int, _ text: String) -> [String] {
        let place = place(index)
        return [
            "output_text.done#\(place),\"text\":\"\(text)\",\"logprobs\":[]",
            "content_part.done#\(place),\"part\":\(part(text))", done(index, message(index, part(text))),
        ]
    }

    /// A whole reply of one message, in deltas.
    static func reply(_ pieces: [String]) -> [UInt8] {
        let text = pieces.joined()
        return stream(
            [created] + begin(0) + pieces.map { delta(0, $0) } + end(0, text) + [completed([message(0, part(text))])])
    }

    /// Every string in the data of every frame, decoded, and decoded once more where it is JSON itself.
    static func strings(_ output: [UInt8]) -> [String] {
        var found: [String] = []
        func visit(_ node: JSONNode, _ data: [UInt8]) {
            switch node.content {
            case .string:
                let text = JSONString.decode(data, in: node.range)
                found.append(String(decoding: text, as: UTF8.self))
                if let inner = try? JSONNode.parse(text), !inner.isString { visit(inner, text) }
            case .array(let elements): for element in elements { visit(element, data) }
            case .object(let members): for member in members { visit(member.value, data) }
            default: break
            }
        }
        for line in output.split(separator: 0x0a) where line.starts(with: Array("data:".utf8)) {
            let data = Array(line.dropFirst(5))
            if let node = try? JSONNode.parse(data) { visit(node, data) }
        }
        return found
    }

    /// Masks the words of every channel.
    static func masked(_ bytes: [UInt8], _ words: [String], label: String = "", closing: String = "") -> Run {
        let mask = masking(words, by: "[M]")
        return Run(
            ReplyCodec(.responses), bytes.single,
            Answers(label: label) { channel, text in
                var settlement = mask(channel, text)
                if channel.kind == .reply { settlement.closing = closing }
                return settlement
            })
    }

    // MARK: Texts said again

    @Test func `a mask across deltas stands in every frame that says the text again`() throws {
        let run = Self.masked(Self.reply(["call 138", "00138", "000 now"]), ["13800138000"])
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty, "\(run.string)")
        #expect(client.text("response/output 0/text 0") == Array("call [M] now".utf8))
        #expect(run.string.ranges(of: "call [M] now").count == 4)
        #expect(client.ends == ["\"completed\""])
        #expect(!Self.strings(run.output).contains { $0.contains("13800138000") })
    }

    @Test(arguments: ["responses-zh.sse", "responses-en-two.sse", "responses-failed.sse"])
    func `what is masked stands nowhere in a recorded stream, however it is spelt`(name: String) throws {
        let bytes = try ReplyLanguage.sample(name)
        let before = Self.strings(bytes)
        let run = Self.masked(bytes, secrets.filter { $0 != "😀" })
        let after = Self.strings(run.output)
        for secret in secrets where secret != "😀" && before.contains(where: { $0.contains(secret) }) {
            #expect(!after.contains { $0.contains(secret) }, "\(secret)")
            #expect(!run.string.contains(secret))
        }
        #expect(before.contains { text in secrets.contains { text.contains($0) } })
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty, "\(client.disorders)")
    }

    @Test func `what is said again before a text is over has its masks too`() throws {
        let snapshot = "in_progress#\"response\":{\"id\":\"r\",\"output\":[\(Self.message(0, Self.part("call 138001")))]}"
        let told = [Self.created] + Self.begin(0) + [Self.delta(0, "call 138001"), snapshot, Self.delta(0, "38000 now")]
        let whole = "call 13800138000 now"
        let bytes = Self.stream(told + Self.end(0, whole) + [Self.completed([Self.message(0, Self.part(whole))])])
        let released = MaskedRun(ReplyCodec(.responses), bytes, "13800138000", cuts: false).output
        for run in [released, Self.masked(bytes, ["13800138000"]).output] {
            let string = String(decoding: run, as: UTF8.self)
            #expect(try LanguageClient(run, .responses).text("response/output 0/text 0") == Array("call [M] now".utf8))
            #expect(!string.contains("1380") && string.contains("\"call [M]\""), "\(string)")
        }
    }

    @Test func `labels stand in the texts that are said again, and one behind the reply is an item`() throws {
        let run = Self.masked(Self.reply(["one 138", "00138000"]), ["13800138000"], label: "<AI>", closing: "</AI>")
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty, "\(run.string)")
        #expect(client.text("response/output 0/text 0") == Array("<AI>one [M]".utf8))
        #expect(client.text("response/output 1/text 0") == Array("</AI>".utf8))
        #expect(client.ends == ["\"completed\""])
        // Four times the text, four times the label behind it: delta, text, part and item, and the whole reply.
        #expect(run.string.ranges(of: "<AI>one [M]").count == 4)
        #expect(run.string.ranges(of: "</AI>").count == 5)
    }

    @Test func `a final text that is not what was told is judged by itself`() throws {
        let frames = [Self.created] + Self.begin(0) + [Self.delta(0, "fine")] + Self.end(0, "fine 13800138000 too")
        let item = Self.message(0, Self.part("yet another 13800138000"))
        let bytes = Self.stream(frames + [Self.completed([item])])
        let run = Self.masked(bytes, ["13800138000"])
        #expect(run.text("response/output 0/text 0") == "fine")
        #expect(run.text("response/output 0/text 0 2") == "fine 13800138000 too")
        #expect(run.text("response/output 0/text 0 3") == "yet another 13800138000")
        #expect(!Self.strings(run.output).contains { $0.contains("13800138000") })
        #expect(run.string.ranges(of: "fine [M] too").count == 3)
        #expect(run.string.ranges(of: "yet another [M]").count == 1)
    }

    @Test func `a reply that only its last frame tells is judged, labelled and masked there`() throws {
        let arguments = ##""arguments":"{\"to\":\"13800138000\"}""##
        let call = "{\"id\":\"c\",\"type\":\"function_call\",\(arguments),\"call_id\":\"k\",\"name\":\"f\"}"
        let bytes = Self.stream([Self.created, Self.completed([Self.message(0, Self.part("call 13800138000")), call])])
        let run = Self.masked(bytes, ["13800138000"], label: "<", closing: ">")
        #expect(run.text("response/output 0/text 0") == "call 13800138000")
        #expect(run.text("response/output 1/arguments/$.to") == "13800138000")
        let client = try LanguageClient(run.output, .responses)
        #expect(client.text("response/output 0/text 0") == Array("<call [M]>".utf8), "\(run.string)")
        #expect(client.text("response/output 1/arguments/$.to") == Array("[M]".utf8))
        #expect(client.ends == ["\"completed\""])
    }

    @Test func `the strings of a call are masked inside its JSON, wherever it stands`() throws {
        let bytes = try ReplyLanguage.sample("responses-zh.sse")
        let run = Self.masked(bytes, ["13800138000", "张先生"])
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty)
        #expect(client.text("response/output 2/arguments/$.phone") == Array("[M]".utf8))
        #expect(client.text("response/output 2/arguments/$.note") == Array("请致电 😀 [M]".utf8))
        let whole = #"{\"phone\": \"[M]\",\"note\": \"请致电 \\ud83d\\ude00 [M]\",\"count\":2}"#
        #expect(run.string.ranges(of: whole).count == 3)
    }

    @Test func `an item that stands elsewhere in the whole reply is known by its text`() throws {
        let text = "call 13800138000"
        let frames = [Self.created] + Self.begin(3) + [Self.delta(3, text)] + Self.end(3, text)
        let run = Self.masked(
            Self.stream(frames + [Self.completed([Self.message(3, Self.part(text))])]), ["13800138000"])
        #expect(run.channels.count == 1)
        #expect(run.string.ranges(of: "call [M]").count == 5)
    }

    @Test func `annotations are read once, and masked wherever they stand`() throws {
        let note = ##"{"type":"url_citation","url":"https://x.example","title":"by 13800138000","end_index":1}"##
        let place = Self.place(0)
        let part = "{\"type\":\"output_text\",\"annotations\":[\(note)],\"text\":\"hi\"}"
        let bytes = Self.stream(
            [Self.created] + Self.begin(0) + [
                Self.delta(0, "hi"),
                "output_text.annotation.added#\(place),\"annotation_index\":0,\"annotation\":\(note)",
                "output_text.done#\(place),\"text\":\"hi\"", "content_part.done#\(place),\"part\":\(part)",
                Self.done(0, Self.message(0, part)), Self.completed([Self.message(0, part)]),
            ])
        let run = Self.masked(bytes, ["13800138000"])
        #expect(run.channels.count { $0.name.hasSuffix("annotation 0.title") } == 1)
        #expect(run.string.ranges(of: "by [M]").count == 4)
        #expect(!run.string.contains("13800138000"))
    }

    @Test func `probabilities that spell other text, or a text that was changed, do not go out`() throws {
        func logprobs(_ token: String, _ top: String = "[]") -> String {
            ",\"logprobs\":[{\"token\":\"\(token)\",\"logprob\":-1,\"top_logprobs\":\(top)}]"
        }
        let frames = [
            Self.delta(0, "one ", logprobs("one ")), Self.delta(0, "two ", logprobs("too ")),
            Self.delta(0, "three ", logprobs("three ", "[{\"token\":\"tree\",\"logprob\":-2}]")),
            Self.delta(0, "bad", logprobs("bad")), Self.delta(0, " four", logprobs(" four")),
        ]
        let bytes = Self.stream([Self.created] + Self.begin(0) + frames + Self.end(0, "one two three bad four"))
        let run = Self.masked(bytes, ["bad"])
        #expect(!run.string.contains("too") && !run.string.contains("tree") && !run.string.contains("bad"))
        let clean = Self.masked(bytes, [])
        #expect(clean.string.contains(logprobs("one ")) && clean.string.contains(logprobs(" four")))
        #expect(!clean.string.contains("\"too \"") && !clean.string.contains("tree"))
    }

    // MARK: Blocks

    private static func cut(_ bytes: [UInt8], _ channel: String, at word: String) -> Run {
        Run(
            ReplyCodec(.responses), bytes.single,
            Answers(begin: nil, end: Array("{\"L\":2}".utf8), settle: cutting(channel, at: word, notice: "[N]")))
    }

    @Test func `a block closes what is open, and the reply ends as one that was filtered`() throws {
        let frames = [Self.created] + Self.begin(0) + [Self.delta(0, "zero")] + Self.end(0, "zero") + Self.begin(1)
            + [Self.delta(1, "one \\\"b"), Self.delta(1, "ad\\\" two")]
        let whole = frames + Self.end(1, "one \\\"bad\\\" two")
            + [Self.completed([Self.message(0, Self.part("zero")), Self.message(1, Self.part("one \\\"bad\\\" two"))])]
        // Cut while the text comes.
        let released = ReleasedUntil(Self.stream(whole), "bad")
        // Cut where all of it is decided at the end.
        let settled = Self.cut(Self.stream(whole), "response/output 1/text 0", at: "bad").output
        for output in [released.output, settled] {
            let client = try LanguageClient(output, .responses)
            let string = String(decoding: output, as: UTF8.self)
            #expect(client.disorders.isEmpty, "\(client.disorders)\n\(string)")
            #expect(client.text("response/output 0/text 0") == Array("zero".utf8))
            let second = client.text("response/output 1/text 0") + client.text("response/output 2/text 0")
            #expect(second == Array("one \"[N]".utf8), "\(string)")
            #expect(client.ends == ["\"incomplete\"\"content_filter\""])
            #expect(!string.contains("two") && !Self.strings(output).contains { $0.contains("bad") })
            #expect(string.contains("\"status\":\"incomplete\",\"output\":[{\"id\":\"m0\""), "\(string)")
        }
    }

    @Test func `a call that was cut is never done`() throws {
        let bytes = try ReplyLanguage.sample("responses-zh.sse")
        let run = Self.cut(bytes, "response/output 2/arguments/$.note", at: "张")
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty, "\(client.disorders)")
        #expect(client.ends == ["\"incomplete\"\"content_filter\""])
        #expect(!client.order.contains { $0.contains("arguments") })
        #expect(!run.string.contains("张先生") && !Self.strings(run.output).contains { $0.contains("张先生") })
        #expect(run.string.contains("\"AIGC\":{\"L\":2}"))
    }

    @Test func `a reply that only its last frame tells is cut there`() throws {
        let texts = ["zero", "one bad two", "three"]
        let items = texts.enumerated().map { Self.message($0, Self.part($1)) }
        let run = Self.cut(Self.stream([Self.created, Self.completed(items)]), "response/output 1/text 0", at: "bad")
        for word in ["bad", "two", "three"] { #expect(!run.string.contains(word), "\(run.string)") }
        #expect(run.string.contains("zero") && run.string.contains("one "))
        let client = try LanguageClient(run.output, .responses)
        #expect(client.ends == ["\"incomplete\"\"content_filter\""])
        #expect(client.order.contains { client.text($0) == Array("[N]".utf8) })
    }

    @Test func `what is told after the end of a reply is unknown`() {
        let whole = Self.reply(["one"])
        let again = Self.stream([Self.completed([Self.message(0, Self.part("two"))])])
        let run = Run(ReplyCodec(.responses), [whole + again])
        #expect(run.channels.contains { if case .unknown = $0.kind { true } else { false } })
    }

    // MARK: Frames

    @Test(arguments: [
        #"{"type":"response.song.delta","delta":"la"}"#,
        #"{"type":"response.output_text.delta","delta":"a","hint":"b"}"#,
        #"{"type":"response.output_text.delta","output_index":"0","delta":"a"}"#,
        #"{"type":"response.output_item.added","item":{"type":"poem","lines":["a"]}}"#,
        #"{"type":"response.output_text.delta","delta":"a","delta":"b"}"#,
        #"{"type":"response.completed","response":{"remark":"a"}}"#,
    ]) func `an event with text that nobody knows is unknown`(data: String) {
        let run = Run(ReplyCodec(.responses), [Self.stream([Self.created]) + Array("data: \(data)\n\n".utf8)])
        #expect(run.channels.contains { if case .unknown = $0.kind { true } else { false } })
    }

    @Test(arguments: [
        #"{"type":"response.web_search_call.searching","output_index":0,"item_id":"w","sequence_number":1}"#,
        #"{"type":"response.image_generation_call.partial_image","sequence_number":1,"partial_image_b64":"iVBORw0="}"#,
        #"{"type":"response.something.new","output_index":0,"item_id":"w","sequence_number":1}"#,
    ]) func `an event without text goes out as it came`(data: String) {
        let bytes = Self.stream([Self.created]) + Array("data: \(data)\n\n".utf8)
        let run = Run(ReplyCodec(.responses), [bytes])
        #expect(run.output == bytes && run.channels.isEmpty)
    }

    @Test(arguments: [
        "event: response.created\n", "event:response.in_progress\r\n", "data: {\"type\":\"response.created\"}\n",
        "data: {\"type\": \"response.created\", \"response\": {\"user\": \"" + String(repeating: "x", count: 70_000),
    ])
    func `the first line tells the protocol`(line: String) {
        var codec = AutoCodec()
        _ = codec.feed(Array(line.utf8))
        #expect(codec.format == "openai-responses")
    }

    @Test func `lines of every shape say the same`() throws {
        let plain = String(decoding: Self.reply(["call 138", "00138000 \\ud83d", "\\ude00"]), as: UTF8.self)
        let texts = [
            plain, plain.replacing("\n", with: "\r\n"), plain.replacing("\n", with: "\r"),
            plain.replacing("data: ", with: "data:"), plain.replacing(",\"delta\"", with: "\ndata: ,\"delta\""),
            plain.replacing("data: ", with: ": still here\ndata: "), "\u{feff}" + plain,
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            let answers = Answers(settle: masking(["13800138000"], by: "[M]"))
            let whole = Run(ReplyCodec(.responses), [bytes], answers)
            #expect(whole.text("response/output 0/text 0") == "call 13800138000 😀")
            #expect(!whole.string.contains("13800138000"))
            for place in stride(from: 1, to: bytes.count, by: 7) {
                let cut = Run(ReplyCodec(.responses), bytes.split(at: place), answers)
                #expect(cut.output == whole.output && cut.events == whole.events, "cut at \(place)")
            }
        }
    }

    // MARK: Laws

    @Test(arguments: 0..<120) func `random replies read as what is said to be delivered`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let bytes = RandomResponse(&random).bytes
        for round in UInt64(0)..<UInt64(3 * Soak.factor) {
            let seed = seed &* 31 &+ round
            let label = seed.isMultiple(of: 5) ? "§" : ""
            let envelope = seed.isMultiple(of: 3) ? Array("{\"L\":1}".utf8) : nil
            let run = ReleasedRun(
                ReplyCodec(.responses), [bytes], seed: seed, cuts: !seed.isMultiple(of: 4), label: label,
                envelope: envelope)
            let client = try LanguageClient(run.output, .responses)
            let output = String(decoding: run.output, as: UTF8.self)
            // A reply whose every text is labelled has a text of nothing but a label for one that is told again.
            #expect(client.disorders.isEmpty, "seed \(seed): \(client.disorders)\n\(output)")
            #expect(client.ends.count == 1 || bytes.count { $0 == 0x0a } > 0 && client.ends.isEmpty)
            for (name, kind) in run.kinds where kind == .reply || kind == .reasoning || name.contains("refusal") {
                let read = String(decoding: client.text(name), as: UTF8.self).replacing("§", with: "")
                // Two halves that a change brought together are one character to a client.
                let told = JSONString.escaped(run.said[name] ?? []).withEscapedHalves
                let said = String(decoding: PlainClient.decoded(told), as: UTF8.self).replacing("[N]", with: "")
                #expect(read.replacing("[N]", with: "") == said, "seed \(seed), \(name)\n\(output)")
            }
            for name in client.order where run.kinds[name] == nil {
                let rest = String(decoding: client.text(name), as: UTF8.self).replacing("[N]", with: "")
                #expect(rest.isEmpty, "seed \(seed), \(name) was never told\n\(output)")
            }
            let single = ReleasedRun(
                ReplyCodec(.responses), bytes.single, seed: seed, cuts: !seed.isMultiple(of: 4), label: label,
                envelope: envelope)
            #expect(single.output == run.output && single.events == run.events, "seed \(seed)")
            #expect(single.said == run.said, "seed \(seed)")
            let place = Int.random(in: 1..<bytes.count, using: &random)
            let parts = ReleasedRun(
                ReplyCodec(.responses), bytes.split(at: place), seed: seed, cuts: !seed.isMultiple(of: 4), label: label,
                envelope: envelope)
            #expect(parts.output == run.output && parts.events == run.events, "seed \(seed), cut at \(place)")
        }
    }

    @Test(arguments: 0..<60) func `random replies that are settled at their end read as said`(seed: UInt64) throws {
        var random = Seeded(state: seed &+ 5000)
        let bytes = RandomResponse(&random).bytes
        let answers = Answers(label: seed.isMultiple(of: 2) ? "§" : "") { channel, text in
            var settlement = masking(["a", "你", "zz"], by: "«\"»")(channel, text)
            if seed.isMultiple(of: 3), channel.id.number == Int(seed) % 4 {
                settlement = ChannelSettlement(cut: text.count / 2, notice: "[N]")
            }
            if seed.isMultiple(of: 2), channel.kind == .reply { settlement.closing = "§" }
            return settlement
        }
        let run = Run(ReplyCodec(.responses), [bytes], answers)
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty, "seed \(seed): \(client.disorders)\n\(run.string)")
        for channel in run.channels where channel.kind == .reply || channel.kind == .reasoning {
            let read = String(decoding: client.text(channel.name), as: UTF8.self).replacing("§", with: "")
            let told = JSONString.escaped(run.delivered[channel.name] ?? []).withEscapedHalves
            let said = String(decoding: PlainClient.decoded(told), as: UTF8.self).replacing("[N]", with: "")
            #expect(read.replacing("[N]", with: "") == said, "seed \(seed), \(channel.name)\n\(run.string)")
        }
        let single = Run(ReplyCodec(.responses), bytes.single, answers)
        #expect(single.output == run.output && single.events == run.events)
    }

    // MARK: Bounds

    @Test func `a last frame larger than all that may wait goes out`() throws {
        let bytes = Self.reply((0..<1000).map { "word \($0) 13800138000, " })
        let codec = ReplyCodec(.responses, held: 4096)
        let run = MaskedRun(codec, bytes, "13800138000", cuts: false, at: 100)
        let client = try LanguageClient(run.output, .responses)
        #expect(client.disorders.isEmpty)
        #expect(client.ends == ["\"completed\""])
        #expect(!String(decoding: run.output, as: UTF8.self).contains("13800138000"))
        #expect(client.text("response/output 0/text 0").count > 10_000)
    }

    @Test func `what is never decided is dropped when too much of it is held, and not taken from the end`() throws {
        var codec = ReplyCodec(.responses, held: 20_000)
        var output: [UInt8] = []
        func take(_ events: [ContentEvent]) {
            for event in events {
                if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
                if case .ended(let id, _) = event {
                    _ = codec.settle(id, [Channel.ID(number: 0): ChannelSettlement(notice: "[N]")]) { _ in nil }
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        let pieces = (0..<500).map { "secret \($0)" }
        let told = [Self.created] + Self.begin(0) + pieces.map { Self.delta(0, $0) }
        let items = [Self.message(0, Self.part(pieces.joined())), Self.message(1, Self.part("another secret"))]
        let bytes = Self.stream(told + Self.end(0, pieces.joined()) + [Self.completed(items)])
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            take(codec.feed(Array(bytes[start..<min(bytes.count, start + 1000)])))
            #expect(codec.size < 200)
        }
        take(codec.finish())
        let client = try LanguageClient(output, .responses)
        #expect(client.disorders.isEmpty, "\(client.disorders)")
        #expect(client.ends == ["\"incomplete\"\"content_filter\""])
        #expect(!String(decoding: output, as: UTF8.self).contains("secret"))
        #expect(codec.faults.count == 1)
    }

    @Test func `a text without an end is not kept, and its block still ends the reply`() throws {
        var codec = ReplyCodec(.responses, held: 1 << 16)
        var told: [Channel.ID: Int] = [:]
        var output: [UInt8] = []
        var last: Channel.ID?
        func feed(_ text: String) {
            for event in codec.feed(Array(text.utf8)) {
                if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
                if case .text(let id, let text) = event {
                    last = id
                    told[id, default: 0] += text.count
                    _ = codec.release(id, through: told[id] ?? 0, edits: [])
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        let start = [Self.created] + Self.begin(0)
        feed(String(decoding: Self.stream(start), as: UTF8.self))
        for round in 0..<4000 {
            let frame = Self.stream([Self.delta(0, "word \(round) and some more of it, ")])
            let number = "number\":\(start.count + round)"
            feed(String(decoding: frame, as: UTF8.self).replacing("number\":0", with: number))
            if round % 1000 == 999 { #expect(codec.size < 40) }
        }
        let id = try #require(last)
        _ = codec.cut(id, notice: "[N]") { _ in nil }
        output += codec.takeOutput()
        let client = try LanguageClient(output, .responses)
        #expect(client.disorders.isEmpty, "\(client.disorders.prefix(3))")
        #expect(client.ends == ["\"incomplete\"\"content_filter\""])
        #expect(String(decoding: client.order.flatMap { client.text($0) }, as: UTF8.self).hasSuffix("[N]"))
        #expect(codec.faults.isEmpty)
    }
}

/// A run that releases all up to a word and cuts there, as the text comes.
struct ReleasedUntil {
    var output: [UInt8] = []

    init(_ bytes: [UInt8], _ word: String) {
        var codec = ReplyCodec(.responses)
        var texts: [Channel.ID: [UInt8]] = [:]
        var groups: [Channel.ID: Group.ID] = [:]
        var cut: Set<Group.ID> = []
        func take(_ events: [ContentEvent]) {
            for event in events {
                switch event {
                case .began(let group): codec.begin(group.id, envelope: nil)
                case .opened(let channel): groups[channel.id] = channel.group
                case .text(let id, let text):
                    texts[id, default: []] += text
                    let all = texts[id] ?? []
                    guard let group = groups[id], !cut.contains(group) else { break }
                    let place = all.indices.first { all[$0...].starts(with: word.utf8) }
                    let stop = place ?? max(0, all.count - word.utf8.count + 1)
                    _ = codec.release(id, through: stop, edits: [])
                    guard place != nil else { break }
                    cut.insert(group)
                    _ = codec.cut(id, notice: "[N]") { _ in nil }
                case .closed(let id):
                    guard let group = groups[id], !cut.contains(group) else { break }
                    _ = codec.release(id, through: texts[id]?.count ?? 0, edits: [])
                case .ended(let id, _): _ = codec.settle(id, [:]) { _ in nil }
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        for byte in bytes { take(codec.feed([byte])) }
        take(codec.finish())
    }
}
