import Primitives
import Testing

@testable import ContentFormats

@Suite struct ScannerTests {
    @Test func `the scanner finds what the codec finds`() throws {
        let bytes = try Sample.replies.bytes
        let run = Run(JSONLinesCodec(), [bytes])
        var scanner = RecordScanner(kind: .jsonl)
        var records: [ScannedRecord] = []
        for byte in bytes { records += scanner.feed([byte]) }
        records += scanner.finish()
        #expect(records.count == 12)
        #expect(records.flatMap(\.channels).map(\.name) == run.channels.map(\.name))
        #expect(records.flatMap(\.channels).map(\.text) == run.channels.map { run.texts[$0.id] ?? [] })
        #expect(records.map(\.line) == (1...12).map(Optional.some))
        #expect(records.last?.existingLabel != nil)
        var document = RecordScanner(kind: .json)
        let list = Array("[".utf8) + bytes.dropLast().map { $0 == 0x0a ? 0x2c : $0 } + Array("]".utf8)
        #expect(document.feed(list).isEmpty)
        let elements = document.finish()
        #expect(elements.flatMap(\.channels) == records.flatMap(\.channels))
        #expect(elements.map(\.offset) == records.map { $0.offset + 1 })
    }

    @Test func `documents, texts and limits`() {
        func scan(_ kind: RecordScanner.Kind, _ text: [UInt8], limit: Int = 100) -> [ScannedRecord] {
            var scanner = RecordScanner(kind: kind, limit: limit)
            return scanner.feed(text) + scanner.finish()
        }
        #expect(scan(.json, Array(#"{"text":"a"}"#.utf8)).first?.channels.first?.text == Array("a".utf8))
        #expect(
            scan(.json, Array(#"[1,{"x":2}]"#.utf8)).flatMap(\.channels).map(\.kind) == [
                .unknown(.notJSON), .unknown(.noTextField),
            ])
        #expect(scan(.json, Array("{".utf8)).first?.ending == .interrupted)
        #expect(scan(.text, [0x61, 0xe4, 0xbd]).first?.ending == .interrupted)
        #expect(scan(.text, Array(repeating: 0x61, count: 101)).first?.channels.first?.kind == .unknown(.recordLimit))
        #expect(scan(.text, []).isEmpty)
    }

    @Test(arguments: [
        ("", "text"), ("hello\n", "text"), ("data: x\n\n", "openai-sse"), ("\u{feff}\n: c\n", "openai-sse"),
        ("{\"text\":\"a\"}\n", "jsonl"), (" \n{\"text\":\"a\"}", "jsonl"), ("{\"text\":", "text"), ("[1]\n", "text"),
        ("event: x\r\n", "openai-sse"), ("database: x\n", "text"),
    ])
    func `a format is known by its first line`(input: String, format: String) {
        for chunks in [[Array(input.utf8)], Array(input.utf8).single] {
            var codec = AutoCodec()
            for chunk in chunks { _ = codec.feed(chunk) }
            _ = codec.finish()
            #expect(codec.format == format)
        }
    }

    @Test func `text takes label, edits, cut and notice`() {
        let bytes = Array("ab bad cd".utf8)
        let masked = Run(TextCodec(), bytes.single, Answers(label: "L\n\n", settle: masking(["bad"], by: "x")))
        #expect(masked.string == "L\n\nab x cd")
        let cut = Run(TextCodec(), [bytes], Answers(label: "L ", settle: cutting("text", at: "bad", notice: "N")))
        #expect(cut.string == "L ab N")
        #expect(cut.delivered["text"] == Array("ab N".utf8))
        #expect(Run(TextCodec(), []).events.isEmpty)
        #expect(Run(TextCodec(), [[0x61, 0xf0, 0x9f]]).endings == [.interrupted])
    }
}
