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
        var isWhole = true
        // There is room for one scalar a byte.
        scalars.append(addingCapacity: bytes.count) { scalars in
            starts.append(addingCapacity: bytes.count + 1) { starts in
                var at = 0
                while at < bytes.count {
                    let first = unsafe bytes[at]
                    starts.append(base + at)
                    guard first >= 0x80 else {
                        scalars.append(UInt32(first))
                        at += 1
                        continue
                    }
                    // Most of what is not ASCII has three bytes, of which the first says that they are no surrogates.
                    if first & 0xF0 == 0xE0, first != 0xE0, first != 0xED, at + 2 < bytes.count {
                        let (second, third) = unsafe (bytes[at + 1], bytes[at + 2])
                        if second & 0xC0 == 0x80, third & 0xC0 == 0x80 {
                            scalars.append(UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F))
                            at += 3
                            continue
                        }
                    }
                    guard let (scalar, length) = unsafe Self.scalar(bytes, at, first) else {
                        isWhole = false
                        return
                    }
                    scalars.append(scalar)
                    at += length
                }
                starts.append(base + at)
            }
        }
        return isWhole
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
