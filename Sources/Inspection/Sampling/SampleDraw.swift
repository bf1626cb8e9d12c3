internal import Cryptography
public import Transparency

/// A draw that nobody can steer and everybody can repeat.
///
///     var draw = SampleDraw(checkpoint: checkpoint, nonce: "2026-11-28 inspector 7", stratum: "all")
///     draw.positions(59, of: 41_873)
///
/// The seed is SHA-256(`sample/v1\n` ‖ the checkpoint's text ‖ nonce ‖ stratum). For k = 0, 1, 2 …, the first eight
/// bytes of HMAC-SHA-256(seed, k as eight bytes, big-endian) are a number u; one at or above the largest multiple of the
/// population that 2^64 holds is passed over, so that no position is likelier than another; u mod population is a
/// position, passed over where it was drawn before. The operator fixed the checkpoint before it knew the nonce, and the
/// inspector chose the nonce for a checkpoint that it cannot change.
public struct SampleDraw: Sendable {
    /// 32 bytes.
    public let seed: [UInt8]

    public init(checkpoint: Checkpoint, nonce: String, stratum: String) {
        seed = SHA256Hasher.hash(
            Array("sample/v1\n".utf8) + checkpoint.text + Array(nonce.utf8) + Array(stratum.utf8))
    }

    /// `count` different positions below `population`, in the order of the draw; all of them in their order where there
    /// are no more.
    public func positions(_ count: Int, of population: Int) -> [Int] {
        guard count < population else { return Array(0..<max(0, population)) }
        let size = UInt64(population)
        // 2^64 mod size numbers at the top are passed over; none where size divides 2^64.
        let rest = (UInt64.max % size + 1) % size
        var drawn: Set<Int> = []
        var positions: [Int] = []
        var k: UInt64 = 0
        while positions.count < count {
            let number = number(k)
            k += 1
            guard rest == 0 || number <= UInt64.max - rest else { continue }
            let position = Int(number % size)
            if drawn.insert(position).inserted { positions.append(position) }
        }
        return positions
    }

    private func number(_ k: UInt64) -> UInt64 {
        var code = HMACSHA256(key: seed)
        code.update((0..<8).map { UInt8(truncatingIfNeeded: k >> (56 - 8 * UInt64($0))) })
        return code.finish().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
