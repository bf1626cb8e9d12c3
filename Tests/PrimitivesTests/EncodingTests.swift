import Foundation
import TestSupport
import Testing

@testable import Primitives

@Suite struct EncodingTests {
    /// RFC 4648, §10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
        ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func `Base64 and hexadecimal have the values of RFC 4648`(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Base64.encodeURL(bytes) == base64.prefix { $0 != "=" })
        #expect(Base64.decodeURL(base64.prefix { $0 != "=" }) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
        #expect(Hex.decode(hex.uppercased()) == bytes)
    }

    @Test func `Foundation writes the same Base64, and all bytes come back`() {
        var generator = SeededGenerator(seed: 61)
        for count in 0..<300 {
            let bytes = generator.bytes(count)
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
            let url = Base64.encodeURL(bytes)
            #expect(url == String(text.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
            #expect(Base64.decodeURL(url) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "=", "==", "===", "====", "A", "AA", "AAA", "A===", "AA=A", "AAAA====", "AAAA=", "AB==", "AAB=", "AA==\n",
        " AA==", "A-==", "A_A=", "AA==AA==", "密密", "AA=\u{301}",
    ])
    func `Base64 has one spelling only`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `whatever decodes is the spelling of what it decodes to`() {
        let letters = Array("AB/+-_=gw8".utf8)
        for index in 0..<Int(10_000) {
            let digits = [index / 1000, index / 100 % 10, index / 10 % 10, index % 10]
            for length in 1...4 {
                let text = String(decoding: digits.prefix(length).map { letters[$0] }, as: UTF8.self)
                if let bytes = Base64.decode(text) { #expect(Base64.encode(bytes) == text) }
                if let bytes = Base64.decodeURL(text) { #expect(Base64.encodeURL(bytes) == text) }
            }
        }
    }

    @Test(arguments: ["0", "0g", "g0", " 00", "0x00", "００", "00 ", "-1", "+f"])
    func `hexadecimal takes digits in pairs only`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite struct ContentIDTests {
    /// RFC 9562, appendix A.6.
    static let vector = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @Test func `the vector of RFC 9562 is read and built`() throws {
        let id = try #require(ContentID(Self.vector.uppercased()))
        #expect(id.description == Self.vector)
        #expect(id.time.milliseconds == 1_645_557_742_000)
        #expect(ContentID(time: id.time, random: Array(id.bytes[6...])) == id)
    }

    @Test func `version and variant are set whatever is random`() throws {
        var generator = SeededGenerator(seed: 71)
        for count in 0..<16 {
            for random in [generator.bytes(count), Array(repeating: 0xFF, count: count)] {
                let time = Timestamp(milliseconds: Int64.random(in: 0..<(1 << 48), using: &generator))
                let id = ContentID(time: time, random: random)
                #expect(id.time == time)
                #expect(ContentID(id.description) == id)
            }
        }
        for extreme in [Int64.min, -1, .max] { _ = ContentID(time: Timestamp(milliseconds: extreme), random: []) }
    }

    @Test(arguments: [
        "", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
        "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "-017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
    ])
    func `anything else is no id`(text: String) {
        #expect(ContentID(text) == nil)
    }

    @Test func `mutated ids never trap`() {
        var generator = SeededGenerator(seed: 72)
        for _ in 0..<3000 {
            let bytes = generator.mutate(Array(Self.vector.utf8), alphabet: Array("0f-7G".utf8))
            if let id = ContentID(String(decoding: bytes, as: UTF8.self)) { _ = id.time.rfc3339 }
        }
    }
}
