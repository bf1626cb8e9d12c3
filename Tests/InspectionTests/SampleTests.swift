import AuditLog
import Inspection
import Primitives
import TestSupport
import Testing
import Transparency

@Suite struct SampleTests {
    /// Published tables: confidence and defect rate in parts per million, the sample without a defect.
    static let table: [(confidence: Int, defects: Int, size: Int)] = [
        (950_000, 50_000, 59), (950_000, 40_000, 74), (950_000, 20_000, 149), (950_000, 10_000, 299),
        (950_000, 5_000, 598), (950_000, 1_000, 2_995), (900_000, 50_000, 45), (900_000, 40_000, 57),
        (900_000, 20_000, 114), (900_000, 10_000, 230), (900_000, 5_000, 460), (900_000, 1_000, 2_302),
        (990_000, 50_000, 90), (990_000, 40_000, 113), (990_000, 20_000, 228), (990_000, 10_000, 459),
        (990_000, 5_000, 919), (990_000, 1_000, 4_603),
    ]

    @Test(arguments: table.indices) func `sizes of a large population are those of the table`(row: Int) {
        let (confidence, defects, size) = Self.table[row]
        #expect(SamplePlan.confidence(confidence, defects: defects).size(of: 1_000_000_000) == size)
    }

    @Test func `sizes of a small population are corrected`() {
        #expect(SamplePlan.confidence(950_000, defects: 50_000).size(of: 1_000) == 57)
        #expect(SamplePlan.confidence(950_000, defects: 10_000).size(of: 1_000) == 258)
        #expect(SamplePlan.confidence(950_000, defects: 10_000).size(of: 0) == 0)
        #expect(SamplePlan.confidence(950_000, defects: 1_000_000).size(of: 10) == 1)
        #expect(SamplePlan.size(50).size(of: 7) == 7)
    }

    /// A population of N with D defects shows none in n with probability C(N − D, n) / C(N, n): by counting subsets.
    @Test func `a size is the least that is sure enough`() {
        func choose(_ n: Int, _ k: Int) -> Double {
            k > n ? 0 : (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
        }
        for population in 1...60 {
            for defects in [20_000, 100_000, 300_000] {
                let bad = (population * defects + 999_999) / 1_000_000
                let size = SamplePlan.confidence(900_000, defects: defects).size(of: population)
                func missed(_ n: Int) -> Double { choose(population - bad, n) / choose(population, n) }
                #expect(missed(size) <= 0.1 + 1e-9, "\(population) \(defects)")
                #expect(size == 0 || missed(size - 1) > 0.1, "\(population) \(defects)")
            }
        }
    }

    static func checkpoint(_ size: Int) -> Checkpoint {
        Checkpoint(origin: "example.com/log", size: size, root: Array(repeating: 7, count: 32))
    }

    /// Taken from a few lines of Python with hashlib and hmac.
    @Test func `a draw is the one that Python draws`() {
        let draw = SampleDraw(checkpoint: Self.checkpoint(1_000), nonce: "dice 4 2 6 1", stratum: "verdict=masked")
        #expect(Hex.encode(draw.seed) == "b8d997ec64505ce1c0ffb28e113a5bb52c4dfb06733cf499b9583a3cd435c160")
        #expect(draw.positions(8, of: 1_000) == [150, 492, 398, 949, 676, 551, 487, 429])
    }

    @Test func `positions are different, in range, begin alike for any count, and are all where there are no more`() {
        let draw = SampleDraw(checkpoint: Self.checkpoint(9), nonce: "n", stratum: "all")
        for population in [1, 2, 3, 17, 256, 4_097] {
            let most = draw.positions(population - 1, of: population)
            #expect(Set(most).count == most.count && most.allSatisfy { (0..<population).contains($0) })
            #expect(draw.positions(population / 2, of: population) == Array(most.prefix(population / 2)))
            #expect(draw.positions(population, of: population) == Array(0..<population))
        }
        #expect(draw.positions(5, of: 0) == [])
    }

    @Test func `another nonce, stratum or checkpoint draws something else`() {
        let draws = [
            SampleDraw(checkpoint: Self.checkpoint(9), nonce: "n", stratum: "all"),
            SampleDraw(checkpoint: Self.checkpoint(9), nonce: "m", stratum: "all"),
            SampleDraw(checkpoint: Self.checkpoint(9), nonce: "n", stratum: "day=1"),
            SampleDraw(checkpoint: Self.checkpoint(10), nonce: "n", stratum: "all"),
        ].map { $0.positions(10, of: 1_000_000) }
        #expect(Set(draws).count == draws.count)
    }

    /// χ² with 9 degrees of freedom exceeds 33.7 once in ten thousand times; nonces are fixed, so it does always or never.
    @Test func `every position is as likely as any other`() {
        var counts = Array(repeating: 0, count: 10)
        let rounds = 4_000
        for round in 0..<rounds {
            let draw = SampleDraw(checkpoint: Self.checkpoint(10), nonce: "round \(round)", stratum: "all")
            for position in draw.positions(3, of: 10) { counts[position] += 1 }
        }
        let expected = Double(rounds * 3) / 10
        let chi = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(chi < 33.7, "\(counts)")
    }

    @Test(arguments: [("", false), ("dice 6", true), ("掷骰 6", true), ("a\nb", false), (String(repeating: "a", count: 257), false)])
    func `a nonce is one line`(text: String, isOne: Bool) {
        #expect(LogSample.isNonce(text) == isOne)
    }
}

@Suite struct QueryDescriptionTests {
    @Test func `a query is read from what it was written as, and one that asks for more is not`() throws {
        var query = LogQuery()
        #expect(query.json == [:] && LogQuery(query.json) == query && query.text.isEmpty)
        query.since = Timestamp("2026-11-01T00:00:00.000Z")
        query.until = Timestamp("2026-11-02T00:00:00.000Z")
        query.rule = "cn-privacy.mobile"
        query.category = "privacy"
        query.severity = ["high", "low"]
        query.verdict = "masked"
        query.action = "mask"
        query.model = "m"
        query.source = "stdin"
        query.id = "x"
        query.digests = [String(repeating: "a", count: 32)]
        query.kind = "content"
        #expect(query.json.object?.count == 12 && LogQuery(query.json) == query)
        // Every condition there is has its place: a new one that is forgotten here shows.
        #expect(query.conditions.count + 2 == query.json.object?.count)
        var more = query.json.object ?? [:]
        more["colour"] = "red"
        #expect(LogQuery(.object(more)) == nil && LogQuery(["since": "no time"]) == nil && LogQuery([]) == nil)
    }
}
