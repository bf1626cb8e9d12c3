// The form of a matcher in a cache file: a mark, the sizes, a check sum, the tables as they stand in memory. What is
// read is checked so far that no search in it can leave the tables or fail to end, whatever the file says.

extension LiteralMatcher {
    /// Changes whenever the tables do.
    private static let mark: [UInt8] = Array("hallmark literals 2\n".utf8)

    private static let sumPlace = mark.count + 8 * LiteralLayout.Sizes.count
    private static let headSize = sumPlace + 8

    /// The tables as bytes, for a cache. They are read back on the same kind of processor only.
    public func encoded() -> [UInt8] {
        var bytes = Self.mark
        for size in tables.layout.sizes.all + [0] { Self.append(UInt64(size), to: &bytes) }
        unsafe tables.withBlock { unsafe bytes.append(contentsOf: $0) }
        Self.seal(&bytes)
        return bytes
    }

    /// Reads what `encoded` wrote.
    /// - Returns: `nil` for anything else.
    public init?(decoding bytes: [UInt8]) {
        guard Int(littleEndian: 1) == 1, bytes.count >= Self.headSize, bytes.starts(with: Self.mark) else { return nil }
        let numbers = (0..<LiteralLayout.Sizes.count).map { index in
            Int(clamping: Self.number(in: bytes, at: Self.mark.count + 8 * index))
        }
        guard let sizes = LiteralLayout.Sizes(numbers), let layout = LiteralLayout(sizes),
            bytes.count - Self.headSize == layout.total,
            Self.number(in: bytes, at: Self.sumPlace) == Self.checksum(bytes)
        else { return nil }
        let tables = unsafe LiteralTables(layout) { block in
            unsafe block.copyBytes(from: bytes[Self.headSize...])
        }
        guard tables.isSound else { return nil }
        self.init(tables: tables)
    }

    /// Writes the check sum of a file into it.
    static func seal(_ bytes: inout [UInt8]) {
        var sum: [UInt8] = []
        append(checksum(bytes), to: &sum)
        bytes.replaceSubrange(sumPlace..<headSize, with: sum)
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func number(in bytes: [UInt8], at place: Int) -> UInt64 {
        WindowKey.word(bytes[place..<(place + 8)])
    }

    /// Of all but itself. Tells a damaged file, not a forged one.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ range: Range<Int>) {
            unsafe bytes.withUnsafeBytes { all in
                // Whole words, then single bytes: `place` stays below `range.upperBound`, which is at most the count.
                var place = range.lowerBound
                while place < range.upperBound {
                    let whole = range.upperBound - place >= 8
                    let word = unsafe whole
                        ? all.loadUnaligned(fromByteOffset: place, as: UInt64.self) : UInt64(all[place])
                    sum = (sum ^ word) &* 0x100_0000_01b3
                    sum ^= sum >> 29
                    place += whole ? 8 : 1
                }
            }
        }
        add(0..<sumPlace)
        add(headSize..<bytes.count)
        return sum
    }
}

extension LiteralTables {
    /// Whether every place that a table names is in the table that it means. Each index below is within the sizes that
    /// the block was made for.
    var isSound: Bool { hasSoundSlots && hasSoundEntries && hasSoundRuns }

    private var hasSoundSlots: Bool {
        var hasFree = false
        for bucket in 0...bucketsMask {
            for lane in 0..<8 {
                guard unsafe tagWords[bucket] >> UInt64(8 * lane) & 0xff != 0 else {
                    hasFree = true
                    continue
                }
                let group = unsafe slots[8 * bucket + lane]
                guard Int(group.first) + Int(group.count) <= layout.sizes.entries else { return false }
            }
        }
        return hasFree
    }

    private var hasSoundEntries: Bool {
        var longest = 0
        for index in 0..<layout.sizes.entries {
            let entry = unsafe entries[index]
            let count = Int(entry.count)
            guard count > 0, Int(entry.offset) < count, Int(entry.bytes) + 2 * count <= layout.sizes.bytes else {
                return false
            }
            longest = max(longest, count)
        }
        return longest <= layout.sizes.longest
    }

    private var hasSoundRuns: Bool {
        for index in 0..<layout.sizes.runs {
            let run = unsafe runs[index]
            guard run.classes > 0, Int(run.classes) <= layout.sizes.longest,
                Int(run.firstClass) + Int(run.classes) <= layout.sizes.classes,
                Int(run.firstID) + Int(run.ids) <= layout.sizes.runIDs
            else { return false }
        }
        for bucket in 0..<8 {
            let first = unsafe buckets[3 * bucket + 1]
            let end = unsafe buckets[3 * bucket + 2]
            guard first <= end, Int(end) <= layout.sizes.runs else { return false }
        }
        return true
    }
}
