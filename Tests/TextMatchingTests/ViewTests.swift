import Testing

@testable import TextMatching

@Suite struct ViewTests {
    @Test func `each folding works alone and can be left out`() {
        let samples: [(Foldings, String, String)] = [
            (.width, "Ａ", "A"), (.case, "A", "a"), (.simplified, "體", "体"), (.styled, "①", "1"),
            (.ignorables, "\u{200B}", ""), (.confusables, "а", "a"),
        ]
        for (folding, from, to) in samples {
            #expect(Folding(folding).scalars(of: from) == to.unicodeScalars.map(\.value))
            let without = Foldings.foldedPlus.subtracting(folding)
            #expect(Folding(without).scalars(of: from) != Folding(without.union(folding)).scalars(of: from))
        }
    }

    /// What a gate rests on: it looks at a text in the strongest folding for words of any weaker one.
    @Test func `whatever some foldings do first, all of them together come to the same`() {
        let all = Folding([.folded, .confusables])
        for choice in UInt16(0)..<64 {
            let some = Folding(Foldings(rawValue: choice))
            let wrong = (0..<UInt32(0x20000)).filter { scalar in
                // What is dropped early is dropped in the end.
                some.map(scalar).map { all.map($0) != all.map(scalar) } ?? (all.map(scalar) != nil)
            }
            #expect(wrong.isEmpty, "\(some.foldings): \(wrong.prefix(8).map { String($0, radix: 16) })")
            let twice = (0..<UInt32(0x20000)).filter { scalar in some.map(scalar).map { some.map($0) != $0 } ?? false }
            #expect(twice.isEmpty, "\(some.foldings) twice: \(twice.prefix(8).map { String($0, radix: 16) })")
        }
    }

    @Test func `a capital that only looks like one stays a capital where case is kept`() {
        let folding = Folding([.width, .confusables])
        #expect(folding.scalars(of: "АaЅＡａ") == "AaSAa".unicodeScalars.map(\.value))
    }

    @Test func `a word is spelt with its characters as their parts, each by itself`() {
        let split = Folding([.folded, .split])
        let spellings = split.spellings(of: "恨情").map { word in
            String(String.UnicodeScalarView(word.compactMap(Unicode.Scalar.init)))
        }
        #expect(spellings.first == "恨情")
        #expect(Set(spellings) == ["恨情", "忄艮情", "恨忄青", "忄艮忄青"])
        #expect(Folding(.folded).spellings(of: "恨情").count == 1)
        // Where both halves are words, nothing is split.
        #expect(split.spellings(of: "好林").count == 1)
        #expect((200...256).contains(split.spellings(of: String(repeating: "恨", count: 400)).count))
    }

    @Test func `homophones are one syllable, and nothing else is`() {
        let pinyin = Folding([.folded, .pinyin])
        #expect(pinyin.scalars(of: "微信") == pinyin.scalars(of: "薇芯"))
        #expect(pinyin.scalars(of: "信").allSatisfy { $0 >= 0x110000 })
        #expect(pinyin.scalars(of: "xin") == "xin".unicodeScalars.map(\.value))
        #expect(Folding.hasReading(0x4FE1) && !Folding.hasReading(0x61))
    }
}
