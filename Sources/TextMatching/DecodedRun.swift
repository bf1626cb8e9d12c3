/// The scalars of some bytes that are characters and nothing else.
struct DecodedRun {
    private(set) var scalars: [UInt32] = []
    /// The byte at which each of them starts, and where the last one ends.
    private(set) var starts: [Int] = []

    init() {}

    /// Takes bytes in place of those before. What it has set aside stays, so that pieces of a text cost no memory.
    /// - Parameter base: the place of the first byte.
    /// - Returns: `false` where a byte is no part of a whole character.
    mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, from base: Int) -> Bool {
        scalars.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        scalars.reserveCapacity(bytes.count)
        starts.reserveCapacity(bytes.count + 1)
        var at = 0
        while at < bytes.count {
            let first = unsafe bytes[at]
            var length = 1
            var scalar = UInt32(first)
            if first >= 0x80 {
                guard let found = unsafe Self.scalar(bytes, at, first) else { return false }
                (scalar, length) = found
            }
            scalars.append(scalar)
            starts.append(base + at)
            at += length
        }
        starts.append(base + at)
        return true
    }

    /// One scalar of two bytes or more (RFC 3629).
    @inline(__always)
    private static func scalar(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ first: UInt8
    ) -> (scalar: UInt32, length: Int)? {
        let count = bytes.count
        func rest(_ index: Int) -> UInt32? {
            guard at + index < count, case let byte = unsafe bytes[at + index], byte & 0xC0 == 0x80 else { return nil }
            return UInt32(byte & 0x3F)
        }
        switch first {
        case 0xE0...0xEF:
            guard let one = rest(1), let two = rest(2) else { return nil }
            let scalar = UInt32(first & 0x0F) << 12 | one << 6 | two
            return scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar) ? (scalar, 3) : nil
        case 0xC2...0xDF:
            guard let one = rest(1) else { return nil }
            return (UInt32(first & 0x1F) << 6 | one, 2)
        case 0xF0...0xF4:
            guard let one = rest(1), let two = rest(2), let three = rest(3) else { return nil }
            let scalar = UInt32(first & 0x07) << 18 | one << 12 | two << 6 | three
            return scalar >= 0x10000 && scalar <= 0x10FFFF ? (scalar, 4) : nil
        default: return nil
        }
    }
}
