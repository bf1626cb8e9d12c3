import TestSupport
import Testing
import TextMatching

@Suite struct `Long stretches of bytes` {
    /// Looks at every byte.
    private func plain(_ stretches: [ByteStretches.Stretch], _ text: [UInt8]) -> Set<LiteralMatcher.Hit> {
        var hits: Set<LiteralMatcher.Hit> = []
        for stretch in stretches {
            var start = 0
            for place in 0...text.count where place == text.count || !stretch.bytes.contains(text[place]) {
                if place - start >= stretch.least {
                    hits.insert(LiteralMatcher.Hit(id: Int32(stretch.id), start: Int32(start), end: Int32(place)))
                }
                start = place + 1
            }
        }
        return hits
    }

    private func found(_ stretches: [ByteStretches.Stretch], _ text: [UInt8], _ count: Int? = nil) -> [LiteralMatcher.Hit] {
        var hits: [LiteralMatcher.Hit] = []
        ByteStretches(stretches).hits(in: text, count: count, into: &hits)
        return hits
    }

    @Test func `are those that looking at every byte finds, each once`() {
        var random = SeededGenerator(seed: 4)
        var number = 0
        for _ in 0..<3_000 * Soak.factor {
            let classes = [ByteClass.digits, .letters, ByteClass.digits.union(.letters), ByteClass(0x80...0xFF)]
            let stretches = (0..<Int.random(in: 1...6, using: &random)).map { id in
                ByteStretches.Stretch(
                    classes[Int.random(in: 0..<4, using: &random)], least: Int.random(in: 1...9, using: &random), id: id)
            }
            // Runs of one kind, and what ends them.
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let kind: [UInt8] = [[0x30], [0x41, 0x7A], [0xE4], [0x20]][Int.random(in: 0..<4, using: &random)]
                let length = Int.random(in: 1...12, using: &random)
                text += (0..<length).map { _ in kind[Int.random(in: kind.indices, using: &random)] }
            }
            let hits = found(stretches, text)
            let expected = plain(stretches, text)
            #expect(Set(hits) == expected, "\(text) \(stretches.map(\.least))")
            #expect(hits.count == expected.count)
            number += hits.count
            // Of a beginning only that.
            let count = Int.random(in: 0...text.count, using: &random)
            #expect(Set(found(stretches, text, count)) == plain(stretches, Array(text[..<count])))
        }
        #expect(number > 2_000 * Soak.factor)
    }

    @Test func `of nothing are none`() {
        let text = Array("aaaa".utf8)
        #expect(found([], text).isEmpty)
        #expect(found([.init(ByteClass(), least: 1, id: 0), .init(.letters, least: 0, id: 1)], text).isEmpty)
        #expect(found([.init(.letters, least: 4, id: 1)], []).isEmpty)
        #expect(found([.init(.letters, least: 4, id: 1)], text, 99) == [LiteralMatcher.Hit(id: 1, start: 0, end: 4)])
    }
}
