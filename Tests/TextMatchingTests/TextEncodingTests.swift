import TestSupport
import Testing

@testable import TextMatching

@Suite struct TextEncodingTests {
    /// The standard library's answer is the oracle.
    private func agree(_ bytes: [UInt8], _ place: SourceLocation = #_sourceLocation) -> Bool {
        let answer = TextEncoding.isUTF8(bytes)
        #expect(answer == TextEncoding.isUTF8ByLibrary(bytes), "\(bytes.suffix(80))", sourceLocation: place)
        return answer
    }

    @Test func `every two bytes, and three with a lead, at the edges of a step`() {
        for front in [0, 29, 30, 31] {
            let text = Array(repeating: 0x61 as UInt8, count: front)
            for pair in 0..<0x10000 {
                _ = agree(text + [UInt8(pair >> 8), UInt8(pair & 0xFF)])
            }
            for lead in 0xE0...0xFF {
                for pair in stride(from: 0x7000, to: 0xD000, by: 0x0F) {
                    _ = agree(text + [UInt8(lead), UInt8(pair >> 8), UInt8(pair & 0xFF)])
                    _ = agree(text + [UInt8(lead), UInt8(pair >> 8), UInt8(pair & 0xFF), 0x80, 0x61])
                }
            }
        }
    }

    @Test func `random texts, whole and with a byte changed or cut off`() {
        var random = SeededGenerator(seed: 20_261)
        var valid = 0
        let characters: [Character] = ["a", "é", "߿", "ࠀ", "中", "퟿", "\u{E000}", "\u{FFFD}", "𐀀", "🙂", "\u{10FFFF}", "\0"]
        for _ in 0..<(20_000 * Soak.factor) {
            let length = Int.random(in: 0...90, using: &random)
            var bytes = Array(String((0..<length).map { _ in characters.randomElement(using: &random) ?? "a" }).utf8)
            #expect(agree(bytes))
            if let place = bytes.indices.randomElement(using: &random) {
                bytes[place] = UInt8.random(in: 0...255, using: &random)
                if agree(bytes) { valid += 1 }
                _ = agree(Array(bytes[..<place]))
                _ = agree(Array(bytes[place...]))
            }
        }
        #expect(valid > 100)
    }
}
