import ContentFormats
import Primitives
import RegexSyntax
import TextMatching

/// What a target found wrong with an input.
public struct FuzzFault: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The parts that read what strangers wrote, each as something that takes any bytes and must hold a law.
///
/// `make test` runs each over mutations of a few seeds, `make fuzz` under libFuzzer.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case expressions, views, literals, tables, stream, json, text, jsonl, chat, responses, anthropic, ollama, llamacpp, auto
    case note, checkpoint, history, description, segment, seektable, wal, roots, line
    case proof, trustPolicy, cosignature, witnessRequest
    case index

    /// Takes any bytes.
    /// - Throws: where a law does not hold. That something traps is for the caller to notice.
    public func check(_ bytes: [UInt8]) throws(FuzzFault) {
        switch self {
        case .expressions: try Self.expressions(bytes)
        case .views: try Self.views(bytes)
        case .literals: try Self.literals(bytes)
        case .tables: if let matcher = LiteralMatcher(decoding: bytes) { Self.search(matcher, bytes) }
        case .stream: try StreamTarget.check(bytes)
        case .json: try Self.json(bytes)
        case .text: try CodecTarget.check(bytes) { TextCodec() }
        case .jsonl: try CodecTarget.check(bytes) { JSONLinesCodec() }
        case .chat: try CodecTarget.check(bytes) { ReplyCodec(.chat) }
        case .responses: try CodecTarget.check(bytes) { ReplyCodec(.responses) }
        case .anthropic: try CodecTarget.check(bytes) { ReplyCodec(.anthropic) }
        case .ollama: try CodecTarget.check(bytes) { ReplyCodec(.ollama) }
        case .llamacpp: try CodecTarget.check(bytes) { ReplyCodec(.llamaCpp) }
        case .auto: try CodecTarget.check(bytes) { AutoCodec() }
        case .note, .checkpoint, .history, .description, .segment, .seektable, .wal, .roots, .line:
            try LogTarget.check(self, bytes)
        case .proof: try TransparencyTarget.proof(bytes)
        case .trustPolicy: try TransparencyTarget.policy(bytes)
        case .cosignature: try TransparencyTarget.cosignature(bytes)
        case .witnessRequest: try TransparencyTarget.request(bytes)
        case .index: try IndexTarget.check(bytes)
        }
    }

    /// What a mutation may begin with.
    public var seeds: [[UInt8]] { LogTarget.seeds(self) ?? texts.map { Array($0.utf8) } }

    private var texts: [String] {
        switch self {
        case .expressions:
            [#"(?<![0-9a-z])1[3-9]\d{9}(?!\d)"#, #"(?i:a|b(?>c+))*?[\p{Han}&&[^一-二]]\k<1>(x)\b"#, #"\x{4E00}{2,}+(?=\R|\X)(?~ab)"#]
        case .views, .stream: ["身份證１１０１０５１９４９１２３１００２Ｘ。炸\u{200B}药 b.o.m.b ka@example.com\n", "ｋｉｌｌ 忄艮 sk-abc\u{E0041}👩‍👩‍👧"]
        case .literals: ["炸药\nbomb\nab\n炸药 bomb abab"]
        case .tables: [String(decoding: Self.table, as: UTF8.self)]
        case .json, .jsonl: [#"{"a":[1,-2.5e3,true,null,"\u597d\ud83d\ude00"],"content":"x","choices":[{"message":{"content":"y"}}]}"# + "\n"]
        case .index: IndexTarget.seeds
        case .text: ["An answer, 一个回答。\r\n"]
        case .chat, .auto:
            [
                #"data: {"id":"1","choices":[{"index":0,"delta":{"content":"a\ud83d"},"logprobs":null,"finish_reason":null}]}"#
                    + "\n\ndata: "
                    + #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]},"finish_reason":"stop"}]}"#
                    + "\n\ndata: [DONE]\n\n"
            ]
        case .responses: Self.responsesSeeds
        case .proof: [TransparencyTarget.proofSeed]
        case .trustPolicy: [TransparencyTarget.policySeed]
        case .cosignature: [TransparencyTarget.noteSeed]
        case .witnessRequest: ["old 3\n" + TransparencyTarget.hash + "\n\n" + TransparencyTarget.noteSeed]
        case .anthropic: Self.anthropicSeeds
        case .ollama: [#"{"model":"m","message":{"role":"assistant","content":"好"},"done":false}"# + "\n" + #"{"model":"m","done":true,"done_reason":"stop"}"# + "\n"]
        case .llamacpp: [#"data: {"content":"好","stop":false}"# + "\n\n" + #"data: {"content":"","stop":true}"# + "\n\n"]
        default: []
        }
    }
}

extension FuzzTarget {
    private static func stream(_ frames: [String]) -> String { frames.map { "data: \($0)\n\n" }.joined() }

    private static let responsesSeeds = [
        stream([
            #"{"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","output":[]}}"#,
            #"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"m","type":"message","content":[]}}"#,
            #"{"type":"response.content_part.added","sequence_number":2,"item_id":"m","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}}"#,
            #"{"type":"response.output_text.delta","sequence_number":3,"item_id":"m","output_index":0,"content_index":0,"delta":"好\ud83d"}"#,
            #"{"type":"response.output_text.delta","sequence_number":4,"item_id":"m","output_index":0,"content_index":0,"delta":"\ude00!"}"#,
            #"{"type":"response.output_text.done","sequence_number":5,"item_id":"m","output_index":0,"content_index":0,"text":"好😀!"}"#,
            #"{"type":"response.output_item.done","sequence_number":6,"output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"好😀!"}]}}"#,
            #"{"type":"response.completed","sequence_number":7,"response":{"id":"r","status":"completed","output":[{"id":"m","type":"message","content":[{"type":"output_text","text":"好😀!"}]}]}}"#,
        ]),
        stream([
            #"{"type":"response.function_call_arguments.delta","sequence_number":0,"item_id":"f","output_index":0,"delta":"{\"a\":"}"#,
            #"{"type":"response.function_call_arguments.done","sequence_number":1,"item_id":"f","output_index":0,"arguments":"{\"a\":\"b\"}"}"#,
            #"{"type":"response.completed","sequence_number":2,"response":{"output":[{"type":"function_call","arguments":"{\"a\":\"b\"}"},{"type":"reasoning","summary":[{"type":"summary_text","text":"x"}]}]}}"#,
        ]),
    ]

    private static let anthropicSeeds = [
        stream([
            #"{"type":"message_start","message":{"id":"m","content":[]}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#, #"{"type":"ping"}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"好\ud83d"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ude00"}}"#,
            #"{"type":"content_block_stop","index":0}"#,
            #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":\"b\"}"}}"#,
            #"{"type":"content_block_stop","index":1}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3}}"#,
            #"{"type":"message_stop"}"#,
        ])
    ]

    private static func expressions(_ bytes: [UInt8]) throws(FuzzFault) {
        let source = String(decoding: bytes.prefix(400), as: UTF8.self)
        guard let root = try? Expression(source).root else { return }
        guard let again = try? Expression(root.text).root else {
            throw FuzzFault("«\(source)» prints as «\(root.text)», which is refused")
        }
        guard again.width == root.width, again.isUnbounded == root.isUnbounded else {
            throw FuzzFault("«\(source)» prints as «\(root.text)», which is something else")
        }
        _ = (root.firsts, root.gate, root.hazards, root.viablePrefix, root.lookBehindReach)
        guard let program = ExpressionProgram(root) else { return }
        let text = source.unicodeScalars.map(\.value)
        var workspace = ExpressionWorkspace()
        for place in text.indices {
            for isComplete in [false, true] {
                let attempt = program.attempt(
                    in: text, at: place, isTextStart: true, isComplete: isComplete, limit: 2_000, workspace: &workspace)
                if case .match(let end) = attempt, !(place...text.count).contains(end) {
                    throw FuzzFault("«\(source)» matches \(place) to \(end) of \(text.count)")
                }
            }
        }
    }

    private static func views(_ bytes: [UInt8]) throws(FuzzFault) {
        let kinds: [Foldings] = [.raw, .folded, .foldedPlus, [.folded, .split], [.folded, .pinyin]]
        var whole = TextViews(kinds)
        whole.feed(bytes)
        whole.finish()
        var parts = TextViews(kinds)
        for piece in pieces(bytes) { parts.feed(piece) }
        parts.finish()
        guard whole.firstInvalid == parts.firstInvalid else { throw FuzzFault("an invalid byte at two places") }
        for index in kinds.indices {
            let (one, other) = (whole[index], parts[index])
            guard one.scalars == other.scalars, one.starts == other.starts, one.ends == other.ends else {
                throw FuzzFault("a view depends on how the bytes come: \(kinds[index])")
            }
            var last = 0
            for (start, end) in zip(one.starts, one.ends) {
                guard last <= start, start < end, end <= bytes.count else { throw FuzzFault("a scalar of no bytes") }
                last = start
            }
        }
    }

    private static func literals(_ bytes: [UInt8]) throws(FuzzFault) {
        var lines = bytes.split(separator: 0x0A).map(Array.init)
        let text = lines.popLast() ?? []
        let words = lines.prefix(16).map { Array($0.prefix(40)) }.filter { !$0.isEmpty }
        guard let matcher = LiteralMatcher(literals: words.enumerated().map { .init(bytes: $1, id: $0) }) else { return }
        var hits: [LiteralMatcher.Hit] = []
        matcher.hits(in: text, into: &hits)
        var expected: Set<LiteralMatcher.Hit> = []
        for (id, word) in words.enumerated() where word.count <= text.count {
            for start in 0...(text.count - word.count) where text[start...].starts(with: word) {
                expected.insert(.init(id: Int32(id), start: Int32(start), end: Int32(start + word.count)))
            }
        }
        guard hits.count == expected.count, Set(hits) == expected else { throw FuzzFault("\(hits) and \(expected)") }
    }

    private static let table: [UInt8] =
        LiteralMatcher(literals: [.init(bytes: Array("bomb".utf8), id: 1), .init(bytes: Array("炸药包".utf8), id: 2)])?
        .encoded() ?? []

    private static func search(_ matcher: LiteralMatcher, _ bytes: [UInt8]) {
        var hits: [LiteralMatcher.Hit] = []
        matcher.hits(in: Array(bytes.prefix(4_096)), into: &hits)
    }

    private static func json(_ bytes: [UInt8]) throws(FuzzFault) {
        let node = try? JSONNode.parse(bytes)
        let value = try? JSONValue(parsing: bytes)
        guard let value else { return }
        guard node != nil else { throw FuzzFault("a value and no tree") }
        guard let again = try? JSONValue(parsing: Array(value.canonical)), again.canonical == value.canonical else {
            throw FuzzFault("the canonical form is read as something else")
        }
    }

    /// Pieces whose sizes the bytes themselves choose.
    static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var at = 0
        var size = Int(bytes.first ?? 0) % 7 + 1
        while at < bytes.count {
            let end = min(bytes.count, at + size)
            pieces.append(Array(bytes[at..<end]))
            size = Int(bytes[end - 1]) % 11 + 1
            at = end
        }
        return pieces
    }
}
