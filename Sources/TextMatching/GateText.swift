/// A text as a prefilter sees it: folded, and where words may be stretched, without separators and repeats.
///
/// It holds every literal that the view holds, if that was made the same way; it may hold more. So what is not found
/// here stands nowhere in the view.
public struct GateText: Sendable {
    /// UTF-8, and room behind it.
    public private(set) var bytes: [UInt8] = []
    /// How many of the bytes are text.
    public private(set) var count = 0
    /// The original byte that each 64th byte of the text, or one shortly after it, stands for.
    private var marks: [(at: Int, original: Int)] = []
    /// The first original byte that is not part of a character.
    public private(set) var firstInvalid: Int?
    private let map: GateMap

    public init(_ map: GateMap) {
        self.map = map
    }

    /// Replaces the text by that of some original bytes, all of which are there.
    public mutating func make(of original: [UInt8]) {
        marks.removeAll(keepingCapacity: true)
        firstInvalid = nil
        guard original.count <= Int.max / 4 else { return }
        // A scalar of two bytes may become one of four.
        let room = original.count * 2 + 8
        if bytes.count < room { bytes += [UInt8](repeating: 0, count: room - bytes.count) }
        var made = 0
        var walk = GateWalk()
        let (map, count) = (self.map, original.count)
        var marks = self.marks
        var firstInvalid: Int?
        unsafe original.withUnsafeBufferPointer { input in
            unsafe bytes.withUnsafeMutableBufferPointer { output in
                var next = 0
                // Both buffers outlive the walk: `at` stays below `count`, and each step writes at most twice as many
                // bytes as it reads.
                while walk.at < count {
                    if made >= next {
                        marks.append((made, walk.at))
                        next = made + 64
                    }
                    let step = unsafe walk.step(input, map)
                    if step.isInvalid, firstInvalid == nil { firstInvalid = step.start }
                    guard let scalar = step.scalar else { continue }
                    if scalar < 0x80 {
                        unsafe output[made] = UInt8(truncatingIfNeeded: scalar)
                        made += 1
                    } else if scalar >= 0x800, scalar < 0x10000 {
                        unsafe output[made] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
                        unsafe output[made + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
                        unsafe output[made + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
                        made += 3
                    } else {
                        var rare: [UInt8] = []
                        Self.append(scalar, to: &rare)
                        for byte in rare where made < room {
                            unsafe output[made] = byte
                            made += 1
                        }
                    }
                }
            }
        }
        self.marks = marks
        self.firstInvalid = firstInvalid
        self.count = made
    }

    /// The original bytes that a range of the text stands for: from the start of its first character, to where the
    /// character behind it starts.
    public func original(_ range: Range<Int>, of original: [UInt8]) -> Range<Int> {
        var low = 0
        var high = marks.count
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].at <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0..<original.count }
        // A mark may stand inside a run that the text holds once; from its start the run would be told again.
        var place = marks[low - 1].at
        var walk = GateWalk()
        walk.at = marks[low - 1].original
        walk.last = lastScalar(before: place)
        var start: Int?
        var end = original.count
        unsafe original.withUnsafeBufferPointer { input in
            while walk.at < input.count {
                let step = unsafe walk.step(input, map)
                guard let scalar = step.scalar else { continue }
                if start == nil, place + Self.width(scalar) > range.lowerBound { start = step.start }
                if place >= range.upperBound {
                    end = step.start
                    break
                }
                place += Self.width(scalar)
            }
        }
        return (start ?? original.count)..<max(start ?? original.count, end)
    }

    private func lastScalar(before place: Int) -> UInt32? {
        guard place > 0 else { return nil }
        var at = place - 1
        while at > 0, bytes[at] & 0xC0 == 0x80 { at -= 1 }
        var decoder = UTF8()
        var iterator = bytes[at..<place].makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar.value }
        return nil
    }

    /// The same text of scalars that are folded already, as of a keyword.
    public static func bytes(of scalars: [UInt32], _ map: GateMap) -> [UInt8] {
        var bytes: [UInt8] = []
        var last: UInt32?
        for scalar in scalars {
            guard let kept = map.keep(scalar, after: &last) else { continue }
            append(kept, to: &bytes)
        }
        return bytes
    }

    private static func width(_ scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }

    private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else if scalar < 0x10000 {
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else {
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}

/// What a gate text makes of each scalar.
public struct GateMap: Sendable {
    /// For the first plane: the folded scalar; 0 where it is dropped.
    private let plane: [UInt16]
    private let folding: Folding
    private let isLoose: Bool

    /// - Parameter foldings: of the views that the text is for. With separators or repeats, both are left out.
    public init(_ foldings: Foldings) {
        folding = Folding(foldings)
        isLoose = !foldings.isDisjoint(with: [.separators, .repeats])
        var plane = [UInt16](repeating: 0, count: 0x10000)
        for scalar in UInt32(1)...0xFFFF where !(0xD800...0xDFFF).contains(scalar) {
            let mapped = folding.map(scalar) ?? 0
            // A letter beyond the first plane that a scalar folds to is found there by asking again.
            plane[Int(scalar)] = mapped <= 0xFFFF ? UInt16(mapped) : Self.beyond
        }
        self.plane = plane
    }

    private static let beyond: UInt16 = 0xD800

    @inline(__always)
    func map(_ scalar: UInt32) -> UInt32? {
        guard scalar <= 0xFFFF else { return folding.map(scalar) }
        let mapped = plane[Int(scalar)]
        if mapped == Self.beyond { return folding.map(scalar) }
        return mapped == 0 && scalar != 0 ? nil : UInt32(mapped)
    }

    /// The folded scalar, unless it is left out.
    @inline(__always)
    func keep(_ scalar: UInt32, after last: inout UInt32?) -> UInt32? {
        guard isLoose else { return scalar }
        if Scalars.isSeparator(scalar) { return nil }
        if scalar == last, !Scalars.isDigit(scalar) { return nil }
        last = scalar
        return scalar
    }
}

/// A walk over original bytes.
struct GateWalk {
    var at = 0
    var last: UInt32?

    struct Step {
        /// `nil` where nothing of it is kept.
        var scalar: UInt32?
        var start: Int
        var isInvalid = false
    }

    /// Reads the scalar at `at`, which lies inside the bytes.
    @inline(__always)
    mutating func step(_ bytes: UnsafeBufferPointer<UInt8>, _ map: GateMap) -> Step {
        let start = at
        let first = unsafe bytes[at]
        guard first >= 0x80 else {
            at += 1
            let folded = map.map(UInt32(first))
            return Step(scalar: folded.flatMap { map.keep($0, after: &last) }, start: start)
        }
        // Most of what is not ASCII is three bytes long.
        if first >= 0xE1, first <= 0xEC, at + 2 < bytes.count, unsafe bytes[at + 1] & 0xC0 == 0x80,
            unsafe bytes[at + 2] & 0xC0 == 0x80
        {
            let scalar = unsafe UInt32(first & 0x0F) << 12 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
            at += 3
            return Step(scalar: map.map(scalar).flatMap { map.keep($0, after: &last) }, start: start)
        }
        let decoded = unsafe Self.decode(bytes, at)
        at += decoded.length
        guard let scalar = decoded.scalar else {
            let folded = map.map(0xFFFD)
            return Step(scalar: folded.flatMap { map.keep($0, after: &last) }, start: start, isInvalid: true)
        }
        return Step(scalar: map.map(scalar).flatMap { map.keep($0, after: &last) }, start: start)
    }

    /// One scalar, or the length of the maximal ill-formed part (RFC 3629; Unicode 15, section 3.9).
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (scalar: UInt32?, length: Int) {
        let first = unsafe bytes[at]
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0x00...0x7F: return (UInt32(first), 1)
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return (nil, 1)
        }
        var scalar = UInt32(first) & (count == 2 ? 0x1F : count == 3 ? 0x0F : 0x07)
        for index in 1..<count {
            guard at + index < bytes.count else { return (nil, index) }
            let byte = unsafe bytes[at + index]
            guard (index == 1 ? second : 0x80...0xBF).contains(byte) else { return (nil, index) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, count)
    }
}
