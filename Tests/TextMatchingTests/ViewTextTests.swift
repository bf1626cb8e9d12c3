import TextMatching
import Testing

@Suite struct ViewTextTests {
    @Test func `a view finds its way back to original bytes`() {
        var view = ViewText()
        view.append(0x61, from: 0, to: 3)
        view.append(0x62, from: 6, to: 7)
        #expect(view.ordinal(at: 0) == 0)
        #expect(view.ordinal(at: 1) == 1)
        #expect(view.ordinal(at: 6) == 1)
        #expect(view.ordinal(at: 7) == 2)
        view.removeFirst(1)
        #expect(view.scalars == [0x62])
        #expect(!view.isTextStart)
    }
}
