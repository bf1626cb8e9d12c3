/// Some of the 16,384 records of a block, a bit each.
struct RecordSet: Equatable, Sendable {
    private(set) var words: [UInt64]

    private static let wordCount = IndexFormat.block / 64

    private init(words: [UInt64]) { self.words = words }

    static let none = RecordSet(words: Array(repeating: 0, count: wordCount))
    static let all = RecordSet(words: Array(repeating: .max, count: wordCount))

    mutating func insert(_ record: UInt16) {
        let record = Int(record) & (IndexFormat.block - 1)
        words[record >> 6] |= 1 << UInt64(record & 63)
    }

    /// How many records of frame `index` of the block there are.
    func count(frame index: Int) -> Int {
        let words = IndexFormat.frame / 64
        return self.words[(index * words)..<((index + 1) * words)].reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// Takes all records of frame `index` of the block away.
    mutating func remove(frame index: Int) {
        let words = IndexFormat.frame / 64
        for word in (index * words)..<((index + 1) * words) { self.words[word] = 0 }
    }

    mutating func formUnion(_ other: RecordSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func formIntersection(_ other: RecordSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// In order.
    var records: [Int] {
        var records: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                records.append(index << 6 | rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return records
    }

    /// `records`, which are in order: two bytes for each of a few, a bit for each of all where they are many, and nothing
    /// for all.
    static func encode(_ records: [UInt16]) -> [UInt8] {
        if records.count == IndexFormat.block { return [] }
        var bytes: [UInt8] = []
        if records.count * 2 < IndexFormat.block / 8 {
            bytes.reserveCapacity(records.count * 2)
            for record in records {
                bytes.append(UInt8(truncatingIfNeeded: record))
                bytes.append(UInt8(truncatingIfNeeded: record >> 8))
            }
        } else {
            bytes = Array(repeating: 0, count: IndexFormat.block / 8)
            for record in records { bytes[Int(record >> 3)] |= 1 << UInt8(record & 7) }
        }
        return bytes
    }

    /// - Returns: `nil` for bytes that ``encode(_:)`` does not give.
    init?(decoding bytes: [UInt8]) {
        if bytes.isEmpty {
            self = .all
        } else if bytes.count == IndexFormat.block / 8 {
            words = (0..<Self.wordCount).map { word in
                (0..<8).reduce(0) { $0 | UInt64(bytes[word * 8 + $1]) << UInt64(8 * $1) }
            }
        } else {
            guard bytes.count < IndexFormat.block / 8, bytes.count.isMultiple(of: 2) else { return nil }
            self = .none
            for place in stride(from: 0, to: bytes.count, by: 2) {
                guard bytes[place + 1] < IndexFormat.block >> 8 else { return nil }
                insert(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
            }
        }
    }
}

/// What is known of a block as a whole.
struct BlockSummary: Equatable, Sendable {
    /// The leaf hash of its last record, which tells this log from another.
    var leaf: [UInt8]
    /// The terms that have a row of their own, in order: so a row that is gone is missed.
    var common: [UInt64]
    /// The times of each of its frames.
    var times: [FrameTimes]

    init(leaf: [UInt8], common: [UInt64], times: [FrameTimes]) {
        (self.leaf, self.common, self.times) = (leaf, common, times)
    }

    private static let timesSize = IndexFormat.framesPerBlock * 16

    var encoded: [UInt8] {
        let whole = times.enumerated().reduce(UInt64(0)) { $1.element.isWhole ? $0 | 1 << UInt64($1.offset) : $0 }
        return leaf + Self.bytes(whole, 8)
            + times.flatMap { Self.bytes(UInt64(bitPattern: $0.first), 8) + Self.bytes(UInt64(bitPattern: $0.last), 8) }
            + common.flatMap { Self.bytes($0, 6) }
    }

    init?(decoding bytes: [UInt8]) {
        let head = 40 + Self.timesSize
        guard bytes.count >= head, (bytes.count - head).isMultiple(of: 6) else { return nil }
        leaf = Array(bytes.prefix(32))
        let whole = Self.number(bytes, 32, 8)
        times = (0..<IndexFormat.framesPerBlock).map { frame in
            FrameTimes(
                first: Int64(bitPattern: Self.number(bytes, 40 + frame * 16, 8)),
                last: Int64(bitPattern: Self.number(bytes, 48 + frame * 16, 8)), isWhole: whole >> UInt64(frame) & 1 == 1)
        }
        common = stride(from: head, to: bytes.count, by: 6).map { Self.number(bytes, $0, 6) }
    }

    func hasRow(_ term: IndexTerm) -> Bool {
        var (low, high) = (0, common.count)
        while low < high {
            let middle = (low + high) / 2
            if common[middle] < term.bits { low = middle + 1 } else { high = middle }
        }
        return low < common.count && common[low] == term.bits
    }

    private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
}
