import Rules
import TestSupport
import Testing
import TextMatching

@testable import ReferenceMonitor

@Suite struct ViewEqualityTests {
    private static let views: [(View, Foldings)] = [(.raw, .raw), (.folded, .folded), (.foldedPlus, .foldedPlus)]

    @Test func `every scalar folds as in the reference`() {
        for (view, foldings) in Self.views {
            let folding = Folding(foldings)
            let wrong = (0..<UInt32(0x110000)).filter { folding.map($0) != PlainFolding.map($0, to: view) }
            #expect(wrong.isEmpty, "\(view): \(wrong.prefix(8))")
        }
    }

    @Test func `views of a text in pieces are the reference's of the whole, ill-formed or not`() {
        let parts: [[UInt8]] = [
            Array("ＡB繁體①\u{200B}а，".utf8), [0xE4], [0xF0, 0x90], [0xED, 0xA0], [0x80], [0xF4, 0x90], [0xC0],
            Array("😀".utf8), Array("密码".utf8), [0xE4, 0xB8],
        ]
        for first in parts {
            for second in parts {
                let bytes = first + second + first
                let text = SourceText(bytes)
                for cut in 0...bytes.count {
                    var views = TextViews(Self.views.map(\.1))
                    views.feed(bytes[..<cut])
                    views.feed(bytes[cut...])
                    views.finish()
                    #expect(views.firstInvalid == text.firstInvalidByte)
                    for (index, pair) in Self.views.enumerated() {
                        let expected = TextView(text, pair.0)
                        #expect(views[index].scalars == expected.scalars)
                        #expect(views[index].starts == expected.starts)
                        #expect(views[index].ends == expected.ends)
                    }
                }
            }
        }
    }
}
