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

    @Test func `a split is joined at every cut, and settled scalars stay`() {
        let bytes = Array("我忄艮你忄".utf8)
        for cut in 0...bytes.count {
            var views = TextViews([[.folded, .split]])
            views.feed(bytes[..<cut])
            let settled = Array(views[0].scalars.prefix(views.settled(0)))
            views.feed(bytes[cut...])
            views.finish()
            #expect(views[0].scalars == "我恨你忄".unicodeScalars.map(\.value))
            #expect(views[0].scalars.starts(with: settled))
            #expect(views[0].starts == [0, 3, 9, 12])
            #expect(views[0].ends == [3, 9, 12, 15])
            #expect(views.settled(0) == 4)
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
