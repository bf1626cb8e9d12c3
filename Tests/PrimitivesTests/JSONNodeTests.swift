import TestSupport
import Testing

@testable import Primitives

/// JSON texts and whether RFC 8259 lets them pass.
let jsonCases: [(text: String, isJSON: Bool)] =
    [
        "null", "true", "false", "0", "-0", "-0.5e+10", "1E5", "12345678901234567890", #""""#, "[]", "{}", " [ ] ",
        "[1,2,3]", #"{"a":{"b":[null]}}"#, #"{"a":1,"a":2}"#, "\t\r\n 1 \n", #""\u00e9\/\b\f\n\r\t\"\\""#,
        #""\ud83d\ude00""#, "\"\u{7f}密\"", #"["a",1,true,null,{"":[]}]"#, "1.0e-2", "[[[[[[]]]]]]",
    ].map { ($0, true) }
    + [
        "[", "]", "{", "}", "[1", "[1,", "[,1]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,"#, #"{a:1}"#, #"{1:1}"#,
        "tru", "nul", "falsey", "\"", "\"a", #""\x""#, #""\u12""#, #""\u123g""#, "'a'", "[1]]", "\u{feff}[1]x",
        "{\"a\":1 \"b\":2}", "[\"a\" \"b\"]", "{,}", "\u{a0}1a", "--1", "[1}", "{\"a\":1]",
    ].map { ($0, false) }

@Suite struct JSONNodeTests {
    func accepts(_ bytes: [UInt8], depth: Int = 512) -> Bool {
        (try? JSONNode.parse(bytes, depth: depth)) != nil
    }

    @Test(.enabled(if: Peer.isInstalled("jq")), arguments: jsonCases)
    func `what jq takes is taken and what it refuses is refused`(text: String, isJSON: Bool) throws {
        #expect(accepts(Array(text.utf8)) == isJSON)
        #expect((try Peer.run("jq", ["."], input: Array(text.utf8)).status == 0) == isJSON)
    }

    /// Where jq is laxer than RFC 8259, which is followed.
    @Test(arguments: [
        "", " ", "01", "1.", ".5", "+1", "1e", "1e+", "-", "NaN", "Infinity", "1 2", "[1,]", "{\"a\":1,}", "nan",
        "\"a\nb\"", "\"\u{1}\"", "\u{feff}1", "[] []", "// a\n1", "\"\0\"", "1\0",
    ])
    func `the syntax is the strict one`(text: String) {
        #expect(!accepts(Array(text.utf8)))
    }

    @Test func `faults are found where they are`() {
        let cases: [(String, Int, String)] = [
            ("[1,}", 3, "expected a value"), ("{\"a\" 1}", 5, "expected a colon"), ("[1", 2, "unexpected end"),
            ("\"\\q\"", 2, "unknown escape"), ("1 x", 2, "text after the value"), ("", 0, "unexpected end"),
            ("[[[", 2, "nested deeper than 2"), ("\"a\n\"", 2, "a control character inside a string"),
        ]
        for (text, offset, reason) in cases {
            #expect(throws: JSONError(offset: offset, reason: reason)) {
                try JSONNode.parse(Array(text.utf8), depth: 2)
            }
        }
    }

    @Test func `depth is counted and bounded`() {
        for depth in 0...6 {
            let nested = Array((String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)).utf8)
            #expect(accepts(nested, depth: depth))
            if depth > 0 { #expect(!accepts(nested, depth: depth - 1)) }
        }
        #expect(!accepts([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), depth: 64))
        #expect(!accepts(Array(String(repeating: "{\"a\":", count: 100_000).utf8), depth: 64))
    }

    @Test func `every place spans its own bytes`() throws {
        let bytes = Array(#" {"a" : [1, "x\n", {"密": null}] , "b":-1.5e3} "#.utf8)
        func check(_ node: JSONNode) throws {
            let part = Array(bytes[node.range])
            let alone = try JSONNode.parse(part)
            #expect(alone.range == 0..<part.count)
            for element in node.elements { try check(element) }
            for member in node.members {
                #expect(try JSONNode.parse(Array(bytes[member.keyRange])).isString)
                try check(member.value)
            }
        }
        let node = try JSONNode.parse(bytes)
        try check(node)
        #expect(node["a"]?.elements.count == 3)
        #expect(node["a"]?.elements.last?["密"]?.isNull == true)
        #expect(node["c"] == nil && node["b"]?["x"] == nil && node["b"]?.elements.isEmpty == true)
        #expect(node["b"].map { String(decoding: bytes[$0.range], as: UTF8.self) } == "-1.5e3")
    }

    @Test func `names are told apart by their bytes`() throws {
        let bytes = Array("{\"e\u{301}\":1,\"é\":2}".utf8)
        let value = try #require(try JSONNode.parse(bytes)["é"])
        #expect(Array(bytes[value.range]) == Array("2".utf8))
    }

    static let judge = """
        import sys, json
        def no(_): raise ValueError
        for line in sys.stdin:
            try:
                json.loads(bytes.fromhex(line).decode("utf-8", "surrogateescape"), parse_constant=no)
                print(1)
            except (ValueError, RecursionError):
                print(0)
        """

    @Test(.enabled(if: Peer.isInstalled("python3"))) func `mutations are judged as Python judges them`() throws {
        var generator = SeededGenerator(seed: 21)
        let alphabet = Array(#"{}[]",:\u0123e-+. tfn"#.utf8)
        let seeds = jsonCases.filter(\.isJSON).map { Array($0.text.utf8) }
        let texts = (0..<6000).map { _ in
            generator.mutate(seeds.randomElement(using: &generator) ?? [], alphabet: alphabet)
        }
        let input = texts.map { Hex.encode($0) + "\n" }.joined()
        let answer = try Peer.run("python3", ["-c", Self.judge], input: Array(input.utf8)).output
        let judged = String(decoding: answer, as: UTF8.self).split(separator: "\n").map { $0 == "1" }
        #expect(judged.count == texts.count)
        #expect(judged.filter { $0 }.count > 300)
        for (text, expected) in zip(texts, judged) {
            #expect(accepts(text) == expected, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }
}
