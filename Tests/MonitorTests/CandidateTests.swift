import RegexSyntax
import TestSupport
import Testing

@testable import Monitor

/// A hit of an expression's gate and what must stand besides belong together where one match can hold both.
@Suite struct CandidateTests {
    private func candidate(_ place: Range<Int>, _ least: Int?, _ greatest: Int?) -> Gates.Candidate {
        Gates.Candidate(item: Gates.Item(leaf: 0, least: least, greatest: greatest), bytes: place, place: place)
    }

    @Test func `what a match holds goes together wherever it stands`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            // Scalars of one byte to four, a match somewhere in them, and two things in it.
            let widths = (0..<80).map { _ in Int.random(in: 1...4, using: &random) }
            let starts = widths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
            let match = Int.random(in: 0..<30, using: &random)
            let (first, second) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
            func bounds(_ distance: Int) -> (Int, Int?) {
                let least = max(0, distance - Int.random(in: 0..<4, using: &random))
                return (least, Bool.random(using: &random) ? nil : distance + Int.random(in: 0..<4, using: &random))
            }
            let ((least, greatest), (leastOther, greatestOther)) = (bounds(first), bounds(second))
            // A stretch, in which what belongs to the match may begin anywhere.
            let from = max(0, match + first - Int.random(in: 0..<3, using: &random))
            let to = min(80, match + first + Int.random(in: 1..<4, using: &random))
            let hit = candidate(starts[from]..<starts[to], least, greatest)
            let other = candidate(starts[match + second]..<starts[match + second + 1], leastOther, greatestOther)
            #expect(hit.mayGo(with: other), "\(hit) \(other)")
        }
    }

    @Test func `what no match holds does not`() {
        // From 0 to 8 scalars between a word of two that starts a match and one that ends it.
        let hit = candidate(100..<106, 0, 0)
        #expect(hit.mayGo(with: candidate(106..<112, 2, 10)))
        #expect(hit.mayGo(with: candidate(146..<152, 2, 10)))
        #expect(!hit.mayGo(with: candidate(147..<153, 2, 10)))
        #expect(!hit.mayGo(with: candidate(101..<107, 2, 10)))
        #expect(!hit.mayGo(with: candidate(0..<6, 2, 10)))
        #expect(hit.mayGo(with: candidate(9_000..<9_006, 2, nil)))
        // The other way round: the gate has found what ends it.
        let end = candidate(100..<106, 2, 10)
        #expect(end.mayGo(with: candidate(94..<100, 0, 0)))
        #expect(end.mayGo(with: candidate(60..<66, 0, 0)))
        #expect(!end.mayGo(with: candidate(59..<65, 0, 0)))
        #expect(!end.mayGo(with: candidate(120..<126, 0, 0)))
        // A word says nothing of where a match starts.
        #expect(candidate(100..<106, nil, 0).mayGo(with: candidate(9_000..<9_006, 0, 0)))
    }
}
