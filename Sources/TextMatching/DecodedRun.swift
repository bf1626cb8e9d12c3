/// The scalars of some bytes that are characters and nothing else.
struct DecodedRun {
    /// Room for scalars, of which the first `count` are there, and for the places at which they start.
    private var scalarRoom: [UInt32] = []
    private var startRoom: [Int] = []
    private(set) var count = 0

    init() {}

    /// The scalars, and behind them what was there before.
    var room: [UInt32] { scalarRoom }
    var scalars: ArraySlice<UInt32> { scalarRoom[..<count] }
    /// The byte at which each of them starts, and where the last one ends.
    var starts: ArraySlice<Int> { startRoom[...count] }

    /// Takes bytes in place of those before. What it has set aside stays, so that pieces of a text cost no memory.
    /// - Parameter base: the place of the first byte.
    /// - Returns: `false` where a byte is no part of a whole character.
    mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, from base: Int) -> Bool {
        if startRoom.count <= bytes.count {
            scalarRoom = Array(repeating: 0, count: max(16, bytes.count))
            startRoom = Array(repeating: 0, count: max(16, bytes.count) + 1)
        }
        let made = unsafe scalarRoom.withUnsafeMutableBufferPointer { scalars in
            unsafe startRoom.withUnsafeMutableBufferPointer { starts -> Int? in
                guard let scalars = scalars.baseAddress, let starts = starts.baseAddress else { return nil }
                return unsafe Self.decode(bytes, base, scalars, starts)
            }
        }
        count = made ?? 0
        return made != nil
    }

    /// Writes a scalar and its place for each character, and behind the last place the end; there is room for as many
    /// as there are bytes, and one place more. Answers how many; `nil` where there is something else.
    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ base: Int, _ scalars: UnsafeMutablePointer<UInt32>,
        _ starts: UnsafeMutablePointer<Int>
    ) -> Int? {
        var at = 0
        var made = 0
        let end = bytes.count
        while at < end {
            let first = unsafe bytes[at]
            unsafe starts[made] = base &+ at
            if first < 0x80 {
                unsafe scalars[made] = UInt32(first)
                at &+= 1
            } else if first & 0xF0 == 0xE0, at &+ 2 < end, case let second = unsafe bytes[at &+ 1],
                case let third = unsafe bytes[at &+ 2], second & 0xC0 == 0x80, third & 0xC0 == 0x80,
                case let scalar = UInt32(first & 0x0F) &<< 12 | UInt32(second & 0x3F) &<< 6 | UInt32(third & 0x3F),
                scalar >= 0x800, scalar &>> 11 != 0xD800 &>> 11
            {
                // Most of what is not ASCII.
                unsafe scalars[made] = scalar
                at &+= 3
            } else {
                guard let (scalar, length) = unsafe Self.scalar(bytes, at, first) else { return nil }
                unsafe scalars[made] = scalar
                at &+= length
            }
            made &+= 1
        }
        unsafe starts[made] = base &+ at
        return made
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
