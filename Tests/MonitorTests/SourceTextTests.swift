import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct SourceTextTests {
    @Test func `repairs as the standard library does, and keeps every place`() {
        var random = Seeded(11)
        let interesting: [UInt8] = [
            0x41, 0x0A, 0x80, 0xBF, 0xC1, 0xC2, 0xE0, 0xE4, 0xB8, 0xAD, 0xED, 0xA0, 0xF0, 0x9F, 0x91, 0xF4, 0x90, 0xF8,
            0xFF,
        ]
        for _ in 0..<10_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                interesting.randomElement(using: &random) ?? 0
            }
            let text = SourceText(bytes)
            #expect(text.scalars == String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value))
            #expect(text.starts.count == text.scalars.count + 1)
            #expect(text.starts.first == 0 && text.starts.last == bytes.count)
            #expect(zip(text.starts, text.starts.dropFirst()).allSatisfy { $0 < $1 })
            #expect((text.firstInvalidByte == nil) == (String(validating: bytes, as: UTF8.self) != nil))
            let boundaries = text.graphemeBoundaries()
            #expect(Set(boundaries).isSubset(of: Set(text.starts)))
            #expect(zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func `a view's scalars lead back to the bytes that they stand for`() {
        let text = SourceText(Array("Ａ\u{200B}藥👨‍👩‍👧é".utf8))
        for view in View.Kind.allCases.map({ View($0) }) {
            let made = TextView(text, view)
            for ordinal in made.scalars.indices {
                let original = SourceText(Array(text.bytes[made.bytes(of: ordinal..<ordinal + 1)]))
                #expect(original.scalars.count == 1)
                #expect(Folding.map(original.scalars[0], to: view) == made.scalars[ordinal])
                #expect(made.ordinal(at: made.starts[ordinal]) == ordinal)
            }
        }
        #expect(TextView(text, .folded).bytes(of: 0..<2) == 0..<9)
    }

    @Test func `clusters are those of characters, of which what is not UTF-8 is one that others may join`() {
        let family = "👨‍👩‍👧"
        #expect(SourceText(Array("a\(family)e\u{301}🇨🇳🇨".utf8)).graphemeBoundaries() == [0, 1, 19, 22, 30, 34])
        #expect(SourceText([0x61, 0xFF, 0xCC, 0x81, 0x62]).graphemeBoundaries() == [0, 1, 4, 5])
        #expect(SourceText([]).graphemeBoundaries() == [0])
    }
}
