/// The bytes of a stream that were pushed and are not unpacked yet.
struct PendingInput {
    private(set) var bytes: [UInt8] = []
    private(set) var offset = 0

    var isEmpty: Bool { offset == bytes.count }

    mutating func append(_ more: [UInt8]) {
        if isEmpty {
            bytes = more
        } else {
            bytes.removeFirst(offset)
            bytes += more
        }
        offset = 0
    }

    mutating func drop(_ count: Int) {
        offset += count
    }
}

/// How much a stream may still unpack to.
struct Allowance {
    let limit: Int
    private var left: Int

    init(limit: Int) {
        self.limit = max(0, limit)
        left = self.limit
    }

    /// Room for the next piece: one byte more than is allowed where that is near, so that too much is noticed.
    var capacity: Int { min(left, Self.pieceSize - 1) + 1 }

    mutating func take(_ count: Int) throws(CompressionError) {
        guard count <= left else { throw .tooLong(limit) }
        left -= count
    }

    /// A zstd block's largest content.
    static let pieceSize = 1 << 17
}
