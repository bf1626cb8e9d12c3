import Primitives
import Testing

@Suite struct ProportionTests {
    /// The sizes that a regulator's samples have, computed elsewhere.
    @Test(arguments: [
        (3_840, 4_000, "96.0 % (95.3–96.6)"), (900, 1_000, "90.0 % (88.0–91.7)"), (285, 300, "95.0 % (91.9–96.9)"),
        (0, 10, "0.0 % (0.0–27.8)"), (10, 10, "100.0 % (72.2–100.0)"), (0, 0, "0.0 % (0.0–100.0)"),
    ]) func `a share has the interval of Wilson`(count: Int, total: Int, text: String) {
        #expect(Proportion(count: count, of: total).text == text)
    }

    @Test func `an interval holds its share and narrows with the number of records`() {
        for total in [1, 7, 50, 1_000, 1_000_000] {
            for tenth in 0...10 {
                let share = Proportion(count: total * tenth / 10, of: total)
                #expect(share.interval.contains(share.ppm), "\(share)")
                let more = Proportion(count: share.count * 100, of: total * 100)
                #expect(more.interval.upperBound - more.interval.lowerBound < share.interval.upperBound - share.interval.lowerBound)
            }
        }
    }
}
