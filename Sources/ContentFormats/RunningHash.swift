/// Whether a text is the one that was told in pieces, without keeping it: a polynomial over 2^61 − 1 at a random
/// place (Karp and Rabin 1987), so that nobody can prepare two texts that look alike.
struct RunningHash {
    private static let prime: UInt64 = (1 << 61) - 1
    private static let base = UInt64.random(in: 1 << 32..<(1 << 61) - 1)

    private var value: UInt64 = 0
    private var count = 0

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes {
            let product = value.multipliedFullWidth(by: Self.base)
            let folded = (product.high << 3 | product.low >> 61) &+ (product.low & Self.prime) &+ UInt64(byte) &+ 1
            let once = (folded >> 61) &+ (folded & Self.prime)
            value = once >= Self.prime ? once &- Self.prime : once
        }
        count += bytes.count
    }

    func matches(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == count else { return false }
        var other = RunningHash()
        other.add(bytes)
        return other.value == value
    }
}
