import TestSupport
import Testing

@testable import Primitives

/// The scan against the plain way: parse the bytes, write them canonically, compare.
@Suite struct CanonicalScanTests {
    private func plain(_ bytes: [UInt8]) -> Bool {
        guard let value = try? JSONValue(parsing: bytes), value.object != nil else { return false }
        return value.canonical == bytes
    }

    private func check(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return }
        var names: [[UInt8]] = []
        let answer = CanonicalScan.scan(bytes, in: 0..<bytes.count) { name, _ in names.append(Array(bytes[name])) }
        let text = String(decoding: bytes, as: UTF8.self)
        switch answer {
        case .canonical:
            #expect(plain(bytes), "\(text)")
            #expect(names.count == (try? JSONValue(parsing: bytes))?.object?.count, "\(text)")
        case .other: #expect(!plain(bytes), "\(text)")
        case .unsure: #expect(bytes.contains { $0 == UInt8(ascii: "\\") || $0 >= 0xee }, "\(text)")
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"a":1}"#, #"{"a":-1,"b":0}"#, #"{"a":-0}"#, #"{"a":01}"#, #"{"a":9007199254740991}"#,
        #"{"a":9007199254740992}"#, #"{"a":1.0}"#, #"{"a":1e3}"#, #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, #"{"a" :1}"#,
        #"{"a":"\u0001"}"#, #"{"a":"\u001F"}"#, #"{"a":"\u001f"}"#, #"{"a":"\u000a"}"#, #"{"a":"\n"}"#, #"{"a":"\/"}"#,
        #"{"a":"\u00e9"}"#, #"{"a":"é"}"#, #"{"a":[1,[true,false,null],{}]}"#, #"{"a":[]}"#, #"{"a":[,]}"#, #"{"a":[1,]}"#,
        #"{"a":{"b":{"c":[]}}}"#, #"[1]"#, #""a""#, #"{"a":1}x"#, #"{"a":1"#, #"{"a"}"#, #"{"":1,"a":2}"#,
        #"{"ab":1,"a":2}"#, #"{"a":1,"ab":2}"#, #"{"\ud83d":1}"#, #"{"😀":1,"":2}"#, #"{"":1,"😀":2}"#, #"{"a":tru}"#,
        #"{"a":"\b\t\f\r\"\\"}"#, #"{,}"#, #"{"a":1,}"#, "{\"a\":\"\t\"}", "", " {}",
    ]) func `the scan and the plain way agree`(text: String) {
        check(Array(text.utf8))
    }

    @Test func `they agree on a record with any byte changed, left out or doubled`() {
        let record = Array(
            #"{"content":{"bytes":12,"hmac":"00ff"},"findings":[{"bytes":[1,-2],"rule":"a.b"}],"kind":"content","text":"好\n\u0001\"","v":1}"#
                .utf8)
        check(record)
        #expect(plain(record))
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array(#"{}[]",:\u0n1-9.eatrufls "#.utf8) + [0x00, 0x1f, 0x7f]
        for place in record.indices {
            for byte in alphabet {
                var changed = record
                changed[place] = byte
                check(changed)
            }
            check(Array(record[..<place] + record[(place + 1)...]))
            check(Array(record[...place] + record[place...]))
        }
        for _ in 0..<20_000 {
            var changed = record
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                changed[place] = alphabet.randomElement(using: &generator) ?? 0x20
            }
            check(changed)
        }
    }

    @Test func `nesting has a limit`() {
        let deep = Array((#"{"a":"# + String(repeating: "[", count: 500) + String(repeating: "]", count: 500) + "}").utf8)
        #expect(CanonicalScan.scan(deep, in: 0..<deep.count, member: { _, _ in }) == .other)
    }
}
