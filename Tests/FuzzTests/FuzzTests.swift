import FuzzTargets
import TestSupport
import Testing

/// A seeded slice of what `make fuzz` does for as long as one likes.
@Suite struct FuzzTests {
    @Test(arguments: FuzzTarget.allCases) func `mutated seeds trap nowhere and break no law`(target: FuzzTarget) throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<(300 * Soak.factor) {
            guard let seed = target.seeds.randomElement(using: &random) else { continue }
            var bytes = seed
            for _ in 0..<Int.random(in: 0...6, using: &random) { mutate(&bytes, &random) }
            do {
                try target.check(bytes)
            } catch {
                Issue.record("\(target): \(error)\n\(bytes)")
            }
        }
    }

    @Test(arguments: FuzzTarget.allCases) func `the seeds themselves, and nothing, are fine`(target: FuzzTarget) throws {
        for seed in target.seeds + [[]] { try target.check(seed) }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 3:
            let tokens = ["[", "]", "(", ")", "{2,3}", "\\", "\"", "\n", "\n\n", "data: ", "一", "\u{200B}", "null", "{}", ",", "*", "|"]
            bytes.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...20, using: &random)))
        default:
            let piece = bytes[place..<min(bytes.count, place + Int.random(in: 0...40, using: &random))]
            bytes.insert(contentsOf: Array(piece), at: Int.random(in: 0...bytes.count, using: &random))
        }
    }
}
