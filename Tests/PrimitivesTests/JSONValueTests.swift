import TestSupport
import Testing

@testable import Primitives

@Suite struct JSONValueTests {
    func canonical(_ text: String) throws -> String {
        String(decoding: try JSONValue(parsing: Array(text.utf8)).canonical, as: UTF8.self)
    }

    @Test func `names are sorted by UTF-16 units, as RFC 8785 §3.2.3 shows`() throws {
        let text = #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """#
        let expected =
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
            + "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        #expect(Array(try canonical(text).utf8) == Array(expected.utf8))
    }

    @Test func `strings take the fewest escapes, as RFC 8785 §3.2.2 shows`() throws {
        let text = #"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null, true, false]}"#
        #expect(try canonical(text) == #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
        let controls = (0..<0x20).map { "\\u00" + Hex.encode([UInt8($0)]) }.joined()
        #expect(
            try canonical("\"\(controls)\u{7f}\"")
                == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012"#
                + #"\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"# + "\u{7f}\"")
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "1.5", "1e2", "9007199254740992", "-9007199254740992",
        "99999999999999999999", #""\ud800""#, #""\ude00\ud83d""#, #"{"\udfff":1}"#, "[1.0]",
    ])
    func `what I-JSON forbids, and what is no integer, is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `ill-formed UTF-8 in a string is refused`() {
        for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8]] {
            #expect(throws: JSONError(offset: 1, reason: "a string that is no Unicode text")) {
                try JSONValue(parsing: [0x5B, 0x22] + bad + [0x22, 0x5D])
            }
        }
    }

    @Test func `the largest integers are kept exactly, and −0 is 0`() throws {
        #expect(try canonical("[9007199254740991,-9007199254740991,-0]") == "[9007199254740991,-9007199254740991,0]")
    }

    /// A value of any shape, with names and strings that need sorting and escaping.
    func random(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        let letters = ["a", "Z", "\"", "\\", "\n", "\0", "密", "😀", "\u{fb33}", "e\u{301}", "\u{7f}", "\u{2028}", ""]
        func text(_ generator: inout SeededGenerator) -> String {
            (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in letters.randomElement(using: &generator) ?? "" }.joined()
        }
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2:
            let bound = JSONValue.largestInteger
            return .integer(Int64.random(in: -bound...bound, using: &generator))
        case 3: return .string(text(&generator))
        case 4:
            return .array(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in random(&generator, depth: depth - 1) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                members[text(&generator)] = random(&generator, depth: depth - 1)
            }
            return .object(members)
        }
    }

    @Test func `a canonical text parses to the value that it was written from, and is written the same again`() throws {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<2000 {
            let value = random(&generator, depth: 4)
            let bytes = value.canonical
            let again = try JSONValue(parsing: bytes)
            #expect(again == value)
            #expect(again.canonical == bytes)
            #expect(!bytes.contains(UInt8(ascii: "\n")))
        }
    }

    @Test(.enabled(if: Peer.isInstalled("jq"))) func `jq reads a canonical text as the same value`() throws {
        var generator = SeededGenerator(seed: 32)
        let value = JSONValue.array((0..<300).map { _ in random(&generator, depth: 3) })
        let read = try Peer.run("jq", ["-c", "."], input: value.canonical)
        #expect(read.status == 0)
        #expect(try JSONValue(parsing: read.output) == value)
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 33)
        let alphabet = Array(#"{}[]",:\ud80dc"#.utf8) + [0xFF, 0xE4, 0x00]
        for _ in 0..<5000 {
            let bytes = generator.mutate(random(&generator, depth: 3).canonical, alphabet: alphabet)
            _ = try? JSONValue(parsing: bytes)
        }
    }
}

@Suite struct NameOrderTests {
    @Test func `the order of names is that of their UTF-16 units, whatever planes they are from`() {
        var generator = SeededGenerator(seed: 47)
        let scalars: [Unicode.Scalar] = [
            "a", "b", "\u{7f}", "\u{80}", "é", "\u{7ff}", "\u{800}", "中", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}",
            "😀", "\u{10ffff}",
        ]
        func name() -> String {
            var text = ""
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                text.unicodeScalars.append(scalars.randomElement(using: &generator) ?? "a")
            }
            return text
        }
        for _ in 0..<5000 {
            let (one, other) = (name(), name())
            #expect(JSONValue.precedes(one, other) == one.utf16.lexicographicallyPrecedes(other.utf16))
        }
    }
}

@Suite struct JSONStringTests {
    @Test func `a text is escaped alike in every form that it is given in`() {
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<2000 {
            let text = String(decoding: generator.bytes(Int.random(in: 0...20, using: &generator)), as: UTF8.self)
            let escaped = JSONString.escaped(Array(text.utf8))
            #expect(escaped == JSONString.escaped(text.utf8))
            #expect(escaped == JSONString.escaped(AnySequence(text.utf8)))
            var appended = Array("before".utf8)
            JSONString.append(escaping: text, to: &appended)
            #expect(appended == Array("before".utf8) + escaped)
        }
    }

    @Test func `a literal means the text that was escaped`() throws {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<2000 {
            let text = generator.bytes(Int.random(in: 0...20, using: &generator))
            let literal = [0x22] + JSONString.escaped(text) + [0x22]
            #expect(try JSONNode.parse(literal).isString)
            #expect(JSONString.decode(literal, in: 0..<literal.count) == text)
        }
    }

    @Test(
        arguments: [
            (#"\ud83d\ude00"#, [0xF0, 0x9F, 0x98, 0x80]), (#"\ud83d"#, [0xED, 0xA0, 0xBD]),
            (#"\ud83dx"#, [0xED, 0xA0, 0xBD, 0x78]), (#"\ud83d\n"#, [0xED, 0xA0, 0xBD, 0x0A]),
            (#"\ud83d\u0041"#, [0xED, 0xA0, 0xBD, 0x41]), (#"\ude00"#, [0xED, 0xB8, 0x80]),
            (#"\ud83d\ud83d\ude00"#, [0xED, 0xA0, 0xBD, 0xF0, 0x9F, 0x98, 0x80]),
            (#"\uDBFF\uDFFF"#, [0xF4, 0x8F, 0xBF, 0xBF]),
            (#"\u00e9\u5bc6"#, [0xC3, 0xA9, 0xE5, 0xAF, 0x86]), (#"\/\\\""#, [0x2F, 0x5C, 0x22]),
        ] as [(String, [UInt8])])
    func `surrogates pair up, and a lone one shows as ill-formed`(escapes: String, expected: [UInt8]) throws {
        let literal = [0x22] + Array(escapes.utf8) + [0x22]
        #expect(try JSONNode.parse(literal).isString)
        #expect(JSONString.decode(literal, in: 0..<literal.count) == expected)
    }
}
