import Rules
import TestSupport
import Testing
import TextMatching

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct ViewEqualityTests {
    private static let views =
        View.Kind.allCases.map { View($0) }
        + [View(.folded, without: [.ignorables, .styled]), View(.split, without: [.ignorables, .traditional])]

    /// Every view of one folding, and of all but one, the whole ones among them.
    private static let switched = View.Kind.allCases.flatMap { kind in
        [View(kind)]
            + Fold.allCases.flatMap {
                [View(kind, without: [$0]), View(kind, without: kind.folds.subtracting([$0]))]
            }
    }

    @Test func `every scalar folds as in the reference`() {
        for view in View.Kind.allCases.map({ View($0) }) {
            let folding = Folding(view.foldings)
            let wrong = (0..<UInt32(0x110000)).filter { folding.map($0) != PlainFolding.map($0, to: view) }
            #expect(wrong.isEmpty, "\(view): \(wrong.prefix(8))")
        }
    }

    @Test func `whatever a rule switches off, scalars fold as in the reference`() {
        // Those that are folded at all, and some of the many others.
        let scalars = (0..<UInt32(0x110000)).filter { $0 % 97 == 0 || PlainFolding.map($0, to: .pinyin) != $0 }
        for view in Set(Self.switched) {
            let folding = Folding(view.foldings)
            let wrong = scalars.filter { folding.map($0) != PlainFolding.map($0, to: view) }
            #expect(wrong.isEmpty, "\(view): \(wrong.prefix(8))")
        }
    }

    @Test func `views of a text in pieces are the reference's of the whole, ill-formed or not`() {
        let parts: [[UInt8]] = [
            Array("忄".utf8), Array("忄\u{200B}艮".utf8), Array("丨日口".utf8),
            Array("ＡB繁體①\u{200B}а，".utf8), [0xE4], [0xF0, 0x90], [0xED, 0xA0], [0x80], [0xF4, 0x90], [0xC0],
            Array("😀".utf8), Array("密码".utf8), [0xE4, 0xB8],
        ]
        for first in parts {
            for second in parts {
                let bytes = first + second + first
                let text = SourceText(bytes)
                for cut in 0...bytes.count {
                    var views = TextViews(Self.views.map(\.foldings))
                    views.feed(bytes[..<cut])
                    views.feed(bytes[cut...])
                    views.finish()
                    #expect(views.firstInvalid == text.firstInvalidByte)
                    for (index, view) in Self.views.enumerated() {
                        let expected = TextView(text, view)
                        #expect(views[index].scalars == expected.scalars)
                        #expect(views[index].starts == expected.starts)
                        #expect(views[index].ends == expected.ends)
                    }
                }
            }
        }
    }
}
