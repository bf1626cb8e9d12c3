import Cryptography
import Primitives
import Provenance

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

enum Fixtures {
    /// Published in labels of these providers' own output.
    static let liveCodes = [
        "001191110102MACQD9K64010000", "001191110102MAD55U9H0F10002", "001191440300708461136T1XGW3",
        "001191310104MACE0YX63918020", "001191320118MAK93FC72D10001",
    ]

    /// A test key; its seed is no secret.
    static let testKey = SigningKey(seed: Array(repeating: 0x42, count: 32)) ?? SigningKey()
    static let otherTestKey = SigningKey(seed: Array(repeating: 0x43, count: 32)) ?? SigningKey()

    static func id(_ number: UInt8) -> ContentID {
        ContentID(time: Timestamp(milliseconds: 1_790_000_000_000), random: Array(repeating: number, count: 10))
    }

    static func producer(_ name: String) -> Producer {
        (try? Producer(name: name)) ?? .unnamed
    }

    static func legalText(_ generator: inout SeededGenerator, _ lengths: ClosedRange<Int>) -> String {
        let alphabet = (UInt8(0x21)...0x7e).filter { $0 != 0x22 && $0 != 0x5c }
        let count = Int.random(in: lengths, using: &generator)
        let units = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0x21 }
        return String(decoding: units, as: UTF8.self)
    }

    static func label(_ generator: inout SeededGenerator) -> AIGCLabel {
        let kind = AIGCLabel.Kind.allCases.randomElement(using: &generator) ?? .generated
        let text = Array(legalText(&generator, 0...40).utf8)
        let code: ReservedCode? = Bool.random(using: &generator) ? ReservedCode(of: text) : nil
        let id = id(UInt8.random(in: 0...255, using: &generator))
        let label = AIGCLabel(
            kind: kind, producer: producer(legalText(&generator, 1...60)), id: id, reservedCode: code)
        guard Bool.random(using: &generator) else { return label }
        return label.propagated(by: producer(legalText(&generator, 1...60)), id: Self.id(7), reservedCode: code)
    }
}
