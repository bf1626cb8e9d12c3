/// Keccak-256 as Ethereum took it: the competition's padding, not that of FIPS 202.
enum Keccak {
    /// Bytes that each round takes in: 1,600 bits less twice the digest's.
    private static let rate = 136

    /// The 32 bytes of the digest.
    static func hash256(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [1]
        padded += [UInt8](repeating: 0, count: (rate - padded.count % rate) % rate)
        padded[padded.count - 1] |= 0x80
        var state = [UInt64](repeating: 0, count: 25)
        for start in stride(from: 0, to: padded.count, by: rate) {
            for index in 0..<rate {
                let lane = UInt64(padded[start + index]) << UInt64(index % 8 * 8)
                state[index / 8] ^= lane
            }
            permute(&state)
        }
        return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

    /// The lane that moves into each place on the way of ρ and π, and by how much it turns.
    private static let path: [(lane: Int, turn: UInt64)] = {
        var (x, y) = (1, 0)
        return (0..<24).map { step in
            (x, y) = (y, (2 * x + 3 * y) % 5)
            return (x + 5 * y, UInt64((step + 1) * (step + 2) / 2 % 64))
        }
    }()

    /// The constants of ι: bits of a shift register, at the places 2ʲ − 1.
    private static let constants: [UInt64] = {
        var register = 1
        return (0..<24).map { _ in
            (0..<7).reduce(0) { constant, step in
                let bit = UInt64(register & 1)
                register = register << 1 ^ (register >> 7 & 1) * 0x171
                return constant | bit << UInt64((1 << step) - 1)
            }
        }
    }()

    private static func permute(_ state: inout [UInt64]) {
        for constant in constants {
            let columns = (0..<5).map { x in (0..<5).reduce(0) { $0 ^ state[x + 5 * $1] } }
            for index in state.indices {
                state[index] ^= columns[(index + 4) % 5] ^ turned(columns[(index + 1) % 5], 1)
            }
            var moving = state[1]
            for (lane, turn) in path { (state[lane], moving) = (turned(moving, turn), state[lane]) }
            for row in stride(from: 0, to: 25, by: 5) {
                let lanes = Array(state[row..<row + 5])
                for x in 0..<5 { state[row + x] = lanes[x] ^ ~lanes[(x + 1) % 5] & lanes[(x + 2) % 5] }
            }
            state[0] ^= constant
        }
    }

    private static func turned(_ lane: UInt64, _ bits: UInt64) -> UInt64 { lane << bits | lane >> (64 - bits) }
}
