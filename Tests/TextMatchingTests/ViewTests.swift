import Testing

@testable import TextMatching

@Suite struct ViewTests {
    @Test func `each folding works alone and can be left out`() {
        let samples: [(Foldings, String, String)] = [
            (.width, "Ａ", "A"), (.case, "A", "a"), (.simplified, "體", "体"), (.styled, "①", "1"),
            (.ignorables, "\u{200B}", ""), (.confusables, "а", "a"), (.split, "忄艮", "恨"),
        ]
        for (folding, from, to) in samples {
            #expect(Folding(folding).scalars(of: from) == to.unicodeScalars.map(\.value))
            let without = Foldings.foldedPlus.union(.split).subtracting(folding)
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

    @Test func `a split is joined at every cut, and settled scalars stay`() {
        let bytes = Array("我忄艮你忄".utf8)
        for cut in 0...bytes.count {
            var views = TextViews([[.folded, .split]])
            views.feed(bytes[..<cut])
            let known = views[0].scalars
            let decoded = views.decoded
            #expect(decoded <= cut && views[0].ends.last ?? 0 == decoded)
            views.feed(bytes[cut...])
            views.finish()
            #expect(views[0].scalars == "我恨你忄".unicodeScalars.map(\.value))
            #expect(views[0].scalars.starts(with: known))
            #expect(views[0].starts == [0, 3, 9, 12])
            #expect(views[0].ends == [3, 9, 12, 15])
            #expect(views.decoded == bytes.count)
        }
    }

    @Test func `homophones are one syllable, splits included, and words of ordinary text are not joined`() {
        let pinyin = Folding([.folded, .pinyin])
        #expect(pinyin.scalars(of: "微信") == pinyin.scalars(of: "薇芯"))
        #expect(pinyin.scalars(of: "信").allSatisfy { $0 >= 0x110000 })
        #expect(Folding([.folded, .split, .pinyin]).scalars(of: "忄艮") == pinyin.scalars(of: "恨"))
        #expect(Folding([.folded, .split]).scalars(of: "女子木木") == "女子木木".unicodeScalars.map(\.value))
    }
}
